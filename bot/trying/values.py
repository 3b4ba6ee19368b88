"""Values of a policy in the words of its file, so that two of them can be set side by side."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from typing import get_args

from bot.durations import Duration
from bot.explaining.conditions import conditions
from bot.people.calendars import Calendar, Opening
from bot.people.targets import (
    CoordinatorOf,
    CustomerContact,
    CustomerFollowers,
    ManagerOf,
    NextOnCall,
    OnCall,
    OnePerson,
    PartyOf,
    PlaceTarget,
    Target,
    TeamMembers,
    VendorTarget,
)
from bot.policy.policy import Policy
from bot.policy.when import When
from bot.words import Label, Param, say

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LEAVES = (Label, Duration, When, *get_args(Target))
# Fields that have another name in the file.
IN_THE_FILE = {"raised_by": "raise", "turn_days": "turn", "starts_at": "from", "ends_at": "until", "by_stige": "stige"}


def parts(value: object) -> Iterator[tuple[str, object]]:
    """What a value is made of, by its names in the file; of what stands by itself nothing."""
    if isinstance(value, Calendar):
        yield from _times(value)
    elif is_dataclass(value) and not isinstance(value, LEAVES):
        for part in fields(value):
            content = getattr(value, part.name)
            told = _handoff(*content) if part.name == "handoff" and content else content
            yield IN_THE_FILE.get(part.name, part.name), told


def _handoff(weekday: int | None, minutes: int) -> str:
    day = "" if weekday is None else f"{WEEKDAYS[weekday]} "
    return f"{day}{minutes // 60:02}:{minutes % 60:02}"


def _times(calendar: Calendar) -> Iterator[tuple[str, object]]:
    yield "timezone", calendar.timezone
    yield from zip(WEEKDAYS, map(_openings, calendar.weekly), strict=True)
    yield from ((f"{month:02}-{day:02}", _openings(times)) for (month, day), times in calendar.yearly.items())
    yield from ((day.isoformat(), _openings(times)) for day, times in calendar.dates.items())
    yield "holidays", tuple(day.isoformat() for day in sorted(calendar.holidays))


def _openings(times: tuple[Opening, ...]) -> str:
    return ", ".join(f"{one.begins:%H:%M}-{one.ends or time():%H:%M}" for one in times) or "closed"


def said(value: object, policy: Policy) -> Param:
    """People by the names that this policy has for them, labels in the reader's language, all else as in the file."""
    match value:
        case None | () | "":
            return say("diff.nothing")
        case bool():
            return say("word.yes") if value else say("word.no")
        case Label() | datetime():
            return value
        case When():
            return conditions(value, policy.rules)
        case Duration():
            return span(value)
        case Enum():
            return str(value.value)
        case str():
            return _name(value, policy)
        case float():
            return f"{value:g}%"
        case tuple() | frozenset():
            each = items(value)
            return tuple(said(one, policy) for one in each) or say("diff.nothing")
        case _:
            return _target(value, policy)


def items(value: "tuple[object, ...] | frozenset[object]") -> tuple[object, ...]:
    """Of a set in the order of the alphabet."""
    return value if isinstance(value, tuple) else tuple(sorted(value, key=str))


def span(length: Duration) -> str:
    """As the file writes it: 1h30m."""
    told = [f"{length.years}y" if length.years else "", f"{length.weeks}w" if length.weeks else ""]
    told += [f"{length.days}d"] if length.days else []
    seconds = int(length.time / timedelta(seconds=1))
    for unit, size in (("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        told += [f"{count}{unit}"] if count else []
    return "".join(told) or "0s"


def _name(word: str, policy: Policy) -> str:
    person = policy.roster.people.get(word)
    return person.name if person else word


def _target(value: object, policy: Policy) -> Param:
    match value:
        case OnePerson(person):
            return _name(person, policy)
        case TeamMembers(team):
            return f"team: {team}"
        case CoordinatorOf(team):
            return f"coordinator_of: {team}"
        case ManagerOf(whom):
            return f"manager_of: {_name(whom, policy)}"
        case OnCall(schedule):
            return f"on_call: {schedule}"
        case NextOnCall(schedule):
            return f"next_on_call: {schedule}"
        case PlaceTarget(place):
            return f"place: {place}"
        case VendorTarget(vendor):
            return f"vendor: {vendor}"
        case PartyOf(party):
            return f"case: {party.value}"
        case CustomerFollowers():
            return "customer: followers"
        case CustomerContact():
            return "customer: contact"
        case _:
            return str(value)
