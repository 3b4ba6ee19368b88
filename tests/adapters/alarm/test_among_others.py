"""Beside other processes, and while the database is away."""

import asyncio
import threading
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from adapters import pulse, scheduler
from tests.adapters.alarm.desk import SOON, Desk, soon


async def test_it_says_that_it_is_alive_and_at_a_stop_that_it_is_not(desk: Desk) -> None:
    desk.alarm.start()
    await desk.until(lambda: desk.engine.beats >= 2)
    await desk.alarm.stop()
    assert desk.engine.beats == 0


async def test_it_is_alive_while_its_loop_and_all_its_threads_are_busy(desk: Desk) -> None:
    let_go = threading.Event()
    desk.alarm.start()
    await desk.until(lambda: desk.engine.beats)
    busy = [asyncio.create_task(asyncio.to_thread(let_go.wait, SOON)) for _ in range(40)]
    before = desk.engine.beats
    waited = threading.Event()
    desk.engine.noticed = lambda: waited.set() if desk.engine.beats >= before + 2 else None
    assert waited.wait(SOON)  # in the loop's own thread: nothing else runs here meanwhile
    let_go.set()
    await asyncio.gather(*busy)


async def test_a_commit_wakes_the_other_processes_and_theirs_this_one(desk: Desk) -> None:
    desk.alarm.start()
    await desk.until(lambda: desk.engine.looks)
    desk.engine.on_saved()
    assert desk.engine.others.rung == 1
    desk.relay.waiting, desk.courier.waiting = ["page"], ["notice"]
    desk.engine.others.heard()
    await desk.until(lambda: desk.relay.sent and desk.courier.sent)
    assert desk.engine.others.rung == 1


async def test_a_process_that_is_too_old_says_so_and_ends(desk: Desk) -> None:
    desk.engine.too_old = "Install the newer version here, too."
    ended: list[str] = []

    def end(why: str) -> None:
        ended.append(why)
        desk.engine.noticed()

    with capture_logs() as lines:
        desk.alarm.start(end)
        await desk.until(lambda: ended)
    assert ended == ["Install the newer version here, too."]
    assert [line["why"] for line in lines if line["log_level"] == "error"] == ended


async def test_while_the_database_is_away_that_is_said_once_and_all_goes_on_when_it_is_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for span, seconds in (("REGARDLESS", 0.05), ("ROUND", 0.05)):
        monkeypatch.setattr(scheduler, span, timedelta(seconds=seconds))
    monkeypatch.setattr(pulse, "BEAT", timedelta(seconds=0.05))

    async def reads() -> None:
        with desk.engine.writing():
            pass

    desk.chores[0].does = reads
    with capture_logs() as lines:
        desk.alarm.start()
        await desk.until(lambda: desk.engine.looks >= 2)
        desk.engine.away = True
        desk.engine.timers = [soon(-1)]
        looks = desk.engine.looks
        await desk.until(lambda: desk.engine.looks >= looks + 5)
        desk.relay.waiting = ["page"]
        desk.engine.away = False
        await desk.until(lambda: desk.engine.fired and desk.relay.sent)
        await desk.until(lambda: any(line["event"] == "the database is back" for line in lines))
    unwell = [line for line in lines if line["log_level"] in ("error", "warning")]
    assert [line["event"] for line in unwell] == [
        "the database is away: all goes on when it is back",
        "the database is back",
    ]
    assert not any("exc_info" in line for line in unwell)
