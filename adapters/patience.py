"""No platform is waited for without end: what takes too long counts as lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from datetime import datetime
from typing import TypeVar

from bot.messages.owed import Receipt
from bot.messages.shown import Card
from bot.people.identity import Identity, Profile, Reader
from bot.sending import LONGEST_ATTEMPT, Lost, Reachable, Sender

T = TypeVar("T")


class Bounded:
    """Fulfils `bot.sending.Sender` by another, each of whose attempts ends in time, however it hangs."""

    def __init__(self, sender: Sender, seconds: float = LONGEST_ATTEMPT.total_seconds()) -> None:
        self._sender, self._seconds = sender, seconds

    async def post(self, to: Identity | str, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> Receipt:
        return await self._within(self._sender.post(to, card, reader, outbox_id, repeated))

    async def settle(self, to: Identity | str, outbox_id: str, since_at: datetime) -> Receipt | None:
        return await self._within(self._sender.settle(to, outbox_id, since_at))

    async def edit(self, receipt: Receipt, card: Card, reader: Reader) -> None:
        await self._within(self._sender.edit(receipt, card, reader))

    async def remove(self, receipt: Receipt) -> None:
        await self._within(self._sender.remove(receipt))

    async def find(self, who: str) -> Profile | None:
        return await self._within(self._sender.find(who))

    def members(self) -> AsyncIterator[Profile]:
        """Long, and waited for by nobody."""
        return self._sender.members()

    async def reach(self, to: Identity) -> Reachable:
        return await self._within(self._sender.reach(to))

    async def _within(self, attempt: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self._seconds) as bound:
                return await attempt
        except TimeoutError:
            if not bound.expired():
                raise
            raise Lost(f"no answer within {self._seconds:g} seconds") from None
