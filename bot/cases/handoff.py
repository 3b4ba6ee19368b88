"""A case on its way to another owner, because the one it has is off duty or no longer there (S19, R24)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.words import Text


class Off(StrEnum):
    """Why the owner is to pass their case on."""

    SHIFT_ENDED = "shift_ended"
    LEAVE = "leave"
    GONE = "gone"


class HandoffEnd(StrEnum):
    """How a handoff ended without anybody taking the case: the giver keeps it, is there again, or nobody could or
    would take it."""

    KEPT = "kept"
    BACK = "back"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Handoff:
    """The case stays the giver's until somebody takes it.

    With a `schedule` it is offered to those of `to`, who came on duty there at `changed_at` (wall time); with one of
    the priorities in `note_for` none may take it before there is a note. Without a schedule the giver was asked
    personally to pass it on. `ends_at` None: nobody did in time; who was offered it may still take it.
    """

    why: Off
    giver: str
    offered_at: datetime
    ends_at: datetime | None
    schedule: str | None = None
    changed_at: datetime | None = None
    to: tuple[str, ...] = ()
    note_for: tuple[str, ...] = ()
    note: Text | None = None

    @property
    def may_be_kept(self) -> bool:
        """Who is away cannot look after it."""
        return self.schedule is None and self.why is Off.SHIFT_ENDED

    @property
    def list(self) -> str | None:
        """The key of the change of duty that it belongs to, which the lists of it are about."""
        return key_of(self.schedule, self.changed_at) if self.schedule and self.changed_at else None


def key_of(schedule: str, changed_at: datetime) -> str:
    return f"{schedule}|{changed_at.isoformat()}"
