"""Duty (S17, S18), held against a walk through every minute, in zones and weeks where clocks do odd things."""

from datetime import UTC, datetime, time
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.presence import Absence, Feed, Override, Stretch
from bot.people.roster import Layer, Load, Person, Roster, Schedule, Team
from bot.people.schedules import changes, next_on_call, on_call, shifts
from tests.core.people.brute_force import DAY, MINUTE, Duty, first_minute, hand_offs, minutes
from tests.core.people.builders import person
from tests.core.people.odd_moments import CLOCKS_CHANGE, MOMENTS, Moment, calendars
from tests.harness.by_chance import TIMES

PEOPLE = ("ana", "ben", "chen", "dora", "emil")
TEAMS = {
    "red": Team("red", ("ana", "ben")),
    "blue": Team("blue", ("chen", "ben", "dora")),
    "small": Team("small", ("emil",)),
    "nobody": Team("nobody", ()),
}
some = st.frozensets(st.sampled_from(PEOPLE), max_size=3)
quarters = st.integers(0, 95).map(lambda count: count * 15)


class Plan(NamedTuple):
    moment: Moment
    schedule: Schedule
    roster: Roster
    at: datetime

    def walk(self) -> Duty:
        return Duty(self.schedule, self.roster, self.moment.day)


@st.composite
def near(draw: st.DrawFn, moment: Moment, first: int = -2, last: int = 3) -> datetime:
    """Often the very minute at which a day begins there, or somebody hands off."""
    day, quarter = moment.day + draw(st.integers(first, last)) * DAY, draw(st.just(0) | quarters)
    odd = draw(st.sampled_from([0, 0, 0, -1, 1, 61]))
    return first_minute(moment.zone, day, time(quarter // 60, quarter % 60)) + odd * MINUTE


@st.composite
def layers(draw: st.DrawFn, moment: Moment, zone: str) -> Layer:
    there = Moment(zone, moment.day)
    turn_days = draw(st.none() | st.sampled_from([1, 1, 2, 3, 7, 14]))
    crews = draw(st.booleans())
    return Layer(
        zone,
        people=() if crews else tuple(draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4))),
        teams=tuple(draw(st.lists(st.sampled_from(list(TEAMS)), min_size=1, max_size=3))) if crews else (),
        hours=draw(st.sampled_from([None, "named"]) | calendars(there)),
        turn_days=turn_days,
        handoff=draw(st.none() | st.tuples(st.none() | st.integers(0, 6), quarters)) if turn_days else None,
        starts_at=draw(st.none() | near(there, -20, 1)),
        ends_at=draw(st.none() | near(there, 2, 5)),
    )


@st.composite
def overrides(draw: st.DrawFn, moment: Moment) -> Override:
    """Some of another schedule, some that end before they begin."""
    schedule = draw(st.sampled_from(["duty", "duty", "duty", "other"]))
    starts_at = draw(near(moment))
    lasts = draw(st.sampled_from([-60, 0, 1, 60, 61, 480, 1440]) | st.integers(1, 2000))
    return Override(schedule, draw(st.sampled_from(PEOPLE)), starts_at, starts_at + lasts * MINUTE)


@st.composite
def stretches(draw: st.DrawFn, moment: Moment) -> tuple[datetime, datetime]:
    starts_at = draw(near(moment))
    return starts_at, starts_at + draw(st.integers(1, 3000)) * MINUTE


@st.composite
def absences(draw: st.DrawFn, moment: Moment) -> Absence:
    starts_at, ends_at = draw(stretches(moment))
    return Absence("a", draw(st.sampled_from(PEOPLE)), starts_at, draw(st.sampled_from([ends_at, ends_at, None])))


@st.composite
def feeds(draw: st.DrawFn, moment: Moment) -> Feed:
    away = draw(st.lists(stretches(moment), max_size=2))
    return Feed("leave", tuple(Stretch(("anybody",), starts_at, ends_at) for starts_at, ends_at in away))


