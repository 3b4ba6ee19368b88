"""Business time: when a calendar is open, and how a span is counted in its open time (S3–S6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Opening:
    """From `begins` to `ends` on one day; `ends` None is 24:00. An end not after its begin is on the next day (S5)."""

    begins: time
    ends: time | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening times in one zone. Full date beats yearly date beats holiday beats weekday (S5); no openings: closed.

    `weekly` goes from Monday to Sunday. `holidays` are dates already worked out for the countries named.
    """

    id: str
    timezone: str
    weekly: tuple[tuple[Opening, ...], ...]
    yearly: Mapping[tuple[int, int], tuple[Opening, ...]] = field(default_factory=dict)
    dates: Mapping[date, tuple[Opening, ...]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Closed at the end instant of an opening."""
    raise NotImplementedError
