"""Duty, held against a walk that counts hand-offs one by one, in zones and weeks where clocks do odd things."""

from datetime import datetime, time
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.roster import Layer, Load, Roster
from bot.people.schedules import next_on_call, on_call, shifts
from tests.core.people.builders import person, roster, schedule
from tests.core.people.minutes import Around, Minutes
from tests.core.people.test_calendars_by_minute import calendars, months

PEOPLE = ("ana", "ben", "chen", "dora")
some = st.frozensets(st.sampled_from(PEOPLE), max_size=3)
minutes_of_day = st.integers(0, 95).map(lambda quarter: quarter * 15)


@st.composite
def layers(draw: st.DrawFn, month: Around) -> Layer:
    turn = draw(st.none() | st.integers(1, 8))
    since = month.starts_on + draw(st.integers(-4 * 1440, 0))
    until = month.starts_on + draw(st.integers(5 * 1440, 9 * 1440))
    return Layer(
        month.zone,
        tuple(draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True))),
        hours=draw(st.none() | calendars(month)),
        turn_days=turn,
        handoff=draw(st.tuples(st.none() | st.integers(0, 6), minutes_of_day)) if turn else None,
        starts_at=month.at(since),
        ends_at=draw(st.none() | st.just(month.at(until))),
    )


@st.composite
def duties(draw: st.DrawFn) -> tuple[Around, tuple[Layer, ...], Roster, int]:
    month = draw(months)
    company = roster(
        *(person(name, limit=1) for name in PEOPLE),
        away=dict.fromkeys(draw(some), "leave"),
        loads=dict.fromkeys(draw(some), Load(1)),
    )
    chosen = tuple(draw(st.lists(layers(month), min_size=1, max_size=3)))
    return month, chosen, company, month.starts_on + draw(st.integers(-4 * 1440, 9 * 1440))


def walked(month: Around, chosen: tuple[Layer, ...], company: Roster, index: int, gone: set[str]) -> tuple[str, ...]:
    """Who is on duty, with nobody's limit counted only where nobody else answers."""
    away = gone | set(company.away)
    for missing in (away | set(company.loads), away):
        for layer in chosen:
            if people := tuple(name for name in walked_layer(month, layer, index, missing) if name not in missing):
                return people
    return ()


def walked_layer(month: Around, layer: Layer, index: int, missing: set[str]) -> tuple[str, ...]:
    assert layer.starts_at
    assert not isinstance(layer.hours, str)
    stands = layer.starts_at <= month.at(index) and (layer.ends_at is None or month.at(index) < layer.ends_at)
    if not stands or (layer.hours and not Minutes(layer.hours, month).open[index]):
        return ()
    if layer.turn_days is None:
        return layer.people
    turns = sum(1 for minute in hand_offs(month, layer, layer.turn_days) if minute <= index)
    if not turns:
        return ()
    order = [layer.people[(turns - 1 + later) % len(layer.people)] for later in range(len(layer.people))]
    return tuple(name for name in order if name not in missing)[:1]


def hand_offs(month: Around, layer: Layer, turn_days: int) -> list[int]:
    """The minutes at which turns begin, found day by day."""
    assert layer.handoff
    assert layer.starts_at
    weekday, clock = layer.handoff
    found: list[int] = []
    wait = 0
    for day in month.days():
        minute = month.reach(datetime.combine(day, time(clock // 60, clock % 60)))
        fits = month.at(minute) >= layer.starts_at and weekday in (None, day.weekday())
        if (found and not wait) or (not found and fits):
            found.append(minute)
            wait = turn_days
        wait -= 1
    return found


@settings(max_examples=60)
@given(duties())
def test_on_duty_is_whom_a_walk_finds(duty: tuple[Around, tuple[Layer, ...], Roster, int]) -> None:
    month, chosen, company, index = duty
    assert on_call(schedule(*chosen), company, month.at(index)) == walked(month, chosen, company, index, set())


@settings(max_examples=30)
@given(duties())
def test_the_next_on_call_is_whom_a_walk_finds_without_them(
    duty: tuple[Around, tuple[Layer, ...], Roster, int],
) -> None:
    month, chosen, company, index = duty
    first = set(walked(month, chosen, company, index, set()))
    assert next_on_call(schedule(*chosen), company, month.at(index)) == walked(month, chosen, company, index, first)


@settings(max_examples=30)
@given(duties(), st.integers(1, 5000))
def test_shifts_say_of_every_minute_who_is_on_duty(
    duty: tuple[Around, tuple[Layer, ...], Roster, int], length: int
) -> None:
    month, chosen, company, index = duty
    plan = schedule(*chosen)
    found = shifts(plan, company, month.at(index), month.at(index + length))
    for minute in range(index, index + length, 59):
        at = month.at(minute)
        there = [shift.people for shift in found if shift.starts_at <= at < shift.ends_at]
        assert there == [people for people in [on_call(plan, company, at)] if people]
    assert all(earlier.ends_at <= later.starts_at for earlier, later in pairwise(found))
