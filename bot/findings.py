"""What the auditor may find wrong."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Wrong(StrEnum):
    """`docs/running.md` tells what each means and what to do."""

    UNREADABLE = "unreadable"
    CHAIN = "chain"
    FOLD = "fold"
    STILL = "still"
    TIMERS = "timers"
    MISSING = "missing"
    UNPROVED = "unproved"
    UNREPORTED = "unreported"
    OVERDUE = "overdue"
    STUCK_PAGE = "stuck_page"
    STUCK = "stuck"
    LEASE = "lease"
    RESTING = "resting"
    NOTICE = "notice"


# Found by looking through one case; all others by looking at what runs.
OF_A_CASE = frozenset(
    {
        Wrong.UNREADABLE,
        Wrong.CHAIN,
        Wrong.FOLD,
        Wrong.STILL,
        Wrong.TIMERS,
        Wrong.MISSING,
        Wrong.UNPROVED,
        Wrong.UNREPORTED,
    }
)
# Somebody may be waiting in vain, or the record is not what it was: told at once.
GRAVE = frozenset({Wrong.UNREADABLE, Wrong.CHAIN, Wrong.FOLD, Wrong.STILL, Wrong.OVERDUE, Wrong.STUCK_PAGE})


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` tells it from others of its kind: ids, numbers of events, a queue. `why` is a word for the log, never a
    text of a person. `repaired`: it was put right in the transaction that found it."""

    what: Wrong
    about: str
    case_id: str | None = None
    why: str = ""
    repaired: bool = False

    @property
    def key(self) -> str:
        return f"{self.what}|{self.about}"


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding as it is kept. `ended_at`: it was put right, or is wrong no longer."""

    key: str
    what: Wrong
    case_id: str | None
    found_at: datetime
    ended_at: datetime | None = None
