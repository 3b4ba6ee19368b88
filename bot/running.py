"""The processes that share a database: who is alive, and who may go on. None of them leads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

BEAT = timedelta(seconds=1)  # how often a process says that it is alive
ALIVE_FOR = timedelta(seconds=4)  # so long after its last beat its leases hold: they are taken over within 5 s


class Away(Exception):
    """The database cannot be reached or written now. What was under way is not committed, unless it was the commit's
    answer that got lost."""


class Damaged(RuntimeError):
    """What the database has on its disk is not what it wrote there. Nothing goes on by itself."""


class TooOld(RuntimeError):
    """The schema was changed by a newer Stige in a way that this one would break. Its message is for the operator."""


@dataclass(frozen=True, slots=True)
class Replica:
    """One process, as it told of itself. `schema` is the number of the newest migration that it knows."""

    id: str
    name: str
    version: str
    schema: int
    started_at: datetime
    beats_until: datetime


class Running(Protocol):
    """A part of `bot.ports.Unit`."""

    def beat(self, at: datetime) -> None:
        """This process is alive: its leases hold for `ALIVE_FOR` from `at`. Raises `TooOld` where it may not go on."""

    def leave(self) -> None:
        """This process stops: its leases are free at once."""

    def replicas(self, at: datetime) -> tuple[Replica, ...]:
        """Those that are alive."""


class Bell(Protocol):
    """By which the processes on a database wake one another. It may stay silent: whoever listens looks now and then
    regardless."""

    def listen(self, heard: Callable[[], None]) -> None:
        """From now on `heard` is called, from another thread, soon after another process has rung."""

    def ring(self) -> None:
        """Something was committed that others may be waiting for. From any thread; returns at once."""

    def close(self) -> None: ...
