"""Figures for people and for machines."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from bench.delivery.beside import Beside
from bench.delivery.bursts import Burst
from bench.delivery.memory import Memory
from bench.delivery.restarts import Restart
from bench.delivery.run import Figures, Grown
from bench.delivery.timers import Downtime, Lateness


def as_table(found: Figures) -> str:
    machine = found.machine
    return "\n".join(
        (
            f"{machine.processor}, {machine.cores} cores, Python {machine.python}",
            f"load average before: {machine.load_before:.1f}",
            _lateness(found.lateness),
            *map(_burst, found.bursts),
            _downtime(found.downtime),
            _restart(found.restart),
            _memory(found.memory),
            _beside(found.beside),
            *(f"ratio, {name}: {ratio:.2f}" for name, ratio in found.ratios.items()),
        )
    )


def _lateness(found: Lateness) -> str:
    return (
        f"{found.timers} timers due among {found.stored} open cases: late p50 {found.p50_ms:.0f} ms, "
        f"p99 {found.p99_ms:.0f} ms, worst {found.worst_ms:.0f} ms; {found.early} early, "
        f"{found.undecided} undecided (aim: p99 250 ms)"
    )


def _burst(found: Burst) -> str:
    limits = f"bound {found.bound_seconds:.0f} s, {found.refused} refused" if found.limited else "no limits"
    return (
        f"burst of {found.cases} to {found.to} ({limits}): first page p50 {found.p50:.2f} s, p99 {found.p99:.2f} s; "
        f"opened in {found.opened_in:.1f} s, all told after {found.last_page_seconds:.1f} s; "
        f"{found.messages} messages, {found.most_to_one} at most to one; {found.cpu_ms_per_case:.1f} CPU ms a case"
    )


def _downtime(found: Downtime) -> str:
    return (
        f"{found.timers} timers overdue: all decided in {found.seconds:.1f} s (aim: 10 s), "
        f"{found.cpu_ms:.2f} CPU ms each; {found.pages} pages in {found.messages} messages to {found.people} people, "
        f"{found.most} at most to one, the last {found.delivered_seconds:.1f} s after the start"
    )


def _restart(found: Restart) -> str:
    return (
        f"killed {found.kills} times: the next level sent {found.sent_seconds:.2f} s after the process was back "
        f"(aim: 2 s), which took {found.start_seconds:.1f} s"
    )


def _memory(found: Memory) -> str:
    most = f"{found.peak_mb:.0f} MB at most (aim: 250 MB)"
    return f"memory with {found.open_cases} open cases: {found.now_mb:.0f} MB, {most}"


def _beside(found: Beside) -> str:
    return (
        f"APScheduler, {found.timers} jobs due among {found.stored}: late p50 {found.p50_ms:.0f} ms, "
        f"p99 {found.p99_ms:.0f} ms; {found.overdue} overdue run in {found.overdue_seconds:.1f} s, "
        f"{found.overdue_cpu_ms:.2f} CPU ms each"
    )


def as_json(found: Figures) -> str:
    return json.dumps({"ratios": found.ratios} | asdict(found), indent=2)


def growth_as_table(found: Iterable[Grown]) -> Iterator[str]:
    for one in found:
        yield f"{one.size.cases:9} cases, {one.size.mb:7.0f} MB: " + (one.size.skipped or _grown(one))


def _grown(one: Grown) -> str:
    late, burst, down = one.lateness, one.burst, one.downtime
    assert late
    assert burst
    assert down
    return (
        f"late p99 {late.p99_ms:.0f} ms, burst p99 {burst.p99:.2f} s ({burst.cpu_ms_per_case:.1f} CPU ms a case), "
        f"overdue {down.cpu_ms:.2f} CPU ms each, {down.seconds:.1f} s for {down.timers}"
    )


def growth_as_json(found: Iterable[Grown]) -> str:
    return json.dumps([asdict(one) for one in found], indent=2)
