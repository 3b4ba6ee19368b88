"""Counts requests by the door they came through."""

from prometheus_client import Counter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DOORS = {"/slack/events": "slack", "/api/messages": "teams"}


class Counted:
    """An application behind which every request counts once; what never was answered counts as 5xx."""

    def __init__(self, app: ASGIApp, requests: Counter) -> None:
        self._app, self._requests = app, requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500

        async def heard(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, heard)
        finally:
            self._requests.labels(door(str(scope["path"])), f"{status // 100}xx").inc()


def door(path: str) -> str:
    if path.startswith("/calendar/"):
        return "calendar"
    return DOORS.get(path, "health" if path in ("/healthz", "/readyz", "/metrics") else "other")
