"""What a delivery was answered when it first came, for commands that change no case: those tell it from the record."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.words import Say

T = TypeVar("T")
KEPT_FOR = timedelta(days=1)  # no platform repeats a delivery after that
Says = tuple[Say, ...]


class Repeated(Exception):
    """Somebody else is carrying out the same delivery, or has: nothing happens twice."""


class Answers(Protocol):
    """A part of `bot.ports.Unit`."""

    def answered(self, key: str) -> Says | None:
        """What the delivery of this key was answered first; None where it never came, or moved a case."""

    def answer(self, key: str, says: Says, at: datetime) -> bool:
        """In the commit that carried it out, or refused it. False where it was answered before; on PostgreSQL it waits
        for another that is answering the same."""


class Keeper(Protocol):
    """Keeps, in a transaction that carries something out, what its delivery is answered. Raises `Repeated`."""

    def __call__(self, unit: Answers, says: Says, at: datetime) -> None: ...


def keeping(key: str) -> Keeper:
    """Without a key no delivery asked for it."""

    def keep(unit: Answers, says: Says, at: datetime) -> None:
        if key and not unit.answer(key, says, at):
            raise Repeated

    return keep


NOBODY_ASKS = keeping("")
Then = Callable[[Answers, T, datetime], None]  # what else is done in the commit, of what it came to


def nothing(_: Answers, __: object, ___: datetime) -> None:
    """Where no delivery brought it about."""


def telling(keep: Keeper, tell: Callable[[T], Says]) -> Then[T]:
    """The answer is kept, as it is told of what it came to."""
    return lambda unit, came_to, at: keep(unit, tell(came_to), at)
