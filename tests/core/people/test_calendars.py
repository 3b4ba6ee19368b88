"""Business time, by the worked examples of S2 to S5."""

from datetime import date, datetime, time, timedelta

import pytest

from bot.durations import Duration, days, hours, minutes
from bot.people.calendars import (
    Calendar,
    NeverOpens,
    at_fraction,
    end_of,
    instant,
    is_open,
    next_open,
    open_time,
    openings,
)
from tests.core.people.builders import COPENHAGEN, OFFICE, at, calendar

LORD_HOWE = "Australia/Lord_Howe"  # half an hour of summer time
NIGHTS = calendar({"mon tue wed thu": "22:00-06:00"})
ALWAYS = calendar({"mon tue wed thu fri sat sun": "00:00-24:00"})
NEVER = calendar({})


def ends(start: str, duration: Duration, within: Calendar | None = OFFICE) -> datetime:
    return end_of(within, at(start), duration)


def test_without_hours_a_day_is_24_hours_whatever_the_clocks_do() -> None:
    assert ends("2026-03-28 14:00", days(1), None) == at("2026-03-29 15:00")
    assert ends("2026-03-28 14:00", Duration(weeks=1, time=timedelta(hours=1)), None) == at("2026-04-04 16:00")


def test_a_calendar_is_open_from_its_opening_until_before_its_closing() -> None:
    assert not is_open(OFFICE, at("2026-11-20 07:59:59"))
    assert is_open(OFFICE, at("2026-11-20 08:00"))
    assert is_open(OFFICE, at("2026-11-20 15:59:59"))
    assert not is_open(OFFICE, at("2026-11-20 16:00"))


def test_a_full_date_beats_a_yearly_date_beats_a_holiday_beats_a_weekday() -> None:
    shop = calendar(
        {"mon tue wed thu fri": "08:00-16:00"},
        yearly={(12, 24): "08:00-10:00", (12, 25): "08:00-11:00"},
        dates={"2026-12-24": "08:00-09:00"},
        holidays=["2026-12-23", "2026-12-24", "2026-12-25"],
    )
    assert open_time(shop, at("2026-12-22 00:00"), at("2026-12-23 00:00")) == timedelta(hours=8)
    assert open_time(shop, at("2026-12-23 00:00"), at("2026-12-24 00:00")) == timedelta()
    assert open_time(shop, at("2026-12-24 00:00"), at("2026-12-25 00:00")) == timedelta(hours=1)
    assert open_time(shop, at("2026-12-25 00:00"), at("2026-12-26 00:00")) == timedelta(hours=3)
    assert open_time(shop, at("2027-12-24 00:00"), at("2027-12-25 00:00")) == timedelta(hours=2)


def test_an_opening_over_midnight_belongs_to_the_day_it_begins() -> None:
    assert is_open(NIGHTS, at("2026-11-20 05:59"))  # Friday, of Thursday's opening
    assert not is_open(NIGHTS, at("2026-11-20 06:00"))
    assert not is_open(NIGHTS, at("2026-11-20 22:00"))
    assert next_open(NIGHTS, at("2026-11-20 22:00")) == at("2026-11-23 22:00")


def test_a_day_may_be_open_until_24_and_begin_again_at_once() -> None:
    assert open_time(ALWAYS, at("2026-11-20 17:00"), at("2026-11-22 17:00")) == timedelta(days=2)
    assert is_open(ALWAYS, at("2026-11-21 00:00"))


def test_an_opening_that_ends_when_it_begins_lasts_until_the_next_day() -> None:
    round_the_clock = calendar({"mon": "08:00-08:00"})
    assert open_time(round_the_clock, at("2026-11-22 00:00"), at("2026-11-29 00:00")) == timedelta(days=1)


def test_time_in_two_openings_counts_once() -> None:
    double = calendar({"mon": "08:00-12:00, 10:00-14:00, 11:00-13:00"})
    assert open_time(double, at("2026-11-23 00:00"), at("2026-11-24 00:00")) == timedelta(hours=6)
    assert ends("2026-11-23 09:00", hours(4), double) == at("2026-11-23 13:00")


