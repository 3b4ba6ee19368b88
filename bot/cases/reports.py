"""What Stige finds out by itself while it works, as commands."""

from dataclasses import dataclass
from datetime import datetime

from bot.cases.handoff import Off
from bot.people.identity import Platform


@dataclass(frozen=True, slots=True)
class ReportUnreachable:
    """A platform cannot deliver an ask for good: the next one is asked."""

    person: str
    level: int | None
    round: int


@dataclass(frozen=True, slots=True)
class ReportOwnerUnreachable:
    """Nobody can tell them that a case was given to them: it is offered to the next level at once."""

    person: str


@dataclass(frozen=True, slots=True)
class ReportMissingPlace:
    """A place that was to be told is not there, or Stige may not post in it. `platform` None: it has no room on any
    platform that is set up."""

    place: str
    platform: Platform | None = None


@dataclass(frozen=True, slots=True)
class ReportFailedWithdrawal:
    """A card of a private case stands in a place, or may stand there, and cannot be removed."""

    place: str
    platform: Platform | None


@dataclass(frozen=True, slots=True)
class ReportOutsideUnreachable:
    """What was to go to a vendor or a customer can never be delivered."""

    whom: str


@dataclass(frozen=True, slots=True)
class ReportStuck:
    """The case's timers fail: whoever may act hears of it while they are tried again."""


@dataclass(frozen=True, slots=True)
class OfferHandoff:
    """Duty changed in a schedule at `at` (wall time), and its owner went off: `to` have come on (S19)."""

    schedule: str
    to: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportOwnerOff:
    """They went on leave, or are no longer there."""

    why: Off


@dataclass(frozen=True, slots=True)
class ReportOwnerBack:
    """They are on duty again: nothing needs to be passed on."""


Report = (
    ReportUnreachable
    | ReportOwnerUnreachable
    | ReportMissingPlace
    | ReportFailedWithdrawal
    | ReportOutsideUnreachable
    | ReportStuck
    | OfferHandoff
    | ReportOwnerOff
    | ReportOwnerBack
)
