"""`python -m bench.faults [--seeds N] [--first N] [--jobs N] [--seed N] [--json]`: stories by chance with all that can
fail, each from one seed (`tests/simulation`). Prints how many were told, how fast, and which of them broke a promise.

`--seed` tells one again, with all of its steps.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass

from bench.figures import Machine
from bench.slack_door import this_machine
from tests.simulation.story import Broken, Story

SEEDS, AT_ONCE = 10_000, 100


@dataclass(frozen=True, slots=True)
class Told:
    """Of some stories: how many steps and commits they had, how many messages stood in the chats at the end, and what
    broke, by seed."""

    stories: int
    steps: int
    commits: int
    messages: int
    broken: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    machine: Machine
    jobs: int
    seconds: float
    told: Told

    @property
    def rate(self) -> float:
        return self.told.stories / self.seconds


def told(seeds: range) -> Told:
    steps = commits = messages = 0
    broken = list[tuple[int, str]]()
    for seed in seeds:
        story = Story(seed)
        try:
            story.runs()
        except Broken as fault:
            broken.append((seed, str(fault.__cause__)))
        steps, commits = steps + story.world.steps, commits + story.world.commits
        messages += sum(len(chat.messages) for chat in story.chats)
    return Told(len(seeds), steps, commits, messages, tuple(broken))


def measure(seeds: int = SEEDS, first: int = 0, jobs: int = 1) -> Figures:
    machine, began_at = this_machine(), time.perf_counter()
    with ProcessPoolExecutor(jobs) as pool:
        parts = list(_as_they_come(pool.map(told, list(_parts(first, first + seeds)))))
    return Figures(machine, jobs, time.perf_counter() - began_at, _together(parts))


def _parts(first: int, end: int) -> Iterator[range]:
    return (range(at, min(at + AT_ONCE, end)) for at in range(first, end, AT_ONCE))


def _as_they_come(parts: Iterator[Told]) -> Iterator[Told]:
    """Whoever waits sees at once what broke."""
    for part in parts:
        for seed, why in part.broken:
            print(f"seed {seed}: {why}", file=sys.stderr, flush=True)
        yield part


def _together(parts: list[Told]) -> Told:
    return Told(
        sum(part.stories for part in parts),
        sum(part.steps for part in parts),
        sum(part.commits for part in parts),
        sum(part.messages for part in parts),
        tuple(one for part in parts for one in part.broken),
    )


def as_table(found: Figures) -> str:
    machine, all_of_it = found.machine, found.told
    return "\n".join(
        (
            f"{machine.processor}, {machine.cores} cores, Python {machine.python}",
            f"{all_of_it.stories} stories in {found.seconds:.0f} s with {found.jobs} processes: {found.rate:.1f}/s",
            f"{all_of_it.steps} steps, {all_of_it.commits} commits, {all_of_it.messages} messages in the chats",
            f"{len(all_of_it.broken)} broke a promise",
            *(f"  seed {seed}: {why}" for seed, why in all_of_it.broken),
        )
    )


def replay(seed: int) -> int:
    """All steps of one story; 1 if it broke a promise."""
    story, fault = Story(seed), None
    try:
        story.runs()
    except Broken as broken:
        fault = broken.__cause__
    print("\n".join(story.told()))
    print(f"broken: {fault}" if fault else "all that was promised held")
    return 1 if fault else 0


def main() -> int:
    parser = argparse.ArgumentParser("python -m bench.faults", description="Tells stories in which everything fails.")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first of them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at work")
    parser.add_argument("--seed", type=int, help="tell this one again, with all of its steps")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    given = parser.parse_args()
    if given.seed is not None:
        return replay(given.seed)
    found = measure(given.seeds, given.first, given.jobs)
    print(json.dumps(asdict(found), indent=2) if given.json else as_table(found))
    return 1 if found.told.broken else 0


if __name__ == "__main__":
    sys.exit(main())
