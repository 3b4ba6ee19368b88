"""Who may read a case (R5, S40). One rule in two halves, so that a query can hold them against each other:

what a person holds (`grants`) and what opens a case (`keys`) are words such as "person:ana" or "team:hr"; who holds one
of a private case's words may read it. People whom a case concerns may not, whatever they hold.
"""

from dataclasses import dataclass
from typing import assert_never

from bot.cases.case import Case
from bot.people.roster import Roster, Schedule
from bot.people.schedules import everybody_in
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
class Viewer:
    """Through whose eyes a query reads. A room's viewer is nobody and holds nothing."""

    person: str | None
    grants: frozenset[str]


ROOM = Viewer(None, frozenset())


def viewer(person: str, roster: Roster) -> Viewer:
    return Viewer(person, grants(person, roster))


def grants(person: str, roster: Roster) -> frozenset[str]:
    """Every word that opens a private case to this person, as the roster has it now."""
    teams = {f"team:{team.id}" for team in roster.teams.values() if person in team.members}
    coordinated = {f"coordinator:{team.id}" for team in roster.teams.values() if team.coordinator == person}
    managed = {f"manager:{other.id}" for other in roster.people.values() if other.manager == person}
    schedules = {f"schedule:{s.id}" for s in roster.schedules.values() if _may_be_on_duty(person, s, roster)}
    return frozenset({f"person:{person}"} | teams | coordinated | managed | schedules)


def held(roster: Roster) -> frozenset[tuple[str, str]]:
    """Everybody's `grants` at once, as (person, word)."""
    people = {(person, f"person:{person}") for person in roster.people}
    teams = {(person, f"team:{team.id}") for team in roster.teams.values() for person in team.members}
    led = {(team.coordinator, f"coordinator:{team.id}") for team in roster.teams.values() if team.coordinator}
    managed = {(other.manager, f"manager:{other.id}") for other in roster.people.values() if other.manager}
    duty = {
        (person, f"schedule:{schedule.id}")
        for schedule in roster.schedules.values()
        for person in everybody_in(schedule, roster)
    }
    return frozenset(people | teams | led | managed | duty)


def _may_be_on_duty(person: str, schedule: Schedule, roster: Roster) -> bool:
    crews = (roster.teams[team].members for layer in schedule.layers for team in layer.teams if team in roster.teams)
    return any(person in layer.people for layer in schedule.layers) or any(person in crew for crew in crews)


def keys(case: Case) -> frozenset[str]:
    """What opens the case: its readers by rule, and its reporter, its owners and whoever was ever asked."""
    people = {case.reporter, *case.owners, *case.asked, *case.approvers}
    return frozenset(f"person:{person}" for person in people).union(*(_keys_of(t, case) for t in case.readers))


def _keys_of(target: Target, case: Case) -> frozenset[str]:
    match target:
        case OnePerson(person):
            return frozenset({f"person:{person}"})
        case TeamMembers(team):
            return frozenset({f"team:{team}"})
        case CoordinatorOf(team):
            return frozenset({f"coordinator:{team}"})
        case ManagerOf(whom):
            return frozenset(f"manager:{person}" for person in _whose_manager(whom, case))
        case OnCall(schedule) | NextOnCall(schedule):
            return frozenset({f"schedule:{schedule}"})
        case PartyOf(party):
            return frozenset(f"person:{person}" for person in _in_part(party, case))
        case PlaceTarget() | VendorTarget() | CustomerFollowers() | CustomerContact():
            return frozenset()
        case _:
            assert_never(target)


def _whose_manager(whom: Party | str, case: Case) -> tuple[str, ...]:
    return _in_part(whom, case) if isinstance(whom, Party) else (whom,)


def _in_part(party: Party, case: Case) -> tuple[str, ...]:
    match party:
        case Party.OWNER:
            return case.owners
        case Party.REPORTER:
            return (case.reporter,)
        case Party.FOLLOWERS:
            return case.followers
        case _:
            assert_never(party)


def may_read(seen_by: Viewer, case: Case) -> bool:
    if seen_by.person in case.concerned:
        return False
    return not case.private or not seen_by.grants.isdisjoint(keys(case))


def readable_by(person: str, case: Case, roster: Roster) -> bool:
    """The same, for a step, which asks it of many; what a person holds is looked up for a private case alone."""
    return may_read(viewer(person, roster) if case.private else Viewer(person, frozenset()), case)
