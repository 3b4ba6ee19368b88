"""A stop waits for what is under way, and not for ever."""

import asyncio

import pytest

from adapters import scheduler
from tests.adapters.alarm.desk import SOON, Desk, soon


async def test_a_stop_waits_for_the_message_that_is_under_way(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "PATIENCE", SOON)
    desk.relay.waiting = ["hangs"]
    desk.alarm.start()
    await desk.until(lambda: not desk.relay.waiting)
    desk.relay.waiting = ["not begun"]
    stopping = asyncio.create_task(desk.alarm.stop())
    await asyncio.sleep(0)
    desk.relay.hanging.set()
    await stopping
    assert (desk.relay.sent, desk.relay.waiting) == (["hangs"], ["not begun"])


async def test_a_stop_does_not_wait_for_ever(desk: Desk) -> None:
    desk.relay.waiting = ["hangs"]
    desk.alarm.start()
    await desk.until(lambda: not desk.relay.waiting)
    async with asyncio.timeout(SOON):
        await desk.alarm.stop()
    assert desk.relay.sent == []


async def test_after_a_stop_nothing_rings(desk: Desk) -> None:
    desk.alarm.start()
    await desk.until(lambda: desk.engine.looks)
    await desk.alarm.stop()
    looks = desk.engine.looks
    desk.engine.timers, desk.relay.waiting = [soon(-1)], ["page"]
    desk.engine.on_saved()
    desk.alarm.wake()
    await desk.alarm.deliver_due()
    await asyncio.sleep(0)
    assert (desk.engine.looks, desk.engine.fired, desk.relay.sent) == (looks, [], [])


async def test_an_alarm_clock_that_never_started_can_be_woken_and_stopped(desk: Desk) -> None:
    desk.alarm.wake()
    await desk.alarm.stop()
    await desk.alarm.go_round()
    assert (desk.engine.looks, desk.chores[0].done) == (0, [])
