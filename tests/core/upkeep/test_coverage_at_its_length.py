"""Working out the coverage takes seconds in a large company: it keeps nobody waiting, and is done once for all."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from adapters.scheduler import in_thread
from bot.coverage.coverage import coverage
from bot.notices.courier import Carried, Courier
from bot.notices.coverage import HOLDS
from tests.core.upkeep.test_coverage import DIGEST, HOUR, MONDAY, SATURDAY, SOON, Covered


class Watched:
    """Works it out as ever; counts how often, and sees whether somebody else could write meanwhile."""

    def __init__(self, covered: Covered) -> None:
        self.covered, self.times, self.free = covered, 0, True
        self.fault: Exception | None = None

    def __call__(self, *asked):  # type: ignore[no-untyped-def]
        self.times += 1
        somebody = threading.Thread(target=self._writes, daemon=True)
        somebody.start()
        somebody.join(5)
        self.free &= not somebody.is_alive()
        if self.fault:
            raise self.fault
        return coverage(*asked)

    def _writes(self) -> None:
        with self.covered.store.writing() as unit:
            unit.once(f"somebody else|{self.times}", SATURDAY)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    covered = Covered()
    asyncio.run(covered.looks(SATURDAY))
    made = Watched(covered)
    monkeypatch.setattr("bot.notices.coverage.coverage", made)
    yield made
    covered.store.close()


async def test_anybody_may_write_while_it_is_drawn(watched: Watched) -> None:
    assert await watched.covered.looks(MONDAY) == DIGEST
    assert watched.free


async def test_it_is_worked_out_once_for_all_who_read_it(watched: Watched) -> None:
    assert await watched.covered.looks(MONDAY) == DIGEST
    assert watched.times == 1


async def test_it_is_worked_out_once_also_for_those_who_are_served_at_one_time(watched: Watched) -> None:
    watched.covered.clock.at = MONDAY
    watched.covered.courier = Courier(
        watched.covered.engine, watched.covered.senders, in_thread, watched.covered.relay.found, asyncio.Lock()
    )
    await watched.covered.chore.do(MONDAY)
    done = await asyncio.gather(*(watched.covered.courier.deliver_next() for _ in DIGEST))
    assert [one.how for one in done if one] == ["sent"] * 3
    assert (watched.times, watched.free) == (1, True)


async def test_whoever_is_told_minutes_later_reads_it_as_it_is_by_then(watched: Watched) -> None:
    covered = watched.covered
    covered.clock.at = MONDAY
    await covered.chore.do(MONDAY)
    await covered.courier.deliver_next()
    covered.clock.at += HOLDS
    await covered.courier.deliver_next()
    assert watched.times == 2


async def test_what_changes_between_two_who_are_told_is_seen(watched: Watched) -> None:
    covered = watched.covered
    covered.clock.at = MONDAY
    await covered.chore.do(MONDAY)
    await covered.courier.deliver_next()
    covered.on_leave("ana", MONDAY + HOUR, MONDAY + 2 * HOUR)
    await covered.courier.deliver_next()
    assert [post.card.headline.key for post in covered.slack.posts] == ["coverage.week_clear", "coverage.week_gaps"]


async def test_others_are_sent_for_before_it_is_worked_out(watched: Watched) -> None:
    covered = watched.covered
    covered.clock.at = MONDAY
    await covered.chore.do(MONDAY)
    times: list[int] = []
    await covered.courier.deliver_next(lambda: times.append(watched.times))
    assert times == [0]


async def test_a_fault_in_it_is_logged_and_it_is_tried_again(watched: Watched) -> None:
    covered = watched.covered
    covered.on_leave("ana", SATURDAY + HOUR, SATURDAY + 2 * HOUR)
    watched.fault = ZeroDivisionError("a secret word")
    covered.clock.at = SATURDAY + timedelta(minutes=5)
    await covered.chore.do(covered.clock.at)
    done = await covered.courier.deliver_next()
    assert isinstance(done, Carried)
    assert (done.how, done.why) == ("not drawn", "ZeroDivisionError")
    watched.fault = None
    assert await covered.looks(covered.clock.at + timedelta(minutes=1)) == SOON
