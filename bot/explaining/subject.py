"""The cases that an explanation is of: all that may come to a path, or one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.explaining.scope import ByPriority, Option, Scope, first_fitting, private_flags, simplified, still_asked
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.policy.routing import (
    WHEN_LEFT_OUT,
    Limit,
    Privacy,
    Span,
    length_of,
    limit,
    reminders,
    span_beside,
    vendor_spans,
)
from bot.policy.rules import CaseType, ClockLine, Level, Rules
from bot.policy.when import EVERY_CASE, AnyFlag, Situation, When, fits

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Subject:
    """`scopes` are the cases by priority. Of one case `situation` is what is known of it, and decides."""

    policy: Policy
    at: datetime
    scopes: Mapping[str, Scope]
    situation: Situation | None = None
    at_once: bool = False

    @property
    def rules(self) -> Rules:
        return self.policy.rules

    @property
    def roster(self) -> Roster:
        return self.policy.roster

    def asked(self, when: When) -> When | None:
        """What a line still asks; None where it fits none of these cases."""
        if self.situation:
            return EVERY_CASE if fits(when, self.situation) else None
        asked = {still_asked(when, scope) for scope in self.scopes.values()}
        if asked == {None}:
            return None
        return asked.pop() if len(asked) == 1 else when

    def limits(self, kind: Limit) -> ByPriority[Span]:
        if self.situation:
            return self._of_the_case(limit(kind, self.rules, self.situation))
        return self._by_priority(lambda line: _span(line, kind), WHEN_LEFT_OUT.get(kind))

    def reminders(self) -> ByPriority[tuple[float, ...]]:
        if self.situation:
            return self._of_the_case(reminders(self.rules, self.situation))
        return self._by_priority(lambda line: line.remind, ())

    def level_times(self, level: Level) -> ByPriority[Span]:
        """Each time to accept at a level (S24, S25)."""
        vendors = vendor_spans(self.roster)
        return {
            priority: simplified(Option(o.when, span_beside(level, o.value, vendors, self.at_once)) for o in options)
            for priority, options in self.limits(Limit.ACCEPT).items()
        }

    def types(self) -> tuple[CaseType, ...]:
        """Those of the cases, in the file's order."""
        known = frozenset().union(*(scope.words["type"] for scope in self.scopes.values()))
        return tuple(case_type for case_type in self.rules.types.values() if case_type.id in known)

    @property
    def flagged(self) -> bool:
        """Whether each of the cases has a flag, for the path asks for one."""
        return any(isinstance(clause, AnyFlag) for scope in self.scopes.values() for clause in scope.holds)

    def names(self, when: When) -> bool:
        """Whether a line may count for one of these cases though they be private: then it must name why (S11)."""
        private, flags = frozenset(t.id for t in self.types() if t.private), private_flags(self.rules)
        known = (clause for scope in self.scopes.values() for clause in scope.holds)
        by_flag = any(isinstance(clause, AnyFlag) and clause.flags <= flags for clause in known)
        all_private = by_flag or len(private) == len(self.types())
        return not all_private or Privacy(private, flags).named_by(when)

    def _of_the_case(self, value: T | None) -> ByPriority[T]:
        return {priority: () if value is None else (Option(EVERY_CASE, value),) for priority in self.scopes}

    def _by_priority(self, read: Callable[[ClockLine], U | None], default: U | None) -> ByPriority[U]:
        lines = [(line.when, value) for line in self.rules.clocks if (value := read(line)) is not None]
        last = [(EVERY_CASE, default)] if default is not None else []
        return {priority: first_fitting([*lines, *last], scope) for priority, scope in self.scopes.items()}


def _span(line: ClockLine, kind: Limit) -> Span | None:
    length = length_of(line, kind)
    return Span(length, line.hours) if length else None
