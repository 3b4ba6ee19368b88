"""Business hours with public holidays, from the policy file to the end of a clock, held against the package alone and
against days that one can look up (S3, S5, S6)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from bot.durations import Duration, days, hours
from bot.people.calendars import Calendar, end_of, is_open, open_time
from tests.adapters.policyfile.builder import a_calendar, policy
from tests.core.people.builders import at

WEEKDAYS = "mon-fri: '08:00-16:00'"
OWN = (
    "12-24: closed, 12-31: '08:00-12:00', 2026-05-15: closed, 2026-12-25: '10:00-11:00', 2026-07-13..2026-07-17: closed"
)
PLACES: dict[str, list[tuple[str, str | None]]] = {
    "DK": [("DK", None)],
    "US-NY": [("US", "NY")],
    "DE-BY": [("DE", "BY")],
    "[DK, DE-BY]": [("DK", None), ("DE", "BY")],
    "[US-NY, GB-SCT, JP]": [("US", "NY"), ("GB", "SCT"), ("JP", None)],
}
NOON = time(12)


def calendar(places: str, open_days: str = WEEKDAYS, zone: str = "Europe/Copenhagen") -> Calendar:
    more = f"holidays: {places}, timezone: {zone}"
    return policy(calendars=a_calendar(open_days, more)).roster.calendars["office"]


def open_on(day: date, within: Calendar, clock: time = NOON) -> bool:
    return is_open(within, datetime.combine(day, clock, ZoneInfo(within.timezone)))


def every_day(first: int, last: int) -> list[date]:
    begin = date(first, 1, 1)
    return [begin + timedelta(days=count) for count in range((date(last, 12, 31) - begin).days + 1)]


@pytest.mark.parametrize("places", PLACES)
def test_a_weekday_is_open_unless_one_of_the_places_has_a_holiday_moved_ones_and_observed_ones_too(places: str) -> None:
    """The package is asked year by year here, and each day for itself."""
    free = [holidays.country_holidays(country, part) for country, part in PLACES[places]]
    office = calendar(places)
    for day in every_day(2024, 2029):
        assert open_on(day, office) is (day.weekday() < 5 and not any(day in one for one in free)), day


@pytest.mark.parametrize("places", PLACES)
def test_days_of_ones_own_beat_holidays_and_a_full_date_beats_one_of_every_year(places: str) -> None:
    free = [holidays.country_holidays(country, part) for country, part in PLACES[places]]
    office = calendar(places, f"{WEEKDAYS}, {OWN}")
    for day in every_day(2026, 2027):
        usual = timedelta() if day.weekday() > 4 or any(day in one for one in free) else timedelta(hours=8)
        own: dict[date | tuple[int, int], timedelta] = {
            (12, 24): timedelta(),
            (12, 31): timedelta(hours=4),
            date(2026, 5, 15): timedelta(),
            date(2026, 12, 25): timedelta(hours=1),
            **{date(2026, 7, number): timedelta() for number in range(13, 18)},
        }
        midnight = at(f"{day} 00:00")
        opened = open_time(office, midnight, at(f"{day + timedelta(days=1)} 00:00"))
        assert opened == own.get(day, own.get((day.month, day.day), usual)), day


@pytest.mark.parametrize(
    ("places", "day", "name"),
    [
        ("DK", "2026-04-03", "Good Friday"),
        ("DK", "2026-05-14", "Ascension Day"),
        ("DK", "2023-05-05", "Great Prayer Day, the last one"),
        ("US-NY", "2026-07-03", "Independence Day, which is a Saturday, observed"),
        ("US-NY", "2027-12-31", "New Year of 2028, which is a Saturday, observed in the year before"),
        ("US-NY", "2026-02-12", "Lincoln's Birthday, in New York alone"),
        ("DE-BY", "2026-06-04", "Corpus Christi"),
        ("DE-BY", "2026-01-06", "Epiphany"),
    ],
)
def test_a_day_that_one_can_look_up_is_closed(places: str, day: str, name: str) -> None:
    assert not open_on(date.fromisoformat(day), calendar(places)), name


@pytest.mark.parametrize(
    ("places", "day"),
    [
        ("DK", "2024-04-26"),
        ("DK", "2026-01-06"),
        ("DE-BY", "2026-04-02"),
        ("US-NY", "2026-04-03"),
        ("none", "2026-12-25"),
    ],
)
def test_what_is_a_holiday_elsewhere_or_no_more_is_open(places: str, day: str) -> None:
    assert open_on(date.fromisoformat(day), calendar(places))


@pytest.mark.parametrize(
    ("places", "start", "span", "end"),
    [
        ("DK", "2026-04-01 15:00", days(1), "2026-04-07 15:00"),  # Easter: Thursday to Monday closed
        ("DE-BY", "2026-04-01 15:00", days(1), "2026-04-02 15:00"),  # Maundy Thursday is a Danish holiday
        ("[DK, DE-BY]", "2026-01-05 15:00", hours(2), "2026-01-07 09:00"),
        ("DK", "2026-12-23 15:30", hours(1), "2026-12-28 08:30"),  # Christmas Eve is closed by the file
        ("DK", "2026-03-27 15:00", hours(2), "2026-03-30 09:00"),  # clocks change on the Sunday between
        ("DK", "2026-10-23 12:00", Duration(weeks=1), "2026-10-30 12:00"),  # and back
    ],
)
def test_a_clock_steps_over_holidays_and_over_changes_of_clocks(
    places: str, start: str, span: Duration, end: str
) -> None:
    office = calendar(places, f"{WEEKDAYS}, 12-24: closed")
    assert end_of(office, at(start), span) == at(end)


def test_the_holiday_is_the_day_of_the_calendars_zone() -> None:
    """Independence Day begins in New York when it is six in the morning in Copenhagen."""
    around_the_clock = calendar("US-NY", "mon-sun: '00:00-24:00'", "America/New_York")
    assert is_open(around_the_clock, at("2025-07-04 05:59"))
    assert not is_open(around_the_clock, at("2025-07-04 06:00"))
    assert is_open(around_the_clock, at("2025-07-05 06:00"))
