"""What `stige backup` and `stige restore` tell of what they did."""

from dataclasses import dataclass
from datetime import datetime


class NoCopy(Exception):
    """It cannot be copied, or put back. The message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Copied:
    """`taken_at`: everything that was committed by then is in it. `size` in bytes."""

    file: str
    taken_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class PutBack:
    """The database is what it was at `taken_at`. `owed` messages are looked for before they are sent, `redrawn` cards
    show where their case stands now, `skipped` case numbers are left out, `erased` texts were erased anew. `kept` is
    the database that was there before."""

    taken_at: datetime
    restored_at: datetime
    owed: int
    redrawn: int
    skipped: int
    erased: int = 0
    kept: str | None = None