def test_the_next_opening_is_now_where_it_is_open() -> None:
    assert next_open(OFFICE, at("2026-11-20 09:12")) == at("2026-11-20 09:12")
    assert next_open(OFFICE, at("2026-11-20 16:00")) == at("2026-11-23 08:00")
    assert next_open(OFFICE, at("2026-12-24 09:00")) == at("2026-12-28 08:00")


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2026-11-20 14:00", days(1), "2026-11-23 14:00"),
        ("2026-11-20 16:10", days(1), "2026-11-24 08:00"),
        ("2026-11-20 15:30", hours(4), "2026-11-23 11:30"),
        ("2026-12-30 14:00", days(1), "2026-12-31 12:00"),
    ],
)
def test_the_examples_of_s3(start: str, duration: Duration, end: str) -> None:
    assert ends(start, duration) == at(end)


def test_the_times_of_the_routine_case_of_s46() -> None:
    approved = ends("2026-11-20 15:30", hours(4))
    first = end_of(OFFICE, approved, hours(2))
    second = end_of(OFFICE, first, hours(2))
    fallback = end_of(OFFICE, second, hours(4))
    again = end_of(OFFICE, fallback, days(1))
    assert (approved, first, second) == (at("2026-11-23 11:30"), at("2026-11-23 13:30"), at("2026-11-23 15:30"))
    assert (fallback, again) == (at("2026-11-24 11:00"), at("2026-11-25 11:00"))


def test_a_count_that_begins_closed_begins_at_the_next_opening() -> None:
    assert ends("2026-11-21 12:00", minutes(90)) == at("2026-11-23 09:30")


def test_a_span_may_end_as_the_calendar_closes() -> None:
    assert ends("2026-11-20 15:30", minutes(30)) == at("2026-11-20 16:00")
    assert ends("2026-11-20 15:30", minutes(31)) == at("2026-11-23 08:01")


def test_days_come_before_time() -> None:
    assert ends("2026-11-19 15:00", Duration(days=1, time=timedelta(hours=2))) == at("2026-11-23 09:00")


def test_a_week_is_the_weekdays_that_open_in_a_normal_one() -> None:
    assert ends("2026-11-20 14:00", Duration(weeks=1)) == at("2026-11-27 14:00")
    assert ends("2026-11-20 14:00", Duration(weeks=1, days=1)) == at("2026-11-30 14:00")
    assert ends("2026-12-23 14:00", Duration(weeks=1)) == at("2027-01-04 14:00")  # five open days, not seven by date
    assert ends("2026-11-16 23:00", Duration(weeks=1), NIGHTS) == at("2026-11-23 23:00")


def test_a_calendar_of_dates_alone_counts_seven_days_for_a_week() -> None:
    fair = calendar({}, dates={f"2026-11-{day}": "08:00-16:00" for day in range(10, 25)})
    assert ends("2026-11-10 09:00", Duration(weeks=1), fair) == at("2026-11-17 09:00")


def test_a_day_ends_at_the_same_local_time_over_a_dst_day() -> None:
    assert ends("2026-03-28 14:00", days(1), ALWAYS) == at("2026-03-29 14:00")
    assert ends("2026-10-24 14:00", days(1), ALWAYS) == at("2026-10-25 14:00")


def test_a_day_that_opens_later_ends_the_count_at_its_first_opening() -> None:
    late = calendar({"mon": "08:00-16:00", "tue": "13:00-16:00, 17:00-18:00"})
    assert ends("2026-11-23 09:00", days(1), late) == at("2026-11-24 13:00")


def test_a_day_that_pauses_then_ends_the_count_as_the_pause_begins() -> None:
    pause = calendar({"mon": "08:00-16:00", "tue": "08:00-10:00, 10:30-12:00, 13:00-16:00"})
    assert ends("2026-11-23 12:30", days(1), pause) == at("2026-11-24 12:00")


def test_a_day_that_closes_at_the_same_local_time_ends_the_count_there() -> None:
    short = calendar({"mon": "08:00-16:00", "tue": "08:00-12:00"})
    assert ends("2026-11-23 12:00", days(1), short) == at("2026-11-24 12:00")


def test_where_two_days_are_open_at_once_the_count_begins_with_the_later() -> None:
    shifts = calendar({"mon": "22:00-06:00", "tue thu": "04:00-12:00"})
    assert ends("2026-11-24 05:00", days(1), shifts) == at("2026-11-26 05:00")


def test_a_night_counts_as_the_day_it_began() -> None:
    assert ends("2026-11-17 02:00", days(1), NIGHTS) == at("2026-11-18 02:00")
    assert ends("2026-11-20 02:00", days(1), NIGHTS) == at("2026-11-24 02:00")  # Thursday's night, then Monday's


