"""Whatever somebody changes behind Stige's back is found and named (R38)."""

from pathlib import Path
from shutil import copyfile

import pytest

from bot.cases.commands import AddNote
from bot.record.findings import What
from storage.tables import METADATA
from tests.harness.builders import text
from tests.storage.record.kept import Kept

CHAINED = {
    "at": "at = '2001-01-01 00:00:00'",
    "by": "by = 'eve'",
    "kind": "kind = 'Shown'",
    "hmac": "hmac = prev",
    "facts": "facts = :bytes",
}
OF_A_CASE = {
    "number": ("number = 77", What.CASE_CHANGED),
    "realm": ("realm = 'drill'", What.CASE_CHANGED),
    "began_at": ("began_at = '2001-01-01 00:00:00'", What.CASE_CHANGED),
    "speed": ("speed = 2", What.CASE_CHANGED),
    "version": ("version = 'v9'", What.CASE_CHANGED),
    "status": ("status = 'closed'", What.CASE_CHANGED),
    "priority": ("priority = 'P4'", What.CASE_CHANGED),
    "type": ("type = 'other'", What.CASE_CHANGED),
    "owner": ("owner = 'eve'", What.CASE_CHANGED),
    "reporter": ("reporter = 'eve'", What.CASE_CHANGED),
    "customer": ("customer = 'eve'", What.CASE_CHANGED),
    "path": ("path = 'other'", What.CASE_CHANGED),
    "level": ("level = 9", What.CASE_CHANGED),
    "round": ("round = 9", What.CASE_CHANGED),
    "private": ("private = NOT private", What.CASE_CHANGED),
    "opened_at": ("opened_at = '2001-01-01 00:00:00'", What.CASE_CHANGED),
    "closed_at": ("closed_at = '2001-01-01 00:00:00'", What.CASE_CHANGED),
    "seq": ("seq = seq - 1", What.EVENT_MISSING),
    "head": ("head = :bytes", What.EVENT_MISSING),
    "state": ("state = replace(state, 'accepted', 'closed')", What.CASE_CHANGED),
}
# They order the queue or wake the alarm clock; the watchdog looks after them.
NOT_OF_THE_RECORD = {"id", "priority_rank", "due_at", "failures"}
OF_A_TEXT = {
    "id": ("id = 'other'", What.TEXT_MISSING),
    "case_id": ("case_id = 'case2'", What.TEXT_MISSING),
    "seq": ("seq = seq + 1", What.TEXT_CHANGED),
    "place": ("place = 'Other.words'", What.TEXT_CHANGED),
    "by": ("by = 'eve'", What.TEXT_LOCKED),
    "sealed": ("sealed = :bytes", What.EVENT_CHANGED),
}
OF_A_KEY = {"wrapped": "wrapped = :bytes", "key_id": "key_id = 'other'"}


def test_a_record_that_nobody_touched_is_whole(kept: Kept) -> None:
    kept.three_cases()
    kept.checkpoint()
    found = kept.verdict()
    assert (found.whole, found.faults, found.cases, found.tombstones, found.erased) == (True, (), 3, 0, 0)
    assert found.events == sum(len(kept.bot.happened(f"case{number}")) for number in (1, 2, 3))
    assert found.checkpoints.count == 1


def test_without_a_checkpoint_it_is_whole_and_says_that_there_is_none(kept: Kept) -> None:
    kept.three_cases()
    assert kept.verdict().whole
    assert kept.verdict().checkpoints.last_at is None


@pytest.mark.parametrize("column", CHAINED)
def test_a_changed_event_is_named(kept: Kept, column: str) -> None:
    kept.three_cases()
    kept.tampers(f"UPDATE events SET {CHAINED[column]} WHERE case_id = 'case1' AND seq = 4", bytes=b"{}")
    assert kept.faults()[0] == (What.EVENT_CHANGED, 1, 4)


def test_an_event_that_follows_another_than_before_is_named(kept: Kept) -> None:
    kept.three_cases()
    kept.tampers("UPDATE events SET prev = hmac WHERE case_id = 'case1' AND seq = 4")
    assert kept.faults()[0] == (What.EVENT_OUT_OF_ORDER, 1, 4)


