"""What a new version opens to more people, or to more of the world, than the old one did.

Such a version needs a second person, named by the version in force. It errs on the careful side: where a condition was
rewritten, it counts as wider. What it opens of the cases that there are, `bot.keeping.opening` adds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from bot.people.roster import Person, Roster
from bot.people.schedules import everybody_in
from bot.people.targets import CoordinatorOf, ManagerOf, NextOnCall, OnCall, OnePerson, Party, Target, TeamMembers
from bot.policy.outbound import hosts
from bot.policy.policy import Policy
from bot.policy.rules import Rules
from bot.policy.when import When
from bot.words import Param, Say, say


def widened(old: Policy, new: Policy) -> tuple[Say, ...]:
    """Each in a sentence, the gravest first; nothing where the new version opens nothing."""
    return (
        *_private_types(old, new),
        *_private_flags(old, new),
        *_people(old.roster, new.roster),
        *_coordinators(old.roster, new.roster),
        *_approvers(old, new),
        *(say("wider.host", host=host) for host in hosts(new.roster) if host not in hosts(old.roster)),
    )


# who reads what is private


def _private_types(old: Policy, new: Policy) -> Iterator[Say]:
    for kind in old.rules.types.values():
        if kind.private:
            now = new.rules.types.get(kind.id)
            if now and now.private:
                yield from _readers_added(kind.title, *_both(_of_type(old, kind.id), _of_type(new, kind.id), old, new))
            else:
                yield say("wider.type_is_open", type=kind.title)


def _private_flags(old: Policy, new: Policy) -> Iterator[Say]:
    for flag in old.rules.flags:
        before, after = _conditions(old.rules, flag), _conditions(new.rules, flag)
        if before and not after:
            yield say("wider.flag_is_open", flag=flag)
        elif before:
            if not before <= after:
                yield say("wider.flag_is_narrower", flag=flag)
            yield from _readers_added(flag, *_both(_of_flag(old, flag), _of_flag(new, flag), old, new))


def _conditions(rules: Rules, flag: str) -> frozenset[When]:
    return frozenset(line.when for line in rules.private if flag in line.when.flags())


Targets = tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class _Readers:
    """`people` by name; `parts` are targets that name somebody by their part in the case."""

    people: tuple[str, ...]
    parts: frozenset[Target]
    roster: Roster


def _both(before: Targets, after: Targets, old: Policy, new: Policy) -> tuple[_Readers, _Readers]:
    """Open cases keep the old rules, but the people are those of the new file."""
    return _readers(before, old.roster), _readers((*before, *after), new.roster)


def _of_type(policy: Policy, type_id: str) -> Targets:
    asked = _asked(policy.rules, lambda when: type_id in when.words("type"))
    return *policy.rules.types[type_id].readers, *asked


def _of_flag(policy: Policy, flag: str) -> Targets:
    lines = (line.readers for line in policy.rules.private if flag in line.when.flags())
    return *chain(*lines), *_asked(policy.rules, lambda when: flag in when.flags())


def _asked(rules: Rules, named_by: Callable[[When], bool]) -> Iterator[Target]:
    """Whoever is asked reads from then on (S40); only lines that name what is private fit such a case (S11)."""
    for path in rules.paths:
        if named_by(path.when):
            yield from chain(*(level.ask for level in path.levels), path.fallback.ask)
    yield from chain(*(line.by for line in rules.approval if named_by(line.when)))


def _readers(targets: Targets, roster: Roster) -> _Readers:
    people = {target: _people_of(target, roster) for target in targets}
    parts = frozenset(target for target, found in people.items() if found is None)
    return _Readers(tuple(dict.fromkeys(chain(*(found for found in people.values() if found)))), parts, roster)


def _people_of(target: Target, roster: Roster) -> tuple[str, ...] | None:
    """None where that depends on the case."""
    match target:
        case OnePerson(person):
            return (person,)
        case TeamMembers(team):
            return roster.teams[team].members if team in roster.teams else ()
        case CoordinatorOf(team):
            return ((roster.teams[team].coordinator if team in roster.teams else None) or "",)
        case ManagerOf(whom) if not isinstance(whom, Party):
            return (roster.manager_of(whom) or "",)
        case OnCall(schedule) | NextOnCall(schedule):
            return everybody_in(roster.schedules[schedule], roster) if schedule in roster.schedules else ()
        case _:
            return None


def _readers_added(what: Param, before: _Readers, after: _Readers) -> Iterator[Say]:
    if added := _added(before, after):
        yield say("wider.readers", what=what, people=added)
    if after.parts - before.parts:
        yield say("wider.readers_by_part", what=what)


def _added(before: _Readers, after: _Readers) -> tuple[str, ...]:
    return tuple(_name(person, after.roster) for person in after.people if person and person not in before.people)


# what people may do


def _people(old: Roster, new: Roster) -> Iterator[Say]:
    for person in new.people.values():
        before = old.people.get(person.id)
        granted = person.authority - (before.authority if before else frozenset())
        if granted:
            yield say("wider.authority", person=person.name, words=tuple(sorted(granted)))
        if before and person.manager and person.manager != before.manager:
            yield say("wider.manager", person=person.name, manager=_name(person.manager, new))
        if before and _accounts(person) != _accounts(before):
            yield say("wider.account", person=person.name)


def _accounts(person: Person) -> tuple[str | None, ...]:
    """Whoever holds one of these acts as this person (R22)."""
    return person.email.lower(), person.slack, person.teams


def _coordinators(old: Roster, new: Roster) -> Iterator[Say]:
    for team in new.teams.values():
        before = old.teams.get(team.id)
        if team.coordinator and team.coordinator != (before.coordinator if before else None):
            yield say("wider.coordinator", team=team.id, person=_name(team.coordinator, new))


def _approvers(old: Policy, new: Policy) -> Iterator[Say]:
    """Whoever may approve cases of some kind, and could not approve any before."""
    before, after = (_readers(tuple(chain(*(line.by for line in p.rules.approval))), p.roster) for p in (old, new))
    if added := _added(before, after):
        yield say("wider.approvers", people=added)
    if after.parts - before.parts:
        yield say("wider.approvers_by_part")


def _name(person: str, roster: Roster) -> str:
    return roster.people[person].name if person in roster.people else person
