"""In which hours the cases of a path count, so that its levels sleep outside them (S25); when a schedule is needed."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain

from bot.coverage.gap import together
from bot.people.calendars import Span, openings
from bot.people.roster import Roster
from bot.people.targets import NextOnCall, OnCall
from bot.policy.rules import Fallback, Level, Path, Rules
from bot.policy.when import OneOf, When

Words = Mapping[str, frozenset[str]]  # what a case may have for a fact; one that is not here may be anything


def hours_of_cases(path: Path, rules: Rules) -> frozenset[str | None]:
    """Those of the lines of `clocks` that may give them `accept`; None is all time. A line whose conditions are more
    than words may fit or not."""
    known = {clause.fact: clause.words for clause in path.when.clauses if isinstance(clause, OneOf)}
    priorities = known.get("priority", frozenset(rules.priority.names))
    cases = [known | {"priority": frozenset({priority})} for priority in priorities]
    found = frozenset(hours for words in cases for hours in _hours(words, rules))
    return found or frozenset({None})


def needed(rules: Rules, roster: Roster, begins: datetime, ends: datetime) -> dict[str, list[Span]]:
    """When a level that asks a schedule, or a fallback, may be awake; all the time for one that nobody asks, since then
    people have it for something else. Cases that come at once, at any hour (S30), are not reckoned with."""
    always, asked = [(begins, ends)], _asked_in(rules)

    def awake(hours: frozenset[str | None]) -> list[Span]:
        calendars = [roster.calendars[name] for name in hours if name]
        open_ = (openings(calendar, begins, ends) for calendar in calendars)
        return always if None in hours else together(chain.from_iterable(open_))

    return {name: awake(frozenset(asked[name])) if name in asked else always for name in roster.schedules}


def _asked_in(rules: Rules) -> dict[str, set[str | None]]:
    found: dict[str, set[str | None]] = {}
    for path in rules.paths:
        hours = hours_of_cases(path, rules)
        asked_by: tuple[Level | Fallback, ...] = (path.fallback, *path.levels)
        for level in asked_by:
            for target in level.ask:
                if isinstance(target, OnCall | NextOnCall):
                    found.setdefault(target.schedule, set()).update({level.hours} if level.hours else hours)
    return found


def _hours(words: Words, rules: Rules) -> Iterator[str | None]:
    """To the first line that fits them all (S10)."""
    for line in rules.clocks:
        if line.accept and _may_fit(line.when, words):
            yield line.hours
            if _fits_all(line.when, words):
                return


def _may_fit(when: When, words: Words) -> bool:
    asked = (clause for clause in when.clauses if isinstance(clause, OneOf))
    return all(clause.words & words.get(clause.fact, clause.words) for clause in asked)


def _fits_all(when: When, words: Words) -> bool:
    return all(
        isinstance(clause, OneOf) and clause.fact in words and words[clause.fact] <= clause.words
        for clause in when.clauses
    )
