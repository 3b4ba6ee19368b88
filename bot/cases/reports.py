"""What Stige finds out by itself while it works, as commands."""

from dataclasses import dataclass
from datetime import datetime

from bot.cases.handoff import Off
from bot.people.identity import Platform


@dataclass(frozen=True, slots=True)
class ReportUnreachable:
    """No way to them takes an ask: the next one is asked. `by` are those that refused it."""

    person: str
    level: int | None
    round: int
    by: tuple[Platform, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportOwnerUnreachable:
    """Nobody can tell them that a case was given to them: it is offered to the next level at once."""

    person: str
    by: tuple[Platform, ...] = ()


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
class ReportBroughtElsewhere:
    """A message is owed by another way as well. `refused`: the first will never take it, else it has not confirmed it
    in time."""

    person: str
    tried: Platform | None
    to: Platform
    refused: bool = False


@dataclass(frozen=True, slots=True)
class ReportNotReached:
    """No way to them took what they need not answer."""

    person: str
    by: tuple[Platform, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportStuck:
    """The case's timers fail, or a message of it does by a fault of ours: whoever may act hears of it while it is tried
    again."""


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
    | ReportBroughtElsewhere
    | ReportNotReached
    | OfferHandoff
    | ReportOwnerOff
    | ReportOwnerBack
)
