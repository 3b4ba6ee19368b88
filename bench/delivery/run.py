"""All measurements in order, each in a folder of its own that is emptied afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import TemporaryDirectory

from bench.delivery.beside import Beside
from bench.delivery.bursts import Burst
from bench.delivery.growth import SIZES, Size, grown
from bench.delivery.measured import Filled, Settled, measured
from bench.delivery.memory import Memory
from bench.delivery.restarts import Restart
from bench.delivery.timers import Downtime, Lateness
from bench.figures import Machine
from bench.slack_door import this_machine

GROWN_IN = "stige-bench-growth"  # in the system's folder for what is temporary


@dataclass(frozen=True, slots=True)
class Extent:
    timers: int = 1000
    stored: int = 10_000
    seconds: float = 60
    overdue: int = 10_000
    burst: int = 500
    limited: int = 500
    kills: int = 3
    open_cases: int = 100_000
    fires: int = 1000


BRIEF = Extent(20, 100, 2, 100, 20, 6, 1, 1000, 20)
WHILE_GROWING = Extent(timers=200, stored=1000, seconds=15, overdue=2000, burst=200)


@dataclass(frozen=True, slots=True)
class Figures:
    machine: Machine
    lateness: Lateness
    bursts: tuple[Burst, ...]
    downtime: Downtime
    restart: Restart
    memory: Memory
    beside: Beside

    @property
    def ratios(self) -> dict[str, float]:
        """Stige's figure for each of APScheduler's, which decides nothing: below 1 Stige is the faster."""
        mine, theirs = self.lateness, self.beside
        return {
            "lateness p50": mine.p50_ms / theirs.p50_ms,
            "lateness p99": mine.p99_ms / theirs.p99_ms,
            "CPU of a timer that is due": mine.cpu_ms / theirs.cpu_ms,
            "10,000 overdue": self.downtime.seconds / self.downtime.timers / (theirs.overdue_seconds / theirs.overdue),
            "CPU of an overdue timer": self.downtime.cpu_ms / theirs.overdue_cpu_ms,
        }


@dataclass(frozen=True, slots=True)
class Grown:
    """What was measured when the database had so many cases; nothing where it was skipped."""

    size: Size
    lateness: Lateness | None = None
    burst: Burst | None = None
    downtime: Downtime | None = None


def run(extent: Extent, base: Path | None = None) -> Figures:
    machine = this_machine()
    busy = {"timers": extent.timers, "stored": extent.stored, "seconds": extent.seconds}
    with TemporaryDirectory(prefix="stige-bench-", dir=base) as folder:
        root = Path(folder)
        with _emptied(root / "lateness") as there:
            late = measured(Lateness, there, **busy)
        bursts = tuple(_bursts(root, extent))
        with _emptied(root / "downtime") as there:
            down = measured(Downtime, there, timers=extent.overdue)
        with _emptied(root / "restarts") as there:
            restart = measured(Restart, there, kills=extent.kills)
        with _emptied(root / "memory") as there:
            held = {"open_cases": extent.open_cases, "fires": extent.fires}
            measured(Filled, there, **held)
            memory = measured(Memory, there, **held)
        with _emptied(root / "beside") as there:
            beside = measured(Beside, there, **busy, overdue=extent.overdue)
    return Figures(machine, late, bursts, down, restart, memory, beside)


def _bursts(root: Path, extent: Extent) -> Iterator[Burst]:
    for limited, cases in ((False, extent.burst), (True, extent.limited)):
        for to_team in (False, True):
            with _emptied(root / f"burst{limited}{to_team}") as there:
                yield measured(Burst, there, cases=cases, to_team=to_team, limited=limited)


def growth(base: Path, upto: int = SIZES[-1], extent: Extent = WHILE_GROWING) -> Iterator[Grown]:
    """A database for each size, made once: that of an earlier run is used again, and left for the next."""
    for cases in (size for size in SIZES if size <= upto):
        folder = base / GROWN_IN / str(cases)
        folder.mkdir(parents=True, exist_ok=True)
        size = grown(folder, cases)
        if size.skipped:
            yield Grown(size)
            continue
        late = measured(Lateness, folder, timers=extent.timers, stored=extent.stored, seconds=extent.seconds)
        burst = measured(Burst, folder, cases=extent.burst)
        yield Grown(size, late, burst, measured(Downtime, folder, timers=extent.overdue))


@contextmanager
def _emptied(folder: Path) -> Iterator[Path]:
    """With a copy of the company's database, which is made once."""
    company = folder.parent / "company"
    if not company.exists():
        measured(Settled, company)
    copytree(company, folder)
    try:
        yield folder
    finally:
        rmtree(folder)
