"""What is owed: writing it with the case, and remembering how it ended."""

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from sqlalchemy import BindParameter, bindparam, insert, select, update

from bot.cases.outcome import Message, MessageKind
from bot.messages.delivery import drawn_anew, retires, stands
from bot.messages.owed import Owed, Posted, Receipt
from storage.columns import LONG_AGO
from storage.database import insert_new
from storage.messages import (
    EDITS,
    Row,
    destination_of,
    edits,
    fail_over_at,
    message_of,
    posted_of,
    receipt_columns,
    row_of,
)
from storage.queue import AT_REST, IS_OWED, QUEUE, QueuePart
from storage.tables import CASES, DESTINATIONS, OUTBOX
from storage.transaction import Saved

_AT: BindParameter[datetime] = bindparam("at")
_ADD = insert(OUTBOX)
_IS_PRIVATE = select(CASES.c.private).where(CASES.c.id == bindparam("case_id"))
_CARDS = select(OUTBOX).where(OUTBOX.c.case_id == bindparam("case_id"), OUTBOX.c.stands).order_by(*QUEUE)

_THEIR_CARDS = OUTBOX.c.case_id.in_(bindparam("case_ids", expanding=True)) & OUTBOX.c.stands
_CARDS_OF = select(OUTBOX).where(_THEIR_CARDS).order_by(*QUEUE)

# Refreshes that nobody is about to send.
_WAITS = (
    OUTBOX.c.card.in_(bindparam("cards", expanding=True)),
    OUTBOX.c.kind == MessageKind.REFRESH.value,
    IS_OWED,
    OUTBOX.c.leased_until.is_(None),
)
_WAITING_REFRESHES = update(OUTBOX).where(*_WAITS)
_REFRESHES_THAT_WAIT = select(OUTBOX.c.id, OUTBOX.c.card).where(*_WAITS)
_RENEW = update(OUTBOX).where(OUTBOX.c.id == bindparam("message_id")).values(seq=bindparam("new_seq"))
_END_REFRESHES = _WAITING_REFRESHES.values(state="withdrawn", done_at=_AT)

_SAME = ("case_id", "seq", "kind", "topic", "level", "round", "destination")  # what makes it the same message


