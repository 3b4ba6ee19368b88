"""What the outbox remembers of a message that may have arrived, and of the other ways by which it is brought (R22)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cases.outcome import MessageKind
from bot.messages.owed import Destination, Owed
from bot.people.identity import Platform


@dataclass(frozen=True, slots=True)
class Tried:
    """Another row with the same message: the twins of a message, or the one that it is a twin of. `on` None: wherever
    its person is asked first."""

    id: str
    on: Platform | None
    state: str

    @property
    def hopes(self) -> bool:
        """It has arrived, or still may."""
        return self.state in ("sent", "waiting", "merged")


def may_be_elsewhere(owed: Owed) -> bool:
    """A new message of which an earlier attempt's fate is unknown. Without one of its own, another way of it is under
    way: it carries the mark, but nothing of it could be found."""
    tried = owed.uncertain and owed.attempted_at is not None
    return tried and owed.posted is None and owed.message.kind is not MessageKind.WITHDRAW


class OtherWays(Protocol):
    """A part of `bot.ports.Unit`."""

    def looks(self, owed: Owed) -> None:
        """What it was taken for is no attempt: it is to be looked for."""

    def begins(self, owed: Owed, at: datetime) -> bool:
        """Looked for in vain: an attempt begins after all. False where it is no longer for whoever held it to make: the
        lease is over, or the message is settled."""

    def unconfirmed(self, at: datetime) -> Owed | None:
        """The most urgent message whose `fail_over_at` has come and which nobody has confirmed, its case locked. It is
        not leased by this: somebody may be sending it."""

    def brought_by(self, owed: Owed, to: Destination, at: datetime) -> None:
        """Owed there too from now on, as its twin; marked as a repeat where this one may have arrived."""

    def has_no_other_way(self, owed: Owed) -> None:
        """It is not asked for again."""

    def has_time_until(self, owed: Owed, at: datetime) -> None:
        """It is not asked for again before then."""

    def tried(self, owed: Owed) -> tuple[Tried, ...]:
        """Its other rows."""
