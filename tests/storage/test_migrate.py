"""The schema: made at the first start, brought up to date at every other, by one process at a time."""

import subprocess
import sys

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text

from bot.messages.notice import Notice, NoticeTopic
from storage.database import Postgres, SqliteFile, open_database
from storage.migrate import _config, migrate
from storage.store import open_store
from storage.tables import METADATA
from tests.storage.builder import LEASE, after

DONE = "2026-11-20 12:00:00.000000"
STARTING = "import sys; from storage.database import open_database; open_database(sys.argv[1]).close()"


def differences(connection: Connection) -> list[object]:
    found: list[object] = compare_metadata(MigrationContext.configure(connection), METADATA)
    return found


def test_the_migrations_make_what_the_tables_say(url: str) -> None:
    database = open_database(url)
    with database.reading() as connection:
        assert differences(connection) == []
        assert set(inspect(connection).get_table_names()) == {*METADATA.tables, "alembic_version"}
    database.close()


def test_a_difference_would_be_found(url: str) -> None:
    database = open_database(url)
    assert isinstance(database, Postgres | SqliteFile)
    with database.writing() as connection:
        connection.execute(text("ALTER TABLE cases ADD COLUMN colour VARCHAR"))
        connection.execute(text("DROP INDEX ix_cases_open"))
        found = str(differences(connection))
        connection.rollback()
    assert "colour" in found
    assert "ix_cases_open" in found
    database.close()


def test_a_second_start_changes_nothing(empty_sqlite_url: str) -> None:
    open_database(empty_sqlite_url).close()
    engine = create_engine(empty_sqlite_url)
    with engine.connect() as connection:
        before = connection.execute(text("SELECT sql FROM sqlite_master")).all()
        migrate(engine)
        assert connection.execute(text("SELECT sql FROM sqlite_master")).all() == before
    engine.dispose()


def test_messages_about_policies_become_notices(empty_sqlite_url: str) -> None:
    engine = create_engine(empty_sqlite_url)
    with engine.begin() as connection:
        command.upgrade(_config(connection), "0004")
        connection.execute(text("INSERT INTO policies VALUES ('v1', '2026-11', x'00', '{}')"))
        proposal = "'p1', 'v2', x'00', '{}', 'v1', 'pia', '2026-11-20 12:00:00.000000', 'asked', NULL, NULL, NULL"
        connection.execute(text(f"INSERT INTO policy_proposals VALUES ({proposal})"))
        for number, person, topic, done_at in ((1, "kim", "ask", "NULL"), (2, "pia", "unreached", f"'{DONE}'")):
            told = f"'m{number}', 'p1', '{person}', '{topic}', '{DONE}', '{DONE}', NULL, 1, true"
            connection.execute(text(f"INSERT INTO policy_messages VALUES ({told}, 'waiting', {done_at}, NULL)"))
    engine.dispose()
    store = open_store(empty_sqlite_url, ["a secret key for tests only"])
    with store.writing() as unit:
        taken = unit.take_notice(after(days=1), LEASE)
        assert taken == Notice("m1", NoticeTopic.POLICY_ASK, "p1", "kim", None, None, 2, uncertain=True)
        assert unit.take_notice(after(days=1), LEASE) is None
        unit.notify(NoticeTopic.POLICY_UNREACHED, "p1", after(days=1), person="pia")
        assert unit.take_notice(after(days=1), LEASE) is None  # told before
    store.close()


def test_a_migration_that_fails_at_its_end_leaves_nothing_behind(
    empty_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(config: Config, revision: str) -> None:
        upgrade(config, revision)
        raise OSError("disk full")

    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", fails)
    with pytest.raises(OSError, match="disk full"):
        open_database(empty_sqlite_url)
    engine = create_engine(empty_sqlite_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.parametrize("kind", ["empty_sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_several_processes_may_start_at_once(kind: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(f"{kind}_url")
    if kind == "postgres":
        url = an_empty_database(url)
    started = [
        subprocess.Popen([sys.executable, "-c", STARTING, url], stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    said = [process.communicate()[1] for process in started]
    assert [process.returncode for process in started] == [0] * 3, "\n".join(said)
    database = open_database(url)
    with database.reading() as connection:
        assert differences(connection) == []
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
    database.close()


def an_empty_database(url: str) -> str:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS starting WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE starting"))
    engine.dispose()
    return url.replace("/postgres?", "/starting?")


def test_other_databases_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="mysql"):
        open_database("mysql://localhost/stige")
