"""Lines that nothing reaches: no case fits them, or the lines above take every one that does (S10, S44)."""

from collections.abc import Iterator, Sequence

from bot.lint.draft import Draft
from bot.lint.example import PRIORITY
from bot.lint.finding import Finding, Place, warning
from bot.lint.paths import path_lines
from bot.lint.search import Condition, Fact, Kind
from bot.policy.routing import Limit
from bot.policy.rules import ClockLine, Suggestion
from bot.words import say

CODE = "unreached-line"
Above = Sequence[tuple[int, Condition]]


def override_that_fits_nothing(draft: Draft) -> Iterator[Finding]:
    for place, override in enumerate(draft.rules.priority.overrides):
        if draft.classes.case([draft.classes.fits(override.when)]) is None:
            yield _fits_nothing(("priority", "overrides", place))


def clock_line_nobody_reaches(draft: Draft) -> Iterator[Finding]:
    """A line is reached if one of its clocks is."""
    lines = [draft.classes.fits(line.when) for line in draft.rules.clocks]
    named = [_clocks_of(line) for line in draft.rules.clocks]
    for place, line in enumerate(lines):
        above = [[(at, lines[at]) for at in range(place) if clock in named[at]] for clock in sorted(named[place])]
        yield from _judged(("clocks", place), draft, [line], *above)


def _clocks_of(line: ClockLine) -> frozenset[str]:
    named = {limit.value for limit in Limit if getattr(line, limit.value)}
    return frozenset(named if line.remind is None else {*named, "remind"})


def line_of_a_path_nobody_reaches(draft: Draft) -> Iterator[Finding]:
    """Of a path that is reached at all: its levels, and its lines of `at_once`."""
    paths, classes = path_lines(draft), draft.classes
    for number, path in enumerate(draft.rules.paths):
        on_path, above = paths[number], paths[:number]
        if classes.case([on_path], above) is None:
            continue
        for place, trigger in enumerate(path.at_once):
            if classes.case([on_path, classes.fits(trigger.when)], above) is None:
                yield warning(("paths", path.id, "at_once", place), CODE, say("lint.at_once_unreached", path=path.id))
        for place, level in enumerate(path.levels):
            if classes.case([on_path, classes.fits(level.when)], above) is None:
                sentence = say("lint.level_never_stands", path=path.id, level=level.role)
                yield warning(("paths", path.id, "levels", place, "when"), CODE, sentence)


def approval_nobody_reaches(draft: Draft) -> Iterator[Finding]:
    """Approval is never asked of urgent or flagged cases (S36)."""
    rules, classes = draft.rules, draft.classes
    lines = [classes.fits_even_private(line.when) for line in rules.approval]
    not_urgent = ((PRIORITY, frozenset(rules.priority.names) - rules.priority.urgent),)
    routine: Condition = (not_urgent, *(((Fact(Kind.FLAG, flag), frozenset({False})),) for flag in rules.flags))
    for place, line in enumerate(lines):
        if classes.case([line]) and not classes.case([line, routine]):
            yield warning(("approval", place), CODE, say("lint.never_approved"))
        else:
            yield from _judged(("approval", place), draft, [line, routine], list(enumerate(lines[:place])))


def communication_nobody_reaches(draft: Draft) -> Iterator[Finding]:
    """An audience follows the first plan that names it (S38)."""
    plans = draft.rules.communication
    lines = [draft.classes.fits_even_private(plan.when) for plan in plans]
    named = [{target for audience in plan.audiences for target in audience.to} for plan in plans]
    for place, line in enumerate(lines):
        if draft.classes.case([line]) is None:
            yield _fits_nothing(("communication", place))
            continue
        for number, audience in enumerate(plans[place].audiences):
            above = [[lines[at] for at in range(place) if target in named[at]] for target in audience.to]
            if all(draft.classes.case([line], naming) is None for naming in above):
                yield warning(("communication", place, "audiences", number), CODE, say("lint.audience_taken"))


def retention_nobody_reaches(draft: Draft) -> Iterator[Finding]:
    """A hold leaves its cases to the lines below once it is lifted (S41)."""
    lines = [draft.classes.fits(line.when) for line in draft.rules.retention]
    for place, line in enumerate(lines):
        above = [(at, lines[at]) for at in range(place) if draft.rules.retention[at].keep]
        yield from _judged(("retention", place), draft, [line], above)


def suggestion_nobody_needs(draft: Draft) -> Iterator[Finding]:
    """All its words are in lines above that suggest the same."""
    lines = draft.rules.suggest
    for place, line in enumerate(lines):
        above = [word for other in lines[:place] if _suggest_the_same(other, line) for word in other.words]
        if all(any(_takes(word, wanted) for word in above) for wanted in line.words):
            yield warning(("suggest", place), CODE, say("lint.suggested_above"))


def _suggest_the_same(one: Suggestion, other: Suggestion) -> bool:
    return (one.flag, one.type) == (other.flag, other.type)


def _takes(word: str, other: str) -> bool:
    """A last `*` takes any ending."""
    word, other = word.casefold(), other.casefold()
    return word == other or (word.endswith("*") and other.startswith(word[:-1]))


def _judged(place: Place, draft: Draft, wanted: Sequence[Condition], *lists: Above) -> Iterator[Finding]:
    """`lists`: the lines above that take its cases, with their places; one list for each thing that the line gives."""
    if draft.classes.case(wanted) is None:
        yield _fits_nothing(place)
    elif all(draft.classes.case(wanted, [line for _, line in above]) is None for above in lists):
        last = max(_closing(draft, wanted, above) for above in lists)
        yield warning(place, CODE, say("lint.taken_above", line=last + 1))


def _closing(draft: Draft, wanted: Sequence[Condition], above: Above) -> int:
    """The line after which nothing is left."""
    lines = [line for _, line in above]
    return next(at for count, (at, _) in enumerate(above, 1) if not draft.classes.case(wanted, lines[:count]))


def _fits_nothing(place: Place) -> Finding:
    return warning(place, CODE, say("lint.fits_nothing"))
