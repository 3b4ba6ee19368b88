"""Chores are done when they are due and now and then, each without hindering another."""

import asyncio
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from adapters import scheduler
from tests.adapters.alarm.desk import Desk, soon


async def test_chores_are_done_at_the_start_and_when_they_are_due(desk: Desk) -> None:
    due_at = soon()
    desk.chores[1].due = [due_at]
    desk.alarm.start()
    await desk.until(lambda: all(chore.done for chore in desk.chores))
    await desk.until(lambda: len(desk.chores[1].done) == 2)
    assert desk.chores[1].done[1] >= due_at


async def test_chores_are_done_every_now_and_then_regardless(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "ROUND", timedelta(seconds=0.05))
    desk.alarm.start()
    await desk.until(lambda: len(desk.chores[0].done) >= 3)


async def test_a_chore_that_fails_is_logged_by_name_and_hinders_no_other(desk: Desk) -> None:
    desk.chores[0].does = _fails
    with capture_logs() as said:
        await desk.alarm.go_round()
        await desk.alarm.settle()
    assert len(desk.chores[1].done) == 2
    assert [(line["event"], line["chore"], line["error"]) for line in said] == [
        ("chore failed", "first", "ZeroDivisionError")
    ] * 2


async def _fails() -> None:
    raise ZeroDivisionError("a secret word")


async def test_a_chore_that_does_not_know_when_it_is_due_hinders_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: datetime) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(desk.chores[0], "next_at", fails)
    desk.chores[1].due = [soon(60)]
    with capture_logs() as said:
        assert desk.alarm.next_timer_at() == desk.chores[1].due[0]
    assert [line["chore"] for line in said] == ["first"]


async def test_a_chore_that_hangs_is_not_begun_again_and_hinders_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "ROUND", timedelta(seconds=0.05))
    going_on, begun = asyncio.Event(), []

    async def hangs() -> None:
        begun.append(1)
        await going_on.wait()

    desk.chores[0].does = hangs
    desk.alarm.start()
    await desk.until(lambda: len(desk.chores[1].done) >= 3)
    assert (len(begun), desk.chores[0].done) == (1, [])
    desk.engine.timers, desk.relay.waiting = [soon(-1)], ["page"]
    desk.alarm.wake()
    await desk.until(lambda: desk.engine.fired and desk.relay.sent)
    going_on.set()
    await desk.until(lambda: desk.chores[0].done)


async def test_settling_waits_for_the_chore_that_is_under_way_and_does_it_once_more(desk: Desk) -> None:
    going_on = asyncio.Event()
    desk.chores[0].does = lambda: _until(going_on)
    round_ = asyncio.create_task(desk.alarm.go_round())
    settling = asyncio.create_task(desk.alarm.settle())
    await asyncio.sleep(0)
    going_on.set()
    await asyncio.gather(round_, settling)
    assert len(desk.chores[0].done) == 2


async def _until(event: asyncio.Event) -> None:
    await event.wait()


async def test_settling_does_what_chores_bring_about_and_what_that_brings_about_for_chores(desk: Desk) -> None:
    async def asks() -> None:
        if not desk.courier.sent and not desk.courier.waiting:
            desk.courier.waiting.append("ask")

    seen: list[list[str]] = []

    async def looks() -> None:
        seen.append(list(desk.courier.sent))

    desk.chores[0].does, desk.chores[1].does = asks, looks
    await desk.alarm.settle()
    assert seen == [[], ["ask"]]


async def test_settling_ends_even_if_there_is_always_something_more_to_do(desk: Desk) -> None:
    async def asks() -> None:
        desk.courier.waiting.append("ask")

    desk.chores[0].does = asks
    await desk.alarm.settle()
    assert len(desk.courier.sent) == scheduler.MOST_TURNS


async def test_a_chore_that_is_overdue_is_nothing_to_wind_to(desk: Desk) -> None:
    desk.chores[0].due = [soon(-1)]
    assert desk.alarm.next_timer_at() is None
    desk.chores[1].due = [soon(60)]
    assert desk.alarm.next_timer_at() == desk.chores[1].due[0]
