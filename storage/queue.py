"""Handing out what is owed, one by one: a queue for each destination, and which of them may be sent to now.

Whoever touches a message locks its case first, then the message, then its destination, then the queue of all edits;
`save` keeps to the same order.
"""

import json
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal, or_, select, update

from bot.messages.owed import Owed
from bot.messages.pace import Limits, edits_free_from, edits_on, free_from, spent
from bot.people.identity import Platform
from bot.sending import LONGEST_REST
from storage.cases import CasePart
from storage.columns import LONG_AGO, Instant
from storage.database import insert_into, insert_new
from storage.leases import SLACK, as_of, free_at, is_free, is_over, later
from storage.messages import URGENCY_OF_EDITS, Row, destination_of, message_of, posted_of
from storage.running import RunningPart
from storage.tables import CASES, DESTINATIONS, OUTBOX, REPLICAS

IS_OWED = OUTBOX.c.done_at.is_(None)
IS_IT = OUTBOX.c.id == bindparam("message_id")
QUEUE = (OUTBOX.c.urgency, OUTBOX.c.priority_rank, OUTBOX.c.created_at, OUTBOX.c.seq, OUTBOX.c.position)
AT_REST: Row = {"next_allowed_at": LONG_AGO, "leased_until": LONG_AGO}
_EDITS = DESTINATIONS.alias("edits")
_RESTING_EDITS = select(_EDITS.c.key).where(
    _EDITS.c.key.in_([edits_on(platform) for platform in Platform]),
    ~is_over(_EDITS.c.next_allowed_at),
)


def edits_rest(platform: Any) -> ColumnElement[bool]:
    rest: ColumnElement[bool] = (platform + literal(edits_on(""))).in_(_RESTING_EDITS)
    return rest


def edits_free_at(platform: Any, not_before: Any) -> ColumnElement[datetime]:
    """When an edit that may be made then may be made, as far as its platform is concerned."""
    free_at = select(_EDITS.c.next_allowed_at).where(_EDITS.c.key == platform + literal(edits_on("")))
    return later(not_before, func.coalesce(free_at.scalar_subquery(), LONG_AGO, type_=Instant()))


# Edits may have to wait for their platform; no page ever waits for an edit.
_IS_PAGE = OUTBOX.c.urgency < URGENCY_OF_EDITS
_MAY_BE_EDITED = or_(_IS_PAGE, OUTBOX.c.receipt_platform.is_(None), ~edits_rest(OUTBOX.c.receipt_platform))
_IS_FREE = and_(
    IS_OWED, is_over(OUTBOX.c.not_before), is_free(OUTBOX.c.leased_until, OUTBOX.c.lease_owner), _MAY_BE_EDITED
)

# The case and the destination of the first message that may be taken, locked; what others hold is passed over.
_NEXT = (
    select(OUTBOX.c.id, DESTINATIONS.c.paces, DESTINATIONS.c.next_allowed_at)
    .join(DESTINATIONS, DESTINATIONS.c.key == OUTBOX.c.destination)
    .join(CASES, CASES.c.id == OUTBOX.c.case_id)
    .where(
        _IS_FREE,
        is_over(DESTINATIONS.c.next_allowed_at),
        is_free(DESTINATIONS.c.leased_until, DESTINATIONS.c.lease_owner),
    )
    .order_by(*QUEUE)
    .limit(1)
    .with_for_update(of=(CASES, DESTINATIONS), key_share=True, skip_locked=True)
)
# Asked anew once its case is locked: somebody may have taken it just before.
_STILL_FREE = select(OUTBOX).where(IS_IT, _IS_FREE).with_for_update(key_share=True)
_MAY_GO_AT = case((_IS_PAGE, OUTBOX.c.not_before), else_=edits_free_at(OUTBOX.c.receipt_platform, OUTBOX.c.not_before))
_FIRST = func.min(_MAY_GO_AT, type_=Instant()).label("not_before")
_QUEUES = select(OUTBOX.c.destination, _FIRST).where(IS_OWED).group_by(OUTBOX.c.destination).subquery()
_RESTED_AT = later(DESTINATIONS.c.next_allowed_at, _QUEUES.c.not_before)
_FREE_AT = later(_RESTED_AT, free_at(DESTINATIONS.c.leased_until, DESTINATIONS.c.lease_owner))
_NEXT_AT = (
    select(func.min(_FREE_AT))
    .select_from(_QUEUES)
    .join(DESTINATIONS, _QUEUES.c.destination == DESTINATIONS.c.key)
    .outerjoin(REPLICAS, REPLICAS.c.id == DESTINATIONS.c.lease_owner)
)
_MESSAGE = select(OUTBOX).where(IS_IT)
_CHANGE = update(OUTBOX).where(IS_IT)
_EDITS_WAIT = update(OUTBOX).where(
    OUTBOX.c.destination == bindparam("queue"),
    IS_OWED,
    OUTBOX.c.urgency >= URGENCY_OF_EDITS,
    is_free(OUTBOX.c.leased_until, OUTBOX.c.lease_owner),
    OUTBOX.c.not_before < bindparam("until"),
)
_LOCK_QUEUE = select(DESTINATIONS).where(DESTINATIONS.c.key == bindparam("queue")).with_for_update(key_share=True)
_CHANGE_QUEUE = update(DESTINATIONS).where(DESTINATIONS.c.key == bindparam("queue"))
_IS_OURS = and_(DESTINATIONS.c.leased_until == bindparam("lease"), DESTINATIONS.c.lease_owner == bindparam("owner"))
_FREE_QUEUE = _CHANGE_QUEUE.where(_IS_OURS).values(leased_until=LONG_AGO, lease_owner=None)


