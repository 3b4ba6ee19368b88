"""When pages are merged: a pure rule about how many have gone somewhere lately and how many wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.messages.bundles import Burst

WITHIN = timedelta(minutes=1)
HANDFUL = 5  # new messages within that time; nobody who hears so little waits for anything
SHORTEST, LONGEST = timedelta(seconds=2), timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class PutOff:
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Merge:
    """All that waits there, now."""


def verdict(burst: Burst, now: datetime) -> PutOff | Merge | None:
    """None: this page goes by itself, at once. The more was sent of late, the longer pages gather: two seconds after
    the last message, then four, eight and at most ten. None gathers for longer than that, whatever else is sent there
    meanwhile, and whatever clock that was sent by, unless others there are still looked for."""
    if burst.sent + burst.waiting <= HANDFUL:
        return None
    if burst.under_way:
        return PutOff(now + SHORTEST)
    until_at = _gathered_at(burst)
    if until_at and until_at > now:
        return PutOff(until_at)
    return Merge() if burst.waiting > 1 else None


def _gathered_at(burst: Burst) -> datetime | None:
    beyond = burst.sent - HANDFUL
    if burst.last_at is None or beyond < 0:
        return None
    until_at = burst.last_at + min(LONGEST, SHORTEST * (1 << min(beyond, 10)))
    if burst.unsettled or burst.since_at is None:
        return until_at
    return min(until_at, burst.since_at + LONGEST)
