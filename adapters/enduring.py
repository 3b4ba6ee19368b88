"""What has become of a message is written down even if the database is away at that moment: what is forgotten would be
said again."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from bot.ports import InThread
from bot.running import Away

T = TypeVar("T")
LONGEST = timedelta(seconds=45)  # then its lease has ended soon, and another attempt finds out
PAUSE = 0.5


def enduring(in_thread: InThread) -> InThread:
    """Tries again until the database is back, for a while. What it is given may be done twice, where the answer of a
    commit is lost."""

    async def endured(work: Callable[[], T]) -> T:
        until = time.monotonic() + LONGEST.total_seconds()
        while True:
            try:
                return await in_thread(work)
            except Away:
                if time.monotonic() >= until:
                    raise
            await asyncio.sleep(PAUSE)

    return endured
