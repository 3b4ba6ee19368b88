"""What happened to a case, in the past tense. Events are the record: folding them gives the case (`evolve`).

Every event says all that the fold needs, so that no rule is read twice. Ids, numbers, instants and names of rules are
facts; what people wrote is `Text`, which storage seals apart.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.cases.approval_events import ApprovalEvent
from bot.cases.audience_events import AudienceEvent
from bot.cases.case import Closing, Outcomes, Realm, Status, WaitingFor
from bot.cases.clock_events import Breached, ClockPaused, ClockReminded, ClockResumed, ClockStarted, ClockStopped
from bot.cases.clocks import CaseClock
from bot.cases.delivery_events import DeliveryEvent
from bot.cases.departure_events import DepartureEvent
from bot.cases.facts import Facts, Handover, PriorityReason
from bot.cases.handoff_events import HandoffEvent
from bot.cases.ladder_events import LadderEvent, LevelPassed, PersonSkipped, Told
from bot.cases.outside_events import OutsideEvent
from bot.people.identity import Platform
from bot.people.targets import Target
from bot.words import Text


@dataclass(frozen=True, slots=True)
class Opened:
    id: str
    number: int
    realm: Realm
    clock: CaseClock
    version: str
    reporter: str
    handover: Handover
    facts: Facts
    priority: str
    reasons: tuple[PriorityReason, ...]
    path: str
    private: bool
    readers: tuple[Target, ...]
    concerned: frozenset[str]
    at_once: bool
    jumped: bool
    dismissed: frozenset[str] = frozenset()
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class OwnerChanged:
    """`duty_of` is the schedule through which they have it."""

    owner: str
    status: Status
    duty_of: str | None = None


@dataclass(frozen=True, slots=True)
class EscalatedByHand:
    reason: Text


@dataclass(frozen=True, slots=True)
class HandedBack:
    """`coordinators` hear that the case goes to and fro: it was handed back before (R16)."""

    reason: Text
    coordinators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InfoAsked:
    item: str
    words: Text | None


@dataclass(frozen=True, slots=True)
class InfoGiven:
    """`item` of the hand-over has new words; `status` is where the case returns to."""

    item: str
    words: Text
    status: Status


@dataclass(frozen=True, slots=True)
class HandoverEdited:
    item: str
    words: Text


@dataclass(frozen=True, slots=True)
class Triaged:
    """Facts and priority as they are from now on; `at_once`: from now on the path's hours are ignored (S30)."""

    facts: Facts
    priority: str
    reasons: tuple[PriorityReason, ...]
    reason: Text
    private: bool
    readers: tuple[Target, ...]
    at_once: bool = False
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class SuggestionDismissed:
    """Somebody said that the words do not mean that (R11)."""

    key: str


@dataclass(frozen=True, slots=True)
class CardsWithdrawn:
    """The case became private: its cards leave these places."""

    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reassigned:
    to: str
    reason: Text


@dataclass(frozen=True, slots=True)
class PeopleAdded:
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snoozed:
    until_at: datetime
    reason: Text


@dataclass(frozen=True, slots=True)
class Woke:
    """A snooze or a wait is over, by time or by hand."""


@dataclass(frozen=True, slots=True)
class WaitBegan:
    party: WaitingFor
    reason: Text


@dataclass(frozen=True, slots=True)
class Noted:
    words: Text


@dataclass(frozen=True, slots=True)
class Resolved:
    closing: Closing


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The reporter agrees that it is solved; closing may still lack something of the owner's."""


@dataclass(frozen=True, slots=True)
class ClosingWanted:
    """What closing still lacks is asked of the owner (S33)."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reopened:
    reason: Text
    status: Status


@dataclass(frozen=True, slots=True)
class Closed:
    outcome: Outcomes
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class VendorTook:
    reference: Text


@dataclass(frozen=True, slots=True)
class PersonUnreachable:
    """`by` are the ways that refused a message to them."""

    person: str
    level: int | None
    by: tuple[Platform, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceMissing:
    """`people` are those who can mend it: who keeps the policy or runs Stige, else whom the fallback names. `platform`
    None: it has no room on any platform that is set up."""

    place: str
    platform: Platform | None
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WithdrawalFailed:
    """A card of a private case may still stand in a place, for `people` to remove by hand."""

    place: str
    platform: Platform | None
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GotStuck:
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A private case was read."""


Event = (
    Opened
    | ClockStarted
    | ClockStopped
    | ClockPaused
    | ClockResumed
    | ClockReminded
    | Breached
    | LadderEvent
    | LevelPassed
    | PersonSkipped
    | Told
    | ApprovalEvent
    | DepartureEvent
    | OwnerChanged
    | HandoffEvent
    | EscalatedByHand
    | HandedBack
    | InfoAsked
    | InfoGiven
    | HandoverEdited
    | Triaged
    | SuggestionDismissed
    | CardsWithdrawn
    | Reassigned
    | PeopleAdded
    | Snoozed
    | Woke
    | WaitBegan
    | Noted
    | AudienceEvent
    | OutsideEvent
    | Resolved
    | Confirmed
    | ClosingWanted
    | Reopened
    | Closed
    | VendorTook
    | PersonUnreachable
    | DeliveryEvent
    | PlaceMissing
    | WithdrawalFailed
    | GotStuck
    | Shown
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in its place on the record. `by` is a person id, None where time or Stige itself moved the case."""

    seq: int
    at: datetime
    by: str | None
    event: Event
