"""What each person carries by plan."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from bot.coverage.gap import length, shared, together
from bot.people.calendars import Span
from bot.people.roster import Roster
from bot.people.schedules import Shift, everybody_in
from bot.people.wall import day_span, nights, weekends

Plans = Mapping[str, Sequence[Shift]]
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Load:
    """Time on duty in however many schedules at once counts once; a shift that goes on while those beside them change
    is one. Nights (22 to 6), weekends and days are those of their own zone. `longest` is without any break."""

    person: str
    on_duty: timedelta
    shifts: int
    shifts_a_week: float
    night: timedelta
    weekend: timedelta
    longest: timedelta
    holidays: tuple[date, ...] = ()


def loads(roster: Roster, plans: Plans, begins: datetime, ends: datetime) -> tuple[Load, ...]:
    """Everybody who takes turns or stands in, most time first, then in the order of the file."""
    by_person = _by_person(plans)
    in_turn = chain.from_iterable(everybody_in(schedule, roster) for schedule in roster.schedules.values())
    people = {*in_turn, *by_person}
    zones = {roster.zone_of(person) for person in people}
    dark = {zone: (list(nights(begins, ends, zone)), list(weekends(begins, ends, zone))) for zone in zones}
    found = [
        _load(person, roster, by_person.get(person, {}), dark[roster.zone_of(person)], (ends - begins) / WEEK)
        for person in roster.people
        if person in people
    ]
    return tuple(sorted(found, key=lambda load: load.on_duty, reverse=True))


def _by_person(plans: Plans) -> dict[str, dict[str, list[Span]]]:
    """And by schedule."""
    found: dict[str, dict[str, list[Span]]] = {}
    for name, plan in plans.items():
        for shift in plan:
            for person in shift.people:
                found.setdefault(person, {}).setdefault(name, []).append((shift.starts_at, shift.ends_at))
    return found


def _load(
    person: str,
    roster: Roster,
    on_duty: Mapping[str, list[Span]],
    nights_and_weekends: tuple[list[Span], list[Span]],
    weeks: float,
) -> Load:
    by_schedule = [together(spans) for spans in on_duty.values()]
    spans, zone = together(chain.from_iterable(by_schedule)), roster.zone_of(person)
    night, weekend = nights_and_weekends
    count = sum(map(len, by_schedule))
    return Load(
        person,
        length(spans),
        count,
        count / weeks,
        length(shared(spans, night)),
        length(shared(spans, weekend)),
        max((until - since for since, until in spans), default=timedelta()),
        tuple(day for day in _holidays(person, roster) if any(shared(spans, [day_span(day, zone)]))),
    )


def _holidays(person: str, roster: Roster) -> Collection[date]:
    """Those that the calendar of their hours knows, in order."""
    hours = roster.people[person].hours
    return sorted(roster.calendars[hours].holidays) if hours else ()
