"""A stretch of time in which nobody would answer."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from bot.people.calendars import Span
from bot.people.skipping import Skip


class GapKind(StrEnum):
    """Of a schedule: `NOBODY` is on call by plan; `UNKNOWN`: the calendar that is read does not go so far, or was never
    read; `UNREACHABLE`: somebody is, and nobody who would answer can be reached just now.

    Of a path: `FALLBACK`: no level could ask anybody, so the fallback alone is left; `UNSTAFFED`: nobody whom the
    fallback asks is there either.
    """

    NOBODY = "nobody"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    FALLBACK = "fallback"
    UNSTAFFED = "unstaffed"

    @property
    def of_a_path(self) -> bool:
        return self in (GapKind.FALLBACK, GapKind.UNSTAFFED)


@dataclass(frozen=True, slots=True)
class Gap:
    """`about` is the id of the schedule or path. `missing`: who would answer at its begin if they were there, and why
    they are not; no matter for a room."""

    kind: GapKind
    about: str
    starts_at: datetime
    ends_at: datetime
    missing: tuple[Skip, ...] = ()

    @property
    def lasts(self) -> timedelta:
        return self.ends_at - self.starts_at


def stretches(moments: Sequence[datetime], lacks: Callable[[datetime], bool]) -> list[Span]:
    """Between which of the moments it is so; nothing changes from one to the next."""
    return together((begins, ends) for begins, ends in pairwise(moments) if lacks(begins))


def together(spans: Iterable[Span]) -> list[Span]:
    """In order; those that touch or overlap as one."""
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if found and begins <= found[-1][1]:
            first, last = found.pop()
            begins, ends = first, max(last, ends)
        found.append((begins, ends))
    return found


def between(spans: Iterable[Span], starts_at: datetime, ends_at: datetime) -> Iterator[Span]:
    """What is left of the time between the two; the spans are in order and apart."""
    for begins, ends in spans:
        if starts_at < begins:
            yield starts_at, begins
        starts_at = ends
    if starts_at < ends_at:
        yield starts_at, ends_at


def shared(some: Sequence[Span], others: Sequence[Span]) -> Iterator[Span]:
    """The time that lies in both; each is in order and apart."""
    first = second = 0
    while first < len(some) and second < len(others):
        begins = max(some[first][0], others[second][0])
        ends = min(some[first][1], others[second][1])
        if begins < ends:
            yield begins, ends
        if some[first][1] <= others[second][1]:
            first += 1
        else:
            second += 1


def length(spans: Iterable[Span]) -> timedelta:
    return sum((ends - begins for begins, ends in spans), timedelta())
