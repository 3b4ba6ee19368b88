"""Calendars: the days of `open`, and public holidays (S5, S6)."""

import re
from datetime import date, timedelta

from adapters.policyfile import shapes
from adapters.policyfile.document import Entries, Node, Scalar
from adapters.policyfile.faults import shortened
from adapters.policyfile.holiday_dates import holiday_dates, places_like
from adapters.policyfile.reader import Keys, Reader
from adapters.policyfile.texts import timezone
from adapters.policyfile.times import WEEKDAYS, Openings, full_date, openings
from bot.people.calendars import Calendar

LONGEST_SPAN = timedelta(days=366)
_ANY_LEAP_YEAR = "2024"

# A weekday (0 is Monday), a day of every year, or one date.
Day = int | tuple[int, int] | date


def calendar(reader: Reader, name: str, node: Node) -> Calendar:
    keys = reader.keys(node, shapes.CALENDAR)
    days = keys.node("open")
    if isinstance(days, Entries) and all(_closed(times) for _, times in days.pairs):
        reader.fault(days.at, "never-opens", f"The calendar {shortened(name)!r} never opens.")
    return _calendar(reader, name, keys.maybe("timezone", timezone, reader.timezone), days, _holidays(keys))


def _closed(times: Node) -> bool:
    return isinstance(times, Scalar) and times.text == "closed"


def hours_in_place(reader: Reader, node: Node, zone: str) -> Calendar:
    """Days and times that a layer gives itself: in its zone, without holidays (S6)."""
    return _calendar(reader, "", zone, node, frozenset())


def _calendar(reader: Reader, name: str, zone: str, node: Node, holidays: frozenset[date]) -> Calendar:
    days = _days(reader, node)
    return Calendar(
        name,
        zone,
        weekly=tuple(days.get(weekday, ()) for weekday in range(7)),
        yearly={day: times for day, times in days.items() if isinstance(day, tuple)},
        dates={day: times for day, times in days.items() if isinstance(day, date)},
        holidays=holidays,
    )


def _days(reader: Reader, node: Node) -> dict[Day, Openings]:
    """No day stands in two lines, since neither would come first."""
    found: dict[Day, Openings] = {}
    for key, value in reader.pairs(node):
        times = openings(reader, value)
        days = days_of(key.text)
        if not days:
            said = f"{shortened(key.text)!r} is no day, nor days of one year at most"
            reader.fault(
                key.at, "wrong-day", f"{said}; write mon, mon-fri, 12-24, 2026-12-24 or 2026-07-13..2026-07-31."
            )
        elif not found.keys().isdisjoint(days):
            reader.fault(key.at, "twice", f"A day of {key.text!r} stands in another line already.")
        found.update(dict.fromkeys(days, times))
    return found


def days_of(text: str) -> list[Day]:
    """What a key names: "mon", "mon-fri", "12-24", "2026-12-24", and spans of dates up to a year; nothing if no day."""
    first, dash, last = text.partition("-")
    if first in WEEKDAYS and (last if dash else first) in WEEKDAYS:
        return list(_weekdays(WEEKDAYS.index(first), WEEKDAYS.index(last if dash else first)))
    first, dots, last = text.partition("..")
    yearly = re.fullmatch("[0-9]{2}-[0-9]{2}", first) is not None
    begins, ends = (full_date(f"{_ANY_LEAP_YEAR}-{day}" if yearly else day) for day in (first, last if dots else first))
    if begins is None or ends is None:
        return []
    if yearly and ends < begins:
        ends += LONGEST_SPAN
    if not timedelta() <= ends - begins <= LONGEST_SPAN:
        return []
    days = [begins + timedelta(days=count) for count in range((ends - begins).days + 1)]
    return [(day.month, day.day) for day in days] if yearly else list(days)


def _weekdays(first: int, last: int) -> range | list[int]:
    return range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]


def _holidays(keys: Keys) -> frozenset[date]:
    if isinstance(node := keys.node("holidays"), Scalar) and node.text == "none":
        return frozenset()
    return frozenset().union(*keys.each("holidays", _country))


def _country(reader: Reader, node: Node) -> frozenset[date]:
    """A country or country-subdivision, as DK or DE-BY."""
    named = node.text if isinstance(node, Scalar) else ""
    dates = holiday_dates(named)
    if dates is None:
        near = reader.found.near_miss(named, places_like(named)) if "-" in named or len(named) == 2 else ""
        hint = near or " Write the code of a country or of a part of it, as DK or DE-BY."
        reader.fault(node.at, "unknown-country", f"The holidays of {shortened(named)!r} are not known.{hint}")
    return dates or frozenset()
