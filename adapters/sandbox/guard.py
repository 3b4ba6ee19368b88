"""Who may talk to the sandbox: the page that it served itself, on its own address, and nobody else.

A page elsewhere on the web could point a name of its own at this machine (DNS rebinding) or post here blindly; the
first is stopped by the `Host`, the second by a token that only our own page was given.
"""

from collections.abc import Mapping
from hmac import compare_digest

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

GIVEN_BY_THE_PAGE = "x-stige-token"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def own_hosts(port: int) -> frozenset[str]:
    names = ("127.0.0.1", "localhost")
    return frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())


class Guard:
    def __init__(self, app: ASGIApp, port: int, token: str) -> None:
        self._app = app
        self._hosts = own_hosts(port)
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            refused = self._refused(scope["method"], Headers(scope=scope))
            await (refused or self._app)(scope, receive, _with_headers(send))
        elif scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _refused(self, method: str, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if host not in self._hosts:
            return PlainTextResponse("This sandbox answers on its own address only.", 421)
        if method in ("GET", "HEAD"):
            return None
        if headers.get("origin") not in (None, f"http://{host}"):
            return PlainTextResponse("Another page may not do this.", 403)
        if not compare_digest(headers.get(GIVEN_BY_THE_PAGE, "").encode(), self._token.encode()):
            return PlainTextResponse("The token is missing or old; load the page again.", 403)
        if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return PlainTextResponse("JSON only.", 415)
        return None


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return sending
