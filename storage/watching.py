"""What the auditor asks of the database about what runs, and the findings that it keeps."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, case, func, select, update

from bot.findings import Finding, Noted, Wrong
from bot.running import Replica
from storage.columns import LONG_AGO
from storage.database import insert_into
from storage.running import RunningPart
from storage.tables import CASES, DESTINATIONS, FINDINGS, NOTICES, OUTBOX

MOST_TOLD = 100  # of a kind, in one look: what is put right makes room for the others
PAGES = 1  # the urgency up to which it is somebody's page

_O, _D, _N, _F = OUTBOX.c, DESTINATIONS.c, NOTICES.c, FINDINGS.c
_IS_OWED = _O.done_at.is_(None)
_OVERDUE = select(CASES.c.id, CASES.c.due_at).where(CASES.c.due_at < bindparam("before_at")).limit(MOST_TOLD)
_SINCE = func.coalesce(_O.fail_over_at, _O.created_at)
_PATIENCE = case((_O.urgency <= PAGES, bindparam("pages_before")), else_=bindparam("others_before"))
_STUCK = (
    select(_O.id, _O.case_id, _O.urgency, _O.uncertain, _O.leased_until, _O.not_before, _D.next_allowed_at)
    .join(DESTINATIONS, _D.key == _O.destination)
    .where(_IS_OWED, _SINCE < _PATIENCE, _O.created_at < _PATIENCE)
    .limit(MOST_TOLD)
)
_NOTICE_PATIENCE = case((_N.urgency < PAGES, bindparam("pages_before")), else_=bindparam("others_before"))
_NOTICES_STUCK = (
    select(_N.id, _N.urgency).where(_N.owed_at.is_not(None), _N.owed_at < _NOTICE_PATIENCE).limit(MOST_TOLD)
)
_LEASED = (
    select(_O.id, _O.case_id, _O.leased_until, _O.lease_owner)
    .join(DESTINATIONS, _D.key == _O.destination)
    .where(_IS_OWED, _O.leased_until > bindparam("now"))
    .where(_O.not_before <= bindparam("now"), _D.next_allowed_at <= bindparam("now"))
)
_LEASED_NOTICES = select(_N.id, _N.leased_until, _N.lease_owner).where(
    _N.owed_at.is_not(None), _N.leased_until > bindparam("now"), _N.not_before <= bindparam("now")
)
_HELD = and_(_O.destination == _D.key, _IS_OWED, _O.leased_until.is_not(None))
_CLOSED_QUEUES = select(_D.key).where(_D.leased_until > bindparam("now"), ~select(_O.id).where(_HELD).exists())
_WAITS = and_(_O.destination == _D.key, _IS_OWED)
_RESTING = (
    select(_D.key)
    .where(_D.next_allowed_at > bindparam("until_at"), select(_O.id).where(_WAITS).exists())
    .limit(MOST_TOLD)
)
_OPEN = select(FINDINGS).where(_F.ended_at.is_(None)).order_by(_F.found_at, _F.key)
_FOUND = (
    select(FINDINGS)
    .where(_F.found_at >= bindparam("since_at"), _F.found_at < bindparam("until_at"))
    .order_by(_F.found_at, _F.key)
)
_END = update(FINDINGS).where(_F.key == bindparam("finding"), _F.ended_at.is_(None))
_FREE: dict[str, Any] = {
    "message": update(OUTBOX).where(_O.id == bindparam("which"), _IS_OWED).values(leased_until=bindparam("now")),
    "notice": update(NOTICES).where(_N.id == bindparam("which")).values(leased_until=bindparam("now")),
    "queue": update(DESTINATIONS).where(_D.key == bindparam("which")).values(leased_until=LONG_AGO),
}
_QUEUE_OF = select(_O.destination).where(_O.id == bindparam("which"))


class WatchPart(RunningPart):
    def overdue(self, before_at: datetime) -> Sequence[Finding]:
        rows = self.connection.execute(_OVERDUE, {"before_at": before_at})
        return [Finding(Wrong.OVERDUE, f"{row.id}|{row.due_at.isoformat()}", row.id) for row in rows]

    def stuck(self, at: datetime, pages_for: timedelta, others_for: timedelta) -> Sequence[Finding]:
        before = {"pages_before": at - pages_for, "others_before": at - others_for}
        messages = [_stuck(row, at) for row in self.connection.execute(_STUCK, before)]
        notices = [Finding(Wrong.NOTICE, row.id) for row in self.connection.execute(_NOTICES_STUCK, before)]
        return messages + notices

    def leased_by_nobody(self, at: datetime, for_longer_than: timedelta) -> Sequence[Finding]:
        alive, latest = self.replicas(at), at + for_longer_than
        messages = self.connection.execute(_LEASED, {"now": at}).all()
        notices = self.connection.execute(_LEASED_NOTICES, {"now": at}).all()
        queues = self.connection.scalars(_CLOSED_QUEUES, {"now": at}).all()
        return [
            *(Finding(Wrong.LEASE, f"message|{row.id}", row.case_id) for row in _nobodys(messages, alive, latest)),
            *(Finding(Wrong.LEASE, f"notice|{row.id}") for row in _nobodys(notices, alive, latest)),
            *(Finding(Wrong.LEASE, f"queue|{key}") for key in queues),
        ]

    def free_lease(self, finding: Finding, at: datetime) -> None:
        kind, _, which = finding.about.partition("|")
        self.connection.execute(_FREE[kind], {"which": which, "now": at})
        if kind == "message":
            queue = self.connection.execute(_QUEUE_OF, {"which": which}).scalar_one_or_none()
            self.connection.execute(_FREE["queue"], {"which": queue})

    def resting(self, until_at: datetime) -> Sequence[Finding]:
        return [Finding(Wrong.RESTING, key) for key in self.connection.scalars(_RESTING, {"until_at": until_at})]

    def note_finding(self, finding: Finding, at: datetime) -> bool:
        row = {"key": finding.key, "what": finding.what.value, "case_id": finding.case_id, "found_at": at}
        return self.connection.execute(_find(self.dialect), row | {"ended_at": None}).first() is not None

    def end_finding(self, key: str, at: datetime) -> None:
        self.connection.execute(_END.values(ended_at=at), {"finding": key})

    def findings_open(self) -> tuple[Noted, ...]:
        return tuple(_noted(self.connection.execute(_OPEN)))

    def findings(self, since_at: datetime, until_at: datetime) -> tuple[Noted, ...]:
        return tuple(_noted(self.connection.execute(_FOUND, {"since_at": since_at, "until_at": until_at})))


def _stuck(row: Any, at: datetime) -> Finding:
    what = Wrong.STUCK_PAGE if row.urgency <= PAGES else Wrong.STUCK
    return Finding(what, row.id, row.case_id, _kept_by(row, at))


def _kept_by(row: Any, at: datetime) -> str:
    if row.leased_until and row.leased_until > at:
        return "leased"
    if row.next_allowed_at > at:
        return "its queue rests"
    if row.not_before > at:
        return "uncertain, tried again later" if row.uncertain else "tried again later"
    return "taken by nobody"


def _nobodys(rows: Iterable[Any], alive: Sequence[Replica], latest: datetime) -> Iterator[Any]:
    ids = {replica.id for replica in alive}
    return (row for row in rows if row.leased_until > latest or (ids and row.lease_owner not in ids))


def _noted(rows: Iterable[Any]) -> Iterator[Noted]:
    return (Noted(row.key, Wrong(row.what), row.case_id, row.found_at, row.ended_at) for row in rows)


@cache
def _find(dialect: str) -> Any:
    """Found again after it ended, it is new."""
    query = insert_into(FINDINGS, dialect)
    again = {"found_at": query.excluded.found_at, "ended_at": None}
    anew = query.on_conflict_do_update(index_elements=["key"], set_=again, where=_F.ended_at.is_not(None))
    return anew.returning(_F.key)
