"""What software for duty and clocks has got wrong in the field, each as a test by its name."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.cases.case import Case
from bot.cases.events import Entry
from bot.cases.step import step
from bot.cases.timers import due, timers
from bot.durations import days
from bot.people.calendars import Calendar, at_fraction, end_of, is_open, next_open, open_time
from bot.people.presence import Override
from bot.people.schedules import on_call, shifts
from bot.policy.rules import Rules
from tests.core.cases.told import told
from tests.core.cases.world import World
from tests.core.people.builders import COPENHAGEN, at, calendar, layer, roster, schedule, weekly, working_days
from tests.harness.builders import COMPANY, level, path, rules

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEW_YORK, HAVANA, BEIRUT = "America/New_York", "America/Havana", "Asia/Beirut"


# a shift that is one hour off after a change of clocks


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        (COPENHAGEN, "2026-03-23 09:00", "2026-03-30 09:00"),
        (COPENHAGEN, "2026-10-19 09:00", "2026-10-26 09:00"),
        (NEW_YORK, "2026-03-02 09:00", "2026-03-09 09:00"),
        ("Australia/Lord_Howe", "2026-03-30 09:00", "2026-04-06 09:00"),
    ],
)
def test_a_shift_begins_at_the_same_local_time_after_clocks_change(zone: str, before: str, after: str) -> None:
    turns = layer("ana", "ben", timezone=zone, turn_days=7, handoff=(0, 540), starts_at=at("2026-01-05 00:00", zone))
    found = shifts(schedule(turns), roster(), at(before, zone), at(after, zone) + 7 * DAY)
    assert [shift.starts_at for shift in found] == [at(before, zone), at(after, zone)]
    assert found[0].ends_at == at(after, zone) != at(before, zone) + 7 * DAY


def test_office_hours_open_at_the_same_local_time_after_clocks_change() -> None:
    office = working_days("08:00-16:00", COPENHAGEN)
    assert next_open(office, at("2026-03-27 17:00")) == at("2026-03-30 08:00") == at("2026-03-27 08:00") + 71 * HOUR


def test_layers_of_two_zones_stay_apart_in_the_weeks_when_only_one_has_changed_its_clocks() -> None:
    plan = schedule(
        layer("dora", timezone=NEW_YORK, hours=working_days("09:00-17:00", NEW_YORK)),
        layer("ana", hours=working_days("08:00-15:00", COPENHAGEN)),
    )
    usual, between = at("2026-03-04 13:30"), at("2026-03-11 13:30")  # 07:30 and 08:30 in New York
    assert on_call(plan, roster(), usual) == on_call(plan, roster(), between) == ("ana",)
    assert on_call(plan, roster(), usual + HOUR) == ("ana",)
    assert on_call(plan, roster(), between + HOUR) == ("dora",)


# midnight


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        (HAVANA, "2026-03-08", "2026-03-08 01:00"),  # no midnight
        (BEIRUT, "2026-03-29", "2026-03-29 01:00"),
        (HAVANA, "2026-11-01", "2026-11-01 00:00"),  # twice: the first
        (COPENHAGEN, "2026-03-29", "2026-03-29 00:00"),
    ],
)
def test_a_hand_off_at_midnight_hands_off_once_on_every_day(zone: str, day: str, begins: str) -> None:
    turns = layer("ana", "ben", timezone=zone, turn_days=1, handoff=(None, 0), starts_at=at("2026-01-05 00:00", zone))
    handed_over_at = at(begins, zone)
    before, after = (on_call(schedule(turns), roster(), moment) for moment in (handed_over_at - HOUR, handed_over_at))
    assert {before, after} == {("ana",), ("ben",)}
    found = shifts(schedule(turns), roster(), handed_over_at - HOUR, handed_over_at + 20 * HOUR)
    assert [shift.starts_at for shift in found[1:]] == [handed_over_at]


def test_a_reminder_that_falls_on_midnight_is_due_at_midnight() -> None:
    always = calendar({"mon tue wed thu fri sat sun": "00:00-24:00"})
    start, end = at("2026-11-20 23:50"), at("2026-11-21 00:10")
    assert at_fraction(always, start, end, 50) == at_fraction(None, start, end, 50) == at("2026-11-21 00:00")


def test_a_reminder_for_half_of_the_time_falls_on_midnight_also_where_midnight_ends_the_hours() -> None:
    evenings = calendar({"mon tue wed thu fri": "22:00-24:00"})
    start, end = at("2026-11-19 23:00"), at("2026-11-20 23:00")
    assert at_fraction(evenings, start, end, 50) == at("2026-11-20 00:00")


def test_hours_from_midnight_are_open_at_midnight_and_hours_until_midnight_are_not() -> None:
    assert is_open(calendar({"sat": "00:00-08:00"}), at("2026-11-21 00:00"))
    assert not is_open(calendar({"fri": "16:00-24:00"}), at("2026-11-21 00:00"))
    assert not is_open(calendar({"fri": "16:00-00:00"}), at("2026-11-21 00:00"))


# the last minute of a day


@pytest.mark.parametrize(("day", "length"), [("2026-11-20", 24), ("2026-03-29", 23), ("2026-10-25", 25)])
def test_until_24_is_the_whole_day_and_until_23_59_is_a_minute_less(day: str, length: int) -> None:
    start = at(f"{day} 00:00")
    whole, almost, doubled = (_daily(times) for times in ("00:00-24:00", "00:00-23:59", "00:00-00:00"))
    assert open_time(whole, start, start + length * HOUR) == length * HOUR
    assert open_time(doubled, start, start + length * HOUR) == length * HOUR
    assert open_time(almost, start, start + length * HOUR) == length * HOUR - timedelta(minutes=1)


def test_until_24_leaves_no_minute_in_which_nobody_is_on_duty_and_until_23_59_does() -> None:
    whole, almost = (schedule(layer("ana", hours=_daily(times))) for times in ("00:00-24:00", "00:00-23:59"))
    start, end = at("2026-11-20 00:00"), at("2026-11-22 00:00")
    assert [(shift.starts_at, shift.ends_at) for shift in shifts(whole, roster(), start, end)] == [(start, end)]
    assert [shift.ends_at for shift in shifts(almost, roster(), start, end)] == [
        at("2026-11-20 23:59"),
        at("2026-11-21 23:59"),
    ]
    assert on_call(whole, roster(), at("2026-11-20 23:59:59")) == ("ana",)
    assert on_call(almost, roster(), at("2026-11-20 23:59:30")) == ()


def test_a_day_of_a_calendar_that_is_always_open_ends_a_day_later_not_a_minute_early() -> None:
    assert end_of(_daily("00:00-24:00"), at("2026-11-20 00:00"), days(1)) == at("2026-11-21 00:00")


# an override that ends just when somebody hands off


def test_an_override_that_ends_at_a_hand_off_gives_way_to_who_comes_on_not_to_who_went_off() -> None:
    handed_over_at = at("2026-01-12 09:00")
    stands_in = Override("duty", "dora", handed_over_at - 8 * HOUR, handed_over_at)
    plan, company = schedule(weekly("ana", "ben")), roster(overrides=(stands_in,))
    assert on_call(plan, company, handed_over_at - timedelta(seconds=1)) == ("dora",)
    assert on_call(plan, company, handed_over_at) == ("ben",)
    found = shifts(plan, company, handed_over_at - DAY, handed_over_at + DAY)
    assert [(shift.people, shift.starts_at) for shift in found] == [
        (("ana",), handed_over_at - DAY),
        (("dora",), handed_over_at - 8 * HOUR),
        (("ben",), handed_over_at),
    ]


def test_an_override_that_begins_at_a_hand_off_takes_nothing_from_who_goes_off() -> None:
    handed_over_at = at("2026-01-12 09:00")
    company = roster(overrides=(Override("duty", "dora", handed_over_at, handed_over_at + 8 * HOUR),))
    found = shifts(schedule(weekly("ana", "ben")), company, handed_over_at - HOUR, handed_over_at + 9 * HOUR)
    assert [shift.people for shift in found] == [("ana",), ("dora",), ("ben",)]


def test_two_overrides_that_meet_leave_no_instant_between_them_to_the_layers() -> None:
    start, middle, end = at("2026-01-13 08:00"), at("2026-01-13 16:00"), at("2026-01-14 00:00")
    both = (Override("duty", "dora", middle, end), Override("duty", "chen", start, middle))
    found = shifts(schedule(weekly("ana", "ben")), roster(overrides=both), start, end)
    assert [(shift.people, shift.ends_at) for shift in found] == [(("chen",), middle), (("dora",), end)]


# an escalation that a time window paused, and a restart


def test_an_escalation_that_waits_for_hours_goes_on_after_a_restart() -> None:
    """From here on only the case is known, as to a process that has just begun."""
    opened = World(SLEEPS, now=at("2026-11-20 20:00")).opens().wait(6)
    assert opened.story[-1] == "Fri 20:05 level 2 sleeps"
    assert [line for line in lives_on(opened.case, SLEEPS, at("2026-11-23 08:59")) if "breached" not in line] == [
        "Mon 08:00 level 2",
        "Mon 08:00 asks ana",
        "Mon 08:30 level 3",
        "Mon 08:30 asks ben",
    ]


def test_an_escalation_whose_hours_began_and_ended_while_nothing_ran_goes_on_when_they_begin_again() -> None:
    case = World(SLEEPS, now=at("2026-11-20 20:00")).opens().wait(6).case
    monday_night, tuesday = at("2026-11-23 22:00"), at("2026-11-24 10:00")
    heard = [line for line in lives_on(case, SLEEPS, tuesday, down_until=monday_night) if "level" in line]
    assert heard == ["Mon 22:00 level 2 sleeps", "Tue 08:00 level 2", "Tue 08:30 level 3"]


def test_an_escalation_that_is_restarted_in_the_night_of_a_change_of_clocks_goes_on_at_the_local_hour() -> None:
    case = World(SLEEPS, now=at("2026-03-27 20:00")).opens().wait(6).case
    monday = at("2026-03-30 08:00")
    assert list(lives_on(case, SLEEPS, monday, down_until=at("2026-03-29 03:00")))[-2:] == [
        "Mon 08:00 level 2",
        "Mon 08:00 asks ana",
    ]


SLEEPS = rules(path(level("kim", 5), level("ana", 30, hours="office"), level("ben", 30)), clocks=[])


def lives_on(case: Case, under: Rules, until_at: datetime, down_until: datetime | None = None) -> Iterator[str]:
    """What is told of it, with nothing kept from one step to the next but the case itself."""
    now = down_until or datetime.min.replace(tzinfo=until_at.tzinfo)
    while pending := timers(case, under):
        now = max(now, pending[0].due_at)
        timer = due(pending, now)
        if timer is None or now > until_at:
            return
        outcome = step(case, timer.command, None, under, COMPANY, now)
        case = outcome.case
        yield from _told(outcome.entries)


def _told(entries: tuple[Entry, ...]) -> Iterator[str]:
    for entry in entries:
        if words := told(entry.event):
            yield f"{entry.at.astimezone(ZoneInfo(COPENHAGEN)):%a %H:%M} {words}"


def _daily(times: str) -> Calendar:
    return calendar({"mon tue wed thu fri sat sun": times})
