"""What an audience of a case is called: whom it names, in few words."""

from typing import assert_never

from bot.cases.audiences import Audience
from bot.cases.case import Case
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


def audience_name(audience: Audience) -> tuple[Param, ...]:
    return tuple(_called(target, audience) for target in audience.to)


def _called(target: Target, audience: Audience) -> Param:
    match target:
        case OnePerson(id_) | PlaceTarget(id_) | VendorTarget(id_):
            return Name(id_)
        case TeamMembers(team):
            return say("audience.team", team=team)
        case CoordinatorOf(team):
            return say("audience.coordinator", team=team)
        case ManagerOf(whom):
            return say("audience.manager", person=_PARTIES[whom] if isinstance(whom, Party) else Name(whom))
        case OnCall(schedule) | NextOnCall(schedule):
            return say("audience.on_call", schedule=schedule)
        case CustomerContact():
            return Name(audience.customer or "")
        case CustomerFollowers():
            return say("audience.followers_of_customer")
        case PartyOf(party):
            return _PARTIES[party]
        case _:
            assert_never(target)


_PARTIES: dict[Party, Say] = {
    Party.OWNER: say("audience.owner"),
    Party.REPORTER: say("audience.reporter"),
    Party.FOLLOWERS: say("audience.followers"),
}


def writer_name(audience: Audience, case: Case) -> Param:
    """Who writes to it next, as far as one can say before they are asked."""
    if audience.by_stige:
        return say("record.stige")
    if audience.by:
        return _called(audience.by, audience)
    return Name(case.owner or case.reporter)
