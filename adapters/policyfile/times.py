"""Times of day, hand-offs and moments (S5, S18)."""

import re
from datetime import date, datetime, time
from itertools import pairwise

from adapters.policyfile.document import Node, Scalar
from adapters.policyfile.faults import shortened
from adapters.policyfile.reader import Reader
from bot.people.calendars import Opening, instant

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

MOST_OPENINGS = 12

Openings = tuple[Opening, ...]


def time_of_day(text: str) -> time | None:
    """None where it is none, as 25:00 or 8."""
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def openings(reader: Reader, node: Node) -> Openings:
    """Those of one day, from the earliest: "08:00-12:00, 13:00-17:00", or closed."""
    if not isinstance(node, Scalar):
        reader.fault(node.at, "wrong-time", "Times of day are wanted here, as 08:00-12:00, or closed.")
        return ()
    if node.text == "closed" or node.nothing:
        return ()
    parts = node.text.split(",")
    if len(parts) > MOST_OPENINGS:
        reader.fault(node.at, "too-many-openings", f"A day opens at most {MOST_OPENINGS} times.")
        return ()
    found = tuple(_opening(reader, node, part.strip()) for part in parts)
    return _apart(reader, node, sorted((opening for opening in found if opening), key=lambda opening: opening.begins))


def _opening(reader: Reader, node: Scalar, text: str) -> Opening | None:
    begins, dash, ends = (part.strip() for part in text.partition("-"))
    first, last = time_of_day(begins), time_of_day(ends)
    if first is None or not dash or (last is None and ends != "24:00"):
        said = f"{shortened(text)!r} is no time of day"
        reader.fault(node.at, "wrong-time", f"{said}; write 08:00-12:00, with commas between several, or closed.")
        return None
    return Opening(first, last)


def _apart(reader: Reader, node: Node, found: list[Opening]) -> Openings:
    for before, after in pairwise(found):
        if before.ends is None or before.ends <= before.begins or after.begins < before.ends:
            reader.fault(node.at, "wrong-time", "These times of day overlap.")
    return tuple(found)


def handoff(reader: Reader, node: Node) -> tuple[int | None, int]:
    """When a turn ends: "mon 09:00", or "09:00" on any day. Weekday or None, and minutes after midnight."""
    day, _, clock = node.text.rpartition(" ") if isinstance(node, Scalar) else ("", "", "")
    at = time_of_day(clock)
    if at is None or (day and day not in WEEKDAYS):
        reader.fault(node.at, "wrong-time", 'A hand-off is a time of day, as "09:00" or "mon 09:00".')
        return None, 0
    return WEEKDAYS.index(day) if day else None, at.hour * 60 + at.minute


def moment(reader: Reader, node: Node, timezone: str) -> datetime:
    """A date (its first instant) or a local date and time, as an instant."""
    day, _, clock = node.text.replace("T", " ").partition(" ") if isinstance(node, Scalar) else ("", "", "")
    on, at = full_date(day), time_of_day(clock or "00:00")
    if on is None or at is None:
        reader.fault(node.at, "wrong-date", 'A date is wanted here, as 2026-01-05 or "2026-01-05 09:00".')
        return instant(date(2020, 1, 1), time(), "UTC")
    return instant(on, at, timezone)


def full_date(text: str) -> date | None:
    """Between 1970 and 2199; None where it is none, as 2026-02-30."""
    if not re.fullmatch("(19[7-9]|20[0-9]|21[0-9])[0-9]-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
