"""Working hours as somebody types them: "mon-thu 08:00-16:30; fri 08:00-12:00, 13:00-15:00"."""

import re
from collections.abc import Iterable, Iterator
from datetime import time
from itertools import groupby, pairwise

from bot.clean import tidy
from bot.people.calendars import Calendar, Opening

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALSO = {"man": "mon", "tir": "tue", "ons": "wed", "tor": "thu", "fre": "fri", "lør": "sat", "søn": "sun"}
PART = re.compile(r"([a-zæøå, –-]+?):?\s*(\d.*)", re.IGNORECASE)
DAY = re.compile(r"([a-zæøå]{3})[a-zæøå]*", re.IGNORECASE)
OPENING = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?")
MOST_PARTS, MOST_OPENINGS = 14, 12
Openings = tuple[Opening, ...]


class NotHours(ValueError):
    """It names no days and times of a week."""


def hours_said(text: str, timezone: str) -> Calendar:
    """Days that are not named are closed. A time that ends before it begins ends on the next day (S5)."""
    parts = [part.strip() for part in tidy(text).split(";") if part.strip()]
    if not 0 < len(parts) <= MOST_PARTS:
        raise NotHours(text)
    weekly: list[Openings] = [()] * len(DAYS)
    for part in parts:
        found = PART.fullmatch(part)
        if found is None:
            raise NotHours(part)
        openings = _openings(found[2])
        for day in _days(found[1]):
            if weekly[day]:
                raise NotHours(part)  # said twice
            weekly[day] = openings
    return Calendar("", timezone, tuple(weekly))


def hours_text(calendar: Calendar) -> str:
    """As `hours_said` reads it; days that open alike stand together."""
    alike = groupby(range(len(DAYS)), lambda day: calendar.weekly[day])
    spans = [(list(days), openings) for openings, days in alike if openings]
    return "; ".join(f"{_days_text(days)} {', '.join(map(_text, openings))}" for days, openings in spans)


def _days(text: str) -> Iterator[int]:
    for part in re.split(r"[,\s]+", re.sub(r"\s*[-–]\s*", "-", text.strip(" ,-–"))):
        first, _, last = part.partition("-")
        begins, ends = _day(first), _day(last or first)
        yield from ((begins + ahead) % 7 for ahead in range((ends - begins) % 7 + 1))


def _day(text: str) -> int:
    found = DAY.fullmatch(text)
    name = found[1].lower() if found else ""
    if ALSO.get(name, name) not in DAYS:
        raise NotHours(text)
    return DAYS.index(ALSO.get(name, name))


def _openings(text: str) -> Openings:
    parts = text.split(",")
    if len(parts) > MOST_OPENINGS:
        raise NotHours(text)
    openings = sorted((_opening(part.strip()) for part in parts), key=lambda opening: opening.begins)
    if not _apart(openings):
        raise NotHours(text)
    return tuple(openings)


def _apart(openings: Iterable[Opening]) -> bool:
    """Only the last of a day may end on the next."""
    return all(one.ends is not None and one.begins < one.ends <= next_.begins for one, next_ in pairwise(openings))


def _opening(text: str) -> Opening:
    found = OPENING.fullmatch(text)
    if found is None:
        raise NotHours(text)
    begins, ends = _clock(found[1], found[2]), _clock(found[3], found[4])
    if begins is None:
        raise NotHours(text)
    return Opening(begins, ends)


def _clock(hour: str, minute: str | None) -> time | None:
    """None is 24:00."""
    hours, minutes = int(hour), int(minute or 0)
    if (hours, minutes) == (24, 0):
        return None
    if hours > 23 or minutes > 59:
        raise NotHours(f"{hour}:{minute}")
    return time(hours, minutes)


def _days_text(days: list[int]) -> str:
    return DAYS[days[0]] if len(days) == 1 else f"{DAYS[days[0]]}-{DAYS[days[-1]]}"


def _text(opening: Opening) -> str:
    return f"{opening.begins:%H:%M}-{opening.ends:%H:%M}" if opening.ends else f"{opening.begins:%H:%M}-24:00"
