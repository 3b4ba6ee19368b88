"""Business time and duty the slow way, to hold the quick one against: minute by minute, by the clock on the wall.

Nothing here calls the code under test; it reads its values only. One thing decides all of it: the first minute at which
the wall clock of a zone shows a time, or where a change of clocks skips that, a later one (S5).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.durations import Duration
from bot.people.calendars import Calendar, Opening
from bot.people.presence import Override
from bot.people.roster import Layer, Roster, Schedule

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
FIRST_MONDAY = datetime.combine(date(1970, 1, 5), time())
BEFORE, AFTER = 5, 18  # how many days are walked around a date: what does not end within them is BeyondTheWalk
Stretch = tuple[datetime, datetime]


class BeyondTheWalk(LookupError):
    pass


# the clock on the wall


def wall(zone: str, at: datetime) -> datetime:
    """Naive: what the clock shows."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


@cache
def minutes_of(zone: str, day: date) -> list[Stretch]:
    """Every minute of a day of UTC, and what the clock on the wall shows at it."""
    midnight = datetime.combine(day, time(), UTC)
    return [pair for hour in range(24) for pair in _minutes_of_hour(zone, midnight + hour * HOUR)]


def _minutes_of_hour(zone: str, hour: datetime) -> list[Stretch]:
    """The clock is looked at in each minute only of an hour in which it was changed; it takes long."""
    first, after = wall(zone, hour), wall(zone, hour + HOUR)
    changed = after - first != HOUR
    passed = [count * MINUTE for count in range(60)]
    return [(hour + since, wall(zone, hour + since) if changed else first + since) for since in passed]


@cache
def first_minute(zone: str, day: date, clock: time) -> datetime:
    wanted = datetime.combine(day, clock)
    near = (day + count * DAY for count in (-1, 0, 1, 2))
    return next(minute for utc_day in near for minute, shown in minutes_of(zone, utc_day) if shown >= wanted)


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += MINUTE


# business time


def openings_on(calendar: Calendar, day: date) -> Sequence[Opening]:
    if day in calendar.dates:
        return calendar.dates[day]
    if (day.month, day.day) in calendar.yearly:
        return calendar.yearly[day.month, day.day]
    if day in calendar.holidays:
        return ()
    return calendar.weekly[day.weekday()]


def stretch(calendar: Calendar, day: date, opening: Opening) -> Stretch:
    ends = opening.ends or time(0)
    over_midnight = ends <= opening.begins
    last = day + DAY if over_midnight else day
    return first_minute(calendar.timezone, day, opening.begins), first_minute(calendar.timezone, last, ends)


class OpenMinutes:
    """For each open minute around a date, the days in whose openings it lies."""

    def __init__(self, calendar: Calendar, around: date) -> None:
        self.calendar = calendar
        self.days: dict[datetime, set[date]] = {}
        self.starts_at, self.ends_at = (
            datetime.combine(around + count * DAY, time(12), UTC) for count in (1 - BEFORE, AFTER - 2)
        )
        for day in (around + count * DAY for count in range(-BEFORE, AFTER)):
            for opening in openings_on(calendar, day):
                for minute in minutes(*stretch(calendar, day, opening)):
                    self.days.setdefault(minute, set()).add(day)

    def is_open(self, at: datetime) -> bool:
        if not self.starts_at <= at < self.ends_at:
            raise BeyondTheWalk
        return at.replace(second=0, microsecond=0) in self.days

    def next_open(self, at: datetime) -> datetime:
        while not self.is_open(at):
            at += MINUTE
        return at

    def open_time(self, start: datetime, end: datetime) -> timedelta:
        return sum((MINUTE for minute in minutes(start, end) if self.is_open(minute)), timedelta())

    def stretches(self, start: datetime, end: datetime) -> list[Stretch]:
        """The longest without a closed minute in them."""
        runs = groupby(minutes(start, end), self.is_open)
        return [(stretch[0], stretch[-1] + MINUTE) for is_open, run in runs if is_open and (stretch := list(run))]

    def after(self, at: datetime, left: timedelta) -> datetime:
        """When so much open time has passed; on a closing it stays there."""
        if not left:
            return at
        while left > (passes := MINUTE if self.is_open(at) else timedelta()):
            left -= passes
            at += MINUTE
        return at + left

    def after_days(self, at: datetime, count: int) -> datetime:
        """S3, where `at` is open: the last of so many following days that open, at the same time of day; else the last
        open instant of that day before it, else its first one."""
        if not count:
            return at
        today = max(self.days[at])
        following = sorted(day for day in set().union(*self.days.values()) if day > today)
        if len(following) < count:
            raise BeyondTheWalk
        target = following[count - 1]
        shown = wall(self.calendar.timezone, at)
        same_time = first_minute(self.calendar.timezone, target + (shown.date() - today), shown.time())
        if self.is_open(same_time):
            return same_time
        its_minutes = [minute for minute, days in self.days.items() if target in days]
        before = [minute + MINUTE for minute in its_minutes if minute < same_time]
        return max([at, *before]) if before else max(at, min(its_minutes))

    def end_of(self, at: datetime, duration: Duration) -> datetime:
        open_weekdays = sum(1 for openings in self.calendar.weekly if openings) or 7
        days_on = self.after_days(self.next_open(at), duration.days + duration.weeks * open_weekdays)
        return self.after(days_on, duration.time)


