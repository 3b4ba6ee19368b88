"""A case whose time is over is deleted with all that is of it, but for a tombstone (S41)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.cases.commands import Accept, AddNote, Hold, Show
from bot.durations import days
from bot.policy.policy import Policy
from bot.policy.rules import RetentionLine
from bot.policy.when import EVERY_CASE
from bot.record.findings import What
from bot.upkeep.retention import Retention
from storage.store import open_store
from storage.tables import CASES, METADATA, TOMBSTONES
from tests.core.corridor import KEYS, right_here
from tests.harness.builders import rules, text, with_authority
from tests.storage.record.kept import Kept

OF_NO_CASE = {"tombstones", "claims", "loads", "replicas"}


@pytest.fixture
def a_week(kept: Kept) -> Kept:
    """Closed cases are kept for a week: ESC-3 is one."""
    policy = Policy(
        rules(version="v2", label="2", retention=(RetentionLine(EVERY_CASE, days(7)),)), with_authority(kim="hold")
    )
    kept.bot.replace_policy(policy.rules, policy.roster)
    kept.three_cases()
    kept.checkpoint()
    settle(kept)
    return kept


def settle(kept: Kept) -> None:
    """Nothing is owed any more."""
    with kept.bot.store.writing() as unit:
        while owed := unit.take(kept.bot.clock.at, timedelta(minutes=1)):
            unit.withdrawn(owed, kept.bot.clock.at)


async def nights(kept: Kept, count: int) -> None:
    chore = Retention(kept.bot.store, kept.record, right_here)
    for _ in range(count):
        kept.bot.clock.at = chore.next_at(kept.bot.clock.at) or kept.bot.clock.at
        await chore.do(kept.bot.clock.at)


def numbers(kept: Kept) -> list[int]:
    with kept.bot.store.database.reading() as connection:
        return sorted(connection.scalars(select(CASES.c.number)))


def left_of(kept: Kept, case_id: str) -> set[str]:
    with kept.bot.store.database.reading() as connection:
        return {
            table.name
            for table in METADATA.sorted_tables
            for column in table.columns
            if column.name in ("case_id", "about") or (table.name == "cases" and column.name == "id")
            if connection.execute(select(func.count()).where(column == case_id)).scalar_one()
        }


async def test_it_goes_when_its_time_is_over_and_not_before(a_week: Kept) -> None:
    await nights(a_week, 7)
    assert numbers(a_week) == [1, 2, 3]
    await nights(a_week, 1)
    assert numbers(a_week) == [1, 2]
    assert left_of(a_week, "case3") == {"tombstones"}


async def test_the_tombstone_says_what_it_was_and_the_record_is_whole(a_week: Kept) -> None:
    before = a_week.bot.case("case3")
    await nights(a_week, 9)
    with a_week.bot.store.database.reading() as connection:
        stone = connection.execute(select(TOMBSTONES)).one()
    assert (stone.number, stone.seq, stone.closed_at) == (3, before.seq, before.closed_at)
    assert stone.rule == "2: retention 1"
    assert a_week.verdict().whole
    a_week.checkpoint()
    assert a_week.verdict().whole


@pytest.mark.parametrize("column", sorted(set(TOMBSTONES.columns.keys()) - {"case_id"}))
async def test_a_changed_tombstone_is_named(a_week: Kept, column: str) -> None:
    await nights(a_week, 9)
    change = {"number": "7", "seq": "1", "head": ":bytes", "mac": ":bytes"}.get(column, "'2001-01-01 00:00:00'")
    given = {"bytes": b"x" * 32} if change == ":bytes" else {}
    a_week.tampers(f"UPDATE tombstones SET {column} = {change}", **given)
    assert What.TOMBSTONE_CHANGED in [what for what, _, _ in a_week.faults()]


async def test_a_deleted_tombstone_is_named(a_week: Kept) -> None:
    await nights(a_week, 9)
    a_week.tampers("DELETE FROM tombstones")
    assert (What.CASE_MISSING, 3) in [fault[:2] for fault in a_week.faults()]


async def test_its_number_is_never_given_again(a_week: Kept) -> None:
    await nights(a_week, 9)
    assert a_week.bot.opens("the next one").case.number == 4


async def test_a_button_of_it_is_answered_as_for_a_case_that_never_was(a_week: Kept) -> None:
    await nights(a_week, 9)
    assert a_week.bot.refusal("ana", Accept(), "case3", key="late") == "refused.unknown_case"
    assert a_week.bot.refusal("ana", Show(), "case99", key="later") == "refused.unknown_case"


async def test_what_is_on_hold_stays_until_it_is_let_go(a_week: Kept) -> None:
    a_week.does("kim", Hold(on=True, reason=text("a lawsuit", "kim")), "case3")
    settle(a_week)
    await nights(a_week, 9)
    assert numbers(a_week) == [1, 2, 3]
    a_week.does("kim", Hold(on=False, reason=text("settled", "kim")), "case3")
    settle(a_week)
    await nights(a_week, 1)
    assert numbers(a_week) == [1, 2]


async def test_what_happens_to_it_meanwhile_or_is_still_owed_keeps_it_for_the_night(a_week: Kept) -> None:
    before = a_week.bot.case("case3")
    a_week.does("kim", Hold(on=True, reason=text("a lawsuit", "kim")), "case3")
    assert not a_week.record.bury(before, "2: retention 1", a_week.bot.clock.at)
    a_week.does("mia", AddNote(text("who has it?", "mia")), "case3")
    now = a_week.bot.case("case3")
    assert not a_week.record.bury(now, "2: retention 1", a_week.bot.clock.at)  # its owner is to hear of the note
    settle(a_week)
    assert a_week.record.bury(now, "2: retention 1", a_week.bot.clock.at)
    assert not a_week.record.bury(now, "2: retention 1", a_week.bot.clock.at)


async def test_a_night_is_done_once_among_all_and_a_missed_one_is_made_good(a_week: Kept) -> None:
    await nights(a_week, 1)
    a_week.bot.clock.at += timedelta(days=30, hours=5)
    looked: list[object] = []
    chore = Retention(a_week.bot.store, a_week.record, right_here)
    await chore.do(a_week.bot.clock.at)
    assert numbers(a_week) == [1, 2]
    a_week.record.closed_cases = lambda until_at: looked.append(until_at) or iter(())  # type: ignore[method-assign,func-returns-value]
    for again in (chore, Retention(a_week.bot.store, a_week.record, right_here)):
        await again.do(a_week.bot.clock.at)
    assert looked == []


async def test_the_first_look_of_all_deletes_nothing(a_week: Kept) -> None:
    """Until the night, the operator has time to see what was switched on."""
    a_week.bot.clock.at += timedelta(days=30)
    await Retention(a_week.bot.store, a_week.record, right_here).do(a_week.bot.clock.at)
    assert numbers(a_week) == [1, 2, 3]
    await nights(a_week, 1)
    assert numbers(a_week) == [1, 2]


async def test_without_a_policy_there_is_nothing_to_do(kept: Kept) -> None:
    kept.tampers("DELETE FROM activations")
    store = open_store(kept.url, KEYS)
    chore = Retention(store, store.record(str(kept.folder)), right_here)
    await chore.do(kept.bot.clock.at)
    assert chore.next_at(kept.bot.clock.at) is None
    store.close()


async def test_without_a_retention_nothing_is_ever_deleted(kept: Kept) -> None:
    kept.three_cases()
    settle(kept)
    await nights(kept, 1)
    kept.bot.clock.at += timedelta(days=9000)
    await nights(kept, 2)
    assert numbers(kept) == [1, 2, 3]


async def test_many_go_in_one_night(on_sqlite: Kept) -> None:
    on_sqlite.bot.replace_policy(rules(version="v2", label="2", retention=(RetentionLine(EVERY_CASE, days(7)),)))
    for number in range(1, 61):
        on_sqlite.bot.opens(f"summary {number}")
    for number in range(1, 61):
        on_sqlite.closed(f"case{number}")
    settle(on_sqlite)
    on_sqlite.bot.clock.at += timedelta(days=9)
    await nights(on_sqlite, 2)
    assert numbers(on_sqlite) == []
    assert on_sqlite.verdict().tombstones == 60
