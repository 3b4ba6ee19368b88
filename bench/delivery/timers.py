"""How late timers are decided in a busy minute, and how soon what came due while nobody was there."""

import asyncio
import time
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bench.delivery.company import LIMIT, filled, routine, settle_in, spread, urgent
from bench.delivery.life import Life, life, percentile, store_in, until
from storage.store import SqlStore
from storage.tables import CASES

BEGINS_IN = timedelta(seconds=4)
AWAY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Lateness:
    """From when a timer was due until its decision was committed. `early` never is anything but 0."""

    timers: int
    stored: int
    undecided: int
    early: int
    p50_ms: float
    p99_ms: float
    worst_ms: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Downtime:
    """`messages` reached the `people` who were asked next, the busiest of them `most`; the last after
    `delivered_seconds`."""

    timers: int
    undecided: int
    seconds: float
    cpu_ms: float
    pages: int
    messages: int
    people: int
    most: int
    delivered_seconds: float


def lateness(folder: Path, timers: int = 1000, stored: int = 10_000, seconds: float = 60) -> Lateness:
    """So many timers come due at random moments of so many seconds, all others tomorrow. A case's first timer is the
    reminder at half its limit."""
    store, now = store_in(folder), datetime.now(UTC)
    settle_in(store, now)
    filled(store, [now] * (stored - timers), routine())
    begins_at = datetime.now(UTC) + BEGINS_IN + timedelta(milliseconds=2 * timers)
    filled(store, spread(begins_at - LIMIT / 2, timedelta(seconds=seconds), timers), urgent())
    due_at = _due(store, begins_at, begins_at + timedelta(seconds=seconds))
    store.close()
    used, made = time.process_time(), life(folder)
    asyncio.run(_goes_on(made, due_at.keys()))
    cpu, decided = time.process_time() - used, made.decided.committed_at
    made.store.close()
    late = [(decided[case_id] - at).total_seconds() * 1000 for case_id, at in due_at.items() if case_id in decided]
    return Lateness(
        len(due_at),
        stored,
        len(due_at) - len(late),
        sum(ms < 0 for ms in late),
        percentile(late, 50),
        percentile(late, 99),
        max(late),
        cpu * 1000 / len(due_at),
    )


def _due(store: SqlStore, since_at: datetime, before: datetime) -> dict[str, datetime]:
    """Not what earlier measurements have left in a grown database."""
    with store.database.reading() as connection:
        rows = connection.execute(
            select(CASES.c.id, CASES.c.due_at).where(CASES.c.due_at >= since_at, CASES.c.due_at < before)
        )
        return {row.id: row.due_at for row in rows}


async def _goes_on(made: Life, due: Set[str]) -> None:
    async with made.going_on():
        await until(lambda: due <= made.decided.committed_at.keys())


def downtime(folder: Path, timers: int = 10_000) -> Downtime:
    """Two to a case: its level ended while nobody was there, and its limit to be accepted."""
    store, now = store_in(folder), datetime.now(UTC)
    settle_in(store, now)
    filled(store, spread(now - AWAY, AWAY - 2 * LIMIT, timers // 2), urgent())
    store.close()
    return asyncio.run(_comes_back(life(folder), timers))


async def _comes_back(made: Life, timers: int) -> Downtime:
    began_at, used, decided = time.monotonic(), time.process_time(), made.decided
    async with made.going_on():
        await until(lambda: decided.timers >= timers)
        seconds, cpu = time.monotonic() - began_at, time.process_time() - used
        await until(lambda: _pages_owed(made.store) == 0, every=0.5)
        delivered = time.monotonic() - began_at
    pages, busy = _pages(made.store), Counter(made.chat.posts)
    made.store.close()
    most = max(busy.values(), default=0)
    return Downtime(
        timers, timers - decided.timers, seconds, cpu * 1000 / timers, pages, busy.total(), len(busy), most, delivered
    )


def _pages_owed(store: SqlStore) -> int:
    with store.database.reading() as connection:
        owed = "SELECT count(*) FROM outbox WHERE done_at IS NULL AND urgency = 0"
        bundles = "SELECT count(*) FROM notices WHERE owed_at IS NOT NULL AND urgency = 0"
        return sum(connection.exec_driver_sql(query).scalar_one() for query in (owed, bundles))


def _pages(store: SqlStore) -> int:
    with store.database.reading() as connection:
        return int(
            connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE urgency = 0 AND level = 2").scalar_one()
        )
