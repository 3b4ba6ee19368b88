"""The calendars that a policy names: people's leave, and layers that are read from one (R23, S17)."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from urllib.parse import urlsplit

from bot.people.presence import Feed
from bot.people.roster import Roster


def sources(roster: Roster) -> Mapping[str, str]:
    """Each once, with the zone of its whole days and of times that name none: that of the layer or person that names it
    first. A calendar's own zone comes before it."""
    zones: dict[str, str] = {}
    for source, zone in _named(roster):
        zones.setdefault(source, zone)
    return zones


def _named(roster: Roster) -> Iterator[tuple[str, str]]:
    for schedule in roster.schedules.values():
        yield from ((layer.ical, layer.timezone) for layer in schedule.layers if layer.ical)
    for person in roster.people.values():
        if person.leave:
            yield person.leave, person.timezone or roster.timezone


def feed_key(source: str) -> str:
    """Stands for it where it must not be told: whoever has the address of a calendar can read it."""
    return sha256(source.encode()).hexdigest()[:20]


def shown_source(source: str) -> str:
    """Of an address no more than its host."""
    return (urlsplit(source).hostname or "?") if "://" in source else source.rpartition("/")[2]


def schedules_of(source: str, roster: Roster) -> tuple[str, ...]:
    """Those that it puts somebody on duty in."""
    return tuple(s.id for s in roster.schedules.values() if any(layer.ical == source for layer in s.layers))


def on_leave_by(source: str, roster: Roster) -> tuple[str, ...]:
    """Those whose leave it tells."""
    return tuple(person.id for person in roster.people.values() if person.leave == source)


def feed_of(key: str, roster: Roster, feeds: Mapping[str, Feed]) -> Feed | None:
    """One that the policy still names and that was tried already."""
    return next((feeds[source] for source in sources(roster) if feed_key(source) == key and source in feeds), None)
