"""The policy in force, and the rules of versions that once were."""

from contextlib import suppress
from threading import Event, Thread

import pytest

from bot.policy.policy import Policy
from bot.policy.versions import Activation, LabelTaken
from bot.ports import Store
from storage.store import SqlStore, open_store
from storage.tables import ACTIVATIONS, CASES, POLICIES
from tests.storage.builder import NOON, a_policy, after, an_opening, saved
from tests.storage.conftest import SECRET


def test_an_empty_database_has_no_policy_in_force() -> None:
    store = open_store("sqlite://", [SECRET])
    with store.writing() as unit:
        assert unit.active() is None
    store.close()


def test_the_policy_activated_last_is_in_force(store: Store) -> None:
    newer = a_policy("v2", "2026-12", people=("ana",))
    with store.writing() as unit:
        assert unit.active() == a_policy()
        unit.activate(newer, b"stige: 1 # newer", "pia", "ben left", after(days=1))
    with store.writing() as unit:
        assert unit.active() == newer


def test_another_process_reads_the_same_policy(shared: SqlStore, url: str) -> None:
    other = open_store(url, [SECRET])
    with shared.writing() as unit:
        unit.activate(a_policy("v2", "2026-12"), b"2", "pia", "newer", after(days=1))
    with other.writing() as unit:
        assert unit.active() == a_policy("v2", "2026-12")
    other.close()


def test_rules_of_an_older_version_stay_readable(store: Store) -> None:
    with store.writing() as unit:
        unit.activate(a_policy("v2", "2026-12"), b"2", "pia", "newer", after(days=1))
        assert unit.rules("v1") == a_policy().rules
        with pytest.raises(LookupError, match="v3"):
            unit.rules("v3")


def test_going_back_is_another_activation(store: SqlStore) -> None:
    with store.writing() as unit:
        unit.activate(a_policy("v2", "2026-12"), b"2", "pia", "newer", after(days=1))
        unit.activate(a_policy(), b"stige: 1", "pia", "worse than before", after(days=2))
        assert unit.active() == a_policy()
    with store.database.reading() as connection:
        history = [(row.version, row.why) for row in connection.execute(ACTIVATIONS.select())]
        assert history == [("v1", "first"), ("v2", "newer"), ("v1", "worse than before")]
        assert {row.source for row in connection.execute(POLICIES.select())} == {b"stige: 1", b"2"}


def test_the_history_says_who_put_which_version_in_force_when_why_and_with_whom(store: Store) -> None:
    with store.writing() as unit:
        unit.activate(a_policy("v2", "2026-12"), b"2", "pia", "newer", after(days=1), "kim")
        assert unit.versions() == (
            Activation("v1", "2026-11", "pia", "first", NOON),
            Activation("v2", "2026-12", "pia", "newer", after(days=1), "kim"),
        )


def test_a_version_that_was_in_force_can_be_had_again(store: Store) -> None:
    with store.writing() as unit:
        assert unit.policy("v1") == a_policy()
        assert unit.policy("v9") is None


def test_what_a_store_says_is_in_force_is_what_was_found_last_in_whichever_process(shared: SqlStore, url: str) -> None:
    other = open_store(url, [SECRET])
    assert other.in_force() is None  # nobody asked yet
    with other.writing() as unit:
        unit.active()
    assert other.in_force() == a_policy()
    with shared.writing() as unit:
        unit.activate(a_policy("v2", "2026-12"), b"2", "pia", "newer", after(days=1))
    with other.writing() as unit:
        unit.active()
    assert other.in_force() == a_policy("v2", "2026-12")
    other.close()


def test_an_activation_that_was_rolled_back_was_never_in_force(store: SqlStore) -> None:
    with store.writing() as unit:
        unit.active()
    with suppress(ZeroDivisionError), store.writing() as unit:
        unit.activate(a_policy("v2", "2026-12"), b"2", "pia", "newer", after(days=1))
        raise ZeroDivisionError
    assert store.in_force() == a_policy()


def test_two_who_activate_at_once_come_one_after_the_other(shared: SqlStore, url: str) -> None:
    """The later one sees what the earlier one did, and both are on record."""
    other, waits = open_store(url, [SECRET]), Event()
    seen: list[Policy | None] = []

    def second() -> None:
        waits.set()
        with other.writing() as unit:
            unit.hold_versions()
            seen.append(unit.active())
            unit.activate(a_policy("v3", "2027-01"), b"3", "kim", "newest", after(days=2))

    with shared.writing() as unit:
        unit.hold_versions()
        later = Thread(target=second)
        later.start()
        waits.wait()
        later.join(0.2)
        unit.activate(a_policy("v2", "2026-12"), b"2", "pia", "newer", after(days=1))
    later.join()
    assert seen == [a_policy("v2", "2026-12")]
    with shared.writing() as unit:
        assert [one.version for one in unit.versions()] == ["v1", "v2", "v3"]
    other.close()


def test_a_label_is_not_used_again_for_other_content(store: Store) -> None:
    with store.writing() as unit, pytest.raises(LabelTaken, match="2026-11"):
        unit.activate(a_policy("v2", "2026-11"), b"2", "pia", "same label", NOON)


def test_cases_rank_by_the_priorities_of_their_own_version(store: SqlStore) -> None:
    for number, name in enumerate(("P4", "P1", "P9")):
        saved(store, an_opening(f"case{number}", number, priority=name))
    with store.database.reading() as connection:
        ranks = {row.priority: row.priority_rank for row in connection.execute(CASES.select())}
    assert ranks == {"P1": 0, "P4": 3, "P9": 0}
