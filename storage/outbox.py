"""What is owed: writing it with the case, handing it out one by one, and remembering how it ended.

Whoever touches a message locks its case first, then the message, then its destination; `save` keeps to the same order.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, select, update

from bot.cases.outcome import Message, MessageKind, Outcome
from bot.ports import Destination, Owed, Posted, Receipt
from storage.cases import CasePart
from storage.columns import LONG_AGO
from storage.database import insert_into
from storage.messages import EDITS, destination_of, edits, message_of, posted_of, receipt_columns, row_of
from storage.messages import Row as NewRow
from storage.tables import CASES, DESTINATIONS, OUTBOX

_IS_OWED = OUTBOX.c.done_at.is_(None)
_QUEUE = (OUTBOX.c.urgency, OUTBOX.c.priority_rank, OUTBOX.c.created_at, OUTBOX.c.seq, OUTBOX.c.position)
_QUEUE_AT_REST: NewRow = {"next_allowed_at": LONG_AGO, "leased_until": LONG_AGO}


class OutboxPart(CasePart):
    def take(self, at: datetime, lease: timedelta) -> Owed | None:
        while message_id := self.connection.execute(_next(at)).scalar_one_or_none():
            if row := self.connection.execute(_still_free(message_id, at)).one_or_none():
                return self._leased(row, at + lease)
        return None

    def next_message_at(self) -> datetime | None:
        queues = select(DESTINATIONS.c.next_allowed_at, DESTINATIONS.c.leased_until, func.min(OUTBOX.c.not_before))
        query = queues.join(OUTBOX, OUTBOX.c.destination == DESTINATIONS.c.key).where(_IS_OWED)
        return min((max(row) for row in self.connection.execute(query.group_by(DESTINATIONS.c.key))), default=None)

    def sent(self, owed: Owed, receipt: Receipt, seq: int, at: datetime) -> None:
        seq_now = self.lock(owed.message.case_id)
        became_card = owed.message.kind not in EDITS
        self._end(
            owed, at, {"state": "sent", "repeated": owed.uncertain, "stands": became_card} | receipt_columns(receipt)
        )
        if owed.message.kind is MessageKind.WITHDRAW:
            self._take_down(owed, at)
        if became_card and seq_now > seq:
            self._refresh_again(owed.id, seq_now, at)

    def withdrawn(self, owed: Owed, at: datetime) -> None:
        self.lock(owed.message.case_id)
        if self._is_ours(owed):
            self._end(owed, at, {"state": "withdrawn"})

    def later(self, owed: Owed, until_at: datetime, uncertain: bool) -> None:
        self.lock(owed.message.case_id)
        if self._is_ours(owed):
            again = {"not_before": until_at, "uncertain": uncertain or owed.uncertain, "leased_until": None}
            self._release(owed, again)

    def failed(self, owed: Owed, why: str, at: datetime) -> None:
        self.lock(owed.message.case_id)
        if self._is_ours(owed):
            self._end(owed, at, {"state": "failed", "failed_why": why})
            self._take_down(owed, at)

    def destination_rests(self, key: str, until_at: datetime) -> None:
        query = insert_into(DESTINATIONS, self.connection)
        query = query.on_conflict_do_update(index_elements=["key"], set_={"next_allowed_at": until_at})
        self.connection.execute(query, _QUEUE_AT_REST | {"key": key, "next_allowed_at": until_at})

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
        query = select(OUTBOX).where(OUTBOX.c.case_id == case_id, OUTBOX.c.stands)
        return [posted_of(row) for row in self.connection.execute(query.order_by(*_QUEUE))]

    def _not_yet_owed(self, changes: list[tuple[Message, Posted]], at: datetime) -> list[tuple[Message, Posted]]:
        """A refresh that waits already takes the place of a newer one; a withdrawal ends it."""
        refreshed = {card.id: message.seq for message, card in changes if message.kind is MessageKind.REFRESH}
        removed = [card.id for message, card in changes if message.kind is MessageKind.WITHDRAW]
        if removed:
            withdrawn = {"state": "withdrawn", "done_at": at}
            self.connection.execute(update(OUTBOX).where(_waiting_refresh(removed)), withdrawn)
        if not refreshed:
            return changes
        query = update(OUTBOX).where(_waiting_refresh(refreshed)).values(seq=max(refreshed.values()))
        waiting = set(self.connection.scalars(query.returning(OUTBOX.c.card)))
        return [(message, card) for message, card in changes if card.id not in waiting]

    def _put(self, rows: list[NewRow], priority_rank: int, at: datetime) -> None:
        if not rows:
            return
        queues = [_QUEUE_AT_REST | {"key": key} for key in sorted({str(row["destination"]) for row in rows})]
        query = insert_into(DESTINATIONS, self.connection)
        self.connection.execute(query.on_conflict_do_nothing(index_elements=["key"]), queues)
        common = {"priority_rank": priority_rank, "created_at": at, "not_before": LONG_AGO, "state": "waiting"}
        placed = [row | common | {"id": token_hex(12), "position": place} for place, row in enumerate(rows)]
        self.connection.execute(insert(OUTBOX), placed)

    def _leased(self, row: Any, until_at: datetime) -> Owed:
        uncertain = row.uncertain or row.leased_until is not None
        lease = {"leased_until": until_at, "lease_owner": self.shared.owner, "uncertain": uncertain}
        attempts = row.attempts + 1
        self.connection.execute(update(OUTBOX).where(OUTBOX.c.id == row.id), lease | {"attempts": attempts})
        queue = update(DESTINATIONS).where(DESTINATIONS.c.key == row.destination)
        self.connection.execute(queue, {"leased_until": until_at})
        card = self._row(row.card) if row.card else None
        return Owed(row.id, message_of(row), destination_of(row), attempts, uncertain, card and posted_of(card))

    def _is_ours(self, owed: Owed) -> bool:
        """Whether nobody has taken it since our lease ran out."""
        query = select(OUTBOX.c.attempts).where(OUTBOX.c.id == owed.id, _IS_OWED)
        return self.connection.execute(query).scalar_one_or_none() == owed.attempts

    def _end(self, owed: Owed, at: datetime, how: dict[str, object]) -> None:
        self._release(owed, how | {"done_at": at, "leased_until": None})

    def _release(self, owed: Owed, how: dict[str, object]) -> None:
        """The message as it is now; its destination is free again, unless somebody else's lease is on it."""
        lease = select(OUTBOX.c.leased_until).where(OUTBOX.c.id == owed.id)
        leased_until = self.connection.execute(lease).scalar_one()
        self.connection.execute(update(OUTBOX).where(OUTBOX.c.id == owed.id), how)
        key = owed.destination.key
        query = update(DESTINATIONS).where(DESTINATIONS.c.key == key, DESTINATIONS.c.leased_until == leased_until)
        self.connection.execute(query.values(leased_until=LONG_AGO))

    def _take_down(self, owed: Owed, at: datetime) -> None:
        """The card that was withdrawn, or cannot be changed any more, stands no longer."""
        if owed.posted:
            self.connection.execute(update(OUTBOX).where(OUTBOX.c.id == owed.posted.id), {"stands": False})
            obsolete = update(OUTBOX).where(_waiting_refresh([owed.posted.id]))
            self.connection.execute(obsolete, {"state": "withdrawn", "done_at": at})

    def _refresh_again(self, card_id: str, seq: int, at: datetime) -> None:
        row = self._row(card_id)
        refresh = Message(MessageKind.REFRESH, row.case_id, seq, row.person, row.place)
        self._put([row_of(refresh, destination_of(row), card_id)], row.priority_rank, at)

    def _row(self, message_id: str) -> Any:
        return self.connection.execute(select(OUTBOX).where(OUTBOX.c.id == message_id)).one()


