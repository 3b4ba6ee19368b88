"""What has to be done after a database was put back: it knows nothing of what was said after its copy was taken, and
the chats do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, select, update

from bot.cases.outcome import Message, MessageKind
from bot.copies import PutBack
from bot.messages.delivery import drawn_anew
from bot.running import ALIVE_FOR
from storage.columns import LONG_AGO
from storage.messages import destination_of, message_of, row_of
from storage.tables import CASES, COUNTERS, DESTINATIONS, EVENTS, LOOKED_UNTIL, NOTICES, OUTBOX, REPLICAS, RESTORES

COPIED = "the last copy"  # in `looked_until`: when it was taken
NUMBERS_LEFT_OUT = 1000  # more than are opened between two copies, and easily seen
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=1)
UNTIL_THE_OTHER_WAY = timedelta(minutes=1)

_FREE = {"leased_until": None, "lease_owner": None}
_OWED_NEW = (OUTBOX.c.done_at.is_(None), OUTBOX.c.card.is_(None))
_STANDING = select(OUTBOX, CASES.c.seq.label("now_at"), CASES.c.priority_rank.label("rank")).join(CASES)
_OF_OPEN_CASES = _STANDING.where(OUTBOX.c.stands, CASES.c.closed_at.is_(None))
_REFRESHED = select(OUTBOX.c.card).where(OUTBOX.c.card.is_not(None), OUTBOX.c.done_at.is_(None))


@dataclass(frozen=True, slots=True)
class Restored:
    """The database is a copy of what it was at `taken_at`, put back at `restored_at`."""

    taken_at: datetime
    restored_at: datetime

    @property
    def catches_up_until(self) -> datetime:
        """What was decided and said in the time that was lost is decided again within as long a time."""
        lost = self.restored_at - self.taken_at
        return self.restored_at + min(max(lost, SHORTEST), LONGEST)

    def perhaps_sent(self, opened_at: datetime, at: datetime) -> bool:
        """Whether what is owed at that time may have been sent before, in what the database does not remember."""
        return opened_at <= self.taken_at and at <= self.catches_up_until


def latest(connection: Connection) -> Restored | None:
    row = connection.execute(select(RESTORES).order_by(RESTORES.c.number.desc()).limit(1)).one_or_none()
    return Restored(row.taken_at, row.restored_at) if row else None


def take_care(connection: Connection, now: datetime) -> PutBack:
    """Once after each time that it was put back, in one transaction, before any Stige works on it."""
    restored = Restored(min(_taken_at(connection) or now, now), now)
    connection.execute(insert(RESTORES).values(taken_at=restored.taken_at, restored_at=now))
    connection.execute(update(COUNTERS).values(last=COUNTERS.c.last + NUMBERS_LEFT_OUT))
    connection.execute(delete(REPLICAS))
    connection.execute(update(DESTINATIONS).values(leased_until=LONG_AGO, next_allowed_at=LONG_AGO, paces=""))
    owed, redrawn = _look_for(connection, restored), _redraw(connection, now)
    return PutBack(restored.taken_at, now, owed, redrawn, NUMBERS_LEFT_OUT)


def _taken_at(connection: Connection) -> datetime | None:
    """As it was noted when the copy was made, else the last sign of life in it."""
    signs = (
        select(LOOKED_UNTIL.c.until_at).where(LOOKED_UNTIL.c.what == COPIED),
        select(func.max(EVENTS.c.written_at)),
        select(func.max(OUTBOX.c.done_at)),
    )
    found = [connection.execute(sign).scalar_one_or_none() for sign in signs]
    beat = connection.execute(select(func.max(REPLICAS.c.beats_until))).scalar_one_or_none()
    return max((at for at in (*found, beat and beat - ALIVE_FOR) if at), default=None)


def _look_for(connection: Connection, restored: Restored) -> int:
    connection.execute(update(OUTBOX).where(OUTBOX.c.done_at.is_(None)).values(not_before=LONG_AGO, **_FREE))
    perhaps = {"uncertain": True, "attempted_at": restored.taken_at}
    later = case((OUTBOX.c.fail_over_at.is_not(None), restored.restored_at + UNTIL_THE_OTHER_WAY))
    owed = connection.execute(update(OUTBOX).where(*_OWED_NEW).values(fail_over_at=later, **perhaps)).rowcount
    waiting = update(NOTICES).where(NOTICES.c.owed_at.is_not(None))
    connection.execute(waiting.values(not_before=LONG_AGO, **_FREE))
    connection.execute(waiting.where(NOTICES.c.receipt_message.is_(None)).values(**perhaps))
    return owed


def _redraw(connection: Connection, now: datetime) -> int:
    """What stands in the chats may show what the database does not know any more."""
    waiting = set(connection.scalars(_REFRESHED))
    cards = [card for card in connection.execute(_OF_OPEN_CASES) if card.id not in waiting]
    rows = [_refresh(card, now) for card in cards if drawn_anew(message_of(card))]
    if rows:
        connection.execute(insert(OUTBOX), rows)
    return len(rows)


def _refresh(card: Any, now: datetime) -> dict[str, object]:
    message = Message(MessageKind.REFRESH, card.case_id, card.now_at, card.person, card.place)
    row = row_of(message, destination_of(card), card.id, card.receipt_platform)
    queued = {"priority_rank": card.rank, "position": 0, "created_at": now, "not_before": LONG_AGO, "state": "waiting"}
    return row | queued | {"id": token_hex(12)}
