"""The whole bot on one platform, told as a story. Only the network and the clock are fakes.

People are named by the ids of the story's policy: `world.rita.types("/escalate checkout is down")`. A page that nobody
in the story expected fails it.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from tempfile import TemporaryDirectory
from typing import Any, Self

from adapters.policyfile import read_policy
from adapters.scheduler import AlarmClock
from adapters.slack.settings import SlackSettings
from adapters.teams.settings import TeamsSettings
from bot.cases.case import Realm
from bot.composition.live import Live
from bot.composition.sandbox import Playground
from bot.people.identity import Platform
from bot.policy.policy import Policy
from bot.seeding import seed
from bot.settings import Settings
from storage.store import SqlStore, open_store
from tests.harness.audits import wrong_in
from tests.harness.chats import BothChats, SlackWorkspace, TeamsTenant
from tests.harness.driver import Driver, Seen, SeenErrors, SeenForm, SeenMessage
from tests.harness.policies import story_policy
from tests.harness.sandbox import SandboxDriver

FRIDAY_MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CALLS = {"Accept", "Take over"}  # a message with one of these buttons is a page
RETIRED = "There is a newer message about this case"  # and so was one whose buttons a newer page has taken


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One event loop for all stories, on a thread of its own, so that stories read as plain lines."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True, name="stories").start()
    return loop


def run(work: Awaitable[Any]) -> Any:
    async def awaited() -> Any:
        return await work

    return asyncio.run_coroutine_threadsafe(awaited(), _loop()).result(30)


@cache
def policy_of(text: str) -> Policy:
    return read_policy(text.encode())


def pages_among(messages: list[SeenMessage]) -> list[SeenMessage]:
    """While a page waits for an answer, so did those before it that have retired since."""
    retired = [message for message in messages if RETIRED in message.text]
    calling = [message for message in messages if CALLS & set(message.buttons)]
    return [message for message in messages if message in (*retired, *calling)] if calling else []


@dataclass
class StoryClock:
    at: datetime = FRIDAY_MORNING

    def now(self) -> datetime:
        return self.at


@dataclass
class World:
    """On one platform, or on both chats with the people of `on_slack` there and all others on Teams."""

    platform: Platform
    policy: str = field(default_factory=story_policy)
    url: str = "sqlite://"
    clock: StoryClock = field(default_factory=StoryClock)
    on_slack: frozenset[str] = frozenset()
    settings: Settings = field(default_factory=Settings)
    _stack: ExitStack = field(default_factory=ExitStack)
    _heard: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> Self:
        source = self.policy.encode()
        policy = policy_of(self.policy)
        self.people = tuple(policy.roster.people)
        self._everybody = tuple(policy.roster.people.values())
        realm = Realm.SANDBOX if self.platform is Platform.SANDBOX else Realm.LIVE
        self.store: SqlStore = open_store(self.url, ["a secret key for stories"], realm)
        self._stack.callback(self.store.close)
        seed(self.store, policy, source, self.clock.now())
        starting: dict[Platform, Callable[[], tuple[AlarmClock, Driver]]] = {
            Platform.SANDBOX: lambda: self._sandbox(source),
            Platform.SLACK: self._slack,
            Platform.TEAMS: self._teams,
        }
        self.alarm, self.driver = self._both() if self.on_slack else starting[self.platform]()
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        try:
            if failed is None:
                self.nobody_else_is_asked()
                assert not wrong_in(self.store, self.engine), "the auditor found something"
        finally:
            self._stack.close()

    # the three platforms

    def _sandbox(self, source: bytes) -> tuple[AlarmClock, Driver]:
        made = Playground(self.store, policy_of(self.policy), source, self.settings, 8000, self.clock)
        self.engine = made.engine
        return made.alarm, SandboxDriver(made.app(), run)

    def _slack(self) -> tuple[AlarmClock, Driver]:
        self.slack = SlackWorkspace(self._everybody, run, self._stack)
        live = self._live(self.slack.settings, None)
        self.app = live.app()
        return live.alarm, self.slack.driver(live, self.app)

    def _teams(self) -> tuple[AlarmClock, Driver]:
        self.teams = TeamsTenant(self._everybody, run, self._stack)
        live = self._live(None, self.teams.settings)
        self.app = live.app()
        return live.alarm, self.teams.driver(self.app)

    def _both(self) -> tuple[AlarmClock, Driver]:
        slack_people = [person for person in self._everybody if person.id in self.on_slack]
        self.slack = SlackWorkspace(slack_people, run, self._stack)
        self.teams = TeamsTenant([p for p in self._everybody if p not in slack_people], run, self._stack)
        live = self._live(self.slack.settings, self.teams.settings)
        app = live.app()
        return live.alarm, BothChats(self.slack.driver(live, app), self.teams.driver(app), self.on_slack)

    def _live(self, slack: SlackSettings | None, teams: TeamsSettings | None) -> Live:
        folder = self._stack.enter_context(TemporaryDirectory(prefix="stige-record-"))
        live = Live(self.store, self.clock, replace(self.settings, record=folder), slack, teams)
        self.engine = live.engine
        run(live.connect())
        self._stack.callback(lambda: run(live.close()))
        return live

    # time

    def settle(self) -> None:
        run(self.alarm.settle())

    def fast_forward(self, minutes: float = 0, hours: float = 0) -> None:
        """From due time to due time, as if it had passed."""
        until, standing = self.clock.at + timedelta(minutes=minutes, hours=hours), 0
        while (due_at := self.alarm.next_timer_at()) and due_at <= until:
            standing = 0 if due_at > self.clock.at else standing + 1
            assert standing < 100, f"something is due for ever at {due_at}"
            self.clock.at = max(self.clock.at, due_at)
            self.settle()
        self.clock.at = until
        self.settle()

    def jump(self, minutes: float = 0, hours: float = 0) -> None:
        """As if the bot had been down all that time."""
        self.clock.at += timedelta(minutes=minutes, hours=hours)
        self.settle()

    # people

    def __getattr__(self, person: str) -> "Actor":
        if person.startswith("_") or person not in self.people:
            raise AttributeError(person)
        return Actor(self, person)

    def room(self, place: str = "ops") -> list[SeenMessage]:
        self.settle()
        return self.driver.room(place)

    def nobody_else_is_asked(self) -> None:
        self.settle()
        pages = [f"{who}: {page.text}" for who in self.people for page in pages_among(self._unheard(who))]
        assert not pages, "nobody in the story expected this page:\n" + "\n".join(pages)

    def _unheard(self, who: str) -> list[SeenMessage]:
        """What has come since the story last looked."""
        everything = self.driver.dms(who)
        new = everything[self._heard.get(who, 0) :]
        self._heard[who] = len(everything)
        return new


@dataclass(frozen=True)
class Actor:
    world: World
    who: str

    # does

    def types(self, line: str) -> Seen:
        return self._then(self.world.driver.types(self.who, line))

    def sends(self, line: str, file: str) -> SeenMessage:
        seen = self._then(self.world.driver.attaches(self.who, line, file.encode()))
        assert isinstance(seen, SeenMessage), seen
        return seen

    def opens(self, summary: str, **answers: str) -> SeenMessage:
        """Through the form, as most do."""
        form = self.types(f"/escalate {summary}")
        assert isinstance(form, SeenForm), form
        return self.submits(form, **answers)

    def submits(self, form: Seen, **answers: str) -> SeenMessage:
        assert isinstance(form, SeenForm), form
        said = self._then(self.world.driver.submits(self.who, form, answers))
        assert isinstance(said, SeenMessage), said
        return said

    def errors(self, form: Seen, **answers: str) -> Mapping[str, str]:
        assert isinstance(form, SeenForm), form
        refused = self._then(self.world.driver.submits(self.who, form, answers))
        assert isinstance(refused, SeenErrors), refused
        return refused.by_field

    def presses(self, button: str, on: SeenMessage | None = None, **answers: str) -> Seen:
        """The button on the newest message that has it; with answers, the form behind it is sent too."""
        message = on or next((m for m in reversed(self.dms()) if button in m.buttons), None)
        assert message, f"{self.who} has no button {button!r} in:\n" + "\n--\n".join(m.text for m in self.dms())
        seen = self._then(self.world.driver.presses(self.who, message, button))
        return self.submits(seen, **answers) if answers else seen

    def _then(self, seen: Seen) -> Seen:
        self.world.settle()
        return seen

    # sees

    def dms(self) -> list[SeenMessage]:
        self.world.settle()
        return self.world.driver.dms(self.who)

    def is_asked(self, words: str, times: int = 1) -> SeenMessage:
        pages = pages_among(self.world._unheard(self.who))
        assert len(pages) == times, f"{self.who} was paged {len(pages)} times, not {times}"
        assert all(words in page.text for page in pages), pages
        return pages[-1]

    def hears(self, words: str) -> SeenMessage:
        """Among what has come since: a message that asks for nothing. Pages among it must be expected first."""
        new = self.world._unheard(self.who)
        assert not [m for m in new if CALLS & set(m.buttons) and words not in m.text], new
        found = [m for m in new if words in m.text]
        assert found, f"{self.who} did not hear {words!r} but:\n" + "\n--\n".join(m.text for m in new)
        return found[-1]

    def hears_nothing(self) -> None:
        new = self.world._unheard(self.who)
        assert not new, "\n--\n".join(m.text for m in new)
