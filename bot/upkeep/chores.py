"""Chores: work that time brings and no case has. The alarm clock calls each when it is due, and now and then
regardless.

Any number of processes do the same chores. Whatever a chore brings about is claimed by `unit.once(key)` in the commit
that brings it about, so a crash loses nothing and two processes do it once.
"""

from datetime import datetime
from typing import Protocol


class Chore(Protocol):
    @property
    def name(self) -> str:
        """For the log."""

    async def do(self, now: datetime) -> None:
        """All of it that is due by `now`, and what a stop of any length has kept from being done. May raise; it is
        called again."""

    def next_at(self, now: datetime) -> datetime | None:
        """When there will be something to do: strictly after `now` once `do(now)` has returned. None: nothing in
        sight. Called from a worker thread, often, so it must be cheap."""