def test_days_never_end_before_they_began_even_where_openings_overlap() -> None:
    odd = calendar({"mon": "08:00-08:00", "tue": "00:00-01:00, 02:00-02:30"})
    assert ends("2026-11-24 07:00", days(1), odd) >= at("2026-11-24 07:00")


def test_a_percentage_is_of_the_open_time_between_two_instants() -> None:
    assert at_fraction(OFFICE, at("2026-11-23 11:30"), at("2026-11-23 13:30"), 80) == at("2026-11-23 13:06")
    assert at_fraction(OFFICE, at("2026-11-20 15:00"), at("2026-11-23 09:00"), 75) == at("2026-11-23 08:30")
    assert at_fraction(None, at("2026-11-20 17:55"), at("2026-11-20 18:00"), 50) == at("2026-11-20 17:57:30")


def test_a_percentage_of_no_open_time_is_its_begin() -> None:
    assert at_fraction(OFFICE, at("2026-11-21 10:00"), at("2026-11-21 11:00"), 50) == at("2026-11-21 10:00")


def test_open_time_without_a_calendar_is_all_time() -> None:
    assert open_time(None, at("2026-03-28 14:00"), at("2026-03-29 14:00")) == timedelta(hours=23)


def test_openings_are_cut_off_at_both_ends() -> None:
    assert openings(OFFICE, at("2026-11-20 15:00"), at("2026-11-23 09:00")) == [
        (at("2026-11-20 15:00"), at("2026-11-20 16:00")),
        (at("2026-11-23 08:00"), at("2026-11-23 09:00")),
    ]


def test_a_calendar_that_never_opens_says_so_instead_of_searching_for_ever() -> None:
    with pytest.raises(NeverOpens, match="'hours' does not open within 400 days"):
        next_open(NEVER, at("2026-11-20 12:00"))
    with pytest.raises(NeverOpens):
        ends("2026-11-20 12:00", hours(1), NEVER)
    with pytest.raises(NeverOpens):
        ends("2026-11-20 12:00", days(2), calendar({}, dates={"2026-11-20": "08:00-16:00"}))
    assert open_time(NEVER, at("2026-11-20 12:00"), at("2028-11-20 12:00")) == timedelta()
    assert not is_open(NEVER, at("2026-11-20 12:00"))


@pytest.mark.parametrize("long", [hours(8000), Duration(timedelta(0), 3653)])
def test_a_span_that_lasts_for_ages_in_hours_that_hardly_open_is_not_searched_for_its_end(long: Duration) -> None:
    hardly = calendar({"fri": "08:00-08:01"})
    with pytest.raises(NeverOpens, match="'hours' does not open often enough from 2026"):
        ends("2026-11-20 12:00", long, hardly)


def test_a_time_that_a_dst_gap_skips_is_the_first_instant_after_it() -> None:
    assert instant(date(2026, 3, 29), time(2, 30), COPENHAGEN) == at("2026-03-29 03:00")
    assert instant(date(2026, 10, 4), time(2, 15), LORD_HOWE) == at("2026-10-04 02:30", LORD_HOWE)
    assert instant(date(2011, 12, 30), time(8), "Pacific/Apia") == at("2011-12-31 00:00", "Pacific/Apia")


def test_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    assert instant(date(2026, 10, 25), time(2, 30, fold=1), COPENHAGEN) == at("2026-10-25 02:30")
    assert is_open(calendar({"sun": "02:00-02:30"}), at("2026-10-25 02:15"))
    assert not is_open(calendar({"sun": "02:00-02:30"}), at("2026-10-25 02:15") + timedelta(hours=1))


def test_a_day_that_has_begun_stays_open_when_clocks_go_back_over_its_midnight() -> None:
    zone = "America/St_Johns"  # at 00:01 on Sunday it was Saturday 23:01 again
    sunday = calendar({"sun": "00:00-08:00"}, zone)
    midnight = at("2010-11-07 00:00", zone)
    assert not is_open(sunday, midnight - timedelta(minutes=1))
    assert is_open(sunday, midnight)
    assert is_open(sunday, midnight + timedelta(minutes=30))
    assert open_time(sunday, at("2010-11-06 12:00", zone), at("2010-11-07 12:00", zone)) == timedelta(hours=9)


def test_an_opening_that_a_dst_gap_swallows_is_not_there() -> None:
    nap = calendar({"sun": "02:00-02:45", "mon": "12:00-13:00"})
    assert next_open(nap, at("2026-03-29 01:00")) == at("2026-03-30 12:00")
    assert ends("2026-03-23 12:00", days(1), nap) == at("2026-03-30 12:00")
