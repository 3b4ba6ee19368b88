"""A year of the shipped team that follows the sun, hour by hour: somebody is on duty, or it is known beforehand when
nobody is; and the hours add up."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from bot.people.roster import Layer, Roster, Schedule
from bot.people.schedules import Shift, on_call, shifts
from tests.core.people.builders import at, calendar
from tests.harness.shipped import policy

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST_TURN = date(2026, 1, 5)  # a Monday
WEEKS_OF = {0: ("aroha", "jun"), 8: ("kofi", "clara"), 16: ("diego", "tasha")}
ZONES = sorted({known.timezone for known in policy("follow-the-sun").roster.people.values()})
REGIONS = {
    "Pacific/Auckland": ("aroha", "jun"),
    "Europe/Prague": ("kofi", "clara"),
    "America/Denver": ("diego", "tasha"),
}


def company() -> Roster:
    return policy("follow-the-sun").roster


@cache
def planned(year: int, zone: str = "UTC") -> tuple[Shift, ...]:
    return shifts(_sun(), company(), *_year(year, zone))


def _year(year: int, zone: str) -> tuple[datetime, datetime]:
    return at(f"{year}-01-01 00:00", zone), at(f"{year + 1}-01-01 00:00", zone)


def hours_of(year: int) -> Iterator[datetime]:
    start, end = _year(year, "UTC")
    return (start + count * HOUR for count in range((end - start) // HOUR))


def by_hand(moment: datetime) -> str:
    """Who has that hour, worked out from the words of the policy."""
    crew = WEEKS_OF[moment.hour // 8 * 8]
    return crew[(moment.date() - FIRST_TURN).days // 7 % 2]


# the shipped policy


@pytest.mark.parametrize("year", [2027, 2028])
def test_in_every_hour_of_the_year_the_person_whose_hour_it_is_is_on_duty(year: int) -> None:
    told = {hour: people for people, hour in _each_hour(planned(year))}
    assert told == {moment: (by_hand(moment),) for moment in hours_of(year)}
    assert all(on_call(_sun(), company(), m) == (by_hand(m),) for m in list(hours_of(year))[::17])


def test_the_hours_of_all_add_up_to_the_year_and_are_shared_fairly() -> None:
    carried = Counter(by_hand(moment) for moment in hours_of(2027))
    told: Counter[str] = Counter()
    for shift in planned(2027):
        told[shift.people[0]] += (shift.ends_at - shift.starts_at) // HOUR
    assert told == carried
    assert told.total() == 365 * 24
    assert max(told.values()) - min(told.values()) <= 7 * 8


@pytest.mark.parametrize("zone", ZONES)
def test_in_every_zone_each_day_of_the_year_is_full_also_those_of_23_and_25_hours(zone: str) -> None:
    carried: Counter[date] = Counter()
    for _, moment in _each_hour(planned(2027, zone)):
        carried[moment.astimezone(ZoneInfo(zone)).date()] += 1
    lengths = {day: _length(day, zone) for day in carried}
    assert dict(carried) == lengths
    assert len(lengths) == 365
    start, end = _year(2027, zone)
    assert sum(lengths.values()) * HOUR == end - start == 365 * DAY
    summer, winter = (moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in (start, start + 182 * DAY))
    assert set(lengths.values()) == ({24} if summer == winter else {23, 24, 25})


def test_before_the_first_turn_nobody_is_on_duty_and_that_is_known_beforehand() -> None:
    assert gaps(planned(2026), *_year(2026, "UTC")) == [(at("2026-01-01 00:00", "UTC"), at("2026-01-05 00:00", "UTC"))]
    assert sum((shift.ends_at - shift.starts_at for shift in planned(2026)), timedelta()) == 361 * DAY


def test_whoever_is_away_all_year_leaves_no_hour_empty() -> None:
    for missing in ("aroha", "kofi", "tasha"):
        without = replace(company(), away={missing: "leave"})
        assert gaps(shifts(_sun(), without, *_year(2027, "UTC")), *_year(2027, "UTC")) == []


def test_a_whole_region_away_is_covered_by_the_leads_week_by_week() -> None:
    without = replace(company(), away=dict.fromkeys(("kofi", "clara"), "leave"))
    told = {hour: people for people, hour in _each_hour(shifts(_sun(), without, *_year(2027, "UTC")))}
    leads = ("wei", "anja", "marie")
    for moment in hours_of(2027):
        week = (moment.date() - FIRST_TURN).days // 7
        assert told[moment] == ((leads[week % 3],) if 8 <= moment.hour < 16 else (by_hand(moment),))


# the same team by the clocks on its own walls


def local_team() -> Schedule:
    """Each region from 08:00 to 16:00 of its own, with nobody behind it: clocks that change leave gaps and overlaps."""
    day = {"mon tue wed thu fri sat sun": "08:00-16:00"}
    return Schedule(
        "local",
        tuple(
            Layer(
                zone,
                people,
                hours=calendar(day, zone),
                turn_days=7,
                handoff=(0, 0),
                starts_at=at("2026-01-05 00:00", zone),
            )
            for zone, people in REGIONS.items()
        ),
    )


def on_duty_by_wall_clocks(moment: datetime) -> tuple[str, ...]:
    for zone, people in REGIONS.items():
        shown = moment.astimezone(ZoneInfo(zone))
        if 8 <= shown.hour < 16:
            return (people[(shown.date() - FIRST_TURN).days // 7 % 2],)
    return ()


@pytest.mark.parametrize("year", [2027, 2028])
def test_every_hour_in_which_nobody_is_on_duty_is_known_beforehand(year: int) -> None:
    plan = shifts(local_team(), company(), *_year(year, "UTC"))
    empty = [moment for moment in hours_of(year) if not on_duty_by_wall_clocks(moment)]
    known = [hour for start, end in gaps(plan, *_year(year, "UTC")) for hour in _hours(start, end)]
    assert known == empty != []
    told = {hour: people for people, hour in _each_hour(plan)}
    assert told == {moment: people for moment in hours_of(year) if (people := on_duty_by_wall_clocks(moment))}


@pytest.mark.parametrize("zone", ["UTC", *REGIONS])
def test_the_shifts_of_a_year_and_its_gaps_add_up_to_the_year_in_every_zone(zone: str) -> None:
    start, end = _year(2027, zone)
    plan = shifts(local_team(), company(), start, end)
    carried = sum((shift.ends_at - shift.starts_at for shift in plan), timedelta())
    empty = sum((until - since for since, until in gaps(plan, start, end)), timedelta())
    assert carried + empty == end - start


@pytest.mark.parametrize(
    ("day", "since", "until"),
    [
        ("2027-01-15", "03:00", "07:00"),  # summer in Auckland, winter in Prague
        ("2027-03-30", "03:00", "06:00"),  # summer in both
        ("2027-07-15", "04:00", "06:00"),  # winter in Auckland, summer in Prague
    ],
)
def test_a_gap_moves_with_the_clocks_of_both_its_neighbours(day: str, since: str, until: str) -> None:
    midnight = at(f"{day} 00:00", "UTC")
    plan = shifts(local_team(), company(), midnight, midnight + DAY)
    assert gaps(plan, midnight, midnight + DAY) == [(at(f"{day} {since}", "UTC"), at(f"{day} {until}", "UTC"))]


# helpers


def gaps(plan: Sequence[Shift], start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    edges = [start, *(edge for shift in plan for edge in (shift.starts_at, shift.ends_at)), end]
    return [(since, until) for since, until in zip(edges[::2], edges[1::2], strict=True) if since < until]


def _sun() -> Schedule:
    return company().schedules["sun"]


def _each_hour(plan: Sequence[Shift]) -> Iterator[tuple[tuple[str, ...], datetime]]:
    """Also tells whether each begins and ends with an hour."""
    for shift in plan:
        assert (shift.ends_at - shift.starts_at) % HOUR == timedelta()
        yield from ((shift.people, hour) for hour in _hours(shift.starts_at, shift.ends_at))


def _hours(start: datetime, end: datetime) -> list[datetime]:
    return [start + count * HOUR for count in range((end - start) // HOUR)]


def _length(day: date, zone: str) -> int:
    return (at(f"{day + DAY} 00:00", zone) - at(f"{day} 00:00", zone)) // HOUR
