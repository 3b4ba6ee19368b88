"""A Microsoft Teams on loopback: the connector, the login service and the signing keys, for any number of people.

It runs in a thread of its own, so that tests without a loop can use it, and refuses what Teams refuses.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import Any, Self

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.harness import teams_cards

Json = dict[str, Any]
TENANT = "7a1c0d3e-0000-4000-8000-00000000000a"
APP_ID = "b07b07b0-0000-4000-8000-00000000000b"
PASSWORD = "the-bot's-own-secret"
BOT = f"28:{APP_ID}"
ISSUER = "https://api.botframework.com"
TEAM = "19:operations@thread.tacv2"
LOST, HANGS = 0, -1


@lru_cache(maxsize=4)
def signing_key(name: str) -> rsa.RSAPrivateKey:
    """Made once for all tests, since making one takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Human:
    """`id` is the directory's; `email` empty: the roster does not tell it."""

    id: str
    name: str
    email: str = ""
    role: str = "user"
    tenant: str = TENANT
    locale: str = "en-GB"
    timezone: str = "Europe/Copenhagen"
    has_the_app: bool = True

    @property
    def user(self) -> str:
        return f"29:{self.id}"

    @property
    def chat(self) -> str:
        return f"a:chat-{self.id}"

    def account(self) -> Json:
        return {"id": self.user, "name": self.name, "aadObjectId": self.id}

    def member(self) -> Json:
        principal = self.email or f"{self.id}@example.com"
        return self.account() | {
            "objectId": self.id,
            "email": self.email,
            "userPrincipalName": principal,
            "userRole": self.role,
            "tenantId": self.tenant,
        }


@dataclass
class Message:
    """As it stands in a conversation. `only_for` is the one who sees a targeted one; `outbox` is the id under which
    Stige sent it of its own accord, empty for an answer."""

    id: str
    conversation: str
    activity: Json
    only_for: str = ""
    outbox: str = ""
    edited: int = 0


