"""Connections and transactions: SQLite with one writer at a time, in a file or in memory, and PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from threading import RLock
from typing import Any, Protocol

from psycopg.errors import ReadOnlySqlTransaction
from sqlalchemy import URL, Connection, Engine, NullPool, StaticPool, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.pool import PoolProxiedConnection

from bot.running import Bell
from storage.bell import NoBell, PostgresBell
from storage.migrate import migrate
from storage.quick import QuickConnection
from storage.turns import Turns

BUSY_SECONDS = 30.0
_CLOCK = text("SELECT clock_timestamp()")  # `now()` would be when the transaction began
# Seconds, but for the last: milliseconds.
NOT_FOR_EVER = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
AS_WRITER, AS_READER = "BEGIN IMMEDIATE", "BEGIN"


class Database(Protocol):
    """`writing` begins as a writer. `reading` sees one moment, and waits for no writer but in memory."""

    def writing(self) -> AbstractContextManager[Connection]: ...

    def reading(self) -> AbstractContextManager[Connection]: ...

    def apart(self) -> AbstractContextManager[Connection]:
        """As `writing`, on a connection that nobody else uses, so that whatever they do keeps it waiting for none."""

    def bell(self) -> Bell:
        """By which processes on it wake one another."""

    def wall(self) -> datetime:
        """The clock that all processes on it share."""

    def close(self) -> None: ...


def open_database(url: str) -> Database:
    """`sqlite://` is a new one in memory; `postgresql://` speaks through psycopg, whatever driver the address names.
    The schema is brought up to date."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
        return Postgres(_migrated(_postgres(address)), _postgres(address, pool_size=1, max_overflow=0))
    if address.get_backend_name() != "sqlite":
        raise ValueError(f"Stige keeps its data in SQLite or PostgreSQL, not in {address.get_backend_name()}.")
    if address.database in (None, "", ":memory:"):
        return InMemory()
    writers, readers = (_file(address, begin) for begin in (AS_WRITER, AS_READER))
    _write_ahead(writers)
    return SqliteFile(_migrated(writers), readers)


class Postgres:
    def __init__(self, engine: Engine, apart: Engine) -> None:
        self.engine, self._apart = engine, apart

    def writing(self) -> AbstractContextManager[Connection]:
        return self.engine.begin()

    def reading(self) -> AbstractContextManager[Connection]:
        return self.engine.begin()

    def apart(self) -> AbstractContextManager[Connection]:
        return self._apart.begin()

    def bell(self) -> Bell:
        return PostgresBell(self.engine)

    def wall(self) -> datetime:
        with self.engine.connect() as connection:
            now: datetime = connection.execute(_CLOCK).scalar_one()
        return now.astimezone(UTC)

    def close(self) -> None:
        self.engine.dispose()
        self._apart.dispose()


class SqliteFile:
    """The threads of this process queue for the lock, so that only other processes are waited for by SQLite."""

    def __init__(self, engine: Engine, readers: Engine) -> None:
        self.engine, self._readers = engine, readers
        self._one_writer = Turns()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._one_writer, QuickConnection(self.engine) as connection, connection.begin():
            yield connection

    def reading(self) -> AbstractContextManager[Connection]:
        return self._readers.begin()

    def apart(self) -> AbstractContextManager[Connection]:
        return self.writing()

    def bell(self) -> Bell:
        return NoBell()

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def close(self) -> None:
        self.engine.dispose()
        self._readers.dispose()


class InMemory:
    """One connection for everybody, since a second one would be a second database."""

    def __init__(self) -> None:
        self._connection = QuickConnection(_memory())
        self._one_at_a_time = RLock()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._one_at_a_time, self._connection.begin():
            yield self._connection

    def reading(self) -> AbstractContextManager[Connection]:
        return self.writing()

    def apart(self) -> AbstractContextManager[Connection]:
        return self.writing()

    def bell(self) -> Bell:
        return NoBell()

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def close(self) -> None:
        self._connection.close()


def insert_into(table: Table, dialect: str) -> Any:
    """An insert that can say `on_conflict_do_…`, which both databases spell alike and SQLAlchemy does not."""
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)


@cache
def insert_new(table: Table, dialect: str) -> Any:
    """What is there already stays as it is."""
    return insert_into(table, dialect).on_conflict_do_nothing()


@cache
def insert_or_update(table: Table, dialect: str) -> Any:
    """What is there already takes on the new content."""
    query = insert_into(table, dialect)
    contents = {column.name: query.excluded[column.name] for column in table.columns if not column.primary_key}
    return query.on_conflict_do_update(index_elements=list(table.primary_key), set_=contents)


def _migrated(engine: Engine) -> Engine:
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _postgres(address: URL, **pool: int) -> Engine:
    """A server that vanishes without a word is missed within seconds, and one that has become a read-only copy is left:
    its connections would stay and fail for ever."""
    engine = create_engine(address, pool_pre_ping=True, connect_args=NOT_FOR_EVER, **pool)
    event.listen(engine, "handle_error", _leave_a_copy)
    return engine


def _leave_a_copy(context: ExceptionContext) -> None:
    if isinstance(context.original_exception, ReadOnlySqlTransaction):
        context.is_disconnect = True


def _file(address: URL, begin: str) -> Engine:
    return _sqlite(create_engine(address.set(drivername="sqlite"), connect_args={"timeout": BUSY_SECONDS}), begin)


def _sqlite(engine: Engine, begin: str = AS_WRITER) -> Engine:
    """How transactions begin, the dialect says: with a listener to `begin`, SQLAlchemy would prepare each statement for
    listeners, which costs as much as the statement."""
    event.listen(engine, "connect", _prepare)
    engine.dialect.do_begin = partial(_begin, begin)  # type: ignore[method-assign]
    return engine


def _begin(how: str, connection: PoolProxiedConnection) -> None:
    connection.cursor().execute(how)


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # else the driver begins by itself, and as a reader
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _write_ahead(engine: Engine) -> None:
    """Readers go on while somebody writes. The file remembers it."""
    with engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA journal_mode = WAL")  # not within a transaction


@cache
def _memory() -> Engine:
    """Shared by all databases in memory, with what it has compiled; each connection is a database of its own."""
    template = _new_memory()
    migrate(_sqlite(create_engine("sqlite://", creator=lambda: template, poolclass=StaticPool)))
    return _sqlite(create_engine("sqlite://", creator=lambda: _copy(template), poolclass=NullPool))


def _new_memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", check_same_thread=False)


def _copy(template: sqlite3.Connection) -> sqlite3.Connection:
    made = _new_memory()
    template.backup(made)
    return made
