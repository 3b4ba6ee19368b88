"""The days on which clocks change, and the shifts that are longer or shorter for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from bot.coverage.load import Plans
from bot.people.layers import layer_changes
from bot.people.roster import Layer, Roster, Schedule
from bot.people.schedules import Shift
from bot.people.wall import clock_changes


@dataclass(frozen=True, slots=True)
class ClockChange:
    """Clocks of a zone go forward by `by`, or back where it is negative. A shift of `shifts` (each with its schedule)
    begins and ends by them, and so is shorter by as much; or longer."""

    at: datetime
    timezone: str
    by: timedelta
    shifts: tuple[tuple[str, Shift], ...] = ()


def changed_clocks(roster: Roster, plans: Plans, begins: datetime, ends: datetime) -> tuple[ClockChange, ...]:
    """In the zones of layers, of those on duty and of the policy, by time."""
    on_duty = {person for plan in plans.values() for shift in plan for person in shift.people}
    layers = (layer.timezone for schedule in roster.schedules.values() for layer in schedule.layers)
    zones = dict.fromkeys((roster.timezone, *layers, *sorted(map(roster.zone_of, on_duty))))
    found = (
        ClockChange(at, zone, by, tuple(_stretched(roster, plans, zone, at, begins, ends)))
        for zone in zones
        for at, by in clock_changes(begins, ends, zone)
    )
    return tuple(sorted(found, key=lambda change: change.at))


def _stretched(
    roster: Roster, plans: Plans, zone: str, at: datetime, begins: datetime, ends: datetime
) -> Iterator[tuple[str, Shift]]:
    for name, plan in plans.items():
        shift = _running(plan, at)
        if shift and {shift.starts_at, shift.ends_at} <= _hand_offs(roster.schedules[name], roster, zone, begins, ends):
            yield name, shift


def _running(plan: Sequence[Shift], at: datetime) -> Shift | None:
    return next((shift for shift in plan if shift.starts_at < at < shift.ends_at), None)


def _hand_offs(schedule: Schedule, roster: Roster, zone: str, begins: datetime, ends: datetime) -> set[datetime]:
    """The instants that a clock of the zone decides; what lies beyond the two is not looked at, and counts."""
    layers = (layer for layer in schedule.layers if _zone_of(layer, roster) == zone)
    return {begins, ends, *chain.from_iterable(layer_changes(layer, roster, begins, ends) for layer in layers)}


def _zone_of(layer: Layer, roster: Roster) -> str:
    return roster.calendars[layer.hours].timezone if isinstance(layer.hours, str) else layer.timezone
