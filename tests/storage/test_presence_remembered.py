"""Who is there is asked in every transaction, hence read anew only where it changed."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from bot.cases.case import Realm
from bot.people.identity import Membership
from bot.people.presence import Absence, Feed, OwnSettings, Reach
from bot.ports import Store, Unit
from storage.database import InMemory
from storage.sandbox import SandboxChat
from storage.store import SqlStore, open_store
from tests.storage.builder import NOON, after
from tests.storage.conftest import SECRET
from tests.storage.test_presence import ON_SLACK, ON_TEAMS, set_by_pia, stands_in, there

Change = Callable[[Unit], None]
AWAY = Absence("a1", "ana", NOON, None)


@pytest.fixture
def other(shared: SqlStore, url: str) -> Iterator[SqlStore]:
    """Another process on the same database."""
    store = open_store(url, [SECRET])
    yield store
    store.close()


@contextmanager
def statements(store: SqlStore) -> Iterator[list[str]]:
    """All that are executed meanwhile in a database in memory."""
    assert isinstance(store.database, InMemory)
    said: list[str] = []
    with store.database.reading() as connection:
        driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_trace_callback(
        lambda statement: said.append(statement) if statement not in ("BEGIN IMMEDIATE", "COMMIT") else None
    )
    yield said
    driver.set_trace_callback(None)


def test_what_nobody_changed_costs_one_look_at_the_revision(memory: SqlStore) -> None:
    set_by_pia(memory, stands_in("ana", 0, 1))
    before = there(memory)
    with statements(memory) as said:
        assert there(memory, after(minutes=4)) is before
    (look,) = said
    assert "revisions" in look


def test_a_look_that_finds_everybody_there_as_before_changes_nothing(store: Store) -> None:
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", NOON)
        unit.keep_reach(Reach("ana", NOON, True))
    before = there(store)
    with store.writing() as unit:
        unit.keep_reach(Reach("ana", after(minutes=1), True))
        unit.acted(ON_SLACK, after(minutes=2))
        unit.bind(ON_SLACK, "ana", after(minutes=3))
    assert there(store) is before


def set_override(unit: Unit) -> None:
    unit.override([stands_in("kim", 0, 1)], "pia", NOON)


def cancel(unit: Unit) -> None:
    unit.cancel_override("d1", NOON)


def be_absent(unit: Unit) -> None:
    unit.be_absent(replace(AWAY, id="a2"), "ana", NOON)


def be_back(unit: Unit) -> None:
    unit.end_absence("a1", NOON)


def set_own(unit: Unit) -> None:
    unit.set_own("ana", OwnSettings("da"), NOON)


def keep_feed(unit: Unit) -> None:
    unit.keep_feed(Feed("leave.ics", tried_at=NOON))


def lose(unit: Unit) -> None:
    unit.keep_reach(Reach("ana", after(minutes=1), False))


def find(unit: Unit) -> None:
    unit.keep_reach(Reach("ben", after(minutes=1), True))


def leave(unit: Unit) -> None:
    unit.acted(replace(ON_SLACK, membership=Membership.GONE), after(minutes=1))


def act(unit: Unit) -> None:
    unit.acted(ON_TEAMS, after(minutes=1))


CHANGES = (set_override, cancel, be_absent, be_back, set_own, keep_feed, lose, find, leave, act)


def lived_in(store: Store) -> None:
    """Something of everything."""
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", NOON)
        unit.bind(ON_TEAMS, "ben", NOON)
        unit.override([stands_in("ana", 0, 1)], "pia", NOON)
        unit.be_absent(AWAY, "ana", NOON)
        unit.keep_reach(Reach("ben", NOON, False))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_process_sees_what_another_changed(shared: SqlStore, other: SqlStore, change: Change) -> None:
    lived_in(shared)
    before = there(other)
    with shared.writing() as unit:
        change(unit)
    assert there(other) != before
    assert there(other) == there(shared)


def test_what_was_rolled_back_was_never_so(store: Store) -> None:
    before = there(store)
    with suppress(ZeroDivisionError), store.writing() as unit:
        unit.be_absent(AWAY, "ana", NOON)
        assert unit.presence(NOON).absences == (AWAY,)
        raise ZeroDivisionError
    assert there(store) == before
    with store.writing() as unit:
        unit.be_absent(replace(AWAY, person="ben"), "ben", NOON)
    assert there(store).absences == (replace(AWAY, person="ben"),)


def test_a_transaction_sees_its_own_changes_before_others_do(shared: SqlStore, other: SqlStore, url: str) -> None:
    there(other)
    with shared.writing() as unit:
        unit.be_absent(AWAY, "ana", NOON)
        assert unit.presence(NOON).absences == (AWAY,)
        if url.startswith("postgres"):  # SQLite has one writer at a time
            assert there(other).absences == ()
    assert there(other).absences == (AWAY,)


def test_what_begins_to_be_asked_earlier_is_not_told_as_it_is_later(store: Store) -> None:
    set_by_pia(store, stands_in("ana", 0, 1))
    assert there(store, after(hours=1)).overrides == ()
    assert there(store, after(minutes=59)).overrides == (stands_in("ana", 0, 1),)


def test_after_a_while_it_is_read_anew_anyway(store: Store) -> None:
    before = there(store)
    assert there(store, after(minutes=4)) is before
    assert there(store, after(minutes=5)) is not before


def test_a_sandbox_that_starts_over_has_forgotten_who_is_there(sqlite_url: str) -> None:
    store = open_store(sqlite_url, [SECRET], Realm.SANDBOX)
    with store.writing() as unit:
        unit.be_absent(AWAY, "ana", NOON)
    assert there(store).absences == (AWAY,)
    SandboxChat(store.database).forget()
    assert there(store).absences == ()
    with store.writing() as unit:
        unit.be_absent(replace(AWAY, person="ben"), "ben", NOON)
    assert there(store).absences == (replace(AWAY, person="ben"),)
    store.close()
