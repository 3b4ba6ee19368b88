"""A bot behind its door on one side, a Teams on loopback on the other, and a desk that answers what a test wants."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from adapters.teams.app import Teams
from adapters.teams.settings import TeamsSettings, teams_settings
from adapters.wording import Wording
from bot.cases.verbs import Press
from bot.messages.shown import Line, Response, Values
from bot.people.identity import Profile, Reader
from bot.words import say
from tests.harness.teams import Answered, TeamsDriver, environment
from tests.harness.teams_server import FakeTeams, Human

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ANA = Human("aaaaaaaa-0000-4000-8000-000000000001", "Ana Ibsen", "ana@example.com")
BEN = Human("bbbbbbbb-0000-4000-8000-000000000002", "Ben Berg", "ben@example.com", locale="da-DK")
GUS = Human("cccccccc-0000-4000-8000-000000000003", "Gus Guest", "gus@elsewhere.example", role="guest")


DONE = Line((say("moment.today", time="done"),))


@dataclass
class FakeDesk:
    """Answers with `answer`, or what `answer` makes of what was done; remembers who did what under which key."""

    answer: Response | Callable[..., Response] = DONE
    done: list[tuple[object, ...]] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    heard: list[Profile] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    by_ids: list[str] = field(default_factory=list)

    def typed(self, profile: Profile, line: str, key: str, by_ids: str = "") -> Response:
        self.by_ids.append(by_ids)
        return self._does(profile, key, "typed", line)

    def called(self, profile: Profile) -> str | None:
        return self.people.get(profile.identity.user)

    def sent(self, profile: Profile, line: str, source: bytes, key: str) -> Response:
        return self._does(profile, key, "sent", line, source)

    def pressed(self, profile: Profile, press: Press, key: str) -> Response:
        return self._does(profile, key, "pressed", press)

    def submitted(self, profile: Profile, press: Press, values: Values, key: str) -> Response:
        return self._does(profile, key, "submitted", press, values)

    def reader_of(self, profile: Profile) -> Reader:
        return Reader("somebody", profile.language, profile.timezone)

    def heard_of(self, profile: Profile) -> None:
        self.heard.append(profile)

    def _does(self, profile: Profile, key: str, *what: object) -> Response:
        self.profiles.append(profile)
        self.keys.append(key)
        self.done.append(what)
        return self.answer(*what) if callable(self.answer) else self.answer


class FakeContacts:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.recalled = self.written = 0

    def recall(self, key: str) -> str | None:
        self.recalled += 1
        return self.kept.get(key)

    def keep(self, key: str, reference: str) -> None:
        self.written += 1
        self.kept[key] = reference


class Monotonic:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Bot:
    """Everything that a test touches."""

    teams: FakeTeams
    desk: FakeDesk
    contacts: FakeContacts
    clock: Monotonic
    app: Teams
    client: TestClient

    @property
    def driver(self) -> TeamsDriver:
        return TeamsDriver(self.teams, self.send, {"ops": "19:incidents@thread.tacv2"})

    def send(self, body: bytes, headers: Mapping[str, str]) -> Answered:
        answer = self.client.post("/api/messages", content=body, headers=dict(headers))
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        return Answered(answer.status_code, answer.json() if is_json else None)


@pytest.fixture
def words() -> Wording:
    return Wording(str.title, "en", lambda: NOW)


@pytest.fixture
def teams() -> Iterator[FakeTeams]:
    with FakeTeams() as fake:
        fake.people = {"ana": ANA, "ben": BEN, "gus": GUS}
        yield fake


@pytest.fixture
def settings(teams: FakeTeams) -> TeamsSettings:
    found = teams_settings(environment(teams), ())
    assert found is not None
    return found


@pytest.fixture
def bot(teams: FakeTeams, settings: TeamsSettings, words: Wording) -> Iterator[Bot]:
    desk, contacts, clock = FakeDesk(), FakeContacts(), Monotonic()
    app = Teams(settings, desk, words, contacts, clock)
    with TestClient(Starlette(routes=app.routes), raise_server_exceptions=False) as client:
        yield Bot(teams, desk, contacts, clock, app, client)
        assert client.portal is not None
        client.portal.call(app.stop)