def _next(at: datetime) -> Select[Any]:
    """The case and the queue of the first message that may be taken, locked; what others hold is passed over."""
    query = select(OUTBOX.c.id).join(DESTINATIONS, DESTINATIONS.c.key == OUTBOX.c.destination)
    query = query.join(CASES, CASES.c.id == OUTBOX.c.case_id).where(_is_free(at))
    query = query.where(DESTINATIONS.c.next_allowed_at <= at, DESTINATIONS.c.leased_until <= at)
    first = query.order_by(*_QUEUE).limit(1)
    return first.with_for_update(of=(CASES, DESTINATIONS), key_share=True, skip_locked=True)


def _still_free(message_id: str, at: datetime) -> Select[Any]:
    """Asked anew once its case is locked: somebody may have taken it just before."""
    return select(OUTBOX).where(OUTBOX.c.id == message_id, _is_free(at)).with_for_update(key_share=True)


def _is_free(at: datetime) -> ColumnElement[bool]:
    unleased = OUTBOX.c.leased_until.is_(None) | (OUTBOX.c.leased_until <= at)
    return _IS_OWED & (OUTBOX.c.not_before <= at) & unleased


def _waiting_refresh(cards: Iterable[str]) -> ColumnElement[bool]:
    """Refreshes of these cards that nobody is about to send."""
    is_refresh = (OUTBOX.c.kind == MessageKind.REFRESH.value) & OUTBOX.c.card.in_(list(cards))
    return is_refresh & _IS_OWED & OUTBOX.c.leased_until.is_(None)
