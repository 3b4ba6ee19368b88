"""The door at `/api/messages`, and Teams put together behind it."""

import asyncio
import time
from collections.abc import Callable

import structlog
from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from adapters.teams.activity import Activity
from adapters.teams.addresses import Addresses
from adapters.teams.auth import Adapter, Admitted, Gate, Keys, Unauthorised
from adapters.teams.connector import Connector, Session, Token
from adapters.teams.contacts import Memory
from adapters.teams.conversations import Conversations
from adapters.teams.credentials import Credentials
from adapters.teams.directory import Directory
from adapters.teams.elements import Json
from adapters.teams.files import Files
from adapters.teams.inbound import Asked, Malformed, NotOffered, asked
from adapters.teams.parts import Desk, Words
from adapters.teams.sender import TeamsSender
from adapters.teams.settings import TeamsSettings
from bot.ports import Contacts
from bot.sending import Lost, NotNow, Undeliverable
from bot.settings import Unusable

PATH = "/api/messages"
LARGEST_BODY = 256 * 1024
# Others of Bot Framework's channels let their clients say whose tenant they are.
CHANNEL = "msteams"

log = structlog.get_logger()


class Turned(Exception):
    """Not let in, or not understood; carries the HTTP status."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Teams:
    """One bot on one event loop, until `stop`. `sender` is what the relay speaks through."""

    def __init__(
        self,
        settings: TeamsSettings,
        desk: Desk,
        words: Words,
        contacts: Contacts,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        if not settings.app_id.strip() or not settings.password.strip():
            raise Unusable("Teams needs MICROSOFT_APP_ID and MICROSOFT_APP_PASSWORD: without them nobody is checked.")
        self._tenants, self._desk = settings.tenants, desk
        self._session = Session()
        token = Token(settings, self._session, monotonic)
        connector, self._credentials = Connector(self._session, token), Credentials(token.get, monotonic)
        self.memory = memory = Memory(contacts)
        self._directory = Directory(memory, connector, monotonic)
        self._addresses = Addresses(memory, connector, settings.tenants)
        self.conversations = Conversations(
            desk, self._directory, self._addresses, connector, words, Files(self._session, settings.login_url)
        )
        self.sender = TeamsSender(self._addresses, connector, words)
        self._gate = Gate(settings, Keys(settings.metadata_url, self._session.fetch, monotonic))
        self._adapter = Adapter(self._gate)
        self.routes = [Route(PATH, self.receive, methods=["POST"])]

    async def stop(self) -> None:
        """Answers that wait for a platform are given up: what matters is in the outbox."""
        self.conversations.stop()
        await self._session.close()

    async def looked_at(self) -> str | None:
        """Why Teams cannot be spoken with now; None when it can."""
        return await self._credentials.trouble()

    async def receive(self, request: Request) -> Response:
        try:
            body = await _bounded(request)
            admitted = await self._admit(request.headers.get("authorization"))
            activity = self._read(body, admitted)
            answered = await self._turn(admitted, activity)
        except Turned as turned:
            log.info("teams.refused", status=turned.status, why=turned.why)
            return PlainTextResponse(turned.why, turned.status)
        except ClientDisconnect:
            return PlainTextResponse("gone", 400)
        return Response() if answered is None else JSONResponse(answered)

    async def _admit(self, header: str | None) -> Admitted:
        """Before anything is parsed."""
        try:
            return await self._gate.admit(header)
        except Unauthorised as why:
            log.info("teams.unauthorised", why=str(why))
            raise Turned(401, "not signed by Bot Framework for this bot") from None

    def _read(self, body: bytes, admitted: Admitted) -> Activity:
        try:
            activity = Activity.model_validate_json(body)
        except ValidationError:
            raise Turned(400, "not an activity") from None
        try:
            self._gate.hold_against(admitted, activity)
        except Unauthorised as why:
            log.info("teams.unauthorised", why=str(why))
            raise Turned(401, "signed for something else") from None
        if activity.channel_id != CHANNEL or activity.tenant not in self._tenants:
            raise Turned(403, "another tenant")
        return activity

    async def _turn(self, admitted: Admitted, activity: Activity) -> Json | None:
        try:
            wanted = asked(activity)
        except Malformed as why:
            raise Turned(400, str(why)) from None
        except NotOffered:
            raise Turned(501, "not offered") from None

        async def answer() -> Json | None:
            return await self._answer(activity, wanted)

        return await self._adapter.turn(admitted, activity, answer)

    async def _answer(self, activity: Activity, wanted: Asked | None) -> Json | None:
        if wanted is not None:
            return await self.conversations.answer(activity, wanted)
        await self._directory.remember(activity)
        if activity.type == "conversationUpdate":
            self._addresses.forget_rooms()
        if activity.personal and activity.type in ("installationUpdate", "conversationUpdate"):
            await self._meet(activity)
        return None

    async def _meet(self, activity: Activity) -> None:
        """Somebody got the app: from now on they can be written to."""
        if activity.action.startswith("remove"):
            return
        try:
            profile = await self._directory.profile(activity)
            await asyncio.to_thread(self._desk.heard_of, profile)
        except (NotNow, Lost, Undeliverable) as failure:
            log.warning("teams.person_unknown", why=str(failure), key=activity.key)


async def _bounded(request: Request) -> bytes:
    """Read no further than allowed."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise Turned(413, "too large")
    return body
