"""Whom somebody means by a name that they type."""

from bot.clean import folded
from bot.people.roster import Person, Roster, Schedule


def called(said: str, roster: Roster) -> tuple[str, ...]:
    """Whoever has that id, else everybody of that name, part of a name or address."""
    wanted = folded(said.lstrip("@"))
    if exactly := [person for person in roster.people if folded(person) == wanted]:
        return tuple(exactly)
    return tuple(person.id for person in roster.people.values() if wanted and _is_called(person, wanted))


def _is_called(person: Person, wanted: str) -> bool:
    name = folded(person.name)
    return wanted in (folded(person.id), name, *name.split(), folded(person.email))


def schedule_called(said: str, roster: Roster) -> Schedule | None:
    return next((s for s in roster.schedules.values() if folded(s.id) == folded(said)), None)
