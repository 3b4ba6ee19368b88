"""What stands in an iCalendar file, event by event. Its bytes are a stranger's: see `child`, in which this runs.

An event counts when it is confirmed or says nothing of it: one that is cancelled or tentative does not. Whether it
shows its owner as busy or free is no matter, since calendar programs call whole days "free" unasked. Of those who
attend, whoever declined and whatever is no person (a room, a resource) is left out; where nobody is listed, the
organizer counts.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

import recurring_ical_events
from icalendar import Calendar, Component, vCalAddress, vDDDTypes, vRecur
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from bot.clean import tidy
from bot.people.calendar_troubles import Trouble
from bot.people.calendars import instant
from bot.people.presence import Stretch

MOST_EVENTS = 5_000
MOST_ATTENDEES = 20
LONGEST_ADDRESS = 254
LONGEST_SUMMARY = 200
TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY"})
NOT_MEANT = frozenset({"CANCELLED", "TENTATIVE"})
NO_PERSON = frozenset({"ROOM", "RESOURCE"})
LONGEST_ZONE = 60
FARTHEST = 2100  # a year after it is meant as "for ever"


class Unreadable(Exception):
    """Nothing of the calendar is used. Says why, as a `Trouble` with its detail."""


def stretches(body: bytes, zone: str, starts_at: datetime, ends_at: datetime) -> tuple[Stretch, ...]:
    """Those that touch the time between the two, sorted. `zone` is that of whole days and of times that name none,
    unless the calendar has one of its own. Raises `Unreadable`, or whatever a hostile file makes the libraries raise.
    """
    calendar = _calendar(body)
    local = _own_zone(calendar) or zone
    _leave_out_eternity(calendar)
    for event in calendar.walk("VEVENT"):
        _check(event, local)
    found: set[Stretch] = set()
    for event in recurring_ical_events.of(calendar).between(starts_at, ends_at):
        if stretch := _stretch(event, local):
            found.add(stretch)
    inside = (one for one in found if one.starts_at < ends_at and starts_at < one.ends_at)
    return _sorted(inside)


def _calendar(body: bytes) -> Calendar:
    if b"BEGIN:VCALENDAR" not in body.upper():
        raise Unreadable(Trouble.NO_CALENDAR)
    try:
        found = Calendar.from_ical(body)
    except ValueError:
        raise Unreadable(Trouble.CUT_OFF) from None
    if not isinstance(found, Calendar):
        raise Unreadable(Trouble.NO_CALENDAR)
    return found


def _sorted(found: Iterator[Stretch]) -> tuple[Stretch, ...]:
    kept = sorted(found, key=lambda one: (one.starts_at, one.ends_at, one.names))
    if len(kept) > MOST_EVENTS:
        raise Unreadable(Trouble.TOO_MANY.about(MOST_EVENTS))
    return tuple(kept)


def _own_zone(calendar: Calendar) -> str | None:
    """If it is one; the libraries repeat by it what is given in UTC, and fail over one that is none."""
    told = str(calendar.pop("X-WR-TIMEZONE", "")).strip()
    known = WINDOWS_TO_OLSON.get(told, told)
    if known not in available_timezones():
        return None
    calendar["X-WR-TIMEZONE"] = known
    return known


def _leave_out_eternity(calendar: Calendar) -> None:
    """The libraries count beyond the end of an event, which fails at the end of the year 9999."""
    calendar.subcomponents = [event for event in calendar.subcomponents if not _is_far(event, "DTSTART")]
    for event in calendar.walk("VEVENT"):
        if _is_far(event, "DTEND"):
            ends = _said(event, "DTEND").replace(year=FARTHEST, month=1, day=1)
            del event["DTEND"]
            event.add("DTEND", ends)


def _is_far(event: Component, name: str) -> bool:
    return event.name == "VEVENT" and name in event and _said(event, name).year > FARTHEST


def _check(event: Component, zone: str) -> None:
    """What the libraries would pass over, or mend without a word."""
    if "DTSTART" not in event:
        raise Unreadable(Trouble.NO_BEGINNING)
    begins, ends = _said(event, "DTSTART"), _said(event, "DTEND") if "DTEND" in event else None
    if ends is not None and _instant(ends, zone) < _instant(begins, zone):
        raise Unreadable(Trouble.ENDS_FIRST.about(f"{begins:%Y-%m-%d}"))
    for rule in _listed(event.get("RRULE")):
        if isinstance(rule, vRecur) and TOO_OFTEN & {str(often).upper() for often in rule.get("FREQ", ())}:
            raise Unreadable(Trouble.TOO_OFTEN)


def _said(event: Component, name: str) -> date | datetime:
    value = event[name]
    if not isinstance(value, vDDDTypes) or not isinstance(value.dt, date):
        raise Unreadable(Trouble.NO_TIME)
    said, zone = value.dt, value.params.get("TZID")
    if zone and isinstance(said, datetime) and said.tzinfo is None:
        shown = tidy(str(zone))[:LONGEST_ZONE]
        raise Unreadable(Trouble.NO_ZONE.about(shown))
    return said


def _stretch(event: Component, zone: str) -> Stretch | None:
    if str(event.get("STATUS", "")).upper() in NOT_MEANT:
        return None
    begins, ends = (_instant(_said(event, name), zone) for name in ("DTSTART", "DTEND"))
    return Stretch(tuple(dict.fromkeys(_names(event))), begins, ends) if begins < ends else None


def _instant(said: date | datetime, zone: str) -> datetime:
    """Of a whole day its local beginning."""
    if not isinstance(said, datetime):
        return instant(said, time(), zone)
    if said.tzinfo is None:
        return instant(said.date(), said.time(), zone)
    if isinstance(said.tzinfo, ZoneInfo) and said.tzinfo.key != "UTC":
        return instant(said.date(), said.time(), said.tzinfo.key)
    return said.astimezone(UTC)


def _names(event: Component) -> Iterator[str]:
    for one in (_listed(event.get("ATTENDEE")) or _listed(event.get("ORGANIZER")))[:MOST_ATTENDEES]:
        if isinstance(one, vCalAddress) and (address := _address(one)):
            yield address
    if summary := tidy(str(event.get("SUMMARY", ""))[: 10 * LONGEST_SUMMARY])[:LONGEST_SUMMARY].strip():
        yield summary


def _address(one: vCalAddress) -> str | None:
    """Some programs write an address of their own and the mail address beside it."""
    words = {name: str(one.params.get(name, "")) for name in ("PARTSTAT", "CUTYPE", "EMAIL")}
    if words["PARTSTAT"].upper() == "DECLINED" or words["CUTYPE"].upper() in NO_PERSON:
        return None
    said = tidy(str(one)[: 2 * LONGEST_ADDRESS]).lower()
    address = (
        said.removeprefix("mailto:") if said.startswith("mailto:") or not words["EMAIL"] else words["EMAIL"].lower()
    )
    address = tidy(address)
    return address if "@" in address and len(address) <= LONGEST_ADDRESS else None


def _listed(value: object) -> Sequence[object]:
    if value is None:
        return ()
    return value if isinstance(value, list) else [value]
