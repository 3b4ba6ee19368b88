"""What each carries: hours, nights and weekends by their own clocks, holidays, shifts; and when clocks change."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.coverage.coverage import Coverage, coverage
from bot.people.presence import Override
from bot.people.roster import Layer, Roster, Schedule
from bot.policy.policy import Policy
from tests.core.people.builders import at, calendar, layer, person, roster, weekly, working_days
from tests.harness.builders import level, path, rules

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def found(company: Roster, begins: datetime, days: int) -> Coverage:
    given = rules(path(level("ana", 5)), calendars=company.calendars)
    return coverage(Policy(given, company), company, begins, begins + days * DAY)


def company(*layers: Layer, **more: object) -> Roster:
    return roster(schedules={"duty": Schedule("duty", layers)}, **more)


def test_a_week_of_nights_by_turns_is_counted_for_each() -> None:
    night = calendar({"mon tue wed thu fri sat sun": "20:00-08:00"})
    shop = company(
        layer("ana", "ben", hours=night, turn_days=7, handoff=(0, 12 * 60), starts_at=at("2026-01-05 00:00"))
    )
    seen = found(shop, at("2026-11-23 12:00"), 7)
    ana = seen.loads[0]
    assert (ana.person, ana.on_duty, ana.shifts, ana.shifts_a_week) == ("ana", 84 * HOUR, 7, 7.0)
    assert (ana.night, ana.longest) == (56 * HOUR, 12 * HOUR)
    assert ana.weekend == (8 + 4 + 8 + 4) * HOUR
    assert [(load.person, load.on_duty, load.shifts) for load in seen.loads[1:]] == [("ben", timedelta(), 0)]


def test_nights_are_those_of_the_zone_of_whoever_is_on_duty() -> None:
    shop = company(layer("chen", hours=working_days("01:00-05:00", "UTC"), timezone="UTC"))
    there = {"chen": person("chen", timezone="Asia/Singapore")}
    seen = found(replace(shop, people=shop.people | there), at("2026-11-23 00:00", "UTC"), 5)
    assert (seen.loads[0].on_duty, seen.loads[0].night) == (20 * HOUR, timedelta())


def test_two_schedules_at_once_are_one_time_on_duty_and_two_shifts() -> None:
    shop = roster(schedules={name: Schedule(name, (layer("ana"),)) for name in ("duty", "leads")})
    ana = found(shop, at("2026-11-23 00:00"), 2).loads[0]
    assert (ana.on_duty, ana.shifts, ana.longest) == (48 * HOUR, 2, 48 * HOUR)


def test_who_only_stands_in_is_there_too() -> None:
    stands_in = Override("duty", "dora", at("2026-11-23 10:00"), at("2026-11-23 13:00"))
    seen = found(company(layer("ana"), overrides=(stands_in,)), at("2026-11-23 00:00"), 1)
    assert {load.person: load.on_duty for load in seen.loads} == {"ana": 21 * HOUR, "dora": 3 * HOUR}


def test_the_holidays_that_somebody_works_are_named_where_their_hours_know_them() -> None:
    shop = company(layer("ana", "ben"))
    shop = replace(shop, people=shop.people | {"ana": person("ana", hours="office-eu")})
    seen = found(shop, at("2026-12-24 00:00"), 3)
    assert {load.person: load.holidays for load in seen.loads} == {
        "ana": (date(2026, 12, 25), date(2026, 12, 26)),
        "ben": (),
    }


# clocks


def test_a_shift_by_a_clock_that_goes_forward_is_shorter_and_one_that_goes_back_longer() -> None:
    shop = company(weekly("ana", "ben"))
    spring = found(shop, at("2027-03-22 00:00"), 14).clock_changes
    assert [(change.at, change.timezone, change.by) for change in spring] == [
        (at("2027-03-28 01:00", "UTC"), "Europe/Copenhagen", HOUR)
    ]
    ((name, shift),) = spring[0].shifts
    assert (name, shift.people, shift.ends_at - shift.starts_at) == ("duty", ("ben",), 167 * HOUR)
    autumn = found(shop, at("2026-10-19 00:00"), 14).clock_changes[0]
    assert (autumn.by, autumn.shifts[0][1].ends_at - autumn.shifts[0][1].starts_at) == (-HOUR, 169 * HOUR)


def test_a_shift_by_other_clocks_stays_as_it_is() -> None:
    hours = calendar({"mon tue wed thu fri sat sun": "00:00-08:00"}, "UTC")
    shop = company(layer("ana", hours="utc", timezone="Europe/Copenhagen"), calendars={"utc": hours})
    change = found(shop, at("2027-03-27 00:00"), 3).clock_changes[0]
    assert (change.timezone, change.shifts) == ("Europe/Copenhagen", ())


def test_the_clocks_of_everybody_on_duty_are_looked_at() -> None:
    shop = company(layer("ana", timezone="UTC"))
    there = {"ana": person("ana", timezone="America/Denver")}
    changes = found(replace(shop, people=shop.people | there), at("2027-03-01 00:00"), 31).clock_changes
    assert [change.timezone for change in changes] == ["America/Denver", "Europe/Copenhagen"]
