"""Cases and their record."""

from dataclasses import replace

import pytest

from bot.cases.case import Realm
from bot.cases.clocks import CaseClock
from bot.cases.timer_commands import EndLevel
from bot.ports import Remembered, Store
from storage.codec import dumps
from storage.store import SqlStore
from storage.tables import CASES, EVENTS, TEXTS, TIMERS
from tests.storage.builder import (
    NOON,
    a_message,
    a_timer,
    after,
    an_opening,
    asked,
    closed,
    next_outcome,
    noted,
    owned,
    saved,
)


def test_a_case_comes_back_as_it_was_saved(store: Store) -> None:
    opened = noted(asked(an_opening(), "ana"), "restarted it")
    saved(store, opened)
    with store.writing() as unit:
        assert unit.load("case1") == opened.case


def test_a_case_that_does_not_exist_is_none(store: Store) -> None:
    with store.writing() as unit:
        assert unit.load("case1") is None


def test_the_record_comes_back_in_order_with_its_texts(store: Store) -> None:
    opened = noted(asked(an_opening(), "ana"), "restarted it")
    later = noted(next_outcome(saved(store, opened)), "it is up again", at=after(minutes=3))
    saved(store, later)
    with store.writing() as unit:
        assert unit.entries("case1") == (*opened.entries, *later.entries)
        assert unit.entries("case1", first_seq=3) == (*opened.entries[2:], *later.entries)


def test_a_saved_change_replaces_the_case(store: Store) -> None:
    case = saved(store, asked(an_opening(), "ana"))
    with store.writing() as unit:
        loaded = unit.load("case1")
        assert loaded == case
        unit.save(changed := owned(next_outcome(loaded), "ana"), (), ())
    with store.writing() as unit:
        assert unit.load("case1") == changed.case


def test_several_changes_in_one_unit_go_on_from_each_other(store: SqlStore) -> None:
    with store.writing() as unit:
        unit.save(opened := an_opening(), (), ())
        unit.save(first := noted(next_outcome(opened.case), "one"), (), ())
        unit.save(second := noted(next_outcome(first.case), "two"), (), ())
    with store.writing() as unit:
        assert unit.load("case1") == second.case
        assert [entry.seq for entry in unit.entries("case1")] == [1, 2, 3]
    assert store.verify_chain("case1") is None


def test_a_case_nobody_opened_cannot_be_changed(store: Store) -> None:
    with pytest.raises(LookupError, match="case1"), store.writing() as unit:
        unit.save(noted(next_outcome(an_opening().case), "what case?"), (), ())


def test_the_same_event_cannot_be_recorded_twice(memory: Store) -> None:
    case = saved(memory, an_opening())
    saved(memory, noted(next_outcome(case), "first"))
    with pytest.raises(Exception, match="UNIQUE"):
        saved(memory, noted(next_outcome(case), "from an old copy of the case"))
    with memory.writing() as unit:
        assert len(unit.entries("case1")) == 2


def test_a_unit_left_by_an_exception_leaves_nothing(store: Store) -> None:
    opened = owned(asked(an_opening(), "ana"), "ana")

    def interrupted() -> None:
        with store.writing() as unit:
            unit.remember("delivery", Remembered("case1", 1, 3), NOON)
            unit.next_number()
            unit.save(opened, (a_timer(NOON),), (a_message(opened),))
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        interrupted()
    with store.writing() as unit:
        assert unit.load("case1") is None
        assert unit.entries("case1") == ()
        assert unit.next_due_at() is None
        assert unit.next_message_at() is None
        assert unit.remembered("delivery") is None
        assert unit.loads() == {}


def test_numbers_count_from_one_and_are_never_given_twice(store: Store) -> None:
    given = []
    for _ in range(3):
        with store.writing() as unit:
            given.append(unit.next_number())
    assert given == [1, 2, 3]


def test_two_cases_of_a_realm_cannot_have_one_number(memory: Store) -> None:
    saved(memory, an_opening("case1", 7))
    saved(memory, an_opening("case2", 7, realm=Realm.DRILL))
    with pytest.raises(Exception, match="UNIQUE"):
        saved(memory, an_opening("case3", 7))


def test_no_text_of_a_person_stands_in_the_database(store: SqlStore) -> None:
    opened = noted(an_opening(summary="Jensen's card was refused"), "called Jensen back")
    saved(store, opened)
    with store.database.reading() as connection:
        everything = str([connection.execute(table.select()).all() for table in (CASES, EVENTS, TEXTS, TIMERS)])
    assert "Jensen" not in everything


def test_the_same_words_of_the_same_person_are_sealed_once(memory: SqlStore) -> None:
    saved(memory, noted(noted(noted(an_opening(), "again"), "again"), "again", by="ben"))
    with memory.database.reading() as connection:
        places = sorted(row.place for row in connection.execute(TEXTS.select()))
    assert places == ["Handover.summary", "Noted.words", "Noted.words"]


def test_timers_are_kept_as_rows_with_their_beliefs(memory: SqlStore) -> None:
    saved(memory, an_opening(), timers=(a_timer(after(minutes=5)),))
    with memory.database.reading() as connection:
        row = connection.execute(TIMERS.select()).one()
    assert (row.due_at, row.command, row.beliefs) == (after(minutes=5), "EndLevel", dumps({"level": 1, "round": 1}))
    assert a_timer(NOON).command == EndLevel(1, 1)


def test_a_closed_case_keeps_its_record_and_has_no_timer(store: Store) -> None:
    case = saved(store, an_opening(), timers=(a_timer(NOON),))
    done = closed(next_outcome(case))
    saved(store, done)
    with store.writing() as unit:
        assert unit.load("case1") == done.case
        assert len(unit.entries("case1")) == 2
        assert unit.next_due_at() is None


def test_a_drill_keeps_the_time_it_lives_in(store: Store) -> None:
    clock = CaseClock(NOON, speed=60)
    opened = asked(an_opening(realm=Realm.DRILL, clock=clock), "ana", at=after(hours=1))
    saved(store, opened, timers=(a_timer(after(hours=2)),))
    with store.writing() as unit:
        assert unit.load("case1") == opened.case
        assert unit.entries("case1") == opened.entries
        assert unit.next_due_at() == after(minutes=2)


def test_an_event_without_a_zone_is_refused(memory: Store) -> None:
    opened = an_opening()
    naive = replace(opened.entries[0], at=NOON.replace(tzinfo=None))
    with pytest.raises(Exception, match="without a zone"):
        saved(memory, replace(opened, entries=(naive,)))
