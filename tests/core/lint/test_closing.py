"""Calendars closed for long, and times that a change of clocks skips (S5, S44)."""

from datetime import timedelta

import pytest

from bot.lint.closing import calendar_closed_for_long, time_that_is_skipped
from bot.people.calendars import Calendar
from bot.people.roster import Schedule
from tests.core.lint.drafts import findings, public, said
from tests.core.people.builders import at, calendar, layer
from tests.harness.builders import company

DAILY = "mon tue wed thu fri sat sun"


def shut_for(days: int) -> Calendar:
    first = at("2027-05-01 12:00")
    closed = {(first + timedelta(days=count)).date().isoformat(): "" for count in range(days)}
    return calendar({DAILY: "00:00-24:00"}, dates=closed)


def closed_for(days: int) -> list[object]:
    return list(said(calendar_closed_for_long, public(calendars={"hours": shut_for(days)})))


def test_over_two_weeks_closed_are_told_and_two_weeks_are_not() -> None:
    assert closed_for(15) == [(("calendars", "hours", "open"), "closed-long")]
    assert closed_for(14) == []


def test_what_is_an_error_already_is_not_told_again() -> None:
    assert closed_for(60) == []


def skipped(hours: str, timezone: str = "Europe/Copenhagen", days: str = DAILY) -> dict[str, object]:
    """What is said of it, if anything."""
    rules = public(calendars={"hours": calendar({days: hours}, timezone)})
    return {key: value for found in findings(time_that_is_skipped, rules) for key, value in found.sentence.params}


@pytest.mark.parametrize(
    ("hours", "time"),
    [("02:30-08:00", "02:30"), ("01:00-02:15", "02:15"), ("22:00-02:00", "02:00"), ("02:59-02:58", "02:59")],
)
def test_an_opening_or_closing_that_a_day_lacks_is_told_with_the_time_that_is_taken(hours: str, time: str) -> None:
    told = skipped(hours)
    assert (told["time"], told["day"], told["shown"]) == (time, "2027-03-28", "03:00")


@pytest.mark.parametrize("hours", ["08:00-16:00", "03:00-24:00", "22:00-06:00", "00:00-24:00"])
def test_times_that_every_day_has_are_not_told(hours: str) -> None:
    assert skipped(hours) == {}


def test_on_a_day_that_does_not_open_nothing_is_skipped() -> None:
    assert skipped("02:30-08:00", days="mon tue wed thu fri sat") == {}


def test_midnight_is_the_end_of_a_day_even_where_clocks_are_put_forward_then() -> None:
    assert skipped("00:00-24:00", "Africa/Cairo") == {}
    assert skipped("00:30-08:00", "Africa/Cairo")["shown"] == "01:00"


def test_where_clocks_are_never_changed_nothing_is_skipped() -> None:
    assert skipped("02:30-08:00", "Asia/Singapore") == {}


def handed_off(weekday: int | None, minutes: int, turn_days: int | None = 7) -> list[object]:
    one = layer("ana", "ben", turn_days=turn_days, handoff=(weekday, minutes))
    roster = company(schedules={"duty": Schedule("duty", (one,))})
    return list(said(time_that_is_skipped, public(calendars={}), roster))


def test_a_hand_off_that_a_day_lacks_is_told_if_duty_can_change_on_that_day() -> None:
    told = [(("schedules", "duty", "layers", 0, "handoff"), "skipped-time")]
    assert handed_off(None, 150) == told
    assert handed_off(6, 150) == told
    assert handed_off(0, 150) == []
    assert handed_off(None, 150, turn_days=None) == []


def test_hours_that_a_layer_gives_itself_are_looked_at_too() -> None:
    one = layer("ana", hours=calendar({DAILY: "02:30-08:00"}))
    roster = company(schedules={"duty": Schedule("duty", (one,))})
    told = said(time_that_is_skipped, public(calendars={}), roster)
    assert told == [(("schedules", "duty", "layers", 0, "hours"), "skipped-time")]
