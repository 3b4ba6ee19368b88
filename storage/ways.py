"""The other ways by which a message is brought to somebody whom the first did not reach, and what was tried of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, update

from bot.messages.owed import Destination, Owed, Receipt
from bot.messages.ways import Tried
from bot.people.identity import Platform
from storage.messages import destination_of, message_of, row_of
from storage.outbox import OutboxPart
from storage.tables import CASES, OUTBOX

_O = OUTBOX.c
_IS_OWED = _O.done_at.is_(None)
_IS_IT = _O.id == bindparam("message_id")
_CHANGE = update(OUTBOX).where(_IS_IT)
_IS_LATE = and_(_IS_OWED, _O.fail_over_at <= bindparam("at"))
_NEXT = (
    select(_O.id)
    .join(CASES, CASES.c.id == _O.case_id)
    .where(_IS_LATE)
    .order_by(_O.urgency, _O.priority_rank, _O.fail_over_at, _O.position)
    .limit(1)
    .with_for_update(of=(CASES,), key_share=True, skip_locked=True)
)
_STILL_LATE = select(OUTBOX).where(_IS_IT, _IS_LATE).with_for_update(key_share=True)
_NEXT_AT = select(func.min(_O.fail_over_at)).where(_IS_OWED)
_MESSAGE = select(OUTBOX).where(_IS_IT)
# All rows of one message but itself.
_IS_OTHER = and_(or_(_O.twin_of == bindparam("first"), _O.id == bindparam("first")), _O.id != bindparam("this"))
_OTHERS = select(_O.id, _O.platform, _O.state).where(_IS_OTHER).order_by(_O.id)
_UNKNOWN = or_(_O.uncertain, _O.leased_until.is_not(None), _O.state.in_(["sent", "merged"]))
_MAY_HAVE_ARRIVED = select(_O.id).where(_IS_OTHER, _UNKNOWN).limit(1)
REPLACED = {"replaced": True, "fail_over_at": None}
# A merged one leaves its bundle, unless that was confirmed.
_REPLACE = update(OUTBOX).where(_IS_OTHER, or_(_O.done_at.is_(None), _O.state == "merged")).values(**REPLACED)


class WayPart(OutboxPart):
    def take(self, at: datetime, lease: timedelta) -> Owed | None:
        owed = super().take(at, lease)
        if owed is None or owed.uncertain or owed.posted or not owed.destination.person:
            return owed
        return self._of_unknown_fate(owed) if self._another_may_have_arrived(owed) else owed

    def _another_may_have_arrived(self, owed: Owed) -> bool:
        """By another way, at this moment or before: whoever reads both has to know that they are one."""
        this = {"first": owed.twin_of or owed.id, "this": owed.id}
        return self.connection.execute(_MAY_HAVE_ARRIVED, this).first() is not None

    def _of_unknown_fate(self, owed: Owed) -> Owed:
        self.connection.execute(_CHANGE, {"message_id": owed.id, "uncertain": True})
        return replace(owed, uncertain=True)

    def looks(self, owed: Owed) -> None:
        self.connection.execute(_CHANGE, {"message_id": owed.id, "attempted_at": owed.attempted_at})

    def begins(self, owed: Owed, at: datetime) -> bool:
        ours = self.is_ours(owed) and owed.leased_until is not None and at < owed.leased_until
        if ours:
            self.connection.execute(_CHANGE, {"message_id": owed.id, "attempted_at": at})
        else:
            self.frees_queue(owed)
        return ours

    def unconfirmed(self, at: datetime) -> Owed | None:
        while message_id := self.connection.execute(_NEXT, {"at": at}).scalar_one_or_none():
            late = self.connection.execute(_STILL_LATE, {"at": at, "message_id": message_id}).one_or_none()
            if late:
                return _owed(late)
        return None

    def next_message_at(self) -> datetime | None:
        late_at: datetime | None = self.connection.execute(_NEXT_AT).scalar_one_or_none()
        return min(filter(None, (super().next_message_at(), late_at)), default=None)

    def brought_by(self, owed: Owed, to: Destination, at: datetime) -> None:
        first = self.connection.execute(_MESSAGE, {"message_id": owed.id}).one()
        twin = row_of(owed.message, to) | {"twin_of": owed.twin_of or owed.id}
        if first.uncertain or first.leased_until:
            twin |= {"uncertain": True, "attempted_at": first.created_at}
        self._put([twin], first.priority_rank, at)
        self.has_no_other_way(owed)

    def has_no_other_way(self, owed: Owed) -> None:
        self.connection.execute(_CHANGE, {"message_id": owed.id, "fail_over_at": None})

    def has_time_until(self, owed: Owed, at: datetime) -> None:
        self.connection.execute(_CHANGE, {"message_id": owed.id, "fail_over_at": at})

    def tried(self, owed: Owed) -> tuple[Tried, ...]:
        rows = self.connection.execute(_OTHERS, {"first": owed.twin_of or owed.id, "this": owed.id})
        return tuple(Tried(row.id, Platform(row.platform) if row.platform else None, row.state) for row in rows)

    def sent(self, owed: Owed, receipt: Receipt, seq: int, at: datetime) -> None:
        """What else there is of it is no longer sent, only looked for."""
        super().sent(owed, receipt, seq, at)
        if owed.destination.person and owed.posted is None:
            self.connection.execute(_REPLACE, {"first": owed.twin_of or owed.id, "this": owed.id})


def _owed(row: Any) -> Owed:
    whom = (row.id, message_of(row), destination_of(row))
    since = (row.created_at, row.attempted_at)
    return Owed(*whom, row.attempts, row.uncertain, None, *since, row.twin_of, row.replaced)
