"""Whom a line names, in words; of a schedule who is on duty at that moment (S15)."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from bot.messages.names import people
from bot.people.roster import Roster
from bot.people.schedules import next_on_call, on_call
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
from bot.words import Name, Param, Say, say


def whom(targets: Iterable[Target], roster: Roster, at: datetime) -> Param:
    return tuple(_one(target, roster, at) for target in targets)


def _one(target: Target, roster: Roster, at: datetime) -> Param:
    match target:
        case OnePerson(person):
            return Name(person)
        case TeamMembers(team):
            return say("explain.whom.team", team=team, people=people(roster.teams[team].members))
        case CoordinatorOf(team):
            return say("explain.whom.coordinator", team=team, person=Name(roster.teams[team].coordinator or ""))
        case ManagerOf(whose):
            return _manager(whose, roster)
        case OnCall(schedule):
            return _on_duty(schedule, on_call(roster.schedules[schedule], roster, at))
        case NextOnCall(schedule):
            return _next_on_duty(schedule, next_on_call(roster.schedules[schedule], roster, at))
        case PlaceTarget(place):
            return say("explain.whom.place", place=Name(place))
        case VendorTarget(vendor):
            return say("explain.whom.vendor", vendor=Name(vendor))
        case CustomerFollowers():
            return say("explain.whom.customer_followers")
        case CustomerContact():
            return say("explain.whom.customer_contact")
        case PartyOf(party):
            return _party(party)
        case _:
            assert_never(target)


def _on_duty(schedule: str, crew: tuple[str, ...]) -> Say:
    if not crew:
        return say("explain.whom.nobody_on_call", schedule=schedule)
    return say("explain.whom.on_call", schedule=schedule, people=people(crew))


def _next_on_duty(schedule: str, crew: tuple[str, ...]) -> Say:
    if not crew:
        return say("explain.whom.nobody_next", schedule=schedule)
    return say("explain.whom.next_on_call", schedule=schedule, people=people(crew))


def _manager(whose: Party | str, roster: Roster) -> Say:
    match whose:
        case Party.OWNER:
            return say("explain.whom.owners_manager")
        case Party.REPORTER:
            return say("explain.whom.reporters_manager")
        case _:
            above = roster.manager_of(whose)
            if above is None:
                return say("explain.whom.no_manager", person=Name(whose))
            return say("explain.whom.manager", person=Name(whose), manager=Name(above))


def _party(party: Party) -> Say:
    match party:
        case Party.OWNER:
            return say("explain.whom.owner")
        case Party.REPORTER:
            return say("explain.whom.reporter")
        case Party.FOLLOWERS:
            return say("explain.whom.followers")
        case _:
            assert_never(party)
