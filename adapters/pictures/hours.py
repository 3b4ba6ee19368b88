"""The time below a picture: where ticks stand, and when it is closed."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.people.calendars import Calendar, instant, openings

Stretch = tuple[datetime, datetime]
MOST_TICKS = 11
STEPS = (5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7 * 1440, 14 * 1440)  # minutes


def closed(calendar: Calendar, begins: datetime, ends: datetime) -> Iterator[Stretch]:
    at = begins
    for opens, closes in openings(calendar, begins, ends):
        if at < opens:
            yield at, opens
        at = closes
    if at < ends:
        yield at, ends


def ticks(begins: datetime, ends: datetime, timezone: str) -> list[tuple[datetime, str]]:
    """At round local times; the day is said where it is new."""
    zone, minutes = ZoneInfo(timezone), (ends - begins) / timedelta(minutes=1)
    step = next((step for step in STEPS if minutes / step <= MOST_TICKS), STEPS[-1])
    labelled: list[tuple[datetime, str]] = []
    day = None
    for at in _round(begins, ends, step, timezone):
        local = at.astimezone(zone)
        clock, date = f"{local:%H:%M}", f"{local:%a} {local.day} {local:%b}"
        labelled.append((at, date if step >= 1440 else clock if local.date() == day else f"{clock}|{date}"))
        day = local.date()
    return labelled


def _round(begins: datetime, ends: datetime, step: int, timezone: str) -> Iterator[datetime]:
    """Every so many minutes of the local day, or every so many days."""
    day = begins.astimezone(ZoneInfo(timezone)).date()
    last = ends.astimezone(ZoneInfo(timezone)).date()
    while day <= last:
        for minute in range(0, 1440, step):
            at = instant(day, time(minute // 60, minute % 60), timezone)
            if begins <= at <= ends:
                yield at.astimezone(UTC)
        day += timedelta(days=max(1, step // 1440))
