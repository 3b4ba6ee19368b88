"""What happened to the clocks of a case, in the past tense."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cases.clocks import Clock, ClockKind


@dataclass(frozen=True, slots=True)
class ClockStarted:
    """A clock begins, or begins anew."""

    clock: Clock


@dataclass(frozen=True, slots=True)
class ClockStopped:
    """It has done its work: accepted, resolved, answered."""

    kind: ClockKind


@dataclass(frozen=True, slots=True)
class ClockPaused:
    kind: ClockKind
    left: timedelta


@dataclass(frozen=True, slots=True)
class ClockResumed:
    kind: ClockKind
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ClockReminded:
    kind: ClockKind
    percent: float
    person: str


@dataclass(frozen=True, slots=True)
class Breached:
    kind: ClockKind
