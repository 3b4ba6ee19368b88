"""A proposed policy to which nobody agreed in time is over."""

from datetime import datetime
from functools import partial

from bot.keeping.proposing import WAITS, lapse
from bot.ports import InThread, Store


class Lapsing:
    """A chore. A proposal lapses once, by its state: nothing else need be claimed."""

    name = "lapsing proposals"

    def __init__(self, store: Store, in_thread: InThread) -> None:
        self._store, self._in_thread = store, in_thread

    async def do(self, now: datetime) -> None:
        await self._in_thread(partial(self._lapse, now))

    def next_at(self, now: datetime) -> datetime | None:  # noqa: ARG002
        with self._store.writing() as unit:
            return next((sent_at + WAITS for _, sent_at in unit.undecided()), None)

    def _lapse(self, now: datetime) -> None:
        with self._store.writing() as unit:
            lapse(unit, now)
