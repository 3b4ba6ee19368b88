"""Spans of time as the policy states them."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Duration:
    """A span with its units kept, because under `hours` a day is not 24 hours (S2, S3).

    `time` holds seconds, minutes and hours. Years occur in retention only.
    """

    time: timedelta = timedelta()
    days: int = 0
    weeks: int = 0
    years: int = 0

    @property
    def elapsed(self) -> timedelta:
        """The span as exact elapsed time: a day is 24 h, a week 7 days; years do not count here (S2)."""
        return self.time + timedelta(days=self.days, weeks=self.weeks)


def minutes(count: float) -> Duration:
    return Duration(timedelta(minutes=count))


def hours(count: float) -> Duration:
    return Duration(timedelta(hours=count))


def days(count: int) -> Duration:
    return Duration(days=count)
