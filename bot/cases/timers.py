"""Which timers a case has: a pure function of the case and its rules (promise 2).

Saving replaces the whole set, so that a pause, a snooze, a new priority or a restart needs no code of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cases.case import Ask, Case, Clock, ClockKind, Duty, Stage, Status
from bot.cases.commands import (
    AskNext,
    EndClock,
    EndLevel,
    EndSnooze,
    RemindClock,
    RemindPerson,
    RepeatFallback,
    TimersCommand,
    WakeLevel,
)
from bot.people.calendars import at_fraction
from bot.policy.rules import Level, Rules


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
    return tuple(sorted((*_ladder_timers(case, rules), *_clock_timers(case, rules)), key=lambda timer: timer.due_at))


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
    raise NotImplementedError


def _clock_timers(case: Case, rules: Rules) -> Iterable[Timer]:
    raise NotImplementedError
