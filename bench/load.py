"""Asks a server over many connections: as fast as it answers, or at a rate of our own that does not wait for it."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httptools

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """`seconds` counts from when it should have been asked, so that waiting for a free connection is not hidden."""

    status: int
    body: bytes
    seconds: float


@dataclass(slots=True)
class Asked:
    """`seconds` from the first question to the last answer."""

    seconds: float
    answers: list[Answer] = field(default_factory=list)


class Connection(asyncio.Protocol):
    """One question at a time; the connection stays open."""

    def __init__(self) -> None:
        self._transport: Any = None
        self._gone = asyncio.Event()
        self._begin()

    def _begin(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._body = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        self._begin()
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    async def close(self) -> None:
        self._transport.close()
        await self._gone.wait()

    # what asyncio and the parser call

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone.set()
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the server hung up"))

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        assert self._answer
        self._answer.set_result((self._parser.get_status_code(), self._body))


@asynccontextmanager
async def connections(port: int, count: int) -> Any:
    loop = asyncio.get_running_loop()
    made = [(await loop.create_connection(Connection, HOST, port))[1] for _ in range(count)]
    try:
        yield made
    finally:
        for connection in made:
            await connection.close()


async def flat_out(port: int, requests: Sequence[bytes], seconds: float, at_once: int = 64) -> Asked:
    """Each connection asks again as soon as it is answered, until the time is over or there is nothing left to ask."""
    left, asked = iter(requests), Asked(0)
    began = time.perf_counter()

    async def ask_on(connection: Connection) -> None:
        while (now := time.perf_counter()) < began + seconds and (request := next(left, None)):
            await _asked(connection, request, now, asked)

    async with connections(port, at_once) as open_ones:
        await asyncio.gather(*map(ask_on, open_ones))
    asked.seconds = time.perf_counter() - began
    return asked


async def steadily(port: int, requests: Sequence[bytes], per_second: float, at_once: int = 64) -> Asked:
    """At random moments, so many in a second on average, whether the earlier ones are answered or not."""
    asked = Asked(0)
    began = time.perf_counter()
    async with connections(port, at_once) as open_ones:
        free: asyncio.Queue[Connection] = asyncio.Queue()
        for connection in open_ones:
            free.put_nowait(connection)

        async def ask(request: bytes, at: float) -> None:
            connection = await free.get()
            await _asked(connection, request, at, asked)
            free.put_nowait(connection)

        async with asyncio.TaskGroup() as asking:
            for request, at in zip(requests, moments(began, per_second), strict=False):
                await asyncio.sleep(at - time.perf_counter())
                asking.create_task(ask(request, at))
    asked.seconds = time.perf_counter() - began
    return asked


def moments(began: float, per_second: float) -> Iterator[float]:
    """The same ones in every run."""
    gaps: Callable[[], float] = lambda: random_gaps.expovariate(per_second)  # noqa: E731
    random_gaps = random.Random(7)
    return itertools.accumulate(iter(gaps, None), initial=began)


async def _asked(connection: Connection, request: bytes, since: float, asked: Asked) -> None:
    status, body = await connection.ask(request)
    asked.answers.append(Answer(status, body, time.perf_counter() - since))
