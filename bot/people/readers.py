"""In which language and zone somebody reads (S21, S39)."""

from zoneinfo import ZoneInfo

from bot.people.identity import Profile, Reader
from bot.people.presence import OwnSettings
from bot.people.roster import Roster


def reader_of(person: str | None, profile: Profile | None, roster: Roster) -> Reader:
    """What they set themselves, then the chat profile's, then the policy file's for that person, then the file's own.
    `person` None is a room."""
    known, own = roster.people.get(person or ""), roster.own.get(person or "", OwnSettings())
    zones = (own.timezone, profile.timezone if profile else "", known.timezone if known else "", roster.timezone)
    languages = (own.language, profile.language if profile else "", known.language if known else "", roster.language)
    return Reader(person, next(filter(None, languages), ""), next((zone for zone in zones if is_zone(zone)), "UTC"))


def reader_of_customer(customer: str, roster: Roster) -> Reader:
    """As the policy file says of them, else as the file itself."""
    known = roster.customers.get(customer)
    zones = (known.timezone if known else "", roster.timezone)
    language = (known.language if known else "") or roster.language
    return Reader(None, language, next((zone for zone in zones if is_zone(zone)), "UTC"))


def is_zone(zone: str) -> bool:
    """Platforms pass on what people and administrators wrote."""
    try:
        return bool(zone and ZoneInfo(zone))
    except (LookupError, ValueError, OSError):
        return False
