"""Business time (S2 to S6), held against a walk through every minute, in zones and weeks where clocks do odd things."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.durations import Duration
from bot.people.calendars import (
    Calendar,
    Span,
    at_fraction,
    end_of,
    instant,
    is_open,
    next_open,
    open_time,
    openings,
)
from tests.core.people.brute_force import DAY, MINUTE, OpenMinutes, first_minute, minutes, wall
from tests.core.people.builders import calendar, working_days
from tests.core.people.odd_moments import CLOCK_TIMES, CLOCKS_CHANGE, MOMENTS, Moment, calendars, within_the_walk
from tests.harness.by_chance import TIMES

EXAMPLES = settings(max_examples=8 * TIMES)
MANY = st.integers(0, 1500).map(lambda count: count * MINUTE)
HALF_HOURS = st.integers(0, 40).map(lambda count: count * 30 * MINUTE)  # they often end just as it closes
SPANS = st.builds(
    Duration, st.just(timedelta()) | MANY | HALF_HOURS, days=st.integers(0, 3), weeks=st.sampled_from([0, 0, 0, 1])
)


@st.composite
def walks(draw: st.DrawFn) -> tuple[Calendar, OpenMinutes, datetime]:
    """A calendar, the minutes in which it is open, and a minute of the days around an odd one."""
    moment = draw(MOMENTS)
    calendar = draw(calendars(moment))
    noon = datetime.combine(moment.day, time(12), UTC)
    near = st.integers(-70, 70).map(lambda count: count * 30 * MINUTE) | st.integers(-2100, 2100).map(
        lambda count: count * MINUTE
    )
    return calendar, OpenMinutes(calendar, moment.day), noon + draw(near)


@pytest.mark.parametrize("moment", CLOCKS_CHANGE)
def test_the_odd_days_are_odd(moment: Moment) -> None:
    noon = datetime.combine(moment.day, time(12), UTC)
    passed = wall(moment.zone, noon + DAY) - wall(moment.zone, noon - DAY)
    assert passed != 2 * DAY


@settings(max_examples=30 * TIMES)
@given(MOMENTS, st.integers(-1, 1), CLOCK_TIMES)
def test_a_local_time_is_the_first_minute_at_which_the_wall_clock_has_come_so_far(
    moment: Moment, days: int, clock: time
) -> None:
    day = moment.day + days * DAY
    assert instant(day, clock, moment.zone) == first_minute(moment.zone, day, clock)


@EXAMPLES
@given(walks(), st.integers(0, 59))
def test_it_is_open_in_the_very_minutes_a_walk_finds_open(
    walk: tuple[Calendar, OpenMinutes, datetime], second: int
) -> None:
    calendar, walked, at = walk
    for minute in minutes(at, at + DAY):
        assert is_open(calendar, minute) == walked.is_open(minute)
    moment = at + timedelta(seconds=second)
    assert is_open(calendar, moment) == walked.is_open(moment)


@EXAMPLES
@given(walks())
def test_the_next_opening_is_the_first_open_minute(walk: tuple[Calendar, OpenMinutes, datetime]) -> None:
    calendar, walked, at = walk
    assert next_open(calendar, at) == within_the_walk(walked.next_open, at)


@EXAMPLES
@given(walks(), st.integers(0, 9000))
def test_openings_are_the_open_minutes_each_once(walk: tuple[Calendar, OpenMinutes, datetime], length: int) -> None:
    calendar, walked, at = walk
    end = at + length * MINUTE
    found = openings(calendar, at, end)
    assert _joined(found) == walked.stretches(at, end)
    assert open_time(calendar, at, end) == walked.open_time(at, end) == sum((e - b for b, e in found), timedelta())


@settings(max_examples=15 * TIMES)
@given(walks(), SPANS)
def test_a_span_ends_where_a_walk_has_counted_its_days_and_then_its_minutes(
    walk: tuple[Calendar, OpenMinutes, datetime], span: Duration
) -> None:
    calendar, walked, at = walk
    assert end_of(calendar, at, span) == within_the_walk(walked.end_of, at, span)


@EXAMPLES
@given(walks())
def test_a_span_that_is_over_just_as_it_closes_ends_there(walk: tuple[Calendar, OpenMinutes, datetime]) -> None:
    calendar, walked, at = walk
    passed = timedelta()
    for begins, ends in walked.stretches(at, at + 4 * DAY):
        passed += ends - begins
        assert end_of(calendar, at, Duration(passed)) == ends


@EXAMPLES
@given(walks(), st.integers(0, 6000), st.integers(1, 99))
def test_a_percentage_is_reached_when_so_many_of_the_open_minutes_have_passed(
    walk: tuple[Calendar, OpenMinutes, datetime], length: int, percent: int
) -> None:
    calendar, walked, at = walk
    end = at + length * MINUTE
    passed = walked.open_time(at, end) * percent / 100
    assert abs(at_fraction(calendar, at, end, percent) - walked.after(at, passed)) <= timedelta(microseconds=2)


@EXAMPLES
@given(MOMENTS, SPANS, st.integers(1, 99))
def test_without_hours_time_is_exact_whatever_clocks_do(moment: Moment, span: Duration, percent: int) -> None:
    start = datetime.combine(moment.day, time(1, 30), UTC)
    elapsed = span.time + span.days * DAY + span.weeks * 7 * DAY
    end = end_of(None, start, span)
    assert (end, open_time(None, start, end)) == (start + elapsed, elapsed)
    assert at_fraction(None, start, end, percent) == start + elapsed * (percent / 100)


def test_where_clocks_go_back_over_midnight_the_day_that_had_begun_stays_open_in_every_minute() -> None:
    moment = Moment("America/St_Johns", date(2010, 11, 7))
    sunday = calendar({"sun": "00:00-08:00"}, moment.zone)
    walked, midnight = OpenMinutes(sunday, moment.day), first_minute(moment.zone, moment.day, time(0))
    start = midnight - 90 * MINUTE
    for end in minutes(start, midnight + 150 * MINUTE):
        assert is_open(sunday, end) == walked.is_open(end)
        assert _joined(openings(sunday, start, end)) == walked.stretches(start, end)
        assert next_open(sunday, end) == walked.next_open(end)


# holidays that move


def easter(year: int) -> date:
    """The Sunday after the first full moon of spring, by the tables of the church: golden number and epact."""
    century, golden = year // 100, year % 19
    solar, lunar = century - century // 4, (8 * century + 13) // 25
    moon = (solar - lunar + 19 * golden + 15) % 30
    moon -= 1 if moon == 29 or (moon == 28 and golden > 10) else 0
    full = date(year, 3, 21) + moon * DAY
    return full + (7 - (full.weekday() + 1) % 7) * DAY


@cache
def office(place: str, zone: str) -> Calendar:
    """Closed on the public holidays of a country, or of a part of it, as DE-BY."""
    country, _, subdivision = place.partition("-")
    closed = holidays.country_holidays(country, subdivision or None, years=range(2022, 2041))
    return replace(working_days("08:00-16:00", zone), id=place, holidays=frozenset(closed))


@pytest.mark.parametrize("year", range(2023, 2040))
def test_holidays_that_hang_on_easter_move_with_it(year: int) -> None:
    danish = office("DK", "Europe/Copenhagen")
    closed = [danish.holidays & {easter(year) + count * DAY} != set() for count in (-3, -2, 1, 39, 50)]
    assert closed == [True] * 5
    friday_of_prayer = easter(year) + 26 * DAY
    assert (friday_of_prayer in danish.holidays) == (year < 2024)  # abolished


@settings(max_examples=4 * TIMES)
@given(
    st.sampled_from([("DK", "Europe/Copenhagen"), ("DE-BY", "Europe/Berlin"), ("US", "America/New_York")]),
    st.integers(2025, 2034),
    st.integers(-2, 3),
    SPANS,
)
def test_spans_over_easter_and_over_the_year_end_are_those_of_a_walk(
    place: tuple[str, str], year: int, days: int, span: Duration
) -> None:
    for around in (easter(year), date(year, 12, 24)):
        calendar = office(*place)
        walked = OpenMinutes(calendar, around)
        at = datetime.combine(around + days * DAY, time(9, 30), UTC)
        assert end_of(calendar, at, span) == within_the_walk(walked.end_of, at, span)


@pytest.mark.parametrize(
    ("named", "opens"),
    [
        ("full yearly holiday weekday", 1),
        ("yearly holiday weekday", 2),
        ("holiday weekday", 0),
        ("weekday", 4),
    ],
)
def test_the_more_exact_a_day_is_named_the_more_it_counts(named: str, opens: int) -> None:
    day = date(2026, 12, 24)
    shop = calendar(
        {"thu": "08:00-12:00"},
        dates={str(day): "08:00-09:00"} if "full" in named else {},
        yearly={(12, 24): "08:00-10:00"} if "yearly" in named else {},
        holidays=[str(day)] if "holiday" in named else [],
    )
    midnight = datetime.combine(day, time(), UTC)
    walked = OpenMinutes(shop, day).open_time(midnight, midnight + DAY)
    assert walked == open_time(shop, midnight, midnight + DAY) == timedelta(hours=opens)


def _joined(spans: list[Span]) -> list[Span]:
    """Those that touch are one; those that overlap would not be what a walk finds."""
    found: list[Span] = []
    for begins, ends in spans:
        if found and found[-1][1] == begins:
            begins = found.pop()[0]
        found.append((begins, ends))
    return found
