"""One measurement, in a process of its own, so that none inherits another's memory or threads.

python -m bench.delivery.measured NAME FOLDER ARGUMENTS
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from bench.delivery.beside import Beside, beside
from bench.delivery.bursts import Burst, burst
from bench.delivery.company import settle_in
from bench.delivery.life import store_in
from bench.delivery.memory import Memory, fill, memory
from bench.delivery.restarts import Restart, restarts
from bench.delivery.timers import Downtime, Lateness, downtime, lateness

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settled:
    """A database in which the company has settled in, and nothing has happened yet."""


@dataclass(frozen=True, slots=True)
class Filled:
    open_cases: int


def settled(folder: Path) -> Settled:
    store = store_in(folder)
    settle_in(store, datetime.now(UTC))
    store.close()
    return Settled()


def filled(folder: Path, open_cases: int, fires: int) -> Filled:
    fill(folder, open_cases, fires)
    return Filled(open_cases)


KINDS: Mapping[type, Callable[..., Any]] = {
    Lateness: lateness,
    Downtime: downtime,
    Burst: burst,
    Restart: restarts,
    Settled: settled,
    Filled: filled,
    Memory: memory,
    Beside: beside,
}


def measured(kind: type[T], folder: Path, **arguments: object) -> T:
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "bench.delivery.measured", kind.__name__, str(folder), json.dumps(arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{kind.__name__} could not be measured:\n{done.stderr[-2000:]}")
    return kind(**json.loads(done.stdout.splitlines()[-1]))  # what is logged comes before


def main(name: str, folder: str, arguments: str) -> None:
    work = next(work for kind, work in KINDS.items() if kind.__name__ == name)
    print(json.dumps(asdict(work(Path(folder), **json.loads(arguments)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
