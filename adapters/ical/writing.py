"""Shifts as an iCalendar file (R23): who is on duty, and when; never a case."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from bot.clean import tidy
from bot.desk.calendar_links import Duty, SharedCalendar

REFRESH = timedelta(hours=1)


def written(shared: SharedCalendar, now: datetime) -> bytes:
    """`now` stands in it as when it was put together."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Stige//On call//EN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Stige: {tidy(shared.name)}")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    for event in _events(shared, now.replace(microsecond=0)):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def version_of(shared: SharedCalendar) -> str:
    """Another one whenever something else is told, whenever it is asked for."""
    told = [
        shared.name,
        *(f"{duty.starts_at.timestamp()}|{duty.ends_at.timestamp()}|{_summary(duty)}" for duty in shared.duties),
    ]
    return sha256("\n".join(told).encode()).hexdigest()[:32]


def _events(shared: SharedCalendar, now: datetime) -> Iterator[Event]:
    for duty in shared.duties:
        event = Event()
        event.add("uid", _uid(shared.name, duty))
        event.add("dtstamp", now)
        event.add("last-modified", now)
        event.add("dtstart", duty.starts_at.astimezone(UTC))
        event.add("dtend", duty.ends_at.astimezone(UTC))
        event.add("summary", _summary(duty))
        event.add("transp", "TRANSPARENT")  # on call is not in a meeting
        yield event


def _summary(duty: Duty) -> str:
    return tidy(f"{duty.schedule}: {', '.join(duty.people)}")


def _uid(name: str, duty: Duty) -> str:
    """Of a shift by its begin; of one that began before what is told, by its end."""
    begun, ends = duty.cut
    when = duty.ends_at if begun else duty.starts_at
    known = "always" if begun and ends else f"{'to' if begun else 'from'} {when.astimezone(UTC).isoformat()}"
    return f"{sha256(f'{name}|{duty.schedule}|{known}'.encode()).hexdigest()[:32]}@stige"
