"""What screens read. Who may read is part of every query (S40)."""

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, not_, or_, select, union

from bot.cases.access import Viewer
from bot.cases.case import Case, Realm
from bot.cases.events import Entry
from bot.cases.facts import Facts
from bot.trying.past import Past
from storage.cases import entry_of
from storage.codec import decode
from storage.database import Database
from storage.tables import CASE_ASKED, CASE_READERS, CASES, EVENTS
from storage.texts import book_of, books_of
from storage.transaction import Shared

_IS_OPEN = CASES.c.closed_at.is_(None)


class SqlViews:
    """Fulfils `bot.ports.Views`."""

    def __init__(self, database: Database, shared: Shared) -> None:
        self._database = database
        self._shared = shared

    def case(self, viewer: Viewer, number: int) -> Case | None:
        query = _seen_by(viewer).where(CASES.c.realm == self._shared.realm.value, CASES.c.number == number)
        return next(iter(self._cases(query)), None)

    def open_cases(self, viewer: Viewer, limit: int = 20) -> tuple[Case, ...]:
        query = _seen_by(viewer).where(_IS_OPEN, CASES.c.realm != Realm.DRILL.value)
        return self._cases(_worst_first(query, limit))

    def mine(self, viewer: Viewer, limit: int = 20) -> tuple[Case, ...]:
        if viewer.person is None:
            return ()
        theirs = CASES.c.id.in_(_theirs(viewer.person))
        return self._cases(_worst_first(_seen_by(viewer).where(_IS_OPEN, theirs), limit))

    def timeline(self, viewer: Viewer, case_id: str) -> tuple[Entry, ...]:
        query = select(EVENTS).join(CASES).where(EVENTS.c.case_id == case_id, _may_read(viewer))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(EVENTS.c.seq)).all()
            book = book_of(case_id, connection, self._shared.keyring)
        return tuple(entry_of(row, book) for row in rows)

    def past(self, viewer: Viewer, since_at: datetime, until_at: datetime) -> tuple[Past, ...]:
        told = (_may_read(viewer).label("may_read"), _first("OwnerChanged"), _last("Resolved"))
        opened = and_(CASES.c.opened_at >= since_at, CASES.c.opened_at < until_at)
        closed = and_(CASES.c.closed_at.is_not(None), CASES.c.realm == self._shared.realm.value)
        query = select(CASES, *told).where(opened, closed).order_by(CASES.c.opened_at, CASES.c.id)
        with self._database.reading() as connection:
            return tuple(_past(row) for row in connection.execute(query))

    def _cases(self, query: Select[Any]) -> tuple[Case, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            books = books_of([row.id for row in rows], connection, self._shared.keyring)
        return tuple(decode(Case, json.loads(row.state), books[row.id]) for row in rows)


def _first(kind: str) -> ColumnElement[datetime | None]:
    happened = select(func.min(EVENTS.c.at)).where(EVENTS.c.case_id == CASES.c.id, EVENTS.c.kind == kind)
    return happened.scalar_subquery().label("accepted_at")


def _last(kind: str) -> ColumnElement[datetime | None]:
    happened = select(func.max(EVENTS.c.at)).where(EVENTS.c.case_id == CASES.c.id, EVENTS.c.kind == kind)
    return happened.scalar_subquery().label("resolved_at")


def _past(row: Row[Any]) -> Past:
    """Of the state only what nobody wrote."""
    state = json.loads(row.state)

    def after(at: datetime | None) -> timedelta | None:
        return at - row.opened_at if at else None

    return Past(
        name=f"ESC-{row.number}" if row.may_read else "",
        opened_at=row.opened_at,
        facts=decode(Facts, state["facts"]),
        reporter=row.reporter,
        accepted_after=after(row.accepted_at),
        resolved_after=after(row.resolved_at),
        withdrawn_after=None if row.resolved_at else after(row.closed_at),
        concerned=frozenset(state.get("concerned", ())),
    )


def _seen_by(viewer: Viewer) -> Select[Any]:
    return select(CASES.c.id, CASES.c.state).where(_may_read(viewer))


def _may_read(viewer: Viewer) -> ColumnElement[bool]:
    """The same rule as `bot.cases.access.may_read`."""
    opens = _has_word(CASE_READERS.c.word.in_(sorted(viewer.grants)), barred=False)
    is_barred = _has_word(CASE_READERS.c.word == f"person:{viewer.person}", barred=True) if viewer.person else false()
    return and_(or_(not_(CASES.c.private), opens), not_(is_barred))


def _has_word(word: ColumnElement[bool], barred: bool) -> ColumnElement[bool]:
    kind = CASE_READERS.c.barred if barred else not_(CASE_READERS.c.barred)
    return exists().where(CASE_READERS.c.case_id == CASES.c.id, kind, word)


def _theirs(person: str) -> Select[Any]:
    reported = select(CASES.c.id).where(_IS_OPEN, CASES.c.reporter == person)
    owned = select(CASES.c.id).where(_IS_OPEN, CASES.c.owner == person)
    asked = select(CASE_ASKED.c.case_id).where(CASE_ASKED.c.person == person)
    return select(union(reported, owned, asked).subquery())


def _worst_first(query: Select[Any], limit: int) -> Select[Any]:
    return query.order_by(CASES.c.priority_rank, CASES.c.opened_at, CASES.c.id).limit(limit)
