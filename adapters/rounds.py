"""Goes round the chores: one that fails or hangs hinders no other, and none is done twice at a time in a process."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from adapters.outage import Outage
from bot.upkeep.chores import Chore

Told = Callable[[str, timedelta, Exception | None], None]


class Rounds:
    def __init__(self, chores: Sequence[Chore], now: Callable[[], datetime], outage: Outage, told: Told) -> None:
        self._chores = tuple((chore, asyncio.Lock()) for chore in chores)
        self._now, self._outage, self._told = now, outage, told

    async def go(self) -> None:
        """Passes over what is still being done."""
        await asyncio.gather(*(self._do(chore, lock) for chore, lock in self._chores if not lock.locked()))

    async def go_through(self) -> None:
        """All of them from now on, one after the other, so that each finds what those before it did."""
        for chore, lock in self._chores:
            await self._do(chore, lock)

    def next_at(self) -> datetime | None:
        """The earliest that is yet to come: what is overdue fails, and is tried again in its turn."""
        now = self._now()
        return min((at for chore, _ in self._chores if (at := self._next_of(chore, now)) and at > now), default=None)

    async def _do(self, chore: Chore, lock: asyncio.Lock) -> None:
        async with lock:
            begins, failed = time.monotonic(), None
            try:
                await chore.do(self._now())
            except Exception as fault:  # the edge of this loop
                failed = fault
                self._tell(chore, fault)
            self._told(chore.name, timedelta(seconds=time.monotonic() - begins), failed)

    def _next_of(self, chore: Chore, now: datetime) -> datetime | None:
        try:
            return chore.next_at(now)
        except Exception as fault:  # the others are due all the same
            self._tell(chore, fault)
            return None

    def _tell(self, chore: Chore, fault: Exception) -> None:
        self._outage.tell("chore failed", fault, chore=chore.name)
