"""A chat that counts. It takes a tenth of a second to answer; with a limit it refuses what comes too fast."""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.messages.owed import Receipt
from bot.messages.shown import Card
from bot.people.identity import Identity, Platform, Profile, Reader
from bot.sending import NotNow, Reachable

ANSWERS_IN = 0.1
BURST, SPAN = 3, timedelta(seconds=3)


@dataclass
class CountingChat:
    """`confirmed_at` is when it took each message, by its id; the first time counts."""

    limited: bool = False
    confirmed_at: dict[str, datetime] = field(default_factory=dict)
    posts: Counter[str] = field(default_factory=Counter)
    edits: int = 0
    refused: int = 0
    _lately: defaultdict[str, deque[datetime]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=BURST)))

    async def post(self, to: Identity | str, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> Receipt:  # noqa: ARG002
        where = to.user if isinstance(to, Identity) else to
        await asyncio.sleep(ANSWERS_IN)
        self._check(where)
        self.confirmed_at.setdefault(outbox_id, datetime.now(UTC))
        self.posts[where] += 1
        return Receipt(Platform.SLACK, "T0BENCH", f"D{where}", outbox_id)

    def _check(self, where: str) -> None:
        lately, now = self._lately[where], datetime.now(UTC)
        if self.limited and len(lately) == BURST and now - lately[0] < SPAN:
            self.refused += 1
            raise NotNow("ratelimited", timedelta(seconds=1))
        lately.append(now)

    async def edit(self, receipt: Receipt, card: Card, reader: Reader) -> None:  # noqa: ARG002
        await asyncio.sleep(ANSWERS_IN)
        self.edits += 1

    async def remove(self, receipt: Receipt) -> None: ...

    async def settle(self, to: Identity | str, outbox_id: str, since_at: datetime) -> Receipt | None:  # noqa: ARG002
        if outbox_id not in self.confirmed_at:
            return None
        return Receipt(Platform.SLACK, "T0BENCH", "D", outbox_id)

    async def find(self, who: str) -> Profile | None:  # noqa: ARG002
        return None

    async def members(self) -> AsyncIterator[Profile]:
        for profile in tuple[Profile, ...]():
            yield profile

    async def reach(self, to: Identity) -> Reachable:  # noqa: ARG002
        return Reachable(True)
