"""A sandbox among fakes."""

from itertools import count

from starlette.testclient import TestClient

from adapters.sandbox.app import sandbox
from adapters.sandbox.directory import Directory
from adapters.sandbox.hub import Hub
from adapters.sandbox.parts import Parts
from adapters.sandbox.sender import SandboxSender
from tests.adapters.sandbox.fakes import ROSTER, FakeChat, FakeDesk, FakeWinder, PlainWords

PORT = 8000
TOKEN = "a-token-of-this-start"


class World:
    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.words = PlainWords()
        self.winder = FakeWinder()
        self.chat = FakeChat(self.winder.now)
        self.roster = ROSTER
        self.hub = Hub()
        self.directory = Directory(lambda: self.roster)
        self.sender = SandboxSender(self.chat, self.words, self.directory, self.hub)
        self.parts = Parts(self.desk, self.words, self.chat, self.winder, lambda: self.roster)
        self.app = sandbox(self.parts, self.directory, self.hub, PORT, TOKEN)
        self._doings = count(1)

    def browser(self, **headers: str) -> TestClient:
        given = {"x-stige-token": TOKEN, **headers}
        return TestClient(self.app, base_url=f"http://127.0.0.1:{PORT}", headers=given)

    def doing(self, who: str = "rita", **more: object) -> dict[str, object]:
        return {"who": who, "key": f"doing-number-{next(self._doings)}", **more}

    @property
    def untouched(self) -> bool:
        """Nobody was asked to do anything, no time went by, and nothing was said or forgotten."""
        return not self.desk.asked and not self.winder.settled_at and list(self.chat.conversations) == []
