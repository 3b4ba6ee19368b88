"""Notices: what people and places are owed outside any case, handed out one by one, and drawn anew where it stands."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import and_, bindparam, case, false, func, not_, or_, select, update

from bot.messages.notice import URGENT, Notice, NoticeTopic, Standing
from storage.columns import LONG_AGO, Instant
from storage.database import insert_new
from storage.leases import as_of, free_at, is_free, is_over, later
from storage.queue import QueuePart, edits_free_at, edits_rest
from storage.tables import NOTICES, REPLICAS

_N = NOTICES.c
_IS_OWED, _STANDS = _N.owed_at.is_not(None), _N.receipt_message.is_not(None)
_MAY_BE_EDITED = or_(not_(_STANDS), not_(edits_rest(_N.receipt_platform)))
_IS_FREE = and_(_IS_OWED, is_over(_N.not_before), is_free(_N.leased_until, _N.lease_owner), _MAY_BE_EDITED)
# What others are taking at this moment is passed over.
_NEXT = select(NOTICES).where(_IS_FREE).order_by(_STANDS, _N.urgency, _N.owed_at, _N.number).limit(1)
_TAKE = _NEXT.with_for_update(skip_locked=True)
_LEASE_ENDS_AT = func.coalesce(free_at(_N.leased_until, _N.lease_owner), _N.not_before, type_=Instant())
_FREE_AT = later(edits_free_at(_N.receipt_platform, _N.not_before), _LEASE_ENDS_AT)
_NEXT_AT = (
    select(func.min(_FREE_AT, type_=Instant())).outerjoin(REPLICAS, REPLICAS.c.id == _N.lease_owner).where(_IS_OWED)
)
REDRAWN_EVERY = timedelta(seconds=2)  # a bundle, however often one of its many cases changes
# Since it was taken.
_IN_A_HURRY = and_(_N.changed, _N.not_before == LONG_AGO)
_IS_IT = _N.id == bindparam("notice")
_FREE = {"leased_until": None, "lease_owner": None}
_FRESH = {**_FREE, "attempts": 0, "uncertain": False}
_CHANGE = update(NOTICES).where(_IS_IT)
# Nobody has taken it since our lease ran out.
_CHANGE_OURS = _CHANGE.where(_IS_OWED, _N.attempts == bindparam("attempt"))
_NEVER_REACHED = and_(_N.state == "failed", _N.person.is_not(None), not_(_STANDS))


class NoticePart(QueuePart):
    def notify(
        self,
        topic: NoticeTopic,
        about: str,
        at: datetime,
        *,
        person: str | None = None,
        place: str | None = None,
        platform: str | None = None,
    ) -> None:
        to = f"person:{person}" if person else f"place:{place}"
        receiver = f"{platform}:{to}" if platform else to
        row: dict[str, object] = {
            "id": _id(topic, about, receiver),
            "topic": topic.value,
            "about": about,
            "receiver": receiver,
            "person": person,
            "place": place,
            "platform": platform,
            "created_at": at,
            "owed_at": at,
            "not_before": at,
            "state": "waiting",
            "urgency": 0 if topic in URGENT else 1,
        }
        restored = self.shared.restored
        if restored and restored.perhaps_sent(restored.taken_at, at):
            row |= {"uncertain": True, "attempted_at": restored.taken_at}
        self.connection.execute(insert_new(NOTICES, self.dialect), row)

    def notice_is_uncertain(self, about: str, topic: NoticeTopic) -> None:
        """What it says may have been said before."""
        self.connection.execute(
            update(NOTICES).where(_N.about == about, _N.topic == topic.value).values(uncertain=True)
        )

    def take_notice(self, at: datetime, lease: timedelta) -> Notice | None:
        self.be_heard(at)
        while row := self.connection.execute(_TAKE, as_of(at, self.shared.owner)).one_or_none():
            if row.receipt_platform is None or self.uses_up_an_edit(row, at):
                return self._taken(row, at, lease)
        return None

    def _taken(self, row: Any, at: datetime, lease: timedelta) -> Notice:
        attempts, uncertain = row.attempts + 1, row.uncertain or row.leased_until is not None
        leased = {"leased_until": at + lease, "lease_owner": self.shared.owner, "attempted_at": at}
        taken = {"attempts": attempts, "uncertain": uncertain, "changed": False}
        self.connection.execute(_CHANGE, {**leased, **taken, "notice": row.id})
        topic, stands = NoticeTopic(row.topic), _standing(row)
        whom, since = (row.person, row.place, row.platform), (row.created_at, row.attempted_at)
        return Notice(row.id, topic, row.about, *whom, attempts, uncertain, stands, *since, at + lease)

    def notice_looks(self, notice: Notice) -> None:
        self._change_ours(notice, {"attempted_at": notice.attempted_at})

    def notice_begins(self, notice: Notice, at: datetime) -> bool:
        lasts = notice.leased_until is not None and at < notice.leased_until
        return lasts and self._change_ours(notice, {"attempted_at": at})

    def notice_sent(self, notice: Notice, stands: Standing, at: datetime, *, aged: bool = False) -> None:
        where = {
            "receipt_platform": stands.platform,
            "receipt_workspace": stands.workspace,
            "receipt_conversation": stands.conversation,
            "receipt_message": stands.message,
        }
        sent = {"owed_at": at if aged else case((_N.changed, at)), "state": "sent", "done_at": at, **_FRESH}
        if notice.topic in URGENT:
            sent["not_before"] = case((_IN_A_HURRY, LONG_AGO), else_=at + REDRAWN_EVERY)
        self.connection.execute(_CHANGE.values(**sent, **where), {"notice": notice.id})

    def notice_ended(self, notice: Notice, state: str, at: datetime, why: str | None = None) -> bool:
        again = _N.changed if state == "withdrawn" else false()
        ended = {
            "owed_at": case((again, at)),
            "state": case((again, "waiting"), else_=state),
            "done_at": case((not_(again), at)),
            "failed_why": why,
            "leased_until": None,
            "lease_owner": None,
        }
        return self._change_ours(notice, ended)

    def notice_later(self, notice: Notice, until_at: datetime, *, uncertain: bool) -> None:
        self._change_ours(notice, {**_FREE, "not_before": until_at, "uncertain": uncertain or notice.uncertain})

    def notices_changed(self, about: str, at: datetime, *topics: NoticeTopic) -> None:
        concerned = and_(_N.about == about, _N.topic.in_(topics), _N.state.in_(("waiting", "sent")))
        self.connection.execute(update(NOTICES).where(concerned).values(changed=True))
        idle = and_(concerned, _STANDS, not_(_IS_OWED))
        self.connection.execute(update(NOTICES).where(idle).values(owed_at=at))

    def notices_hurry(self, about: str, topic: NoticeTopic) -> None:
        """Those to be drawn anew wait for nothing but their platform."""
        shown = or_(_STANDS, _N.leased_until.is_not(None))
        concerned = and_(_N.about == about, _N.topic == topic.value, _N.changed, shown)
        self.connection.execute(update(NOTICES).where(concerned).values(not_before=LONG_AGO))

    def notices_failed(self, topic: NoticeTopic, about: str) -> tuple[str, ...]:
        whom = select(_N.person).where(_NEVER_REACHED, _N.topic == topic.value, _N.about == about)
        return tuple(self.connection.scalars(whom.order_by(_N.person)))

    def next_notice_at(self) -> datetime | None:
        return self.connection.execute(_NEXT_AT, {"process": self.shared.owner}).scalar_one_or_none()

    def _change_ours(self, notice: Notice, how: Mapping[str, object]) -> bool:
        """False where it is not ours any more, and stays as it is."""
        this = {"notice": notice.id, "attempt": notice.attempts}
        return self.connection.execute(_CHANGE_OURS.values(**how), this).rowcount == 1


def _standing(row: Any) -> Standing | None:
    if row.receipt_message is None:
        return None
    return Standing(row.receipt_platform, row.receipt_workspace, row.receipt_conversation, row.receipt_message)


def _id(topic: NoticeTopic, about: str, receiver: str) -> str:
    """Always the same, so that after a restore it can be looked for under the id that it had before."""
    return sha256(f"{topic}|{about}|{receiver}".encode()).hexdigest()[:24]
