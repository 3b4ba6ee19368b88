"""Reminds people before their shifts, and ends requests that nobody answered in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.changing import replace
from bot.duty.places import shift_key
from bot.duty.standing import SOON, expires_at, lapse, reminds
from bot.engine import Engine
from bot.messages.notice import NoticeTopic
from bot.people.layers import layer_crews
from bot.people.roster import Roster, Schedule
from bot.people.schedules import planned, shifts
from bot.ports import InThread, Unit
from bot.upkeep.quiet import Rest

BY_DAY, BY_NIGHT = SOON, timedelta(hours=12)
MORNING = 8  # whoever begins before this hour is told the day before, and not at midnight
LATE = timedelta(minutes=5)
PLANNED_FOR, LOOKED_AHEAD = timedelta(hours=12), timedelta(hours=25)


@dataclass(frozen=True, slots=True)
class Reminder:
    schedule: str
    person: str
    starts_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """The reminders in that time, worked out of what was `seen`: as long as that is the same, they are."""

    seen: tuple[object, ...] = ()
    holds_for: Rest | None = None
    reminders: tuple[Reminder, ...] = ()

    def holds(self, seen: tuple[object, ...], now: datetime) -> bool:
        same = len(seen) == len(self.seen) and all(map(_is, seen, self.seen))
        return same and self.holds_for is not None and self.holds_for.covers(now)


def _is(one: object, other: object) -> bool:
    return one is other


class Shifts:
    """A chore."""

    name = "shifts"

    def __init__(self, engine: Engine, in_thread: InThread) -> None:
        self._engine, self._in_thread = engine, in_thread
        self._plan = Plan()

    async def do(self, now: datetime) -> None:
        if await self._in_thread(partial(self._do, now)):
            self._engine.on_saved()

    def next_at(self, now: datetime) -> datetime | None:
        with self._engine.store.writing() as unit:
            ends = [expires_at(request) for request in unit.waiting_duty()]
        again = [self._plan.holds_for.until_at] if self._plan.holds_for else []
        instants = (*ends, *again, *(reminder.at for reminder in self._plan.reminders))
        return min((at for at in instants if at > now), default=None)

    def _do(self, now: datetime) -> bool:
        """Whether anybody is to hear of anything."""
        with self._engine.store.writing() as unit:
            lapsed = lapse(unit, now)
            plan = self._planned(unit, now)
            due = [reminder for reminder in plan.reminders if reminder.at <= now]
            for reminder in due:
                _remind(unit, reminder, now)
        self._plan = replace(plan, reminders=tuple(one for one in plan.reminders if one not in due))
        return bool(due) or lapsed

    def _planned(self, unit: Unit, now: datetime) -> Plan:
        roster = self._engine.roster_in(unit, now)
        seen = (self._engine.policy_in(unit), roster.overrides, roster.absences, roster.feeds, roster.own)
        if self._plan.holds(seen, now):
            return self._plan
        if not roster.schedules:
            return Plan()
        return Plan(seen, Rest(now, now + PLANNED_FOR), tuple(reminders(planned(roster), now)))


def _remind(unit: Unit, reminder: Reminder, now: datetime) -> None:
    """Once, whoever does it; and not of what has begun by the time that anybody could."""
    about = shift_key(reminder.schedule, reminder.person, reminder.starts_at)
    if now <= reminder.starts_at + LATE and reminds(unit, about, now):
        unit.notify(NoticeTopic.SHIFT_SOON, about, now, person=reminder.person)


def reminders(roster: Roster, now: datetime) -> Iterator[Reminder]:
    """Of all shifts that begin soon, also those that were due lately."""
    for schedule in roster.schedules.values():
        for person, starts_at in _begins(schedule, roster, now - LATE, now + LOOKED_AHEAD):
            if person in roster.people and _takes_a_turn(person, schedule, roster, starts_at):
                yield Reminder(schedule.id, person, starts_at, _reminded_at(starts_at, roster.zone_of(person)))


def _begins(
    schedule: Schedule, roster: Roster, starts_at: datetime, ends_at: datetime
) -> Iterator[tuple[str, datetime]]:
    """Who goes on duty when: not who stays on it while those beside them change."""
    on_duty, until = frozenset[str](), starts_at
    for shift in shifts(schedule, roster, starts_at, ends_at):
        before = on_duty if shift.starts_at == until else frozenset()
        if shift.starts_at > starts_at:
            yield from ((person, shift.starts_at) for person in shift.people if person not in before)
        on_duty, until = frozenset(shift.people), shift.ends_at


def _takes_a_turn(person: str, schedule: Schedule, roster: Roster, at: datetime) -> bool:
    """By a turn, a subscribed calendar, or in somebody's place. All others in a layer are there together whenever it
    is open: nobody is told of their working day each morning."""
    for layer in schedule.layers:
        if any(person in crew for crew in layer_crews(layer, roster, at)[:1]):
            return layer.turn_days is not None or layer.ical is not None
    return True


def _reminded_at(starts_at: datetime, timezone: str) -> datetime:
    by_night = starts_at.astimezone(ZoneInfo(timezone)).hour < MORNING
    return starts_at - (BY_NIGHT if by_night else BY_DAY)
