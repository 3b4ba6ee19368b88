"""A Slack of our own on loopback: the Web API as far as Stige calls it, with state, triggers that work once, Slack's
rules for blocks, and faults on demand."""

import asyncio
import itertools
import json
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from tests.harness.blockkit import message_faults, view_faults

Json = dict[str, Any]
TEAM, BOT_USER, BOT, TOKEN, SECRET = "T0STIGE", "U0STIGEBOT", "B0STIGE", "xoxb-fake", "shhh"


@dataclass
class Message:
    channel: str
    ts: str
    text: str
    blocks: list[Json]
    metadata: Json = field(default_factory=dict)
    edited: int = 0
    seen_by: str = ""  # an ephemeral one is seen by one person alone


@dataclass
class OpenView:
    id: str
    hash: str
    user: str
    view: Json


@dataclass
class Trigger:
    user: str
    expires_at: float
    used: bool = False


Fault = Callable[[web.Request], web.StreamResponse]  # what happens instead of the answer


def fails(error: str, status: int = 200, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: web.json_response({"ok": False, "error": error}, status=status, headers=named)


def page(status: int) -> Fault:
    """An answer from something in front of Slack."""
    return lambda _: web.Response(status=status, text="<html>bad gateway</html>", content_type="text/html")


def breaks(request: web.Request) -> web.Response:
    """The connection ends without an answer, and nothing was done."""
    _hang_up(request)
    return web.Response()


class FakeSlack:
    def __init__(self) -> None:
        self.users: dict[str, Json] = {}
        self.channels: dict[str, Json] = {}
        self.messages: dict[str, Message] = {}
        self.ephemeral: list[Message] = []
        self.views: list[OpenView] = []
        self.files: dict[str, bytes] = {}
        self.silence: dict[str, Json] = {}
        self.page_size = 2
        self.calls: list[tuple[str, Json]] = []
        self.connections: set[Any] = set()
        self.lost_answers: set[str] = set()
        self.delays: dict[str, float] = {}
        self.auth: Json = {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT, "enterprise_id": None}
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._triggers: dict[str, Trigger] = {}
        self._hooks: dict[str, tuple[str, str, int]] = {}
        self._numbers = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self.url = ""
        self.seconds: Callable[[], int] = lambda: 1700000000

    async def start(self) -> Self:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/api/{method}", self._called)
        app.router.add_post("/hooks/{hook}", self._hooked)
        app.router.add_get("/files-pri/{name}", self._file)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    # what the workspace holds

    def add_person(self, user: str, name: str = "", email: str = "", **more: object) -> str:
        profile = {"real_name": name or user, "email": email}
        base = {"id": user, "team_id": TEAM, "name": user.lower(), "locale": "en-GB", "tz": "Europe/Copenhagen"}
        self.users[user] = {**base, "profile": profile, **more}
        return user

    def add_channel(self, channel: str, name: str, **more: object) -> str:
        base = {"id": channel, "name": name, "is_private": False, "is_member": True, "is_archived": False}
        self.channels[channel] = {**base, **more}
        return channel

    def trigger(self, user: str, lives_seconds: float = 3.0) -> str:
        name = f"{next(self._numbers)}.{user}"
        self._triggers[name] = Trigger(user, time.monotonic() + lives_seconds)
        return name

    def hook(self, user: str, channel: str, uses: int = 5) -> str:
        name = f"H{next(self._numbers)}"
        self._hooks[name] = (user, channel, uses)
        return f"{self.url}/hooks/{name}"

    def goes_wrong(self, method: str, *faults: Fault) -> None:
        """The next calls of that method end so."""
        self._faults[method].extend(faults)

    # what stands there

    def in_channel(self, channel: str) -> list[Message]:
        return [message for message in self.messages.values() if message.channel == channel]

    def dm_of(self, user: str) -> str:
        """It is there from the start: people can write into it before they were ever written to."""
        channel = f"D{user}"
        self.channels.setdefault(channel, {"id": channel, "is_im": True, "is_member": True, "is_archived": False})
        return channel

    def called(self, method: str) -> list[Json]:
        return [args for name, args in self.calls if name == method]

    def form_of(self, user: str) -> OpenView | None:
        return next((view for view in reversed(self.views) if view.user == user), None)

    # HTTP

    async def _called(self, request: web.Request) -> web.StreamResponse:
        method, args = request.match_info["method"], await arguments(request)
        self.calls.append((method, args))
        self.connections.add(request.transport)
        await asyncio.sleep(self.delays.get(method, 0))
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if self._faults[method]:
            return self._faults[method].popleft()(request)
        told = self._told(method, args)
        if method in self.lost_answers:
            _hang_up(request)
        return web.json_response(told)

    def _told(self, method: str, args: Json) -> Json:
        try:
            return {"ok": True, **getattr(self, "_" + method.replace(".", "_"))(args)}
        except Refusal as refusal:
            return {"ok": False, "error": str(refusal)}

    def keep_file(self, content: bytes) -> str:
        """Its private address."""
        name = f"F{len(self.files)}"
        self.files[name] = content
        return f"{self.url}/files-pri/{name}"

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.Response(status=302, headers={"Location": f"{self.url}/login"})
        if self._faults["file"]:
            return self._faults["file"].popleft()(request)
        return web.Response(body=self.files[request.match_info["name"]], content_type="text/plain")

    async def _hooked(self, request: web.Request) -> web.Response:
        name, message = request.match_info["hook"], await request.json()
        user, channel, uses = self._hooks.get(name, ("", "", 0))
        if not uses:
            return web.Response(status=404, text="expired_url")
        self._hooks[name] = (user, channel, uses - 1)
        assert (message["response_type"], message["replace_original"]) == ("ephemeral", False)
        _refuse_blocks(message)
        self._keep_ephemeral(channel, user, message)
        return web.Response(text="ok")

    # the methods

    def _auth_test(self, _: Json) -> Json:
        return self.auth

    def _users_info(self, args: Json) -> Json:
        user = self.users.get(args["user"])
        if user is None:
            raise Refusal("user_not_found")
        return {"user": user if args.get("include_locale") else {**user, "locale": None}}

    def _users_lookupByEmail(self, args: Json) -> Json:  # noqa: N802 - Slack's name for it
        found = [user for user in self.users.values() if user["profile"].get("email") == args["email"]]
        if not found:
            raise Refusal("users_not_found")
        return {"user": {key: value for key, value in found[0].items() if key != "locale"}}

    def _users_list(self, args: Json) -> Json:
        """Few on a page, so that nobody forgets the next one."""
        if int(args["limit"]) > 200:
            raise Refusal("limit_required")
        users = [u for u in self.users.values() if self._lives_in(args.get("team_id") or TEAM, u)]
        start = int(args.get("cursor") or 0)
        more = str(start + self.page_size) if start + self.page_size < len(users) else ""
        page = users[start : start + self.page_size]
        if not args.get("include_locale"):
            page = [{key: value for key, value in user.items() if key != "locale"} for user in page]
        return {"members": page, "response_metadata": {"next_cursor": more}}

    @staticmethod
    def _lives_in(team: str, user: Json) -> bool:
        return user.get("team_id") == team or team in (user.get("enterprise_user") or {}).get("teams", ())

    def _dnd_info(self, args: Json) -> Json:
        if args["user"] not in self.users:
            raise Refusal("user_not_found")
        return {
            "dnd_enabled": False,
            "next_dnd_start_ts": 1,
            "next_dnd_end_ts": 1,
            **self.silence.get(args["user"], {}),
        }

    def _conversations_open(self, args: Json) -> Json:
        user = self.users.get(args["users"])
        if user is None:
            raise Refusal("user_not_found")
        if user.get("deleted"):
            raise Refusal("user_disabled")
        if user.get("is_bot"):
            raise Refusal("cannot_dm_bot")
        return {"channel": {"id": self.dm_of(user["id"])}}

    def _conversations_list(self, args: Json) -> Json:
        """Two on a page, so that nobody forgets the next one."""
        rooms = [r for r in self.channels.values() if not r.get("is_im") and not r["is_archived"]]
        rooms = [r for r in rooms if not r["is_private"] or r["is_member"]]
        start = int(args.get("cursor") or 0)
        more = str(start + 2) if start + 2 < len(rooms) else ""
        return {"channels": rooms[start : start + 2], "response_metadata": {"next_cursor": more}}

    def _conversations_history(self, args: Json) -> Json:
        """The newest first, few on a page."""
        channel = self._channel(args)["id"]
        oldest = float(args.get("oldest") or 0)
        told = [m for m in self.in_channel(channel) if float(m.ts) > oldest][::-1]
        start = int(args.get("cursor") or 0)
        more = str(start + self.page_size) if start + self.page_size < len(told) else ""
        with_metadata = str(args.get("include_all_metadata")).lower() in ("true", "1")
        shown = [
            {"type": "message", "ts": m.ts, "text": m.text, **({"metadata": m.metadata} if with_metadata else {})}
            for m in told[start : start + self.page_size]
        ]
        return {"messages": shown, "has_more": bool(more), "response_metadata": {"next_cursor": more}}

    def _conversations_join(self, args: Json) -> Json:
        channel = self._channel(args)
        if channel["is_private"]:
            raise Refusal("method_not_supported_for_channel_type")
        channel["is_member"] = True
        return {"channel": channel}

    def _chat_postMessage(self, args: Json) -> Json:  # noqa: N802 - Slack's name for it
        channel = self._writable(args)
        _refuse_blocks(args)
        message = Message(channel["id"], self._ts(), args["text"], args["blocks"], args.get("metadata") or {})
        self.messages[message.ts] = message
        return {"channel": channel["id"], "ts": message.ts}

    def _chat_postEphemeral(self, args: Json) -> Json:  # noqa: N802 - Slack's name for it
        channel = self._writable(args)
        _refuse_blocks(args)
        self._keep_ephemeral(channel["id"], args["user"], args)
        return {"message_ts": self.ephemeral[-1].ts}

    def _chat_update(self, args: Json) -> Json:
        message = self._message(args)
        _refuse_blocks(args)
        if len(args["text"]) > 4000:
            raise Refusal("msg_too_long")
        message.text, message.blocks, message.edited = args["text"], args["blocks"], message.edited + 1
        return {"channel": message.channel, "ts": message.ts}

    def _chat_delete(self, args: Json) -> Json:
        return {"ts": self.messages.pop(self._message(args).ts).ts}

    def _views_open(self, args: Json) -> Json:
        trigger = self._triggers.get(args["trigger_id"])
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if time.monotonic() > trigger.expires_at:
            raise Refusal("expired_trigger_id")
        if faults := view_faults(args["view"]):
            raise Refusal(f"invalid_arguments: {faults}")
        trigger.used = True
        number = next(self._numbers)
        self.views.append(OpenView(f"V{number}", f"{number}.hash", trigger.user, args["view"]))
        return {"view": {"id": self.views[-1].id, **args["view"]}}

    def _channel(self, args: Json) -> Json:
        if args["channel"] not in self.channels:
            raise Refusal("channel_not_found")
        return self.channels[args["channel"]]

    def _writable(self, args: Json) -> Json:
        channel = self._channel(args)
        if channel["is_archived"]:
            raise Refusal("is_archived")
        if not channel["is_member"]:
            raise Refusal("not_in_channel")
        return channel

    def _message(self, args: Json) -> Message:
        message = self.messages.get(args["ts"])
        if message is None or message.channel != args["channel"]:
            raise Refusal("message_not_found")
        return message

    def _keep_ephemeral(self, channel: str, user: str, args: Json) -> None:
        self.ephemeral.append(Message(channel, self._ts(), args["text"], args["blocks"], seen_by=user))

    def _ts(self) -> str:
        return f"{self.seconds()}.{next(self._numbers):06}"


def _hang_up(request: web.Request) -> None:
    assert request.transport
    request.transport.abort()


class Refusal(Exception):
    """Slack's word for why not."""


def _refuse_blocks(message: Json) -> None:
    if faults := message_faults(message["blocks"]):
        raise Refusal(f"invalid_blocks: {faults}")
    if not message["text"]:
        raise Refusal("no_text")


async def arguments(request: web.Request) -> Json:
    """slack_sdk sends some in the query, some as a form, some as JSON."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        return {**given, **await request.json()}
    form = {name: str(value) for name, value in (await request.post()).items()}
    return {**given, **{name: _decoded(name, value) for name, value in form.items()}}


def _decoded(name: str, value: str) -> Any:
    return json.loads(value) if name in ("blocks", "view", "metadata") else value