def test_an_event_under_a_key_that_nobody_has_is_named(kept: Kept) -> None:
    kept.three_cases()
    kept.tampers("UPDATE events SET key_id = 'other' WHERE case_id = 'case1' AND seq = 4")
    assert kept.faults()[0] == (What.UNKNOWN_KEY, 1, 4)


def test_an_event_of_another_case_is_named(kept: Kept) -> None:
    kept.three_cases()
    kept.tampers("UPDATE events SET case_id = 'case2', seq = 99 WHERE case_id = 'case1' AND seq = 4")
    assert kept.faults()[:2] == [(What.EVENT_MISSING, 1, 4), (What.EVENT_MISSING, 2, len(kept.bot.happened("case2")))]


def test_a_changed_time_of_writing_is_named(kept: Kept) -> None:
    kept.three_cases()
    kept.tampers("UPDATE events SET written_at = '2001-01-01 00:00:00' WHERE case_id = 'case1' AND seq = 4")
    assert kept.faults() == [(What.WRITTEN_AT_CHANGED, 1, 4)]


@pytest.mark.parametrize("which", ["seq < 4", "seq = 4", "seq > 3"])
def test_events_of_a_program_that_knew_no_time_of_writing_are_whole_also_among_others(kept: Kept, which: str) -> None:
    kept.three_cases()
    kept.tampers(f"UPDATE events SET written_at = NULL WHERE case_id = 'case1' AND {which}")
    assert kept.verdict().whole


@pytest.mark.parametrize("seq", [1, 4])
def test_a_deleted_event_is_named(kept: Kept, seq: int) -> None:
    kept.three_cases()
    kept.tampers("DELETE FROM events WHERE case_id = 'case1' AND seq = :seq", seq=seq)
    assert kept.faults()[0] == (What.EVENT_MISSING, 1, seq)


def test_a_deleted_event_is_named_though_the_others_move_up(kept: Kept) -> None:
    kept.three_cases()
    kept.tampers("DELETE FROM events WHERE case_id = 'case1' AND seq = 4")
    for seq in range(5, 30):
        kept.tampers("UPDATE events SET seq = seq - 1 WHERE case_id = 'case1' AND seq = :seq", seq=seq)
    assert kept.faults()[0] == (What.EVENT_OUT_OF_ORDER, 1, 4)


def test_two_events_in_each_others_place_are_named(kept: Kept) -> None:
    kept.three_cases()
    kept.tampers(
        *(f"UPDATE events SET seq = {new} WHERE case_id = 'case1' AND seq = {old}" for old, new in ((3, 99), (4, 3)))
    )
    kept.tampers("UPDATE events SET seq = 4 WHERE case_id = 'case1' AND seq = 99")
    assert kept.faults()[0] == (What.EVENT_OUT_OF_ORDER, 1, 3)


def test_a_copied_event_is_named(kept: Kept) -> None:
    kept.three_cases()
    last = len(kept.bot.happened("case1"))
    columns = '"at", "by", kind, facts, prev, hmac, key_id, written_at'
    kept.tampers(
        f"INSERT INTO events (case_id, seq, {columns}) SELECT case_id, {last + 1}, {columns} FROM events "
        f"WHERE case_id = 'case1' AND seq = {last}"
    )
    assert kept.faults()[0] == (What.EVENT_OUT_OF_ORDER, 1, last + 1)


def cut_the_tail(kept: Kept) -> int:
    """The last note is gone, and the case is put back to what it was before; the number of the note."""
    cases = METADATA.tables["cases"]
    with kept.behind_its_back() as connection:
        before = dict(connection.execute(cases.select().where(cases.c.id == "case1")).one()._mapping)
    kept.does("ana", AddNote(text("one more", "ana")), "case1")
    seq = int(before["seq"]) + 1
    kept.checkpoint()
    with kept.behind_its_back() as connection:
        connection.execute(cases.update().where(cases.c.id == "case1").values(before))
    kept.tampers(
        "DELETE FROM events WHERE case_id = 'case1' AND seq >= :seq",
        "DELETE FROM text_keys WHERE text_id IN (SELECT id FROM texts WHERE case_id = 'case1' AND seq >= :seq)",
        "DELETE FROM texts WHERE case_id = 'case1' AND seq >= :seq",
        seq=seq,
    )
    return seq


