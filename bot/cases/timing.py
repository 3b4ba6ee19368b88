"""What happens because time passed. A timer that believes what is no longer so does nothing."""

from typing import assert_never

from bot.cases.case import Status
from bot.cases.climbing import climb, enter, fall_back, go_on
from bot.cases.clock_events import Breached, ClockReminded
from bot.cases.clocks import Clock, ClockKind
from bot.cases.course import Course
from bot.cases.ending import close_if_complete
from bot.cases.informing import miss_update
from bot.cases.ladder import Duty, Stage, Why
from bot.cases.ladder_events import PersonReminded
from bot.cases.outside_events import VendorLate
from bot.cases.picking import ask_on
from bot.cases.timer_commands import (
    AskNext,
    EndClock,
    EndLevel,
    EndSnooze,
    RemindClock,
    RemindPerson,
    RepeatFallback,
    WakeLevel,
)
from bot.policy.routing import Limit, Span


def end_level(course: Course, command: EndLevel) -> None:
    if _here(course, Stage.ASKING, command.level, command.round):
        climb(course, Why.TIME, course.case.ladder.duty)


def wake_level(course: Course, command: WakeLevel) -> None:
    ladder = course.case.ladder
    if _here(course, Stage.SLEEPING, command.level, command.round):
        enter(course, ladder.level, ladder.round, ladder.duty, Why.WOKE)


def try_next(course: Course, command: AskNext) -> None:
    if _here(course, Stage.ASKING, command.level, command.round) and course.case.ladder.queue:
        ask_on(course, Why.NOBODY)


def _here(course: Course, stage: Stage, level: int, round_: int) -> bool:
    ladder = course.case.ladder
    return (ladder.stage, ladder.level, ladder.round) == (stage, level, round_)


def remind_person(course: Course, command: RemindPerson) -> None:
    """Privately, and only who has not answered."""
    ladder = course.case.ladder
    waiting = (*(ask.person for ask in ladder.open_asks_here()), *(one.person for one in ladder.aware))
    if _here(course, Stage.ASKING, command.level, command.round) and command.person in waiting:
        course.happens(PersonReminded(command.person, command.level, command.round, command.percent))


def repeat_fallback(course: Course, command: RepeatFallback) -> None:
    ladder = course.case.ladder
    if ladder.stage is Stage.FALLBACK and ladder.fallbacks == command.count:
        fall_back(course, ladder.duty, Why.TIME)


def remind_clock(course: Course, command: RemindClock) -> None:
    """The owner alone, before anything escalates (R14)."""
    clock = _clock(course, command.kind, command)
    if clock and course.case.owner:
        course.happens(ClockReminded(clock.kind, command.percent, course.case.owner))


def end_clock(course: Course, command: EndClock) -> None:
    clock = _clock(course, command.kind, command)
    if clock is None:
        return
    match clock.kind:
        case ClockKind.ACCEPT:
            course.happens(Breached(ClockKind.ACCEPT))
        case ClockKind.RESOLVE:
            _breach_resolve(course)
        case ClockKind.UPDATE:
            _miss_update(course)
        case ClockKind.WAIT:
            _end_wait(course)
        case ClockKind.VENDOR:
            course.happens(VendorLate())
        case _:
            assert_never(clock.kind)


def _clock(course: Course, kind: ClockKind, command: EndClock | RemindClock) -> Clock | None:
    clock = course.case.running(kind)
    return clock if clock and clock.runs and clock.started_at == command.started_at else None


def _breach_resolve(course: Course) -> None:
    """Recorded while nobody has it; else the next level above is asked to take over, and the clock runs anew (S31)."""
    course.happens(Breached(ClockKind.RESOLVE))
    if course.case.owner is None:
        return
    climb(course, Why.BREACHED, Duty.TAKE_OVER)
    course.start_clock(ClockKind.RESOLVE, _resolve_span(course))


def _resolve_span(course: Course) -> Span | None:
    """The level's own time to resolve, else the clock's."""
    ladder, levels = course.case.ladder, course.path.levels
    usual = course.resolve_limit()
    own = levels[ladder.level - 1].resolve_within if ladder.stage is Stage.ASKING else None
    return Span(own, levels[ladder.level - 1].hours or (usual.hours if usual else None)) if own else usual


def _miss_update(course: Course) -> None:
    miss_update(course)
    course.start_clock(ClockKind.UPDATE, course.limit(Limit.UPDATE) or course.limit(Limit.WAIT))


def _end_wait(course: Course) -> None:
    """Nobody said anything for as long as the policy waits (S33)."""
    match course.case.status:
        case Status.RESOLVED:
            close_if_complete(course)
        case Status.WAITING:
            _ask_owner_again(course)
        case _:
            course.stop_clocks(ClockKind.WAIT)
            climb(course, Why.SILENT, Duty.TAKE_OVER)


def end_snooze(course: Course, command: EndSnooze) -> None:
    if course.case.snoozed_until == command.until_at:
        _ask_owner_again(course)


def _ask_owner_again(course: Course) -> None:
    """It goes on; an owner who stays silent for an `accept` limit loses it to the next level."""
    before = course.case
    go_on(course)
    if not before.waits_for_answer:
        course.start_clock(ClockKind.WAIT, course.limit(Limit.ACCEPT))
