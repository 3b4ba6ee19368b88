"""Who is next, and when (promise 3): the next move if nobody does anything, with the people as they are now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cases.case import Ask, Case, ClockKind, Duty, Ladder, Stage, Status
from bot.cases.situation import situation_of
from bot.people.asking import Narrowing, Standing, able, duty_named, fallback_people, in_turn, named, vendors_named
from bot.people.calendars import next_open
from bot.people.roster import Roster
from bot.policy.routing import stands
from bot.policy.rules import Level, Path, Pick, Rules
from bot.words import Label


@dataclass(frozen=True, slots=True)
class NextStep:
    """At `at` these are asked. `level` counts from 1 and is None at the fallback, which has no role either.

    `opens_at`: the level sleeps until then. `round` is the one it will be asked in.
    """

    at: datetime
    duty: Duty
    people: tuple[str, ...]
    vendors: tuple[str, ...] = ()
    level: int | None = None
    role: Label | None = None
    opens_at: datetime | None = None
    round: int = 1


def next_step(case: Case, rules: Rules, roster: Roster) -> NextStep | None:
    """None where nobody will be asked by time alone: somebody else's answer is waited for, or it is over."""
    if case.status not in (Status.NEW, Status.ACCEPTED):
        return None
    ladder, path = case.ladder, rules.path(case.ladder.path)
    match ladder.stage:
        case Stage.REST:
            return _when_not_resolved(case, rules, roster)
        case Stage.SLEEPING if ladder.opens_at:
            awake = replace(ladder, level=ladder.level - 1)
            return _climb(case, awake, path.rounds, ladder.opens_at, rules, roster)
        case Stage.ASKING if ladder.queue and ladder.next_try_at:
            return _same_level(case, path.levels[ladder.level - 1], ladder.queue[0], ladder.next_try_at)
        case Stage.ASKING if ladder.ends_at:
            last_round = path.rounds if ladder.duty is Duty.ACCEPT else ladder.round
            return _climb(case, ladder, last_round, ladder.ends_at, rules, roster)
        case Stage.FALLBACK if ladder.repeats_at:
            return _fallback(case, path, ladder.repeats_at, ladder.duty, roster)
        case _:
            return None


def _same_level(case: Case, level: Level, person: str, at: datetime) -> NextStep:
    return NextStep(at, case.ladder.duty, (person,), level=case.ladder.level, role=level.role, round=case.ladder.round)


def _when_not_resolved(case: Case, rules: Rules, roster: Roster) -> NextStep | None:
    """The level above the one that answered is asked to take over (S31)."""
    resolve = case.running(ClockKind.RESOLVE)
    if case.owner is None or resolve is None or not resolve.runs:
        return None
    late = replace(case.ladder, duty=Duty.TAKE_OVER)
    return _climb(case, late, case.ladder.round, resolve.ends_at, rules, roster)


def _climb(case: Case, ladder: Ladder, last_round: int, at: datetime, rules: Rules, roster: Roster) -> NextStep:
    """The first level above that stands and has somebody to ask, in this round or a later one; else the fallback."""
    path = rules.path(ladder.path)
    for round_, number in _rungs(ladder, path, last_round):
        level = path.levels[number - 1]
        if not stands(level, situation_of(case, rules, roster, at)):
            continue
        people, vendors = _asked_at(case, level, round_, ladder.duty, at, rules, roster), vendors_named(level.ask)
        if people or vendors:
            opens_at = _opening(level, at, ladder.at_once, rules)
            return NextStep(at, ladder.duty, people, vendors, number, level.role, opens_at, round_)
    return _fallback(case, path, at, ladder.duty, roster)


def _rungs(ladder: Ladder, path: Path, last_round: int) -> Iterator[tuple[int, int]]:
    """Round and level, in the order in which they come."""
    yield from ((ladder.round, number) for number in range(ladder.level + 1, len(path.levels) + 1))
    later = range(ladder.round + 1, last_round + 1)
    yield from ((round_, number) for round_ in later for number in range(1, len(path.levels) + 1))


def _opening(level: Level, at: datetime, at_once: bool, rules: Rules) -> datetime | None:
    calendar = None if at_once else rules.calendar(level.hours)
    opens_at = next_open(calendar, at) if calendar else at
    return opens_at if opens_at > at else None


def _asked_at(
    case: Case, level: Level, round_: int, duty: Duty, at: datetime, rules: Rules, roster: Roster
) -> tuple[str, ...]:
    standing = _standing(case, rules, round_)
    narrowing = _narrowing(case, level, round_, duty, at, rules, roster)
    people = able(named(level.ask, standing, roster, at), narrowing, roster, at).asked
    return in_turn(people, level.ask, standing, roster, at)[:1] if level.pick is Pick.ONE else people


def _fallback(case: Case, path: Path, at: datetime, duty: Duty, roster: Roster) -> NextStep:
    people = fallback_people(path.fallback.ask, _standing_now(case), roster, at, case.concerned)
    return NextStep(at, duty, people, round=case.ladder.round)


def _asks_of(case: Case, round_: int) -> tuple[Ask, ...]:
    return tuple(ask for ask in case.ladder.asks if ask.round == round_)


def _standing_now(case: Case) -> Standing:
    asks = _asks_of(case, case.ladder.round)
    return Standing(
        case.reporter,
        case.owner,
        case.followers,
        case.facts.customer,
        asked_last=_asked_last(case),
        asked_in_round=frozenset(ask.person for ask in asks),
    )


def _asked_last(case: Case) -> tuple[str, ...]:
    asks = case.ladder.asks
    return tuple(ask.person for ask in asks if ask.rung == asks[-1].rung)


def _standing(case: Case, rules: Rules, round_: int) -> Standing:
    level_one = rules.path(case.ladder.path).levels[0].ask
    asked = frozenset(ask.person for ask in _asks_of(case, round_))
    return replace(_standing_now(case), level_one=level_one, asked_in_round=asked)


def _narrowing(
    case: Case, level: Level, round_: int, duty: Duty, at: datetime, rules: Rules, roster: Roster
) -> Narrowing:
    skill_fields = {field.id for field in rules.fields.values() if field.skill}
    return Narrowing(
        reporter=case.reporter,
        declined=frozenset(ask.person for ask in _asks_of(case, round_) if ask.refused),
        concerned=case.concerned,
        owner=case.owner if duty is Duty.TAKE_OVER else None,
        skills=level.skills,
        chosen_skills=frozenset(word for field, word in case.facts.choices if field in skill_fields),
        authority=level.authority,
        heed_hours=level.hours is not None and not case.ladder.at_once,
        on_duty=duty_named(level.ask, roster, at),
    )
