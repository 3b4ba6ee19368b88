"""What the clocks on the walls of a zone make of time: nights, weekends, days of holiday, and when clocks change."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.people.calendars import ONE_DAY, Span, instant

NIGHT_BEGINS, NIGHT_ENDS = 22, 6
DUSK, DAWN, MIDNIGHT = time(NIGHT_BEGINS), time(NIGHT_ENDS), time()
SATURDAY = 5
LONGEST = timedelta(days=3)  # more than a weekend lasts, however clocks are changed
STEP, MINUTE = timedelta(hours=6), timedelta(minutes=1)


def is_night(at: datetime, timezone: str) -> bool:
    hour = at.astimezone(ZoneInfo(timezone)).hour
    return hour >= NIGHT_BEGINS or hour < NIGHT_ENDS


def is_weekend(at: datetime, timezone: str) -> bool:
    return at.astimezone(ZoneInfo(timezone)).weekday() >= SATURDAY


def nights(begins: datetime, ends: datetime, timezone: str) -> Iterator[Span]:
    """What of them lies between the two, in order."""
    for day in days(begins - LONGEST, ends, timezone):
        night = instant(day, DUSK, timezone), instant(day + ONE_DAY, DAWN, timezone)
        yield from _within(night, begins, ends)


def weekends(begins: datetime, ends: datetime, timezone: str) -> Iterator[Span]:
    for day in days(begins - LONGEST, ends, timezone):
        if day.weekday() == SATURDAY:
            weekend = instant(day, MIDNIGHT, timezone), instant(day + 2 * ONE_DAY, MIDNIGHT, timezone)
            yield from _within(weekend, begins, ends)


def day_span(day: date, timezone: str) -> Span:
    """Its first instant and that of the next."""
    return instant(day, MIDNIGHT, timezone), instant(day + ONE_DAY, MIDNIGHT, timezone)


def days(begins: datetime, ends: datetime, timezone: str) -> Iterator[date]:
    """Those of which some part may lie between the two."""
    zone = ZoneInfo(timezone)
    day, last = begins.astimezone(zone).date(), ends.astimezone(zone).date()
    while day <= last:
        yield day
        day += ONE_DAY


def clock_changes(begins: datetime, ends: datetime, timezone: str) -> Iterator[tuple[datetime, timedelta]]:
    """To the minute, and by how much."""
    zone, at = ZoneInfo(timezone), begins
    while at < ends:
        after = min(at + STEP, ends)
        if change := _offset(after, zone) - _offset(at, zone):
            yield _changed(at, after, zone), change
        at = after


def _changed(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    old = _offset(before, zone)
    while after - before > MINUTE:
        middle = before + (after - before) / 2
        before, after = (middle, after) if _offset(middle, zone) == old else (before, middle)
    return after.replace(second=0, microsecond=0)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _within(span: Span, begins: datetime, ends: datetime) -> Iterator[Span]:
    if span[0] < ends and span[1] > begins:
        yield max(span[0], begins), min(span[1], ends)
