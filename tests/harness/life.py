"""The whole bot through weeks, with everything real but the network and the clock.

Any number of processes live on one database. Each may die at any boundary: just before or just after any commit, and
just before or just after a platform took a message. Then all that it knew is gone, and another goes on in its place.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from adapters.wording import Wording
from bot.cases.case import Realm
from bot.composition.chores import Means, chores
from bot.desk.desk import Desk
from bot.engine import Engine
from bot.messages.owed import Receipt
from bot.messages.shown import Card
from bot.notices.courier import Courier
from bot.people.identity import Identity, Platform, Reader
from bot.people.presence import Stretch
from bot.policy.policy import Policy
from bot.ports import Unit
from bot.relay import Relay
from bot.sending import Lost, NotNow, Reachable, Undeliverable
from bot.settings import Settings
from bot.upkeep.feeds import FeedChore, Reading
from storage.database import Database, open_database
from storage.sealing import Keyring
from storage.store import SqlStore
from tests.core.cases.chance import Chance
from tests.core.corridor import FILES, KEYS, CountedIds, HandClock
from tests.harness.builders import START
from tests.harness.senders import FakeSender

T = TypeVar("T")
PLATFORM = Platform.SLACK
ROUND = timedelta(hours=1)  # what needs no waking is looked at so often
A_SECOND = timedelta(seconds=1)
MOST_TURNS = 200
Doing = Callable[["Process"], None]


class Crash(BaseException):
    """The process dies: nothing in it can catch that."""


class Fuse:
    """How many boundaries a process still passes before it dies; None: it goes on."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.burnt = False

    def burns(self) -> None:
        if self.burnt or self.left == 0:
            self.burnt = True
            raise Crash
        if self.left is not None:
            self.left -= 1


class MortalStore(SqlStore):
    """That of one process, with what it remembers of its own; the database is everybody's."""

    def __init__(self, database: Database, fuse: Fuse) -> None:
        self._fuse = Fuse()
        super().__init__(database, Keyring(KEYS), Realm.LIVE)
        self._fuse = fuse

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        self._fuse.burns()
        with super().writing() as unit:
            yield unit
            self._fuse.burns()
        self._fuse.burns()


