"""By which name somebody or something is shown, now: the roster's, else what the platform said of them."""

from collections.abc import Callable

from bot.people.roster import Place, Roster
from bot.ports import Store


class Names:
    """`roster` is read anew whenever it is asked for. A profile's name is asked for once and then remembered."""

    def __init__(self, roster: Callable[[], Roster], store: Store) -> None:
        self._roster, self._store = roster, store
        self._profiles: dict[str, str] = {}

    def __call__(self, thing: str) -> str:
        return named(thing, self._roster()) or self._profile_name(thing)

    def _profile_name(self, person: str) -> str:
        if person not in self._profiles:
            with self._store.writing() as unit:
                profile = unit.profile_of(person)
            if profile is None:
                return person
            self._profiles[person] = profile.name
        return self._profiles[person]


def named(thing: str, roster: Roster) -> str | None:
    """None for what the policy does not name."""
    known = roster.people.get(thing) or roster.customers.get(thing) or roster.vendors.get(thing)
    place = roster.places.get(thing)
    return known.name if known else _room(place) if place else None


def _room(place: Place) -> str:
    return place.slack or place.teams or place.id
