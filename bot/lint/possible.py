"""Whom a target could name in some case at some time from now on (S15 to S17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.people.roster import Layer, Roster
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

People = frozenset[str]
NOBODY: People = frozenset()


@dataclass(frozen=True, slots=True)
class Possible:
    """`at`: layers of a schedule that ended before then name nobody any more."""

    roster: Roster
    at: datetime

    def people(self, targets: Iterable[Target], owners: People = NOBODY) -> People:
        """`owners`: who may own the case by then, or stand for its owner as having been asked last (S16). A duty that
        is read from elsewhere may name everybody."""
        return NOBODY.union(*(self._one(target, owners) for target in targets)) & self.everybody

    @property
    def everybody(self) -> People:
        return frozenset(self.roster.people)

    def _one(self, target: Target, owners: People) -> People:
        match target:
            case OnePerson(person):
                return frozenset({person})
            case TeamMembers(team):
                return self._members([team])
            case CoordinatorOf(team):
                known = self.roster.teams.get(team)
                return frozenset({known.coordinator} if known and known.coordinator else ())
            case ManagerOf(whom):
                return self._above(self._managed(whom, owners))
            case OnCall(schedule):
                return self._on_duty(schedule)
            case NextOnCall(schedule):
                on_duty = self._on_duty(schedule)
                return on_duty if len(on_duty) > 1 else NOBODY
            case CustomerFollowers():
                return NOBODY.union(*(customer.followers for customer in self.roster.customers.values()))
            case PartyOf(party):
                return owners if party is Party.OWNER else self.everybody
            case PlaceTarget() | VendorTarget() | CustomerContact():
                return NOBODY
            case _:
                assert_never(target)

    def _members(self, teams: Iterable[str]) -> People:
        return NOBODY.union(*(self.roster.teams[team].members for team in teams if team in self.roster.teams))

    def _managed(self, whom: Party | str, owners: People) -> People:
        if not isinstance(whom, Party):
            return frozenset({whom})
        return owners if whom is Party.OWNER else self.everybody

    def _above(self, people: Iterable[str]) -> People:
        """All the way up, since a manager who was asked already gives way to their own."""
        found: set[str] = set()
        waiting = list(people)
        while waiting:
            manager = self.roster.manager_of(waiting.pop())
            if manager and manager not in found:
                found.add(manager)
                waiting.append(manager)
        return frozenset(found)

    def _on_duty(self, schedule: str) -> People:
        known = self.roster.schedules.get(schedule)
        layers = [layer for layer in known.layers if not self._over(layer)] if known else []
        if any(layer.ical for layer in layers):
            return self.everybody
        return NOBODY.union(*((*layer.people, *self._members(layer.teams)) for layer in layers))

    def _over(self, layer: Layer) -> bool:
        return layer.ends_at is not None and layer.ends_at <= self.at
