"""Conditions: what a line of the policy asks of a case, and whether a case fits it (S7, S8)."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from bot.people.calendars import Calendar, is_open


class Unsure(StrEnum):
    """Said by a person who does not know: a number unsure fits every comparison (S8)."""

    UNSURE = "unsure"


class Comparison(StrEnum):
    BELOW = "<"
    AT_MOST = "<="
    AT_LEAST = ">="
    ABOVE = ">"


_COMPARE: Mapping[Comparison, Callable[[float, float], bool]] = {
    Comparison.BELOW: operator.lt,
    Comparison.AT_MOST: operator.le,
    Comparison.AT_LEAST: operator.ge,
    Comparison.ABOVE: operator.gt,
}


@dataclass(frozen=True, slots=True)
class OneOf:
    """The fact is one of these words."""

    fact: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class AnyFlag:
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """The number stands so to `amount`; a deadline's number is the time left in seconds."""

    fact: str
    comparison: Comparison
    amount: float


@dataclass(frozen=True, slots=True)
class CalendarIs:
    """One of the calendars is open (or closed) at that moment."""

    open: bool
    calendars: tuple[str, ...]


Clause = OneOf | AnyFlag | Compared | CalendarIs


@dataclass(frozen=True, slots=True)
class When:
    """All clauses must fit; without any it fits every case."""

    clauses: tuple[Clause, ...] = ()

    def words(self, fact: str) -> frozenset[str]:
        """The words that the condition names for a fact; none where it does not name it."""
        named = (clause for clause in self.clauses if isinstance(clause, OneOf) and clause.fact == fact)
        return frozenset().union(*(clause.words for clause in named))

    def flags(self) -> frozenset[str]:
        named = (clause for clause in self.clauses if isinstance(clause, AnyFlag))
        return frozenset().union(*(clause.flags for clause in named))


EVERY_CASE = When()


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a case when a line is read. A fact that nobody gave is not in the mappings.

    `words` holds every fact that is a word (type, audience, priority, impact, …, a field with choices);
    `numbers` holds users_affected, repeats and deadline (seconds left at `at`).
    """

    at: datetime
    words: Mapping[str, str]
    flags: frozenset[str] = frozenset()
    numbers: Mapping[str, float | Unsure] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)


def fits(when: When, situation: Situation) -> bool:
    return all(_clause_fits(clause, situation) for clause in when.clauses)


def _clause_fits(clause: Clause, situation: Situation) -> bool:
    match clause:
        case OneOf(fact, words):
            return situation.words.get(fact) in words
        case AnyFlag(flags):
            return not flags.isdisjoint(situation.flags)
        case Compared(fact, comparison, amount):
            return _number_fits(situation.numbers.get(fact), comparison, amount)
        case CalendarIs(open_, calendars):
            return any(is_open(situation.calendars[name], situation.at) is open_ for name in calendars)
        case _:
            assert_never(clause)


def _number_fits(known: float | Unsure | None, comparison: Comparison, amount: float) -> bool:
    match known:
        case None:
            return False
        case Unsure():
            return True
        case number:
            return _COMPARE[comparison](number, amount)


def seconds_left(deadline_at: datetime, at: datetime) -> float:
    """A deadline as a number that conditions compare; below zero once it has passed."""
    return (deadline_at - at) / timedelta(seconds=1)
