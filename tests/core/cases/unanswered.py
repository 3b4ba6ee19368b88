"""Lives by chance of a case that nobody accepts, among people who come, go and decline, held against `whom`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from bot.cases.commands import Command, Decline
from bot.cases.events import Entry
from bot.cases.ladder import Reply, Stage
from bot.cases.ladder_events import FallbackReached, LevelPassed, LevelSlept, Paged, PersonSkipped, QueuePlanned
from bot.cases.reports import ReportUnreachable
from bot.cases.timer_commands import AskNext, EndLevel, RepeatFallback, WakeLevel
from bot.cases.timers import due
from bot.durations import minutes
from bot.people.presence import Absence, Feed, Override, OwnSettings, Stretch
from bot.people.roster import Load, Person, Roster, Schedule
from bot.people.targets import ManagerOf, NextOnCall, OnCall, Party, PartyOf, Target
from bot.policy.rules import Level, Path, Pick
from bot.policy.when import EVERY_CASE
from tests.core.cases.whom import Asked, Line, Then, open_minutes
from tests.core.cases.world import World
from tests.core.people.builders import calendar, layer
from tests.harness.builders import (
    COMPANY,
    PEOPLE,
    START,
    clock,
    fallback,
    level,
    path,
    rules,
    target,
    text,
    when,
)

T = TypeVar("T")
NAMES = tuple(who.id for who in PEOPLE)
EARLY = calendar({"mon tue wed thu fri": "06:00-11:30"})
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NO_WORDS: frozenset[str] = frozenset()
TARGETS: tuple[Target, ...] = (
    *(target(name) for name in (*NAMES, "web:", "web:", "crew:", "hr:", "web*")),
    *(OnCall("duty"), OnCall("duty"), NextOnCall("duty")),
    *(ManagerOf(Party.OWNER), ManagerOf(Party.REPORTER), ManagerOf("ana"), PartyOf(Party.REPORTER)),
)


class Dice:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def one(self, *of: T) -> T:
        return self.random.choice(of)

    def some(self, of: Sequence[T], least: int = 0, most: int = 3) -> tuple[T, ...]:
        return tuple(self.random.sample(of, self.random.randint(least, min(most, len(of)))))

    def now_and_then(self) -> bool:
        return self.random.random() < 0.2

    # companies

    def company(self, at: datetime) -> Roster:
        """People gone, away in every way, full, at home, without skills; schedules with stand-ins."""
        gone = self.some(NAMES, most=1)
        people = {who.id: self.person(who) for who in PEOPLE if who.id not in gone}
        return replace(
            COMPANY,
            people=people,
            calendars={**COMPANY.calendars, "early": EARLY},
            away={who: self.one("unreachable", "leave", "away") for who in self.some(NAMES, most=2)},
            absences=tuple(self.absence(who, at) for who in self.some(NAMES, most=2)),
            feeds={f"{who}.ics": Feed(f"{who}.ics", (self.leave(at),)) for who in NAMES},
            loads={who: self.load() for who in self.some(NAMES, most=7)},
            own={who: OwnSettings(hours=self.one(None, EARLY)) for who in self.some(NAMES, most=2)},
            schedules={"duty": self.duty()},
            overrides=self.overrides(at),
        )

    def person(self, who: Person) -> Person:
        return replace(
            who,
            limit=self.one(None, 1, 2),
            hours=self.one(None, None, "office", "early"),
            skills=frozenset(self.some(("network", "server"), most=2)),
            authority=frozenset(self.some(("release",), most=1)),
            leave=self.one(None, f"{who.id}.ics"),
        )

    def absence(self, who: str, at: datetime) -> Absence:
        begins = at + self.one(-2, -1, 0, 1) * HOUR
        return Absence(who, who, begins, self.one(None, begins + HOUR, begins + 2 * HOUR), self.one("away", "leave"))

    def leave(self, at: datetime) -> Stretch:
        begins = at + self.one(-48, -1, 0, 1) * HOUR
        return Stretch((), begins, begins + self.one(HOUR, DAY))

    def load(self) -> Load:
        return Load(self.random.randint(0, 2), self.one(None, START - HOUR, START - DAY))

    def duty(self) -> Schedule:
        return Schedule("duty", tuple(layer(*self.some(NAMES, 1, 2)) for _ in range(self.random.randint(1, 3))))

    def overrides(self, at: datetime) -> tuple[Override, ...]:
        """One for somebody, then one for all."""
        ends_at = at + self.one(-HOUR, HOUR, DAY)
        stand_in, whose, other = self.some(NAMES, 3)
        both = (Override("duty", stand_in, at - DAY, ends_at, whose), Override("duty", other, at - HOUR, ends_at))
        return self.some(both, most=2) if self.now_and_then() else both[: self.one(0, 1)]

    # paths

    def path(self, one_by_one: bool) -> Path:
        make = self.one_by_one if one_by_one else self.level
        rungs = [make() for _ in range(self.random.randint(1, 4))]
        return path(*rungs, rounds=self.random.randint(1, 3), fallback=fallback("zoe kim hugo"))

    def level(self) -> Level:
        return replace(
            level(self.some(TARGETS, 1), self.one(7, 20, 40)),
            pick=self.one(*Pick),
            tries=self.random.randint(1, 4),
            hours=self.one(None, None, "office"),
            skills=self.one(NO_WORDS, frozenset({"network"})),
            authority=frozenset({"release"}) if self.now_and_then() else NO_WORDS,
            when=self.one(EVERY_CASE, EVERY_CASE, EVERY_CASE, when(open_="office"), when(closed="office")),
        )

    def one_by_one(self) -> Level:
        asked = (target("web:"), *self.some(TARGETS, 1, 2))
        rung = replace(self.level(), ask=self.one(asked, asked[::-1]), pick=Pick.ONE, when=EVERY_CASE)
        return replace(rung, tries=self.random.randint(2, 4), accept_within=minutes(self.one(20, 40)))


class Life:
    """A case that nobody accepts, and people who come, go and decline."""

    def __init__(self, seed: int, *, one_by_one: bool = False) -> None:
        self.dice = dice = Dice(seed)
        began = START + dice.one(0, 45, 120, 200, 359, 540) * MINUTE + dice.one(0, 0, 5) * DAY
        policy = rules(dice.path(one_by_one), clocks=[clock(accept=minutes(30), remind=())])
        self.concerned = frozenset(dice.some(("cleo", "mia"), most=1)) if dice.now_and_then() else NO_WORDS
        self.chosen = dice.one((), (("area", "server"),))
        self.world = World(policy, dice.company(began), began)
        self.reporter = dice.one("rita", "rita", "ana", "slack:T1:U9")

    def lives(self) -> None:
        self.opens()
        for _ in range(12):
            self.happens()

    def opens(self) -> None:
        expected = self.then(()).climbs(1, 1)
        self.world.opens(self.reporter, concerned=self.concerned, choices=self.chosen)
        self.check(self.world.record, list(expected))

    def then(self, entries: Sequence[Entry]) -> Then:
        world = self.world
        words = frozenset(word for _, word in self.chosen)
        concerned = self.concerned - {self.reporter}
        asks = tuple(asks_of(entries))
        return Then(world.roster, world.rules.paths[0], world.now, asks, self.reporter, concerned, words)

    def happens(self) -> None:
        match self.dice.one("time", "time", "no", "unreachable", "company"):
            case "no" if person := self.somebody_asked():
                self.refuses(person, Decline(text()), person)
            case "unreachable" if person := self.somebody_asked():
                ladder = self.world.case.ladder
                self.refuses(person, ReportUnreachable(person, ladder.level, ladder.round), None)
            case "company":
                self.world.changes(self.dice.company(self.world.now))
            case _:
                self.time_passes()

    def somebody_asked(self) -> str | None:
        ladder = self.world.case.ladder
        here = [ask.person for ask in ladder.open_asks_here()] if ladder.stage is Stage.ASKING else []
        return self.dice.one(*here) if here else None

    def refuses(self, person: str, command: Command, by: str | None) -> None:
        ladder, before = self.world.case.ladder, len(self.world.record)
        others = [ask for ask in ladder.open_asks_here() if ask.person != person]
        self.world.step(command, by)
        then = self.then(self.world.record[: before + 1])  # with the answer itself
        expected: Iterator[Line] = iter(())
        if not others and ladder.queue:
            expected = then.goes_on(ladder.level, ladder.round, ladder.queue)
        elif not others:
            expected = then.climbs(ladder.level + 1, ladder.round)
        self.check(self.world.record[before:], list(expected))

    def time_passes(self) -> None:
        world = self.world
        world.now = max(world.now, world.pending[0].due_at)
        timer, ladder, before = due(world.pending, world.now), world.case.ladder, len(world.record)
        assert timer
        then = self.then(world.record)
        match timer.command:
            case EndLevel(number, round_):
                expected = list(then.climbs(number + 1, round_))
            case WakeLevel(number, round_):
                expected = list(then.climbs(number, round_))
            case AskNext(number, round_):
                expected = list(then.goes_on(number, round_, ladder.queue))
            case RepeatFallback():
                expected = [("fallback",)]
            case _:
                expected = []
        world.step(timer.command, None)
        self.check(world.record[before:], expected)

    def check(self, entries: Sequence[Entry], expected: list[Line]) -> None:
        assert {entry.at for entry in entries} == {self.world.now}
        assert lines(entries) == expected
        self.check_turns(entries)

    def check_turns(self, entries: Sequence[Entry]) -> None:
        """Of one level that asks one after another: an even share of its open time for each, and five minutes at the
        least wherever it is that long."""
        ladder = self.world.case.ladder
        if not any(isinstance(entry.event, QueuePlanned) for entry in entries) or not ladder.next_try_at:
            return
        assert ladder.ends_at
        hours = self.world.rules.calendars[ladder.hours] if ladder.hours else None
        now, ends_at = self.world.now.replace(second=0, microsecond=0), ladder.ends_at
        share, whole = open_minutes(hours, now, ladder.next_try_at), open_minutes(hours, now, ends_at)
        assert abs(share * (1 + len(ladder.queue)) - whole) <= 1 + len(ladder.queue)
        assert share >= 4
        rung = self.world.rules.paths[0].levels[ladder.level - 1]
        assert len({ask.person for ask in ladder.asks_here()}) + len(ladder.queue) <= rung.tries


def asks_of(entries: Sequence[Entry]) -> Iterator[Asked]:
    """With what each of them answered; that somebody cannot be reached is an answer to all their asks."""
    world_asks: list[Asked] = []
    for entry in entries:
        event = entry.event
        if isinstance(event, Paged):
            world_asks.append(Asked(event.person, event.level, event.round, None))
        reply = {"Answered": getattr(event, "reply", None), "PersonUnreachable": Reply.UNREACHABLE}.get(
            type(event).__name__
        )
        if reply:
            who = event.person  # type: ignore[union-attr]
            world_asks = [
                replace(ask, reply=reply.value) if ask.person == who and not ask.reply else ask for ask in world_asks
            ]
    yield from world_asks


def lines(entries: Sequence[Entry]) -> list[Line]:
    """Who was skipped at one level is told in one order, whatever that on the timeline."""
    found: list[Line] = []
    for entry in entries:
        match entry.event:
            case PersonSkipped(person, number, round_, why):
                found.append(("skips", person, number, round_, why))
            case LevelPassed(number, round_):
                found.append(("passes", number, round_))
            case LevelSlept(number, round_):
                found.append(("sleeps", number, round_))
            case Paged(person, number, round_) if number:
                found.append(("asks", person, number, round_))
            case FallbackReached():
                found.append(("fallback",))
            case _:
                pass
    return sorted_by_rung(found)


def sorted_by_rung(found: list[Line]) -> list[Line]:
    for number in range(1, len(found)):  # skips of one level stand side by side
        at = number
        while at and found[at][0] == found[at - 1][0] == "skips" and found[at][2:4] == found[at - 1][2:4]:
            if found[at][1:2] >= found[at - 1][1:2]:
                break
            found[at - 1], found[at] = found[at], found[at - 1]
            at -= 1
    return found
