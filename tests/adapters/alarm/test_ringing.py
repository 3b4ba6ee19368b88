"""The alarm clock rings when something is due, when it is woken, and now and then; nothing that hangs stops it."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from adapters import scheduler
from tests.adapters.alarm.desk import SOON, Desk, soon


async def test_what_is_overdue_at_the_start_is_done_at_once(desk: Desk) -> None:
    desk.engine.timers = [soon(-60), soon(-30)]
    desk.relay.waiting = ["page"]
    desk.alarm.start()
    await desk.until(lambda: len(desk.engine.fired) == 2 and desk.relay.sent)


async def test_a_loop_that_is_busy_holds_up_no_timer_that_is_overdue(desk: Desk) -> None:
    loop, none_left, came_true = asyncio.get_running_loop(), threading.Event(), list[bool]()
    desk.engine.timers = [soon(-60)] * 5

    def busy() -> None:
        came_true.append(none_left.wait(SOON))

    def look() -> None:
        if len(desk.engine.timers) == 5:
            loop.call_soon_threadsafe(busy)
        if not desk.engine.timers:
            none_left.set()

    desk.engine.on_look = look
    desk.alarm.start()
    await desk.until(lambda: came_true)
    assert came_true == [True]
    assert len(desk.engine.fired) == 5


async def test_it_rings_when_a_timer_is_due_and_not_before(desk: Desk) -> None:
    due_at = soon()
    desk.engine.timers = [due_at]
    desk.alarm.start()
    await desk.until(lambda: desk.engine.fired)
    assert due_at <= desk.engine.fired[0] < due_at + timedelta(seconds=SOON)


async def test_it_rings_when_a_message_may_be_sent_again(desk: Desk) -> None:
    due_at = soon()
    desk.engine.messages = [due_at]
    desk.alarm.start()
    await desk.until(lambda: desk.engine.looks)
    desk.relay.waiting = ["again"]
    await desk.until(lambda: desk.relay.sent)
    assert datetime.now(UTC) >= due_at


async def test_it_looks_every_now_and_then_regardless(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may have made a timer that this one was not told of."""
    monkeypatch.setattr(scheduler, "REGARDLESS", timedelta(seconds=0.05))
    desk.alarm.start()
    await desk.until(lambda: desk.engine.looks >= 3)


async def test_it_is_woken_from_another_thread_by_every_commit(desk: Desk) -> None:
    desk.alarm.start()
    await desk.until(lambda: desk.engine.looks)

    def commits() -> None:
        desk.engine.timers.append(soon(-1))
        desk.relay.waiting.append("page")
        desk.engine.on_saved()

    thread = threading.Thread(target=commits)
    thread.start()
    await desk.until(lambda: desk.engine.fired and desk.relay.sent)
    thread.join(SOON)


async def test_a_thousand_commits_at_once_are_looked_at_a_few_times(desk: Desk) -> None:
    desk.alarm.start()
    await desk.until(lambda: desk.engine.looks)
    before = desk.engine.looks
    for _ in range(1000):
        desk.alarm.wake()
    desk.relay.waiting.append("page")
    await desk.until(lambda: desk.relay.sent)
    await desk.until(lambda: desk.engine.looks > before)
    await desk.alarm.fire_due()  # behind all others that wait for their turn
    assert desk.engine.looks - before < 10


async def test_a_commit_while_it_looks_is_not_overlooked(desk: Desk) -> None:
    def commits_once() -> None:
        desk.engine.on_look = lambda: None
        desk.relay.waiting.append("page")
        desk.engine.on_saved()

    desk.alarm.start()
    await desk.until(lambda: desk.engine.looks)
    desk.engine.on_look = commits_once
    desk.alarm.wake()
    await desk.until(lambda: desk.relay.sent)


async def test_a_sender_that_hangs_delays_neither_timers_nor_other_messages(desk: Desk) -> None:
    desk.relay.waiting = ["hangs", "second"]
    desk.alarm.start()
    await desk.until(lambda: desk.relay.sent == ["second"])
    desk.engine.timers = [soon(-1)]
    desk.relay.waiting = ["hangs", "third"]
    desk.alarm.wake()
    await desk.until(lambda: desk.engine.fired and desk.relay.sent == ["second", "third"])
    desk.relay.hanging.set()
    await desk.until(lambda: desk.relay.sent == ["second", "third", "hangs", "hangs"])


