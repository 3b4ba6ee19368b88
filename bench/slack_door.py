"""Cases opened per second through `/slack/events`, beside a Bolt app that only acknowledges.

Both are served in the same way on the same core, one after the other; the load and the fake Slack have another.
"""

import os
import platform
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import uvloop

from bench.children import Child, child, cores
from bench.commands import commands
from bench.figures import Delivery, Machine, Pace, Result, Round, pace
from bench.load import flat_out, steadily
from bench.workspace import DATABASE

OPENED = b"ESC-"
COUNTED = "SELECT count(*), count(*) FILTER (WHERE done_at IS NULL) FROM outbox"
WORDS = "!the booking screen is white for everybody at the Lisbon desk"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured. `people` take turns; all of them are known before anything is measured."""

    rounds: int = 3
    flat_out_seconds: float = 5
    steady_seconds: float = 15
    steady_per_second: float = 50
    people: int = 500
    most_requests: int = 50_000
    delivery_seconds: float = 60


BRIEF = Extent(rounds=1, flat_out_seconds=2, steady_seconds=4, people=100, delivery_seconds=20)
Watched = Callable[[Child], AbstractContextManager[object]]


def unwatched(_: Child) -> AbstractContextManager[object]:
    return nullcontext()


def measure(extent: Extent, watched: Watched = unwatched) -> Result:
    """`watched` is entered around the load that Stige bears flat out."""
    own, others = cores()
    machine = this_machine()
    os.sched_setaffinity(0, {others})
    bare, stige = [], []
    for _ in range(extent.rounds):
        with _running("bare", own, others) as (server, _folder):
            bare.append(_bare(server, extent))
        with _running("stige", own, others) as (server, folder):
            stige.append(_stige(server, folder, extent, watched))
    return Result(machine, tuple(bare), tuple(stige))


@contextmanager
def _running(name: str, own: int, others: int) -> Iterator[tuple[Child, Path]]:
    with tempfile.TemporaryDirectory(prefix="stige-bench-") as directory:
        folder = Path(directory)
        with (
            child("slack", others, "", folder) as slack,
            child(name, own, f"http://127.0.0.1:{slack.port}/api/", folder) as server,
        ):
            yield server, folder


def _bare(server: Child, extent: Extent) -> Round:
    _flat_out(server, "warming up", b"", extent.people, extent.flat_out_seconds)
    steady = _steadily(server, b"", extent)
    before = server.cpu_ms()
    load = _flat_out(server, WORDS, b"", extent.most_requests, extent.flat_out_seconds, extent.people)
    return Round(load, steady, (server.cpu_ms() - before) / load.asked, server.peak_mb())


def _stige(server: Child, folder: Path, extent: Extent, watched: Watched) -> Round:
    _flat_out(server, "help", b"", extent.people, extent.delivery_seconds)
    steady = _steadily(server, OPENED, extent)
    _until_delivered(folder, extent.delivery_seconds)
    owed_before, _ = _messages(folder)
    began, before = time.perf_counter(), server.cpu_ms()
    with watched(server):
        load = _flat_out(server, WORDS, OPENED, extent.most_requests, extent.flat_out_seconds, extent.people)
    opening_cpu = server.cpu_ms() - before
    owed, left = _messages(folder)
    undelivered = _until_delivered(folder, extent.delivery_seconds)
    seconds, whole_cpu = time.perf_counter() - began, server.cpu_ms() - before
    messages = owed - owed_before
    delivery = Delivery(messages, undelivered, messages - left, seconds, whole_cpu / load.asked)
    return Round(load, steady, opening_cpu / load.asked, server.peak_mb(), delivery)


def _flat_out(server: Child, words: str, expected: bytes, most: int, seconds: float, people: int = 0) -> Pace:
    requests = commands(words, most, people or most)
    return pace(uvloop.run(flat_out(server.port, requests, seconds)), expected)


def _steadily(server: Child, expected: bytes, extent: Extent) -> Pace:
    requests = commands(WORDS, int(extent.steady_seconds * extent.steady_per_second), extent.people)
    return pace(uvloop.run(steadily(server.port, requests, extent.steady_per_second)), expected)


def _until_delivered(folder: Path, seconds: float) -> int:
    """How many messages are still owed when nobody waits any longer."""
    give_up = time.perf_counter() + seconds
    while (left := _messages(folder)[1]) and time.perf_counter() < give_up:
        time.sleep(0.1)
    return left


def _messages(folder: Path) -> tuple[int, int]:
    """All that there are, and those still owed."""
    with closing(sqlite3.connect(f"file:{folder / DATABASE}?mode=ro", uri=True)) as connection:
        every, owed = connection.execute(COUNTED).fetchone()
    return every, owed


def this_machine() -> Machine:
    named = [line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")]
    return Machine(next(iter(named), platform.processor()), len(named), platform.python_version(), os.getloadavg()[0])


def _cpuinfo() -> list[str]:
    return Path("/proc/cpuinfo").read_text().splitlines()