@st.composite
def stand_ins(draw: st.DrawFn, moment: Moment) -> Override:
    """Of one person for another."""
    person, whom = draw(st.permutations(PEOPLE).map(lambda people: people[:2]))
    return Override("duty", person, *draw(stretches(moment)), instead_of=whom)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    moment = draw(MOMENTS)
    elsewhere = st.sampled_from([moment.zone, moment.zone, *sorted({zone for zone, _ in CLOCKS_CHANGE})])
    chosen = [draw(layers(moment, draw(elsewhere))) for _ in range(draw(st.integers(1, 3)))]
    takes_leave = draw(some)
    company = Roster(
        "UTC",
        "en",
        {name: draw(people(name, name in takes_leave)) for name in PEOPLE},
        teams=TEAMS,
        calendars={"named": draw(calendars(moment))},
        away=dict.fromkeys(draw(some), "unreachable"),
        loads={name: Load(draw(st.integers(0, 2))) for name in draw(some)},
        overrides=(*draw(st.lists(overrides(moment), max_size=3)), *draw(st.lists(stand_ins(moment), max_size=1))),
        absences=tuple(draw(st.lists(absences(moment), max_size=2))),
        feeds={"leave": draw(feeds(moment))},
    )
    return Plan(moment, Schedule("duty", tuple(chosen)), company, draw(near(moment)))


@st.composite
def people(draw: st.DrawFn, name: str, takes_leave: bool) -> Person:
    return person(name, limit=draw(st.sampled_from([None, 1, 2])), leave="leave" if takes_leave else None)


@settings(max_examples=8 * TIMES)
@given(plans())
def test_on_duty_and_next_are_whom_a_walk_finds(plan: Plan) -> None:
    walk = plan.walk()
    for at in list(minutes(plan.at, plan.at + DAY))[::47]:
        assert on_call(plan.schedule, plan.roster, at) == walk.on_call(at)
        assert next_on_call(plan.schedule, plan.roster, at) == walk.next_on_call(at)


@settings(max_examples=4 * TIMES)
@given(plans(), st.integers(0, 2000))
def test_shifts_are_the_minutes_in_which_a_walk_finds_the_same_people(plan: Plan, length: int) -> None:
    end = plan.at + length * MINUTE
    found = [
        (shift.people, shift.starts_at, shift.ends_at) for shift in shifts(plan.schedule, plan.roster, plan.at, end)
    ]
    assert found == plan.walk().shifts(plan.at, end)


@settings(max_examples=4 * TIMES)
@given(plans(), st.integers(1, 2000))
def test_whenever_duty_changes_that_instant_is_among_the_changes(plan: Plan, length: int) -> None:
    end, walk = plan.at + length * MINUTE, plan.walk()
    told = changes(plan.schedule, plan.roster, plan.at, end)
    assert told == sorted(set(told))
    assert (told[0], told[-1]) == (plan.at, end)
    there = {minute: walk.on_call(minute) for minute in minutes(plan.at, end)}
    changed = {minute for minute in there if minute > plan.at and there[minute] != there[minute - MINUTE]}
    assert changed <= set(told)


@settings(max_examples=15 * TIMES)
@given(MOMENTS, quarters, st.integers(1, 3))
def test_a_hand_off_in_a_missing_or_doubled_hour_hands_off_once(moment: Moment, minute: int, turn_days: int) -> None:
    since = datetime.combine(moment.day - 3 * DAY, time(), UTC)
    turns = Layer(moment.zone, ("ana", "ben"), turn_days=turn_days, handoff=(None, minute), starts_at=since)
    plan, company = Schedule("duty", (turns,)), Roster("UTC", "en", {name: person(name) for name in PEOPLE})
    begins = sorted({at for at in hand_offs(turns, moment.day) if at >= since})
    told = shifts(plan, company, begins[0], begins[-1])
    assert [shift.starts_at for shift in told] == begins[:-1]
