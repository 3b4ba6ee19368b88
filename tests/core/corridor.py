"""The engine on a store in memory, with a clock that the test moves and platforms that only remember."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from adapters.policyfile.chat import ChatFiles
from adapters.wording import Wording
from bot.cases.case import Case, Status
from bot.cases.commands import PersonsCommand
from bot.cases.facts import Facts
from bot.cases.outcome import Refused
from bot.delivery.prepared import Delivered
from bot.engine import Done, Engine, Fired
from bot.lint.finding import Means
from bot.messages.owed import Owed
from bot.people.identity import Identity, Platform, Profile
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.policy.rules import Rules
from bot.ports import Unit
from bot.relay import Relay
from storage.store import SqlStore, open_store
from tests.harness.builders import START, company, facts, handover, rules, text
from tests.harness.senders import FakeSender

T = TypeVar("T")
LEASE = timedelta(seconds=60)
KEYS = ["a secret key for tests"]
FILES = ChatFiles(Means(), Wording(str, "en", lambda: START))


@dataclass
class HandClock:
    at: datetime = START

    def now(self) -> datetime:
        return self.at


@dataclass
class CountedIds:
    given: int = 0

    def case_id(self) -> str:
        self.given += 1
        return f"case{self.given}"


async def right_here(work: Callable[[], T]) -> T:
    return work()


@dataclass
class Corridor:
    """Everybody of the small company has an account on Slack. `saved` counts how often somebody was woken."""

    policy: Policy = field(default_factory=lambda: Policy(rules(), company()))
    platforms: frozenset[Platform] = frozenset({Platform.SLACK})
    url: str = "sqlite://"
    domains: frozenset[str] = frozenset()
    clock: HandClock = field(default_factory=HandClock)
    ids: CountedIds = field(default_factory=CountedIds)
    saved: int = 0

    def __post_init__(self) -> None:
        self.store: SqlStore = open_store(self.url, KEYS)
        with self.store.writing() as unit:
            if unit.active() is None:
                unit.activate(self.policy, b"", "pia", "first", self.clock.at)
        self.engine = Engine(self.store, self.clock, self.ids, self.platforms, self._woken)
        self.senders = {platform: FakeSender(platform) for platform in sorted(self.platforms)}
        for sender in self.senders.values():
            for person in self.policy.roster.people:
                sender.has(person)
        self.relay = Relay(self.engine, self.senders, right_here, self.domains)

    def _woken(self) -> None:
        self.saved += 1

    @property
    def slack(self) -> FakeSender:
        return self.senders[Platform.SLACK]

    @property
    def teams(self) -> FakeSender:
        return self.senders[Platform.TEAMS]

    # people

    def opens(
        self,
        summary: str = "checkout is down",
        by: str = "rita",
        key: str = "",
        concerned: Iterable[str] = (),
        **given: object,
    ) -> Done:
        about: Facts = facts(**given)
        words = handover(summary=text(summary, by))
        return self.engine.open(by, words, about, key or f"open {summary}", frozenset(concerned))

    def does(self, who: str, command: PersonsCommand, case_id: str = "case1", key: str = "") -> Done:
        return self.engine.handle(who, case_id, command, key or f"{who} {command}")

    def refusal(self, who: str, command: PersonsCommand, case_id: str = "case1", key: str = "") -> str:
        """The sentence's key."""
        try:
            done = self.does(who, command, case_id, key)
        except Refused as refused:
            return refused.sentence.key
        raise AssertionError(f"it was not refused: {done}")

    def met(self, person: str, platform: Platform = Platform.SLACK) -> Profile:
        """They spoke to Stige before."""
        profile = self.senders[platform].has(person)
        with self.store.writing() as unit:
            unit.bind(profile, person, self.clock.at)
        return profile

    def whose(self, identity: Identity) -> str | None:
        with self.store.writing() as unit:
            return unit.person_of(identity)

    # time

    def later(self, minutes: float = 0, seconds: float = 0) -> None:
        self.clock.at += timedelta(minutes=minutes, seconds=seconds)

    def fires(self) -> list[Fired]:
        """All that is due now."""
        fired = []
        while one := self.engine.fire():
            fired.append(one)
        return fired

    async def delivers(self) -> list[Delivered]:
        """All that may be sent now."""
        delivered = []
        while one := await self.relay.deliver_next():
            delivered.append(one)
        return delivered

    # what is remembered

    def case(self, case_id: str = "case1") -> Case:
        with self.store.writing() as unit:
            case = unit.load(case_id)
        assert case
        return case

    def status(self, case_id: str = "case1") -> tuple[Status, str | None]:
        case = self.case(case_id)
        return case.status, case.owner

    def happened(self, case_id: str = "case1") -> list[str]:
        with self.store.writing() as unit:
            return [type(entry.event).__name__ for entry in unit.entries(case_id)]

    def owed(self) -> list[Owed]:
        """What may be sent now, most urgent first. Nothing is taken."""
        taken = []
        try:
            with self.store.writing() as unit:
                taken = list(self._take_all(unit))
                raise _RollBack
        except _RollBack:
            return taken

    def _take_all(self, unit: Unit) -> Iterable[Owed]:
        while owed := unit.take(self.clock.at, LEASE):
            yield owed
            unit.withdrawn(owed, self.clock.at)

    def next_number(self) -> int:
        """The number that the next case would get."""
        try:
            with self.store.writing() as unit:
                number = unit.next_number()
                raise _RollBack
        except _RollBack:
            return number

    def replace_policy(self, policy_rules: Rules | None = None, roster: Roster | None = None) -> None:
        policy = Policy(policy_rules or self.policy.rules, roster or self.policy.roster)
        with self.store.writing() as unit:
            unit.activate(policy, b"", "pia", "changed", self.clock.at)


class _RollBack(Exception):
    pass
