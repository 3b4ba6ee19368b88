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
    in_turn = (everybody_in(schedule, roster) for schedule in roster.schedules.values())
    on_duty = (shift.people for shift in chain.from_iterable(plans.values()))
    people = dict.fromkeys(chain.from_iterable((*in_turn, *on_duty)))
    found = [_load(person, roster, plans, begins, ends) for person in roster.people if person in people]
    return tuple(sorted(found, key=lambda load: load.on_duty, reverse=True))


def _load(person: str, roster: Roster, plans: Plans, begins: datetime, ends: datetime) -> Load:
    by_schedule = [together(_spans_of(person, plan)) for plan in plans.values()]
    spans, zone = together(chain.from_iterable(by_schedule)), roster.zone_of(person)
    count = sum(map(len, by_schedule))
    return Load(
        person,
        length(spans),
        count,
        count / ((ends - begins) / WEEK),
        length(shared(spans, list(nights(begins, ends, zone)))),
        length(shared(spans, list(weekends(begins, ends, zone)))),
        max((until - since for since, until in spans), default=timedelta()),
        tuple(day for day in _holidays(person, roster) if any(shared(spans, [day_span(day, zone)]))),
    )


def _spans_of(person: str, plan: Sequence[Shift]) -> list[Span]:
    return [(shift.starts_at, shift.ends_at) for shift in plan if person in shift.people]


def _holidays(person: str, roster: Roster) -> Collection[date]:
    """Those that the calendar of their hours knows, in order."""
    hours = roster.people[person].hours
    return sorted(roster.calendars[hours].holidays) if hours else ()
