"""Whom of those named a level may ask, in which order, and whom the fallback asks (S20, S26, S29)."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import assert_never

from bot.changing import replace
from bot.people.calendars import is_open
from bot.people.naming import Standing, known, named
from bot.people.roster import Load, Person, Roster
from bot.people.skipping import Skip, SkipReason, not_there
from bot.people.targets import Target, TeamMembers

NEVER = datetime.min.replace(tzinfo=UTC)


GIVES_WAY = frozenset(
    {SkipReason.REPORTER, SkipReason.LIMIT, SkipReason.HOURS, SkipReason.SKILLS, SkipReason.CHOSEN_SKILLS}
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Everybody named is in one of the two, in the order they were named."""

    asked: tuple[str, ...]
    skipped: tuple[Skip, ...] = ()


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a level wants of those it asks. `declined` also holds who handed back in this round, `unreached` are those
    whom no message reached in it.

    `owner` is given only where somebody is sought to take over from them. `chosen_skills` are the chosen words of
    `skill` fields. `heed_hours` where the level has hours; `on_duty` is whom duty named: their own hours do not count.
    """

    reporter: str
    declined: frozenset[str] = frozenset()
    unreached: frozenset[str] = frozenset()
    concerned: frozenset[str] = frozenset()
    owner: str | None = None
    skills: frozenset[str] = frozenset()
    chosen_skills: frozenset[str] = frozenset()
    authority: frozenset[str] = frozenset()
    heed_hours: bool = False
    on_duty: frozenset[str] = frozenset()


def able(people: Iterable[str], ask: Narrowing, roster: Roster, at: datetime) -> Choice:
    """Whom of them a level may ask, and why not the others (S20).

    The reasons narrow one after another, the gravest first; one that gives way is passed over where it would leave
    nobody. So the chosen words are given up before the skills named, then own hours, then `limit`, and having opened
    the case last of all.
    """
    asked = tuple(dict.fromkeys(people))
    skipped: dict[str, SkipReason] = {}
    for reason in SkipReason:
        hindered = tuple(person for person in asked if _hinders(reason, person, ask, roster, at))
        if hindered != asked or reason not in GIVES_WAY:
            skipped |= dict.fromkeys(hindered, reason)
            asked = tuple(person for person in asked if person not in skipped)
    return Choice(asked, tuple(Skip(person, skipped[person]) for person in dict.fromkeys(people) if person in skipped))


def in_turn(
    people: Iterable[str], targets: Iterable[Target], standing: Standing, roster: Roster, at: datetime
) -> tuple[str, ...]:
    """The order in which `pick: one` asks them: that of the targets, and within a team whoever has the fewest open
    cases, then was not asked for longest, then stands first (S26). Whom no target names any more come last.
    """
    wanted = tuple(people)
    order = [person for target in targets for person in _least_loaded(target, standing, roster, at)]
    return tuple(dict.fromkeys([*(person for person in order if person in wanted), *wanted]))


def fallback_people(
    targets: Iterable[Target],
    standing: Standing,
    roster: Roster,
    at: datetime,
    concerned: AbstractSet[str] = frozenset(),
) -> tuple[str, ...]:
    """Whom the fallback asks, away or not; while all of them are away, their managers too (S29).

    People whom the case concerns are not among them, their managers then are (S40). Empty only where the targets name
    nobody whom the roster knows, or nobody whom it does not concern.
    """
    nobody_away = _with_nobody_away(roster)
    both = (named([target], standing, roster, at) or named([target], standing, nobody_away, at) for target in targets)
    people = known(dict.fromkeys(chain.from_iterable(both)), roster)
    while all(roster.why_away(person, at) or person in concerned for person in people):
        above = [manager for person in people if (manager := roster.manager_of(person)) and manager not in people]
        if not above:
            break
        people = tuple(dict.fromkeys([*people, *above]))
    return tuple(person for person in people if person not in concerned)


def _hinders(reason: SkipReason, person: str, ask: Narrowing, roster: Roster, at: datetime) -> bool:
    who = roster.people.get(person) or Person(person, "", "")
    match reason:
        case SkipReason.GONE | SkipReason.AWAY | SkipReason.LEAVE:
            return not_there(person, roster, at) is reason
        case SkipReason.UNREACHABLE:
            return person in ask.unreached or not_there(person, roster, at) is reason
        case SkipReason.DECLINED:
            return person in ask.declined
        case SkipReason.CONCERNED:
            return person in ask.concerned
        case SkipReason.OWNER:
            return person == ask.owner
        case SkipReason.AUTHORITY:
            return not ask.authority <= who.authority
        case SkipReason.REPORTER:
            return person == ask.reporter
        case SkipReason.LIMIT:
            return roster.at_limit(person)
        case SkipReason.HOURS:
            return ask.heed_hours and person not in ask.on_duty and not _works(person, roster, at)
        case SkipReason.SKILLS:
            return not ask.skills <= who.skills
        case SkipReason.CHOSEN_SKILLS:
            return not ask.chosen_skills <= who.skills
        case _:
            assert_never(reason)


def _works(person: str, roster: Roster, at: datetime) -> bool:
    """Within their own hours; who has none works always."""
    hours = roster.hours_of(person)
    return hours is None or is_open(hours, at)


def _with_nobody_away(roster: Roster) -> Roster:
    """As if everybody were there, by whatever they are away. Calendars that layers read stay."""
    read = {layer.ical for schedule in roster.schedules.values() for layer in schedule.layers}
    feeds = {source: feed for source, feed in roster.feeds.items() if source in read}
    return replace(roster, away={}, loads={}, absences=(), feeds=feeds)


def _least_loaded(target: Target, standing: Standing, roster: Roster, at: datetime) -> tuple[str, ...]:
    people = named([target], standing, roster, at)
    if not isinstance(target, TeamMembers):
        return people
    return tuple(sorted(people, key=lambda person: _load(roster.loads.get(person, Load()))))


def _load(load: Load) -> tuple[int, datetime]:
    return load.open_cases, load.last_asked_at or NEVER
