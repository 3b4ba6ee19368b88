"""The processes that share a database: who is alive, and who may go on. None of them leads."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

BEAT = timedelta(seconds=1)  # how often a process says that it is alive
ALIVE_FOR = timedelta(seconds=4)  # so long after its last beat its leases hold: they are taken over within 5 s


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
