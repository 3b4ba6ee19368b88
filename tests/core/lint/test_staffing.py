"""Levels at which, at some hour of the next 90 days, nobody is there (S17, S20, S44)."""

from datetime import datetime, timedelta

from bot.durations import minutes
from bot.lint.staffing import level_unstaffed
from bot.people.roster import Layer, Person, Schedule
from bot.people.targets import ManagerOf, NextOnCall, OnCall, Party, Target
from bot.policy.rules import ClockLine, Level
from bot.words import Param
from tests.core.lint.drafts import findings, public
from tests.core.people.builders import at, calendar, layer, person, weekly
from tests.harness.builders import CLOCKS, OFFICE, START, clock, company, level, path, when

DUTY = OnCall("duty")
WEEK = "mon tue wed thu fri"
MORNINGS, AFTERNOONS = calendar({WEEK: "08:00-12:00"}), calendar({WEEK: "12:00-16:00"})
IN_OFFICE = layer("ana", hours=OFFICE)


def told(
    *levels: Level,
    duty: tuple[Layer, ...] = (),
    clocks: tuple[ClockLine, ...] = (CLOCKS,),
    people: tuple[Person, ...] = (),
) -> list[dict[str, Param]]:
    """What is said, and of which level."""
    calendars = {"office": OFFICE, "mornings": MORNINGS, "afternoons": AFTERNOONS}
    roster = company(schedules={"duty": Schedule("duty", duty)}, changed=people, calendars=calendars)
    found = findings(level_unstaffed, public(path(*levels), clocks=clocks, calendars=calendars), roster)
    return [{"place": str(one.place[-2]), "key": one.sentence.key, **dict(one.sentence.params)} for one in found]


def first_gap(*levels: Level, duty: tuple[Layer, ...]) -> tuple[Param, Param]:
    (one,) = told(*levels, duty=duty)
    assert one["key"] == "lint.unstaffed"
    return one["begins"], one["ends"]


def test_the_first_stretch_without_anybody_on_duty_is_told_and_how_many_there_are() -> None:
    (one,) = told(level("ana"), level([DUTY]), duty=(IN_OFFICE,))
    assert (one["key"], one["place"]) == ("lint.unstaffed", "1")
    assert (one["begins"], one["ends"]) == (at("2026-11-16 16:00"), at("2026-11-17 08:00"))
    assert one["count"] == 65


def test_a_duty_that_is_always_somebodys_is_not_told() -> None:
    assert told(level([DUTY]), duty=(IN_OFFICE, weekly("ben", "cleo"))) == []


def test_a_duty_that_has_not_begun_leaves_the_days_before_it_empty() -> None:
    begins = at("2026-11-20 00:00")
    assert first_gap(level([DUTY]), duty=(layer("ana", starts_at=begins),)) == (START, begins)


def test_nobody_at_all_is_told_in_other_words() -> None:
    assert [one["key"] for one in told(level([DUTY]), duty=(layer(),))] == ["lint.never_staffed"]
    assert [one["key"] for one in told(level("ana", authority=frozenset({"release"})))] == ["lint.never_staffed"]
    assert told(level("ana ben", authority=frozenset({"release"}))) == []


def test_the_next_on_duty_is_missing_while_one_alone_is_on_duty() -> None:
    assert first_gap(level([NextOnCall("duty")]), duty=(layer("ben", hours=OFFICE), layer("ana")))[0] == at(
        "2026-11-16 16:00"
    )


def test_somebody_named_beside_the_duty_is_always_there() -> None:
    assert told(level([DUTY, *level("mia").ask]), duty=(IN_OFFICE,)) == []


def test_who_the_case_decides_or_a_feed_cannot_be_foreseen() -> None:
    owners: tuple[Target, ...] = (DUTY, ManagerOf(Party.OWNER))
    assert told(level(owners), duty=(IN_OFFICE,)) == []
    assert told(level([DUTY]), duty=(IN_OFFICE, Layer("UTC", ical="duty.ics"))) == []


def test_a_level_that_asks_no_person_is_not_told() -> None:
    assert told(level("@telco", tell="ana")) == []


def test_while_the_level_sleeps_nobody_need_be_there() -> None:
    assert told(level([DUTY], hours="office"), duty=(IN_OFFICE,)) == []
    assert told(level([DUTY], hours="office"), duty=(layer("ana", hours=MORNINGS),)) != []


def test_a_level_without_hours_sleeps_in_those_of_the_accept_lines_that_its_cases_take() -> None:
    in_office = clock(accept=minutes(60), hours="office")
    assert told(level([DUTY]), duty=(IN_OFFICE,), clocks=(in_office,)) == []
    assert (
        told(level([DUTY]), duty=(IN_OFFICE,), clocks=(clock(when(type="incident"), accept=minutes(5)), in_office))
        != []
    )
    assert told(level([DUTY]), duty=(IN_OFFICE,), clocks=(clock(resolve=minutes(60)),)) != []


def test_a_level_that_stands_only_while_a_calendar_is_open_is_looked_at_then() -> None:
    assert told(level([DUTY], when=when(open_="office")), duty=(IN_OFFICE,)) == []
    assert told(level([DUTY], when=when(closed="office")), duty=(IN_OFFICE,)) != []


def own_hours(*hours: str | None, more: Level | None = None) -> list[dict[str, Param]]:
    people = tuple(person(name, "mia", hours=one) for name, one in zip(("ana", "ben"), hours, strict=True))
    return told(more or level("ana ben", hours="office"), people=people, duty=(layer("ana"),))


def test_people_whose_own_hours_leave_a_gap_are_told_where_the_level_has_hours() -> None:
    (one,) = own_hours("mornings", "mornings")
    noon, evening = at("2026-11-16 12:00"), at("2026-11-16 16:00")
    assert (one["key"], one["begins"], one["ends"]) == ("lint.outside_hours", noon, evening)


def test_own_hours_that_meet_or_nobody_heeds_leave_no_gap() -> None:
    assert own_hours("mornings", "afternoons") == []
    assert own_hours("mornings", None) == []
    assert own_hours("mornings", "mornings", more=level("ana ben")) == []


def test_whom_duty_names_is_asked_whatever_their_own_hours() -> None:
    assert own_hours("mornings", "mornings", more=level([DUTY], hours="office")) == []


def test_nothing_beyond_ninety_days_is_looked_at() -> None:
    def until(ends_at: datetime) -> list[dict[str, Param]]:
        return told(level([DUTY]), duty=(layer("ana", ends_at=ends_at),))

    assert until(START + timedelta(days=90)) == []
    assert until(START + timedelta(days=89)) != []


def test_where_there_is_too_much_to_look_at_it_is_said_from_which_level_on() -> None:
    many = (*(level("ana"),) * 3, *(level([DUTY], hours="office"),) * 300)
    *_, last = told(*many, duty=(layer("ana", hours=MORNINGS),))
    assert last["key"] == "lint.not_watched"
