"""Whether some case fits certain conditions and not others, found by narrowing what is known of it (S43).

What could be so is a box: for each fact, the values that it may still have. It is halved at the first thing that is
undecided, and only as long as something is; so nobody walks through every combination of all values.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bot.policy.when import Unsure


class Kind(StrEnum):
    WORD = "word"
    FLAG = "flag"
    NUMBER = "number"
    CALENDAR = "calendar"


class Fact(NamedTuple):
    kind: Kind
    name: str


Value = str | bool | float | Unsure | None  # None: nobody gave it; a calendar is open (True) or closed
Want = tuple[Fact, frozenset[Value]]  # the fact has one of these values
AnyOf = tuple[Want, ...]  # one of them is enough
Condition = tuple[AnyOf, ...]  # all of them are needed
Box = Mapping[Fact, frozenset[Value]]

MOST_LOOKS = 200_000  # about a second


class TooMuch(Exception):
    """The file tells so many kinds of cases apart that looking farther would keep everybody waiting."""


@dataclass(slots=True)
class Effort:
    """How many conditions may still be looked at."""

    left: int = MOST_LOOKS

    def spend(self, looks: int) -> None:
        self.left -= looks
        if self.left < 0:
            raise TooMuch


def outside(box: Box, conditions: Iterable[Condition], effort: Effort) -> Box | None:
    """A box within the given one of which every case fits none of the conditions; None where there is no such case.

    Raises `TooMuch`.
    """
    waiting = [(box, tuple(conditions))]
    while waiting:
        box, conditions = waiting.pop()
        effort.spend(1 + len(conditions))
        undecided = _undecided(conditions, box)
        if undecided == ():
            return box
        if undecided is not None:
            waiting += ((part, undecided) for part in _parts(box, undecided))
    return None


def _parts(box: Box, undecided: Sequence[Condition]) -> Iterator[Box]:
    """What is left of the box without the values that fit some condition by themselves; where there are none, its two
    halves at the smallest condition, the more hopeful half last."""
    alone = [condition[0][0] for condition in undecided if _size(condition) == 1]
    if alone:
        narrowed = dict(box)
        for fact, values in alone:
            narrowed[fact] -= values
        yield narrowed  # where a fact has no value left, every condition about it fits, and the search ends there
        return
    fact, values = min(undecided, key=_size)[0][0]
    yield {**box, fact: box[fact] & values}
    yield {**box, fact: box[fact] - values}


def _undecided(conditions: Sequence[Condition], box: Box) -> tuple[Condition, ...] | None:
    """What of the conditions the box leaves open; None where one of them fits the whole box."""
    left = [still for condition in conditions if (still := _open_parts(condition, box)) is not None]
    return None if () in left else tuple(left)


def _open_parts(condition: Condition, box: Box) -> Condition | None:
    """The parts that are not sure yet; empty where it fits the whole box, None where it fits no case in it."""
    parts: list[AnyOf] = []
    for any_of in condition:
        if any(box[fact] <= values for fact, values in any_of):
            continue
        possible = tuple(want for want in any_of if not box[want[0]].isdisjoint(want[1]))
        if not possible:
            return None
        parts.append(possible)
    return tuple(parts)


def _size(condition: Condition) -> int:
    return sum(map(len, condition))
