"""The alarm clock: APScheduler wakes the doors of timers and messages when something is due, and every few seconds
regardless. It remembers nothing: what is due stands in the database.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.engine import Engine
from bot.keeping.courier import Courier
from bot.ports import Unit
from bot.relay import Relay

T = TypeVar("T")
REGARDLESS = timedelta(seconds=2)
AT_ONCE = 8  # messages under way at the same time
PATIENCE = 5.0  # seconds that a stop waits for what is under way
log = structlog.get_logger()


async def in_thread(work: Callable[[], T]) -> T:
    return await asyncio.to_thread(work)


class AlarmClock:
    """One in a process. Timers never wait for a platform, nor one message for another."""

    def __init__(self, engine: Engine, relay: Relay, courier: Courier | None = None) -> None:
        self._engine = engine
        self._relay = relay
        self._courier = courier
        self._carrying = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._firing = asyncio.Lock()
        self._looking: set[asyncio.Task[None]] = set()
        self._delivering: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = False
        self._stopping = False
        self.fired_at: datetime | None = None

    def start(self) -> None:
        """Called inside the running loop."""
        self._loop = asyncio.get_running_loop()
        for job in (self.fire_due, self.deliver_due):
            self._scheduler.add_job(job, "interval", seconds=REGARDLESS.total_seconds(), coalesce=True, max_instances=2)
        self._scheduler.start()
        self._engine.on_saved = self.wake
        self.wake()

    async def stop(self) -> None:
        """Nothing new is begun. What is under way may end: else its lease would hold it up after the next start."""
        self._engine.on_saved = lambda: None
        self._stopping = True
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(*self._looking, *self._delivering, return_exceptions=True)
                async with self._firing:
                    pass  # the scheduler's own turn is through, too
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def wake(self) -> None:
        """Something may be due. From any thread."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring_now)

    def _ring_now(self) -> None:
        """However many have woken it, it looks once. Past the scheduler, which would cost every commit two jobs."""
        if self._scheduler.running and not self._woken and not self._stopping:
            self._woken = True
            self._start(self.fire_due(), self._looking)
            self._employ()

    def _ring_at(self, at: datetime) -> None:
        if self._scheduler.running and not self._stopping:
            for job in (self.fire_due, self.deliver_due):
                name = f"{job.__name__} {at.isoformat()}"
                self._scheduler.add_job(
                    job, "date", run_date=at, id=name, replace_existing=True, misfire_grace_time=None
                )

    def rang_within(self, span: timedelta) -> bool:
        """Whether the timers were looked at so lately."""
        return self.fired_at is not None and datetime.now(UTC) - self.fired_at < span

    def next_timer_at(self) -> datetime | None:
        return self._asked(lambda unit: unit.next_due_at())

    async def settle(self) -> None:
        """All that is due now is done when this returns: timers first, since they owe messages."""
        await self.fire_due()
        await self.deliver_due()
        while self._delivering:
            await asyncio.gather(*self._delivering)

    async def fire_due(self) -> None:
        self._woken = False
        async with self._firing:
            while not self._stopping and (fired := await in_thread(self._engine.fire)):
                if fired.error:
                    error = type(fired.error).__name__
                    log.error("timer failed", case=fired.case_id, error=error, exc_info=fired.error)
                else:
                    log.info("timer fired", case=fired.case_id)
            self.fired_at = datetime.now(UTC)
        await self._plan(lambda unit: unit.next_due_at())

    async def deliver_due(self) -> None:
        """Begins to; a message that hangs keeps one of the workers busy, and nobody waiting."""
        self._employ()
        if self._courier and not self._carrying.locked() and not self._stopping:
            self._start(self._carry(self._courier), self._delivering)

    async def _carry(self, courier: Courier) -> None:
        """What people are to hear of a proposed policy; seldom anything, and nobody waits for it by the second."""
        async with self._carrying:
            while not self._stopping and (done := await courier.deliver_next()):
                tell = log.warning if done.how in ("failed", "postponed") else log.info
                tell("message of a policy", person=done.person, kind=done.topic, how=done.how, why=done.why or None)

    def _employ(self) -> None:
        """One who looks for a message; whoever finds one sends for another."""
        if len(self._delivering) < AT_ONCE and not self._stopping:
            self._start(self._deliver_all(), self._delivering)

    async def _deliver_all(self) -> None:
        while not self._stopping and (done := await self._relay.deliver_next(self._employ)):
            tell = log.error if done.error else log.warning if done.missed else log.info
            tell("message", case=done.case_id, kind=done.kind, how=done.how, why=done.why or None, exc_info=done.error)
        if len(self._delivering) == 1:  # the others look once more when they are through
            await self._plan(lambda unit: unit.next_message_at())

    def _start(self, work: Coroutine[None, None, None], under_way: set[asyncio.Task[None]]) -> None:
        task = asyncio.create_task(work)
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        task.add_done_callback(_log_fault)

    async def _plan(self, next_at: Callable[[Unit], datetime | None]) -> None:
        """Ring when the next is due, if it comes before the next regular turn."""
        at = await in_thread(lambda: self._asked(next_at))
        left = at - self._engine.clock.now() if at else REGARDLESS
        if timedelta() < left < REGARDLESS:
            self._ring_at(datetime.now(UTC) + left)

    def _asked(self, question: Callable[[Unit], datetime | None]) -> datetime | None:
        with self._engine.store.writing() as unit:
            return question(unit)


def _log_fault(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (fault := task.exception()):
        log.error("timers or messages could not be worked on", error=type(fault).__name__, exc_info=fault)
