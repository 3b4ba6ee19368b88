"""Every case has the clocks without which a ladder would stand still, and they do not contradict (S44)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from bot.durations import Duration
from bot.lint.draft import Draft
from bot.lint.example import in_words
from bot.lint.finding import Finding, error
from bot.people.calendars import NeverOpens, end_of
from bot.policy.rules import ClockLine
from bot.words import say

TRIED = tuple(timedelta(hours=count) for count in range(14 * 24))
LONG, A_DAY = timedelta(days=60), 24  # of a long one every day is tried, since counting it takes its time
MOST = 20  # whoever has so many of these mends them before they ask again


@dataclass(frozen=True, slots=True)
class Timed:
    """One clock of a line. `ends_at` if it began now; None in a calendar that does not open, an error of its own."""

    line: int
    length: Duration
    hours: str | None
    ends_at: datetime | None


def no_accept(draft: Draft) -> Iterator[Finding]:
    lines = [draft.classes.fits(line.when) for line in draft.rules.clocks if line.accept]
    if box := draft.classes.case(outside_of=lines):
        yield error(("clocks",), "no-accept", say("lint.no_accept", case=in_words(box, draft.classes)))


def neither_update_nor_resolve(draft: Draft) -> Iterator[Finding]:
    lines = [draft.classes.fits(line.when) for line in draft.rules.clocks if line.update or line.resolve]
    if box := draft.classes.case(outside_of=lines):
        yield error(("clocks",), "no-resolve", say("lint.no_resolve", case=in_words(box, draft.classes)))


def resolve_before_accept(draft: Draft) -> Iterator[Finding]:
    yield from islice(_resolved_before_accepted(draft), MOST)


def _resolved_before_accepted(draft: Draft) -> Iterator[Finding]:
    """For each line that gives `resolve`: some case has its `accept` from a line that never ends sooner.

    There may be very many pairs of lines, so each is first compared at one instant alone.
    """
    lines = [draft.classes.fits(line.when) for line in draft.rules.clocks]
    accepts = [_timed(draft, at, line, line.accept) for at, line in enumerate(draft.rules.clocks) if line.accept]
    resolves = [_timed(draft, at, line, line.resolve) for at, line in enumerate(draft.rules.clocks) if line.resolve]
    for resolve in resolves:
        earlier = [lines[other.line] for other in resolves if other.line < resolve.line]
        for accept in (accept for accept in accepts if _no_later(resolve.ends_at, accept.ends_at)):
            taken = [*earlier, *(lines[other.line] for other in accepts if other.line < accept.line)]
            box = draft.classes.case([lines[resolve.line], lines[accept.line]], taken)
            if box and _always_no_later(resolve, accept, draft):
                sentence = say("lint.resolve_before_accept", case=in_words(box, draft.classes))
                yield error(("clocks", resolve.line, "resolve"), "resolve-before-accept", sentence)
                break


def _timed(draft: Draft, at: int, line: ClockLine, length: Duration) -> Timed:
    return Timed(at, length, line.hours, _end(length, line.hours, draft, draft.at))


def _always_no_later(resolve: Timed, accept: Timed, draft: Draft) -> bool:
    """Whether so from every hour of two weeks; then it is certain enough to be called a mistake."""
    tried = TRIED[::A_DAY] if max(resolve.length.elapsed, accept.length.elapsed) > LONG else TRIED
    starts = [draft.at + span for span in tried]
    both = ([_end(one.length, one.hours, draft, start) for one in (resolve, accept)] for start in starts)
    return all(_no_later(*ends) for ends in both)


def _no_later(resolved_at: datetime | None, accepted_at: datetime | None) -> bool:
    return resolved_at is not None and accepted_at is not None and resolved_at <= accepted_at


def _end(length: Duration, hours: str | None, draft: Draft, start: datetime) -> datetime | None:
    try:
        return end_of(draft.rules.calendars[hours] if hours else None, start, length)
    except NeverOpens:
        return None
