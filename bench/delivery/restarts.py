"""How soon after a killed process is back the level that ended meanwhile is sent."""

import asyncio
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile

from bench.delivery.company import LIMIT, filled, routine, settle_in, urgent
from bench.delivery.life import DATABASE, life, store_in, until

BEFORE_IT_IS_DUE = timedelta(seconds=4)
STORED = 1000
PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Restart:
    """`start_seconds` is what the process needs until its alarm clock rings, `sent_seconds` counts from then until the
    chat has confirmed the next level's page. Worst of all."""

    kills: int
    start_seconds: float
    sent_seconds: float


def restarts(folder: Path, kills: int = 3) -> Restart:
    took = [_killed(_copy_of(folder, folder / f"kill{number}")) for number in range(kills)]
    return Restart(kills, max(start for start, _ in took), max(sent for _, sent in took))


def _copy_of(company: Path, folder: Path) -> Path:
    folder.mkdir()
    copyfile(company / DATABASE, folder / DATABASE)
    return folder


def _killed(folder: Path) -> tuple[float, float]:
    """The process is killed while it waits for a level to end, and started again after it has ended."""
    store, now = store_in(folder), datetime.now(UTC)
    settle_in(store, now)
    filled(store, [now] * STORED, routine())
    filled(store, [datetime.now(UTC) + BEFORE_IT_IS_DUE - LIMIT], urgent())
    store.close()
    first = _process(folder)
    _told(first, "up")
    first.send_signal(signal.SIGKILL)
    first.wait()
    time.sleep(BEFORE_IT_IS_DUE.total_seconds())
    began_at, second = time.monotonic(), _process(folder)
    up_at = _told(second, "up")
    sent_at = _told(second, "sent")
    second.kill()
    second.wait()
    return up_at - began_at, sent_at - up_at


def _process(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "bench.delivery.restarts", str(folder)], stdout=subprocess.PIPE, text=True
    )


def _told(process: "subprocess.Popen[str]", what: str) -> float:
    assert process.stdout
    while (line := process.stdout.readline()) and line.strip() != what:
        pass
    if not line:
        raise SystemExit(f"the process ended before it was {what}")
    return time.monotonic()


async def _lives(folder: Path) -> None:
    made = life(folder)
    async with made.going_on():
        print("up", flush=True)
        if await until(lambda: any(who.startswith("Ulead") for who in made.chat.posts), every=0.01):
            print("sent", flush=True)
        await asyncio.sleep(PATIENCE_SECONDS)


if __name__ == "__main__":
    asyncio.run(_lives(Path(sys.argv[1])))
