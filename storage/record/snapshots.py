"""Reading one moment of a large database, a part at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, text, union

from storage.database import Database
from storage.tables import CASES, EVENTS, TOMBSTONES

AT_A_TIME = 1000
_ONE_MOMENT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

_EVENTS = select(func.count()).select_from(EVENTS)
_BURIED = select(func.coalesce(func.sum(TOMBSTONES.c.seq), 0))


def unseen(_: int, __: int) -> None:
    """Progress that nobody looks at."""


@contextmanager
def one_moment(database: Database) -> Iterator[Connection]:
    """However many questions are asked, all are answered as of the first one. Nobody is kept from writing meanwhile,
    but in memory."""
    with database.reading() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(_ONE_MOMENT)
        yield connection


def streamed(connection: Connection, query: Any, parameters: Any = None) -> Iterator[Row[Any]]:
    """Never more than a part of the rows in memory."""
    yield from connection.execution_options(yield_per=AT_A_TIME).execute(query, parameters or {})


def last_numbers(connection: Connection) -> dict[str, int]:
    """The highest case number by realm, deleted cases included."""
    found: dict[str, int] = {}
    for table in (CASES, TOMBSTONES):
        for realm, number in connection.execute(
            select(table.c.realm, func.max(table.c.number)).group_by(table.c.realm)
        ):
            found[realm] = max(number, found.get(realm, 0))
    return dict(sorted(found.items()))


def cases_up_to(connection: Connection, numbers: dict[str, int]) -> dict[str, int]:
    """How many there are and were, by realm, with these numbers or lower ones."""
    return {realm: _counted(connection, realm, number) for realm, number in numbers.items()}


def _counted(connection: Connection, realm: str, number: int) -> int:
    counts = (
        select(func.count()).select_from(table).where(table.c.realm == realm, table.c.number <= number)
        for table in (CASES, TOMBSTONES)
    )
    return sum(int(connection.execute(count).scalar_one()) for count in counts)


def events_ever(connection: Connection) -> int:
    """Those of deleted cases included."""
    return int(connection.execute(_EVENTS).scalar_one()) + int(connection.execute(_BURIED).scalar_one())


def heads_since(connection: Connection, since_at: datetime | None) -> Iterator[Row[Any]]:
    """Number, id, last event and head of every case with something written after that time; None: of all cases."""
    heads = select(CASES.c.number, CASES.c.id, CASES.c.seq, CASES.c.head)
    if since_at:
        lately = select(EVENTS.c.case_id).where(EVENTS.c.written_at > since_at)
        heads = heads.where(CASES.c.id.in_(union(lately, *_of_older_programs(since_at))))
    return streamed(connection, heads.order_by(CASES.c.realm, CASES.c.number))


def _of_older_programs(since_at: datetime) -> Iterator[Select[Any]]:
    """During an upgrade they write beside us, and do not say when. By their own time they are found where work goes
    on, without looking through all that was ever written like that."""
    last = (EVENTS.c.case_id == CASES.c.id, EVENTS.c.seq == CASES.c.seq)
    changed_at = select(func.coalesce(EVENTS.c.written_at, EVENTS.c.at)).where(*last).scalar_subquery()
    for at_work in (CASES.c.closed_at.is_(None), CASES.c.closed_at > since_at):
        yield select(CASES.c.id).where(at_work, changed_at > since_at)
