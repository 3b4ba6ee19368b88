"""Which timers a case has: a pure function of the case and its rules (promise 2).

Saving replaces the whole set, so that a pause, a snooze, a new priority or a restart needs no code of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cases.audiences import Audience
from bot.cases.case import Case, Status
from bot.cases.clocks import Clock
from bot.cases.ladder import Stage
from bot.cases.timer_commands import (
    AskForUpdate,
    AskNext,
    EndApproval,
    EndAudience,
    EndClock,
    EndHandoff,
    EndLevel,
    EndSnooze,
    RemindClock,
    RemindPerson,
    RepeatFallback,
    TimersCommand,
    WakeLevel,
)
from bot.people.calendars import at_fraction, open_time
from bot.policy.rules import Rules


@dataclass(frozen=True, slots=True)
class Timer:
    """At `due_at` (case time) carry out the command. `strand` names the limit it belongs to: see `due`."""

    due_at: datetime
    command: TimersCommand
    strand: str


def timers(case: Case, rules: Rules) -> tuple[Timer, ...]:
    """Earliest first. A case that is not closed always has at least one."""
    if case.status is Status.CLOSED:
        return ()
    all_of_them = (*_ladder_timers(case, rules), *_clock_timers(case, rules), *_audience_timers(case, rules))
    return tuple(sorted(all_of_them, key=lambda timer: timer.due_at))


def due(pending: Sequence[Timer], now: datetime) -> Timer | None:
    """The timer to carry out now. Of a strand's overdue timers only the last counts: after any downtime a person gets
    one reminder, or none if the limit itself is over."""
    overdue = [timer for timer in pending if timer.due_at <= now]
    if not overdue:
        return None
    return [timer for timer in overdue if timer.strand == overdue[0].strand][-1]


def _ladder_timers(case: Case, rules: Rules) -> Iterator[Timer]:
    ladder = case.ladder
    if case.status not in (Status.NEW, Status.ACCEPTED):
        return
    if ladder.stage is Stage.SLEEPING and ladder.opens_at:
        yield Timer(ladder.opens_at, WakeLevel(ladder.level, ladder.round), "level")
    if ladder.stage is Stage.FALLBACK and ladder.repeats_at:
        yield Timer(ladder.repeats_at, RepeatFallback(ladder.fallbacks), "fallback")
    if ladder.stage is Stage.ASKING and ladder.ends_at:
        yield Timer(ladder.ends_at, EndLevel(ladder.level, ladder.round), "level")
        if ladder.next_try_at:
            yield Timer(ladder.next_try_at, AskNext(ladder.level, ladder.round), "level")
        yield from _ask_reminders(case, rules)


def _ask_reminders(case: Case, rules: Rules) -> Iterator[Timer]:
    """Of the time of the person asked (S27), to those who have not answered and whose turn it still is; to those
    beside a vendor who is asked alone."""
    ladder = case.ladder
    calendar, ends_at = rules.calendars.get(ladder.hours or ""), ladder.ends_at
    for ask in reversed(ladder.open_asks_here()):  # of what is due together the last counts: the first asked goes first
        for percent in ladder.remind:
            if ask.ends_at and ask.asked_at == ladder.asks[-1].asked_at and percent > ask.reminded:
                due_at = at_fraction(calendar, ask.resumed_at or ask.asked_at, ask.ends_at, percent)
                yield Timer(due_at, RemindPerson(ask.person, ladder.level, ladder.round, percent), "level")
    for one in reversed(ladder.aware):
        for percent in ladder.remind:
            if ends_at and percent > one.reminded:
                due_at = at_fraction(calendar, one.since_at, ends_at, percent)
                yield Timer(due_at, RemindPerson(one.person, ladder.level, ladder.round, percent), "level")


def _clock_timers(case: Case, rules: Rules) -> Iterator[Timer]:
    for clock in case.clocks:
        if clock.runs:
            yield Timer(clock.ends_at, EndClock(clock.kind, clock.started_at), clock.kind)
            yield from _clock_reminders(case, clock, rules)
    if case.approval:
        yield Timer(case.approval.ends_at, EndApproval(case.approval.asked_at), "approval")
    if case.handoff and case.handoff.ends_at:
        yield Timer(case.handoff.ends_at, EndHandoff(case.handoff.offered_at), "handoff")
    if case.snoozed_until:
        yield Timer(case.snoozed_until, EndSnooze(case.snoozed_until), "snooze")


def _clock_reminders(case: Case, clock: Clock, rules: Rules) -> Iterator[Timer]:
    """To the owner alone, so none that was due before there was one; none where nothing is left to remind of."""
    owned_at, begins = case.owner_since, clock.resumed_at or clock.started_at
    if owned_at is None or not clock.remind:
        return
    calendar = rules.calendars.get(clock.hours or "")
    left = open_time(calendar, begins, clock.ends_at)
    if left <= timedelta():
        return
    for percent in clock.remind:
        # Of the clock's whole time, whether it stood still in between or not.
        share_of_what_is_left = max(0.0, 100 - (100 - percent) * (clock.whole / left))
        due_at = at_fraction(calendar, begins, clock.ends_at, share_of_what_is_left)
        if percent > clock.reminded and due_at > owned_at:
            yield Timer(due_at, RemindClock(clock.kind, clock.started_at, percent), clock.kind)


def _audience_timers(case: Case, rules: Rules) -> Iterator[Timer]:
    """Nothing is sent or asked for before the case is approved; once it is resolved only Stige goes on telling."""
    for audience in case.audiences if case.status is not Status.APPROVAL else ():
        if audience.due_at and (audience.by_stige or case.status is not Status.RESOLVED):
            end = EndAudience(audience.number, audience.due_at)
            yield Timer(audience.due_at, end, _strand(audience))
            if not audience.by_stige:
                yield from _update_reminders(audience, audience.due_at, rules)


def _update_reminders(audience: Audience, due_at: datetime, rules: Rules) -> Iterator[Timer]:
    """To whoever is to write: the draft first, then what reminds of it."""
    calendar = rules.calendars.get(audience.hours or "")
    for percent in audience.remind:
        if percent > audience.reminded:
            remind_at = at_fraction(calendar, audience.since_at, due_at, percent)
            yield Timer(remind_at, AskForUpdate(audience.number, due_at, percent), _strand(audience))


def _strand(audience: Audience) -> str:
    return f"audience {audience.number}"