def test_a_cut_tail_is_found_by_the_checkpoint(kept: Kept) -> None:
    kept.three_cases()
    seq = cut_the_tail(kept)
    assert kept.faults() == [(What.EVENT_MISSING, 1, seq), (What.EVENTS_COUNTED, None, None)]


@pytest.mark.parametrize("column", OF_A_CASE)
def test_a_changed_case_is_named_by_its_column(kept: Kept, column: str) -> None:
    kept.three_cases()
    change, what = OF_A_CASE[column]
    kept.tampers(
        f"UPDATE cases SET {change} WHERE id = 'case1'", **({"bytes": b"x" * 32} if ":bytes" in change else {})
    )
    first = kept.first()
    assert first.what is what
    assert what is not What.CASE_CHANGED or first.about == column


def test_every_column_of_the_record_is_tried() -> None:
    tables = METADATA.tables
    assert set(OF_A_CASE) | NOT_OF_THE_RECORD == set(tables["cases"].columns.keys())
    assert set(OF_A_TEXT) == set(tables["texts"].columns.keys())
    assert {*CHAINED, "prev", "key_id", "case_id", "seq", "written_at"} == set(tables["events"].columns.keys())
    assert {*OF_A_KEY, "text_id"} == set(tables["text_keys"].columns.keys())


def test_a_state_that_is_none_is_named(kept: Kept) -> None:
    kept.three_cases()
    kept.tampers("UPDATE cases SET state = 'nonsense' WHERE id = 'case2'")
    assert kept.faults() == [(What.CASE_CHANGED, 2, None)]


def test_what_cannot_even_be_read_is_named_and_the_rest_is_looked_at(on_sqlite: Kept) -> None:
    on_sqlite.three_cases()
    on_sqlite.tampers("UPDATE events SET at = 'nonsense' WHERE case_id = 'case2' AND seq = 2")
    on_sqlite.tampers("UPDATE cases SET owner = 'eve' WHERE id = 'case3'")
    assert on_sqlite.faults() == [(What.CASE_CHANGED, 2, None), (What.CASE_CHANGED, 3, None)]


@pytest.mark.parametrize("column", OF_A_TEXT)
def test_a_changed_text_is_named(kept: Kept, column: str) -> None:
    kept.three_cases()
    change, what = OF_A_TEXT[column]
    given = {"bytes": b"x" * 40} if ":bytes" in change else {}
    kept.tampers(f"UPDATE texts SET {change} WHERE case_id = 'case1' AND place = 'Noted.words'", **given)
    assert kept.first().what is what
    assert kept.first().number == 1


@pytest.mark.parametrize("column", OF_A_KEY)
def test_a_changed_key_of_a_text_is_named(kept: Kept, column: str) -> None:
    kept.three_cases()
    change = OF_A_KEY[column]
    given = {"bytes": b"x" * 40} if ":bytes" in change else {}
    kept.tampers(
        f"UPDATE text_keys SET {change} WHERE text_id IN (SELECT id FROM texts WHERE case_id = 'case1')", **given
    )
    assert kept.first().what is What.TEXT_LOCKED


def test_a_deleted_key_that_no_ledger_knows_is_named(kept: Kept) -> None:
    kept.three_cases()
    kept.tampers("DELETE FROM text_keys WHERE text_id IN (SELECT id FROM texts WHERE place = 'Noted.words')")
    assert [(what, number) for what, number, _ in kept.faults()] == [(What.TEXT_ERASED, 1)]


def test_a_text_that_nobody_refers_to_is_named(kept: Kept) -> None:
    kept.three_cases()
    kept.tampers(
        'INSERT INTO texts (id, case_id, seq, place, "by", sealed) '
        "SELECT 'new', case_id, seq, place, \"by\", sealed FROM texts WHERE place = 'Noted.words'"
    )
    assert What.TEXT_ADDED in [what for what, _, _ in kept.faults()]


def test_an_added_reader_is_named(kept: Kept) -> None:
    kept.three_cases()
    kept.tampers("INSERT INTO case_readers (case_id, word, barred) VALUES ('case1', 'person:eve', :no)", no=False)
    assert kept.faults() == [(What.READERS_CHANGED, 1, None)]


