"""What nobody needs any more goes, once an hour, a little at a time."""

from datetime import datetime
from functools import partial

from bot.ports import InThread, Store
from bot.upkeep.quiet import hour_of

AT_ONCE, MOST_TURNS = 500, 100


class Tidying:
    """A chore. An hour is claimed by one process; what is left is the next hour's."""

    name = "tidying"

    def __init__(self, store: Store, in_thread: InThread) -> None:
        self._store, self._in_thread = store, in_thread
        self._hour: datetime | None = None

    def next_at(self, now: datetime) -> datetime | None:  # noqa: ARG002
        """It needs no waking."""
        return None

    async def do(self, now: datetime) -> None:
        if self._hour == hour_of(now):
            return
        self._hour = hour_of(now)
        if await self._in_thread(partial(self._claim, now)):
            for _ in range(MOST_TURNS):
                if not await self._in_thread(partial(self._tidy, now)):
                    return

    def _claim(self, now: datetime) -> bool:
        with self._store.writing() as unit:
            return unit.once(f"tidying|{hour_of(now).isoformat()}", now)

    def _tidy(self, now: datetime) -> int:
        with self._store.writing() as unit:
            return unit.tidy(now, AT_ONCE)
