"""The alarm clock: APScheduler wakes the doors of timers and messages when something is due, and every few seconds
regardless. It remembers nothing: what is due stands in the database.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import structlog
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from adapters.crew import Crew, begin
from adapters.outage import MEND, Outage
from adapters.pulse import Pulse
from adapters.rounds import Rounds
from adapters.telling import Log, Teller
from bot.engine import Engine, Fired
from bot.notices.courier import Courier
from bot.ports import InThread, Unit
from bot.relay import Relay
from bot.upkeep.chores import Chore

T = TypeVar("T")
Job = Callable[[], Coroutine[None, None, None]]
REGARDLESS = timedelta(seconds=2)
GATHERING = 0.03  # seconds in which commits are gathered
WHILE = 1.0  # seconds in which timers fire without a look at the loop
ROUND = timedelta(seconds=15)  # how often chores are done regardless
# Messages under way at the same time, each to another destination, and notices again half as many. Those that hang keep
# nobody else waiting until there are as many of them.
AT_ONCE = 64
MOST_TURNS = 20  # until what settles is left as it is
PATIENCE = 5.0  # seconds that a stop waits for what is under way
log = structlog.get_logger()


async def in_thread(work: Callable[[], T]) -> T:
    return await asyncio.to_thread(work)


def threads(count: int, name: str) -> InThread:
    """Of their own: what comes in great numbers there keeps nothing else waiting for a thread."""
    pool = ThreadPoolExecutor(count, name)

    async def in_one_of_them(work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, work)

    return in_one_of_them


firing, carrying = threads(1, "timers"), threads(2, "messages")


class AlarmClock:
    """One in a process. Timers never wait for a platform, nor one message for another, nor either for a chore."""

    def __init__(
        self, engine: Engine, relay: Relay, courier: Courier, chores: Sequence[Chore] = (), teller: Teller | None = None
    ) -> None:
        self._engine = engine
        teller = teller or Log()
        self._outage = outage = Outage()
        self._pulse = Pulse(engine.store, engine.clock, outage, self.wake)
        self._bell = engine.store.bell()
        self._messages = Crew(relay.deliver_next, teller.message, self._plan_messages, AT_ONCE, outage)
        self._notices = Crew(courier.deliver_next, teller.notice, self._plan_notices, AT_ONCE // 2, outage)
        self.chores = chores
        self._rounds, self._teller = Rounds(chores, engine.clock.now, outage, teller.chore), teller
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._firing = asyncio.Lock()
        self._looking: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = False
        self._stopping = False
        self._fired = 0
        self._looked_at = float("-inf")  # by the monotonic clock

    def start(self, end: Callable[[str], None] = lambda _: None) -> None:
        """Called inside the running loop. `end` is called, from any thread, if this process may not go on."""
        self._loop = asyncio.get_running_loop()
        for job in (self.look, self.deliver_due):
            self._scheduler.add_job(job, "interval", seconds=REGARDLESS.total_seconds(), coalesce=True, max_instances=2)
        self._scheduler.add_job(self.begin_round, "interval", seconds=ROUND.total_seconds(), coalesce=True)
        self._scheduler.start()
        self._engine.on_saved = self._wake_all
        self._pulse.start(end)
        self._bell.listen(self.wake)
        self.wake()
        self._notices.employ()
        begin(self.go_round(), self._looking, self._outage)

    async def stop(self) -> None:
        """Nothing new is begun. What is under way may end: else its lease would hold it up after the next start."""
        self._engine.on_saved = lambda: None
        self._stopping = True
        self._messages.dismiss()
        self._notices.dismiss()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                under_way = (*self._looking, *self._messages.under_way, *self._notices.under_way)
                await asyncio.gather(*under_way, return_exceptions=True)
                async with self._firing:
                    pass  # the scheduler's own turn is through, too
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await in_thread(self._bell.close)
        await in_thread(self._pulse.stop)

    def set_anew(self) -> None:
        """The machine's clock was set: what was planned by it before would wait for as long as it jumped. From any
        thread."""
        for job in self._scheduler.get_jobs():
            with suppress(JobLookupError):  # it has rung meanwhile
                job.modify(next_run_time=datetime.now(UTC))

    def _wake_all(self) -> None:
        """Here, and in the other processes."""
        self.wake()
        self._bell.ring()

    def wake(self) -> None:
        """Something may be due. From any thread."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring_now)

    def _ring_now(self) -> None:
        """However many have woken it, it looks once. Past the scheduler, which would cost every commit two jobs."""
        if self._scheduler.running and not self._woken and not self._stopping:
            self._woken = True
            asyncio.get_running_loop().call_later(GATHERING, self._look_soon)
            self._messages.employ()

    def _look_soon(self) -> None:
        """Few commits make something due at once that is no message; so of many there is one look."""
        if not self._stopping:
            begin(self.fire_due(), self._looking, self._outage)
            self._messages.employ()
            self._notices.employ()

    def _ring_at(self, at: datetime, *jobs: Job) -> None:
        if self._scheduler.running and not self._stopping:
            for job in jobs:
                name = f"{job.__name__} {at.isoformat()}"
                self._scheduler.add_job(
                    job, "date", run_date=at, id=name, replace_existing=True, misfire_grace_time=None
                )

    def rang_within(self, span: timedelta) -> bool:
        """Whether the timers were looked at so lately."""
        return time.monotonic() - self._looked_at < span.total_seconds()

    def trouble(self) -> str | None:
        """What the loops have come upon that does not end by itself, for the operator."""
        return f"is damaged: {MEND}" if self._outage.damaged else None

    def next_timer_at(self) -> datetime | None:
        """When something comes due that is not due yet: a timer (one overdue, too), a notice, a chore."""
        timer_at, notice_at = self._asked(lambda unit: (unit.next_due_at(), unit.next_notice_at()))
        due = notice_at and notice_at <= self._engine.clock.now()
        return min(filter(None, (timer_at, None if due else notice_at, self._rounds.next_at())), default=None)

    async def settle(self) -> None:
        """All that is due now is done when this returns: chores, then timers, which owe messages; and again, since
        each may bring about work for the others."""
        for _ in range(MOST_TURNS):
            before = self._done
            await self._rounds.go_through()
            await self.fire_due()
            await self.deliver_due()
            await self._messages.through()
            await self._notices.through()
            if self._done == before:
                return

    async def begin_round(self) -> None:
        """A chore that hangs holds up its own round, and no later one."""
        begin(self.go_round(), self._looking, self._outage)

    async def go_round(self) -> None:
        if not self._stopping:
            await self._rounds.go()
            self._ring_before(await in_thread(self._rounds.next_at), ROUND, self.begin_round)

    async def look(self) -> None:
        """At the timers, in its turn."""
        try:
            await self.fire_due()
        except Exception as fault:  # the edge of this loop
            self._outage.tell("timers could not be looked at", fault)

    async def fire_due(self) -> None:
        self._woken, loop = False, asyncio.get_running_loop()
        async with self._firing:
            while await firing(lambda: self._fire_for_a_while(loop)):
                pass
            self._looked_at = time.monotonic()
        await self._plan(lambda unit: unit.next_due_at())

    def _fire_for_a_while(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether more may be due. In the thread of the timers: where thousands are overdue, the loop has messages to
        see to between any two turns, and would let them pass first."""
        until = time.monotonic() + WHILE
        while not self._stopping and time.monotonic() < until:
            if not (fired := self._engine.fire_due()):
                return False
            loop.call_soon_threadsafe(self._fired_now, fired)
        return not self._stopping

    def _fired_now(self, fired: Sequence[Fired]) -> None:
        self._fired += len(fired)
        for one in fired:
            self._teller.timer(one)

    async def deliver_due(self) -> None:
        """Begins to."""
        self._messages.employ()
        self._notices.employ()

    @property
    def _done(self) -> int:
        return self._fired + self._messages.delivered + self._notices.delivered

    async def _plan_messages(self) -> None:
        await self._plan(lambda unit: unit.next_message_at())

    async def _plan_notices(self) -> None:
        await self._plan(lambda unit: unit.next_notice_at())

    async def _plan(self, next_at: Callable[[Unit], datetime | None]) -> None:
        """Ring when the next is due, if it comes before the next regular turn."""
        at = await in_thread(lambda: self._asked(next_at))
        self._ring_before(at, REGARDLESS, self.look, self.deliver_due)

    def _ring_before(self, at: datetime | None, regular: timedelta, *jobs: Job) -> None:
        left = at - self._engine.clock.now() if at else regular
        if timedelta() < left < regular:
            self._ring_at(datetime.now(UTC) + left, *jobs)

    def _asked(self, question: Callable[[Unit], T]) -> T:
        with self._engine.store.writing() as unit:
            return question(unit)
