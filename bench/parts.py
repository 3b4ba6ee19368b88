"""Where the time goes: samples that py-spy takes of the server, summed by the part of the way that they were in."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from bench.children import Child

ROOT = Path(__file__).parent.parent
SAMPLES_PER_SECOND = 250

ABOVE = re.compile(rf"\((?:{re.escape(str(ROOT))}|[^;(]*/site-packages|[^;(]*/python3\.\d+)/")

# A sample belongs to the first part of which something stands in its stack.
PARTS: Mapping[str, tuple[str, ...]] = {
    "delivery: drawing the card": ("_card (bot/delivery/prepared.py", "card (adapters/slack/render.py"),
    "delivery: taking the next message": ("_prepare (bot/relay.py",),
    "delivery: noting what became of it": ("sent (bot/delivery/ended.py",),
    "delivery: calling Slack": ("adapters/slack/sender.py", "aiohttp/", "slack_sdk/web/"),
    "logging": ("structlog/",),
    "opening: sealing": ("seal (storage/sealing.py",),
    "opening: saving": ("save (storage/unit.py",),
    "opening: step": ("bot/cases/step.py",),
    "opening: everything else in its transaction": ("open (bot/engine.py",),
    "who it is": ("arrived (bot/desk/arrivals.py",),
    "in which language": ("reader_of (bot/desk/desk.py",),
    "drawing the answer": ("adapters/slack/drawn.py",),
    "the rest of the desk": ("bot/desk/",),
    "signature": ("_signed_body (adapters/slack/app.py",),
    "Bolt": ("slack_bolt/",),
    "the rest of Slack's door": ("adapters/slack/app.py", "adapters/slack/conversations.py"),
    "timers": ("fire (bot/engine.py", "fire_due (adapters/scheduler.py", "_plan (adapters/scheduler.py"),
    "waking up": ("apscheduler/", "adapters/scheduler.py"),
    "threads": ("concurrent/futures/", "threading.py"),
    "HTTP and the event loop": ("uvicorn/", "starlette/"),
}


def watched_by_py_spy(into: Path, seconds: float) -> Callable[[Child], AbstractContextManager[None]]:
    program = shutil.which("py-spy")
    if not program:
        raise SystemExit("--profile needs py-spy on the PATH, and the right to look into the server (root, or ptrace).")

    @contextmanager
    def watched(server: Child) -> Iterator[None]:
        command = [program, "record", "--gil", "--full-filenames", "--format", "raw", "--output", str(into)]
        bounds = ["--rate", str(SAMPLES_PER_SECOND), "--duration", str(int(seconds) or 1), "--pid", str(server.pid)]
        with subprocess.Popen([*command, *bounds], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
            yield

    return watched


def as_list(folded: str) -> str:
    """One line for each part, the costliest first."""
    counts: Counter[str] = Counter()
    for line in folded.splitlines():
        stack, _, count = line.rpartition(" ")
        counts[part_of(stack)] += int(count)
    whole = max(1, counts.total())
    return "\n".join(f"{count / whole:6.1%}  {part}" for part, count in counts.most_common())


def part_of(stack: str) -> str:
    placed = ABOVE.sub("(", stack)
    return next((part for part, marks in PARTS.items() if any(mark in placed for mark in marks)), "everything else")
