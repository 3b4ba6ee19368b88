"""Whose timers are due, and what becomes of timers that fail."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.cases.case import Realm
from bot.cases.clocks import CaseClock
from bot.ports import Store
from storage.timers import first_due_at
from tests.storage.builder import NOON, a_timer, after, an_opening, next_outcome, noted, saved


def test_the_longest_overdue_case_comes_first(store: Store) -> None:
    saved(store, an_opening("case1", 1), timers=(a_timer(after(minutes=9)), a_timer(after(minutes=20))))
    saved(store, an_opening("case2", 2), timers=(a_timer(after(minutes=5)),))
    with store.writing() as unit:
        assert unit.next_due_at() == after(minutes=5)
        assert unit.due_cases(after(minutes=10), 9)[0] == "case2"


def test_nothing_is_due_before_its_time(store: Store) -> None:
    saved(store, an_opening(), timers=(a_timer(after(minutes=5)),))
    with store.writing() as unit:
        assert unit.due_cases(after(minutes=5) - timedelta(microseconds=1), 9) == ()
        assert unit.due_cases(after(minutes=5), 9)[0] == "case1"


def test_saving_replaces_all_timers(store: Store) -> None:
    case = saved(store, an_opening(), timers=(a_timer(NOON), a_timer(after(minutes=1))))
    saved(store, noted(next_outcome(case), "wait"), timers=(a_timer(after(hours=1)),))
    with store.writing() as unit:
        assert unit.due_cases(after(minutes=59), 9) == ()
        assert unit.next_due_at() == after(hours=1)


def test_a_failed_case_rests_and_others_go_on(store: Store) -> None:
    saved(store, an_opening("case1", 1), timers=(a_timer(NOON),))
    saved(store, an_opening("case2", 2), timers=(a_timer(after(minutes=1)),))
    with store.writing() as unit:
        unit.rest("case1", after(minutes=8))
    with store.writing() as unit:
        assert unit.due_cases(after(minutes=7), 9)[0] == "case2"
    with store.writing() as unit:
        assert unit.next_due_at() == after(minutes=1)
        assert unit.failures("case1") == 1


def test_a_rested_case_is_tried_again(store: Store) -> None:
    saved(store, an_opening(), timers=(a_timer(NOON),))
    with store.writing() as unit:
        unit.rest("case1", after(minutes=8))
        unit.rest("case1", after(minutes=9))
    with store.writing() as unit:
        assert unit.next_due_at() == after(minutes=9)
        assert unit.due_cases(after(minutes=9), 9)[0] == "case1"
        assert unit.failures("case1") == 2


def test_a_save_forgets_the_failures(store: Store) -> None:
    case = saved(store, an_opening(), timers=(a_timer(NOON),))
    with store.writing() as unit:
        unit.rest("case1", after(hours=8))
    saved(store, noted(next_outcome(case), "works again"), timers=(a_timer(NOON),))
    with store.writing() as unit:
        assert unit.failures("case1") == 0
        assert unit.due_cases(NOON, 9)[0] == "case1"


@given(st.floats(0.001, 10_000), st.timedeltas(timedelta(), timedelta(days=400)))
def test_a_timer_of_a_drill_is_never_early_by_the_drills_own_clock(speed: float, span: timedelta) -> None:
    case = an_opening(realm=Realm.DRILL, clock=CaseClock(NOON, speed)).case
    on_the_wall = first_due_at(case, (a_timer(NOON + span),))
    assert on_the_wall is not None
    assert case.clock.case_time(on_the_wall) >= NOON + span


def test_whether_a_case_is_still_due_is_asked_before_it_is_laid_to_rest(store: Store) -> None:
    """Another process may have carried its timer out meanwhile: then a rest would wake it for nothing."""
    saved(store, an_opening(), timers=(a_timer(after(minutes=5)),))
    with store.writing() as unit:
        assert not unit.is_due("case1", after(minutes=4))
        assert unit.is_due("case1", after(minutes=5))
        assert not unit.is_due("case2", after(minutes=5))
