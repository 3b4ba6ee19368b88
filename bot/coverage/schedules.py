"""When nobody is on call in a schedule, by plan or since nobody can be reached."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.changing import replace
from bot.coverage.gap import Gap, GapKind, between, shared
from bot.people.calendars import Span
from bot.people.presence import Feed
from bot.people.roster import Roster, Schedule
from bot.people.schedules import Shift, passed_over, planned, shifts


def gaps_in(
    schedule: Schedule,
    roster: Roster,
    plan: Sequence[Shift],
    answering: Sequence[Shift],
    needed: Sequence[Span],
    begins: datetime,
    ends: datetime,
) -> Iterator[Gap]:
    """Of the time in which it is `needed`. `plan` is the schedule's shifts as `planned`, `answering` what is left of
    them without those whom nothing reaches: where somebody else would answer for them, there is no gap."""
    foreseen, reached = planned(roster), replace(roster, loads={})
    for since, until in shared(list(between(_spans(plan), begins, ends)), needed):
        known = max(since, min(until, known_until(schedule, roster, begins, until)))
        if since < known:
            yield Gap(GapKind.NOBODY, schedule.id, since, known, passed_over(schedule, foreseen, since))
        if known < until:
            yield Gap(GapKind.UNKNOWN, schedule.id, known, until)
    unanswered = list(between(_spans(answering), begins, ends))
    for since, until in shared(list(shared(unanswered, _spans(plan))), needed):
        yield Gap(GapKind.UNREACHABLE, schedule.id, since, until, passed_over(schedule, reached, since))


def known_until(schedule: Schedule, roster: Roster, begins: datetime, ends: datetime) -> datetime:
    """How far the calendars go that its layers read; `ends` where there are none."""
    feeds = (roster.feeds.get(layer.ical) for layer in schedule.layers if layer.ical)
    return min((last_known(feed, begins) for feed in feeds), default=ends)


def last_known(feed: Feed | None, begins: datetime) -> datetime:
    """The end of its last event; `begins` where there was none."""
    return max((stretch.ends_at for stretch in feed.stretches), default=begins) if feed else begins


def plans(roster: Roster, begins: datetime, ends: datetime) -> dict[str, tuple[Shift, ...]]:
    """The shifts of each schedule."""
    return {schedule.id: shifts(schedule, roster, begins, ends) for schedule in roster.schedules.values()}


def rests_of(plan: Sequence[Shift], needed: Sequence[Span], begins: datetime, ends: datetime) -> tuple[Span, ...]:
    """When nobody is on call, and nobody needs to be."""
    return tuple(shared(list(between(_spans(plan), begins, ends)), list(between(needed, begins, ends))))


def _spans(plan: Sequence[Shift]) -> list[Span]:
    return [(shift.starts_at, shift.ends_at) for shift in plan]
