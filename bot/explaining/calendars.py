"""On which days a calendar is closed though its week would have it open: what `holidays` and dates come to."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.explaining.part import Part
from bot.people.calendars import Calendar, times_of
from bot.policy.policy import Policy
from bot.words import Say, say

LOOKED_AHEAD, MOST_DAYS = 366, 6


def calendars_part(policy: Policy, at: datetime) -> tuple[Part, ...]:
    """Nothing where the policy has no calendars."""
    lines = tuple(_closed(calendar, at) for calendar in policy.rules.calendars.values())
    return (Part(say("explain.calendars"), lines),) if lines else ()


def _closed(calendar: Calendar, at: datetime) -> Say:
    days = tuple(day.isoformat() for day in _closed_days(calendar, at.astimezone(ZoneInfo(calendar.timezone)).date()))
    if not days:
        return say("explain.calendar.never_closed", calendar=calendar.id)
    return say("explain.calendar.closed", calendar=calendar.id, days=days[:MOST_DAYS])


def _closed_days(calendar: Calendar, first: date) -> Iterator[date]:
    ahead = (first + timedelta(days=count) for count in range(LOOKED_AHEAD))
    return (day for day in ahead if calendar.weekly[day.weekday()] and not times_of(calendar, day))
