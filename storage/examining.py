"""A look at a database by somebody who must not change it: no migration, no key entered, no file made."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from bot.cases.case import Realm
from bot.doctoring.database import Examined
from bot.settings import Unusable
from storage.away import is_damaged, said_by
from storage.figures import figures
from storage.probing import of_another_schema
from storage.restoring import COPIED
from storage.sealing import Keyring
from storage.tables import EVENTS, LOOKED_UNTIL, POLICIES, SECRET_KEYS
from storage.transaction import Shared
from storage.unit import SqlUnit

PATIENCE_SECONDS = 5
_LATEST = select(func.max(EVENTS.c.written_at))
_COPIED = select(LOOKED_UNTIL.c.until_at).where(LOOKED_UNTIL.c.what == COPIED)
NO_KEY = "no secret is opened with this"  # what is looked at here is not sealed


def examined(url: str, keys: Sequence[str]) -> Examined:
    """Raises `Unusable` where there is nothing to look at."""
    try:
        engine = _engine(url)
    except ArgumentError:
        raise Unusable("STIGE_DATABASE_URL is no database URL, such as sqlite:///stige.db.") from None
    try:
        with engine.connect() as connection:
            _refuse_damaged(connection)
            return _examined(connection, keys)
    except SQLAlchemyError as fault:
        if isinstance(fault, DBAPIError) and is_damaged(fault):
            raise Unusable("the database is damaged, or is none of Stige's") from None
        why = said_by(fault) if isinstance(fault, DBAPIError) else type(fault).__name__
        raise Unusable(f"the database cannot be read ({why})") from None
    finally:
        engine.dispose()


def _refuse_damaged(connection: Connection) -> None:
    """SQLite reads on in a damaged file for as long as it does not come by the place."""
    if connection.dialect.name == "sqlite":
        said = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
        if said != "ok":
            raise Unusable(f"the database file is damaged ({said.splitlines()[-1][:100]})")


def _examined(connection: Connection, keys: Sequence[str]) -> Examined:
    wall, machine = _wall(connection), datetime.now(UTC)
    if schema := of_another_schema(connection):
        return Examined(wall, machine, schema)
    keyring = Keyring(keys or [NO_KEY])
    unit = SqlUnit(connection, Shared(keyring, Realm.LIVE))
    policy = unit.active()
    return Examined(
        wall,
        machine,
        missing_keys=tuple(sorted(key for key in connection.scalars(select(SECRET_KEYS.c.id)) if key not in keyring)),
        latest_at=connection.execute(_LATEST).scalar_one_or_none(),
        copied_at=connection.execute(_COPIED).scalar_one_or_none(),
        figures=figures(connection, wall),
        policy=policy,
        source=_source(connection, policy.rules.version) if policy else None,
        reaches=tuple(unit.reaches().values()),
        version=version("stige"),
    )


def _source(connection: Connection, of_version: str) -> bytes:
    query = select(POLICIES.c.source).where(POLICIES.c.version == of_version)
    source: bytes = connection.execute(query).scalar_one()
    return source


def _wall(connection: Connection) -> datetime:
    if connection.dialect.name == "sqlite":
        return datetime.now(UTC)
    now: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return now.astimezone(UTC)


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _file(address.database or "")
    reading = f"-c default_transaction_read_only=on -c statement_timeout={PATIENCE_SECONDS * 1000}"
    options = {"connect_timeout": PATIENCE_SECONDS, "options": reading}
    return create_engine(address.set(drivername="postgresql+psycopg"), connect_args=options, poolclass=NullPool)


def _file(name: str) -> Engine:
    path = Path(name).absolute()
    if not name or not path.is_file():
        raise Unusable("there is no database yet: `stige run` makes it")

    def opened() -> sqlite3.Connection:
        return sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=PATIENCE_SECONDS)

    engine = create_engine("sqlite://", creator=opened, poolclass=NullPool)
    event.listen(engine, "connect", _read_only)
    return engine


def _read_only(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA query_only = ON")
