"""When a path has nobody whom it could ask but its fallback, and when not even that (S20, S25, S28, S29)."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from bot.changing import replace
from bot.coverage.awake import hours_of_cases
from bot.coverage.gap import Gap, GapKind, stretches
from bot.lint.possible import Possible
from bot.people.asking import Choice, Narrowing, able, fallback_people
from bot.people.calendars import is_open, openings
from bot.people.naming import Standing, duty_passed_over, named, vendors_named
from bot.people.roster import Roster
from bot.people.schedules import Shift, changes, comings
from bot.people.skipping import Skip
from bot.people.targets import CustomerFollowers, ManagerOf, NextOnCall, OnCall, Party, PartyOf, Target
from bot.policy.rules import Level, Path, Rules
from bot.policy.when import CalendarIs

SOMEBODY = "stige:somebody"  # reports the case; no id of the policy has a colon


@dataclass(frozen=True, slots=True)
class Watch:
    """A path through the days ahead. `hours`: the calendars in which its cases may count (None: all time). `answering`
    are the shifts of those who can be reached. `unknown`: when it is not known who is on call in a schedule, which is
    told of the schedule itself."""

    path: Path
    hours: frozenset[str | None]
    roster: Roster
    answering: Mapping[str, Sequence[Shift]]
    unknown: Mapping[str, Sequence[Gap]]


def gaps_on(
    path: Path,
    rules: Rules,
    roster: Roster,
    answering: Mapping[str, Sequence[Shift]],
    unknown: Mapping[str, Sequence[Gap]],
    begins: datetime,
    ends: datetime,
) -> Iterator[Gap]:
    """Who cannot be reached now counts as away. Levels whose people depend on the case are judged by all whom they
    might name; of an owner, by whom they name while there is none."""
    watch = Watch(path, hours_of_cases(path, rules), replace(roster, loads={}), answering, unknown)
    moments = _moments(watch, begins, ends)
    for since, until in stretches(moments, lambda at: _nobody_there(watch, at)):
        inside = [at for at in moments if since <= at <= until]
        unstaffed = stretches(inside, lambda at: not _fallback_there(watch, at))
        for first, last in unstaffed:
            yield Gap(GapKind.UNSTAFFED, path.id, first, last, _missing(watch, first))
        for first, last in stretches(inside, lambda at: _fallback_there(watch, at)):
            yield Gap(GapKind.FALLBACK, path.id, first, last, _missing(watch, first))


def _nobody_there(watch: Watch, at: datetime) -> bool:
    """For some of its cases no level sleeps, and none could ask anybody: it is a gap for them."""
    standing = [level for level in watch.path.levels if _stands(level, watch, at)]
    return any(not _somebody_or_asleep(standing, hours, watch, at) for hours in watch.hours)


def _somebody_or_asleep(standing: Sequence[Level], hours: str | None, watch: Watch, at: datetime) -> bool:
    return any(_asleep(level, hours, watch, at) or _can_ask(level, watch, at) for level in standing)


def _stands(level: Level, watch: Watch, at: datetime) -> bool:
    """As far as calendars decide it."""
    clauses = (clause for clause in level.when.clauses if isinstance(clause, CalendarIs))
    return all(any(_open(name, watch, at) is clause.open for name in clause.calendars) for clause in clauses)


def _asleep(level: Level, hours: str | None, watch: Watch, at: datetime) -> bool:
    counted_in = level.hours or hours
    return counted_in is not None and not _open(counted_in, watch, at)


def _open(calendar: str, watch: Watch, at: datetime) -> bool:
    return is_open(watch.roster.calendars[calendar], at)


def _can_ask(level: Level, watch: Watch, at: datetime) -> bool:
    if vendors_named(level.ask) or any(_is_unknown(target, watch, at) for target in level.ask):
        return True
    return any(_able(person, level, watch, at) for person in _named(level, watch, at))


def _able(person: str, level: Level, watch: Watch, at: datetime) -> bool:
    """Own hours, skills, load and who reports give way (S20), so they leave nobody out."""
    known = watch.roster.people.get(person)
    return known is not None and level.authority <= known.authority and not watch.roster.why_away(person, at)


def _is_unknown(target: Target, watch: Watch, at: datetime) -> bool:
    if not isinstance(target, OnCall | NextOnCall):
        return False
    return any(gap.starts_at <= at < gap.ends_at for gap in watch.unknown.get(target.schedule, ()))


def _named(level: Level, watch: Watch, at: datetime) -> Iterator[str]:
    roster, first = watch.roster, watch.path.levels[0]
    standing = Standing(SOMEBODY, level_one=lambda: named(first.ask, Standing(SOMEBODY), roster, at))
    for target in level.ask:
        if isinstance(target, OnCall):
            yield from _on_duty(watch.answering.get(target.schedule, ()), at)
        elif _depends_on_the_case(target):
            yield from sorted(Possible(roster, at).people([target]))
        else:
            yield from named([target], standing, roster, at)


def _on_duty(shifts: Sequence[Shift], at: datetime) -> tuple[str, ...]:
    place = bisect_right(shifts, at, key=lambda shift: shift.starts_at) - 1
    return shifts[place].people if place >= 0 and at < shifts[place].ends_at else ()


def _depends_on_the_case(target: Target) -> bool:
    match target:
        case ManagerOf(Party()):
            return target.whom is not Party.OWNER
        case PartyOf() | CustomerFollowers():
            return True
        case _:
            return False


def _fallback_there(watch: Watch, at: datetime) -> bool:
    people = fallback_people(watch.path.fallback.ask, Standing(SOMEBODY), watch.roster, at)
    return any(not watch.roster.why_away(person, at) for person in people if person != SOMEBODY)


def _missing(watch: Watch, at: datetime) -> tuple[Skip, ...]:
    """Whom the levels would ask, and why they cannot, each once."""
    levels = [level for level in watch.path.levels if _stands(level, watch, at)]
    passed = chain.from_iterable(duty_passed_over(level.ask, watch.roster, at) for level in levels)
    skipped = (skip for level in levels for skip in _choice(level, watch, at).skipped)
    return tuple({skip.person: skip for skip in (*passed, *skipped)}.values())


def _choice(level: Level, watch: Watch, at: datetime) -> Choice:
    people = tuple(person for person in _named(level, watch, at) if person != SOMEBODY)
    return able(people, Narrowing(SOMEBODY, authority=level.authority), watch.roster, at)


def _moments(watch: Watch, begins: datetime, ends: datetime) -> list[datetime]:
    """Between two of them nothing changes."""
    roster, path = watch.roster, watch.path
    targets = [*chain.from_iterable(level.ask for level in path.levels), *path.fallback.ask]
    schedules = {target.schedule for target in targets if isinstance(target, OnCall | NextOnCall)}
    after_them = {target.schedule for target in targets if isinstance(target, NextOnCall)}
    duty = chain.from_iterable(changes(roster.schedules[name], roster, begins, ends) for name in after_them)
    shifts = chain.from_iterable(watch.answering[name] for name in schedules)
    edges = chain.from_iterable((shift.starts_at, shift.ends_at) for shift in shifts)
    others = [target for target in targets if not isinstance(target, OnCall)]
    people = Possible(roster, begins).people(others, frozenset(roster.people)) if others else ()
    away = chain.from_iterable(comings(person, roster, begins, ends) for person in people)
    hours = chain.from_iterable(openings(roster.calendars[name], begins, ends) for name in _calendars(watch))
    opened = chain.from_iterable(hours)
    unknown = (gap.starts_at for name in schedules for gap in watch.unknown.get(name, ()))
    found = (at for at in chain(duty, edges, away, opened, unknown) if begins < at < ends)
    return sorted({begins, ends, *found})


def _calendars(watch: Watch) -> set[str]:
    levels = watch.path.levels
    clauses = (clause for level in levels for clause in level.when.clauses if isinstance(clause, CalendarIs))
    asked = chain.from_iterable(clause.calendars for clause in clauses)
    return {*asked, *(name for name in (*watch.hours, *(level.hours for level in levels)) if name)}
