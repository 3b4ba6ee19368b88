"""What an urgent case should not wait for: office hours, and one person after another (S25, S26, S44)."""

from collections.abc import Iterator

from bot.lint.draft import Draft
from bot.lint.example import PRIORITY
from bot.lint.finding import Finding, warning
from bot.lint.paths import path_lines
from bot.lint.search import Condition, Fact, Kind
from bot.policy.routing import ALWAYS_AT_ONCE
from bot.policy.rules import Path, Pick
from bot.words import say


def urgent_accept_that_sleeps(draft: Draft) -> Iterator[Finding]:
    above: list[Condition] = []
    for place, line in enumerate(draft.rules.clocks):
        if line.accept:
            condition = draft.classes.fits(line.when)
            if line.hours and draft.classes.case([condition, _urgent(draft)], above):
                sentence = say("lint.urgent_accept", calendar=line.hours)
                yield warning(("clocks", place, "hours"), "urgent-hours", sentence)
            above.append(condition)


def urgent_level_that_waits(draft: Draft) -> Iterator[Finding]:
    lines = path_lines(draft)
    for number, path in enumerate(draft.rules.paths):
        urgent, above = [lines[number], _urgent(draft)], lines[:number]
        waiting = [*urgent, _no_unnamed_grave_flag(path, draft)]
        at_once = [draft.classes.fits(trigger.when) for trigger in path.at_once]
        for place, level in enumerate(path.levels):
            here, stands = ("paths", path.id, "levels", place), draft.classes.fits(level.when)
            if level.hours and draft.classes.case([*waiting, stands], [*above, *at_once]):
                sentence = say("lint.urgent_level", level=level.role, calendar=level.hours)
                yield warning((*here, "hours"), "urgent-hours", sentence)
            if level.pick is Pick.ONE and draft.classes.case([*urgent, stands], above):
                yield warning((*here, "pick"), "urgent-pick", say("lint.urgent_pick", level=level.role))


def _urgent(draft: Draft) -> Condition:
    return (((PRIORITY, frozenset(draft.rules.priority.urgent)),),)


def _no_unnamed_grave_flag(path: Path, draft: Draft) -> Condition:
    """With one, the case comes at once and heeds no hours (S30)."""
    named = frozenset[str]().union(*(trigger.when.flags() for trigger in path.at_once))
    unnamed = sorted((ALWAYS_AT_ONCE - named).intersection(draft.rules.flags))
    return tuple(((Fact(Kind.FLAG, flag), frozenset({False})),) for flag in unnamed)
