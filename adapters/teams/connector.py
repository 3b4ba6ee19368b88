"""The connector's REST interface with a shared session and a token that is kept until it nearly expires.

The SDK's own client asks for a token each turn, blocks a thread each send, takes an error page for JSON, and cannot
send targeted messages.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from adapters.teams.settings import TeamsSettings
from bot.sending import Lost, NotNow, Undeliverable

TIMEOUT = aiohttp.ClientTimeout(total=12, sock_connect=4)
EXPIRES_EARLY = 300.0
TRY_AGAIN = {408, 412, 425, 429}
NOT_FOR_THEM = {403, 404, 410}

Json = Any  # what the platform answers, read with care by whoever asked


class NotForThem(Undeliverable):
    """Refused because of whom or what it was about; every other refusal is our own trouble."""


class Session:
    """One pool of connections, opened at its first use, since it belongs to the running loop."""

    def __init__(self, timeout: aiohttp.ClientTimeout = TIMEOUT) -> None:
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    def get(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        return self._session

    async def fetch(self, url: str) -> Json:
        """A public document. Raises `aiohttp.ClientError`, `TimeoutError` or `ValueError`."""
        async with self.get().get(url) as answer:
            answer.raise_for_status()
            return await answer.json(content_type=None)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


class Token:
    """The bot's own access token: one for many sends."""

    def __init__(self, settings: TeamsSettings, session: Session, monotonic: Callable[[], float]) -> None:
        self._settings, self._session, self._monotonic = settings, session, monotonic
        self._token, self._good_until = "", float("-inf")
        self._one_at_a_time = asyncio.Lock()

    async def get(self) -> str:
        async with self._one_at_a_time:
            if self._monotonic() >= self._good_until:
                self._keep(await self._ask())
            return self._token

    def forget(self, token: str) -> None:
        """The platform refused this one."""
        if token == self._token:
            self._good_until = float("-inf")

    def _keep(self, answer: Json) -> None:
        try:
            token, lives = str(answer["access_token"]), float(answer["expires_in"])
        except (KeyError, TypeError, ValueError):
            raise NotNow("the login service answered without a token") from None
        self._token, self._good_until = token, self._monotonic() + lives - min(EXPIRES_EARLY, lives / 2)

    async def _ask(self) -> Json:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.app_id,
            "client_secret": self._settings.password,
            "scope": f"{self._settings.bot_framework}/.default",
        }
        try:
            async with self._session.get().post(self._settings.token_url, data=form) as answer:
                _raise_for(answer, "the login service")
                return await _body(answer)
        except (aiohttp.ClientError, TimeoutError) as failure:
            # Nothing was sent to anybody yet, whatever became of this.
            raise NotNow(f"the login service did not answer: {type(failure).__name__}") from None


