"""A calendar that stays closed stops every clock that counts in it (S44)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby

from bot.lint.draft import Draft
from bot.lint.finding import Finding, error
from bot.people.calendars import HORIZON, ONE_DAY, Calendar, instant, openings, times_of
from bot.words import say

LONGEST = timedelta(days=60)
TWO = timedelta(days=2)


def calendar_closed_too_long(draft: Draft) -> Iterator[Finding]:
    for calendar in draft.rules.calendars.values():
        if (begins := closed_for(LONGEST, calendar, draft.at)) is not None:
            sentence = say("lint.closed_too_long", calendar=calendar.id, begins=begins, longest=LONGEST)
            yield error(("calendars", calendar.id, "open"), "closed-too-long", sentence)


def closed_for(longest: timedelta, calendar: Calendar, at: datetime) -> datetime | None:
    """When the first time begins, within the next 400 days, in which it does not open for so long.

    Instants are worked out around days without an opening alone: there may be thousands of calendars.
    """
    until_at = at + HORIZON
    for first, last in _closed_days(calendar, at, until_at):
        if last - first >= longest - 3 * ONE_DAY:
            starts_at, ends_at = (instant(day, time(), calendar.timezone) for day in (first - TWO, last + TWO))
            if begins := _closed_between(longest, calendar, max(at, starts_at), min(until_at, ends_at)):
                return begins
    return None


def _closed_days(calendar: Calendar, at: datetime, until_at: datetime) -> Iterator[tuple[date, date]]:
    """The first and last of days in a row on which it does not open."""
    first = at.date() - TWO
    days = (first + count * ONE_DAY for count in range((until_at.date() - first).days + 3))
    for opens, some in groupby(days, lambda day: bool(times_of(calendar, day))):
        if not opens:
            closed = list(some)
            yield closed[0], closed[-1]


def _closed_between(longest: timedelta, calendar: Calendar, at: datetime, until_at: datetime) -> datetime | None:
    opened = openings(calendar, at, until_at)
    ends = [at, *(end for _, end in opened)]
    begins = [*(begin for begin, _ in opened), until_at]
    return next((end for end, begin in zip(ends, begins, strict=True) if begin - end >= longest), None)
