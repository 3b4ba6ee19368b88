"""Several threads and several processes on one database: one wins, the others see what it did."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from threading import Barrier
from typing import TypeVar

import pytest

from bot.cases.case import Case, Status
from bot.messages.notice import Notice, NoticeTopic
from bot.messages.owed import Owed
from bot.people.presence import Absence
from storage.store import SqlStore, open_store
from tests.storage.builder import (
    LEASE,
    NOON,
    a_message,
    a_receipt,
    a_timer,
    an_opening,
    asked,
    next_outcome,
    noted,
    owned,
    saved,
    with_refresh,
)
from tests.storage.conftest import SECRET

T = TypeVar("T")


@pytest.fixture
def replica(shared: SqlStore, url: str) -> Iterator[SqlStore]:
    """A second process on the same database, as far as the database can tell."""
    store = open_store(url, [SECRET])
    yield store
    store.close()


def at_once(*works: Callable[[], T]) -> list[T]:
    """All of them in threads of their own, let go in the same instant."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        barrier.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def accepting(store: SqlStore, person: str) -> Callable[[], str]:
    """Takes the case unless somebody has it; says who has it then."""

    def accept() -> str:
        with store.writing() as unit:
            case = unit.load("case1")
            assert case is not None
            if case.status is Status.NEW:
                unit.save(outcome := owned(next_outcome(case), person), (), ())
                case = outcome.case
            return case.owner or ""

    return accept


def test_of_two_who_accept_at_once_one_has_it_and_the_other_sees_who(store: SqlStore) -> None:
    saved(store, asked(an_opening(), "ana", "ben"))
    for _ in range(10):
        owners = set(at_once(accepting(store, "ana"), accepting(store, "ben")))
        assert len(owners) == 1
        free_again(store)
    assert store.verify_chain("case1") is None


def free_again(store: SqlStore) -> None:
    with store.writing() as unit:
        case = unit.load("case1")
        assert case is not None
        unit.save(noted(next_outcome(replace(case, status=Status.NEW, owner=None)), "free again"), (), ())


def test_the_same_holds_between_processes(shared: SqlStore, replica: SqlStore) -> None:
    saved(shared, asked(an_opening(), "ana", "ben"))
    for _ in range(10):
        owners = set(at_once(accepting(shared, "ana"), accepting(replica, "ben")))
        assert len(owners) == 1
        free_again(shared)


def test_no_change_is_lost_between_processes(shared: SqlStore, replica: SqlStore) -> None:
    saved(shared, an_opening())

    def noting(store: SqlStore) -> Callable[[], None]:
        def note() -> None:
            for number in range(15):
                with store.writing() as unit:
                    case = unit.load("case1")
                    assert case is not None
                    unit.save(noted(next_outcome(case), f"note {number}"), (a_timer(NOON),), ())

        return note

    at_once(noting(shared), noting(replica), noting(shared))
    with shared.writing() as unit:
        case = unit.load("case1")
    assert case is not None
    assert len(case.remarks) == 45
    assert shared.verify_chain("case1") is None


def test_numbers_are_never_given_twice_between_processes(shared: SqlStore, replica: SqlStore) -> None:
    def opening(store: SqlStore) -> Callable[[], list[int]]:
        def take_numbers() -> list[int]:
            given = []
            for _ in range(15):
                with store.writing() as unit:
                    given.append(unit.next_number())
            return given

        return take_numbers

    given = [number for numbers in at_once(opening(shared), opening(replica)) for number in numbers]
    assert sorted(given) == list(range(1, 31))


def test_no_message_is_taken_twice(shared: SqlStore, replica: SqlStore) -> None:
    people = [f"person{n}" for n in range(40)]
    opened = an_opening()
    saved(shared, opened, *(a_message(opened, person=person) for person in people))

    def taking(store: SqlStore) -> Callable[[], list[Owed]]:
        def take_all() -> list[Owed]:
            found = []
            while (owed := _take(store)) is not None or _is_something_left(store):
                found += [owed] if owed else []
            return found

        return take_all

    taken = [owed for each in at_once(taking(shared), taking(replica)) for owed in each]
    assert sorted(owed.destination.key for owed in taken) == sorted(f"person:{person}" for person in people)


def _take(store: SqlStore) -> Owed | None:
    with store.writing() as unit:
        return unit.take(NOON, LEASE)


def _is_something_left(store: SqlStore) -> bool:
    with store.writing() as unit:
        next_at = unit.next_message_at()
        return next_at is not None and next_at <= NOON


def test_of_many_who_claim_the_same_at_once_one_has_it(shared: SqlStore, replica: SqlStore) -> None:
    def claiming(store: SqlStore, key: str) -> Callable[[], bool]:
        def claim() -> bool:
            with store.writing() as unit:
                return unit.once(key, NOON)

        return claim

    for number in range(10):
        key = f"digest {number}"
        assert sorted(at_once(claiming(shared, key), claiming(replica, key), claiming(shared, key))) == [0, 0, 1]


def test_no_notice_is_taken_twice(shared: SqlStore, replica: SqlStore) -> None:
    people = [f"person{n:02}" for n in range(30)]
    with shared.writing() as unit:
        for person in people:
            unit.notify(NoticeTopic.COVERAGE, "2026-W47", NOON, person=person)

    def taking(store: SqlStore) -> Callable[[], list[str | None]]:
        def take_all() -> list[str | None]:
            found = []
            while (notice := _notice(store)) or _is_a_notice_left(store):
                found += [notice.person] if notice else []
            return found

        return take_all

    taken = [person for each in at_once(taking(shared), taking(replica)) for person in each]
    assert sorted(person or "" for person in taken) == people


