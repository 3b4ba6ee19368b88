"""Whoever asks first has the lock first."""

import threading
from collections.abc import Callable

from storage.turns import Turns


def waiting(turns: Turns, count: int) -> None:
    """Until so many wait."""
    for _ in range(10_000):
        if turns.waiting == count:
            return
        threading.Event().wait(0.001)
    raise AssertionError(f"{turns.waiting} wait, not {count}")


def starts(work: Callable[[], None], name: str | None = None) -> threading.Thread:
    thread = threading.Thread(target=work, name=name)
    thread.start()
    return thread


def test_it_is_had_in_the_order_in_which_it_was_asked_for() -> None:
    turns, had = Turns(), list[int]()

    def take(number: int) -> Callable[[], None]:
        def taking() -> None:
            with turns:
                had.append(number)

        return taking

    threads = []
    with turns:
        for number in range(5):
            threads.append(starts(take(number)))
            waiting(turns, number + 1)
    for thread in threads:
        thread.join(5)
    assert had == [0, 1, 2, 3, 4]


def test_pools_have_it_by_turns_and_the_threads_of_each_in_the_order_in_which_they_asked() -> None:
    turns, had = Turns(), list[str]()

    def take() -> None:
        with turns:
            had.append(threading.current_thread().name)

    threads = []
    with turns:
        for place, name in enumerate(["people_0", "people_1", "people_2", "messages_1", "messages_0", "timers_0"], 1):
            threads.append(starts(take, name))
            waiting(turns, place)
    for thread in threads:
        thread.join(5)
    assert had == ["people_0", "messages_1", "timers_0", "people_1", "messages_0", "people_2"]


def test_whoever_comes_back_at_once_waits_behind_those_who_came_before() -> None:
    turns, had = Turns(), list[str]()

    def other() -> None:
        with turns:
            had.append("other")

    with turns:
        thread = starts(other)
        waiting(turns, 1)
    with turns:
        had.append("again")
    thread.join(5)
    assert had == ["other", "again"]


def test_only_one_has_it_at_a_time_and_an_error_gives_it_back() -> None:
    turns, inside, most = Turns(), list[int](), list[int]()

    def work() -> None:
        for _ in range(200):
            try:
                with turns:
                    inside.append(1)
                    most.append(len(inside))
                    inside.pop()
                    raise ZeroDivisionError
            except ZeroDivisionError:
                pass

    threads = [starts(work) for _ in range(4)]
    for thread in threads:
        thread.join(20)
    assert len(most) == 800
    assert set(most) == {1}
