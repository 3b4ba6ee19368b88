"""The database as one process reaches it: each transaction is a step, and may fail where real ones do."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import OperationalError as SqliteError
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.running import Bell
from storage.bell import NoBell
from storage.database import Database
from tests.simulation.world import World


@dataclass
class Memory:
    """That of all processes, and what ails it. `full_rate`: a commit finds the disk full; `unsure_rate`: it is carried
    out, and its answer lost; `down_until`: it restarts."""

    world: World
    database: Database
    full_rate: float = 0.0
    unsure_rate: float = 0.0
    down_until: float = -1.0

    def __post_init__(self) -> None:
        with self.database.reading() as connection:
            self.raw: Any = connection.connection.driver_connection  # for looking on, at no cost

    @property
    def down(self) -> bool:
        return self.world.passed < self.down_until


class Reached:
    """Fulfils `storage.database.Database`, for one process."""

    def __init__(self, memory: Memory) -> None:
        self._memory, self._world = memory, memory.world

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        memory, world = self._memory, self._world
        world.step("begins a transaction")
        if memory.down:
            raise _failure("the database is restarting")
        with memory.database.writing() as connection:
            yield connection
            self._before_the_commit()
        world.commits += 1
        if world.running:
            world.running.commits = world.commits
        world.step("committed")
        if world.by_chance(memory.unsure_rate):
            world.tell("never learns that it has committed")
            raise _failure("the connection broke during the commit")

    def reading(self) -> AbstractContextManager[Connection]:
        return self.writing()

    def apart(self) -> AbstractContextManager[Connection]:
        return self.writing()

    def bell(self) -> Bell:
        return NoBell()

    def wall(self) -> datetime:
        return self._world.wall

    def close(self) -> None:
        pass

    def _before_the_commit(self) -> None:
        if self._world.by_chance(self._world.crash_rate):
            self._world.die()
        if self._world.by_chance(self._memory.full_rate):
            self._world.tell("finds the disk full")
            raise _failure("database or disk is full")


def _failure(why: str) -> OperationalError:
    fault = SqliteError(why)
    fault.sqlite_errorname = "SQLITE_FULL"
    return OperationalError("COMMIT", None, fault)
