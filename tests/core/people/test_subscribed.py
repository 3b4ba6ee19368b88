"""Layers that read a subscribed calendar (S17): whom its events name, when, and what nobody understands."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.presence import Absence, Feed, Override, Stretch
from bot.people.roster import Layer, Person, Roster, Schedule
from bot.people.schedules import Shift, changes, everybody_in, next_on_call, on_call, passed_over, shifts
from bot.people.skipping import Skip, SkipReason
from bot.people.subscribed import people_named, unknown_names
from tests.core.people.builders import COPENHAGEN, at, layer, person, roster, schedule, working_days
from tests.harness.by_chance import TIMES

FEED = "https://duty.example/team.ics"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = at("2026-06-01 00:00")
NOON = MONDAY + 12 * HOUR
READ = Layer(COPENHAGEN, ical=FEED)
PEOPLE = (
    Person("ana", "Ana Berg", "ana@nordlys.example"),
    Person("ben", "Ben Holm", "ben@nordlys.example", slack="ben.h@chat.example", teams="U024BE7LH"),
    Person("jorgen", "Jørgen Åkesson", "JAA@nordlys.example"),
    Person("li", "李雷", "li@nordlys.example"),
    Person("ana-2", "Ana Maria da Silva", "silva@nordlys.example"),
    Person("berg", "Karl Nygaard", "karl@nordlys.example"),
    Person("m1", "Mads Skov", "m1@nordlys.example"),
    Person("m2", "Mads Skov", "m2@nordlys.example"),
)


def event(*names: str, begins: float = 0, ends: float = 24) -> Stretch:
    return Stretch(names, MONDAY + begins * HOUR, MONDAY + ends * HOUR)


def reads(*stretches: Stretch, **more: object) -> Roster:
    return roster(*PEOPLE, **{"feeds": {FEED: Feed(FEED, stretches)}, **more})


def duty(*stretches: Stretch, at: datetime = NOON, layers: tuple[Layer, ...] = (READ,), **more: object) -> object:
    return on_call(schedule(*layers), reads(*stretches, **more), at)


# whom the names mean


@pytest.mark.parametrize(
    ("names", "people"),
    [
        (("ana@nordlys.example",), ("ana",)),
        (("MAILTO:Ana@Nordlys.example",), ("ana",)),
        (("jaa@nordlys.example", "On call"), ("jorgen",)),
        (("ben.h@chat.example",), ("ben",)),
        (("On call: <ana@nordlys.example>",), ("ana",)),
        (("ana@nordlys.example", "ben@nordlys.example", "room@nordlys.example"), ("ana", "ben")),
        (("ben@nordlys.example", "Ana Berg"), ("ben",)),  # who attends counts before the summary
    ],
)
def test_people_are_known_by_the_addresses_of_those_who_attend(names: tuple[str, ...], people: tuple[str, ...]) -> None:
    assert people_named(names, reads()) == people


@pytest.mark.parametrize(
    ("summary", "people"),
    [
        ("ana", ("ana",)),
        ("  ANA   berg ", ("ana",)),
        ("On call: Ana Berg", ("ana",)),  # and not Karl, whose id is in it
        ("Ana Berg - primary", ("ana",)),
        ("[L1] jørgen akesson (night)", ("jorgen",)),  # accents do not tell apart; ø is a letter of its own
        ("值班：李雷", ("li",)),
        ("Ana Maria da Silva", ("ana-2",)),  # nor Ana here
        ("ana-2 on duty", ("ana-2",)),
        ("Ana Berg (ana)", ("ana",)),  # the same person twice
    ],
)
def test_else_by_the_only_name_in_the_summary(summary: str, people: tuple[str, ...]) -> None:
    assert people_named((summary,), reads()) == people


@pytest.mark.parametrize(
    "names",
    [
        (),
        ("",),
        ("On call",),
        ("Banana day",),
        ("Ana Berg and Ben Holm",),  # one of them, or both?
        ("Mads Skov",),  # two are called so
        ("ana@customer.example",),  # somebody else's address is not the name of one of ours
        ("Zoe Lund", "zoe@nordlys.example"),
        (" ".join(["very"] * 100) + " Ana Berg",),
    ],
)
def test_nobody_is_meant_where_it_is_not_certain_who(names: tuple[str, ...]) -> None:
    assert people_named(names, reads()) == ()


def test_who_left_the_policy_is_named_no_more() -> None:
    assert people_named(("Ana Berg",), roster(person("ben"))) == ()


# who is on duty


def test_the_people_of_an_event_are_on_duty_while_it_lasts() -> None:
    company = reads(event("Ana Berg", begins=8, ends=16), event("Ben Holm", begins=16, ends=20))
    plan = schedule(READ, layer("li", timezone=COPENHAGEN))
    assert shifts(plan, company, MONDAY, MONDAY + DAY) == (
        Shift(("li",), MONDAY, MONDAY + 8 * HOUR),
        Shift(("ana",), MONDAY + 8 * HOUR, MONDAY + 16 * HOUR),
        Shift(("ben",), MONDAY + 16 * HOUR, MONDAY + 20 * HOUR),
        Shift(("li",), MONDAY + 20 * HOUR, MONDAY + DAY),
    )


def test_several_who_attend_and_several_events_at_once_are_one_crew() -> None:
    assert duty(event("ana@nordlys.example", "ben@nordlys.example")) == ("ana", "ben")
    assert duty(event("Ben Holm", begins=11), event("Ana Berg"), event("Ben Holm")) == ("ana", "ben")


def test_an_event_that_names_nobody_known_is_a_gap() -> None:
    assert duty(event("Zoe Lund")) == ()
    assert duty(event("Zoe Lund"), layers=(READ, layer("li"))) == ("li",)


def test_a_calendar_that_was_never_read_has_nobody() -> None:
    assert duty(feeds={}) == ()
    assert duty(feeds={FEED: Feed(FEED)}) == ()


def test_the_last_good_state_of_a_calendar_counts_whatever_its_trouble() -> None:
    broken = Feed(FEED, (event("Ana Berg"),), good_at=MONDAY, tried_at=NOON, trouble="it is too big")
    assert duty(feeds={FEED: broken}) == ("ana",)


def test_hours_begin_and_end_of_the_layer_limit_the_calendar() -> None:
    office = Layer(COPENHAGEN, ical=FEED, hours=working_days("08:00-16:00", COPENHAGEN))
    until_noon = Layer(COPENHAGEN, ical=FEED, starts_at=MONDAY + HOUR, ends_at=NOON)
    company = reads(event("Ana Berg"))
    (shift,) = shifts(schedule(office), company, MONDAY, MONDAY + DAY)
    assert (shift.starts_at, shift.ends_at) == (MONDAY + 8 * HOUR, MONDAY + 16 * HOUR)
    (shift,) = shifts(schedule(until_noon), company, MONDAY, MONDAY + DAY)
    assert (shift.starts_at, shift.ends_at) == (MONDAY + HOUR, NOON)


def test_somebody_stands_in_for_whom_a_calendar_names() -> None:
    override = Override("duty", "ben", MONDAY, NOON + HOUR, "ana")
    assert duty(event("Ana Berg"), overrides=(override,)) == ("ben",)
    assert duty(event("Ana Berg"), overrides=(override,), away={"ben": "unreachable"}) == ("ana",)


def test_whom_a_calendar_names_may_be_away() -> None:
    absences = (Absence("1", "ana", MONDAY + 10 * HOUR, MONDAY + 14 * HOUR, "leave"),)
    company = reads(event("Ana Berg"), absences=absences)
    plan = schedule(READ, layer("ben"))
    assert [shift.people for shift in shifts(plan, company, MONDAY, MONDAY + DAY)] == [("ana",), ("ben",), ("ana",)]
    assert passed_over(plan, company, NOON) == (Skip("ana", SkipReason.LEAVE),)
    assert next_on_call(plan, company, MONDAY) == ("ben",)


def test_the_absence_of_somebody_outside_the_time_looked_at_is_no_change() -> None:
    absences = (Absence("1", "ben", MONDAY + HOUR, NOON),)
    later = event("Ben Holm", begins=30, ends=40)
    assert changes(schedule(READ), reads(later, absences=absences), MONDAY, MONDAY + DAY) == [MONDAY, MONDAY + DAY]


def test_the_file_alone_says_who_may_ever_be_on_duty() -> None:
    assert everybody_in(schedule(READ, layer("li")), reads(event("Ana Berg"))) == ("li",)


def test_what_names_nobody_known_is_listed_for_the_keeper_each_once() -> None:
    plan = schedule(READ, layer("ana"), Layer(COPENHAGEN, ical="https://never.example/read.ics"))
    unknown = (event("Zoe Lund"), event("zoe@nordlys.example", "On call", begins=3), event("Zoe Lund", begins=5))
    assert unknown_names(plan, reads(event("Ana Berg"), *unknown)) == ("Zoe Lund", "zoe@nordlys.example", "On call")
    assert unknown_names(Schedule("other", (layer("ana"),)), reads(*unknown)) == ()


# by chance, against a look at every event in every hour

spans = st.tuples(st.integers(-4, 28), st.integers(0, 12))
said = st.sampled_from(["Ana Berg", "ben@nordlys.example", "On call: li", "Zoe Lund"])
events = st.lists(
    st.builds(lambda names, span: event(*names, begins=span[0], ends=sum(span)), st.lists(said, max_size=2), spans),
    max_size=8,
)
MEANT = {"Ana Berg": "ana", "ben@nordlys.example": "ben", "On call: li": "li"}


@settings(max_examples=150 * TIMES)
@given(events)
def test_in_every_hour_those_are_on_duty_whom_the_events_name(stretches: list[Stretch]) -> None:
    company = reads(*stretches)
    found = shifts(schedule(READ), company, MONDAY, MONDAY + DAY)
    for now in (MONDAY + count * HOUR for count in range(24)):
        wanted: set[str] = set()
        for one in stretches:
            if one.starts_at <= now < one.ends_at:
                by_address = {MEANT[name] for name in one.names if "@" in name}
                wanted |= by_address or {MEANT[name] for name in one.names if name in MEANT}
        assert set(on_call(schedule(READ), company, now)) == wanted
        assert [set(s.people) for s in found if s.starts_at <= now < s.ends_at] == ([wanted] if wanted else [])
