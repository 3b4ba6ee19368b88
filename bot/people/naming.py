"""Whom a target names at a moment (S15, S16)."""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import assert_never

from bot.people.roster import Roster
from bot.people.schedules import next_on_call, on_call, passed_over
from bot.people.skipping import Skip
from bot.people.targets import (
    CoordinatorOf,
    CustomerContact,
    CustomerFollowers,
    ManagerOf,
    NextOnCall,
    OnCall,
    OnePerson,
    Party,
    PartyOf,
    PlaceTarget,
    Target,
    TeamMembers,
    VendorTarget,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a target may need to know of the case. `level_one` works out whom level 1 would ask, for when nobody was."""

    reporter: str
    owner: str | None = None
    followers: tuple[str, ...] = ()
    customer: str | None = None
    asked_last: tuple[str, ...] = ()
    level_one: Callable[[], tuple[str, ...]] = tuple
    asked_in_round: frozenset[str] = frozenset()


def named(targets: Iterable[Target], standing: Standing, roster: Roster, at: datetime) -> tuple[str, ...]:
    """The people whom the targets name, as one set in the order written, each once (S15).

    Whoever the roster no longer knows is still named, so that `able` can say that they were skipped.
    """
    return _once(_one(target, standing, roster, at) for target in targets)


def duty_named(targets: Iterable[Target], roster: Roster, at: datetime) -> frozenset[str]:
    """Those of them whom duty names, for `Narrowing.on_duty`."""
    return frozenset(chain.from_iterable(_duty(target, roster, at) for target in targets))


def duty_passed_over(targets: Iterable[Target], roster: Roster, at: datetime) -> tuple[Skip, ...]:
    """Whom duty would have named and did not, each once: on the timeline they are skipped like anybody else (S20)."""
    skips = chain.from_iterable(_passed_over(target, roster, at) for target in targets)
    return tuple({skip.person: skip for skip in skips}.values())


def places_named(targets: Iterable[Target], roster: Roster) -> tuple[str, ...]:
    """Ids of places that still are in the roster, each once."""
    places = (target.place for target in targets if isinstance(target, PlaceTarget))
    return tuple(dict.fromkeys(place for place in places if place in roster.places))


def vendors_named(targets: Iterable[Target]) -> tuple[str, ...]:
    """Ids of vendors as written, each once; the roster may no longer have them."""
    return tuple(dict.fromkeys(target.vendor for target in targets if isinstance(target, VendorTarget)))


def known(people: Iterable[str], roster: Roster) -> tuple[str, ...]:
    """Those of them whom the roster still knows, for those who are told."""
    return tuple(person for person in people if not roster.gone(person))


def _once(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))


def _one(target: Target, standing: Standing, roster: Roster, at: datetime) -> tuple[str, ...]:
    match target:
        case OnePerson(person):
            return (person,)
        case TeamMembers(team):
            return roster.teams[team].members if team in roster.teams else ()
        case CoordinatorOf(team):
            return _maybe(roster.teams[team].coordinator if team in roster.teams else None)
        case ManagerOf(whom):
            return _managers(_managed(whom, standing), standing, roster)
        case OnCall() | NextOnCall():
            return _duty(target, roster, at)
        case CustomerFollowers():
            customer = roster.customers.get(standing.customer or "")
            return customer.followers if customer else ()
        case PartyOf(party):
            return _party(party, standing)
        case PlaceTarget() | VendorTarget() | CustomerContact():
            return ()
        case _:
            assert_never(target)


def _duty(target: Target, roster: Roster, at: datetime) -> tuple[str, ...]:
    match target:
        case OnCall(schedule) if schedule in roster.schedules:
            return on_call(roster.schedules[schedule], roster, at)
        case NextOnCall(schedule) if schedule in roster.schedules:
            return next_on_call(roster.schedules[schedule], roster, at)
        case _:
            return ()


def _passed_over(target: Target, roster: Roster, at: datetime) -> tuple[Skip, ...]:
    """Those on duty are not passed over for whoever comes next: that is what was asked for."""
    match target:
        case OnCall(schedule) if schedule in roster.schedules:
            return passed_over(roster.schedules[schedule], roster, at)
        case NextOnCall(schedule) if schedule in roster.schedules:
            duty = roster.schedules[schedule]
            return passed_over(duty, roster, at, frozenset(on_call(duty, roster, at)))
        case _:
            return ()


def _party(party: Party, standing: Standing) -> tuple[str, ...]:
    match party:
        case Party.OWNER:
            return _maybe(standing.owner)
        case Party.REPORTER:
            return (standing.reporter,)
        case Party.FOLLOWERS:
            return standing.followers
        case _:
            assert_never(party)


def _maybe(person: str | None) -> tuple[str, ...]:
    return (person,) if person else ()


def _managed(whom: Party | str, standing: Standing) -> tuple[str, ...]:
    """While nobody owns the case, the people asked last stand for its owner, and before them those of level 1 (S16)."""
    if not isinstance(whom, Party):
        return (whom,)
    if whom is Party.OWNER and standing.owner is None:
        return standing.asked_last or standing.level_one()
    return _party(whom, standing)


def _managers(people: Iterable[str], standing: Standing, roster: Roster) -> tuple[str, ...]:
    return _once(_maybe(_manager_not_asked(person, standing.asked_in_round, roster)) for person in people)


def _manager_not_asked(person: str, asked: AbstractSet[str], roster: Roster) -> str | None:
    """A manager already asked in this round gives way to their own (S16); a loop of managers ends in nobody."""
    passed: set[str] = set()
    manager = roster.manager_of(person)
    while manager and manager in asked and manager not in passed:
        passed.add(manager)
        manager = roster.manager_of(manager)
    return None if manager in passed else manager
