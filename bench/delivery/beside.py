"""The same number of timers in APScheduler, whose SQLAlchemy job store keeps them in a SQLite file of the same kind.

Its jobs note when they ran, and decide nothing.
"""

import pickle
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy import Engine, create_engine, event, insert

from bench.delivery.company import spread
from bench.delivery.life import PATIENCE, percentile

ran: dict[int, datetime] = {}


@dataclass(frozen=True, slots=True)
class Beside:
    """Of a busy minute: how late jobs ran; of downtime: how long all of them took."""

    timers: int
    stored: int
    not_run: int
    p50_ms: float
    p99_ms: float
    worst_ms: float
    cpu_ms: float
    overdue: int
    overdue_seconds: float
    overdue_cpu_ms: float


def run(number: int) -> None:
    ran[number] = datetime.now(UTC)


def beside(
    folder: Path, timers: int = 1000, stored: int = 10_000, seconds: float = 60, overdue: int = 10_000
) -> Beside:
    begins_at = datetime.now(UTC) + timedelta(seconds=4)
    due = spread(begins_at, timedelta(seconds=seconds), timers)
    tomorrow = [begins_at + timedelta(days=1)] * (stored - timers)
    cpu, _ = _measured(folder / "minute.db", [*due, *tomorrow], timers)
    late = [(ran[number] - at).total_seconds() * 1000 for number, at in enumerate(due) if number in ran]
    past = spread(datetime.now(UTC) - timedelta(minutes=30), timedelta(minutes=20), overdue)
    overdue_cpu, took = _measured(folder / "downtime.db", past, overdue)
    return Beside(
        timers,
        stored,
        timers - len(late),
        percentile(late, 50),
        percentile(late, 99),
        max(late),
        cpu,
        overdue,
        took,
        overdue_cpu,
    )


def _measured(path: Path, due: list[datetime], count: int) -> tuple[float, float]:
    """CPU ms for each that ran, and seconds until all had."""
    ran.clear()
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(10)})
    store = SQLAlchemyJobStore(engine=_engine(path))
    scheduler.add_jobstore(store)
    store.start(scheduler, "default")
    rows = [_row(scheduler, number, at) for number, at in enumerate(due)]
    with store.engine.begin() as connection:
        connection.execute(insert(store.jobs_t), rows)
    began_at, used = time.monotonic(), time.process_time()
    scheduler.start()
    while len(ran) < count and time.monotonic() - began_at < PATIENCE:
        time.sleep(0.02)
    took, cpu = time.monotonic() - began_at, time.process_time() - used
    scheduler.shutdown()
    return cpu * 1000 / count, took


def _row(scheduler: BackgroundScheduler, number: int, at: datetime) -> dict[str, object]:
    job = Job(
        scheduler,
        id=f"job{number}",
        name=f"job{number}",
        func=run,
        args=(number,),
        kwargs={},
        trigger=DateTrigger(at),
        executor="default",
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
        next_run_time=at,
    )
    return {"id": job.id, "next_run_time": at.timestamp(), "job_state": pickle.dumps(job.__getstate__())}


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def prepare(connection, _):  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    return engine
