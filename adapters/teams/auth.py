"""Who may speak to `/api/messages`, and how a turn is handed to the SDK.

All that Stige uses of botbuilder is here. Its own authentication answers 500 to many bad tokens, takes those of the
emulator, and fetches keys once a day; its `CloudAdapter` serialises twice. So the token is judged here, and of the SDK
`process_activity` remains.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import aiohttp
import jwt
import structlog
from botbuilder.core import CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.schema import Activity as SdkActivity
from botbuilder.schema import ActivityTypes, ConversationAccount
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from adapters.teams.activity import Activity
from adapters.teams.elements import Json
from adapters.teams.settings import TeamsSettings

Claims = Mapping[str, object]
Answer = Callable[[], Awaitable[Json | None]]
Fetch = Callable[[str], Awaitable[object]]
log = structlog.get_logger(__name__)

# In seconds: how long keys are good, and how soon an unknown one makes us ask again. A token with an invented key id
# must not make us knock at Microsoft's door each time.
FRESH_FOR, FLOOR = 24 * 3600.0, 60.0
# The same after a fetch that failed.
RETRY_AFTER, FLOOR_AFTER_FAILURE = 60.0, 5.0
CLOCK_TOLERANCE = 300.0


class Unauthorised(Exception):
    """The token does not hold; the message says why, for the log alone."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`endorsements` are the channels whose tokens it may sign; none listed means all."""

    key: jwt.PyJWK
    endorsements: frozenset[str]


class Keys:
    """The signing keys behind an OpenID document; an unknown key id means that they were rotated."""

    def __init__(self, url: str, fetch: Fetch, monotonic: Callable[[], float]) -> None:
        self._url, self._fetch, self._monotonic = url, fetch, monotonic
        self._keys: dict[str, SigningKey] = {}
        self._stale_at = self._closed_until = float("-inf")
        self._one_at_a_time = asyncio.Lock()

    async def get(self, kid: str) -> SigningKey | None:
        if self._wants_fetching(kid):
            async with self._one_at_a_time:
                if self._wants_fetching(kid):
                    await self._refresh()
        return self._keys.get(kid)

    def _wants_fetching(self, kid: str) -> bool:
        now = self._monotonic()
        return now >= self._stale_at or (kid not in self._keys and now >= self._closed_until)

    async def _refresh(self) -> None:
        """What cannot be fetched leaves the known keys in force."""
        try:
            document = await self._fetch(self._url)
            self._keys = _read_keys(await self._fetch(_field(document, "jwks_uri"))) or self._keys
        except (aiohttp.ClientError, TimeoutError, ValueError) as failure:
            log.warning("teams.keys_not_fetched", url=self._url, failure=type(failure).__name__)
            self._rest(RETRY_AFTER, FLOOR_AFTER_FAILURE)
        else:
            self._rest(FRESH_FOR, FLOOR)

    def _rest(self, fresh_for: float, floor: float) -> None:
        now = self._monotonic()
        self._stale_at, self._closed_until = now + fresh_for, now + floor


def _field(document: object, name: str) -> str:
    if not isinstance(document, dict) or not isinstance(document.get(name), str):
        raise ValueError(f"no {name} in the document")
    return str(document[name])


def _read_keys(document: object) -> dict[str, SigningKey]:
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no keys in the document")
    return dict(found for one in listed if (found := _read_key(one)))


def _read_key(given: object) -> tuple[str, SigningKey] | None:
    """None for a key of another kind than tokens are signed with."""
    if not isinstance(given, dict) or given.get("kty") != "RSA" or not isinstance(given.get("kid"), str):
        return None
    endorsements = given.get("endorsements")
    try:
        key = jwt.PyJWK(given, algorithm="RS256")
    except jwt.PyJWTError:
        return None
    return given["kid"], SigningKey(key, frozenset(endorsements if isinstance(endorsements, list) else ()))


@dataclass(frozen=True, slots=True)
class Admitted:
    """The claims of a token that holds, and the channels that its key may speak for."""

    claims: Claims
    endorsements: frozenset[str]


