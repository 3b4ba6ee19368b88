"""The sandbox's own time: the machine's clock and how far it was wound, which its memory keeps across restarts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol


class Memory(Protocol):
    """Where it is kept how far the clock is ahead."""

    def offset(self) -> timedelta: ...

    def wind(self, by: timedelta) -> None: ...


class Rings(Protocol):
    """What hangs on the clock."""

    def next_timer_at(self) -> datetime | None: ...

    async def settle(self) -> None: ...


class WoundClock:
    """Fulfils `bot.ports.Clock`, and the page's `Winder` once it has something to ring."""

    def __init__(self, memory: Memory, machine: Callable[[], datetime]) -> None:
        self._memory, self._machine = memory, machine
        self._ahead = memory.offset()
        self.rings: Rings | None = None

    def now(self) -> datetime:
        return self._machine() + self._ahead

    def wind(self, by: timedelta) -> None:
        self._memory.wind(by)
        self.read_again()

    def read_again(self) -> None:
        self._ahead = self._memory.offset()

    def next_at(self) -> datetime | None:
        return self.rings.next_timer_at() if self.rings else None

    async def settle(self) -> None:
        if self.rings:
            await self.rings.settle()
