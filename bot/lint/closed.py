"""A calendar that stays closed stops every clock that counts in it (S44)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.lint.draft import Draft
from bot.lint.finding import Finding, error
from bot.people.calendars import HORIZON, Calendar, openings
from bot.words import say

LONGEST = timedelta(days=60)


def calendar_closed_too_long(draft: Draft) -> Iterator[Finding]:
    for calendar in draft.rules.calendars.values():
        if (begins := closed_for(LONGEST, calendar, draft.at)) is not None:
            sentence = say("lint.closed_too_long", calendar=calendar.id, begins=begins, longest=LONGEST)
            yield error(("calendars", calendar.id, "open"), "closed-too-long", sentence)


def closed_for(longest: timedelta, calendar: Calendar, at: datetime) -> datetime | None:
    """When the first time begins, within the next 400 days, in which it does not open for so long."""
    opened = openings(calendar, at, at + HORIZON)
    ends = [at, *(end for _, end in opened)]
    begins = [*(begin for begin, _ in opened), at + HORIZON]
    return next((end for end, begin in zip(ends, begins, strict=True) if begin - end >= longest), None)
