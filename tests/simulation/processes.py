"""One Stige of several on the same database, put together as `bot.composition` does; only its edges are simulated."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from bot.cases.case import Realm
from bot.clock import Belief, Reading, looked
from bot.desk.desk import Desk
from bot.engine import Engine
from bot.messages.pace import limits_of
from bot.messages.shown import Response
from bot.notices.courier import Courier
from bot.people.identity import Platform
from bot.relay import Relay
from bot.running import Away
from storage.sealing import Keyring
from storage.store import SqlStore
from tests.core.corridor import FILES, KEYS, CountedIds
from tests.simulation.chats import Chat, Line
from tests.simulation.memory import Memory, Reached
from tests.simulation.world import Task, World, through

T = TypeVar("T")
FAILED = (Away, DBAPIError)  # the database is not there: every loop goes on later
REGARDLESS = 2.0  # so long after a fault of the database is looked again, as the alarm clock does
CARRIERS = 2
HEARD = 0.3  # how often one process hears at once that another has committed
BEATS = 3.4  # seconds: less often than in truth, still always in time, and cheaper


class Clock:
    """Fulfils `bot.ports.Clock`: as `adapters.clock` does, without its thread."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._belief = Belief(self._read())

    def now(self) -> datetime:
        return self._belief.now(self._world.passed)

    def held(self) -> bool:
        return self._belief.holds(self._world.passed)

    def look(self) -> None:
        self._belief = looked(self._belief, self._read())

    def _read(self) -> Reading:
        return Reading(self._world.wall, self._world.passed)


@dataclass(eq=False)
class Request:
    """What a platform brings of a person: answered once somebody's desk did, whoever asked."""

    ask: Callable[[Desk], Response]
    answers: list[Response] = field(default_factory=list)


@dataclass(eq=False)
class Process:
    """It beats, fires timers, carries messages and notices, and answers at the desk, each in tasks of its own."""

    name: str
    world: World
    memory: Memory
    chats: dict[Platform, Chat]
    ids: CountedIds
    others: Callable[[], list["Process"]]
    paced: frozenset[Platform] = frozenset()
    dead: bool = False
    ready: bool = False
    beat_at: float = -1e9
    timers: list[Task] = field(default_factory=list)
    messages: list[Task] = field(default_factory=list)
    notices: list[Task] = field(default_factory=list)

    def starts(self) -> None:
        self._beats = self.world.begin("beats", self._run, self, eager=True)

    def wake_all(self) -> None:
        """As `AlarmClock` does after each commit: here at once, elsewhere by a bell that may stay silent."""
        self.wake()
        for other in self.others():
            if other is not self and self.world.chance.random() < HEARD:
                other.wake()

    def wake(self) -> None:
        """Something may be due."""
        self.looks(self.timers)
        self.looks(self.messages)

    def looks(self, tasks: list[Task]) -> None:
        self.is_to_beat()
        for task in tasks[:1]:
            task.wake(self.world.passed)

    def is_at_work(self) -> bool:
        return any(task.wakes_at is not None for task in (*self.timers, *self.messages, *self.notices))

    def is_to_beat(self) -> None:
        """However long nothing happened, it has gone on beating: done just before somebody could notice."""
        if self.ready and self.world.passed - self.beat_at >= BEATS:
            self._beats.wake(self.world.passed)

    def serves(self, request: Request) -> None:
        """In a task of its own, as a web server does."""

        def serve() -> None:
            try:
                request.answers.append(request.ask(self.desk))
            except FAILED:
                self.world.tell("has no answer for a person: the database failed")

        self.world.begin("serves", serve, self)

    @property
    def owner(self) -> str:
        """As whom it holds leases."""
        return self.store._shared.owner if self.ready else ""

    # what runs in it

    def _run(self) -> None:
        while not self.ready:
            try:
                self._is_put_together()
                self._beat()
                self.ready = True
            except FAILED:
                self.world.sleep("cannot start yet", REGARDLESS)
        begin = self.world.begin
        self.timers = [begin("timers", lambda: self._goes_on(self._fires), self)]
        self.messages = [begin("messages", lambda: self._goes_on(self._carries), self) for _ in range(CARRIERS)]
        self.notices = [begin("notices", lambda: self._goes_on(self._brings), self)]
        while True:
            self.world.idle()
            try:
                self._beat()
            except FAILED:
                self.beat_at = self.world.passed

    def _is_put_together(self) -> None:
        self.store = SqlStore(Reached(self.memory), Keyring(KEYS), Realm.LIVE)
        self.store.pace_by(limits_of(self.paced))
        self.clock = Clock(self.world)
        self.engine = Engine(self.store, self.clock, self.ids, frozenset(self.chats), self.wake_all, self.clock.held)
        senders = {platform: Line(chat) for platform, chat in self.chats.items()}
        self.relay = Relay(self.engine, senders, in_its_place)
        self.courier = Courier(self.engine, senders, in_its_place, self.relay.found)
        self.desk = Desk(self.engine, FILES)

    def _beat(self) -> None:
        with self.store.beating() as unit:
            unit.beat(self.clock.now())
        self.beat_at = self.world.passed

    def _goes_on(self, work: Callable[[], bool]) -> None:
        """Until nothing is due; and again, once somebody wakes it."""
        while True:
            task = self.world.running
            assert task
            task.began = self.world.commits
            try:
                more = work()
            except FAILED as fault:
                self.world.sleep(f"failed: {fault!r}", REGARDLESS)
                continue
            if not more:
                self.world.idle()

    def _fires(self) -> bool:
        fired = self.engine.fire_due()
        for one in fired:
            self.world.tell(f"fired a timer of {one.case_id}{f': {one.error!r}' if one.error else ''}")
            assert one.error is None or isinstance(one.error, FAILED), f"{one.error!r}"
        return bool(fired)

    def _carries(self) -> bool:
        done = through(self.relay.deliver_next(lambda: self.messages[1].wake(self.world.passed)))
        if done:
            self.world.tell(f"{done.kind} of {done.case_id}: {done.how} {done.why}")
            assert done.error is None or isinstance(done.error, FAILED), f"{done.error!r}"
        return done is not None

    def _brings(self) -> bool:
        done = through(self.courier.deliver_next())
        if done:
            self.world.tell(f"notice to {done.to}: {done.how} {done.why}")
            assert done.error is None or isinstance(done.error, FAILED), f"{done.error!r}"
        return done is not None


async def in_its_place(work: Callable[[], T]) -> T:
    """A worker thread needs no thread here: every transaction is a step anyway."""
    return work()
