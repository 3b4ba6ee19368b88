"""Timers as rows, and the cases whose timers are due."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import bindparam, delete, insert, select, update

from bot.cases.case import Case
from bot.cases.timer_commands import TimersCommand
from bot.cases.timers import Timer
from storage.cases import CasePart
from storage.codec import dumps, encode
from storage.tables import CASES, TIMERS
from storage.transaction import Saved

_OVERDUE = select(CASES.c.id, CASES.c.state, CASES.c.head).where(CASES.c.due_at <= bindparam("at"))
_LONGEST_FIRST = _OVERDUE.order_by(CASES.c.due_at).limit(bindparam("at_most"))
_DUE = _LONGEST_FIRST.with_for_update(key_share=True, skip_locked=True)
_STILL_DUE = (
    select(CASES.c.id)
    .where(CASES.c.id == bindparam("case_id"), CASES.c.due_at <= bindparam("at"))
    .with_for_update(key_share=True)
)
_NEXT = select(CASES.c.due_at).where(CASES.c.due_at.is_not(None)).order_by(CASES.c.due_at).limit(1)
_DROP = delete(TIMERS).where(TIMERS.c.case_id == bindparam("case_id"))
_ADD = insert(TIMERS)


class TimerPart(CasePart):
    def due_cases(self, at: datetime, at_most: int) -> tuple[str, ...]:
        rows = self.connection.execute(_DUE, {"at": at, "at_most": at_most}).all()
        self.find(rows)
        return tuple(row.id for row in rows)

    def next_due_at(self) -> datetime | None:
        first: datetime | None = self.connection.execute(_NEXT).scalar_one_or_none()
        return first

    def is_due(self, case_id: str, at: datetime) -> bool:
        return self.connection.execute(_STILL_DUE, {"case_id": case_id, "at": at}).first() is not None

    def rest(self, case_id: str, until_at: datetime) -> None:
        resting = {"due_at": until_at, "failures": CASES.c.failures + 1}
        self.connection.execute(update(CASES).where(CASES.c.id == case_id).values(resting))

    def failures(self, case_id: str) -> int:
        query = select(CASES.c.failures).where(CASES.c.id == case_id)
        return self.connection.execute(query).scalar_one_or_none() or 0

    def replace_timers(self, case: Case, timers: Sequence[Timer]) -> None:
        self.put(_DROP, [{"case_id": case.id}])
        self.put(_ADD, _rows(case, timers))

    def keep_timers(self, saved: Sequence[Saved]) -> None:
        self.put(_DROP, [{"case_id": one.case.id} for one in saved if one.before])
        self.put(_ADD, [row for one in saved for row in _rows(one.case, one.timers)])


def first_due_at(case: Case, timers: Sequence[Timer]) -> datetime | None:
    """On the wall."""
    return min((_on_the_wall(case, timer) for timer in timers), default=None)


def _on_the_wall(case: Case, timer: Timer) -> datetime:
    """Never before its case time has come, whatever a drill's speed is rounded to."""
    at = case.clock.wall_time(timer.due_at)
    return at if case.clock.case_time(at) >= timer.due_at else at + timedelta(microseconds=1)


def _rows(case: Case, timers: Sequence[Timer]) -> list[dict[str, object]]:
    return [timer_row(case, position, timer) for position, timer in enumerate(timers)]


def timer_row(case: Case, position: int, timer: Timer) -> dict[str, object]:
    return {
        "case_id": case.id,
        "position": position,
        "due_at": _on_the_wall(case, timer),
        "strand": timer.strand,
        "command": type(timer.command).__name__,
        "beliefs": _beliefs(timer.command),
    }


@lru_cache(maxsize=1024)
def _beliefs(command: TimersCommand) -> str:
    """Most believe in nothing but a level and a round."""
    return dumps(encode(type(command), command))