def test_a_barred_person_let_in_is_named(kept: Kept) -> None:
    kept.three_cases()
    kept.tampers("DELETE FROM case_readers WHERE case_id = 'case2'")
    assert kept.faults() == [(What.READERS_CHANGED, 2, None)]


def test_somebody_added_to_those_asked_is_named(kept: Kept) -> None:
    kept.three_cases()
    kept.tampers("INSERT INTO case_asked (case_id, person) VALUES ('case3', 'eve')")
    assert kept.faults() == [(What.ASKED_CHANGED, 3, None)]


OF_ALL = ("timers", "case_asked", "case_readers", "events", "outbox", "inbound")


def delete_case(kept: Kept, case_id: str) -> None:
    kept.tampers(
        "UPDATE outbox SET card = NULL",
        "DELETE FROM text_keys WHERE text_id IN (SELECT id FROM texts WHERE case_id = :id)",
        *(f"DELETE FROM {table} WHERE case_id = :id" for table in (*OF_ALL, "texts")),
        "DELETE FROM cases WHERE id = :id",
        id=case_id,
    )


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_case_deleted_with_all_that_is_of_it_is_named_by_the_checkpoint(kept: Kept, number: int) -> None:
    kept.three_cases()
    kept.checkpoint()
    delete_case(kept, f"case{number}")
    assert kept.faults()[0][:2] == (What.CASE_MISSING, number)
    assert What.CASES_COUNTED in [what for what, _, _ in kept.faults()]


def test_rows_whose_case_is_gone_are_named(kept: Kept) -> None:
    kept.three_cases()
    kept.tampers("DELETE FROM cases WHERE id = 'case1'")
    assert (What.STRAY, None, None) in kept.faults()
    assert {fault.about for fault in kept.verdict().faults} >= {"events", "texts", "case_asked"} - {"case_asked"}


def test_a_counter_put_back_is_named(kept: Kept) -> None:
    kept.three_cases()
    kept.tampers("UPDATE counters SET last = 1")
    assert kept.faults() == [(What.COUNTER_BACK, 3, None)]


def test_an_older_copy_of_the_database_is_found(on_sqlite: Kept, tmp_path: Path) -> None:
    on_sqlite.three_cases()
    on_sqlite.checkpoint()
    file, old = tmp_path / "stige.db", tmp_path / "old.db"
    on_sqlite.tampers("PRAGMA wal_checkpoint(TRUNCATE)")
    copyfile(file, old)
    on_sqlite.bot.opens("the fourth")
    on_sqlite.checkpoint()
    on_sqlite.bot.store.close()
    for leftover in tmp_path.glob("stige.db-*"):
        leftover.unlink()
    copyfile(old, file)
    again = Kept(on_sqlite.url, on_sqlite.folder)
    again.bot.clock.at = on_sqlite.bot.clock.at
    assert again.faults()[0][:2] == (What.CASE_MISSING, 4)
    again.record.restored(again.bot.clock.at, again.bot.clock.at)  # unless it is said to be one
    found = again.verdict()
    assert (found.whole, found.checkpoints.taken_at) == (True, again.bot.clock.at)
    assert again.record.checkpoint(again.bot.clock.at)  # at once, of all there is
    assert again.verdict().whole
    delete_case(again, "case1")
    assert again.faults()[0][:2] == (What.CASE_MISSING, 1)
    again.bot.store.close()


def test_the_first_faults_are_told_and_all_are_counted(on_sqlite: Kept) -> None:
    for number in range(120):
        on_sqlite.bot.opens(f"summary {number}")
    on_sqlite.tampers("UPDATE cases SET owner = 'eve'")
    found = on_sqlite.verdict()
    assert (len(found.faults), found.found) == (100, 120)
    assert [fault.number for fault in found.faults] == list(range(1, 101))


def test_progress_is_told_to_whoever_wants_it(on_sqlite: Kept) -> None:
    for number in range(120):
        on_sqlite.bot.opens(f"summary {number}")
    seen: list[tuple[int, int]] = []
    on_sqlite.record.verdict(lambda done, of: seen.append((done, of)))
    assert seen == [(100, 120), (120, 120)]
