"""Processes that the benchmark starts, looks at and ends."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
PATIENCE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Child:
    pid: int
    port: int

    def cpu_ms(self) -> float:
        """What it has used so far, all its threads, in user and kernel mode."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * TICK_MS

    def peak_mb(self) -> float:
        """The most memory that it ever held."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


@contextmanager
def child(name: str, core: int, slack_url: str, folder: Path) -> Iterator[Child]:
    """Its log goes to a file in the folder, as a log would in earnest."""
    command = [sys.executable, "-m", "bench.served", name, str(core), slack_url, str(folder)]
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    with process:
        try:
            yield Child(process.pid, _port(process, name, folder))
        finally:
            _end(process)


def _port(process: "subprocess.Popen[str]", name: str, folder: Path) -> int:
    assert process.stdout
    said = process.stdout.readline()
    if not said:
        raise SystemExit(f"{name} did not start:\n{(folder / f'{name}.log').read_text()[-2000:]}")
    return int(said)


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def cores() -> tuple[int, int]:
    """One for the server alone, one for whoever asks it; the same where there is but one."""
    available = sorted(os.sched_getaffinity(0))
    return available[-1], available[0]
