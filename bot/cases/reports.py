"""What Stige finds out by itself while it works, as commands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportUnreachable:
    """A platform cannot deliver an ask for good: the next one is asked."""

    person: str
    level: int | None
    round: int


@dataclass(frozen=True, slots=True)
class ReportMissingPlace:
    """A place that was to be told is not there, or Stige may not post in it."""

    place: str


@dataclass(frozen=True, slots=True)
class ReportStuck:
    """The case's timers fail: whoever may act hears of it while they are tried again."""


Report = ReportUnreachable | ReportMissingPlace | ReportStuck
