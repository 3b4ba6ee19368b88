"""Tells open pages that something changed; they then ask for what they show."""

import asyncio
from collections.abc import AsyncGenerator

HEARTBEAT_SECONDS = 15.0


class Hub:
    """Counts changes and wakes whoever waits for one. Lives on one event loop."""

    def __init__(self, heartbeat_seconds: float = HEARTBEAT_SECONDS) -> None:
        self._changes = 0
        self._heartbeat = heartbeat_seconds
        self._waiting: set[asyncio.Event] = set()

    def changed(self) -> None:
        self._changes += 1
        for waiting in self._waiting:
            waiting.set()

    @property
    def listening(self) -> int:
        """How many pages are open."""
        return len(self._waiting)

    async def stream(self) -> AsyncGenerator[str, None]:
        """Server-sent events. The first comes at once, so that a page that reconnects misses nothing; many changes in a
        row may come as one. The heartbeats in between (comments) show a broken line.
        """
        woken = asyncio.Event()
        self._waiting.add(woken)
        try:
            yield f"retry: 1000\n{self._event()}"
            while True:
                try:
                    await asyncio.wait_for(woken.wait(), self._heartbeat)
                except TimeoutError:
                    yield ": still here\n\n"
                else:
                    woken.clear()
                    yield self._event()
        finally:
            self._waiting.discard(woken)

    def _event(self) -> str:
        return f"id: {self._changes}\nevent: changed\ndata: {self._changes}\n\n"
