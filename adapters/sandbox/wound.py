"""The sandbox's own time: the machine's clock and how far it was wound, which its memory keeps across restarts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol


class Stored(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def body(self) -> Mapping[str, Any]: ...

    @property
    def edits(self) -> int: ...

    @property
    def removed(self) -> bool: ...

    @property
    def at(self) -> datetime: ...


class Memory(Protocol):
    """Where the chat and the clock are kept."""

    def post(self, conversation: str, body: Mapping[str, Any], at: datetime, /) -> str: ...

    def edit(self, post_id: str, body: Mapping[str, Any], /) -> bool: ...

    def remove(self, post_id: str, /) -> bool: ...

    def history(self, conversation: str, /) -> Sequence[Stored]: ...

    def offset(self) -> timedelta: ...

    def wind(self, by: timedelta, /) -> timedelta: ...

    def forget(self) -> None: ...


class Rings(Protocol):
    """What hangs on the clock."""

    def next_timer_at(self) -> datetime | None: ...

    async def settle(self) -> None: ...


class WoundClock:
    """Fulfils `bot.ports.Clock`, and the page's `Winder` once it has something to ring."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._ahead = memory.offset()
        self.rings: Rings | None = None

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def wind(self, by: timedelta) -> None:
        self._ahead = self._memory.wind(by)

    def next_at(self) -> datetime | None:
        return self.rings.next_timer_at() if self.rings else None

    async def settle(self) -> None:
        if self.rings:
            await self.rings.settle()

    def unwind(self) -> None:
        self._ahead = self._memory.offset()


@dataclass(frozen=True, slots=True)
class KeptMessage:
    id: str
    body: Mapping[str, Any]
    edited: int
    at: datetime


class WoundChat:
    """The page's chat, stamped by the wound clock."""

    def __init__(self, memory: Memory, clock: WoundClock) -> None:
        self._memory, self._clock = memory, clock

    def post(self, conversation: str, body: dict[str, object]) -> str:
        return self._memory.post(conversation, body, self._clock.now())

    def edit(self, id: str, body: dict[str, object]) -> None:  # noqa: A002
        self._memory.edit(id, body)

    def remove(self, id: str) -> None:  # noqa: A002
        self._memory.remove(id)

    def history(self, conversation: str) -> list[KeptMessage]:
        return [
            KeptMessage(post.id, post.body, post.edits, post.at)
            for post in self._memory.history(conversation)
            if not post.removed
        ]

    def forget(self) -> None:
        self._memory.forget()
        self._clock.unwind()
