"""The corridor of `stige run` in this process, on a database in a folder, with the counting chat."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import structlog

from adapters.scheduler import AlarmClock
from bench.delivery.company import CHATS
from bench.delivery.platform import CountingChat
from bot.composition.corridor import WallClock, corridor
from bot.engine import Engine, Fired
from bot.messages.pace import limits_of
from bot.people.identity import Platform
from bot.settings import Settings
from storage.store import SqlStore, open_store

DATABASE = "stige.db"
PATIENCE = 240.0  # seconds until a measurement gives up


def store_in(folder: Path) -> SqlStore:
    return open_store(f"sqlite:///{folder / DATABASE}", ["the secret key of the benchmark"])


def record_in(folder: Path) -> str:
    """Beside the database, so that a grown one has its first checkpoint behind it."""
    return str(folder / "record")


@dataclass
class Decided:
    """Timers that were carried out; by case, when the transaction of the first of its timers was through."""

    committed_at: dict[str, datetime] = field(default_factory=dict)
    timers: int = 0

    def watch(self, engine: Engine) -> None:
        fire_due = engine.fire_due

        def watched() -> tuple[Fired, ...]:
            fired = fire_due()
            now = datetime.now(UTC)
            self.timers += len(fired)
            for one in fired:
                self.committed_at.setdefault(one.case_id, now)
            return fired

        engine.fire_due = watched  # type: ignore[method-assign]


@dataclass
class Life:
    store: SqlStore
    engine: Engine
    chat: CountingChat
    alarm: AlarmClock
    decided: Decided

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        self.alarm.start()
        try:
            yield
        finally:
            await self.alarm.stop()


def life(folder: Path, *, limited: bool = False) -> Life:
    """Its log goes nowhere: what is measured is what it does."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    store, chat, decided = store_in(folder), CountingChat(limited), Decided()
    store.pace_by(limits_of(CHATS) if limited else lambda _: ())
    made = corridor(store, WallClock(), CHATS, Settings(record=record_in(folder)))
    decided.watch(made.engine)
    return Life(store, made.engine, chat, made.alarm_clock({Platform.SLACK: chat}), decided)


async def until(done: Callable[[], bool], every: float = 0.05) -> bool:
    """Whether it came true while anybody waited."""
    ends_at = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > ends_at:
            return False
        await asyncio.sleep(every)
    return True


def percentile(values: list[float], percent: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * percent / 100))] if values else float("nan")
