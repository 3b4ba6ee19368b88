"""Who is on duty (S17). Layers answer from the top; an override set in chat lies above them all, or takes the place of
one person in them."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, pairwise

from bot.changing import replace
from bot.people.layers import crews_of, layer_changes, layer_crews, people_between
from bot.people.lookup import absences_by_person, in_order
from bot.people.roster import Roster, Schedule
from bot.people.skipping import Skip, SkipReason, not_there
from bot.people.standing_in import Seat, deals_of

NOBODY: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of time through which the same people are on duty."""

    people: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


def on_call(schedule: Schedule, roster: Roster, at: datetime, also_away: AbstractSet[str] = NOBODY) -> tuple[str, ...]:
    """Whom the first layer with anybody on duty and not away names; nobody is an empty tuple (S17).

    Somebody at their `limit` counts as away, unless then nobody would answer. While whoever stands in for somebody is
    away, those whose place it was have it again; load alone does not give it back to them.
    """
    return _on_duty(schedule, roster, at, also_away)[0]


def passed_over(
    schedule: Schedule, roster: Roster, at: datetime, also_away: AbstractSet[str] = NOBODY
) -> tuple[Skip, ...]:
    """Who would have been on duty and was not, since they are gone, away or at their limit (S20). Those who are only
    `also_away` were not passed over."""
    return tuple(Skip(person, reason) for person, reason in _on_duty(schedule, roster, at, also_away)[1].items())


def next_on_call(schedule: Schedule, roster: Roster, at: datetime) -> tuple[str, ...]:
    """Who would be on duty if those on duty were away (S17)."""
    return on_call(schedule, roster, at, frozenset(on_call(schedule, roster, at)))


def everybody_in(schedule: Schedule, roster: Roster) -> tuple[str, ...]:
    """Who may ever be on duty by the file, each once."""
    crews = (crew for layer in schedule.layers for crew in crews_of(layer, roster))
    return tuple(dict.fromkeys(chain.from_iterable(crews)))


def planned(roster: Roster) -> Roster:
    """What can be foreseen: leave, absences and overrides, but neither load nor who cannot be reached just now."""
    return replace(roster, away={}, loads={})


def shifts(schedule: Schedule, roster: Roster, starts_at: datetime, ends_at: datetime) -> tuple[Shift, ...]:
    """Who is on duty when, between two instants; stretches with nobody are left out.

    Unreachability and load are those of the roster throughout: for a plan, give one that is `planned`.
    """
    found: list[Shift] = []
    for begins, ends in pairwise(changes(schedule, roster, starts_at, ends_at)):
        people = on_call(schedule, roster, begins)
        if found and found[-1].people == people and found[-1].ends_at == begins:
            begins = found.pop().starts_at
        if people:
            found.append(Shift(people, begins, ends))
    return tuple(found)


def shifts_of(person: str, roster: Roster, starts_at: datetime, ends_at: datetime) -> tuple[tuple[str, Shift], ...]:
    """Each with the id of its schedule, by their begins. A shift goes on while only those beside them change; its
    people are this person alone."""
    schedules = (s for s in roster.schedules.values() if person in _concerned(s, roster, starts_at, ends_at))
    found = ((s.id, shift) for s in schedules for shift in own_shifts(person, shifts(s, roster, starts_at, ends_at)))
    return tuple(sorted(found, key=lambda one: one[1].starts_at))


def own_shifts(person: str, everybody: tuple[Shift, ...]) -> list[Shift]:
    """Those of one person among the shifts of a schedule."""
    found: list[Shift] = []
    for shift in everybody:
        if person in shift.people:
            goes_on = found and found[-1].ends_at == shift.starts_at
            found.append(Shift((person,), found.pop().starts_at if goes_on else shift.starts_at, shift.ends_at))
    return found


def changes(schedule: Schedule, roster: Roster, starts_at: datetime, ends_at: datetime) -> list[datetime]:
    """Every instant between the two at which somebody may go on or off duty, and the two themselves."""
    between = (at for at in _changes(schedule, roster, starts_at, ends_at) if starts_at < at < ends_at)
    return sorted({starts_at, ends_at, *between})


def next_change(roster: Roster, at: datetime, within: timedelta) -> datetime | None:
    """The first instant after `at`, and before so long after it, at which duty may change in any schedule."""
    ends_at = at + within
    instants = (_changes(schedule, roster, at, ends_at) for schedule in roster.schedules.values())
    return min((instant for instant in chain.from_iterable(instants) if at < instant < ends_at), default=None)


def _on_duty(
    schedule: Schedule, roster: Roster, at: datetime, also_away: AbstractSet[str]
) -> tuple[tuple[str, ...], dict[str, SkipReason]]:
    people, passed = _first_there(schedule, roster, at, also_away, heed_limit=True)
    if people or SkipReason.LIMIT not in passed.values():
        return people, passed
    return _first_there(schedule, roster, at, also_away, heed_limit=False)


def _first_there(
    schedule: Schedule, roster: Roster, at: datetime, also_away: AbstractSet[str], *, heed_limit: bool
) -> tuple[tuple[str, ...], dict[str, SkipReason]]:
    """Of the first crew that is not away altogether, those who are there, each once; and who was passed over."""
    passed: dict[str, SkipReason] = {}

    def holder(seat: Seat) -> str | None:
        for person in seat:
            if reason := not_there(person, roster, at):
                passed[person] = reason
            elif person not in also_away:
                full = heed_limit and roster.at_limit(person)
                passed.update({person: SkipReason.LIMIT} if full else {})
                return None if full else person
        return None

    for crew in _crews(schedule, roster, at):
        if people := tuple(dict.fromkeys(person for seat in crew if (person := holder(seat)))):
            return people, passed
    return (), passed


def _crews(schedule: Schedule, roster: Roster, at: datetime) -> Iterator[tuple[Seat, ...]]:
    """From the top, in the order in which they would answer."""
    seating = deals_of(schedule, roster).seating(at)
    yield from ((seat,) for seat in seating.above)
    for layer in schedule.layers:
        yield from (tuple(map(seating.seat, crew)) for crew in layer_crews(layer, roster, at))


def _changes(schedule: Schedule, roster: Roster, starts_at: datetime, ends_at: datetime) -> Iterator[datetime]:
    """Perhaps some outside the two as well."""
    yield from deals_of(schedule, roster).changes
    for layer in schedule.layers:
        yield from layer_changes(layer, roster, starts_at, ends_at)
    for person in _concerned(schedule, roster, starts_at, ends_at):
        yield from comings(person, roster, starts_at, ends_at)


def _concerned(schedule: Schedule, roster: Roster, starts_at: datetime, ends_at: datetime) -> set[str]:
    """Everybody who may be on duty between the two."""
    layers = (people_between(layer, roster, starts_at, ends_at) for layer in schedule.layers)
    return {*chain.from_iterable(layers), *(override.person for override in deals_of(schedule, roster))}


def comings(person: str, roster: Roster, starts_at: datetime, ends_at: datetime) -> Iterator[datetime]:
    """And goings: when an absence or leave of theirs begins or ends, and perhaps some outside the two."""
    for absence in absences_by_person(roster.absences).get(person, ()):
        yield from (at for at in (absence.starts_at, absence.ends_at) if at)
    yield from in_order(roster.leave_of(person)).changes(starts_at, ends_at)
