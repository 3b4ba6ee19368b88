"""`python -m bench.replay [--json] [--cases N]`: how many past cases a second are replayed, beside openings alone.

The baseline is one bare `step(Open)` for each of the same cases, in one process of the same run.
"""

import argparse
import json
import resource
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from adapters.cli.policy.replaying import replayed
from adapters.policyfile import default_source, read_policy
from bench.figures import Machine
from bench.slack_door import this_machine
from bot.cases.case import Realm
from bot.cases.clocks import CaseClock
from bot.cases.commands import Open
from bot.cases.handover import items
from bot.cases.step import step
from bot.policy.policy import Policy
from bot.trying.mix import mix
from bot.trying.past import Past
from bot.trying.simulate import SOMEBODY, filled
from bot.trying.totals import totals

CASES, SEED = 10_000, 1
UNTIL = datetime(2026, 11, 22, tzinfo=UTC)
WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
AIM = "aim: 10,000 cases in under 10 s"


@dataclass(frozen=True, slots=True)
class Figures:
    """CPU is that of all processes together, memory the most that any one of them had."""

    machine: Machine
    cases: int
    pages: int
    openings_per_second: float
    cases_per_second: float
    cpu_ms_per_case: float
    seconds: float
    peak_mb: float

    @property
    def ratio(self) -> float:
        """Whole cases replayed for each bare opening."""
        return self.cases_per_second / self.openings_per_second


def measure(count: int = CASES) -> Figures:
    machine, policy = this_machine(), read_policy(default_source())
    cases = mix(policy, count, SEED, UNTIL)
    began_at = time.perf_counter()
    for past in cases:
        _open(policy, past)
    opened_at, cpu = time.perf_counter(), _cpu()
    done = replayed(policy, cases)
    seconds = time.perf_counter() - opened_at
    return Figures(
        machine=machine,
        cases=count,
        pages=totals(done).pages,
        openings_per_second=count / (opened_at - began_at),
        cases_per_second=count / seconds,
        cpu_ms_per_case=(_cpu() - cpu) * 1000 / count,
        seconds=seconds,
        peak_mb=max(resource.getrusage(who).ru_maxrss for who in WHO) / 1024,
    )


def _open(policy: Policy, past: Past) -> None:
    by, wanted = past.reporter or SOMEBODY, items(policy.rules.types[past.facts.type])
    opening = Open("bench", 0, Realm.LIVE, CaseClock(past.opened_at), filled({}, by, wanted), past.facts)
    step(None, opening, by, policy.rules, policy.roster, past.opened_at)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in WHO]
    return sum(one.ru_utime + one.ru_stime for one in used)


def as_table(found: Figures) -> str:
    machine = found.machine
    return "\n".join(
        (
            f"{machine.processor}, {machine.cores} cores, Python {machine.python}",
            f"load average before: {machine.load_before:.1f}",
            f"{found.cases} cases replayed in {found.seconds:.1f} s, {found.pages} pages; {AIM}",
            f"cases/s, replayed on all cores:  {found.cases_per_second:8.0f}",
            f"openings/s, bare, on one core:   {found.openings_per_second:8.0f}",
            f"ratio:                           {found.ratio:8.2f}",
            f"CPU ms a case:                   {found.cpu_ms_per_case:8.2f}",
            f"peak memory MB, one process:     {found.peak_mb:8.0f}",
        )
    )


def as_json(found: Figures) -> str:
    return json.dumps({"ratio": found.ratio} | asdict(found), indent=2)


def main() -> None:
    parser = argparse.ArgumentParser("python -m bench.replay", description="Measures the replay of past cases.")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--cases", type=int, default=CASES, metavar="N", help="how many cases")
    given = parser.parse_args()
    found = measure(given.cases)
    print(as_json(found) if given.json else as_table(found))


if __name__ == "__main__":
    main()
