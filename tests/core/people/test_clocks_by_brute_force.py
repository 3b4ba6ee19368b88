"""A case's clocks under hours, held against a walk through every minute: what stood still goes on exactly where it
stood, and a level that slept is asked in the first open minute (S25, S33)."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cases.case import WaitingFor
from bot.cases.clocks import Clock, ClockKind
from bot.cases.commands import Accept, AddNote, Snooze, WaitFor, Wake
from bot.cases.timer_commands import EndLevel, RemindClock, WakeLevel
from bot.durations import Duration, days, minutes
from bot.people.calendars import Calendar
from bot.policy.rules import Path, Rules
from tests.core.cases.world import World
from tests.core.people.brute_force import MINUTE, OpenMinutes
from tests.core.people.odd_moments import MOMENTS, calendars, within_the_walk
from tests.harness.builders import clock, level, path, rules, text
from tests.harness.by_chance import TIMES

WHY = text()
PATIENT = clock(accept=minutes(10), wait=days(20), snooze=days(20))
PERCENTS = (20.0, 50.0, 80.0)
A_FEW = timedelta(microseconds=3)
counts = st.integers(0, 1500)


class Life(NamedTuple):
    """How long it runs, how long it stands then, and whether it is woken or wakes by itself; and what is left."""

    calendar: Calendar
    walk: OpenMinutes
    opened_at: datetime
    pauses: list[tuple[timedelta, timedelta, str]]
    left: timedelta

    def wakes_at(self) -> datetime:
        return self.opened_at + sum((runs + stands for runs, stands, _ in self.pauses), timedelta())

    def used_up(self) -> timedelta:
        used, now = timedelta(), self.opened_at
        for runs, stands, _ in self.pauses:
            used += self.walk.open_time(now, now + runs)
            now += runs + stands
        return used


@st.composite
def lives(draw: st.DrawFn) -> Life:
    moment = draw(MOMENTS)
    hours = draw(calendars(moment))
    opened_at = datetime.combine(moment.day, time(12), UTC) + draw(st.integers(-2500, 500)) * MINUTE
    ways = st.sampled_from(["woken", "snooze", "snooze ends"])
    spans = counts.map(lambda count: count * MINUTE)
    stands = st.integers(1, 1500).map(lambda count: count * MINUTE)
    pauses = draw(st.lists(st.tuples(spans, stands, ways), min_size=1, max_size=3))
    left = draw(st.integers(1, 900)) * MINUTE
    return Life(hours, OpenMinutes(hours, moment.day), opened_at, pauses, left)


def lived(life: Life, whole: timedelta) -> World:
    resolve = clock(resolve=Duration(whole), hours="odd", remind=PERCENTS)
    world = World(_rules(life.calendar, clocks=[PATIENT, resolve]), now=life.opened_at).opens()
    world.does("ana", Accept())
    for runs, stands, way in life.pauses:
        world.wait_until(world.now + runs)
        _stand(world, stands, way)
    return world


def _stand(world: World, stands: timedelta, way: str) -> None:
    until_at = world.now + stands
    if way == "snooze ends":
        world.does("ana", Snooze(until_at, WHY))
        world.wait_until(until_at).does("ana", AddNote(WHY))
        return
    world.does("ana", Snooze(until_at + MINUTE, WHY) if way == "snooze" else WaitFor(WaitingFor.CUSTOMER, WHY))
    world.wait_until(until_at).does("ana", Wake())


def resolve_clock(world: World) -> Clock:
    running = world.case.running(ClockKind.RESOLVE)
    assert running
    return running


@settings(max_examples=6 * TIMES)
@given(lives())
def test_a_clock_that_stood_goes_on_exactly_where_it_stood(life: Life) -> None:
    used, now = life.used_up(), life.wakes_at()
    ends_at = within_the_walk(life.walk.after, now, life.left)
    world = lived(life, used + life.left)
    assert world.now == now
    assert resolve_clock(world).ends_at == ends_at
    assert used + life.walk.open_time(now, ends_at) == used + life.left
    assert not [line for line in world.story if "breached" in line and "resolve" in line]
    world.wait_until(ends_at)
    assert any("resolve breached" in line for line in world.story)


@settings(max_examples=6 * TIMES)
@given(lives())
def test_reminders_are_of_the_whole_open_time_whether_it_stood_in_between_or_not(life: Life) -> None:
    used, now = life.used_up(), life.wakes_at()
    whole = used + life.left
    within_the_walk(life.walk.after, now, life.left)
    told = {
        timer.command.percent: timer.due_at
        for timer in lived(life, whole).pending
        if isinstance(timer.command, RemindClock)
    }
    to_come = {percent: whole * (percent / 100) - used for percent in PERCENTS}
    for percent, left in to_come.items():
        if left > timedelta():
            assert abs(told[percent] - life.walk.after(now, left)) <= A_FEW


@settings(max_examples=6 * TIMES)
@given(lives(), st.integers(1, 900))
def test_a_level_that_slept_is_asked_in_the_first_open_minute_and_has_its_time_in_open_minutes(
    life: Life, within: int
) -> None:
    asked_at = within_the_walk(life.walk.next_open, life.opened_at)
    ends_at = within_the_walk(life.walk.after, asked_at, within * MINUTE)
    sleeps = path(level("ana", within, hours="odd"), level("ben", 5))
    world = World(_rules(life.calendar, sleeps), now=life.opened_at).opens()
    if asked_at > life.opened_at:
        assert WakeLevel(1, 1) in {timer.command for timer in world.pending if timer.due_at == asked_at}
    world.wait_until(asked_at)
    assert EndLevel(1, 1) in {timer.command for timer in world.pending if timer.due_at == ends_at}


def _rules(hours: Calendar, *ladder: Path, **more: object) -> Rules:
    return rules(*ladder, calendars={"odd": hours}, **more)  # type: ignore[arg-type]
