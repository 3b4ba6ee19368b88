"""Business time, held against a walk through every minute, in zones and weeks where clocks do odd things."""

from datetime import date, time, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.durations import Duration, days
from bot.people.calendars import Calendar, Opening, at_fraction, end_of, is_open, next_open, open_time
from tests.core.people.minutes import MINUTE, Around, Minutes, around

ODD_WEEKS = (
    ("Europe/Copenhagen", date(2026, 3, 29)),
    ("Europe/Copenhagen", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Kathmandu", date(2026, 5, 1)),  # a quarter
    ("Pacific/Apia", date(2011, 12, 30)),  # a day that never was
    ("America/Sao_Paulo", date(2018, 2, 18)),  # midnight back to 23:00
    ("America/Sao_Paulo", date(2018, 11, 4)),  # no midnight
    ("America/St_Johns", date(2010, 11, 7)),  # 00:01 back to 23:01 of the day before
)
QUARTERS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 45]))
OPENINGS = st.lists(st.builds(Opening, QUARTERS, st.none() | QUARTERS), max_size=2).map(tuple)
months = st.sampled_from(ODD_WEEKS).map(lambda week: around(*week))


@st.composite
def calendars(draw: st.DrawFn, month: Around, times: st.SearchStrategy[tuple[Opening, ...]] = OPENINGS) -> Calendar:
    week = draw(st.lists(times, min_size=7, max_size=7).map(tuple))
    assume(any(week))
    near = st.integers(-3, 9).map(lambda count: month.middle + timedelta(days=count))
    yearly = draw(st.dictionaries(near.map(lambda day: (day.month, day.day)), times, max_size=2))
    dates = draw(st.dictionaries(near, times, max_size=2))
    return Calendar("odd", month.zone, week, yearly, dates, draw(st.frozensets(near, max_size=2)))


@st.composite
def walks(draw: st.DrawFn) -> tuple[Calendar, Minutes, int]:
    """A calendar, the minutes in which it is open, and one minute of the days around the odd one."""
    month = draw(months)
    calendar = draw(calendars(month))
    return calendar, Minutes(calendar, month), month.starts_on + draw(st.integers(-3 * 1440, 3 * 1440))


@settings(max_examples=40)
@given(walks())
def test_it_is_open_in_the_very_minutes_a_walk_finds_open(walk: tuple[Calendar, Minutes, int]) -> None:
    calendar, minutes, index = walk
    for minute in range(index, index + 2880, 61):
        assert is_open(calendar, minutes.month.at(minute)) == minutes.open[minute]


@settings(max_examples=40)
@given(walks())
def test_the_next_opening_is_the_first_open_minute(walk: tuple[Calendar, Minutes, int]) -> None:
    calendar, minutes, index = walk
    assert next_open(calendar, minutes.month.at(index)) == minutes.month.at(minutes.next_open(index))


@settings(max_examples=40)
@given(walks(), st.integers(0, 20_000))
def test_open_time_is_the_number_of_open_minutes(walk: tuple[Calendar, Minutes, int], length: int) -> None:
    calendar, minutes, index = walk
    counted = sum(minutes.open[index : index + length]) * MINUTE
    assert open_time(calendar, minutes.month.at(index), minutes.month.at(index + length)) == counted


@settings(max_examples=40)
@given(walks(), st.integers(1, 1000))
def test_time_ends_when_so_many_open_minutes_have_passed(walk: tuple[Calendar, Minutes, int], left: int) -> None:
    calendar, minutes, index = walk
    assume(sum(minutes.open[index:]) >= left)
    end = end_of(calendar, minutes.month.at(index), Duration(left * MINUTE))
    assert end == minutes.month.at(minutes.after_time(index, left))


@settings(max_examples=40)
@given(walks(), st.integers(1, 2))
def test_days_end_on_the_day_that_a_walk_reaches(walk: tuple[Calendar, Minutes, int], count: int) -> None:
    calendar, minutes, index = walk
    begins = minutes.next_open(index)
    expected = max(begins, minutes.after_days(begins, count))
    assert end_of(calendar, minutes.month.at(index), days(count)) == minutes.month.at(expected)


@settings(max_examples=40)
@given(walks(), st.integers(0, 10_000), st.integers(1, 99))
def test_a_percentage_parts_the_open_time(walk: tuple[Calendar, Minutes, int], length: int, percent: int) -> None:
    calendar, minutes, index = walk
    start, end = minutes.month.at(index), minutes.month.at(index + length)
    part = at_fraction(calendar, start, end, percent)
    assert start <= part <= end
    assert open_time(calendar, start, part) == open_time(calendar, start, end) * (percent / 100)
