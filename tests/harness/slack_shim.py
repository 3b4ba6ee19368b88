"""The `emulate` program from npm as a Slack, behind a small server of ours that makes it one for slack_sdk.

The emulator reads arguments only from POST bodies, while slack_sdk puts many in the query: they are merged into one
JSON body. It sends no commands and plays no response_url, and knows neither languages nor time zones: that is here too,
and so is what cannot be asked of it afterwards (forms that were opened, messages that one person alone saw).
"""

import itertools
import json
import socket
import subprocess
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError
from urllib.request import Request, urlopen

import aiohttp
from aiohttp import web

from adapters.slack.manifest import SCOPES
from tests.harness.fake_slack import Fault, Json, Message, OpenView, arguments

PROGRAM = Path(__file__).parents[2] / ".external/node_modules/.bin/emulate"
TOKEN, OPERATOR = "xoxb-emulated", "xoxb-operator"
# What the harness needs besides, to see what stands there; Stige has no such rights.
SEES = ("channels:history", "groups:history")
BOT_USER, BOT, APP = "U0STIGEBOT", "B0STIGE", "A0STIGE"


class Emulator:
    """The process. Strict about scopes, so that Stige has to do with those of its manifest."""

    def __init__(self, home: Path, people: Mapping[str, str], rooms: Iterable[str]) -> None:
        """`people` gives a name for each e-mail address."""
        seed = home / "seed.json"  # JSON is YAML too
        seed.write_text(json.dumps({"slack": _seed(people, rooms)}))
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [str(PROGRAM), "start", "--service", "slack", "--port", str(port), "--seed", str(seed)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=home)
        self._wait()

    def call(self, method: str, token: str = OPERATOR, **args: object) -> Json:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = Request(f"{self.url}/api/{method}", json.dumps(args).encode(), headers)
        with urlopen(request, timeout=5) as answer:
            told: Json = json.load(answer)
        assert told["ok"], (method, told)
        return told

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def _wait(self) -> None:
        give_up_at = time.monotonic() + 15
        while time.monotonic() < give_up_at:
            assert self._process.poll() is None, "the emulator ended at once"
            with suppress(URLError, ConnectionError):
                self.call("auth.test")
                return
            time.sleep(0.05)
        raise AssertionError("the emulator did not start")


class Shim:
    """Before the emulator, with the same face to a driver as `FakeSlack`."""

    def __init__(self, emulator: Emulator, overlay: Mapping[str, str]) -> None:
        """`overlay` is what every person's `users.info` says besides."""
        self._emulator, self._overlay = emulator, dict(overlay)
        self.ephemeral: list[Message] = []
        self.views: list[OpenView] = []
        self.calls: list[tuple[str, Json]] = []
        self.lost_answers: set[str] = set()
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._hooks: dict[str, tuple[str, str]] = {}
        self._trigger_owners: dict[str, str] = {}
        self._edits: dict[tuple[str, str], int] = defaultdict(int)
        self._numbers = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self) -> Self:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/api/{method}", self._called)
        app.router.add_post("/hooks/{hook}", self._hooked)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._http = aiohttp.ClientSession()
        return self

    async def stop(self) -> None:
        await self._http.close()
        if self._runner:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    # as a driver sees it

    def user_of(self, email: str) -> str:
        return str(self._emulator.call("users.lookupByEmail", email=email)["user"]["id"])

    def channel_named(self, name: str) -> str:
        rooms = self._emulator.call("conversations.list")["channels"]
        return next(str(room["id"]) for room in rooms if room["name"] == name)

    def dm_of(self, user: str) -> str:
        return str(self._emulator.call("conversations.open", TOKEN, users=user)["channel"]["id"])

    def trigger(self, user: str, lives_seconds: float = 3.0) -> str:
        name = str(self._emulator.call("views.generateTriggerId", TOKEN, user_id=user)["trigger_id"])
        self._trigger_owners[name] = user
        return name

    def hook(self, user: str, channel: str, uses: int = 5) -> str:
        name = f"H{next(self._numbers)}"
        self._hooks[name] = (user, channel)
        return f"{self.url}/hooks/{name}"

    def in_channel(self, channel: str) -> list[Message]:
        """Oldest first, without what people wrote."""
        history = self._emulator.call("conversations.history", channel=channel, limit=200)["messages"]
        return [self._message(channel, each) for each in reversed(history) if each.get("blocks")]

    def goes_wrong(self, method: str, *faults: Fault) -> None:
        self._faults[method].extend(faults)

    def called(self, method: str) -> list[Json]:
        return [args for name, args in self.calls if name == method]

    def _message(self, channel: str, told: Json) -> Message:
        edits = self._edits[channel, told["ts"]]
        return Message(channel, told["ts"], told["text"], told["blocks"], told.get("metadata") or {}, edits)

    # as Stige sees it

    async def _called(self, request: web.Request) -> web.StreamResponse:
        method, args = request.match_info["method"], await arguments(request)
        self.calls.append((method, args))
        if self._faults[method]:
            return self._faults[method].popleft()(request)
        headers = {"Authorization": request.headers.get("Authorization", "")}
        async with self._http.post(f"{self._emulator.url}/api/{method}", json=args, headers=headers) as answer:
            told: Json = await answer.json()
            status = answer.status
        if told.get("ok"):
            self._heard(method, args, told)
        if method in self.lost_answers:
            assert request.transport
            request.transport.abort()
        return web.json_response(told, status=status)

    def _heard(self, method: str, args: Json, told: Json) -> None:
        match method:
            case "users.info":
                told["user"] |= self._overlay
            case "views.open":
                owner = self._trigger_owners[args["trigger_id"]]
                self.views.append(OpenView(told["view"]["id"], told["view"]["hash"], owner, args["view"]))
            case "chat.postEphemeral":
                self._seen_alone(args["channel"], args["user"], args)
            case "chat.update":
                self._edits[args["channel"], args["ts"]] += 1
            case _:
                pass

    async def _hooked(self, request: web.Request) -> web.Response:
        user, channel = self._hooks[request.match_info["hook"]]
        self._seen_alone(channel, user, await request.json())
        return web.Response(text="ok")

    def _seen_alone(self, channel: str, user: str, message: Mapping[str, Any]) -> None:
        number = f"alone.{next(self._numbers)}"
        self.ephemeral.append(Message(channel, number, message["text"], message["blocks"], seen_by=user))


def _seed(people: Mapping[str, str], rooms: Iterable[str]) -> Json:
    bot = {"app_id": APP, "bot_id": BOT, "bot_user_id": BOT_USER}
    return {
        "strict_scopes": True,
        "users": [
            {"name": email.partition("@")[0], "real_name": name, "email": email} for email, name in people.items()
        ],
        "channels": [{"name": room} for room in rooms],
        "oauth_apps": [
            {**bot, "client_id": "1.2", "client_secret": "x", "name": "Stige", "bot_name": "stige", "redirect_uris": []}
        ],
        "tokens": [
            {**bot, "token": TOKEN, "user_id": BOT_USER, "scopes": list(SCOPES)},
            {**bot, "token": OPERATOR, "user_id": BOT_USER, "scopes": [*SCOPES, *SEES]},
        ],
    }


def _free_port() -> int:
    with socket.socket() as wire:
        wire.bind(("127.0.0.1", 0))
        port: int = wire.getsockname()[1]
        return port