class QueuePart(CasePart, RunningPart):
    def take(self, at: datetime, lease: timedelta) -> Owed | None:
        self.be_heard(at)
        now = as_of(at, self.shared.owner)
        while found := self.connection.execute(_NEXT, now).one_or_none():
            row = self.connection.execute(_STILL_FREE, {**now, "message_id": found.id}).one_or_none()
            if row and (row.urgency < URGENCY_OF_EDITS or self._may_edit(row, found, at)):
                return self._leased(row, found, at, at + lease)
        return None

    def next_message_at(self) -> datetime | None:
        first: datetime | None = self.connection.execute(_NEXT_AT, {"process": self.shared.owner}).scalar_one_or_none()
        return first

    def destination_rests(self, key: str, until_at: datetime) -> None:
        self.connection.execute(_rest(self.dialect), AT_REST | {"key": key, "next_allowed_at": until_at})

    def release(self, owed: Owed, how: Row) -> None:
        """The message as it is from now on; its destination is free again, unless another's lease is on it by now."""
        self.change(owed.id, how | {"leased_until": None})
        self.frees_queue(owed)

    def frees_queue(self, owed: Owed) -> None:
        ours = {"lease": owed.leased_until, "owner": self.shared.owner}
        self.connection.execute(_FREE_QUEUE, {"queue": owed.destination.key, **ours})

    def not_begun(self, owed: Owed) -> None:
        """Nothing of it was said, so it has used up nothing of any limit. Only in the transaction that took it."""
        for queue, before in self.paces_before.pop(owed.id, {}).items():
            self.connection.execute(_CHANGE_QUEUE, {"queue": queue, **before})

    def message(self, message_id: str) -> Any:
        return self.connection.execute(_MESSAGE, {"message_id": message_id}).one()

    def change(self, message_id: str, how: Row) -> None:
        self.connection.execute(_CHANGE, how | {"message_id": message_id})

    def _leased(self, row: Any, queue: Any, at: datetime, until_at: datetime) -> Owed:
        uncertain, attempts = row.uncertain or row.leased_until is not None, row.attempts + 1
        lease = {"leased_until": until_at, "lease_owner": self.shared.owner}
        self.change(row.id, lease | {"uncertain": uncertain, "attempts": attempts, "attempted_at": at})
        self.connection.execute(
            _CHANGE_QUEUE, {"queue": row.destination, **lease, **self._paced(row.id, row.destination, queue, at)}
        )
        card = posted_of(self.message(row.card)) if row.card else None
        since = (row.created_at, row.attempted_at)
        whom = (row.id, message_of(row), destination_of(row))
        return Owed(*whom, attempts, uncertain, card, *since, row.twin_of, row.replaced, until_at)

    def _may_edit(self, row: Any, queue: Any, at: datetime) -> bool:
        return self._leaves_room(queue, row, at) and self.uses_up_an_edit(row, at)

    def _leaves_room(self, queue: Any, row: Any, at: datetime) -> bool:
        """Whether a page can still go there after this edit; else all edits there wait."""
        free_at = edits_free_from(json.loads(queue.paces or "{}"), self.shared.limits(row.destination), at)
        if free_at > at:
            until_at = min(free_at, at + LONGEST_REST)
            waiting = {"queue": row.destination, "until": until_at, **as_of(at, self.shared.owner)}
            self.connection.execute(_EDITS_WAIT.values(not_before=until_at), waiting)
        return free_at <= at

    def uses_up_an_edit(self, row: Any, at: datetime) -> bool:
        """One of those that the platform allows; where there is none left, all wait. Of a message or a notice."""
        if row.receipt_platform is None or not self.shared.limits(edits_on(row.receipt_platform)):
            return True
        key = edits_on(row.receipt_platform)
        self.connection.execute(insert_new(DESTINATIONS, self.dialect), AT_REST | {"key": key})
        queue = self.connection.execute(_LOCK_QUEUE, {"queue": key}).one()
        if at < queue.next_allowed_at <= at + LONGEST_REST + SLACK:
            return False
        self.connection.execute(_CHANGE_QUEUE, {"queue": key, **self._paced(row.id, key, queue, at)})
        return True

    def _paced(self, message_id: str, key: str, queue: Any, at: datetime) -> Row:
        limits: Limits = self.shared.limits(key)
        if not limits:
            return {}
        before = {"paces": queue.paces, "next_allowed_at": queue.next_allowed_at}
        self.paces_before.setdefault(message_id, {})[key] = before
        used = spent(json.loads(queue.paces or "{}"), limits, at)
        return {"paces": json.dumps(used), "next_allowed_at": free_from(used, limits, at)}


@cache
def _rest(dialect: str) -> Any:
    query = insert_into(DESTINATIONS, dialect)
    until = {"next_allowed_at": query.excluded.next_allowed_at}
    return query.on_conflict_do_update(index_elements=["key"], set_=until)
