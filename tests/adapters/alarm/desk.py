"""An alarm clock among fakes, which say when something happens."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from adapters.scheduler import AlarmClock
from bot.cases.outcome import MessageKind
from bot.delivery.prepared import Delivered
from bot.engine import Fired
from bot.messages.notice import NoticeTopic
from bot.notices.courier import Carried
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


def soon(seconds: float = 0.1) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)
