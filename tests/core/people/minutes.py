"""The slow way: a month of minutes, walked one by one, to hold the quick one against.

A local time is looked up as the first minute at which the wall clock has come so far: that alone is S5, over gaps
and over hours that come twice.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate, chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.people.calendars import Calendar

MINUTE = timedelta(minutes=1)
DAYS_BEFORE, DAYS_AFTER = 8, 30


class Around(NamedTuple):
    """The minutes around a date in a zone: `reached` is how far the wall clock has come by each of them."""

    zone: str
    middle: date
    starts_at: datetime
    reached: list[datetime]

    @property
    def starts_on(self) -> int:
        """The minute at which the odd date begins in UTC."""
        return DAYS_BEFORE * 24 * 60

    def reach(self, local: datetime) -> int:
        return bisect_left(self.reached, local)

    def at(self, index: int) -> datetime:
        return self.starts_at + index * MINUTE

    def wall(self, index: int) -> datetime:
        return self.at(index).astimezone(ZoneInfo(self.zone)).replace(tzinfo=None, fold=0)

    def days(self) -> list[date]:
        return [self.middle + timedelta(days=count) for count in range(-DAYS_BEFORE + 2, DAYS_AFTER - 2)]


@lru_cache
def around(zone: str, middle: date) -> Around:
    starts_at = datetime.combine(middle, time(), UTC) - timedelta(days=DAYS_BEFORE)
    hours = (starts_at + timedelta(hours=count) for count in range((DAYS_BEFORE + DAYS_AFTER) * 24))
    walls = chain.from_iterable(_walls(ZoneInfo(zone), hour) for hour in hours)
    return Around(zone, middle, starts_at, list(accumulate(walls, max)))


def _walls(zone: ZoneInfo, hour: datetime) -> Iterable[datetime]:
    """What the clock on the wall shows in each minute of an hour, asked one by one only where it was changed."""
    offset, later = (moment.astimezone(zone).utcoffset() for moment in (hour, hour + timedelta(hours=1)))
    for minute in (hour + count * MINUTE for count in range(60)):
        now = offset if offset == later else minute.astimezone(zone).utcoffset()
        assert now is not None
        yield minute.replace(tzinfo=None) + now


class Minutes:
    """Which minutes a calendar is open, and on behalf of which day."""

    def __init__(self, calendar: Calendar, month: Around) -> None:
        self.month = month
        self.days = {day: found for day in month.days() if (found := self._minutes_of(calendar, day))}
        self.open = bytearray(len(month.reached))
        for minutes in self.days.values():
            for minute in minutes:
                self.open[minute] = 1

    def _minutes_of(self, calendar: Calendar, day: date) -> list[int]:
        if day in calendar.dates:
            chosen = calendar.dates[day]
        elif (day.month, day.day) in calendar.yearly:
            chosen = calendar.yearly[day.month, day.day]
        else:
            chosen = () if day in calendar.holidays else calendar.weekly[day.weekday()]
        found: set[int] = set()
        for opening in chosen:
            closing = time() if opening.ends is None else opening.ends
            last = day if closing > opening.begins else day + timedelta(days=1)
            first = self.month.reach(datetime.combine(day, opening.begins))
            found.update(range(first, self.month.reach(datetime.combine(last, closing))))
        return sorted(found)

    def next_open(self, index: int) -> int:
        while not self.open[index]:
            index += 1
        return index

    def after_time(self, index: int, left: int) -> int:
        while left:
            left -= self.open[index]
            index += 1
        return index

    def after_days(self, index: int, days: int) -> int:
        today = max(day for day, minutes in self.days.items() if index in minutes)
        day = [day for day in self.days if day > today][days - 1]
        wall = self.month.wall(index)
        same_time = self.month.reach(datetime.combine(day + (wall.date() - today), wall.time()))
        if self.open[same_time]:
            return same_time
        before = [minute + 1 for minute in self.days[day] if minute < same_time]
        return before[-1] if before else self.days[day][0]
