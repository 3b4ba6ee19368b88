"""Timers as rows, and the cases whose timers are due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update

from bot.cases.case import Case
from bot.cases.timers import Timer
from storage.codec import dumps, encode
from storage.tables import CASES, TIMERS
from storage.transaction import Transaction

_LONGEST_OVERDUE = select(CASES.c.id).where(CASES.c.due_at <= bindparam("at")).order_by(CASES.c.due_at).limit(1)
_DUE = _LONGEST_OVERDUE.with_for_update(key_share=True, skip_locked=True)
_NEXT = select(CASES.c.due_at).where(CASES.c.due_at.is_not(None)).order_by(CASES.c.due_at).limit(1)
_DROP = delete(TIMERS).where(TIMERS.c.case_id == bindparam("case_id"))
_ADD = insert(TIMERS)


class TimerPart(Transaction):
    def due_case(self, at: datetime) -> str | None:
        return self.connection.execute(_DUE, {"at": at}).scalar_one_or_none()

    def next_due_at(self) -> datetime | None:
        first: datetime | None = self.connection.execute(_NEXT).scalar_one_or_none()
        return first

    def rest(self, case_id: str, until_at: datetime) -> None:
        resting = {"due_at": until_at, "failures": CASES.c.failures + 1}
        self.connection.execute(update(CASES).where(CASES.c.id == case_id).values(resting))

    def failures(self, case_id: str) -> int:
        query = select(CASES.c.failures).where(CASES.c.id == case_id)
        return self.connection.execute(query).scalar_one_or_none() or 0

    def replace_timers(self, case: Case, timers: Sequence[Timer], opens: bool) -> None:
        if not opens:
            self.connection.execute(_DROP, {"case_id": case.id})
        if timers:
            rows = [_row(case, position, timer) for position, timer in enumerate(timers)]
            self.connection.execute(_ADD, rows)


def first_due_at(case: Case, timers: Sequence[Timer]) -> datetime | None:
    """On the wall."""
    return min((_on_the_wall(case, timer) for timer in timers), default=None)


def _on_the_wall(case: Case, timer: Timer) -> datetime:
    """Never before its case time has come, whatever a drill's speed is rounded to."""
    at = case.clock.wall_time(timer.due_at)
    return at if case.clock.case_time(at) >= timer.due_at else at + timedelta(microseconds=1)


def _row(case: Case, position: int, timer: Timer) -> dict[str, object]:
    return {
        "case_id": case.id,
        "position": position,
        "due_at": _on_the_wall(case, timer),
        "strand": timer.strand,
        "command": type(timer.command).__name__,
        "beliefs": dumps(encode(type(timer.command), timer.command)),
    }