async def test_no_more_messages_are_under_way_at_once_than_it_has_workers(desk: Desk) -> None:
    many = scheduler.AT_ONCE + 12
    desk.relay.waiting = ["hangs"] * many
    desk.alarm.start()
    await desk.until(lambda: len(desk.relay.waiting) == 12)
    await desk.until(lambda: desk.engine.looks)
    desk.alarm.wake()
    await desk.until(lambda: desk.engine.looks >= 2)
    assert len(desk.relay.waiting) == 12
    desk.relay.hanging.set()
    await desk.until(lambda: len(desk.relay.sent) == many)


async def test_a_timer_that_fails_is_logged_and_the_next_one_fires(desk: Desk) -> None:
    desk.engine.timers, desk.engine.errors = [soon(-2), soon(-1)], [ZeroDivisionError("a secret word")]
    with capture_logs() as said:
        await desk.alarm.settle()
    assert [(line["event"], line.get("error")) for line in said] == [
        ("timer failed", "ZeroDivisionError"),
        ("timer fired", None),
    ]


async def test_a_message_that_crashes_is_logged_and_the_others_go_out(desk: Desk) -> None:
    desk.relay.waiting = ["first", "bug", "third"]
    with capture_logs() as said:
        desk.alarm.start()
        await desk.until(lambda: desk.relay.sent == ["first", "third"])
        await desk.alarm.stop()
    assert [line["error"] for line in said if line["log_level"] == "error"] == ["ZeroDivisionError"]


async def test_a_message_that_will_never_be_read_is_a_warning(desk: Desk) -> None:
    desk.relay.waiting = ["first", "missed"]
    with capture_logs() as said:
        await desk.alarm.settle()
    assert [(line["log_level"], line["why"]) for line in said] == [("info", None), ("warning", "account_inactive")]


async def test_settling_carries_out_timers_and_then_what_they_owe(desk: Desk) -> None:
    desk.engine.timers = [soon(-1)]

    def owes() -> None:
        if desk.engine.timers:
            desk.relay.waiting.append("owed")

    desk.engine.on_look = owes
    await desk.alarm.settle()
    assert (len(desk.engine.fired), desk.relay.sent) == (1, ["owed"])


async def test_the_next_timer_can_be_asked_for(desk: Desk) -> None:
    assert desk.alarm.next_timer_at() is None
    desk.engine.timers = [soon()]
    assert desk.alarm.next_timer_at() == desk.engine.timers[0]


async def test_whether_it_rang_lately_is_the_truth(desk: Desk) -> None:
    assert not desk.alarm.rang_within(timedelta(hours=1))
    await desk.alarm.fire_due()
    assert desk.alarm.rang_within(timedelta(hours=1))
    assert not desk.alarm.rang_within(timedelta())


async def test_a_look_that_fails_does_not_count_as_one(desk: Desk) -> None:
    def fails() -> None:
        raise ConnectionError

    desk.engine.on_look = fails
    with pytest.raises(ConnectionError):
        await desk.alarm.fire_due()
    assert not desk.alarm.rang_within(timedelta(hours=1))


# notices


async def test_notices_are_carried_beside_messages(desk: Desk) -> None:
    desk.relay.waiting, desk.courier.waiting = ["hangs"], ["hangs", "second", "missed"]
    with capture_logs() as said:
        desk.alarm.start()
        await desk.until(lambda: desk.courier.sent == ["second", "missed"])
    told = [(line["log_level"], line["topic"], line["how"]) for line in said if line["event"] == "notice"]
    assert told == [("info", "shift_soon", "sent"), ("warning", "shift_soon", "failed")]


async def test_it_rings_when_a_notice_may_be_sent_again(desk: Desk) -> None:
    due_at = soon()
    desk.engine.notices = [due_at]
    desk.alarm.start()
    await desk.until(lambda: desk.engine.looks)
    desk.courier.waiting = ["again"]
    await desk.until(lambda: desk.courier.sent)
    assert datetime.now(UTC) >= due_at


async def test_a_notice_that_is_due_already_is_nothing_to_wind_to(desk: Desk) -> None:
    desk.engine.notices = [soon(-1)]
    assert desk.alarm.next_timer_at() is None
    desk.engine.notices, desk.engine.timers = [soon(60)], [soon(90)]
    assert desk.alarm.next_timer_at() == desk.engine.notices[0]
