"""What no right makes possible: each a `Refused` with the sentence for whoever wanted it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cases.outcome import Refused
from bot.changing import replace
from bot.duty.places import away_within, in_the_way, places
from bot.duty.rights import may_change, may_stand_in, members
from bot.people.presence import Override
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.words import Name, Say, say

LONGEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Duty:
    """All that it is judged by."""

    roster: Roster
    rules: Rules
    now: datetime


def sound(wanted: Override, duty: Duty) -> Override:
    """From now on at the earliest."""
    _check_times(wanted, duty.now)
    override = replace(wanted, starts_at=max(wanted.starts_at, duty.now))
    _check_people(override, duty)
    if misfit := no_longer(override, duty):
        raise Refused(misfit)
    return override


def _check_times(wanted: Override, now: datetime) -> None:
    if wanted.ends_at <= wanted.starts_at:
        raise Refused(say("duty.ends_before"))
    if wanted.ends_at <= now:
        raise Refused(say("duty.past"))
    if wanted.ends_at - wanted.starts_at > LONGEST:
        raise Refused(say("duty.too_long"))


def _check_people(override: Override, duty: Duty) -> None:
    person, other = override.person, override.instead_of
    if person == other:
        raise Refused(say("duty.same_person"))
    if other and not places(other, duty.roster, override.starts_at, override.ends_at, override.schedule):
        never = other not in members(duty.roster.schedules[override.schedule], duty.roster, duty.now)
        if never:
            raise Refused(say("duty.never_in", person=Name(other), schedule=override.schedule))
        raise Refused(say("duty.not_on_duty", person=Name(other), schedule=override.schedule))


def no_longer(override: Override, duty: Duty) -> Say | None:
    """What may have come between since it was asked for."""
    person, roster = override.person, duty.roster
    schedule = roster.schedules.get(override.schedule)
    if schedule is None:
        return say("duty.no_such_schedule", schedule=override.schedule)
    for somebody in filter(None, (person, override.instead_of)):
        if somebody not in roster.people:
            return say("duty.gone", person=Name(somebody))
    if not may_stand_in(person, schedule, roster, duty.rules, duty.now):
        return say("duty.may_not_stand_in", person=Name(person), schedule=schedule.id)
    if away_within(person, roster, override.starts_at, override.ends_at):
        return say("duty.away", person=Name(person))
    if other := in_the_way(override, roster):
        return _taken(other)
    return None


def _taken(other: Override) -> Say:
    person, schedule, begins, ends = Name(other.person), other.schedule, other.starts_at, other.ends_at
    if other.instead_of is None:
        return say("duty.taken", person=person, schedule=schedule, begins=begins, ends=ends)
    whose = Name(other.instead_of)
    return say("duty.taken_instead", person=person, other=whose, schedule=schedule, begins=begins, ends=ends)


def needs_consent(by: str, override: Override, duty: Duty) -> bool:
    """Whether the one who is to stand in must agree; raises `Refused` where `by` has no say in it at all."""
    schedule = duty.roster.schedules[override.schedule]
    if may_change(by, schedule, duty.roster, duty.now, override.instead_of):
        return False
    if by == override.person and override.instead_of and by in members(schedule, duty.roster, duty.now):
        return False
    if by != override.instead_of:
        raise Refused(say("duty.may_not", schedule=schedule.id))
    return True
