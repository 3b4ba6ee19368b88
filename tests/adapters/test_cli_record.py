"""`stige audit verify` and `stige erase`, as an operator meets them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from adapters.cli import program
from adapters.cli.audit import SAYS
from bot import __main__ as stige
from bot.cases.case import Realm
from bot.record.findings import What
from storage.opening import opened
from storage.store import SqlStore
from tests.storage.builder import a_policy, an_opening, closed, next_outcome, saved

KEY = "a secret key for tests"
SECRET_WORDS = "Jensen is ill"


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch: pytest.MonkeyPatch, no_settings: None) -> None:
    monkeypatch.setenv("STIGE_SECRET_KEY", KEY)


def says(*line: str) -> Result:
    return CliRunner().invoke(program(stige.WORK), line)


def live() -> SqlStore:
    return opened("sqlite:///stige.db", [KEY], Realm.LIVE)


def with_cases() -> None:
    """ESC-1, in which Ana is named, is private and closed; ESC-2, of Rita's, is open."""
    store = live()
    with store.writing() as unit:
        unit.activate(a_policy(), b"stige: 1", "pia", "first", datetime.now(UTC))
        unit.next_number()
        unit.next_number()
    one = saved(store, an_opening("case1", 1, summary=f"{SECRET_WORDS}, says Ana", private=True, reporter="ben"))
    saved(store, closed(next_outcome(one)))
    saved(store, an_opening("case2", 2))
    store.record("stige-record").checkpoint(datetime.now(UTC))
    store.close()


def tampers(statement: str) -> None:
    store = live()
    with store.database.writing() as connection:
        connection.execute(text(statement))
    store.close()


def test_a_whole_record_is_said_to_be_whole_with_what_nobody_can_know() -> None:
    with_cases()
    done = says("audit", "verify")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("The record is whole: 2 cases with 3 events, 0 deleted by retention.")
    assert "The last checkpoint is of" in done.stdout
    facts = json.loads(says("audit", "verify", "--json").stdout)
    assert (facts["whole"], facts["cases"], facts["faults"]) == (True, 2, [])
    assert facts["checkpoints"]["count"] == 1
    assert len(facts["cannot_know"]) == 2


def test_what_is_wrong_is_named_and_the_exit_code_is_1() -> None:
    with_cases()
    tampers("UPDATE events SET kind = 'Shown' WHERE case_id = 'case1' AND seq = 2")
    found = says("audit", "verify")
    assert found.exit_code == 1
    assert "ESC-1: event 2 was changed" in found.stdout
    fault = json.loads(says("audit", "verify", "--json").stdout)["faults"][0]
    assert (fault["what"], fault["case"], fault["seq"]) == ("event changed", 1, 2)


def test_what_is_found_twice_is_told_once_and_what_to_do_then() -> None:
    """A cut tail misses in the chain and in the checkpoint."""
    with_cases()
    tampers("DELETE FROM events WHERE case_id = 'case1' AND seq = 2")
    found = says("audit", "verify").stdout
    assert found.count("ESC-1: event 2 is missing.") == 1
    assert "What to do: change nothing. Keep a copy of the database and of the folder stige-record" in found


def test_of_a_folder_without_the_checkpoints_it_asks_whether_it_is_the_right_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_cases()
    monkeypatch.setenv("STIGE_RECORD", "typo")
    said = says("audit", "verify").stdout
    assert "later than all in the folder of STIGE_RECORD. See whether it is the right folder" in said
    assert "and of the folder typo" in said


def test_a_folder_that_cannot_be_read_is_said() -> None:
    with_cases()
    checkpoints = Path("stige-record", "checkpoints.jsonl")
    checkpoints.rename("elsewhere.jsonl")
    checkpoints.symlink_to(Path("elsewhere.jsonl").absolute())
    said = says("audit", "verify")
    assert said.exit_code == 2
    assert "stige-record, the folder of STIGE_RECORD, cannot be read: it is a symbolic link" in said.stderr


def test_without_a_database_or_its_key_it_cannot_look(monkeypatch: pytest.MonkeyPatch) -> None:
    assert says("audit", "verify").exit_code == says("erase", "ana").exit_code == 2
    assert not Path("stige.db").exists()
    with_cases()
    monkeypatch.setenv("STIGE_SECRET_KEY", "quite another key for tests")
    refused = says("audit", "verify")
    assert (refused.exit_code, "needs the secret key" in refused.stderr) == (2, True)


def test_a_damaged_database_is_no_verdict_on_the_record() -> None:
    """It could not look: exit code 2 and one sentence, which says where to go on."""
    with_cases()
    damaged = bytearray(Path("stige.db").read_bytes())
    damaged[8192:] = bytes(len(damaged) - 8192)
    Path("stige.db").write_bytes(damaged)
    said = says("audit", "verify")
    assert said.exit_code == 2
    assert "is damaged" in said.stderr
    assert "Traceback" not in said.stderr
    looked = says("doctor", "--json")
    (found,) = [one for one in json.loads(looked.stdout) if one["check"] == "database.reachable"]
    assert found["state"] == "error"
    assert "stige restore" in found["advice"]


def test_every_fault_has_its_sentence() -> None:
    assert set(SAYS) == set(What)
    for sentence in SAYS.values():
        assert sentence.format(case="ESC-1", seq=2, about="x").endswith(".")


def test_erasing_says_first_what_would_go_and_does_nothing() -> None:
    with_cases()
    told = says("erase", "ana@acme.example")
    assert told.exit_code == 0, told.output
    assert "Would be erased of ana: 1 text in 1 case." in told.stdout
    assert "ESC-1: wrote 0, named in 1" in told.stdout
    assert "Nothing was done" in told.stdout
    assert SECRET_WORDS not in told.output
    assert not Path("stige-record", "erasures.jsonl").exists()


def test_erased_for_good_and_still_whole() -> None:
    with_cases()
    done = says("erase", "Ana", "--yes", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["erased"] is True
    assert "Nothing is found of ana." in says("erase", "ana").stdout
    whole = says("audit", "verify")
    assert whole.exit_code == 0, whole.output
    assert "Texts that are erased: 1" in whole.stdout


def test_a_word_finds_what_the_policy_does_not_call_them() -> None:
    with_cases()
    assert "Nothing is found of zoe." in says("erase", "zoe").stdout
    assert "named in 1" in says("erase", "zoe", "--word", "jensen").stdout


def test_open_cases_are_spared_unless_it_is_said() -> None:
    with_cases()
    refused = says("erase", "rita", "--yes")
    assert (refused.exit_code, "ESC-2" in refused.stderr) == (2, True)
    assert "ESC-2, open: wrote 1" in says("erase", "rita").stdout
    assert says("erase", "rita", "--yes", "--also-open").exit_code == 0
    assert says("audit", "verify").exit_code == 0


def test_a_ledger_that_cannot_be_written_keeps_everything_as_it_is() -> None:
    with_cases()
    Path("stige-record", "erasures.jsonl").mkdir()
    refused = says("erase", "ana", "--yes")
    assert (refused.exit_code, "Nothing was erased." in refused.stderr) == (2, True)
    assert "named in 1" in says("erase", "ana").stdout
