"""The clocks of a case: how its own time runs, and the limits that run in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class CaseClock:
    """How the case's own time runs against the wall's: identical in a live case, compressed in a drill.

    `speed` is case seconds per wall second; both clocks showed `began_at` at the start.
    """

    began_at: datetime
    speed: float = 1.0

    def case_time(self, wall_at: datetime) -> datetime:
        return wall_at if self.speed == 1 else self.began_at + (wall_at - self.began_at) * self.speed

    def wall_time(self, case_at: datetime) -> datetime:
        return case_at if self.speed == 1 else self.began_at + (case_at - self.began_at) / self.speed


class ClockKind(StrEnum):
    ACCEPT = "accept"
    UPDATE = "update"
    RESOLVE = "resolve"
    WAIT = "wait"
    VENDOR = "vendor"


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit that runs, stands or has ended. `hours` is the calendar it counts in, `remind` its reminders in percent.

    `whole` is its length in open time. `left` is the open time that remained when it was stopped for a while; `ends_at`
    means nothing until it goes on, at `resumed_at`.
    """

    kind: ClockKind
    started_at: datetime
    ends_at: datetime
    whole: timedelta
    hours: str | None = None
    remind: tuple[float, ...] = ()
    reminded: float = 0.0
    breached: bool = False
    left: timedelta | None = None
    resumed_at: datetime | None = None

    @property
    def runs(self) -> bool:
        return self.left is None and not self.breached