def _notice(store: SqlStore) -> Notice | None:
    with store.writing() as unit:
        return unit.take_notice(NOON, LEASE)


def _is_a_notice_left(store: SqlStore) -> bool:
    with store.writing() as unit:
        next_at = unit.next_notice_at()
        return next_at is not None and next_at <= NOON


@pytest.mark.postgres
def test_a_notice_that_somebody_is_taking_is_passed_over(postgres_url: str) -> None:
    with ExitStack() as both:
        one, two = (open_store(postgres_url, [SECRET]) for _ in range(2))
        both.callback(one.close)
        both.callback(two.close)
        with one.writing() as unit:
            unit.notify(NoticeTopic.COVERAGE, "2026-W47", NOON, person="ana")
        with one.writing() as holder, two.writing() as other:
            assert holder.take_notice(NOON, LEASE) is not None
            assert other.take_notice(NOON, LEASE) is None


def test_two_who_change_who_is_there_at_once_are_both_heard(shared: SqlStore, replica: SqlStore) -> None:
    def leaving(store: SqlStore, person: str) -> Callable[[], None]:
        def leave() -> None:
            for number in range(10):
                with store.writing() as unit:
                    unit.presence(NOON)
                    unit.be_absent(Absence(f"{person}{number}", person, NOON, None), person, NOON)
                    unit.presence(NOON)

        return leave

    at_once(leaving(shared, "ana"), leaving(replica, "ben"), leaving(shared, "kim"))
    for store in (shared, replica):
        with store.writing() as unit:
            assert len(unit.presence(NOON).absences) == 30


def test_two_messages_of_one_destination_are_never_leased_together(shared: SqlStore, replica: SqlStore) -> None:
    for number in range(12):
        opened = an_opening(f"case{number}", number)
        saved(shared, opened, a_message(opened))
    for _ in range(12):
        both = zip((shared, replica), at_once(lambda: _take(shared), lambda: _take(replica)), strict=True)
        ((holder, owed),) = [(store, found) for store, found in both if found]
        with holder.writing() as unit:
            unit.sent(owed, a_receipt(), 1, NOON)


def test_a_refresh_is_never_lost_between_sending_and_changing(shared: SqlStore, replica: SqlStore) -> None:
    """Whichever comes first, the card that was drawn before the change is drawn anew after it."""
    for number in range(12):
        opened = an_opening(f"case{number}", number)
        case = saved(shared, opened, a_message(opened, person=f"person{number}"))
        drawn = _take(shared)
        assert drawn is not None
        at_once(_confirming(shared, drawn), _changing(replica, case))
        refresh = _take(shared)
        assert refresh is not None
        assert (refresh.message.case_id, refresh.message.seq) == (case.id, 2)
        assert _take(shared) is None
        with shared.writing() as unit:
            unit.withdrawn(refresh, NOON)


def _confirming(store: SqlStore, owed: Owed) -> Callable[[], None]:
    def confirm() -> None:
        with store.writing() as unit:
            unit.sent(owed, a_receipt(), 1, NOON)

    return confirm


def _changing(store: SqlStore, case: Case) -> Callable[[], None]:
    def change() -> None:
        with store.writing() as unit:
            loaded = unit.load(case.id)
            assert loaded is not None
            unit.save(with_refresh(noted(next_outcome(loaded), "meanwhile")), (), ())

    return change


@pytest.mark.postgres
def test_a_case_that_somebody_holds_is_passed_over(postgres_url: str) -> None:
    with ExitStack() as both:
        one, two = (open_store(postgres_url, [SECRET]) for _ in range(2))
        both.callback(one.close)
        both.callback(two.close)
        for number in (1, 2):
            opened = an_opening(f"case{number}", number)
            saved(one, opened, a_message(opened, person=f"person{number}"), timers=(a_timer(NOON),))
        with one.writing() as holder, two.writing() as other:
            first = holder.due_cases(NOON, 1)
            second = other.due_cases(NOON, 1)
            assert {*first, *second} == {"case1", "case2"}
            owed = other.take(NOON, LEASE)
            assert owed is not None
            assert owed.message.case_id == second[0]
        with two.writing() as other:
            left = other.take(NOON, LEASE)
            assert left is not None
            assert left.message.case_id == first[0]


def test_a_reader_sees_nothing_of_an_unfinished_change(shared: SqlStore, replica: SqlStore) -> None:
    case = saved(shared, an_opening())
    with shared.writing() as unit:
        unit.save(noted(next_outcome(case), "not yet"), (), ())
        with replica.database.reading() as connection:
            assert connection.exec_driver_sql("SELECT seq FROM cases").scalar_one() == 1
    with replica.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT seq FROM cases").scalar_one() == 2


def test_threads_of_one_store_in_memory_take_turns(memory: SqlStore) -> None:
    saved(memory, an_opening())

    def note() -> None:
        for number in range(20):
            with memory.writing() as unit:
                case = unit.load("case1")
                assert case is not None
                unit.save(noted(next_outcome(case), f"note {number}"), (), ())

    at_once(note, note, note, note)
    with memory.writing() as unit:
        assert len(unit.entries("case1")) == 81


def test_a_store_says_whether_it_can_be_written(store: SqlStore) -> None:
    assert store.ready()


def test_a_database_that_lost_its_tables_is_not_ready(memory: SqlStore) -> None:
    with memory.database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE counters")
    assert not memory.ready()
