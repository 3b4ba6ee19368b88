"""Who may come to be on duty, and who may put them there (S17). Whoever is on duty may be asked about a private case,
and then reads it: so nobody comes to be on duty whom the policy keeps far from it (decision 0013)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from bot.people.layers import people_between
from bot.people.presence import DutyRequest
from bot.people.roster import POLICY, Roster, Schedule
from bot.people.targets import NextOnCall, OnCall, Target
from bot.policy.rules import Rules
from bot.policy.when import When

AHEAD = timedelta(days=60)
EVERYWHERE = frozenset({POLICY, "operate"})


def members(schedule: Schedule, roster: Roster, at: datetime) -> frozenset[str]:
    """Whom its layers may name: by the file, or by a subscribed calendar in the coming weeks."""
    named = chain.from_iterable(people_between(layer, roster, at, at + AHEAD) for layer in schedule.layers)
    return frozenset(person for person in named if person in roster.people)


def may_stand_in(person: str, schedule: Schedule, roster: Roster, rules: Rules, at: datetime) -> bool:
    """A member; or, where no private case is asked by this schedule, somebody of a member's team."""
    its = members(schedule, roster, at)
    return person in its or (person in _mates(its, roster) and not confined(schedule.id, rules))


def _mates(people: frozenset[str], roster: Roster) -> frozenset[str]:
    teams = [team for team in roster.teams.values() if not people.isdisjoint(team.members)]
    everybody = {person for team in teams for person in (*team.members, team.coordinator) if person}
    return frozenset(everybody & roster.people.keys())


def stand_ins(schedule: Schedule, roster: Roster, rules: Rules, at: datetime) -> tuple[str, ...]:
    """In the order of the file, members first."""
    its = members(schedule, roster, at)
    others = frozenset() if confined(schedule.id, rules) else _mates(its, roster)
    able = [person for person in roster.people if person in its or person in others]
    return tuple(sorted(able, key=lambda person: person not in its))


def confined(schedule: str, rules: Rules) -> bool:
    """A line of the policy that names a private type or flag asks by this schedule, or lets its people read."""
    named: frozenset[Target] = frozenset({OnCall(schedule), NextOnCall(schedule)})
    return any(not named.isdisjoint(targets) for targets in _private_targets(rules))


def _private_targets(rules: Rules) -> Iterator[tuple[Target, ...]]:
    yield from (kind.readers for kind in rules.types.values() if kind.private)
    yield from (line.readers for line in rules.private)
    yield from (line.by for line in rules.approval if _names_private(rules, line.when))
    for path in rules.paths:
        if _names_private(rules, path.when):
            yield path.fallback.ask
        yield from (level.ask for level in path.levels if _names_private(rules, path.when, level.when))


def _names_private(rules: Rules, *whens: When) -> bool:
    types = {kind.id for kind in rules.types.values() if kind.private}
    flags = frozenset().union(*(line.when.flags() for line in rules.private))
    return any(not (types.isdisjoint(when.words("type")) and flags.isdisjoint(when.flags())) for when in whens)


def may_change(by: str, schedule: Schedule, roster: Roster, at: datetime, instead_of: str | None = None) -> bool:
    """Without asking anybody: whoever keeps the policy or operates Stige, who coordinates a team with a member in it,
    and the manager of the one whose place it is."""
    known = roster.people.get(by)
    if known is None:
        return False
    its = members(schedule, roster, at)
    leads = any(team.coordinator == by and not its.isdisjoint(team.members) for team in roster.teams.values())
    manages = instead_of is not None and roster.manager_of(instead_of) == by
    return leads or manages or not known.authority.isdisjoint(EVERYWHERE)


def may_take_back(who: str, deal: DutyRequest, roster: Roster, at: datetime) -> bool:
    """Those who may change it all; and who set it, or whose place it was: but neither alone undoes a swap."""
    changes = all(
        (schedule := roster.schedules.get(override.schedule)) is not None
        and may_change(who, schedule, roster, at, override.instead_of)
        for override in deal.overrides
    )
    gave = {override.instead_of for override in deal.overrides}
    is_a_swap = len({override.person for override in deal.overrides}) > 1
    return changes or (not is_a_swap and who in {deal.by, *gave})
