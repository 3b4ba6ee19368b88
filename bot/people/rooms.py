"""Where a place is, on each platform."""

from bot.people.identity import Platform
from bot.people.roster import Place, Roster


def unhoused(roster: Roster, platforms: frozenset[Platform]) -> tuple[str, ...]:
    """The places in which nothing can be posted: they have no room on any of these platforms."""
    return tuple(place.id for place in roster.places.values() if platforms.isdisjoint(on for on, _ in rooms_of(place)))


def rooms_of(place: Place) -> tuple[tuple[Platform, str], ...]:
    """Its rooms on each platform, its addresses among them; the sandbox has a room for every place."""
    mail = tuple((Platform.MAIL, address) for address in place.email)
    rooms = (
        (Platform.SLACK, place.slack),
        (Platform.TEAMS, place.teams),
        (Platform.SANDBOX, place.id),
        *mail,
        (Platform.WEBHOOK, place.webhook),
    )
    return tuple((platform, room) for platform, room in rooms if room)
