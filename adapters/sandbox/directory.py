"""Who can be played and which rooms there are: the people and places of the policy, and nobody else."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.people.identity import Identity, Platform, Profile
from bot.people.roster import Person, Place, Roster

WORKSPACE = "sandbox"


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

    def find(self, email: str) -> Profile | None:
        wanted = email.casefold()
        return next((_profile(known) for known in self.people() if known.email.casefold() == wanted), None)

    def rooms(self) -> tuple[Room, ...]:
        places = self._roster().places.values()
        return tuple(Room(place.id, name) for place in places if (name := _room_name(place)))

    def room(self, name: str) -> Room | None:
        """By the place's id, or by its name on either chat."""
        places = self._roster().places.values()
        named = {place.id for place in places if name and name in (place.id, place.slack, place.teams)}
        return next((room for room in self.rooms() if room.place in named), None)


def _profile(person: Person) -> Profile:
    identity = Identity(Platform.SANDBOX, WORKSPACE, person.id)
    return Profile(identity, person.name, person.email, person.language, person.timezone)


def _room_name(place: Place) -> str | None:
    """None for a place that is no room of a chat, such as a mail address."""
    return place.slack or place.teams
