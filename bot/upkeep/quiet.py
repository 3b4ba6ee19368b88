"""When what comes round once a day is due, by the clocks of one zone."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.people.calendars import instant

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rest:
    """From `since_at`, when it was said, nothing is done until `until_at`. Where the clock was set back before it was
    said, it is over: what was worked out by another clock holds for nobody."""

    since_at: datetime
    until_at: datetime

    def covers(self, now: datetime) -> bool:
        return self.since_at <= now < self.until_at


def due_last(now: datetime, clock: time, zone: str) -> datetime:
    """The last time that it was so late there, `now` included."""
    today = now.astimezone(ZoneInfo(zone)).date()
    at = instant(today, clock, zone)
    return at if at <= now else instant(today - ONE_DAY, clock, zone)


def due_next(now: datetime, clock: time, zone: str) -> datetime:
    """The first time after `now`."""
    today = now.astimezone(ZoneInfo(zone)).date()
    at = instant(today, clock, zone)
    return at if at > now else instant(today + ONE_DAY, clock, zone)


def hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def minute_of(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
