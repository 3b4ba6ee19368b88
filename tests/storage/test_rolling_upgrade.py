"""Processes of two versions work on one database while they are replaced one by one."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Column, Connection, Engine, MetaData, Table, create_engine, inspect, text

from bot.cases.case import Realm
from bot.running import TooOld
from bot.settings import Unusable
from storage import migrate as migrating
from storage.database import open_database
from storage.migrate import NewerSchema, _config, _scripts, migrate, newest, oldest
from storage.opening import opened
from storage.probing import of_another_schema
from storage.store import open_store
from tests.storage.conftest import SECRET
from tests.storage.test_migrate import an_empty_database

BEFORE_MARKS = 5
Schema = Mapping[str, Mapping[str, Mapping[str, Any]]]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty database."""
    if request.param == "sqlite":
        url = request.getfixturevalue("empty_sqlite_url")
    else:
        url = an_empty_database(request.getfixturevalue("postgres_url"))
    made = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    yield made
    made.dispose()


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False).replace("+psycopg", "")


def says(engine: Engine, revision: int, oldest: int | None) -> None:
    """A newer version has been here."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM schema_mark"))
        if oldest:
            connection.execute(text(f'INSERT INTO schema_mark ("only", oldest) VALUES (1, {oldest})'))
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision:04}'"))


def test_a_migrated_database_says_which_programs_may_work_on_it(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT oldest FROM schema_mark")).scalars().all() == [oldest()]
    assert BEFORE_MARKS <= oldest() <= newest()


def test_a_program_starts_and_goes_on_on_a_newer_schema_that_allows_it(engine: Engine) -> None:
    migrate(engine)
    says(engine, 9999, newest())
    store = open_store(url_of(engine), [SECRET])
    with store.beating() as unit:
        unit.beat(datetime.now(UTC))
    store.close()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"


@pytest.mark.parametrize("marked", [newest() + 1, None])
def test_a_program_does_not_start_on_a_schema_that_it_would_break(engine: Engine, marked: int | None) -> None:
    migrate(engine)
    says(engine, 9999, marked)
    with pytest.raises(NewerSchema, match=r"schema 9999, .* knows 0\d+, must not work. Install the newer version"):
        open_database(url_of(engine))


def test_a_program_that_becomes_too_old_while_it_runs_is_told_so(engine: Engine) -> None:
    store = open_store(url_of(engine), [SECRET])
    says(engine, 9999, newest() + 1)
    with pytest.raises(TooOld, match="Install the newer version here, too"), store.beating() as unit:
        unit.beat(datetime.now(UTC))
    store.close()


@pytest.mark.postgres
def test_where_somebody_reads_for_long_the_upgrade_gives_up_and_holds_up_nobody(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever reads or writes would wait behind it, for as long as a backup takes."""
    monkeypatch.setattr(migrating, "PATIENCE_MS", 100)
    engine = create_engine(an_empty_database(postgres_url).replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        command.upgrade(_config(connection), f"{newest() - 1:04}")
    with engine.begin() as reader:
        reader.execute(text("SELECT count(*) FROM events"))
        with pytest.raises(Unusable, match="something else has held the database"):
            opened(url_of(engine), [SECRET], Realm.LIVE)
        assert of_another_schema(reader), "it is as it was"
    opened(url_of(engine), [SECRET], Realm.LIVE).close()
    engine.dispose()


def test_a_migration_that_says_nothing_breaks_all_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = [
        SimpleNamespace(revision="0008", module=SimpleNamespace(oldest=6)),
        SimpleNamespace(revision="0007", module=SimpleNamespace()),
        SimpleNamespace(revision="0006", module=SimpleNamespace(oldest=5)),
    ]
    monkeypatch.setattr(migrating, "_scripts", lambda: iter(scripts))
    assert oldest.__wrapped__() == 7


# what each migration says of itself is true


def schema(connection: Connection) -> Schema:
    look = inspect(connection)
    return {
        table: {str(column["name"]): dict(column) for column in look.get_columns(table)}
        for table in look.get_table_names()
    }


def breaks(before: Schema, after: Schema) -> list[str]:
    """What a program that knows the first alone could not do on the second: to read what it knows, or to insert."""
    gone = [table for table in before if table not in after]
    kept = [(table, before[table], after[table]) for table in before if table in after]
    gone += [f"{table}.{name}" for table, old, new in kept for name in old if name not in new]
    needed = [f"{table}.{name}" for table, old, new in kept for name in new if _is_needed(new[name], old.get(name))]
    return gone + needed


def _is_needed(column: Mapping[str, Any], before: Mapping[str, Any] | None) -> bool:
    if column["nullable"] or column["default"] is not None:
        return False
    return before is None or bool(before["nullable"]) or before["default"] is not None


def test_each_migration_leaves_alone_what_those_who_may_work_on_know(empty_sqlite_url: str) -> None:
    engine = create_engine(empty_sqlite_url)
    by_number = {int(script.revision): script.module for script in _scripts()}
    schemas: dict[int, Schema] = {}
    with engine.begin() as connection:
        for number in sorted(by_number):
            command.upgrade(_config(connection), f"{number:04}")
            schemas[number] = schema(connection)
    engine.dispose()
    for number, module in by_number.items():
        if number > BEFORE_MARKS:
            assert breaks(schemas[module.oldest], schemas[number]) == [], f"{number:04} needs another `oldest`"


def test_a_migration_that_breaks_something_would_be_found() -> None:
    def column(nullable: bool = True, default: str | None = None) -> Mapping[str, Any]:
        return {"nullable": nullable, "default": default}

    before = {"cases": {"id": column(), "owner": column()}, "outbox": {"id": column(False)}}
    assert breaks(before, before | {"notices": {"id": column(False)}}) == []
    assert breaks(before, {"cases": before["cases"]}) == ["outbox"]
    assert breaks(before, before | {"outbox": {"key": column()}}) == ["outbox.id"]
    assert breaks(before, before | {"outbox": {"id": column(False), "why": column(False)}}) == ["outbox.why"]
    assert breaks(before, before | {"outbox": {"id": column(False), "why": column(False, "''")}}) == []
    assert breaks(before, before | {"cases": {"id": column(), "owner": column(False)}}) == ["cases.owner"]


def test_what_the_oldest_of_them_would_insert_is_taken(engine: Engine) -> None:
    """Of each table a row with all that it knows, and nothing that it does not."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), f"{oldest():04}")
        known = MetaData()
        known.reflect(connection)
    migrate(engine)
    with engine.begin() as connection:
        for table in known.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(table.insert().values(_filled(table)))
                assert connection.execute(table.select()).one()


def _filled(table: Table) -> dict[str, object]:
    return {column.name: _value(column) for column in table.columns}


def _value(column: Column[Any]) -> object:
    values: dict[type, object] = {
        str: "x", int: 1, bool: False, float: 1.0, bytes: b"x", datetime: datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    }  # fmt: skip
    return values[column.type.python_type]
