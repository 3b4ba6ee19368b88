"""Levels at which, at some hour, nobody is there (S17, S20, S44)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, pairwise

from bot.lint.draft import Draft
from bot.lint.finding import Finding, warning
from bot.lint.paths import path_lines
from bot.people.calendars import is_open, openings
from bot.people.naming import Standing, duty_named, named
from bot.people.roster import Roster
from bot.people.schedules import changes
from bot.people.targets import CoordinatorOf, ManagerOf, NextOnCall, OnCall, OnePerson, Party, Target, TeamMembers
from bot.policy.rules import Level
from bot.policy.when import CalendarIs
from bot.words import Label, Say, say

AHEAD = timedelta(days=90)
MOST_MOMENTS = 30_000  # a few seconds
NO_CASE = Standing("")
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Watch:
    """A level through the days ahead. `ask` is whom it names whatever the case; `hours` are the calendars in which it
    may count, None for all time; between two of the `moments` nothing changes."""

    level: Level
    ask: tuple[Target, ...]
    hours: frozenset[str | None]
    roster: Roster
    moments: Sequence[datetime]


def level_unstaffed(draft: Draft) -> Iterator[Finding]:
    """Not where the case has a say in who that is, or a calendar that is not in the file."""
    left = MOST_MOMENTS
    for number, path in enumerate(draft.rules.paths):
        for place, level in enumerate(path.levels):
            if any(_is_unforeseen(target, draft.roster) for target in level.ask):
                continue
            watch = _watch(number, level, draft)
            left -= len(watch.moments)
            if left < 0:
                yield warning(("paths", path.id), "not-proved", say("lint.not_watched", level=level.role))
                return
            told = _told(watch)
            yield from (warning(("paths", path.id, "levels", place, "ask"), "unstaffed", one) for one in told)


def _is_unforeseen(target: Target, roster: Roster) -> bool:
    if isinstance(target, OnCall | NextOnCall):
        return any(layer.ical for layer in roster.schedules[target.schedule].layers)
    return isinstance(target, ManagerOf) and isinstance(target.whom, Party)


def _watch(number: int, level: Level, draft: Draft) -> Watch:
    settled = (OnePerson, TeamMembers, CoordinatorOf, ManagerOf, OnCall, NextOnCall)
    ask = tuple(target for target in level.ask if isinstance(target, settled))
    hours = frozenset({level.hours}) if level.hours else _hours_of_accept(number, level, draft)
    return Watch(level, ask, hours, draft.roster, _moments(level, ask, hours, draft))


def _hours_of_accept(number: int, level: Level, draft: Draft) -> frozenset[str | None]:
    """Of the lines of `clocks` that give `accept` to a case that comes to this level (S25)."""
    paths, classes = path_lines(draft), draft.classes
    lines = [line for line in draft.rules.clocks if line.accept]
    fits = [classes.fits(line.when) for line in lines]
    here, above = [paths[number], classes.fits(level.when)], paths[:number]
    reached = (at for at in range(len(lines)) if classes.case([*here, fits[at]], [*above, *fits[:at]]))
    return frozenset(lines[at].hours for at in reached) or frozenset({None})


def _moments(level: Level, ask: Sequence[Target], hours: frozenset[str | None], draft: Draft) -> Sequence[datetime]:
    begins, ends, roster = draft.at, draft.at + AHEAD, draft.roster
    schedules = {target.schedule for target in ask if isinstance(target, OnCall | NextOnCall)}
    people = (roster.people[person] for person in draft.possible.people(ask))
    asked_of = chain.from_iterable(clause.calendars for clause in _calendars_asked_of(level))
    calendars = {*filter(None, hours), *asked_of, *(person.hours for person in people if person.hours)}
    at_duty = (changes(roster.schedules[schedule], roster, begins, ends) for schedule in schedules)
    open_times = chain.from_iterable(openings(roster.calendars[name], begins, ends) for name in calendars)
    return sorted({begins, ends, *chain.from_iterable(at_duty), *chain.from_iterable(open_times)})


def _calendars_asked_of(level: Level) -> Iterator[CalendarIs]:
    return (clause for clause in level.when.clauses if isinstance(clause, CalendarIs))


def _told(watch: Watch) -> Iterator[Say]:
    """The first stretch is told, and how many there are."""
    if not watch.ask:
        return
    role = watch.level.role
    if empty := _stretches(watch, lambda at: _may_be_on(watch, at) and not _there(watch, at)):
        yield _told_of(role, empty, watch)
    elif outside := _stretches(watch, lambda at: _heeds_hours(watch, at) and not _there(watch, at, works=True)):
        begins, ends = outside[0]
        yield say("lint.outside_hours", level=role, begins=begins, ends=ends, count=len(outside))


def _told_of(role: Label, empty: Sequence[Stretch], watch: Watch) -> Say:
    if empty == [(watch.moments[0], watch.moments[-1])]:
        return say("lint.never_staffed", level=role)
    begins, ends = empty[0]
    return say("lint.unstaffed", level=role, begins=begins, ends=ends, count=len(empty))


def _stretches(watch: Watch, lacks: Callable[[datetime], bool]) -> list[Stretch]:
    found: list[Stretch] = []
    for begins, ends in pairwise(watch.moments):
        if lacks(begins):
            joined = found.pop()[0] if found and found[-1][1] == begins else begins
            found.append((joined, ends))
    return found


def _may_be_on(watch: Watch, at: datetime) -> bool:
    return _stands(watch, at) and any(hours is None or _open(hours, watch, at) for hours in watch.hours)


def _heeds_hours(watch: Watch, at: datetime) -> bool:
    """People's own hours count only where the level has some (S20)."""
    return _stands(watch, at) and any(_open(hours, watch, at) for hours in watch.hours if hours)


def _stands(watch: Watch, at: datetime) -> bool:
    asked = _calendars_asked_of(watch.level)
    return all(any(_open(name, watch, at) is clause.open for name in clause.calendars) for clause in asked)


def _open(calendar: str, watch: Watch, at: datetime) -> bool:
    return is_open(watch.roster.calendars[calendar], at)


def _there(watch: Watch, at: datetime, works: bool = False) -> bool:
    """Whether anybody can be asked; `works`: within their own hours, or because duty names them. Authority is the one
    thing wanted of them that never gives way."""
    people, wanted = watch.roster.people, watch.level.authority
    asked = [person for person in named(watch.ask, NO_CASE, watch.roster, at) if wanted <= people[person].authority]
    if not works:
        return bool(asked)
    on_duty = duty_named(watch.ask, watch.roster, at)
    return any(person in on_duty or _works(person, watch, at) for person in asked)


def _works(person: str, watch: Watch, at: datetime) -> bool:
    hours = watch.roster.people[person].hours
    return hours is None or _open(hours, watch, at)