class Platforms(FakeSender):
    """The chat: no process of ours, so it outlives them all. In `foul` weather it refuses, is late, loses answers.

    `closed` are users whose accounts are. `weather` gives the fault of the next attempt, if there is one.
    """

    def __init__(self, chance: Chance) -> None:
        super().__init__(PLATFORM)
        self.chance = chance
        self.foul = False
        self.closed: set[str] = set()

    def fault(self) -> Exception | None:
        if not self.foul or self.chance.number(1, 3) > 1:
            return None
        wait = self.chance.one(None, timedelta(seconds=7), timedelta(minutes=3))
        return self.chance.one(NotNow("busy", wait), NotNow("busy"), Lost("no answer"), Undeliverable("not_in_channel"))

    async def post(self, to: Identity | str, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> Receipt:
        name, fault = to.user if isinstance(to, Identity) else to, self.fault()
        if name in self.closed:
            raise Undeliverable("account_inactive")
        if fault and (not isinstance(fault, Lost) or self.chance.one(True, False)):
            raise fault
        receipt = await super().post(to, card, reader, outbox_id, repeated)
        if fault:
            raise fault
        return receipt

    async def edit(self, receipt: Receipt, card: Card, reader: Reader) -> None:
        if fault := self.fault():
            raise fault
        await super().edit(receipt, card, reader)

    async def reach(self, to: Identity) -> Reachable:
        if isinstance(fault := self.fault(), NotNow | Lost):
            raise fault
        return Reachable(False, why="account_inactive") if to.user in self.closed else Reachable(True)


@dataclass
class OneLine(FakeSender):
    """A process's line to the platforms: it may die while it speaks."""

    chat: Platforms = None  # type: ignore[assignment]
    fuse: Fuse = field(default_factory=Fuse)

    async def post(self, to: Identity | str, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> Receipt:
        self.fuse.burns()
        receipt = await self.chat.post(to, card, reader, outbox_id, repeated)
        self.fuse.burns()
        return receipt

    async def settle(self, to: Identity | str, outbox_id: str, since_at: datetime) -> Receipt | None:
        self.fuse.burns()
        return await self.chat.settle(to, outbox_id, since_at)

    async def edit(self, receipt: Receipt, card: Card, reader: Reader) -> None:
        self.fuse.burns()
        await self.chat.edit(receipt, card, reader)
        self.fuse.burns()

    async def remove(self, receipt: Receipt) -> None:
        await self.chat.remove(receipt)

    async def reach(self, to: Identity) -> Reachable:
        self.fuse.burns()
        return await self.chat.reach(to)


@dataclass
class Feeds:
    """The calendars out in the world. `says` is what stands in each, None where it cannot be read; `good` is what was
    last read of each, and what before that."""

    says: dict[str, tuple[Stretch, ...] | None] = field(default_factory=dict)
    good: dict[str, tuple[tuple[Stretch, ...], ...]] = field(default_factory=dict)

    async def read(self, wanted: Mapping[str, str], now: datetime) -> AsyncIterator[Reading]:
        for source in wanted:
            said = self.says.get(source)
            if said is None:
                yield Reading(source, trouble="It is down.")
            else:
                self.good[source] = (said, *self.good.get(source, ())[:1])
                yield Reading(source, said)


class Process:
    """One Stige: what `bot.composition` puts together, on a line of its own."""

    def __init__(self, life: "Life") -> None:
        self.life, self.fuse = life, Fuse()
        self.store = MortalStore(life.database, self.fuse)
        self.engine = Engine(self.store, life.clock, life.ids, frozenset({PLATFORM}))
        senders = {PLATFORM: OneLine(accounts=life.chat.accounts, chat=life.chat, fuse=self.fuse)}
        self.relay = Relay(self.engine, senders, self.in_thread)
        self.courier = Courier(self.engine, senders, self.in_thread, self.relay.found)
        words = Wording(str, "en", life.clock.now)
        means = Means(self.engine, senders, self.in_thread, self.relay, frozenset(), Settings(), words)
        feeds = FeedChore(self.engine, life.feeds, self.in_thread)
        self.chores = [feeds if chore.name == feeds.name else chore for chore in chores(means)]
        self.desk = Desk(self.engine, FILES)
        self.due_at = {chore.name: life.clock.at for chore in self.chores}

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Whoever else is awake may come first."""
        for _ in range(self.life.chance.number(0, 2) if len(self.life.processes) > 1 else 0):
            await asyncio.sleep(0)
        return work()

    async def works(self) -> None:
        """Until nothing is due."""
        for _ in range(MOST_TURNS):
            await self.does_chores()
            if not (self.fires() | await self.delivers(self.relay) | await self.delivers(self.courier)):
                return
        raise AssertionError("it comes to no end")

    async def does_chores(self) -> None:
        """Each when it is due, and all of them from time to time."""
        now = self.life.clock.at
        for chore in [chore for chore in self.chores if self.due_at[chore.name] <= now]:
            await chore.do(now)
            next_at = chore.next_at(now)
            assert next_at is None or next_at > now, f"{chore.name} wants to be woken in the past"
            self.due_at[chore.name] = min(next_at or now + ROUND, now + ROUND)

    def looks_again(self) -> None:
        """Somebody changed something: the next round of the alarm clock sees it within seconds."""
        self.due_at = dict.fromkeys(self.due_at, self.life.clock.at)

    def fires(self) -> bool:
        fired = 0
        while done := self.engine.fire_due():
            for one in done:
                assert one.error is None, f"a timer of {one.case_id} failed: {one.error!r}"
            fired += len(done)
        return fired > 0

    async def delivers(self, door: Relay | Courier) -> bool:
        delivered = 0
        while done := await door.deliver_next():
            assert done.error is None, f"{done} failed: {done.error!r}"
            delivered += 1
        return delivered > 0


class Life:
    """`processes` are those that are alive; without one the bot is down. `up_since` is since when it was not."""

    def __init__(self, chance: Chance, policy: Policy, url: str = "sqlite://") -> None:
        self.chance, self.policy = chance, policy
        self.database = open_database(url)
        self.clock, self.ids = HandClock(START), CountedIds()
        self.chat, self.feeds = Platforms(chance), Feeds()
        for person in policy.roster.people:
            self.chat.has(person)
        self.book = SqlStore(self.database, Keyring(KEYS), Realm.LIVE)  # that of the test itself
        with self.book.writing() as unit:
            unit.activate(policy, b"", "pia", "first", START)
        self.processes = [Process(self)]
        self.up_since = START
        self.crashes = 0

    @property
    def now(self) -> datetime:
        return self.clock.at

    def ends(self) -> None:
        self.database.close()

    # processes

    def one_more(self) -> None:
        self.processes.append(Process(self))

    def one_less(self) -> None:
        self.processes.pop()

    def is_down(self, span: timedelta) -> None:
        """All of them die at once; so much later one begins anew."""
        self.clock.at += span
        self.processes = [Process(self)]
        self.up_since = self.now

    def calms_down(self) -> None:
        self.chat.foul = False
        for process in self.processes:
            process.fuse.left = None

    def _replace(self, dead: Process) -> None:
        self.crashes += 1
        self.processes[self.processes.index(dead)] = Process(self)

    # time

    async def until(self, at: datetime) -> AsyncIterator[datetime]:
        """From due time to due time; told is each at which all that was due is done."""
        while self.now < at:
            self.clock.at = min(at, max(self._next_at(), self.now + A_SECOND))
            await self.all_work()
            yield self.now

    def _next_at(self) -> datetime:
        with self.book.writing() as unit:
            owed = (unit.next_due_at(), unit.next_message_at(), unit.next_notice_at())
        return min(at for at in (*owed, *(at for process in self.processes for at in process.due_at.values())) if at)

    async def all_work(self) -> None:
        """Until nobody died and all is done."""
        while not all(await asyncio.gather(*(self._alive(one, one.works) for one in self._in_any_order()))):
            pass

    async def meanwhile(self, doing: Doing) -> None:
        """Somebody does something in one process, while all of them are at work. Where it dies, the platform brings it
        once more, to the one in its place: with the same key, so it counts once."""
        self._all_look_again()
        done = False

        async def does() -> None:
            nonlocal done
            while not done:
                process = self.chance.one(*self.processes)
                await asyncio.sleep(0)
                done = await self._alive(process, partial(_now, doing, process))

        await asyncio.gather(does(), *(self._alive(one, one.works) for one in self._in_any_order()))
        self._all_look_again()  # what was done after they had looked, too
        await self.all_work()

    def _all_look_again(self) -> None:
        for process in self.processes:
            process.looks_again()

    async def _alive(self, process: Process, work: Callable[[], Awaitable[None]]) -> bool:
        """Whether it was through with it."""
        try:
            await work()
        except Crash:
            if process in self.processes:
                self._replace(process)
            return False
        return True

    def _in_any_order(self) -> tuple[Process, ...]:
        return self.chance.some(tuple(self.processes), len(self.processes), len(self.processes))


async def _now(doing: Doing, process: Process) -> None:
    doing(process)