# duty


class Duty:
    """Who is on duty in each minute around a date (S17, S18)."""

    def __init__(self, schedule: Schedule, roster: Roster, around: date) -> None:
        self.schedule, self.roster = schedule, roster
        self.hours = [self._open_minutes(layer, around) for layer in schedule.layers]
        self.hand_offs = [hand_offs(layer, around) for layer in schedule.layers]

    def _open_minutes(self, layer: Layer, around: date) -> OpenMinutes | None:
        hours = self.roster.calendars[layer.hours] if isinstance(layer.hours, str) else layer.hours
        return OpenMinutes(hours, around) if hours else None

    def on_call(self, at: datetime, also_away: AbstractSet[str] = frozenset()) -> tuple[str, ...]:
        away = also_away | {who for who in self.roster.people if self._is_away(who, at)}
        busy = {who for who, load in self.roster.loads.items() if load.open_cases >= self._limit(who)}
        return self._answering(at, away, busy - away) or self._answering(at, away, frozenset())

    def next_on_call(self, at: datetime) -> tuple[str, ...]:
        return self.on_call(at, set(self.on_call(at)))

    def shifts(self, start: datetime, end: datetime) -> list[tuple[tuple[str, ...], datetime, datetime]]:
        runs = [(people, list(run)) for people, run in groupby(minutes(start, end), self.on_call)]
        return [(people, run[0], run[-1] + MINUTE) for people, run in runs if people]

    def _limit(self, person: str) -> float:
        limit = self.roster.people[person].limit if person in self.roster.people else None
        return float("inf") if limit is None else limit

    def _is_away(self, person: str, at: datetime) -> bool:
        said = [one for one in self.roster.absences if one.person == person and one.starts_at <= at]
        feed = self.roster.feeds.get(self.roster.people[person].leave or "")
        leave = feed.stretches if feed else ()
        return (
            person in self.roster.away
            or any(one.ends_at is None or at < one.ends_at for one in said)
            or any(one.starts_at <= at < one.ends_at for one in leave)
        )

    def _answering(self, at: datetime, away: AbstractSet[str], busy: AbstractSet[str]) -> tuple[str, ...]:
        there = (self._there(crew, at, away, busy) for crew in self._crews(at))
        return next((people for people in there if people), ())

    def _there(
        self, crew: Sequence[str], at: datetime, away: AbstractSet[str], busy: AbstractSet[str]
    ) -> tuple[str, ...]:
        """One who stands in has the place of another, busy or not, unless they are away."""
        stands_in = {
            override.instead_of: override.person
            for override in self._overrides(at)
            if override.instead_of and override.person not in away
        }
        people = dict.fromkeys(stands_in.get(person, person) for person in crew)
        return tuple(person for person in people if person not in away | busy)

    def _overrides(self, at: datetime) -> list[Override]:
        """The last one set first."""
        of_this = [override for override in self.roster.overrides[::-1] if override.schedule == self.schedule.id]
        return [override for override in of_this if override.starts_at <= at < override.ends_at]

    def _crews(self, at: datetime) -> Iterator[Sequence[str]]:
        yield from ((override.person,) for override in self._overrides(at) if override.instead_of is None)
        for layer, hours, begins in zip(self.schedule.layers, self.hours, self.hand_offs, strict=True):
            begun = layer.starts_at is None or layer.starts_at <= at
            ended = layer.ends_at is not None and layer.ends_at <= at
            if begun and not ended and (hours is None or hours.is_open(at)):
                yield from self._crews_of(layer, bisect_right(begins, at))

    def _crews_of(self, layer: Layer, turns: int) -> Iterator[Sequence[str]]:
        """All at once; or whose turn it is, and then those who would answer for them in the order of the list."""
        crews = [self.roster.teams[team].members for team in layer.teams] or [(person,) for person in layer.people]
        if layer.turn_days is None:
            yield [person for crew in crews for person in crew]
        elif turns:
            yield from (crews[(turns - 1 + passed_over) % len(crews)] for passed_over in range(len(crews)))


def hand_offs(layer: Layer, around: date) -> list[datetime]:
    """The minutes at which turns begin; those long over by then are only counted."""
    if layer.turn_days is None:
        return []
    day, clock = first_hand_off(layer)
    found = []
    while day < around + AFTER * DAY:
        found.append(first_minute(layer.timezone, day, clock) if day > around - BEFORE * DAY else LONG_AGO)
        day += layer.turn_days * DAY
    return found


def first_hand_off(layer: Layer) -> tuple[date, time]:
    """Without `from`, turns are counted from the first week of 1970; without a time of its own, `from` is one."""
    since = wall(layer.timezone, layer.starts_at) if layer.starts_at else FIRST_MONDAY
    if layer.handoff is None:
        return since.date(), since.time()
    weekday, minute_of_day = layer.handoff
    clock = (FIRST_MONDAY + minute_of_day * MINUTE).time()
    day = since.date()
    while not _may_be_first(layer, day, clock, weekday):
        day += DAY
    return day, clock


def _may_be_first(layer: Layer, day: date, clock: time, weekday: int | None) -> bool:
    if weekday is not None and day.weekday() != weekday:
        return False
    return layer.starts_at is None or first_minute(layer.timezone, day, clock) >= layer.starts_at
