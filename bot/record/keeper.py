"""What the core needs of whoever keeps the record."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from bot.cases.case import Case

CHECKPOINTS = "checkpoints.jsonl"  # in the folder of STIGE_RECORD


class Unwritable(Exception):
    """The folder outside the database cannot be used; the message says why, for the operator."""


class RecordKeeper(Protocol):
    """Synchronous, called from worker threads."""

    def checkpoint(self, now: datetime) -> datetime | None:
        """The one of this hour, unless it was made: when it was made now. Raises `Unwritable`."""

    def replay(self) -> int:
        """Erasures that a crash or a copy from before may have left undone, carried out: how many texts were erased by
        it now. Raises `Unwritable`."""

    def trouble(self) -> str | None:
        """What the operator should know of the folder; None while all is well."""

    def closed_cases(self, until_at: datetime) -> Iterator[Case]:
        """Those closed by then, on the clock of the case, the longest closed first, with empty texts."""

    def bury(self, case: Case, rule: str, now: datetime) -> bool:
        """The case is deleted with all that is of it, and a tombstone is left. False where something happened to it
        since it was read, or something of it is still owed."""
