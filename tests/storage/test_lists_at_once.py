"""Lists of cases are drawn while people act on the cases in them, by other processes: nobody waits for each other."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.cases.handoff_commands import PassOnCase
from bot.messages.notice import Notice, NoticeTopic
from bot.notices.drawn import drawn
from tests.core.corridor import HandClock
from tests.core.handoffs.sun import Sun
from tests.harness.builders import text

KEY = "duty|2026-11-16T15:00:00+00:00"
OFTEN = 20


@pytest.fixture
def sun(url: str) -> Iterator[Sun]:
    made = Sun(url=url)
    asyncio.run(_passed_on(made))
    yield made
    made.store.close()


async def _passed_on(sun: Sun) -> None:
    for number in range(6):
        await sun.has("ana", f"case {number}", impact="one" if number < 3 else "all")
    await sun.rounds("16:00")


@pytest.fixture
def replica(sun: Sun, url: str) -> Iterator[Sun]:
    other = Sun(url=url, clock=HandClock(sun.clock.at))
    yield other
    other.store.close()


def at_once(*works: Callable[[], None]) -> None:
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()


def draws(sun: Sun, topic: NoticeTopic, person: str) -> Callable[[], None]:
    notice = Notice("n1", topic, KEY, person, None, None, 1, uncertain=False)

    def draw() -> None:
        for _ in range(OFTEN):
            with sun.store.writing() as unit:
                assert drawn(notice, unit, sun.engine, sun.clock.at)

    return draw


def test_two_lists_of_the_same_cases_in_another_order_are_drawn(sun: Sun, replica: Sun) -> None:
    at_once(draws(sun, NoticeTopic.HANDOFF_GIVE, "ana"), draws(replica, NoticeTopic.HANDOFF_TAKE, "cleo"))


def test_a_list_is_drawn_while_somebody_changes_what_is_on_it(sun: Sun, replica: Sun) -> None:
    def writes_notes() -> None:
        for number in range(OFTEN):
            for case in range(6):
                sun.does("ana", PassOnCase(text(f"note {number}")), f"case{case + 1}", key=f"{number} {case}")

    def carries() -> None:
        for _ in range(6 * OFTEN):
            replica.courier._prepare()
            with replica.store.writing() as unit:
                unit.notices_changed(KEY, replica.clock.at, NoticeTopic.HANDOFF_GIVE, NoticeTopic.HANDOFF_TAKE)
            replica.clock.at += replica.lease

    at_once(writes_notes, carries)
