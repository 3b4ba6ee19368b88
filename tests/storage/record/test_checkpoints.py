"""Each hour it is said outside the database what it holds (R38)."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.cases.commands import Accept
from bot.record.findings import What
from bot.record.keeper import Unwritable
from bot.upkeep.checkpoints import AGAIN, Checkpoints
from storage.record.checkpoints import UNDER_WAY
from storage.tables import CASES
from tests.core.corridor import right_here
from tests.harness.builders import START
from tests.storage.record.kept import Kept


def heads(kept: Kept) -> list[list[int]]:
    """The case numbers that each line of heads names."""
    lines = [json.loads(line) for line in kept.lines()]
    return [[head[0] for head in line["heads"]] for line in lines if line["kind"] == "heads"]


def test_the_first_names_all_cases_and_each_later_one_those_that_changed(kept: Kept) -> None:
    kept.three_cases()
    kept.checkpoint()
    kept.bot.later(minutes=10)
    kept.does("ben", Accept(), "case2")
    kept.checkpoint()
    kept.checkpoint()
    assert heads(kept) == [[1, 2, 3], [2]]
    assert kept.verdict().checkpoints.count == 3
    last = json.loads(kept.lines()[-1])
    assert (last["cases"], last["last"]) == ({"live": 3}, {"live": 3})
    assert last["events"] == kept.verdict().events


def test_what_was_under_way_at_the_last_one_is_in_the_next(kept: Kept) -> None:
    kept.three_cases()
    kept.checkpoint()
    kept.does("ben", Accept(), "case2")  # in the instant of the checkpoint, which did not see it
    kept.bot.clock.at += UNDER_WAY
    kept.checkpoint()
    assert heads(kept)[-1] == [2]
    assert kept.verdict().whole


def test_what_an_older_program_wrote_during_an_upgrade_is_in_the_next(kept: Kept) -> None:
    """It does not say when it was written; a tail that is cut later is missed all the same."""
    kept.three_cases()
    kept.tampers("UPDATE events SET written_at = NULL")
    kept.checkpoint()
    kept.bot.later(minutes=10)
    kept.does("ben", Accept(), "case2")
    kept.tampers("UPDATE events SET written_at = NULL")
    kept.checkpoint()
    assert heads(kept) == [[1, 2, 3], [2]]
    kept.checkpoint()
    assert heads(kept) == [[1, 2, 3], [2]], "once is enough"


def test_there_is_one_an_hour_however_many_make_them(kept: Kept) -> None:
    kept.three_cases()
    kept.checkpoint()
    assert kept.record.checkpoint(kept.bot.clock.at) is None
    other = kept.bot.store.record(str(kept.folder))
    assert other.checkpoint(kept.bot.clock.at) is None
    assert kept.verdict().checkpoints.count == 1


def test_a_folder_of_ones_own_has_checkpoints_of_its_own(kept: Kept, tmp_path: Path) -> None:
    kept.three_cases()
    kept.checkpoint()
    here = kept.bot.store.record(str(tmp_path / "another"))
    assert here.verdict().found == 1  # none here, though the database knows of one
    assert here.checkpoint(kept.bot.clock.at)
    found = here.verdict()
    assert (found.whole, found.checkpoints.elsewhere_at) == (True, kept.bot.clock.at)


def test_a_clock_that_was_ahead_keeps_no_later_one_from_being_made(kept: Kept) -> None:
    kept.three_cases()
    kept.bot.clock.at += timedelta(days=700)
    kept.checkpoint()
    kept.bot.clock.at -= timedelta(days=700)
    kept.bot.opens("the fourth")
    kept.checkpoint()
    assert heads(kept)[-1] == [1, 2, 3, 4]
    assert kept.verdict().whole


def test_a_changed_line_is_named(kept: Kept) -> None:
    kept.three_cases()
    kept.checkpoint()
    kept.checkpoint()
    kept.rewrites([line.replace('"live":3', '"live":2') for line in kept.lines()])
    assert kept.faults()[0] == (What.CHECKPOINT_CHANGED, None, 3)


@pytest.mark.parametrize("left", [0, 1, 2, 4])
def test_a_file_that_lost_its_last_lines_is_found_by_what_the_database_remembers(kept: Kept, left: int) -> None:
    kept.three_cases()
    kept.checkpoint()
    kept.bot.later(10)
    kept.does("ben", Accept(), "case2")
    kept.checkpoint()
    kept.rewrites(kept.lines()[:left])
    assert kept.faults() == [(What.CHECKPOINTS_MISSING, None, None)]
    (kept.folder / "checkpoints.jsonl").unlink()
    assert kept.faults() == [(What.CHECKPOINTS_MISSING, None, None)]


def test_a_line_that_broke_off_is_said_and_is_no_fault(kept: Kept) -> None:
    kept.three_cases()
    kept.checkpoint()
    with (kept.folder / "checkpoints.jsonl").open("a") as file:
        file.write('{"n":3,"kind":"chec')
    found = kept.verdict()
    assert (found.whole, found.checkpoints.unfinished) == (True, True)
    kept.checkpoint()
    assert not kept.verdict().checkpoints.unfinished


def test_of_many_cases_no_line_is_long(on_sqlite: Kept) -> None:
    with on_sqlite.bot.store.database.writing() as connection:
        connection.execute(insert(CASES), [_row(number) for number in range(1, 1002)])
    on_sqlite.checkpoint()
    assert [len(line) for line in heads(on_sqlite)] == [200] * 5 + [1]
    assert max(map(len, on_sqlite.lines())) < 20_000


def _row(number: int) -> dict[str, object]:
    words = dict.fromkeys(("version", "status", "priority", "type", "reporter", "path"), "x")
    numbers = {"number": number, "priority_rank": 0, "speed": 1.0, "level": 1, "round": 1, "seq": 1}
    said = {"id": f"case{number}", "realm": "live", "private": False, "head": b"h" * 32, "state": "{}"}
    return {**words, **numbers, **said, "began_at": START, "opened_at": START, "failures": 0}


@pytest.fixture
def unwritable(kept: Kept) -> Kept:
    kept.folder.parent.mkdir(exist_ok=True)
    kept.folder.write_text("a file where a folder should be")
    return kept


async def test_a_folder_that_cannot_be_written_is_told_and_tried_again(unwritable: Kept) -> None:
    chore = Checkpoints(unwritable.record, right_here)
    now = unwritable.bot.clock.at
    with pytest.raises(Unwritable):
        await chore.do(now)
    assert "no checkpoint can be made" in (unwritable.record.trouble() or "")
    assert chore.next_at(now) == now + AGAIN
    unwritable.folder.unlink()
    await chore.do(now + AGAIN)
    assert unwritable.record.trouble() is None
    assert unwritable.verdict().checkpoints.count == 1


async def test_the_chore_makes_one_an_hour(kept: Kept) -> None:
    chore = Checkpoints(kept.record, right_here)
    kept.three_cases()
    assert (chore.next_at(kept.bot.clock.at) or kept.bot.clock.at) > kept.bot.clock.at
    for _ in range(5):
        await chore.do(kept.bot.clock.at)
        kept.bot.later(minutes=20)
    assert kept.verdict().checkpoints.count == 2
