"""What a timer asks of a case. Each carries what it believes; one that believes what is no longer so does nothing."""

from dataclasses import dataclass
from datetime import datetime

from bot.cases.clocks import ClockKind


@dataclass(frozen=True, slots=True)
class EndLevel:
    """The level's limit is over."""

    level: int
    round: int


@dataclass(frozen=True, slots=True)
class AskNext:
    """The share of the one asked is over at a level with `pick: one`."""

    level: int
    round: int


@dataclass(frozen=True, slots=True)
class WakeLevel:
    """A sleeping level's hours begin."""

    level: int
    round: int


@dataclass(frozen=True, slots=True)
class RemindPerson:
    person: str
    level: int
    round: int
    percent: float


@dataclass(frozen=True, slots=True)
class RepeatFallback:
    count: int


@dataclass(frozen=True, slots=True)
class EndClock:
    """A clock of the case is over; `started_at` tells it from an earlier one of the same kind."""

    kind: ClockKind
    started_at: datetime


@dataclass(frozen=True, slots=True)
class RemindClock:
    kind: ClockKind
    started_at: datetime
    percent: float


@dataclass(frozen=True, slots=True)
class EndSnooze:
    until_at: datetime


@dataclass(frozen=True, slots=True)
class AskForUpdate:
    """Who is to write to an audience gets the draft, or is reminded of it."""

    audience: int
    due_at: datetime
    percent: float


@dataclass(frozen=True, slots=True)
class EndAudience:
    """An audience is to hear now."""

    audience: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class EndApproval:
    """Nobody of those asked at `asked_at` has answered."""

    asked_at: datetime


@dataclass(frozen=True, slots=True)
class EndHandoff:
    """Nobody has taken the case that was to pass on since `offered_at`."""

    offered_at: datetime


TimersCommand = (
    EndLevel
    | AskNext
    | WakeLevel
    | RemindPerson
    | RepeatFallback
    | EndClock
    | RemindClock
    | EndSnooze
    | EndApproval
    | EndHandoff
    | AskForUpdate
    | EndAudience
)
