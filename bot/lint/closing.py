"""Calendars that stay closed for long, and times of day that a change of clocks skips (S5, S44)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.lint.closed import LONGEST, closed_for
from bot.lint.draft import Draft
from bot.lint.finding import Finding, Place, warning
from bot.people.calendars import ONE_DAY, Calendar, instant, times_of
from bot.people.roster import Layer
from bot.words import say

OVER_TWO_WEEKS = timedelta(days=14, seconds=1)
MIDNIGHT = time()
A_YEAR = 366


def calendar_closed_for_long(draft: Draft) -> Iterator[Finding]:
    """One that is closed for too long is an error of its own."""
    for calendar in draft.rules.calendars.values():
        begins = closed_for(OVER_TWO_WEEKS, calendar, draft.at)
        if begins is not None and closed_for(LONGEST, calendar, draft.at) is None:
            sentence = say("lint.closed_long", calendar=calendar.id, begins=begins)
            yield warning(("calendars", calendar.id, "open"), "closed-long", sentence)


def time_that_is_skipped(draft: Draft) -> Iterator[Finding]:
    """Within a year, so that it is told at whatever time of the year the file is looked at."""
    for calendar in draft.rules.calendars.values():
        yield from _in_calendar(("calendars", calendar.id, "open"), calendar, draft.at)
    for schedule in draft.roster.schedules.values():
        for number, layer in enumerate(schedule.layers):
            place = ("schedules", schedule.id, "layers", number)
            if isinstance(layer.hours, Calendar):
                yield from _in_calendar((*place, "hours"), layer.hours, draft.at)
            yield from _in_handoff((*place, "handoff"), layer, draft.at)


def _in_calendar(place: Place, calendar: Calendar, at: datetime) -> Iterator[Finding]:
    days = days_put_forward(calendar.timezone, at.date())
    edges = ((day, clock) for day in days for clock in _edges(calendar, day))
    yield from _first_skipped(place, edges, calendar.timezone)


def _edges(calendar: Calendar, day: date) -> Iterator[time]:
    """When something opens or closes on that day, by the clock."""
    for opening in times_of(calendar, day):
        yield opening.begins
        if opening.ends and opening.ends > opening.begins:
            yield opening.ends
    yield from (o.ends for o in times_of(calendar, day - ONE_DAY) if o.ends and o.ends <= o.begins)


def _in_handoff(place: Place, layer: Layer, at: datetime) -> Iterator[Finding]:
    if layer.turn_days and layer.handoff:
        weekday, minutes = layer.handoff
        days = (day for day in days_put_forward(layer.timezone, at.date()) if weekday in (None, day.weekday()))
        edges = ((day, time(*divmod(minutes, 60))) for day in days)
        yield from _first_skipped(place, edges, layer.timezone)


def _first_skipped(place: Place, edges: Iterable[tuple[date, time]], timezone: str) -> Iterator[Finding]:
    """The first alone: all are mended in the same way. Midnight is the end of a day as well, and is meant as that."""
    for day, clock in edges:
        shown = _shown(day, clock, timezone)
        if clock not in (MIDNIGHT, shown):
            told = say("lint.skipped_time", time=_hm(clock), day=day.isoformat(), zone=timezone, shown=_hm(shown))
            yield warning(place, "skipped-time", told)
            return


def _shown(day: date, clock: time, timezone: str) -> time:
    """What the clock there shows at the instant that is meant."""
    return instant(day, clock, timezone).astimezone(ZoneInfo(timezone)).time()


def _hm(clock: time) -> str:
    return f"{clock:%H:%M}"


@lru_cache(maxsize=256)
def days_put_forward(timezone: str, first: date) -> tuple[date, ...]:
    """Those of the year from then on that lack some of their time."""
    zone = ZoneInfo(timezone)
    days = (first + timedelta(days=count) for count in range(A_YEAR + 1))
    midnights = (datetime.combine(day, MIDNIGHT, zone).astimezone(UTC) for day in days)
    short = (count for count, (begins, ends) in enumerate(pairwise(midnights)) if ends - begins < ONE_DAY)
    return tuple(first + timedelta(days=count) for count in short)
