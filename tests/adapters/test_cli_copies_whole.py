"""Whatever happens while a copy is made or put back, a whole database is in its place, and nothing lies about."""

import os
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from storage import backup
from tests.adapters.test_cli_copies import a_live_store, cases, empty_folder, facts, says, with_a_case  # noqa: F401
from tests.storage.builder import NOON


def restored_until_a_crash(step: int) -> bool:
    """Whether it came so far: at that step of what is done with files, everything ends."""
    done = count(1)

    def ending(real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            if next(done) >= step:
                raise KeyboardInterrupt
            return real(*given, **named)

        return call

    with pytest.MonkeyPatch.context() as patched:
        for name in ("link", "unlink", "replace", "fsync"):
            patched.setattr(os, name, ending(getattr(os, name)))
        try:
            backup.put_in_place("sqlite:///stige.db", Path("prepared.db"), NOON)
        except KeyboardInterrupt:
            return True
    return False


def test_a_crash_while_a_copy_is_put_in_place_leaves_one_of_the_two_there(tmp_path: Path) -> None:
    """What a killed Stige left in its log, too."""
    store = a_live_store()
    with_a_case(store, 1)
    says("backup", "copy.db")
    with_a_case(store, 2)
    for end in ("", "-wal"):
        (tmp_path / f"killed{end}").write_bytes(Path(f"stige.db{end}").read_bytes())
    store.close()
    ends = set()
    for step in count(1):
        for end in ("", "-wal"):
            Path(f"stige.db{end}").write_bytes((tmp_path / f"killed{end}").read_bytes())
        Path("prepared.db").write_bytes(Path("copy.db").read_bytes())
        for aside in Path().glob("stige.db.before-*"):
            aside.unlink()
        crashed = restored_until_a_crash(step)
        ends.add(tuple(cases()))
        if not crashed:
            break
    assert ends == {("case1", "case2"), ("case1",)}
    assert step > 3


def test_what_a_log_without_its_database_holds_is_put_aside_and_not_taken_for_the_copys_own() -> None:
    store = a_live_store()
    with_a_case(store, 1)
    says("backup", "copy.db")
    with_a_case(store, 2)
    log = Path("stige.db-wal").read_bytes()
    store.close()
    Path("stige.db").unlink()
    Path("stige.db-wal").write_bytes(log)
    assert facts("restore", "copy.db")["kept"] is None
    assert cases() == ["case1"]
    (aside,) = Path().glob("stige.db.before-*-wal")
    assert aside.read_bytes() == log


def test_a_damaged_database_is_kept_with_its_log_as_it_was() -> None:
    store = a_live_store()
    with_a_case(store, 1)
    says("backup", "copy.db")
    store.close()
    Path("stige.db").write_bytes(b"no database any more" * 1000)
    Path("stige.db-wal").write_bytes(b"nor a log")
    kept = str(facts("restore", "copy.db", "--replace")["kept"])
    assert Path(kept).read_bytes().startswith(b"no database any more")
    assert Path(f"{kept}-wal").read_bytes() == b"nor a log"
    assert cases() == ["case1"]


def test_a_restore_that_fails_leaves_nothing_beside_the_database() -> None:
    with_a_case(store := a_live_store())
    store.close()
    says("backup", "copy.db")
    Path("stige-record").write_text("no folder")
    said = says("restore", "copy.db", "--replace")
    assert said.exit_code == 2
    assert "Nothing was put back: " in said.stderr
    assert not [*Path().glob("*.restored*"), *Path().glob("*.before*")]
    assert cases() == ["case1"]


def test_a_copy_takes_the_place_of_no_database() -> None:
    with_a_case(store := a_live_store())
    said = says("backup", "stige.db")
    store.close()
    assert (said.exit_code, "is the database itself" in said.stderr) == (2, True)
    assert cases() == ["case1"]


def test_copies_and_what_is_put_back_are_for_their_owner_alone() -> None:
    with_a_case(store := a_live_store())
    store.close()
    outside = Path("elsewhere")
    outside.write_text("somebody else's")
    Path("copy.db.unfinished").symlink_to(outside)
    assert says("backup", "copy.db").exit_code == 0
    assert Path("copy.db").stat().st_mode & 0o777 == 0o600
    assert outside.read_text() == "somebody else's"
    Path("stige.db").chmod(0o640)
    assert says("restore", "copy.db", "--replace").exit_code == 0
    assert Path("stige.db").stat().st_mode & 0o777 == 0o640, "as the one before it: others may have been let in"
    Path("stige.db").unlink()
    assert says("restore", "copy.db").exit_code == 0
    assert Path("stige.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:///typo.db", "There is no database of Stige's at sqlite:///typo.db"),
        ("stige.db", "is no database URL"),
        ("mysql://host/stige", "in SQLite or PostgreSQL, not in mysql"),
    ],
)
@pytest.mark.parametrize("line", [("backup", "copy2.db"), ("restore", "--already-there")])
def test_where_an_address_was_mistyped_nothing_is_made_and_taken_for_a_database(
    monkeypatch: pytest.MonkeyPatch, url: str, sentence: str, line: tuple[str, ...]
) -> None:
    """A copy of nothing, taken each night, would be noticed when it is needed."""
    monkeypatch.setenv("STIGE_DATABASE_URL", url)
    said = says(*line)
    assert (said.exit_code, sentence in said.stderr) == (2, True)
    assert [path.name for path in Path().iterdir()] == []


def test_an_address_that_is_none_is_said_before_anything_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("copy.db").touch()
    monkeypatch.setenv("STIGE_DATABASE_URL", "stige.db")
    said = says("restore", "copy.db")
    assert (said.exit_code, "is no database URL" in said.stderr) == (2, True)
