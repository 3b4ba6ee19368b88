"""Deleting a case whose time is over, with everything of it, but for a tombstone (S41)."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, exists, insert, or_, select, update

from bot.cases.case import Case
from storage.codec import decode
from storage.database import Database
from storage.record.checking import References
from storage.record.tombstones import tombstone
from storage.sealing import Keyring
from storage.tables import (
    CASE_ASKED,
    CASE_READERS,
    CASES,
    EVENTS,
    FINDINGS,
    INBOUND,
    NOTICES,
    OUTBOX,
    TEXT_KEYS,
    TEXTS,
    TIMERS,
    TOMBSTONES,
)

AT_A_TIME = 200

_C = CASES.c
_OWED = exists().where(OUTBOX.c.case_id == _C.id, OUTBOX.c.done_at.is_(None))
_OF_A_CASE = (EVENTS, CASE_READERS, CASE_ASKED, TIMERS, INBOUND, FINDINGS)


def closed_cases(database: Database, until_at: datetime) -> Iterator[Case]:
    """Those closed by then, the longest closed first, without their texts; nobody is kept from writing meanwhile."""
    after: tuple[datetime, str] | None = None
    while page := _page(database, until_at, after):
        yield from (decode(Case, json.loads(row.state), References()) for row in page)
        after = (page[-1].closed_at, page[-1].id)


def _page(database: Database, until_at: datetime, after: tuple[datetime, str] | None) -> list[Row[Any]]:
    query = select(_C.id, _C.closed_at, _C.state).where(_C.closed_at.is_not(None), _C.closed_at <= until_at)
    if after:
        query = query.where(or_(_C.closed_at > after[0], and_(_C.closed_at == after[0], _C.id > after[1])))
    with database.reading() as connection:
        return list(connection.execute(query.order_by(_C.closed_at, _C.id).limit(AT_A_TIME)))


def bury(connection: Connection, keyring: Keyring, case: Case, rule: str, now: datetime) -> bool:
    """False where something happened to the case since it was judged, or where something of it is still on its way:
    then it is judged anew another day."""
    locked = select(CASES).where(_C.id == case.id, _C.seq == case.seq, _C.closed_at.is_not(None), ~_OWED)
    row = connection.execute(locked.with_for_update(of=CASES)).one_or_none()
    if row is None:
        return False
    connection.execute(insert(TOMBSTONES), tombstone(row, rule, now, keyring.first))
    connection.execute(update(OUTBOX).where(OUTBOX.c.case_id == case.id).values(card=None))
    texts = select(TEXTS.c.id).where(TEXTS.c.case_id == case.id)
    connection.execute(delete(TEXT_KEYS).where(TEXT_KEYS.c.text_id.in_(texts)))
    connection.execute(delete(NOTICES).where(NOTICES.c.about == case.id))
    for table in (*_OF_A_CASE, TEXTS, OUTBOX):
        connection.execute(delete(table).where(table.c.case_id == case.id))
    connection.execute(delete(CASES).where(_C.id == case.id))
    return True
