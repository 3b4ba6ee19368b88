"""Goes round the chores: one that fails or hangs hinders no other, and none is done twice at a time in a process."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from adapters.outage import Outage
from bot.upkeep.chores import Chore


class Rounds:
    def __init__(self, chores: Sequence[Chore], now: Callable[[], datetime], outage: Outage) -> None:
        self._chores = tuple((chore, asyncio.Lock()) for chore in chores)
        self._now, self._outage = now, outage

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
            try:
                await chore.do(self._now())
            except Exception as fault:  # the edge of this loop
                self._tell(chore, fault)

    def _next_of(self, chore: Chore, now: datetime) -> datetime | None:
        try:
            return chore.next_at(now)
        except Exception as fault:  # the others are due all the same
            self._tell(chore, fault)
            return None

    def _tell(self, chore: Chore, fault: Exception) -> None:
        self._outage.tell("chore failed", fault, chore=chore.name)