class OutboxPart(QueuePart):
    def sent(self, owed: Owed, receipt: Receipt, seq: int, at: datetime) -> None:
        seq_now = self.lock(owed.message.case_id)
        became_card = stands(owed.message, receipt.platform)
        sent = {"state": "sent", "done_at": at, "repeated": owed.uncertain, "stands": became_card}
        self.release(owed, sent | receipt_columns(receipt))
        if owed.message.kind is MessageKind.WITHDRAW:
            self._take_down(owed, at)
        if became_card and seq_now > seq:
            self._change_at_once(owed.id, seq_now, at)
        if became_card and owed.message.person:
            self._retire_older(owed, at)

    def withdrawn(self, owed: Owed, at: datetime) -> None:
        if self._releases(owed, {"state": "withdrawn", "done_at": at}):
            self.not_begun(owed)

    def later(self, owed: Owed, until_at: datetime, uncertain: bool) -> None:
        if self._releases(owed, {"not_before": until_at, "uncertain": uncertain or owed.uncertain}):
            self.not_begun(owed)

    def failed(self, owed: Owed, why: str, at: datetime) -> None:
        if self._releases(owed, {"state": "failed", "failed_why": why, "done_at": at}):
            self._take_down(owed, at)

    def owe(self, saved: Sequence[Saved]) -> None:
        """Rows for new messages, and one for each card that is to be refreshed or withdrawn."""
        wanted = [[message for message in one.outcome.messages if message.kind in EDITS] for one in saved]
        cards = self._cards_of([one.case.id for one, its in zip(saved, wanted, strict=True) if one.before and its])
        changes = [list(edits(its, cards.get(one.case.id, ()))) for one, its in zip(saved, wanted, strict=True)]
        renewed = self._renewed([change for its in changes for change in its])
        rows = [self._owed(one, its, renewed) for one, its in zip(saved, changes, strict=True)]
        self._add([row for its in rows for row in its])

    def _owed(self, one: Saved, changes: Sequence[tuple[Message, Posted]], renewed: Set[str]) -> list[Row]:
        case, entries = one.case, one.outcome.entries
        created_at = case.clock.wall_time(entries[-1].at if entries else case.opened_at)
        if removed := [card.id for message, card in changes if message.kind is MessageKind.WITHDRAW]:
            self.connection.execute(_END_REFRESHES, {"cards": removed, "at": created_at})
        fate = self._fate(case.clock.wall_time(case.opened_at), created_at)
        new = [(message, to) for message, to in one.owed if message.kind not in EDITS]
        rows = [row_of(message, to) | fate | {"fail_over_at": fail_over_at(to, created_at)} for message, to in new]
        rows += [
            row_of(message, card.destination, card.id, card.receipt.platform.value)
            for message, card in changes
            if card.id not in renewed
        ]
        return _placed(rows, self.priority_rank(case), created_at)

    def _fate(self, opened_at: datetime, at: datetime) -> Row:
        """After a restore it may have been sent already, in the time that the database has forgotten."""
        restored = self.shared.restored
        if restored is None or not restored.perhaps_sent(opened_at, at):
            return {}
        return {"uncertain": True, "attempted_at": restored.taken_at}

    def _cards(self, case_id: str) -> list[Posted]:
        return [posted_of(row) for row in self.connection.execute(_CARDS, {"case_id": case_id})]

    def _cards_of(self, case_ids: Sequence[str]) -> Mapping[str, Sequence[Posted]]:
        found: dict[str, list[Posted]] = {}
        for row in self.connection.execute(_CARDS_OF, {"case_ids": case_ids}) if case_ids else ():
            found.setdefault(row.case_id, []).append(posted_of(row))
        return found

    def _renewed(self, changes: Iterable[tuple[Message, Posted]]) -> Set[str]:
        """The cards of which a refresh waits already: it takes on the newer one's place."""
        newer = {card.id: message.seq for message, card in changes if message.kind is MessageKind.REFRESH}
        if not newer:
            return frozenset()
        waiting = self.connection.execute(_REFRESHES_THAT_WAIT, {"cards": list(newer)}).all()
        self.put(_RENEW, [{"message_id": row.id, "new_seq": newer[row.card]} for row in waiting])
        return {row.card for row in waiting}

    def _put(self, rows: Sequence[Row], priority_rank: int, at: datetime, first: int = 0) -> None:
        self._add(_placed(rows, priority_rank, at, first))

    def _add(self, rows: Sequence[Row]) -> None:
        queues = [AT_REST | {"key": key} for key in sorted({str(row["destination"]) for row in rows})]
        self.put(insert_new(DESTINATIONS, self.dialect), queues)
        self.put(_ADD, rows)

    def _releases(self, owed: Owed, how: Row) -> bool:
        """False where it is not ours any more: then no more than its destination is free, where that still is."""
        ours = self.is_ours(owed)
        if ours:
            self.release(owed, how)
        else:
            self.frees_queue(owed)
        return ours

    def is_ours(self, owed: Owed) -> bool:
        """Whether it is still to be settled and nobody has taken it since our lease ran out. Its case is locked."""
        self.lock(owed.message.case_id)
        row = self.message(owed.id)
        return row.done_at is None and row.attempts == owed.attempts

    def _take_down(self, owed: Owed, at: datetime) -> None:
        """The card that was withdrawn, or cannot be changed any more, stands no longer."""
        if owed.posted:
            self.change(owed.posted.id, {"stands": False})
            self.connection.execute(_END_REFRESHES, {"cards": [owed.posted.id], "at": at})

    def _change_at_once(self, card_id: str, seq: int, at: datetime) -> None:
        """The case moved on while the card was on its way; out of a room, if it became private (S14)."""
        row = self.message(card_id)
        leaves = row.place is not None and self.connection.execute(_IS_PRIVATE, {"case_id": row.case_id}).scalar_one()
        if not leaves and not drawn_anew(message_of(row)):
            return
        kind = MessageKind.WITHDRAW if leaves else MessageKind.REFRESH
        change = Message(kind, row.case_id, seq, row.person, row.place)
        self._put([row_of(change, destination_of(row), card_id, row.receipt_platform)], row.priority_rank, at)

    def _retire_older(self, owed: Owed, at: datetime) -> None:
        """One last edit for each card whose place this one has taken; after that it stands no longer."""
        cards = [card for card in self._cards(owed.message.case_id) if retires(owed.message, card.message)]
        older = [card for card in cards if card.id != owed.id]
        if not older:
            return
        self.connection.execute(_END_REFRESHES, {"cards": [card.id for card in older], "at": at})
        for card in older:
            self.change(card.id, {"stands": False})
        last = Message(MessageKind.RETIRE, owed.message.case_id, owed.message.seq, owed.message.person)
        rows = [row_of(last, card.destination, card.id, card.receipt.platform.value) for card in older]
        self._put(rows, self.message(owed.id).priority_rank, at)


def _placed(rows: Sequence[Row], priority_rank: int, at: datetime, first: int = 0) -> list[Row]:
    common = {"priority_rank": priority_rank, "created_at": at, "not_before": LONG_AGO, "state": "waiting"}
    ids = [(place, message_id(row, place)) for place, row in enumerate(rows, first)]
    return [row | common | {"id": its, "position": place} for row, (place, its) in zip(rows, ids, strict=True)]


def message_id(row: Row, position: int) -> str:
    """Of a new message always the same, so that after a restore it can be looked for under the id that it had before.
    An edit leaves nothing that could be found."""
    if row["card"] is not None:
        return token_hex(12)
    same = json.dumps([row[name] for name in _SAME] + [position])
    return sha256(same.encode()).hexdigest()[:24]
