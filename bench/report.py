"""A result as a table for people and as JSON for machines."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from statistics import median

from bench.figures import Result, Round, middle

ROW = "{:<34}{:>14}{:>14}"
AIM = "aim: 0.15 or better, and p99 under 100 ms at 50/s"


def as_table(result: Result) -> str:
    return "\n".join([*_machine(result), "", *_rows(result), "", *_delivery(result), *_ratio(result)])


def as_json(result: Result) -> str:
    ratios = {"ratio": result.ratio, "cpu_ratio": result.cpu_ratio, "ratios": result.ratios}
    return json.dumps(ratios | asdict(result), indent=2)


def _machine(result: Result) -> Iterator[str]:
    machine = result.machine
    yield f"{machine.processor}, {machine.cores} cores, Python {machine.python}"
    yield f"load average before: {machine.load_before:.1f}"


def _rows(result: Result) -> Iterator[str]:
    bare, stige = middle(result.bare), middle(result.stige)
    yield ROW.format("", "Bolt alone", "Stige")
    yield _row("requests/s, flat out", bare.flat_out.per_second, stige.flat_out.per_second, ".0f")
    yield _row("p50 ms, flat out", bare.flat_out.p50_ms, stige.flat_out.p50_ms)
    yield _row("p99 ms, flat out", bare.flat_out.p99_ms, stige.flat_out.p99_ms)
    yield _row("p50 ms at 50/s", bare.steady.p50_ms, stige.steady.p50_ms)
    yield _row("p99 ms at 50/s (worst round)", _worst_p99(result.bare), _worst_p99(result.stige))
    yield _row("CPU ms a request, flat out", bare.cpu_ms_per_request, stige.cpu_ms_per_request, ".2f")
    yield _row("peak memory MB", bare.peak_mb, stige.peak_mb, ".0f")
    yield _row("failed", sum(map(_failed, result.bare)), sum(map(_failed, result.stige)), ".0f")


def _row(name: str, bare: float, stige: float, form: str = ".1f") -> str:
    return ROW.format(name, format(bare, form), format(stige, form))


def _worst_p99(rounds: tuple[Round, ...]) -> float:
    return max(one.steady.p99_ms for one in rounds)


def _failed(one: Round) -> int:
    return one.flat_out.failed + one.steady.failed


def _delivery(result: Result) -> Iterator[str]:
    found = [one.delivery for one in result.stige if one.delivery]
    cases = sum(one.flat_out.asked for one in result.stige)
    messages = sum(one.messages for one in found)
    share = sum(one.while_opening for one in found) / max(1, messages)
    yield f"messages a case: {messages / cases:.1f}; {share:.0%} of them delivered while cases were being opened"
    yield f"opened and delivered: {cases / sum(one.seconds for one in found):.0f} cases/s"
    yield f"opened and delivered: {median(one.cpu_ms_per_case for one in found):.2f} CPU ms a case"
    if undelivered := sum(one.undelivered for one in found):
        yield f"not delivered in time: {undelivered} messages"


def _ratio(result: Result) -> Iterator[str]:
    rounds = ", ".join(f"{ratio:.3f}" for ratio in result.ratios)
    yield f"ratio {result.ratio:.3f} (rounds: {rounds}), in CPU time {result.cpu_ratio:.3f}; {AIM}"
