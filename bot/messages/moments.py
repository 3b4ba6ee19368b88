"""What people type for a time: "14:30", "tomorrow 9.00", "2026-12-01 09:00", "in 2h"."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clean import tidy
from bot.people.calendars import ONE_DAY, instant
from bot.words import say

FARTHEST = timedelta(days=3660)  # anything farther is a slip of the finger
END_OF_DAY = time(23, 59)
LEADING = re.compile(r"^(?:(?:in|at|by|until|before|om|kl\.?|senest|inden|til|@)\s+)+", re.IGNORECASE)
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})\s*(am|pm)?|(\d{1,2})\s*(am|pm)", re.IGNORECASE)
DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]+(.+))?", re.IGNORECASE)
NAMED_DAY = re.compile(r"(today|tomorrow|i dag|i morgen|[a-zæøå]{3,9})\.?,?\s+(?:kl\.?\s+|at\s+)?(.+)", re.IGNORECASE)
SPAN = re.compile(r"(?:(\d{1,4})\s*([a-zæøå]+)\.?\s*)+", re.IGNORECASE)
SPAN_PART = re.compile(r"(\d{1,4})\s*([a-zæøå]+)")
WEEKDAYS = (
    ("mon", "man"),
    ("tue", "tir"),
    ("wed", "ons"),
    ("thu", "tor"),
    ("fri", "fre"),
    ("sat", "lør"),
    ("sun", "søn"),
)
AHEAD = {"today": 0, "i dag": 0, "tomorrow": 1, "i morgen": 1}
UNITS = {
    timedelta(minutes=1): ("m", "min", "mins", "minute", "minutes", "minut", "minutter"),
    timedelta(hours=1): ("h", "hr", "hrs", "hour", "hours", "t", "time", "timer"),
    timedelta(days=1): ("d", "day", "days", "dag", "dage"),
    timedelta(weeks=1): ("w", "week", "weeks", "uge", "uger"),
}
LENGTHS = {name: length for length, names in UNITS.items() for name in names}


class NotATime(ValueError):
    """It looks like a time and is none, such as "25:00". `says` is for whoever typed it."""

    says = say("error.time")


class EndsFirst(NotATime):
    """Of two times the second comes before the first."""

    says = say("error.ends_before")


def moment(text: str, timezone: str, now: datetime) -> datetime | None:
    """In the reader's zone. A time without a day is the next such time; a day without a time is its end.

    None for words that name no time ("before the board meets"). Raises `NotATime`.
    """
    said = LEADING.sub("", unicodedata.normalize("NFKC", tidy(text)))
    try:
        found = _iso(said) or _span(said, now) or _dated(said, timezone) or _timed(said, timezone, now)
    except (OverflowError, ValueError) as wrong:
        raise NotATime(text) from wrong
    if found and abs(found - now) > FARTHEST:
        raise NotATime(text)
    return found


def _iso(said: str) -> datetime | None:
    """With a zone of its own; without one it is a date like any other."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}.*(?:[Zz]|[+-]\d{2}:?\d{2})", said):
        return None
    return datetime.fromisoformat(said.upper()).astimezone(UTC)


def is_span(said: str) -> bool:
    """A length of time and nothing else: "3h", "2 days"."""
    return bool(SPAN.fullmatch(said)) and all(unit.casefold() in LENGTHS for _, unit in SPAN_PART.findall(said))


def _span(said: str, now: datetime) -> datetime | None:
    if not is_span(said):
        return None
    lengths = (int(count) * LENGTHS[unit.casefold()] for count, unit in SPAN_PART.findall(said))
    return now + sum(lengths, timedelta())


def _dated(said: str, timezone: str) -> datetime | None:
    found = DATE.fullmatch(said)
    if not found:
        return None
    year, month, day, rest = found.groups()
    clock = _clock(rest) if rest else END_OF_DAY
    return instant(date(int(year), int(month), int(day)), clock, timezone) if clock else None


def _timed(said: str, timezone: str, now: datetime) -> datetime | None:
    """On a named day, or else today, or where that has passed tomorrow."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    if clock := _clock(said):
        at = instant(today, clock, timezone)
        return at if at > now else instant(today + ONE_DAY, clock, timezone)
    named = NAMED_DAY.fullmatch(said)
    clock = _clock(named.group(2)) if named else None
    if named is None or clock is None:
        return None
    days = [today + ahead * ONE_DAY for ahead in _days_ahead(named.group(1).casefold(), today)]
    instants = [instant(day, clock, timezone) for day in days]
    return next((at for at in instants if at > now), instants[0] if instants else None)


def _days_ahead(day: str, today: date) -> tuple[int, ...]:
    """The days that may be meant; on a Friday "fri" may be a week away."""
    if day in AHEAD:
        return (AHEAD[day],)
    ahead = [(number - today.weekday()) % 7 for number, names in enumerate(WEEKDAYS) if day[:3] in names]
    return (ahead[0], ahead[0] + 7) if ahead else ()


def _clock(said: str) -> time | None:
    """None where it is no time of day at all; ValueError where it is an impossible one."""
    found = CLOCK.fullmatch(said)
    if not found:
        return None
    hour, minute, half, bare_hour, bare_half = found.groups()
    return _twelve_hours(int(hour or bare_hour), int(minute or 0), (half or bare_half or "").casefold())


def _twelve_hours(hour: int, minute: int, half: str) -> time:
    if not half:
        return time(hour, minute)
    if not 1 <= hour <= 12:
        raise ValueError("no such hour")
    return time(hour % 12 + (12 if half == "pm" else 0), minute)
