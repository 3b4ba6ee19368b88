"""Business time: when a calendar is open, and how a span is counted in its open time (S3 to S6).

A day here is a day of the calendar: an opening over midnight belongs to the day it begins.
Every instant, given or returned, is aware UTC; only `instant` and `_local` know of zones.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain, islice
from zoneinfo import ZoneInfo

from bot.durations import Duration

ONE_DAY = timedelta(days=1)
HORIZON = timedelta(days=400)
FARTHEST = timedelta(days=20 * 366)  # looking farther, for hours that hardly open, would keep everybody waiting
Span = tuple[datetime, datetime]


class NeverOpens(LookupError):
    """A calendar that opens on none of the next 400 days, which lint refuses long before (S44), or so seldom that a
    span does not end within twenty years."""


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

    def __hash__(self) -> int:
        """Enough to look up what was worked out before, without going through all its days. Hours in place all have the
        same id, so their weeks tell them apart."""
        return hash((self.id, self.timezone, self.weekly))


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Closed at the end instant of an opening."""
    return any(begins <= at < ends for _, (begins, ends) in _around(calendar, _local(calendar, at).date()))


def next_open(calendar: Calendar, at: datetime) -> datetime:
    """`at` itself where it is open."""
    begins, _ = next(_ahead(calendar, at))
    return begins


def end_of(calendar: Calendar | None, start: datetime, duration: Duration) -> datetime:
    """Where a span that begins at `start` ends: its weeks and days first, then its time (S2, S3).

    Without a calendar it is exact elapsed time. An end that falls on a closing stays there: 15:30 and 30m is 16:00.
    """
    if calendar is None:
        return start + duration.elapsed
    begins = next_open(calendar, start)
    days = duration.days + duration.weeks * _days_of_a_week(calendar)
    return _after_time(calendar, _after_days(calendar, begins, days), duration.time)


def open_time(calendar: Calendar | None, start: datetime, end: datetime) -> timedelta:
    """How long the calendar is open between two instants; without one, all of it."""
    if calendar is None:
        return end - start
    return sum((ends - begins for begins, ends in openings(calendar, start, end)), timedelta())


def openings(calendar: Calendar, start: datetime, end: datetime) -> list[Span]:
    """The open stretches between two instants, cut off at both."""
    days = _days(_local(calendar, start).date() - ONE_DAY, _local(calendar, end).date() + ONE_DAY)
    pieces = _apart(chain.from_iterable(_of_day(calendar, day) for day in days), start)
    return [(begins, min(ends, end)) for begins, ends in pieces if begins < end]


def at_fraction(calendar: Calendar | None, start: datetime, end: datetime, percent: float) -> datetime:
    """When so much of the open time between two instants has passed (S4)."""
    passed = open_time(calendar, start, end) * (percent / 100)
    return start + passed if calendar is None else _after_time(calendar, start, passed)


@lru_cache(maxsize=8192)
def instant(day: date, at: time, timezone: str) -> datetime:
    """A local time of day. One that a DST gap skips is the first instant after it, a doubled one the first (S5)."""
    zone = ZoneInfo(timezone)
    local = datetime.combine(day, at.replace(fold=0), zone)
    found = local.astimezone(UTC)
    skipped = found.astimezone(zone).replace(tzinfo=None, fold=0) != local.replace(tzinfo=None)
    return _end_of_gap(local, zone) if skipped else found


def _end_of_gap(skipped: datetime, zone: ZoneInfo) -> datetime:
    """Found by halving, since `zoneinfo` does not tell its transitions."""
    before, after = skipped.replace(fold=1).astimezone(UTC), skipped.astimezone(UTC)
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after


def _local(calendar: Calendar, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(calendar.timezone))


@lru_cache(maxsize=8192)
def _of_day(calendar: Calendar, day: date) -> tuple[Span, ...]:
    """Those that begin on that day, in order; one that a DST gap swallows whole is not there."""
    spans = (_span(opening, day, calendar.timezone) for opening in times_of(calendar, day))
    return tuple(sorted(span for span in spans if span[0] < span[1]))


def times_of(calendar: Calendar, day: date) -> tuple[Opening, ...]:
    if day in calendar.dates:
        return calendar.dates[day]
    if (day.month, day.day) in calendar.yearly:
        return calendar.yearly[day.month, day.day]
    return () if day in calendar.holidays else calendar.weekly[day.weekday()]


def _span(opening: Opening, day: date, timezone: str) -> Span:
    ends = opening.ends or time()
    last = day if opening.begins < ends else day + ONE_DAY
    return instant(day, opening.begins, timezone), instant(last, ends, timezone)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=count) for count in range((last - first).days + 1))


@lru_cache(maxsize=8192)
def _around(calendar: Calendar, today: date) -> tuple[tuple[date, Span], ...]:
    """Every opening that could hold an instant of today. Those of the day after could: clocks may be put back over
    midnight."""
    days = _days(today - ONE_DAY, today + ONE_DAY)
    return tuple((day, span) for day in days for span in _of_day(calendar, day))


def _open_days(calendar: Calendar, first: date) -> Iterator[tuple[date, tuple[Span, ...]]]:
    day, last = first, first + HORIZON
    while day <= min(last, first + FARTHEST):
        if spans := _of_day(calendar, day):
            yield day, spans
            last = day + HORIZON
        day += ONE_DAY
    known = f"within {HORIZON.days} days of {last - HORIZON}" if day > last else f"often enough from {first} to {day}"
    raise NeverOpens(f"calendar {calendar.id!r} does not open {known}")


def _apart(spans: Iterable[Span], start: datetime) -> Iterator[Span]:
    """What of them lies after `start`; where two overlap, that time comes once."""
    for begins, ends in spans:
        if ends > start:
            yield max(begins, start), ends
            start = ends


def _ahead(calendar: Calendar, at: datetime) -> Iterator[Span]:
    days = _open_days(calendar, _local(calendar, at).date() - ONE_DAY)
    return _apart(chain.from_iterable(spans for _, spans in days), at)


def _after_time(calendar: Calendar, at: datetime, left: timedelta) -> datetime:
    if not left:
        return at
    ahead = _ahead(calendar, at)
    begins, ends = next(ahead)
    while left > ends - begins:
        left -= ends - begins
        begins, ends = next(ahead)
    return begins + left


def _after_days(calendar: Calendar, at: datetime, days: int) -> datetime:
    """On the last of so many following days that open: at the same local time, else the latest open instant before
    it, else that day's first opening. `at` is open, and its day is that of the opening it lies in (S3, S5).
    """
    if not days:
        return at
    local = _local(calendar, at)
    today = max(day for day, (begins, ends) in _around(calendar, local.date()) if begins <= at < ends)
    day, spans = next(islice(_open_days(calendar, today + ONE_DAY), days - 1, None))
    same_time = instant(day + (local.date() - today), local.time(), calendar.timezone)
    if is_open(calendar, same_time):
        return same_time
    before = max((ends for _, ends in spans if ends <= same_time), default=spans[0][0])
    # Openings of two days may overlap; then the later day can be over already.
    return max(at, before)


def _days_of_a_week(calendar: Calendar) -> int:
    """The weekdays that open in a normal week (S3); seven for a calendar that is made of dates only."""
    return sum(1 for times in calendar.weekly if times) or 7
