"""Every case has the clocks without which a ladder would stand still, and they do not contradict (S44)."""

from collections.abc import Iterator
from datetime import timedelta

from bot.durations import Duration
from bot.lint.draft import Draft
from bot.lint.example import in_words
from bot.lint.finding import Finding, error
from bot.lint.search import Box
from bot.people.calendars import NeverOpens, end_of
from bot.words import say

TRIED = tuple(timedelta(hours=count) for count in range(14 * 24))


def no_accept(draft: Draft) -> Iterator[Finding]:
    lines = [draft.classes.fits(line.when) for line in draft.rules.clocks if line.accept]
    if box := draft.classes.case(outside_of=lines):
        yield error(("clocks",), "no-accept", say("lint.no_accept", case=in_words(box, draft.classes)))


def neither_update_nor_resolve(draft: Draft) -> Iterator[Finding]:
    lines = [draft.classes.fits(line.when) for line in draft.rules.clocks if line.update or line.resolve]
    if box := draft.classes.case(outside_of=lines):
        yield error(("clocks",), "no-resolve", say("lint.no_resolve", case=in_words(box, draft.classes)))


def resolve_before_accept(draft: Draft) -> Iterator[Finding]:
    """For each line that gives `resolve`: some case has its `accept` from a line that never ends sooner."""
    clocks = draft.rules.clocks
    accepts = [(place, line.accept) for place, line in enumerate(clocks) if line.accept]
    resolves = [(place, line.resolve) for place, line in enumerate(clocks) if line.resolve]
    for place, resolve in resolves:
        longer = [at for at, accept in accepts if _ends_no_later(place, resolve, at, accept, draft)]
        both = (
            _given_by_both(place, [at for at, _ in resolves], at, [at for at, _ in accepts], draft) for at in longer
        )
        if box := next(filter(None, both), None):
            sentence = say("lint.resolve_before_accept", case=in_words(box, draft.classes))
            yield error(("clocks", place, "resolve"), "resolve-before-accept", sentence)


def _given_by_both(resolve: int, resolves: list[int], accept: int, accepts: list[int], draft: Draft) -> Box | None:
    """Some cases that have their `resolve` from one line and their `accept` from the other."""
    lines = [draft.classes.fits(line.when) for line in draft.rules.clocks]
    above = [at for at in resolves if at < resolve] + [at for at in accepts if at < accept]
    return draft.classes.case([lines[resolve], lines[accept]], [lines[at] for at in above])


def _ends_no_later(resolve: int, its: Duration, accept: int, other: Duration, draft: Draft) -> bool:
    """Whether so from every hour of two weeks; then it is certain enough to be called a mistake."""
    hours = [draft.rules.clocks[at].hours for at in (resolve, accept)]
    its_hours, other_hours = (draft.rules.calendars.get(name or "") for name in hours)
    starts = (draft.at + span for span in TRIED)
    try:
        return all(end_of(its_hours, start, its) <= end_of(other_hours, start, other) for start in starts)
    except NeverOpens:
        return False  # which is an error of its own
