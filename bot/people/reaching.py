"""Whom no message reaches, and whose chat is silent while they are on duty (R22)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.people.presence import Reach
from bot.people.roster import Roster
from bot.people.schedules import Shift, planned, shifts_of

AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Duty:
    """A shift, and the schedule that it is of."""

    schedule: str
    shift: Shift


@dataclass(frozen=True, slots=True)
class Unheard:
    """Somebody who would not notice being asked. `duty` is where they are on duty, now or next; None: nowhere in the
    coming two weeks."""

    reach: Reach
    duty: Duty | None = None

    @property
    def word(self) -> str:
        """By which one list is told from another: who, and which of the two."""
        return f"{self.reach.person}:{'silent' if self.reach.reachable else 'unreachable'}"


def unheard(people: Iterable[str], reaches: Mapping[str, Reach], roster: Roster, at: datetime) -> tuple[Unheard, ...]:
    """In the order of the people. A silent chat counts only if it is silent still when their shift begins."""
    foreseen = planned(roster)
    looked_at = (reaches[person] for person in people if person in reaches)
    noticed = (reach for reach in looked_at if not reach.reachable or _is_silent(reach, at))
    found = (Unheard(reach, next_duty(reach.person, foreseen, at)) for reach in noticed)
    return tuple(one for one in found if not one.reach.reachable or _silent_on_duty(one))


def next_duty(person: str, roster: Roster, at: datetime) -> Duty | None:
    """Which they are on, or go on next. Of a shift that goes on, it begins at `at`."""
    first = next(iter(shifts_of(person, roster, at, at + AHEAD)), None)
    return Duty(*first) if first else None


def _is_silent(reach: Reach, at: datetime) -> bool:
    return reach.silent_until is not None and at < reach.silent_until


def _silent_on_duty(one: Unheard) -> bool:
    until = one.reach.silent_until
    return one.duty is not None and until is not None and one.duty.shift.starts_at < until
