"""Where time is not what it seems: zones and days at which clocks, calendars or rules do something odd."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from hypothesis import assume, reject
from hypothesis import strategies as st

from bot.people.calendars import Calendar, Opening
from tests.core.people.brute_force import BeyondTheWalk


class Moment(NamedTuple):
    zone: str
    day: date


CLOCKS_CHANGE = [
    Moment(zone, date.fromisoformat(day))
    for zone, days in {
        "Europe/Copenhagen": "2026-03-29 2026-10-25",
        "Europe/Dublin": "2026-10-25",  # winter is its exception, not summer
        "America/New_York": "2026-03-08 2026-11-01",
        "Australia/Lord_Howe": "2026-04-05 2026-10-04",  # half an hour
        "Pacific/Chatham": "2026-04-05 2026-09-27",  # quarters, at 02:45 and 03:45
        "Antarctica/Troll": "2026-03-29 2026-10-25",  # two hours
        "Asia/Kathmandu": "1986-01-01",  # a quarter of an hour for good, at midnight
        "Asia/Pyongyang": "2018-05-04",  # half an hour for good, 23:30 to midnight
        "America/Caracas": "2016-05-01",  # half an hour for good
        "Europe/Moscow": "2011-03-27 2014-10-26",  # summer for good, then winter for good
        "Africa/Casablanca": "2026-02-15 2026-03-22",  # back for Ramadan
        "America/Havana": "2026-03-08 2026-11-01",  # no midnight; one twice
        "Asia/Beirut": "2026-03-29 2026-10-24",  # no midnight; 23:00 twice
        "Africa/Cairo": "2026-04-24 2026-10-29",
        "Asia/Tehran": "2022-03-22 2022-09-21",  # the last summer time
        "America/Sao_Paulo": "2018-02-17 2018-11-04 2019-02-16",  # the last one there
        "America/Nuuk": "2024-03-30 2024-10-26",  # late on a Saturday
        "America/St_Johns": "2010-11-07",  # 00:01 back to 23:01 of the day before
        "Africa/Juba": "2021-01-31",  # midnight back to 23:00 for good
        "Pacific/Apia": "2011-12-30",  # a day that never was
        "Pacific/Kwajalein": "1993-08-21",  # another
    }.items()
    for day in days.split()
]
OTHERWISE_ODD = [
    Moment("Asia/Kathmandu", date(2026, 5, 1)),
    Moment("Asia/Kolkata", date(2026, 12, 31)),
    Moment("Europe/Copenhagen", date(2028, 2, 29)),
    Moment("Pacific/Auckland", date(2024, 2, 29)),
    Moment("America/New_York", date(2027, 2, 28)),
    Moment("Europe/Copenhagen", date(2027, 1, 1)),  # in week 53
    Moment("Pacific/Kiritimati", date(2021, 1, 2)),  # another week 53, first of all
    Moment("UTC", date(2026, 12, 28)),
]
MOMENTS = st.sampled_from(CLOCKS_CHANGE + OTHERWISE_ODD)
CLOCK_TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 0, 1, 15, 30, 45, 59]))
OPENINGS = st.lists(st.builds(Opening, CLOCK_TIMES, st.none() | CLOCK_TIMES), min_size=1, max_size=2).map(tuple)
USUAL = {
    "closed": (),
    "all day": (Opening(time(0), None),),
    "round the clock": (Opening(time(8), time(8)),),
    "night": (Opening(time(22), time(6)),),
    "small hours": (Opening(time(0), time(0, 45)), Opening(time(2), time(2, 45))),  # a gap may swallow them
    "office": (Opening(time(8), time(12)), Opening(time(12, 30), time(16))),
}


@st.composite
def calendars(draw: st.DrawFn, moment: Moment) -> Calendar:
    """Its dates, yearly dates and holidays lie around the odd day, and often on the same day."""
    times = st.sampled_from(list(USUAL.values())) | OPENINGS
    week = draw(st.lists(times, min_size=7, max_size=7).map(tuple))
    assume(any(week))
    near = st.integers(-3, 9).map(lambda count: moment.day + timedelta(days=count))
    yearly = draw(st.dictionaries(near.map(lambda day: (day.month, day.day)), times, max_size=3))
    dates = draw(st.dictionaries(near, times, max_size=3))
    name = f"odd {draw(st.integers(0, 10**6))}"
    return Calendar(name, moment.zone, week, yearly, dates, draw(st.frozensets(near, max_size=3)))


def within_the_walk(walked: Callable[..., datetime], *given: object) -> datetime:
    """Hours that open too seldom are no example."""
    try:
        return walked(*given)
    except BeyondTheWalk:
        reject()
