"""A look at a database that changes nothing, its figures, and whether it can be written."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, update
from sqlalchemy.exc import OperationalError

from bot.cases.case import Realm
from bot.doctoring.figures import Queue
from bot.settings import Unusable
from storage.examining import examined
from storage.figures import figures
from storage.probing import other_schema, unwritable
from storage.store import SqlStore, open_store
from storage.tables import LOOKED_UNTIL, OUTBOX
from tests.core.corridor import Corridor
from tests.harness.builders import START
from tests.storage.conftest import SECRET

MINUTE = timedelta(minutes=1)


def test_figures_count_what_waits_and_what_is_open(url: str) -> None:
    corridor = Corridor(url=url)
    corridor.opens("checkout is down")
    corridor.opens("search is down")
    with corridor.store.writing() as unit:
        unit.beat(START)
    with corridor.store.database.reading() as connection:
        found = figures(connection, START + MINUTE)
        assert found.owed["ask"] == Queue(2, START)
        assert sum(found.open_cases.values()) == 2
        assert (found.overdue, found.overdue_since_at, found.notices, found.findings) == (0, None, None, {})
        assert found.replicas == ()  # it has not been heard of for a minute
        assert len(figures(connection, START).replicas) == 1
        late = figures(connection, START + timedelta(days=1))
        assert late.overdue == 2
        assert late.overdue_since_at
        assert late.overdue_since_at < START + timedelta(days=1)
    corridor.store.close()


def test_figures_are_found_by_indexes(memory: SqlStore) -> None:
    """Else a scrape would read a million cases."""
    with memory.database.reading() as connection:
        for question in (
            "SELECT priority_rank, count(*) FROM cases WHERE closed_at IS NULL GROUP BY priority_rank",
            "SELECT count(*), min(due_at) FROM cases WHERE due_at <= '2026-01-01'",
            "SELECT kind, count(*), min(created_at) FROM outbox WHERE done_at IS NULL GROUP BY kind",
            "SELECT count(*), min(owed_at) FROM notices WHERE owed_at IS NOT NULL",
        ):
            plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}").all())
            assert "USING" in plan, plan
            assert "INDEX ix_" in plan, plan


def test_who_examines_sees_what_is_there_and_changes_nothing(url: str) -> None:
    corridor = Corridor(url=url)
    corridor.opens("checkout is down")
    seen = examined(url, ["a secret key for tests"])
    assert seen.schema is None
    assert seen.policy == corridor.policy
    assert seen.source == b""
    assert seen.missing_keys == ()
    assert seen.figures
    assert seen.figures.owed["ask"].waiting == 1
    assert abs(seen.wall - datetime.now(UTC)) < MINUTE
    corridor.store.close()


def test_a_key_that_the_database_needs_and_nobody_gives_is_named(url: str) -> None:
    open_store(url, [SECRET], Realm.LIVE).close()
    assert len(examined(url, ["another secret key for tests"]).missing_keys) == 1
    assert len(examined(url, []).missing_keys) == 1


def test_where_there_is_no_database_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no database yet"):
        examined(f"sqlite:///{tmp_path / 'new.db'}", [SECRET])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["stige.db", "postgresql://stige:hush@127.0.0.1:1/stige"])
def test_what_cannot_be_looked_at_is_said_without_its_password(url: str) -> None:
    with pytest.raises(Unusable) as refused:
        examined(url, [SECRET])
    assert "hush" not in str(refused.value)


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "stige.db").write_bytes(b"something else altogether" * 100)
    with pytest.raises(Unusable, match="damaged, or is none"):
        examined(f"sqlite:///{tmp_path / 'stige.db'}", [SECRET])


@pytest.mark.parametrize(("number", "said"), [("0005", "next start"), ("0999", "a newer Stige")])
def test_another_schema_is_said(sqlite_url: str, number: str, said: str) -> None:
    store = open_store(sqlite_url, [SECRET], Realm.LIVE)
    assert other_schema(store.database) is None
    with store.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{number}'")
        connection.exec_driver_sql(f"UPDATE schema_mark SET oldest = {int(number)}")
    assert said in (other_schema(store.database) or "")
    assert said in (examined(sqlite_url, [SECRET]).schema or "")
    store.close()


def test_readiness_writes_for_real(shared: SqlStore) -> None:
    assert unwritable(shared.database) is None
    with shared.database.reading() as connection:
        assert connection.execute(LOOKED_UNTIL.select()).first()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("database or disk is full", "its disk is full"),
        ("could not extend file: No space left on device", "its disk is full"),
        ("attempt to write a readonly database", "it is read-only"),
        ("cannot execute INSERT in a read-only transaction", "it is read-only"),
        ("database is locked", "held its lock"),
        ("password=hush", "cannot be read and written (OperationalError)"),
    ],
)
def test_why_nothing_can_be_written_is_said_in_our_words(memory: SqlStore, words: str, said: str) -> None:
    class Broken:
        @contextmanager
        def writing(self) -> Iterator[Connection]:
            if words:
                raise OperationalError("INSERT", {}, sqlite3.OperationalError(words))
            yield memory.database.reading().__enter__()

    trouble = unwritable(Broken()) or ""  # type: ignore[arg-type]
    assert said in trouble
    assert "hush" not in trouble


def test_messages_that_are_done_count_no_more(memory: SqlStore) -> None:
    with memory.database.writing() as connection:
        connection.execute(update(OUTBOX).values(done_at=START))
        assert figures(connection, START).owed == {}
