"""A case on its way through time: `step`, its timers, and a clock that is wound. Holds the promises at every step."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cases.case import Case, Realm
from bot.cases.clocks import CaseClock
from bot.cases.commands import Command, MoveVersion, Open, PersonsCommand
from bot.cases.events import Entry, Event
from bot.cases.facts import Facts, Handover
from bot.cases.outcome import Message, Refused
from bot.cases.step import step
from bot.cases.timers import Timer, due, timers
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.words import Say
from tests.core.cases import promises
from tests.core.cases.told import told
from tests.harness.builders import COMPANY, START, facts, handover


class World:
    """One case under one policy. `story` tells what happened, line by line, with the local time before each."""

    def __init__(self, rules: Rules, roster: Roster = COMPANY, now: datetime = START) -> None:
        self.rules = rules
        self.roster = roster
        self.now = now
        self.record: list[Entry] = []
        self.messages: tuple[Message, ...] = ()
        self._case: Case | None = None
        self.versions: dict[str, Rules] = {}
        self._told = 0

    @property
    def case(self) -> Case:
        assert self._case, "nothing is open yet"
        return self._case

    @property
    def pending(self) -> tuple[Timer, ...]:
        return timers(self.case, self.rules)

    # people

    def opens(
        self,
        by: str = "rita",
        stated: Facts | None = None,
        given: Handover | None = None,
        concerned: frozenset[str] = frozenset(),
        **more: object,
    ) -> "World":
        """`more` are facts, as in `facts`."""
        clock = CaseClock(self.now)
        command = Open("c1", 7, Realm.LIVE, clock, given or handover(), stated or facts(**more), concerned)
        self.step(command, by)
        return self

    def does(self, by: str, command: PersonsCommand) -> tuple[Event, ...]:
        return self.step(command, by)

    def refuses(self, by: str, command: PersonsCommand) -> str:
        """The key of the sentence that the person is told; nothing has happened."""
        said = self.attempts(by, command)
        assert said, f"{by} was not refused"
        return said.key.removeprefix("refused.")

    def attempts(self, by: str, command: PersonsCommand) -> Say | None:
        """The sentence of a refusal, where it is one."""
        try:
            done = self.step(command, by)
        except Refused as refused:
            return refused.sentence
        assert done, f"{command} of {by} was neither done nor refused"
        return None

    # time

    def wait(self, minutes: float = 0, **span: float) -> "World":
        """Timers fire as they fall due."""
        return self.wait_until(self.now + timedelta(minutes=minutes, **span))

    def wait_until(self, until_at: datetime) -> "World":
        while self._case and (first := next(iter(self.pending), None)) and first.due_at <= until_at:
            self.now = max(self.now, first.due_at)
            self.fire()
        self.now = until_at
        return self

    def until_next_timer(self) -> Timer | None:
        """None where the case is closed."""
        self.now = max([self.now, *(timer.due_at for timer in self.pending[:1])])
        return self.fire()

    def is_down(self, minutes: float = 0, **span: float) -> list[Timer]:
        """Nothing fires all the while; everything overdue fires at the end. Returns what did."""
        self.now += timedelta(minutes=minutes, **span)
        fired = []
        while timer := self.fire():
            fired.append(timer)
        return fired

    def fire(self) -> Timer | None:
        """The one timer that is to be carried out now, carried out."""
        timer = due(self.pending, self.now)
        if timer:
            assert self.step(timer.command, None), f"{timer} changed nothing: it would be due for ever"
        return timer

    def changes(self, roster: Roster | None = None, rules: Rules | None = None) -> "World":
        self.roster, self.rules = roster or self.roster, rules or self.rules
        return self

    # what happened

    @property
    def story(self) -> list[str]:
        """Since it was last asked for."""
        lines = [self._line(entry) for entry in self.record[self._told :]]
        self._told = len(self.record)
        return [line for line in lines if line]

    def _line(self, entry: Entry) -> str:
        local = entry.at.astimezone(ZoneInfo(self.rules.timezone))
        words = told(entry.event)
        return f"{local:%a %H:%M}{f':{local:%S}' if local.second else ''} {words}" if words else ""

    def heard(self) -> set[tuple[str, str]]:
        """Whom the last step owes what: ("ana", "ask"), ("rita", "accepted"), ("#ops", "tell")."""
        return {(m.person or (f"#{m.place}" if m.place else "cards"), m.topic or m.kind.value) for m in self.messages}

    def step(self, command: Command, by: str | None) -> tuple[Event, ...]:
        before = self._case
        rules = self._rules_for(command)
        outcome = step(before, command, by, rules, self.roster, self.now)
        self.record.extend(outcome.entries)
        self._case, self.messages = outcome.case, outcome.messages
        self.rules = rules
        promises.hold(before, command, outcome, self.record, self.rules, self.roster)
        return tuple(entry.event for entry in outcome.entries)

    def _rules_for(self, command: Command) -> Rules:
        """A move to one of `versions` is given the rules of that one, as the engine does."""
        return self.versions.get(command.version, self.rules) if isinstance(command, MoveVersion) else self.rules

    def copy(self) -> "World":
        other = World(self.rules, self.roster, self.now)
        other.versions = self.versions
        other.record, other._case = list(self.record), replace(self.case)
        return other
