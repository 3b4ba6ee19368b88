"""Where a message of a case goes from here."""

from collections.abc import Iterator
from itertools import islice

from bot.cases.outcome import Message
from bot.messages.owed import Destination
from bot.people.identity import Platform
from bot.people.rooms import rooms_of
from bot.people.roster import Roster


def destinations(message: Message, roster: Roster, platforms: frozenset[Platform]) -> Iterator[Destination]:
    """A person is one; a place is one on each platform that it names and that is set up; a customer one for each
    address; a vendor one."""
    if message.person:
        yield Destination(person=message.person)
    elif message.place and (place := roster.places.get(message.place)):
        for platform, room in rooms_of(place):
            if platform in platforms:
                yield Destination(place=place.id, platform=platform, room=room)
    elif message.customer and roster.mail and (customer := roster.customers.get(message.customer)):
        for address in customer.contact:
            yield Destination(platform=Platform.MAIL, room=address, customer=customer.id)
    elif message.vendor and (vendor := roster.vendors.get(message.vendor)):
        ways = ((Platform.WEBHOOK, vendor.webhook), (Platform.MAIL, vendor.email))
        usable = (way for way in ways if way[0] in platforms and way[1])
        yield from (Destination(platform=on, room=room, vendor=vendor.id) for on, room in islice(usable, 1))
