"""In which hours the cases of a path count, so that its levels sleep outside them (S25), and when a schedule is needed."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain

from bot.coverage.gap import together
from bot.people.calendars import Span, openings
from bot.people.roster import Roster
from bot.people.targets import NextOnCall, OnCall
from bot.policy.rules import Fallback, Level, Path, Rules
from bot.policy.when import OneOf, When

Words = Mapping[str, frozenset[str]]  # what a case may have for a fact; one that is not here may be anything


def hours_of_cases(path: Path, rules: Rules) -> frozenset[str | None]:
    """Those of the lines of `clocks` that may give them `accept`; None is all time. A line whose conditions are more
    than words may fit or not."""
    known = {clause.fact: clause.words for clause in path.when.clauses if isinstance(clause, OneOf)}
    priorities = known.get("priority", frozenset(rules.priority.names))
    cases = [known | {"priority": frozenset({priority})} for priority in priorities]
    found = frozenset(hours for words in cases for hours in _hours(words, rules))
    return found or frozenset({None})


def needed(schedule: str, rules: Rules, roster: Roster, begins: datetime, ends: datetime) -> list[Span]:
    """When a level that asks it, or a fallback, may be awake; all the time for one that nobody asks, since then people
    have it for something else. Cases that come at once, at any hour (S30), are not reckoned with."""
    asked = set(_asked_in(schedule, rules))
    if not asked or None in asked:
        return [(begins, ends)]
    calendars = (roster.calendars[hours] for hours in asked if hours)
    return together(chain.from_iterable(openings(calendar, begins, ends) for calendar in calendars))


def _asked_in(schedule: str, rules: Rules) -> Iterator[str | None]:
    for path in rules.paths:
        hours = hours_of_cases(path, rules)
        asked_by: tuple[Level | Fallback, ...] = (path.fallback, *path.levels)
        for level in asked_by:
            if _asks(level, schedule):
                yield from ({level.hours} if level.hours else hours)


def _asks(level: Level | Fallback, schedule: str) -> bool:
    return any(isinstance(target, OnCall | NextOnCall) and target.schedule == schedule for target in level.ask)


def _hours(words: Words, rules: Rules) -> Iterator[str | None]:
    """To the first line that fits them all (S10)."""
    for line in rules.clocks:
        if line.accept and _may_fit(line.when, words):
            yield line.hours
            if _fits_all(line.when, words):
                return


def _may_fit(when: When, words: Words) -> bool:
    asked = (clause for clause in when.clauses if isinstance(clause, OneOf))
    return all(clause.words & words.get(clause.fact, clause.words) for clause in asked)


def _fits_all(when: When, words: Words) -> bool:
    return all(
        isinstance(clause, OneOf) and clause.fact in words and words[clause.fact] <= clause.words
        for clause in when.clauses
    )