class Connector:
    """Raises `Undeliverable`, `NotNow` or `Lost`, and nothing else."""

    def __init__(self, session: Session, token: Token) -> None:
        self._session, self._token = session, token

    async def post(self, service_url: str, conversation: str, activity: Json, targeted: bool = False) -> str:
        """The id of the new message. A `targeted` one is seen by its recipient alone."""
        query = {"isTargetedActivity": "true"} if targeted else {}
        path = f"v3/conversations/{_quoted(conversation)}/activities"
        return _id(await self._call("POST", service_url, path, activity, query))

    async def edit(self, service_url: str, conversation: str, message: str, activity: Json) -> None:
        path = f"v3/conversations/{_quoted(conversation)}/activities/{_quoted(message)}"
        await self._call("PUT", service_url, path, activity)

    async def remove(self, service_url: str, conversation: str, message: str) -> None:
        path = f"v3/conversations/{_quoted(conversation)}/activities/{_quoted(message)}"
        await self._call("DELETE", service_url, path)

    async def open(self, service_url: str, tenant: str, bot: str, user: str) -> str:
        """The personal conversation with somebody, made if there is none."""
        wanted = {
            "bot": {"id": bot},
            "members": [{"id": user}],
            "isGroup": False,
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        if not (opened := _id(await self._call("POST", service_url, "v3/conversations", wanted))):
            raise NotNow("the connector opened a conversation without an id")
        return opened

    async def member(self, service_url: str, conversation: str, user: str) -> Json:
        path = f"v3/conversations/{_quoted(conversation)}/members/{_quoted(user)}"
        return await self._call("GET", service_url, path)

    async def members(self, service_url: str, conversation: str, after: str = "") -> Json:
        """A page of the roster: `members`, and `continuationToken` where there are more."""
        query = {"pageSize": "500"} | ({"continuationToken": after} if after else {})
        return await self._call(
            "GET", service_url, f"v3/conversations/{_quoted(conversation)}/pagedmembers", None, query
        )

    async def channels(self, service_url: str, team: str) -> Json:
        return await self._call("GET", service_url, f"v3/teams/{_quoted(team)}/conversations")

    async def team(self, service_url: str, team: str) -> Json:
        return await self._call("GET", service_url, f"v3/teams/{_quoted(team)}")

    async def _call(
        self, method: str, service_url: str, path: str, body: Json = None, query: Mapping[str, str] | None = None
    ) -> Json:
        token = await self._token.get()
        try:
            return await self._send(method, f"{service_url.rstrip('/')}/{path}", token, body, query)
        except _TokenRefused:
            self._token.forget(token)
        try:
            return await self._send(method, f"{service_url.rstrip('/')}/{path}", await self._token.get(), body, query)
        except _TokenRefused as refused:
            raise NotNow(str(refused), everywhere=True) from None

    async def _send(self, method: str, url: str, token: str, body: Json, query: Mapping[str, str] | None) -> Json:
        # Ids are escaped by us, with their colons and semicolons, and must not be escaped again.
        target = URL(url, encoded=True).update_query(query or {})
        headers = {"Authorization": f"Bearer {token}"}
        try:
            async with self._session.get().request(method, target, json=body, headers=headers) as answer:
                _raise_for(answer, "the connector")
                return await _body(answer)
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as failure:
            raise NotNow(f"the connector cannot be reached: {type(failure).__name__}") from None
        except aiohttp.ConnectionTimeoutError:
            raise NotNow("the connector cannot be reached in time") from None
        except (aiohttp.ClientError, TimeoutError) as failure:
            raise Lost(f"the connector did not answer: {type(failure).__name__}") from None


class _TokenRefused(Exception):
    pass


def _raise_for(answer: aiohttp.ClientResponse, whom: str) -> None:
    """The status alone counts: the body may be a page of HTML."""
    said = f"{whom} answered {answer.status}"
    if answer.status < 300:
        return
    if answer.status in TRY_AGAIN or answer.status >= 500:
        raise NotNow(said, _retry_after(answer.headers.get("Retry-After", "")))
    if answer.status == 401 and whom == "the connector":
        raise _TokenRefused(said)
    if answer.status in NOT_FOR_THEM and whom == "the connector":
        raise NotForThem(said)
    if whom == "the login service":
        raise NotNow(said, everywhere=True)  # our own trouble: it tells nothing of whoever was written to
    raise Undeliverable(said)


def _retry_after(header: str) -> timedelta | None:
    """In seconds or as a date; anything else says nothing."""
    if header.strip().isdecimal():
        return timedelta(seconds=min(int(header), 3600))
    try:
        left = parsedate_to_datetime(header) - datetime.now(UTC)
    except (ValueError, TypeError):
        return None
    return max(timedelta(0), min(left, timedelta(hours=1)))


async def _body(answer: aiohttp.ClientResponse) -> Json:
    """None where the answer says nothing that can be read; what was asked has been done all the same."""
    try:
        return await answer.json(content_type=None)
    except ValueError:
        return None


def _id(answer: Json) -> str:
    return str(answer.get("id") or "") if isinstance(answer, dict) else ""


def _quoted(name: str) -> str:
    return quote(name, safe="")
