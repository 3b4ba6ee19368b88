"""Those who carry messages, each one at a time: a message that hangs keeps one of them busy, and nobody waiting."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Generic, TypeVar

from adapters.outage import Outage

Done = TypeVar("Done")


class Crew(Generic[Done]):
    """`deliver_next` calls what it is given as soon as it has found something, and gives None where there is nothing.
    `tell` logs what was done; `then` follows when all are through."""

    def __init__(
        self,
        deliver_next: Callable[[Callable[[], None]], Awaitable[Done | None]],
        tell: Callable[[Done], None],
        then: Callable[[], Awaitable[None]],
        at_most: int,
        outage: Outage,
    ) -> None:
        self._deliver_next, self._tell, self._then, self._at_most = deliver_next, tell, then, at_most
        self._outage = outage
        self._dismissed = False
        self.under_way: set[asyncio.Task[None]] = set()
        self.delivered = 0
        self._at_work = 0

    def employ(self) -> None:
        """One who looks for something to carry; whoever finds it sends for another."""
        if len(self.under_way) < self._at_most and not self._dismissed:
            self._at_work += 1
            begin(self._carry(), self.under_way, self._outage)

    def dismiss(self) -> None:
        """Nothing new is begun."""
        self._dismissed = True

    async def through(self) -> None:
        while self.under_way:
            await asyncio.gather(*self.under_way)

    async def _carry(self) -> None:
        try:
            while not self._dismissed and (done := await self._deliver_next(self.employ)):
                self.delivered += 1
                self._tell(done)
        finally:
            self._at_work -= 1
        if self._at_work == 0:  # the others look once more when they are through
            await self._then()


def begin(work: Coroutine[None, None, None], under_way: set[asyncio.Task[None]], outage: Outage) -> None:
    def tell(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (fault := task.exception()):
            outage.tell("timers or messages could not be worked on", fault)

    task = asyncio.create_task(work)
    under_way.add(task)
    task.add_done_callback(under_way.discard)
    task.add_done_callback(tell)
