"""What is owed: writing it with the case, handing it out one by one, and remembering how it ended.

Whoever touches a message locks its case first, then the message, then its destination; `save` keeps to the same order.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from secrets import token_hex
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, insert, select, update

from bot.cases.outcome import Message, MessageKind, Outcome
from bot.messages.delivery import drawn_anew, retires, stands
from bot.messages.owed import Destination, Owed, Posted, Receipt
from storage.cases import CasePart
from storage.columns import LONG_AGO
from storage.database import insert_into, insert_new
from storage.messages import EDITS, Row, destination_of, edits, message_of, posted_of, receipt_columns, row_of
from storage.tables import CASES, DESTINATIONS, OUTBOX

_AT: BindParameter[datetime] = bindparam("at")
_IS_OWED = OUTBOX.c.done_at.is_(None)
_IS_IT = OUTBOX.c.id == bindparam("message_id")
_IS_FREE = _IS_OWED & (OUTBOX.c.not_before <= _AT) & (OUTBOX.c.leased_until.is_(None) | (OUTBOX.c.leased_until <= _AT))
_QUEUE = (OUTBOX.c.urgency, OUTBOX.c.priority_rank, OUTBOX.c.created_at, OUTBOX.c.seq, OUTBOX.c.position)

# The case and the destination of the first message that may be taken, locked; what others hold is passed over.
_NEXT = (
    select(OUTBOX.c.id)
    .join(DESTINATIONS, DESTINATIONS.c.key == OUTBOX.c.destination)
    .join(CASES, CASES.c.id == OUTBOX.c.case_id)
    .where(_IS_FREE, DESTINATIONS.c.next_allowed_at <= _AT, DESTINATIONS.c.leased_until <= _AT)
    .order_by(*_QUEUE)
    .limit(1)
    .with_for_update(of=(CASES, DESTINATIONS), key_share=True, skip_locked=True)
)
# Asked anew once its case is locked: somebody may have taken it just before.
_STILL_FREE = select(OUTBOX).where(_IS_IT, _IS_FREE).with_for_update(key_share=True)
_FIRST = func.min(OUTBOX.c.not_before).label("not_before")
_QUEUES = select(OUTBOX.c.destination, _FIRST).where(_IS_OWED).group_by(OUTBOX.c.destination).subquery()
_FREE_AT = select(DESTINATIONS.c.next_allowed_at, DESTINATIONS.c.leased_until, _QUEUES.c.not_before).join(
    _QUEUES, _QUEUES.c.destination == DESTINATIONS.c.key
)
_MESSAGE = select(OUTBOX).where(_IS_IT)
_CHANGE = update(OUTBOX).where(_IS_IT)
_ADD = insert(OUTBOX)
_IS_PRIVATE = select(CASES.c.private).where(CASES.c.id == bindparam("case_id"))
_CARDS = select(OUTBOX).where(OUTBOX.c.case_id == bindparam("case_id"), OUTBOX.c.stands).order_by(*_QUEUE)

# Refreshes that nobody is about to send.
_WAITING_REFRESHES = update(OUTBOX).where(
    OUTBOX.c.card.in_(bindparam("cards", expanding=True)),
    OUTBOX.c.kind == MessageKind.REFRESH.value,
    _IS_OWED,
    OUTBOX.c.leased_until.is_(None),
)
_RENEW_REFRESHES = _WAITING_REFRESHES.values(seq=bindparam("new_seq")).returning(OUTBOX.c.card)
_END_REFRESHES = _WAITING_REFRESHES.values(state="withdrawn", done_at=_AT)

_SAME = ("case_id", "seq", "kind", "topic", "level", "round", "destination")  # what makes it the same message

_LEASE_QUEUE = update(DESTINATIONS).where(DESTINATIONS.c.key == bindparam("queue"))
_FREE_QUEUE = _LEASE_QUEUE.where(DESTINATIONS.c.leased_until == bindparam("lease")).values(leased_until=LONG_AGO)
_QUEUE_AT_REST: Row = {"next_allowed_at": LONG_AGO, "leased_until": LONG_AGO}


class OutboxPart(CasePart):
    def take(self, at: datetime, lease: timedelta) -> Owed | None:
        while message_id := self.connection.execute(_NEXT, {"at": at}).scalar_one_or_none():
            if row := self.connection.execute(_STILL_FREE, {"at": at, "message_id": message_id}).one_or_none():
                return self._leased(row, at, at + lease)
        return None

    def next_message_at(self) -> datetime | None:
        return min((max(row) for row in self.connection.execute(_FREE_AT)), default=None)

    def sent(self, owed: Owed, receipt: Receipt, seq: int, at: datetime) -> None:
        seq_now = self.lock(owed.message.case_id)
        became_card = stands(owed.message, receipt.platform)
        sent = {"state": "sent", "done_at": at, "repeated": owed.uncertain, "stands": became_card}
        self._release(owed, sent | receipt_columns(receipt))
        if owed.message.kind is MessageKind.WITHDRAW:
            self._take_down(owed, at)
        if became_card and seq_now > seq:
            self._change_at_once(owed.id, seq_now, at)
        if became_card and owed.message.person:
            self._retire_older(owed, at)

    def withdrawn(self, owed: Owed, at: datetime) -> None:
        if self._is_ours(owed):
            self._release(owed, {"state": "withdrawn", "done_at": at})

    def later(self, owed: Owed, until_at: datetime, uncertain: bool) -> None:
        if self._is_ours(owed):
            self._release(owed, {"not_before": until_at, "uncertain": uncertain or owed.uncertain})

    def failed(self, owed: Owed, why: str, at: datetime) -> None:
        if self._is_ours(owed):
            self._release(owed, {"state": "failed", "failed_why": why, "done_at": at})
            self._take_down(owed, at)

    def destination_rests(self, key: str, until_at: datetime) -> None:
        resting = _QUEUE_AT_REST | {"key": key, "next_allowed_at": until_at}
        self.connection.execute(_rest(self.dialect), resting)

    def owe(self, outcome: Outcome, owed: Iterable[tuple[Message, Destination]], opens: bool) -> None:
        """Rows for new messages, and one for each card that is to be refreshed or withdrawn."""
        case = outcome.case
        created_at = case.clock.wall_time(outcome.entries[-1].at if outcome.entries else case.opened_at)
        wanted = [message for message in outcome.messages if message.kind in EDITS]
        cards = [] if opens or not wanted else self._cards(case.id)
        changes = self._not_yet_owed(list(edits(wanted, cards)), created_at)
        rows = [row_of(message, to) for message, to in owed if message.kind not in EDITS]
        rows += [row_of(message, card.destination, card.id) for message, card in changes]
        self._put(rows, self.priority_rank(case), created_at)

    def _cards(self, case_id: str) -> list[Posted]:
        return [posted_of(row) for row in self.connection.execute(_CARDS, {"case_id": case_id})]

    def _not_yet_owed(self, changes: list[tuple[Message, Posted]], at: datetime) -> list[tuple[Message, Posted]]:
        """A refresh that waits already takes on the newer one's place; a withdrawal ends it."""
        refreshed = {card.id: message.seq for message, card in changes if message.kind is MessageKind.REFRESH}
        removed = [card.id for message, card in changes if message.kind is MessageKind.WITHDRAW]
        if removed:
            self.connection.execute(_END_REFRESHES, {"cards": removed, "at": at})
        if not refreshed:
            return changes
        newer = {"cards": list(refreshed), "new_seq": max(refreshed.values())}
        waiting = set(self.connection.scalars(_RENEW_REFRESHES, newer))
        return [(message, card) for message, card in changes if card.id not in waiting]

    def _put(self, rows: list[Row], priority_rank: int, at: datetime) -> None:
        if not rows:
            return
        queues = [_QUEUE_AT_REST | {"key": key} for key in sorted({str(row["destination"]) for row in rows})]
        self.connection.execute(insert_new(DESTINATIONS, self.dialect), queues)
        common = {"priority_rank": priority_rank, "created_at": at, "not_before": LONG_AGO, "state": "waiting"}
        placed = [row | common | {"id": _id(row, place), "position": place} for place, row in enumerate(rows)]
        self.connection.execute(_ADD, placed)

    def _leased(self, row: Any, at: datetime, until_at: datetime) -> Owed:
        uncertain, attempts = row.uncertain or row.leased_until is not None, row.attempts + 1
        lease = {"leased_until": until_at, "lease_owner": self.shared.owner, "attempted_at": at}
        self._change(row.id, lease | {"uncertain": uncertain, "attempts": attempts})
        self.connection.execute(_LEASE_QUEUE, {"queue": row.destination, "leased_until": until_at})
        card = posted_of(self._message(row.card)) if row.card else None
        since = (row.created_at, row.attempted_at)
        whom = (row.id, message_of(row), destination_of(row))
        return Owed(*whom, attempts, uncertain, card, *since, row.twin_of, row.replaced)

    def _is_ours(self, owed: Owed) -> bool:
        """Whether it is still to be settled and nobody has taken it since our lease ran out. Its case is locked."""
        self.lock(owed.message.case_id)
        row = self._message(owed.id)
        return row.done_at is None and row.attempts == owed.attempts

    def _release(self, owed: Owed, how: Row) -> None:
        """The message as it is from now on; its destination is free again, unless another's lease is on it by now."""
        lease = self._message(owed.id).leased_until
        self._change(owed.id, how | {"leased_until": None})
        self.connection.execute(_FREE_QUEUE, {"queue": owed.destination.key, "lease": lease})

    def _take_down(self, owed: Owed, at: datetime) -> None:
        """The card that was withdrawn, or cannot be changed any more, stands no longer."""
        if owed.posted:
            self._change(owed.posted.id, {"stands": False})
            self.connection.execute(_END_REFRESHES, {"cards": [owed.posted.id], "at": at})

    def _change_at_once(self, card_id: str, seq: int, at: datetime) -> None:
        """The case moved on while the card was on its way; out of a room, if it became private (S14)."""
        row = self._message(card_id)
        leaves = row.place is not None and self.connection.execute(_IS_PRIVATE, {"case_id": row.case_id}).scalar_one()
        if not leaves and not drawn_anew(message_of(row)):
            return
        kind = MessageKind.WITHDRAW if leaves else MessageKind.REFRESH
        change = Message(kind, row.case_id, seq, row.person, row.place)
        self._put([row_of(change, destination_of(row), card_id)], row.priority_rank, at)

    def _retire_older(self, owed: Owed, at: datetime) -> None:
        """One last edit for each card whose place this one has taken; after that it stands no longer."""
        cards = [card for card in self._cards(owed.message.case_id) if retires(owed.message, card.message)]
        older = [card for card in cards if card.id != owed.id]
        if not older:
            return
        self.connection.execute(_END_REFRESHES, {"cards": [card.id for card in older], "at": at})
        for card in older:
            self._change(card.id, {"stands": False})
        last = Message(MessageKind.RETIRE, owed.message.case_id, owed.message.seq, owed.message.person)
        rows = [row_of(last, card.destination, card.id) for card in older]
        self._put(rows, self._message(owed.id).priority_rank, at)

    def _message(self, message_id: str) -> Any:
        return self.connection.execute(_MESSAGE, {"message_id": message_id}).one()

    def _change(self, message_id: str, how: Row) -> None:
        self.connection.execute(_CHANGE, how | {"message_id": message_id})


def _id(row: Row, position: int) -> str:
    """Of a new message always the same, so that after a restore it can be looked for under the id that it had before.
    An edit leaves nothing that could be found."""
    if row["card"] is not None:
        return token_hex(12)
    same = json.dumps([row[name] for name in _SAME] + [position])
    return sha256(same.encode()).hexdigest()[:24]


@cache
def _rest(dialect: str) -> Any:
    query = insert_into(DESTINATIONS, dialect)
    until = {"next_allowed_at": query.excluded.next_allowed_at}
    return query.on_conflict_do_update(index_elements=["key"], set_=until)