class Gate(BotFrameworkAuthentication):  # type: ignore[misc]  # the SDK ships no types
    """Raises `Unauthorised`, and nothing else, for every token that does not hold."""

    def __init__(self, settings: TeamsSettings, keys: Keys) -> None:
        self._settings, self._keys = settings, keys

    async def admit(self, header: str | None) -> Admitted:
        """Judges the token alone, before anything of the body is read."""
        token = _bearer(header)
        key = await self._keys.get(_key_id(token))
        if key is None:
            raise Unauthorised("unknown key")
        claims = self._claims(token, key)
        self._check_tenant_token(claims)
        return Admitted(claims, key.endorsements)

    def hold_against(self, admitted: Admitted, activity: Activity) -> None:
        """The token speaks for one service URL and for the channels that its key is endorsed for."""
        if admitted.claims.get("serviceurl") != activity.service_url:
            raise Unauthorised("service URL")
        if admitted.endorsements and activity.channel_id not in admitted.endorsements:
            raise Unauthorised("endorsement")

    def _claims(self, token: str, key: SigningKey) -> Claims:
        try:
            claims: Claims = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                audience=self._settings.app_id,
                issuer=sorted(self._settings.issuers),
                leeway=CLOCK_TOLERANCE,
                options={"require": ["exp", "iss", "aud", "serviceurl"], "strict_aud": True},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as fault:
            raise Unauthorised(str(fault)) from None
        return claims

    def _check_tenant_token(self, claims: Claims) -> None:
        """A directory signs for every app in it: of its tokens only those that this bot itself asked for hold."""
        if claims["iss"] not in self._settings.tenant_issuers:
            return
        asked_by = claims.get("azp") or claims.get("appid")
        if asked_by != self._settings.app_id:
            raise Unauthorised("a token of another app")

    # What the SDK asks of an authentication.

    async def authenticate_request(self, _: SdkActivity, auth_header: str) -> AuthenticateRequestResult:
        return _result((await self.admit(auth_header)).claims)

    async def authenticate_streaming_request(self, *_: str) -> object:
        raise Unauthorised("streaming is not offered")

    def create_connector_factory(self, _: ClaimsIdentity) -> ConnectorFactory:
        return _NoConnector()

    async def create_user_token_client(self, _: ClaimsIdentity) -> object:
        return None


class _NoConnector(ConnectorFactory):  # type: ignore[misc]
    """Nothing is sent through the SDK, whose client asks for a token each turn and blocks a thread each send."""

    async def create(self, *_: str) -> object:
        return self


class Adapter(CloudAdapterBase):  # type: ignore[misc]
    """Hands a turn of an authenticated activity to the SDK, and gives back what was answered, unserialised."""

    async def turn(
        self, admitted: Admitted, activity: Activity, answer: Callable[[], Awaitable[Json | None]]
    ) -> Json | None:
        async def logic(context: TurnContext) -> None:
            response = InvokeResponse(status=200, body=await answer())
            context.turn_state[self._INVOKE_RESPONSE_KEY] = SdkActivity(
                type=ActivityTypes.invoke_response, value=response
            )

        # An invoke to the SDK whatever it is: only then does it give back what the turn answered.
        turned = SdkActivity(
            type=ActivityTypes.invoke,
            id=activity.id,
            channel_id=activity.channel_id,
            service_url=activity.service_url,
            conversation=ConversationAccount(id=activity.conversation.id),
        )
        answered = await self.process_activity(_result(admitted.claims), turned, logic)
        body: Json | None = answered.body
        return body


def _result(claims: Claims) -> AuthenticateRequestResult:
    result = AuthenticateRequestResult()
    result.claims_identity = ClaimsIdentity(dict(claims), True)
    result.connector_factory = _NoConnector()
    return result


def _bearer(header: str | None) -> str:
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorised("no bearer token")
    return token


def _key_id(token: str) -> str:
    """The header is read before it is proved; RS256 is the one algorithm, so that a public key is never a secret."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError, json.JSONDecodeError) as fault:
        raise Unauthorised(str(fault)) from None
    if header.get("alg") != "RS256" or not isinstance(header.get("kid"), str):
        raise Unauthorised("algorithm or key id")
    return str(header["kid"])
