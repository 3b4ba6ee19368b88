"""Whose place on duty is whose, as the layers and what was agreed so far name them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.changing import replace
from bot.duty.rights import AHEAD
from bot.people.lookup import absences_by_person, in_order
from bot.people.presence import DutyRequest, Override
from bot.people.roster import Roster
from bot.people.schedules import Shift, own_shifts, planned, shifts, shifts_of

LONG_AGO = timedelta(days=15)  # when the longest shift that still goes on may have begun
A_MOMENT = timedelta(microseconds=1)
Place = tuple[str, Shift]  # with the id of its schedule
Places = tuple[Place, ...]


def places(person: str, roster: Roster, starts_at: datetime, ends_at: datetime, schedule: str = "") -> Places:
    """Also while they are away: that is when somebody looks for cover."""
    found = shifts_of(person, _as_if_there(person, roster), starts_at, ends_at)
    return tuple(place for place in found if schedule in ("", place[0]))


def coming(person: str, roster: Roster, now: datetime, schedule: str = "") -> Places:
    """In the weeks ahead; of one schedule, or of all."""
    return places(person, roster, now, now + AHEAD, schedule)


def _as_if_there(person: str, roster: Roster) -> Roster:
    known = roster.people.get(person)
    if known is None:
        return planned(roster)
    others = tuple(absence for absence in roster.absences if absence.person != person)
    return replace(planned(roster), absences=others, people={**roster.people, person: replace(known, leave=None)})


def holds(override: Override, roster: Roster, now: datetime) -> bool:
    """Whether the one whose place it is has it through all of that time."""
    starts_at = max(override.starts_at, now)
    whole = (override.schedule, Shift((override.instead_of or "",), starts_at, override.ends_at))
    return whole in places(override.instead_of or "", roster, starts_at, override.ends_at)


def away_within(person: str, roster: Roster, starts_at: datetime, ends_at: datetime) -> bool:
    said = absences_by_person(roster.absences).get(person, ())
    away = any(a.starts_at < ends_at and (a.ends_at is None or starts_at < a.ends_at) for a in said)
    return away or bool(in_order(roster.leave_of(person)).between(starts_at, ends_at))


def in_the_way(wanted: Override, roster: Roster) -> Override | None:
    """Somebody who is to take the same place in a part of that time."""
    return next((other for other in roster.overrides if same_place(wanted, other)), None)


def same_place(one: Override, other: Override) -> bool:
    same = (one.schedule, one.instead_of) == (other.schedule, other.instead_of)
    return same and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def standing(deal: DutyRequest, roster: Roster) -> tuple[Override, ...]:
    """What of it still stands or is to come."""
    return tuple(override for override in roster.overrides if override.deal == deal.id)


def shift_key(schedule: str, person: str, starts_at: datetime) -> str:
    """What a reminder is about."""
    return f"{schedule}|{person}|{starts_at.isoformat()}"


def shift_keys(overrides: tuple[Override, ...], *rosters: Roster) -> frozenset[str]:
    """Of the shifts that these change, or changed, and of those right before and after, by any of the rosters."""
    return frozenset(key for roster in rosters for override in overrides for key in _keys_around(override, roster))


def _keys_around(override: Override, roster: Roster) -> Iterator[str]:
    for who, shift in _shifts_around(override, roster):
        if shift.ends_at >= override.starts_at:
            yield shift_key(override.schedule, who, shift.starts_at)


def _shifts_around(override: Override, roster: Roster) -> Iterator[tuple[str, Shift]]:
    """Of all who are on duty, and of those two even while they are away."""
    schedule = roster.schedules.get(override.schedule)
    if schedule is None:
        return
    starts_at, ends_at = override.starts_at - LONG_AGO, override.ends_at + A_MOMENT
    for who in filter(None, (override.person, override.instead_of)):
        yield from ((who, shift) for _, shift in places(who, roster, starts_at, ends_at, schedule.id))
    everybody = shifts(schedule, planned(roster), starts_at, ends_at)
    for who in dict.fromkeys(person for shift in everybody for person in shift.people):
        yield from ((who, shift) for shift in own_shifts(who, everybody))
