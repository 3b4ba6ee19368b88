"""What `stige audit verify` has to say: what was looked at, what is wrong, and what cannot be known (R38)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Progress = Callable[[int, int], None]  # done, of how many


class What(StrEnum):
    """What is wrong. The words stand in JSON that scripts read: never rename one."""

    EVENT_CHANGED = "event changed"
    EVENT_MISSING = "event missing"
    EVENT_OUT_OF_ORDER = "event out of order"
    UNKNOWN_KEY = "under an unknown key"
    TEXT_MISSING = "text missing"
    TEXT_CHANGED = "text changed"
    TEXT_ADDED = "text added"
    TEXT_LOCKED = "text key changed"
    TEXT_ERASED = "text erased outside the ledger"
    TEXT_KEPT = "text in the ledger and not erased"
    WRITTEN_AT_CHANGED = "time of writing changed"
    CASE_CHANGED = "case not as its events say"
    READERS_CHANGED = "readers not as its events say"
    ASKED_CHANGED = "people asked not as its events say"
    CASE_MISSING = "case missing"
    CASE_BACK = "case that was deleted is there"
    TOMBSTONE_CHANGED = "tombstone changed"
    STRAY = "rows of no case"
    COUNTER_BACK = "numbers would be given again"
    CHECKPOINT_CHANGED = "checkpoint file changed"
    CHECKPOINTS_MISSING = "checkpoints missing"
    EVENT_AFTER_CHECKPOINT = "event not as the checkpoint says"
    CASES_COUNTED = "number of cases not as the checkpoint says"
    EVENTS_COUNTED = "fewer events than the checkpoint says"
    LEDGER_CHANGED = "ledger of erasures changed"


@dataclass(frozen=True, slots=True)
class Fault:
    """`number` is the case's, `seq` the event's or the line's; `about` a column, a table, an id: never what somebody
    wrote."""

    what: What
    number: int | None = None
    seq: int | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """Those in one folder. `restored_at`: before that time the database may lack what they say, since it was put back
    from a copy taken at `taken_at`. `elsewhere_at`: the last in other folders that the database knows of."""

    count: int = 0
    last_at: datetime | None = None
    unfinished: bool = False
    restored_at: datetime | None = None
    taken_at: datetime | None = None
    elsewhere_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`faults` are the first ones, in order; `found` is how many there are in all. `erased` texts nobody can read any
    more."""

    cases: int
    events: int
    tombstones: int
    erased: int
    checkpoints: Checkpoints
    faults: tuple[Fault, ...]
    found: int

    @property
    def whole(self) -> bool:
        return not self.found
