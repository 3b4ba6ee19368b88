"""Whom a target names, whom of them a level may ask, and in which order (S15, S16, S20, S26, S29)."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.people.roster import Roster
from bot.people.targets import Target


@dataclass(frozen=True, slots=True)
class Standing:
    """What a target may need to know of the case. `level_one` is whom level 1 names, for when nobody was asked yet."""

    reporter: str
    owner: str | None = None
    followers: tuple[str, ...] = ()
    customer: str | None = None
    asked_last: tuple[str, ...] = ()
    level_one: tuple[Target, ...] = ()
    asked_in_round: frozenset[str] = frozenset()


class SkipReason(StrEnum):
    """Why somebody whom a level names is not asked. The last four give way when nobody would be left (S20)."""

    GONE = "gone"
    AWAY = "away"
    DECLINED = "declined"
    CONCERNED = "concerned"
    OWNER = "owner"
    AUTHORITY = "authority"
    REPORTER = "reporter"
    LIMIT = "limit"
    HOURS = "hours"
    SKILLS = "skills"


@dataclass(frozen=True, slots=True)
class Skip:
    person: str
    reason: SkipReason


@dataclass(frozen=True, slots=True)
class Choice:
    """Everybody named is in one of the two, in the order they were named."""

    asked: tuple[str, ...]
    skipped: tuple[Skip, ...] = ()


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a level wants of those it asks. `declined` also holds who handed back in this round.

    `owner` is given only where somebody is sought to take over from them. `chosen_skills` are the chosen words of
    `skill` fields. `heed_hours` where the level has hours; `on_duty` is whom duty named: their own hours do not count.
    """

    reporter: str
    declined: frozenset[str] = frozenset()
    concerned: frozenset[str] = frozenset()
    owner: str | None = None
    skills: frozenset[str] = frozenset()
    chosen_skills: frozenset[str] = frozenset()
    authority: frozenset[str] = frozenset()
    heed_hours: bool = False
    on_duty: frozenset[str] = frozenset()


def named(targets: Iterable[Target], standing: Standing, roster: Roster, at: datetime) -> tuple[str, ...]:
    """The people whom the targets name, as one set in the order written, each once (S15).

    Whoever the roster no longer knows is still named, so that `able` can say that they were skipped.
    """
    return _once(_one_named(target, standing, roster, at) for target in targets)


def duty_named(targets: Iterable[Target], roster: Roster, at: datetime) -> frozenset[str]:
    """Those of them whom duty names, for `Narrowing.on_duty`."""
    return frozenset(chain.from_iterable(_duty(target, roster, at) for target in targets))


def places_named(targets: Iterable[Target], roster: Roster) -> tuple[str, ...]:
    """Ids of places that still are in the roster, each once."""
    places = (target.place for target in targets if isinstance(target, PlaceTarget))
    return tuple(dict.fromkeys(place for place in places if place in roster.places))


def vendors_named(targets: Iterable[Target]) -> tuple[str, ...]:
    """Ids of vendors as written, each once; the roster may no longer have them."""
    return tuple(dict.fromkeys(target.vendor for target in targets if isinstance(target, VendorTarget)))


def able(people: Iterable[str], ask: Narrowing, roster: Roster, at: datetime) -> Choice:
    """Whom of them a level may ask, and why not the others (S20).

    Where that is nobody, what may give way does so one after another, the least costly first, until it is somebody:
    the chosen words, the skills named, own hours, limit, and last that they opened the case. A reason once given up
    stays so, hence everybody with no graver reason is then asked.
    """
    obstacles = {person: _obstacles(person, ask, roster, at) for person in dict.fromkeys(people)}
    for given_up in range(len(GIVES_WAY) + 1):
        standing = {person: reasons - set(GIVES_WAY[:given_up]) for person, reasons in obstacles.items()}
