"""Long lists put in order once and asked often. What was worked out of a list is found again by the list's identity."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import accumulate
from typing import Generic, TypeVar

from bot.people.presence import Absence, Stretch

Value = TypeVar("Value")


class Same(Generic[Value]):
    """A key that is equal to nothing but itself, however long the value: for what never changes."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value


class Stretches:
    """Those of one calendar by time; they may overlap."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        self._all = sorted(stretches, key=lambda stretch: stretch.starts_at)
        self._starts = [stretch.starts_at for stretch in self._all]
        self._latest_ends = list(accumulate((stretch.ends_at for stretch in self._all), max))
        self._changes = sorted({*self._starts, *(stretch.ends_at for stretch in self._all)})

    def __iter__(self) -> Iterator[Stretch]:
        return iter(self._all)

    def at(self, at: datetime) -> list[Stretch]:
        """Those that last at this instant, by their begin."""
        return self._lasting(bisect_right(self._starts, at), at)

    def between(self, starts_at: datetime, ends_at: datetime) -> list[Stretch]:
        """Those of which some part lies between the two."""
        return self._lasting(bisect_left(self._starts, ends_at), starts_at)

    def changes(self, starts_at: datetime, ends_at: datetime) -> Sequence[datetime]:
        """The begins and ends between the two."""
        return self._changes[bisect_right(self._changes, starts_at) : bisect_left(self._changes, ends_at)]

    def _lasting(self, count: int, at: datetime) -> list[Stretch]:
        """Of the first `count` those that end after `at`; none farther back does once the latest end is over."""
        first = count
        while first and self._latest_ends[first - 1] > at:
            first -= 1
        return [stretch for stretch in self._all[first:count] if stretch.ends_at > at]


def in_order(stretches: tuple[Stretch, ...]) -> Stretches:
    return _in_order(Same(stretches))


def absences_by_person(absences: tuple[Absence, ...]) -> Mapping[str, Sequence[Absence]]:
    return _absences_by_person(Same(absences))


@lru_cache(maxsize=64)
def _in_order(stretches: Same[tuple[Stretch, ...]]) -> Stretches:
    return Stretches(stretches.value)


@lru_cache(maxsize=16)
def _absences_by_person(absences: Same[tuple[Absence, ...]]) -> Mapping[str, Sequence[Absence]]:
    found: dict[str, list[Absence]] = {}
    for absence in absences.value:
        found.setdefault(absence.person, []).append(absence)
    return found
