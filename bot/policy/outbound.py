"""Hosts outside that a policy has Stige speak to."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.people.roster import Roster


def hosts(roster: Roster) -> tuple[str, ...]:
    """Of webhooks and iCalendar addresses the host, of mail addresses what stands after the @; each once, in order."""
    return tuple(dict.fromkeys(host for address in _addresses(roster) if (host := _host(address))))


def _addresses(roster: Roster) -> Iterator[str]:
    for place in roster.places.values():
        yield from (*place.email, place.webhook or "")
    for vendor in roster.vendors.values():
        yield from (vendor.email or "", vendor.webhook or "")
    for customer in roster.customers.values():
        yield from customer.contact
    for person in roster.people.values():
        yield from (person.leave or "", person.louder or "")
    yield from (layer.ical or "" for schedule in roster.schedules.values() for layer in schedule.layers)


def _host(address: str) -> str:
    """Empty for a file."""
    if "://" in address:
        return (urlsplit(address).hostname or "").lower()
    return address.rpartition("@")[2].lower() if "@" in address else ""
