"""What the auditor asks of the database about cases, and how it puts right what can be."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import and_, bindparam, func, select, update

from bot.audits import Audited, Kept, Lately
from bot.cases.case import Case
from bot.cases.outcome import Message
from bot.cases.timers import Timer
from bot.messages.owed import Destination
from storage.chain import verify
from storage.claims import ClaimPart
from storage.messages import message_of, row_of
from storage.outbox import OutboxPart, message_id
from storage.tables import CASES, EVENTS, LOOKED_UNTIL, OUTBOX, TIMERS
from storage.timers import TimerPart, first_due_at, timer_row

AUDITOR = "audit by|"
ENDS = ("sent", "withdrawn", "failed", "merged")

_C = CASES.c
_WRITTEN = EVENTS.c.written_at
_AFTER, _UNTIL = bindparam("after_at", type_=_WRITTEN.type), bindparam("until_at", type_=_WRITTEN.type)
_IN_SPAN = and_(_WRITTEN > _AFTER, _WRITTEN <= _UNTIL)
_IN_TURN = select(_WRITTEN).where(_IN_SPAN).order_by(_WRITTEN).offset(bindparam("at_most")).limit(1)
_CHANGED = select(EVENTS.c.case_id).where(_IN_SPAN).group_by(EVENTS.c.case_id).order_by(func.min(_WRITTEN))
_PART = (_C.number % bindparam("parts")) == bindparam("part")
_OPEN = select(_C.id).where(_PART, _C.closed_at.is_(None))
_CLOSED_LATELY = select(_C.id).where(_PART, _C.closed_at > bindparam("closed_since"))
_CHANGED_AT = select(func.max(_WRITTEN)).where(EVENTS.c.case_id == _C.id).scalar_subquery()
_STANDS = select(_C.due_at, _C.failures, _CHANGED_AT).where(_C.id == bindparam("case_id"))
_NEW_MESSAGES = (
    select(OUTBOX)
    .where(OUTBOX.c.case_id == bindparam("case_id"), OUTBOX.c.card.is_(None))
    .order_by(OUTBOX.c.seq, OUTBOX.c.position)
)
_TIMERS = select(TIMERS).where(TIMERS.c.case_id == bindparam("case_id")).order_by(TIMERS.c.position)
_IS_THERE = select(func.count()).where(OUTBOX.c.id == bindparam("message_id"))
_AUDITORS = select(LOOKED_UNTIL).where(LOOKED_UNTIL.c.what.startswith(AUDITOR, autoescape=True))


class AuditPart(OutboxPart, TimerPart, ClaimPart):
    def changed_cases(self, after_at: datetime, until_at: datetime, at_most: int) -> Lately:
        span = {"after_at": after_at, "until_at": until_at}
        enough_at = self.connection.execute(_IN_TURN, span | {"at_most": at_most}).scalar_one_or_none() or until_at
        changed = self.connection.scalars(_CHANGED, span | {"until_at": enough_at})
        return Lately(tuple(changed), enough_at)

    def cases_in(self, part: int, parts: int, closed_since: datetime) -> tuple[str, ...]:
        wanted = {"part": part, "parts": parts}
        still = self.connection.scalars(_OPEN, wanted)
        closed = self.connection.scalars(_CLOSED_LATELY, wanted | {"closed_since": closed_since})
        return (*still, *closed)

    def audited(self, case_id: str) -> Audited | None:
        case = self.load(case_id)
        if case is None:
            return None
        found = verify(self.connection, self.shared.keyring, case_id)
        fault = f"{found.what} at {found.seq}" if found else None
        stands = self.connection.execute(_STANDS, {"case_id": case_id}).one()
        rows = self.connection.execute(_NEW_MESSAGES, {"case_id": case_id})
        entries = () if fault else self.entries(case_id)
        return Audited(case, entries, fault, *stands, tuple(_kept(row) for row in rows))

    def timers_stand(self, its: Audited, timers: Sequence[Timer]) -> bool:
        rows = [row._asdict() for row in self.connection.execute(_TIMERS, {"case_id": its.case.id})]
        wanted = [timer_row(its.case, position, timer) for position, timer in enumerate(timers)]
        first = first_due_at(its.case, timers)
        rests = its.failures > 0 and first is not None
        return rows == wanted and (its.due_at == first or (rests and its.due_at is not None))

    def set_timers(self, case: Case, timers: Sequence[Timer]) -> None:
        self.replace_timers(case, timers)
        due = {"due_at": first_due_at(case, timers)}
        self.connection.execute(update(CASES).where(_C.id == case.id).values(due))

    def owe_again(self, message: Message, to: Destination, case: Case, at: datetime, still: bool) -> None:
        """Nobody knows whether it was sent before it was lost: so it is looked for, or carries the repeat mark."""
        row = row_of(message, to)
        ids = (message_id(row, place) for place in count())
        place = next(place for place, one in enumerate(ids) if not self._is_there(one))
        self._put([row | {"uncertain": True, "attempted_at": case.opened_at}], self.priority_rank(case), at, place)
        if not still:
            self.change(message_id(row, place), {"state": "withdrawn", "done_at": at})

    def judging_since(self, who: str, at: datetime) -> datetime:
        marks: dict[str, datetime] = {row.what: row.until_at for row in self.connection.execute(_AUDITORS)}
        mine = marks.pop(AUDITOR + who, None)
        if mine is None or any(other >= mine for other in marks.values()):
            self.look_until(AUDITOR + who, at, at)
            return at
        return min(mine, at)

    def _is_there(self, one: str) -> bool:
        return bool(self.connection.execute(_IS_THERE, {"message_id": one}).scalar_one())


def _kept(row: Any) -> Kept:
    proved = row.done_at is None or (row.state in ENDS and (row.state != "sent" or row.receipt_message is not None))
    return Kept(row.id, message_of(row), row.destination, row.state, proved, row.twin_of)
