"""Whether a clock is to be believed: only while it agrees with one that nobody can set.

The clock on the wall may be put forward or back, stand still while a machine sleeps, or be another server's all at
once. The monotonic one only counts on. What both say is read now and then, and given as an argument.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.changing import replace

AGREE = timedelta(seconds=2)
AGAIN = timedelta(seconds=1)  # so long after a reading that is doubted, another decides
LONGEST_DOUBT = timedelta(seconds=30)  # of a clock that never agrees with itself some reading must do
LONGEST_ALONE = timedelta(minutes=5)  # so long the monotonic clock is enough, which drifts, too
PRECISE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the wall showed when the monotonic clock showed so many seconds; to read it `took` as long, in the middle of
    which it is taken to have been read."""

    wall: datetime
    monotonic: float
    took: timedelta = timedelta()

    def at(self, monotonic: float) -> datetime:
        """What the wall shows then, if nobody sets it."""
        return self.wall + timedelta(seconds=monotonic - self.monotonic)

    def agrees(self, later: "Reading") -> bool:
        return abs(later.wall - self.at(later.monotonic)) <= AGREE + (self.took + later.took) / 2


@dataclass(frozen=True, slots=True)
class Belief:
    """`believed` is the last reading that was believed. `doubted` is a later one that it does not agree with, and
    `doubted_since` when the monotonic clock showed the first of those."""

    believed: Reading
    doubted: Reading | None = None
    doubted_since: float = 0.0

    def now(self, monotonic: float) -> datetime:
        """The best that is known. While in doubt the earlier of the two: by neither of them does anything come early,
        and whatever a person begins meanwhile has no limit that ends later than it should."""
        known = self.believed.at(monotonic)
        return min(known, self.doubted.at(monotonic)) if self.doubted else known

    def holds(self, monotonic: float) -> bool:
        """Whether timers are held: in doubt, or too long without any reading."""
        return self.doubted is not None or self.alone(monotonic)

    def alone(self, monotonic: float) -> bool:
        return timedelta(seconds=monotonic - self.believed.monotonic) > LONGEST_ALONE

    def jumped(self) -> timedelta | None:
        """By how much, in which direction; None where nothing is doubted."""
        return self.doubted.wall - self.believed.at(self.doubted.monotonic) if self.doubted else None


def looked(belief: Belief, reading: Reading) -> Belief:
    """After another reading."""
    if belief.believed.agrees(reading):
        return Belief(_taken(belief.believed, reading))
    if belief.doubted is None:
        return replace(belief, doubted=reading, doubted_since=reading.monotonic)
    if reading.monotonic - belief.doubted_since >= LONGEST_DOUBT.total_seconds():
        return Belief(reading)
    if not belief.doubted.agrees(reading):
        return replace(belief, doubted=reading)
    if reading.monotonic - belief.doubted.monotonic >= AGAIN.total_seconds():
        return Belief(reading)
    return belief


def _taken(before: Reading, reading: Reading) -> Reading:
    """One that took long says only that nobody has set the clock."""
    return reading if reading.took <= PRECISE else Reading(before.at(reading.monotonic), reading.monotonic)
