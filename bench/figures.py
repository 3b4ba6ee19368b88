"""What a benchmark found, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from bench.load import Answer, Asked


@dataclass(frozen=True, slots=True)
class Pace:
    """How one load went. `failed` were answered with something else than was asked for."""

    asked: int
    failed: int
    per_second: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Round:
    """One server from its start to its end, over fresh memory. CPU is the server's, all its threads."""

    flat_out: Pace
    steady: Pace
    cpu_ms_per_request: float
    peak_mb: float
    delivery: "Delivery | None" = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was owed for the cases opened flat out. `seconds` counts from the first command until nothing was owed, or
    until nobody waited any longer: then some are `undelivered`."""

    messages: int
    undelivered: int
    while_opening: int
    seconds: float
    cpu_ms_per_case: float


@dataclass(frozen=True, slots=True)
class Machine:
    processor: str
    cores: int
    python: str
    load_before: float


@dataclass(frozen=True, slots=True)
class Result:
    machine: Machine
    bare: tuple[Round, ...]
    stige: tuple[Round, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """Cases opened for each request that Bolt alone acknowledges, round by round."""
        pairs = zip(self.stige, self.bare, strict=True)
        return tuple(mine.flat_out.per_second / theirs.flat_out.per_second for mine, theirs in pairs)

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def cpu_ratio(self) -> float:
        """The same in CPU time, which a busy machine disturbs less."""
        return middle(self.bare).cpu_ms_per_request / middle(self.stige).cpu_ms_per_request


def pace(asked: Asked, expected: bytes) -> Pace:
    millis = sorted(answer.seconds * 1000 for answer in asked.answers)
    cuts = quantiles(millis, n=100, method="inclusive")
    return Pace(
        asked=len(millis),
        failed=sum(not _is_as(answer, expected) for answer in asked.answers),
        per_second=len(millis) / asked.seconds,
        p50_ms=cuts[49],
        p99_ms=cuts[98],
    )


def middle(rounds: Sequence[Round]) -> Round:
    """The round with the median speed."""
    return sorted(rounds, key=lambda one: one.flat_out.per_second)[len(rounds) // 2]


def _is_as(answer: Answer, expected: bytes) -> bool:
    return answer.status == 200 and expected in answer.body