@dataclass
class Fault:
    """What becomes of one request instead: this answer; none, after it was carried out (`LOST`); no end (`HANGS`)."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    method: str = ""
    path: str = ""

    def fits(self, request: web.Request) -> bool:
        return self.method in ("", request.method) and self.path in request.path


class FakeTeams:
    def __init__(self) -> None:
        self.people: dict[str, Human] = {}
        self.teams: dict[str, str] = {TEAM: "Operations"}
        self.channels: dict[str, dict[str, str | None]] = {TEAM: {TEAM: None, "19:incidents@thread.tacv2": "Incidents"}}
        self.messages: list[Message] = []
        self.requests: list[tuple[str, str, Json]] = []
        self.faults: list[Fault] = []
        self.tokens: list[str] = []
        self.token_requests: list[Mapping[str, str]] = []
        self.key_fetches = 0
        self.keys = {"first": ("msteams",)}
        self.page_size = 100
        self.files: dict[str, bytes] = {}
        self.wait_until_so_many_post = 0
        self._posting = 0
        self._all_post = asyncio.Event()
        self._closing = asyncio.Event()
        self._ids = count(1)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._loop = asyncio.new_event_loop()
        self.url = ""

    # its life

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10), "the fake did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.1)
        self._loop.run_until_complete(self._listen(runner))
        self._ready.set()
        self._loop.run_forever()
        self._closing.set()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _listen(self, runner: web.AppRunner) -> None:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._front])
        here = "/v3/conversations/{conversation}"
        app.add_routes(
            [
                web.get("/openid", self._openid),
                web.get("/keys", self._keys),
                web.post("/{tenant}/oauth2/v2.0/token", self._token),
                web.post("/v3/conversations", self._open),
                web.post(f"{here}/activities", self._post),
                web.put(f"{here}/activities/{{message}}", self._edit),
                web.delete(f"{here}/activities/{{message}}", self._remove),
                web.get(f"{here}/members/{{user}}", self._member),
                web.get(f"{here}/pagedmembers", self._members),
                web.get("/files/{name}", self._file),
                web.get("/v3/teams/{team}", self._team),
                web.get("/v3/teams/{team}/conversations", self._channels),
            ]
        )
        return app

    @web.middleware
    async def _front(self, request: web.Request, handler: Callable[[web.Request], Any]) -> web.StreamResponse:
        body = await request.json() if request.content_type == "application/json" and request.can_read_body else {}
        if request.path.startswith("/v3/"):
            self.requests.append((request.method, request.path_qs, body))
            if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
                return web.Response(status=401)
        fault = next((fault for fault in self.faults if fault.fits(request)), None)
        if fault:
            self.faults.remove(fault)
            if fault.status == HANGS:
                await self._closing.wait()
            if fault.status != LOST:
                return web.Response(
                    status=fault.status, text=fault.body, headers=fault.headers, content_type="text/html"
                )
        answer: web.StreamResponse = await handler(request)
        if fault and request.transport:
            request.transport.abort()
        return answer

    # what it knows

    def human(self, user: str) -> Human | None:
        return next((human for human in self.people.values() if human.user == user), None)

    def in_conversation(self, conversation: str) -> list[Message]:
        """A thread of a channel belongs to the channel."""
        return [message for message in self.messages if message.conversation.partition(";")[0] == conversation]

    def keep_file(self, content: bytes) -> str:
        """Its signed address, which needs no token."""
        name = f"F{len(self.files)}"
        self.files[name] = content
        return f"{self.url}/files/{name}?tempauth=v1.e30%3D"

    # its doors

    async def _file(self, request: web.Request) -> web.Response:
        assert "Authorization" not in request.headers
        assert request.query_string == "tempauth=v1.e30%3D"  # as it was signed
        return web.Response(body=self.files[request.match_info["name"]], content_type="application/octet-stream")

    async def _openid(self, request: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, request: web.Request) -> web.Response:
        self.key_fetches += 1
        return web.json_response({"keys": [_public(name, endorsed) for name, endorsed in self.keys.items()]})

    async def _token(self, request: web.Request) -> web.Response:
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.token_requests.append({**form, "tenant": request.match_info["tenant"]})
        if (form["client_id"], form["client_secret"]) != (APP_ID, PASSWORD):
            return web.json_response({"error": "invalid_client"}, status=401)
        self.tokens.append(f"token-{next(self._ids)}")
        return web.json_response({"access_token": self.tokens[-1], "expires_in": 3600, "token_type": "Bearer"})

    async def _open(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        human = self.human(wanted["members"][0]["id"])
        if human is None or wanted["bot"]["id"] != BOT or wanted["tenantId"] != TENANT or not human.has_the_app:
            return web.json_response({"error": {"code": "Forbidden"}}, status=403)
        return web.json_response({"id": human.chat}, status=201)

    async def _post(self, request: web.Request) -> web.Response:
        conversation, activity = request.match_info["conversation"], await request.json()
        await self._together()
        if found := self._faults_of(activity, conversation):
            return web.json_response({"error": {"code": "BadSyntax", "message": found}}, status=400)
        targeted = request.query.get("isTargetedActivity") == "true"
        message = Message(f"m{next(self._ids)}", conversation, activity)
        message.only_for = activity["recipient"]["id"] if targeted else ""
        message.outbox = (activity.get("channelData") or {}).get("stige", {}).get("outbox", "")
        self.messages.append(message)
        return web.json_response({"id": message.id}, status=201)

    async def _together(self) -> None:
        """Nobody is answered before so many are there."""
        self._posting += 1
        if self._posting >= self.wait_until_so_many_post:
            self._all_post.set()
        await self._all_post.wait()

    async def _edit(self, request: web.Request) -> web.Response:
        message, activity = self._standing(request), await request.json()
        if message is None:
            return web.json_response({"error": {"code": "ActivityNotFoundInConversation"}}, status=404)
        if found := self._faults_of(activity, message.conversation):
            return web.json_response({"error": {"code": "BadSyntax", "message": found}}, status=400)
        message.activity, message.edited = activity, message.edited + 1
        return web.json_response({"id": message.id})

    async def _remove(self, request: web.Request) -> web.Response:
        message = self._standing(request)
        if message is None:
            return web.Response(status=404)
        self.messages.remove(message)
        return web.Response(status=200)

    async def _member(self, request: web.Request) -> web.Response:
        human = self.human(request.match_info["user"])
        if human and not human.has_the_app and request.match_info["conversation"] == human.chat:
            return web.json_response({"error": {"code": "BotNotInConversationRoster"}}, status=403)
        return web.json_response(human.member()) if human else web.Response(status=404)

    async def _members(self, request: web.Request) -> web.Response:
        if request.match_info["conversation"] not in self.teams:
            return web.Response(status=404)
        first = int(request.query.get("continuationToken", "0"))
        everybody = [human.member() for human in self.people.values()]
        page: Json = {"members": everybody[first : first + self.page_size]}
        more = first + self.page_size < len(everybody)
        return web.json_response(page | ({"continuationToken": str(first + self.page_size)} if more else {}))

    async def _team(self, request: web.Request) -> web.Response:
        name = self.teams.get(request.match_info["team"])
        return web.json_response({"id": request.match_info["team"], "name": name}) if name else web.Response(status=404)

    async def _channels(self, request: web.Request) -> web.Response:
        channels = self.channels.get(request.match_info["team"], {})
        listed = [{"id": channel, "name": name} for channel, name in channels.items()]
        return web.json_response({"conversations": listed})

    def _standing(self, request: web.Request) -> Message | None:
        wanted = (request.match_info["conversation"], request.match_info["message"])
        return next((message for message in self.messages if (message.conversation, message.id) == wanted), None)

    def _faults_of(self, activity: Json, conversation: str) -> list[str]:
        known = {human.chat for human in self.people.values()}
        known |= {channel for channels in self.channels.values() for channel in channels}
        found = [] if conversation.partition(";")[0] in known else [f"no conversation {conversation}"]
        if not activity.get("text") and not activity.get("attachments"):
            found.append("an empty message")
        cards = [attachment["content"] for attachment in activity.get("attachments", ())]
        return [*found, *(fault for card in cards for fault in teams_cards.faults(card))]

    # what it signs

    def signed(self, claims: Mapping[str, object] | None = None, key: str = "first", **header: object) -> str:
        """A token as Bot Framework makes one; a claim given as None is left out."""
        now = int(time.time())
        usual = {"iss": ISSUER, "aud": APP_ID, "serviceurl": self.url, "nbf": now - 10, "exp": now + 3600}
        whole = {name: value for name, value in {**usual, **(claims or {})}.items() if value is not None}
        return jwt.encode(whole, signing_key(key), algorithm="RS256", headers={"kid": key, **header})


def _public(name: str, endorsements: tuple[str, ...]) -> Json:
    public: Json = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(signing_key(name).public_key()))
    return public | {"kid": name, "use": "sig", "endorsements": list(endorsements)}
