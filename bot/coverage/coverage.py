"""Whether somebody answers at every moment of a time to come, and who carries how much of it (R25)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.changing import replace
from bot.coverage.awake import needed
from bot.coverage.clocks import ClockChange, changed_clocks
from bot.coverage.gap import Gap, GapKind
from bot.coverage.load import Load, Plans, loads
from bot.coverage.paths import gaps_on
from bot.coverage.schedules import gaps_in, last_known, plans, rests_of
from bot.people.calendars import Span
from bot.people.feeds import on_leave_by, schedules_of, sources
from bot.people.roster import Roster
from bot.people.schedules import planned as foreseen
from bot.policy.policy import Policy

STALE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Source:
    """A calendar that is read, and cannot be relied on for all of the time: it was last good at `good_at` (None: never)
    and tells nothing beyond `known_until`."""

    source: str
    schedules: tuple[str, ...]
    people: tuple[str, ...]
    good_at: datetime | None
    known_until: datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """`gaps` are the soonest first. Of each schedule, its shifts in `plans`, its gaps of the kinds `NOBODY` and
    `UNKNOWN`, and its `rests`, in which nobody is on call and no level asks (S25), are together all the time from
    `begins` to `ends`, none of it twice."""

    begins: datetime
    ends: datetime
    gaps: tuple[Gap, ...]
    loads: tuple[Load, ...]
    plans: Plans
    clock_changes: tuple[ClockChange, ...]
    sources: tuple[Source, ...] = ()
    rests: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


def coverage(policy: Policy, roster: Roster, begins: datetime, ends: datetime) -> Coverage:
    """By what is known at `begins` of leave, absences, who stands in for whom, and who cannot be reached."""
    planned = plans(foreseen(roster), begins, ends)
    awake = needed(policy.rules, roster, begins, ends)
    gaps = list(_gaps(policy, roster, planned, awake, begins, ends))
    return Coverage(
        begins,
        ends,
        tuple(sorted(gaps, key=lambda gap: (gap.starts_at, gap.kind.of_a_path))),
        loads(roster, planned, begins, ends),
        planned,
        changed_clocks(roster, planned, begins, ends),
        tuple(_doubtful(roster, begins, ends)),
        {name: rests_of(plan, awake[name], begins, ends) for name, plan in planned.items()},
    )


def _gaps(
    policy: Policy, roster: Roster, planned: Plans, awake: Mapping[str, list[Span]], begins: datetime, ends: datetime
) -> Iterator[Gap]:
    unknown: dict[str, list[Gap]] = {}
    answering = plans(replace(roster, loads={}), begins, ends) if roster.away else planned
    for name, schedule in roster.schedules.items():
        for gap in gaps_in(schedule, roster, planned[name], answering[name], awake[name], begins, ends):
            if gap.kind is GapKind.UNKNOWN:
                unknown.setdefault(name, []).append(gap)
            yield gap
    for path in policy.rules.paths:
        yield from gaps_on(path, policy.rules, roster, answering, unknown, begins, ends)


def _doubtful(roster: Roster, begins: datetime, ends: datetime) -> Iterator[Source]:
    """Leave need not go far: its calendar is told of only when it is old."""
    for source in sources(roster):
        feed = roster.feeds.get(source)
        good_at, until = feed.good_at if feed else None, last_known(feed, begins)
        used_by = schedules_of(source, roster)
        if good_at is None or begins - good_at > STALE or (used_by and until < ends):
            yield Source(source, used_by, on_leave_by(source, roster), good_at, until)
