"""How much memory the process needs that fires and delivers, with very many open cases."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.delivery.ballast import copied
from bench.delivery.company import LIMIT, filled, routine, settle_in, spread, urgent
from bench.delivery.life import Life, life, store_in, until

TEMPLATES = 200


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident, while timers fire and messages go out: at the end, and the most ever."""

    open_cases: int
    fired: int
    now_mb: float
    peak_mb: float


def fill(folder: Path, open_cases: int, fires: int) -> None:
    store, now = store_in(folder), datetime.now(UTC)
    settle_in(store, now)
    filled(store, [now] * TEMPLATES, routine())
    copied(store, open_cases - TEMPLATES)
    filled(store, spread(now - 2 * LIMIT, timedelta(minutes=2), fires), urgent())
    store.close()


def memory(folder: Path, open_cases: int = 100_000, fires: int = 1000) -> Memory:
    """In a process of its own, after `fill`."""
    return asyncio.run(_lives(life(folder), open_cases, fires))


async def _lives(made: Life, open_cases: int, fires: int) -> Memory:
    async with made.going_on():
        await until(lambda: made.decided.timers >= fires)
        await asyncio.sleep(2)
        held = _status("VmRSS")
    made.store.close()
    return Memory(open_cases, made.decided.timers, held, _status("VmHWM"))


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024
