"""Every hour it is said outside the database what the record holds, so that what is taken out of it is missed (R38)."""

from datetime import datetime, timedelta

from bot.ports import InThread
from bot.record.keeper import RecordKeeper
from bot.upkeep.quiet import hour_of

EVERY = timedelta(hours=1)
AGAIN = timedelta(minutes=5)  # after a trouble that `trouble` tells of


class Checkpoints:
    """A chore. Each folder gets one an hour, whoever makes it. Once, erasures left undone are carried out, too."""

    name = "checkpoints"

    def __init__(self, record: RecordKeeper, in_thread: InThread) -> None:
        self._record, self._in_thread = record, in_thread
        self._next_at: datetime | None = None
        self._replayed = False

    def next_at(self, now: datetime) -> datetime | None:
        return self._next_at if self._next_at and self._next_at > now else hour_of(now) + EVERY

    async def do(self, now: datetime) -> None:
        if self._next_at and now < self._next_at:
            return
        self._next_at = now + AGAIN
        await self._in_thread(lambda: self._record.checkpoint(now))
        if not self._replayed:  # last: a ledger that cannot be read must not keep checkpoints from being made
            await self._in_thread(self._record.replay)
            self._replayed = True
        self._next_at = hour_of(now) + EVERY
