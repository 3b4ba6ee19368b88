"""Who is kept informed of a case, and by when each audience hears next (S38). Values only: `informing` decides."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.durations import Duration
from bot.people.targets import Target


@dataclass(frozen=True, slots=True)
class Handed:
    """A text that somebody was given to pass on where Stige cannot write: to a customer, to vendors, or to both.

    `said` is the event with its words, None for the template filled; `next_at` what was promised with it.
    """

    at: datetime
    seq: int
    person: str
    customer: str | None = None
    vendors: tuple[str, ...] = ()
    said: int | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """One audience of a communication plan, as it was chosen for this case; `number` is its name for the case's life.

    It is to hear by `due_at`, counted from `since_at` in `hours`; None: it has heard, and is owed no more. `by` None:
    the owner writes, before there is one the reporter; `by_stige`: nobody need. `remind` is in percent of that time,
    the first of them being when `writer` is asked, and never empty; `reminded` is the last that was.
    `customer` is whose addresses it has among its targets.
    """

    number: int
    to: tuple[Target, ...]
    template: str
    first: Duration
    since_at: datetime
    due_at: datetime | None
    remind: tuple[float, ...]
    every: Duration | None = None
    hours: str | None = None
    by: Target | None = None
    by_stige: bool = False
    customer: str | None = None
    reminded: float = 0.0
    writer: str | None = None
    told_at: datetime | None = None
    handed: Handed | None = None

    @property
    def interval(self) -> Duration:
        """Until it is to hear again; of one that hears once, its first."""
        return self.every or self.first

    @property
    def wanted(self) -> bool:
        """Somebody was asked to write to it, and has not."""
        return self.reminded > 0


class Kind(StrEnum):
    PERSON = "person"
    PLACE = "place"
    CUSTOMER = "customer"
    VENDOR = "vendor"


@dataclass(frozen=True, slots=True)
class Informed:
    """Who has been told, last at `at`, as which audience; by somebody's own hand where Stige could not write."""

    kind: Kind
    id: str
    at: datetime
    audience: int
    by_hand: bool = False
