"""Who can be played and which rooms there are: the people and places of the policy, and nobody else."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.people.identity import Identity, Platform, Profile
from bot.people.roster import Person, Roster

WORKSPACE = "sandbox"
OUTSIDE = "@outside"  # no place of a policy can have this id


@dataclass(frozen=True, slots=True)
class Room:
    """`place` is the policy's id, `name` what people call it."""

    place: str
    name: str

    @property
    def conversation(self) -> str:
        return f"room:{self.place}"


def direct(person: str) -> str:
    """The conversation between a person and Stige."""
    return f"dm:{person}"


class Directory:
    def __init__(self, roster: Callable[[], Roster]) -> None:
        self._roster = roster

    def people(self) -> tuple[Person, ...]:
        return tuple(self._roster().people.values())

    def profile(self, person: str) -> Profile | None:
        known = self._roster().people.get(person)
        return _profile(known) if known else None

    def find(self, name: str) -> Profile | None:
        """By id, which is a person's own name here, or by e-mail."""
        found = (known for known in self.people() if name.casefold() in (known.id, known.email.casefold()))
        return next(map(_profile, found), None)

    def rooms(self) -> tuple[Room, ...]:
        """One for every place, and one for all that would leave by mail or webhook: here nothing leaves the page."""
        roster = self._roster()
        rooms = tuple(Room(place.id, place.slack or place.teams or place.id) for place in roster.places.values())
        return (*rooms, Room(OUTSIDE, OUTSIDE)) if _writes_outside(roster) else rooms

    def room(self, name: str) -> Room | None:
        """By the place's id, or by its name on either chat."""
        places = self._roster().places.values()
        named = {place.id for place in places if name in (place.id, place.slack, place.teams)}
        return next((room for room in self.rooms() if room.place in named), None)


def _writes_outside(roster: Roster) -> bool:
    customers, places = roster.customers.values(), roster.places.values()
    contacts = any(customer.contact for customer in customers)
    return contacts or bool(roster.vendors) or any(place.email or place.webhook for place in places)


def _profile(person: Person) -> Profile:
    identity = Identity(Platform.SANDBOX, WORKSPACE, person.id)
    return Profile(identity, person.name, person.email, person.language, person.timezone)
