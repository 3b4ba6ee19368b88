"""Pages merged into bundles: rows of the outbox that a notice stands for.

Only rows that nobody has leased are merged, and whoever merges holds their destination, from which nothing else is
taken meanwhile; so their cases need not be locked.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import BindParameter, and_, bindparam, case, exists, func, or_, select, update

from bot.messages.bundles import BY_ITSELF, MERGED, MOST_MERGED, Bundle, Burst, Page
from bot.messages.delivery import CALLS, SENT_FOR_GOOD
from bot.messages.notice import Notice, NoticeTopic, Standing
from bot.messages.owed import Owed
from storage.columns import LONG_AGO
from storage.messages import message_of
from storage.notices import NoticePart
from storage.outbox import OutboxPart
from storage.tables import CASE_ASKED, CASES, NOTICES, OUTBOX
from storage.ways import REPLACED

_O, _N = OUTBOX.c, NOTICES.c
_THERE = _O.destination == bindparam("queue")
_SINCE: BindParameter[datetime] = bindparam("since")
_TWIN = OUTBOX.alias("twin")
_MAY_BE_MERGED = and_(
    _O.done_at.is_(None),
    ~exists(select(_TWIN.c.id).where(_TWIN.c.twin_of == _O.id)),
    _O.card.is_(None),
    _O.bundle.is_(None),
    _O.replaced.is_(False),
    _O.kind.in_([kind.value for kind in MERGED]),
    or_(_O.topic.is_(None), _O.topic.not_in([topic.value for topic in BY_ITSELF])),
    or_(and_(_O.to_person.is_not(None), _O.room.is_(None)), _O.to_place.is_not(None)),
    or_(_O.platform.is_(None), _O.platform.not_in([platform.value for platform in SENT_FOR_GOOD])),
)
# What may have arrived is looked for first, each by itself; then nothing is left that could be found.
_SETTLED = or_(_O.uncertain.is_(False), _O.attempted_at.is_(None))
_WAITS_THERE = and_(_THERE, _MAY_BE_MERGED, _SETTLED, _O.leased_until.is_(None))
_UNSETTLED = select(_O.id).where(_THERE, _MAY_BE_MERGED, ~_SETTLED, _O.leased_until.is_(None)).limit(1)
_TAKEN = select(_O.id).where(_O.id == bindparam("taken"), _MAY_BE_MERGED)
_WAITING = select(_O.id, _O.uncertain).where(_WAITS_THERE).order_by(_O.urgency, _O.priority_rank, _O.created_at, _O.seq)
_COUNT = select(func.count(), func.min(_O.created_at)).where(_WAITS_THERE)
_TO_MERGE = _WAITING.limit(MOST_MERGED).with_for_update(skip_locked=True)
_SENT = select(func.count(), func.max(_O.done_at)).where(
    _THERE, _O.state == "sent", _O.card.is_(None), _O.done_at >= _SINCE
)
_BUNDLES = and_(_N.topic == NoticeTopic.BUNDLE.value, _N.receiver == bindparam("queue"))
_BROUGHT = select(func.count(), func.max(_N.created_at)).where(_BUNDLES, _N.created_at >= _SINCE)
_UNDER_WAY = select(_N.id).where(
    _N.owed_at.is_not(None),
    _N.topic == NoticeTopic.BUNDLE.value,
    _N.receiver == bindparam("queue"),
    _N.state == "waiting",
)
# Two ways to one reader: what one of them may have brought, the other repeats.
_MAY_STAND_ELSEWHERE = (
    select(_O.id)
    .join(_TWIN, _TWIN.c.id == _O.twin_of)
    .where(_O.id.in_(bindparam("pages", expanding=True)))
    .where(or_(_TWIN.c.uncertain, _TWIN.c.leased_until.is_not(None), _TWIN.c.state == "sent"))
    .limit(1)
)
_IN_BUNDLE = and_(_O.bundle == bindparam("bundle_id"), _O.state == "merged")

_ASKED = exists(
    select(CASE_ASKED.c.case_id).where(CASE_ASKED.c.case_id == _O.case_id, CASE_ASKED.c.person == _O.to_person)
)
_CALLS_SOMEBODY = and_(_O.to_person.is_not(None), _O.kind.in_([kind.value for kind in CALLS]))
_WAITS = and_(
    CASES.c.closed_at.is_(None),
    case((_CALLS_SOMEBODY, _ASKED), (_O.to_person.is_(None), CASES.c.owner.is_(None)), else_=True),
)
_LATER = OUTBOX.alias("later")
_OVERTAKEN = exists(
    select(_LATER.c.id).where(
        _LATER.c.case_id == _O.case_id,
        _LATER.c.destination == _O.destination,
        _LATER.c.state == "merged",
        _LATER.c.bundle != _O.bundle,
        _LATER.c.done_at > _O.done_at,
    )
)
_PAGES = (
    select(OUTBOX, _WAITS.label("waits"), _OVERTAKEN.label("overtaken"))
    .join(CASES, CASES.c.id == _O.case_id)
    .where(_IN_BUNDLE)
    .order_by(_WAITS.desc(), CASES.c.priority_rank, _O.created_at, CASES.c.number, _O.seq)
)
_OF_CASES = select(_O.case_id, _O.bundle, _O.destination).where(
    _O.case_id.in_(bindparam("of_cases", expanding=True)), _O.state == "merged"
)
_HAS_TO_LEAVE = (
    _OF_CASES.join(CASES, CASES.c.id == _O.case_id)
    .where(CASES.c.private, _O.to_place.is_not(None))
    .with_only_columns(_O.bundle)
    .distinct()
)
_LATEST_FIRST = _OF_CASES.order_by(_O.done_at.desc())
_MERGED_HERE = select(_O.case_id).where(_IN_BUNDLE)
_EARLIER = select(_O.bundle).where(
    _O.case_id.in_(_MERGED_HERE), _THERE, _O.state == "merged", _O.bundle != bindparam("bundle_id")
).distinct()  # fmt: skip
_FIRST_WAYS = update(OUTBOX).where(
    _O.id.in_(select(_TWIN.c.twin_of).where(_TWIN.c.bundle == bindparam("bundle_id"), _TWIN.c.state == "merged")),
    _O.done_at.is_(None),
)
_FIRST_LIMIT = select(func.min(_O.fail_over_at)).where(_IN_BUNDLE)
_PUT_OFF = update(OUTBOX).where(_WAITS_THERE, _O.not_before < bindparam("until"))


class StormPart(OutboxPart, NoticePart):
    def burst(self, owed: Owed, since_at: datetime) -> Burst:
        if self.connection.execute(_TAKEN, {"taken": owed.id}).first() is None:
            return Burst(0, None, 0)
        there = {"queue": owed.destination.key, "since": since_at}
        sent, sent_at = self.connection.execute(_SENT, there).one()
        bundles, merged_at = self.connection.execute(_BROUGHT, there).one()
        waiting, since_at = self.connection.execute(_COUNT, there).one()
        under_way = self.connection.execute(_UNDER_WAY, there).first() is not None
        last_at = max(filter(None, (sent_at, merged_at)), default=None)
        longest_at = min(filter(None, (owed.created_at, since_at)), default=None)
        unsettled = self.connection.execute(_UNSETTLED, there).first() is not None
        return Burst(sent + bundles, last_at, waiting + 1, under_way, longest_at, unsettled)

    def merge(self, owed: Owed, at: datetime) -> None:
        queue = owed.destination.key
        others = self.connection.execute(_TO_MERGE, {"queue": queue}).all()
        ids = [owed.id, *(other.id for other in others)]
        bundle = _id(ids)
        self.release(owed, {})
        self.not_begun(owed)
        merged = {"state": "merged", "bundle": bundle, "done_at": at, "uncertain": False}
        self.connection.execute(update(OUTBOX).where(_O.id.in_(ids)).values(merged))
        to = owed.destination
        platform = to.platform.value if to.platform else None
        self.notify(NoticeTopic.BUNDLE, bundle, at, person=to.person, place=to.place, platform=platform)
        repeats = self.connection.execute(_MAY_STAND_ELSEWHERE, {"pages": ids}).first() is not None
        if repeats or owed.uncertain or any(other.uncertain for other in others):
            self.notice_is_uncertain(bundle, NoticeTopic.BUNDLE)
        for earlier in list(self.connection.scalars(_EARLIER, {"queue": queue, "bundle_id": bundle})):
            self.notices_changed(earlier, at, NoticeTopic.BUNDLE)

    def put_off(self, owed: Owed, until_at: datetime) -> None:
        untried = {"not_before": until_at, "attempts": owed.attempts - 1, "attempted_at": owed.attempted_at}
        self.release(owed, untried)
        self.not_begun(owed)
        waiting = {"queue": owed.destination.key, "until": until_at}
        self.connection.execute(_PUT_OFF.values(not_before=until_at), waiting)

    def bundle(self, bundle_id: str) -> Bundle | None:
        rows = self.connection.execute(_PAGES, {"bundle_id": bundle_id}).all()
        if not rows:
            return None
        pages = tuple(Page(message_of(row), bool(row.waits), row.replaced) for row in rows if not row.overtaken)
        return Bundle(bundle_id, pages, rows[0].to_person, rows[0].to_place, len(pages) < len(rows))

    def notice_sent(self, notice: Notice, stands: Standing, at: datetime, *, aged: bool = False) -> None:
        """What it brings another way is no longer sent the first way, only looked for. The messages are locked before
        the notice, as whoever reports something of them does."""
        if notice.topic is NoticeTopic.BUNDLE and notice.stands is None:
            self.connection.execute(_FIRST_WAYS.values(**REPLACED), {"bundle_id": notice.about})
        super().notice_sent(notice, stands, at, aged=aged)

    def split(self, bundle_id: str, *, uncertain: bool) -> None:
        alone = {"state": "waiting", "done_at": None, "not_before": LONG_AGO, "uncertain": uncertain}
        self.connection.execute(update(OUTBOX).where(_IN_BUNDLE).values(alone), {"bundle_id": bundle_id})

    def first_limit_of(self, bundle_id: str) -> datetime | None:
        first: datetime | None = self.connection.execute(_FIRST_LIMIT, {"bundle_id": bundle_id}).scalar_one()
        return first

    def bundles_change(self, changed: Mapping[str, datetime]) -> None:
        """Cases, and when they changed. The latest bundle for each reader is to be drawn anew; those before it tell of
        the case no more. What a room must not read any more leaves it at once (S14)."""
        latest: dict[tuple[str, str], str] = {}
        for row in self.connection.execute(_LATEST_FIRST, {"of_cases": list(changed)}):
            latest.setdefault((row.case_id, row.destination), row.bundle)
        for bundle in dict.fromkeys(latest.values()):
            self.notices_changed(bundle, max(changed.values()), NoticeTopic.BUNDLE)
        for bundle in self.connection.scalars(_HAS_TO_LEAVE, {"of_cases": list(changed)}).all() if latest else ():
            self.notices_hurry(bundle, NoticeTopic.BUNDLE)


def _id(pages: Sequence[str]) -> str:
    """The same pages make the same bundle, also when they are merged again after a restore."""
    return sha256(json.dumps(sorted(pages)).encode()).hexdigest()[:24]
