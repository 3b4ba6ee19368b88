"""Who is next, and when (promise 3): what the ladder does if nobody does anything, with the people as they are now.

Found by letting its timers fall due, one after another, in the same `step` that runs live.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cases.case import Case
from bot.cases.clocks import ClockKind
from bot.cases.ladder import Duty, Stage
from bot.cases.ladder_events import Paged
from bot.cases.outcome import Outcome
from bot.cases.step import step
from bot.cases.timer_commands import AskNext, EndClock, EndHandoff, EndLevel, RepeatFallback, TimersCommand, WakeLevel
from bot.cases.timers import Timer, timers
from bot.people.naming import vendors_named
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.words import Label

FARTHEST = 12  # it may have to open first; more than once only where nobody can be asked then


@dataclass(frozen=True, slots=True)
class NextStep:
    """If nobody acts by `at`, these are asked: then, or where it must open first, at `asked_at`.

    `role` is the level's, None at the fallback. `vendors` are written to beside the people, or alone. `unsolved`: it
    comes to that if the case is not solved by then, whoever has it.
    """

    at: datetime
    asked_at: datetime
    duty: Duty
    people: tuple[str, ...]
    vendors: tuple[str, ...] = ()
    role: Label | None = None
    unsolved: bool = False


def next_step(case: Case, rules: Rules, roster: Roster) -> NextStep | None:
    """None where time alone brings nobody new: the case waits for somebody's answer, or it is over."""
    first = _next_move(case, rules)
    for _ in range(FARTHEST):
        move = _next_move(case, rules)
        if first is None or move is None:
            return None
        outcome = step(case, move.command, None, rules, roster, move.due_at)
        if found := _asked_by(outcome, first.due_at, move.due_at, rules):
            return replace(found, unsolved=_ends_resolve(first.command))
        case = outcome.case
    return None


def _asked_by(outcome: Outcome, at: datetime, asked_at: datetime, rules: Rules) -> NextStep | None:
    ladder = outcome.case.ladder
    level = rules.path(ladder.path).levels[ladder.level - 1] if ladder.stage is Stage.ASKING else None
    people = tuple(entry.event.person for entry in outcome.entries if isinstance(entry.event, Paged))
    vendors = vendors_named(level.ask) if level else ()
    if not people and not vendors:
        return None
    return NextStep(at, asked_at, ladder.duty, people, vendors, level.role if level else None)


def _next_move(case: Case, rules: Rules) -> Timer | None:
    """The ladder's own next timer; while it rests, the end of the time to resolve, or to take a case that passes on."""
    pending = timers(case, rules)
    return _first(pending, AskNext, EndLevel, WakeLevel, RepeatFallback) or (
        next((timer for timer in pending if _moves_an_owned(timer.command)), None) if case.owner else None
    )


def _first(pending: Sequence[Timer], *kinds: type[TimersCommand]) -> Timer | None:
    return next((timer for timer in pending if isinstance(timer.command, kinds)), None)


def _moves_an_owned(command: TimersCommand) -> bool:
    return isinstance(command, EndHandoff) or _ends_resolve(command)


def _ends_resolve(command: TimersCommand) -> bool:
    return isinstance(command, EndClock) and command.kind is ClockKind.RESOLVE
