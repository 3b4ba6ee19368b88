"""The door at `/slack/events`, and Slack put together behind it."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.slack import inbound
from adapters.slack.addresses import Addresses
from adapters.slack.client import client, session
from adapters.slack.conversations import Conversations
from adapters.slack.directory import Directory
from adapters.slack.files import Files
from adapters.slack.installation import Installation
from adapters.slack.parts import Desk, Json, Words
from adapters.slack.sender import SlackSender
from adapters.slack.settings import SlackSettings
from adapters.slack.speaker import Speaker
from bot.ports import Contacts

PATH = "/slack/events"
LARGEST_BODY = 1024 * 1024  # bytes; Slack's own largest is a view of 250 kB
TIMESTAMP = re.compile(r"[0-9]{1,12}")
EVERY = re.compile("")
SHAPE_FAULTS = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)

log = structlog.get_logger()


class Refused(Exception):
    """Not let in; carries the HTTP status."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Slack:
    """One Slack app. `start` and `stop` frame its life on one event loop; `sender` is what the relay speaks through."""

    def __init__(self, settings: SlackSettings, desk: Desk, words: Words, contacts: Contacts) -> None:
        self._client = client(settings.bot_token, settings.api_url)
        self.installation = Installation(self._client, settings)
        directory = Directory(self._client, self.installation.workspaces)
        addresses = Addresses(self._client, contacts)
        self.conversations = Conversations(
            desk, directory, words, Speaker(self._client, addresses), Files(self._client)
        )
        self.sender = SlackSender(self._client, addresses, directory, words, self.installation)
        self._verifier = SignatureVerifier(settings.signing_secret)
        self._bolt = bolt(settings, self.installation, self.conversations)
        self.routes = [Route(PATH, self.receive, methods=["POST"])]

    async def start(self) -> None:
        self._client.session = session()
        await self.installation.identify()

    async def stop(self) -> None:
        """Lets answers that are under way be told first."""
        await self.conversations.idle()
        if self._client.session:
            await self._client.session.close()

    def trouble(self) -> str | None:
        """Why Slack cannot be spoken with now; None when it can."""
        return self.installation.trouble()

    async def looked_at(self) -> str | None:
        """The same, after Slack was asked again where that was long ago."""
        return await self.installation.looked_at()

    async def receive(self, request: Request) -> Response:
        try:
            body = await self._signed_body(request)
            return await self._dispatched(body, request.headers)
        except Refused as refused:
            log.info("slack.refused", status=refused.status, why=refused.why)
            return PlainTextResponse(refused.why, refused.status)
        except ClientDisconnect:
            return PlainTextResponse("gone", 400)

    async def _signed_body(self, request: Request) -> str:
        """Read no further than allowed, and parsed by nobody before its signature holds: Bolt parses first."""
        raw = b""
        async for piece in request.stream():
            raw += piece
            if len(raw) > LARGEST_BODY:
                raise Refused(413, "too large")
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not TIMESTAMP.fullmatch(timestamp) or not signature.isascii():
            raise Refused(401, "not signed")
        try:
            body = raw.decode()
        except UnicodeDecodeError:
            raise Refused(400, "not readable") from None
        if not self._verifier.is_valid(body, timestamp, signature):
            raise Refused(401, "not signed by Slack, or too long ago")
        return body

    async def _dispatched(self, body: str, headers: Mapping[str, str]) -> Response:
        try:
            request = AsyncBoltRequest(body=body, headers={**headers})
            if request.body.get("type") != "url_verification":
                await self._check_workspace(request.body)
            answer = await self._bolt.async_dispatch(request)
        except SHAPE_FAULTS as fault:
            log.info("slack.malformed", kind=type(fault).__name__)
            raise Refused(400, "not something that Slack sends") from None
        return Response(answer.body, answer.status, {"content-type": answer.first_headers()["content-type"]})

    async def _check_workspace(self, payload: inbound.Payload) -> None:
        """Before anything is read or stored."""
        if not await self.installation.known():
            raise Refused(503, "Slack has not told yet whose token this is")
        if not self.installation.listens_to(inbound.team_of(payload), inbound.organisation_of(payload)):
            raise Refused(403, "another workspace")


def bolt(settings: SlackSettings, installation: Installation, conversations: Conversations) -> AsyncApp:
    """Four listeners for everything: each further one costs every request a match. None is lazy, since a lazy one
    copies the shared session and fails."""

    async def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        return installation.authorize(team_id, enterprise_id)  # Bolt looks at names of arguments, and knows no `self`

    app = AsyncApp(
        name="stige",
        logger=_quiet_logger(),
        client=AsyncWebClient(base_url=settings.api_url),
        authorize=authorize,
        request_verification_enabled=False,  # done already, before the body was parsed
        ssl_check_enabled=False,  # would answer the unsigned
        process_before_response=True,  # else an acknowledgement waits up to 10 ms, and an exception can erase it
        raise_error_for_unhandled_request=True,  # else the whole payload is logged
    )
    app.command(EVERY)(_listener(inbound.command, conversations.command))
    app.action(EVERY)(_listener(inbound.action, conversations.button))
    app.view(EVERY)(_listener(inbound.submission, conversations.form))
    app.event(EVERY)(_listener(inbound.event, _hears(installation, conversations)))
    app.error(_unhandled)
    return app


def _listener(
    read: Callable[[inbound.Payload], Any], respond: Callable[[Any], Awaitable[Json]]
) -> Callable[..., Awaitable[BoltResponse]]:
    async def listener(ack: AsyncAck, body: dict[str, Any]) -> BoltResponse:
        try:
            done = read(body)
        except SHAPE_FAULTS as fault:
            log.info("slack.malformed", kind=type(fault).__name__)
            return BoltResponse(status=400, body="not something that Slack sends")
        return await ack(await respond(done) or "")

    return listener


def _hears(
    installation: Installation, conversations: Conversations
) -> Callable[[inbound.Typed | inbound.Changed | inbound.Gone | None], Awaitable[Json]]:
    async def hear(event: inbound.Typed | inbound.Changed | inbound.Gone | None) -> Json:
        match event:
            case None:
                return {}
            case inbound.Gone(why=why):
                installation.removed(why)
                return {}
            case inbound.Changed():
                return await conversations.heard(event)
            case inbound.Typed():
                return await conversations.said(event)

    return hear


async def _unhandled(error: Exception) -> BoltResponse:
    """What no listener takes, such as a kind of interaction that no card of ours has, and what Bolt stumbles over on
    its way to them. Its payload is not logged."""
    expected = isinstance(error, BoltUnhandledRequestError)
    log.log(logging.INFO if expected else logging.ERROR, "slack.unhandled", kind=type(error).__name__)
    return BoltResponse(status=404 if expected else 400 if isinstance(error, SHAPE_FAULTS) else 500, body="")


def _quiet_logger() -> logging.Logger:
    """Bolt's own: at its lower levels it writes whole payloads, and warns of the token that it finds by itself."""
    logger = logging.getLogger("slack_bolt.stige")
    logger.setLevel(logging.ERROR)
    return logger
