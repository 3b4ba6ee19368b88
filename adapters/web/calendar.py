"""`GET /calendar/{token}.ics`: shifts for a calendar program. The token is all that it takes, so no log has it."""

import asyncio
import re
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.ical.writing import version_of, written
from bot.desk.calendar_links import linked, shared, token_hash
from bot.engine import Engine
from bot.people.presence import CalendarLink

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
MOST_MISSES, WITHIN = 60, 60.0  # seconds
FRESH, MOST_PAGES = 30.0, 200
MOST_KNOWN = 20_000  # good links, and addresses of those who guess
HEADERS = {"Cache-Control": "private", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
Seconds = Callable[[], float]
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Page:
    etag: str
    body: bytes
    made: float


def calendar(engine: Engine, seconds: Seconds = time.monotonic) -> Route:
    return Route("/calendar/{token}.ics", Calendars(engine, seconds).answer, methods=["GET"])


class Calendars:
    """Whoever guesses is held up after a while, by the address that they ask from; whoever has a link that was good is
    not. One calendar at a time is put together, and the same one not twice in half a minute."""

    def __init__(self, engine: Engine, seconds: Seconds) -> None:
        self._engine, self._seconds = engine, seconds
        self._misses: OrderedDict[str, deque[float]] = OrderedDict()
        self._good: OrderedDict[str, None] = OrderedDict()
        self._pages: OrderedDict[CalendarLink, Page] = OrderedDict()
        self._making = asyncio.Lock()

    async def answer(self, request: Request) -> Response:
        token = str(request.path_params["token"])
        hashed, whence = token_hash(token), request.client.host if request.client else ""
        if hashed not in self._good and self._too_many(whence):
            return PlainTextResponse("Too many requests.", 429, {"Retry-After": str(int(WITHIN))})
        link = await run_in_threadpool(linked, self._engine, hashed) if TOKEN.fullmatch(token) else None
        if link is None:
            self._good.pop(hashed, None)
            self._missed(whence)
            return PlainTextResponse("Not Found", 404)
        _keep(self._good, hashed, None, MOST_KNOWN)
        return _answered(request, await self._page(link))

    def _missed(self, whence: str) -> None:
        misses = self._misses.get(whence, deque(maxlen=MOST_MISSES))
        misses.append(self._seconds())
        _keep(self._misses, whence, misses, MOST_KNOWN)

    def _too_many(self, whence: str) -> bool:
        misses = self._misses.get(whence, deque[float]())
        return len(misses) == MOST_MISSES and self._seconds() - misses[0] < WITHIN

    async def _page(self, link: CalendarLink) -> Page:
        async with self._making:
            page = self._pages.get(link)
            if page is None or self._seconds() - page.made > FRESH:
                page = await run_in_threadpool(self._made, link)
                _keep(self._pages, link, page, MOST_PAGES)
            return page

    def _made(self, link: CalendarLink) -> Page:
        told = shared(self._engine, link)
        return Page(f'"{version_of(told)}"', written(told, self._engine.clock.now()), self._seconds())


def _answered(request: Request, page: Page) -> Response:
    headers = {**HEADERS, "ETag": page.etag}
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}
    if known & {page.etag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(page.body, headers=headers, media_type="text/calendar; charset=utf-8")


def _keep(kept: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    """The oldest make room."""
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
