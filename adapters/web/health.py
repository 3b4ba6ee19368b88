"""`/healthz`: the process answers. `/readyz`: it can do its work now, and if not, why."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

# What is wrong with a part, in a sentence for the operator; None: nothing. One that waits for the network is awaited,
# any other has a thread of its own.
Trouble = Callable[[], str | None]
AwaitedTrouble = Callable[[], Awaitable[str | None]]
PATIENCE = 1.5  # seconds
FRESH = 1.0  # seconds, so that many who ask cost no more than one
Seconds = Callable[[], float]


class Part:
    """One thing that may be in trouble. It is asked once at a time: what hangs is not asked again until it has ended,
    and is in trouble meanwhile."""

    def __init__(self, ask: Callable[[], Awaitable[str | None]], seconds: Seconds) -> None:
        self._ask, self._seconds = ask, seconds
        self._asking: asyncio.Task[str | None] | None = None
        self._said: str | None = None
        self._said_at = float("-inf")

    async def trouble(self) -> str | None:
        if self._seconds() - self._said_at < FRESH:
            return self._said
        if self._asking is None:
            self._asking = asyncio.create_task(self._asked())
        await asyncio.wait((self._asking,), timeout=PATIENCE)
        if not self._asking.done():
            return f"did not answer within {PATIENCE} seconds"
        self._said, self._said_at, self._asking = self._asking.result(), self._seconds(), None
        return self._said

    async def _asked(self) -> str | None:
        try:
            return await self._ask()
        except Exception as fault:  # whatever it is, this part cannot do its work
            return f"could not be looked at: {type(fault).__name__}"


class Health:
    """`apart` are asked in threads of their own, so that one that hangs holds up nothing else."""

    def __init__(
        self,
        apart: Mapping[str, Trouble],
        awaited: Mapping[str, AwaitedTrouble] | None = None,
        seconds: Seconds = time.monotonic,
    ) -> None:
        self._threads = ThreadPoolExecutor(max(len(apart), 1), "health")
        asked = {name: self._in_thread(ask) for name, ask in apart.items()} | dict(awaited or {})
        self._parts = {name: Part(ask, seconds) for name, ask in asked.items()}

    async def troubles(self) -> dict[str, str]:
        said = await asyncio.gather(*(part.trouble() for part in self._parts.values()))
        return {name: trouble for name, trouble in zip(self._parts, said, strict=True) if trouble}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._parts)

    @property
    def routes(self) -> list[Route]:
        return [Route("/healthz", healthz), Route("/readyz", self.readyz)]

    async def readyz(self, _: Request) -> Response:
        found = await self.troubles()
        return JSONResponse({"ready": not found, "trouble": found}, 503 if found else 200)

    def _in_thread(self, ask: Trouble) -> AwaitedTrouble:
        async def asked() -> str | None:
            return await asyncio.get_running_loop().run_in_executor(self._threads, ask)

        return asked


async def healthz(_: Request) -> Response:
    return PlainTextResponse("ok")


def health(parts: Mapping[str, Trouble]) -> list[Route]:
    return Health(parts).routes
