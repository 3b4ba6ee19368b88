"""What is done once, how far chores have looked, and who owns what."""

from contextlib import suppress
from dataclasses import replace

from bot.cases.case import Realm, Status
from bot.cases.clocks import CaseClock
from bot.claims import known_until
from bot.ports import Store
from tests.storage.builder import NOON, after, an_opening, closed, next_outcome, owned, saved


def test_a_key_is_claimed_once_and_for_ever(store: Store) -> None:
    with store.writing() as unit:
        assert unit.once("digest 2026-W47", NOON)
        assert not unit.once("digest 2026-W47", NOON)
        assert unit.once("digest 2026-W48", NOON)
    with store.writing() as unit:
        assert not unit.once("digest 2026-W47", after(days=400))


def test_a_claim_that_was_rolled_back_never_was(store: Store) -> None:
    with suppress(ZeroDivisionError), store.writing() as unit:
        assert unit.once("digest", NOON)
        raise ZeroDivisionError
    with store.writing() as unit:
        assert unit.once("digest", NOON)


def test_how_far_was_looked_is_kept_and_never_goes_back(store: Store) -> None:
    with store.writing() as unit:
        assert unit.looked_until("handoffs") is None
        unit.look_until("handoffs", after(hours=1), after(hours=1))
        unit.look_until("handoffs", NOON, after(hours=1))
        unit.look_until("shifts", NOON, NOON)
        assert unit.looked_until("handoffs") == after(hours=1)
        unit.look_until("handoffs", after(hours=2), after(hours=2))
        assert unit.looked_until("handoffs") == after(hours=2)


def test_what_was_kept_by_a_clock_that_was_ahead_is_put_right(store: Store) -> None:
    with store.writing() as unit:
        unit.look_until("handoffs", after(days=3), after(days=3))
        assert known_until(unit, "handoffs", after(days=3)) == after(days=3)
        assert known_until(unit, "handoffs", NOON) is None
        unit.look_until("handoffs", NOON, NOON)
        assert known_until(unit, "handoffs", NOON) == NOON


def test_owned_cases_are_those_still_worked_on(store: Store) -> None:
    saved(store, an_opening("free", 1))
    saved(store, owned(an_opening("bens", 2), "ben"))
    saved(store, owned(an_opening("anas2", 4), "ana"))
    saved(store, owned(an_opening("anas1", 3), "ana"))
    saved(store, owned(an_opening("drill", 5, realm=Realm.DRILL, clock=CaseClock(NOON, 60)), "ana"))
    ended = saved(store, owned(an_opening("ended", 6), "ana"))
    saved(store, closed(next_outcome(ended)))
    solved = owned(an_opening("solved", 7), "ana")
    saved(store, replace(solved, case=replace(solved.case, status=Status.RESOLVED)))
    with store.writing() as unit:
        assert unit.owned_cases() == [("ana", "anas1"), ("ana", "anas2"), ("ben", "bens")]
