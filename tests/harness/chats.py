"""The chats that a story's bot lives on, each with its fake world outside: who is there, and how people drive it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import httpx2
from starlette.types import ASGIApp

from adapters.slack.settings import SlackSettings
from adapters.teams.settings import TeamsSettings, teams_settings
from bot.composition.live import Live
from bot.people.roster import Person
from tests.harness.driver import Driver, Seen, SeenForm, SeenMessage
from tests.harness.fake_slack import SECRET, TOKEN, FakeSlack
from tests.harness.slack import SlackClient, SlackDriver
from tests.harness.teams import Answered, TeamsDriver, environment
from tests.harness.teams_server import BOT, TEAM, FakeTeams, Human

Run = Callable[[Any], Any]


class SlackWorkspace:
    def __init__(self, people: Sequence[Person], run: Run, stack: ExitStack) -> None:
        self._run = run
        self.fake = run(FakeSlack().start())
        stack.callback(lambda: run(self.fake.stop()))
        self._users = {person.id: f"U0{person.id.upper()}" for person in people}
        for person in people:
            user = self._users[person.id]
            self.fake.add_person(user, person.name, person.email, tz="Europe/Copenhagen", locale="en-GB")
        self._rooms = {"ops": self.fake.add_channel("C0OPS", "ops")}

    @property
    def settings(self) -> SlackSettings:
        return SlackSettings(TOKEN, SECRET, api_url=self.fake.api_url)

    def driver(self, live: Live, app: ASGIApp) -> Driver:
        assert live.slack
        idle = live.slack.conversations.idle
        return SlackDriver(self.fake, SlackClient(app), self._users, self._rooms, self._run, idle)


class TeamsTenant:
    def __init__(self, people: Sequence[Person], run: Run, stack: ExitStack) -> None:
        self._run = run
        self.fake = stack.enter_context(FakeTeams())
        for person in people:
            self.fake.people[person.id] = Human(person.id, person.name, person.email)

    @property
    def settings(self) -> TeamsSettings | None:
        return teams_settings(environment(self.fake), ())

    def driver(self, app: ASGIApp) -> Driver:
        http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://stige.test")

        def send(body: bytes, headers: Mapping[str, str]) -> Answered:
            answer = self._run(http.post("/api/messages", content=body, headers=dict(headers)))
            is_json = answer.headers.get("content-type", "").startswith("application/json")
            return Answered(answer.status_code, answer.json() if is_json and answer.content else None)

        driver = TeamsDriver(self.fake, send, {"ops": "19:incidents@thread.tacv2"})
        self._install(driver)
        return driver

    def _install(self, driver: TeamsDriver) -> None:
        """Stige finds people and rooms in the teams where it is installed."""
        anybody = next(iter(self.fake.people.values()))
        driver.sends(driver.activities.update(anybody, membersAdded=[{"id": BOT}]) | driver.activities.place(TEAM))


class BothChats:
    """Some people are on Slack and the others on Teams; the room is one on each."""

    def __init__(self, slack: Driver, teams: Driver, on_slack: Collection[str]) -> None:
        self._slack, self._teams, self._on_slack = slack, teams, on_slack

    def _of(self, who: str) -> Driver:
        return self._slack if who in self._on_slack else self._teams

    def types(self, who: str, line: str) -> Seen:
        return self._of(who).types(who, line)

    def attaches(self, who: str, line: str, file: bytes) -> Seen:
        return self._of(who).attaches(who, line, file)

    def presses(self, who: str, message: SeenMessage, button: str) -> Seen:
        return self._of(who).presses(who, message, button)

    def submits(self, who: str, form: SeenForm, answers: Mapping[str, str]) -> Seen:
        return self._of(who).submits(who, form, answers)

    def dms(self, who: str) -> list[SeenMessage]:
        return self._of(who).dms(who)

    def room(self, place: str) -> list[SeenMessage]:
        return [*self._slack.room(place), *self._teams.room(place)]
