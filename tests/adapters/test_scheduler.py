"""The alarm clock rings when something is due, when it is woken, and now and then; nothing that hangs stops it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import cast

import pytest
from structlog.testing import capture_logs

from adapters import pulse, scheduler
from adapters.scheduler import AlarmClock
from bot.cases.outcome import MessageKind
from bot.delivery.prepared import Delivered
from bot.engine import Engine, Fired
from bot.messages.notice import NoticeTopic
from bot.notices.courier import Carried, Courier
from bot.relay import Relay
from bot.running import Away, TooOld

SOON = 5.0  # seconds until a test gives up
SENT = Delivered("case1", MessageKind.ASK, "sent")
MISSED = Delivered("case1", MessageKind.TELL, "failed", "account_inactive")
CARRIED = Carried("mia", NoticeTopic.SHIFT_SOON, "sent")


@dataclass
class FakeBell:
    rung: int = 0
    heard: Callable[[], None] = lambda: None

    def listen(self, heard: Callable[[], None]) -> None:
        self.heard = heard

    def ring(self) -> None:
        self.rung += 1

    def close(self) -> None:
        self.heard = lambda: None


@dataclass
class FakeEngine:
    """Timers as instants of the real clock. Its own store, unit and clock."""

    timers: list[datetime] = field(default_factory=list)
    messages: list[datetime] = field(default_factory=list)
    notices: list[datetime] = field(default_factory=list)
    errors: list[Exception | None] = field(default_factory=list)
    fired: list[datetime] = field(default_factory=list)
    looks: int = 0
    beats: int = 0
    too_old: str = ""
    others: FakeBell = field(default_factory=FakeBell)
    away: bool = False
    noticed: Callable[[], None] = lambda: None
    on_saved: Callable[[], None] = lambda: None
    on_look: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        return datetime.now(UTC)

    def fire_due(self) -> tuple[Fired, ...]:
        self.looks += 1
        self.on_look()
        self.noticed()
        at = self.now()
        if not self.timers or self.timers[0] > at:
            return ()
        self.timers.pop(0)
        self.fired.append(at)
        self.noticed()
        return (Fired("case1", self.errors.pop(0) if self.errors else None),)

    @property
    def clock(self) -> "FakeEngine":
        return self

    @property
    def store(self) -> "FakeEngine":
        return self

    @contextmanager
    def writing(self) -> Iterator["FakeEngine"]:
        if self.away:
            raise Away("ConnectionTimeout")
        yield self

    def beating(self) -> AbstractContextManager["FakeEngine"]:
        return self.writing()

    def beat(self, at: datetime) -> None:
        if self.too_old:
            raise TooOld(self.too_old)
        self.beats += 1
        self.noticed()

    def leave(self) -> None:
        self.beats = 0

    def bell(self) -> FakeBell:
        return self.others

    def next_due_at(self) -> datetime | None:
        return min(self.timers, default=None)

    def next_message_at(self) -> datetime | None:
        return min(self.messages, default=None)

    def next_notice_at(self) -> datetime | None:
        return min(self.notices, default=None)


@dataclass
class FakeRelay:
    """Messages are names; those that hang wait until the test lets go, the one that is a bug raises."""

    waiting: list[str] = field(default_factory=list)
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    sent: list[str] = field(default_factory=list)
    noticed: Callable[[], None] = lambda: None

    async def deliver_next(self, found: Callable[[], None]) -> Delivered | None:
        if not self.waiting:
            return None
        name = self.waiting.pop(0)
        found()
        self.noticed()
        if name == "hangs":
            await self.hanging.wait()
        if name == "bug":
            raise ZeroDivisionError("a secret word")
        self.sent.append(name)
        self.noticed()
        return MISSED if name == "missed" else SENT


class FakeCourier(FakeRelay):
    async def deliver_next(self, found: Callable[[], None]) -> Carried | None:  # type: ignore[override]
        done = await super().deliver_next(found)
        failed = Carried("mia", NoticeTopic.SHIFT_SOON, "failed", done.why) if done is MISSED else CARRIED
        return failed if done else None


@dataclass
class FakeChore:
    """Due when the test says so; `does` is what it does."""

    name: str = "a chore"
    does: Callable[[], Awaitable[None]] | None = None
    due: list[datetime] = field(default_factory=list)
    done: list[datetime] = field(default_factory=list)
    noticed: Callable[[], None] = lambda: None

    async def do(self, now: datetime) -> None:
        self.due = [at for at in self.due if at > now]
        if self.does:
            await self.does()
        self.done.append(now)
        self.noticed()

    def next_at(self, now: datetime) -> datetime | None:
        return min(self.due, default=None)


@dataclass
class Desk:
    engine: FakeEngine
    relay: FakeRelay
    courier: FakeCourier
    alarm: AlarmClock
    chores: list[FakeChore]
    something: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        loop = asyncio.get_running_loop()
        said = partial(_say_so, loop, self.something)
        self.engine.noticed = self.relay.noticed = self.courier.noticed = said
        for chore in self.chores:
            chore.noticed = said

    async def until(self, is_so: Callable[[], object]) -> None:
        """Looked at whenever something happens."""
        async with asyncio.timeout(SOON):
            while not is_so():
                await self.something.wait()
                self.something.clear()


def _say_so(loop: asyncio.AbstractEventLoop, something: asyncio.Event) -> None:
    """From any thread."""
    loop.call_soon_threadsafe(something.set)


@pytest.fixture
async def desk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """An alarm clock whose regular turn is so far away that it never comes."""
    monkeypatch.setattr(scheduler, "REGARDLESS", timedelta(hours=1))
    monkeypatch.setattr(scheduler, "PATIENCE", 0.2)
    monkeypatch.setattr(scheduler, "ROUND", timedelta(hours=1))
    engine, relay, courier = FakeEngine(), FakeRelay(), FakeCourier()
    chores = [FakeChore("first"), FakeChore("second")]
    alarm = AlarmClock(cast("Engine", engine), cast("Relay", relay), cast("Courier", courier), chores)
    made = Desk(engine, relay, courier, alarm, chores)
    yield made
    await made.alarm.stop()


def soon(seconds: float = 0.1) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


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


# chores


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


# other processes


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


# stopping


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
