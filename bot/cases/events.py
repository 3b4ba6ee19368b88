"""What happened to a case, in the past tense. Events are the record: folding them gives the case (`evolve`).

Every event says all that the fold needs, so that no rule is read twice. Ids, numbers, instants and names of rules are
facts; what people wrote is `Text`, which storage seals apart.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.cases.case import (
    CaseClock,
    Clock,
    ClockKind,
    Closing,
    Duty,
    Facts,
    Handover,
    Outcomes,
    PriorityReason,
    Realm,
    Reply,
    Status,
    WaitingFor,
)
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


@dataclass(frozen=True, slots=True)
class ClockStarted:
    """A clock begins, or begins anew."""

    clock: Clock


@dataclass(frozen=True, slots=True)
class ClockStopped:
    """It has done its work: accepted, resolved, answered."""

    kind: ClockKind


@dataclass(frozen=True, slots=True)
class ClockPaused:
    kind: ClockKind
    left: timedelta


@dataclass(frozen=True, slots=True)
class ClockResumed:
    kind: ClockKind
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ClockReminded:
    kind: ClockKind
    percent: float
    person: str


@dataclass(frozen=True, slots=True)
class Breached:
    kind: ClockKind


class Why(StrEnum):
    """Why a level or a person was passed over, or why the ladder moved."""

    OPENED = "opened"
    AT_ONCE = "at_once"
    TIME = "time"
    DECLINED = "declined"
    BY_HAND = "by_hand"
    HANDED_BACK = "handed_back"
    NOBODY = "nobody"
    WOKE = "woke"
    BREACHED = "breached"
    UNREACHABLE = "unreachable"
    REOPENED = "reopened"
    TRIAGED = "triaged"


@dataclass(frozen=True, slots=True)
class LevelReached:
    """The ladder moves to a level: its limit runs from now. `ends_at` None where a take-over has no limit."""

    level: int
    round: int
    duty: Duty
    why: Why
    ends_at: datetime | None
    hours: str | None
    remind: tuple[float, ...] = ()
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelSlept:
    """Its hours are closed: nothing is asked, told or counted until it opens (S25)."""

    level: int
    round: int
    duty: Duty
    why: Why
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class LevelPassed:
    """It could ask nobody."""

    level: int
    round: int


@dataclass(frozen=True, slots=True)
class PersonSkipped:
    """`reason` is a word of `bot.people.asking.SkipReason`."""

    person: str
    level: int
    round: int
    reason: str


@dataclass(frozen=True, slots=True)
class Paged:
    """Somebody is asked to act. `level` None: the fallback; `ends_at` is the end of their own time."""

    person: str
    level: int | None
    round: int
    duty: Duty
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class QueuePlanned:
    """At a level with `pick: one`: who is left, and when the next of them is asked."""

    queue: tuple[str, ...]
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody or a place is informed, without a duty; once per case."""

    people: tuple[str, ...]
    places: tuple[str, ...]
    vendors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonReminded:
    person: str
    level: int
    round: int
    percent: float


@dataclass(frozen=True, slots=True)
class FallbackReached:
    """The ladder is at its end: asked now and again at `repeats_at`, until somebody acts."""

    count: int
    duty: Duty
    why: Why
    repeats_at: datetime


@dataclass(frozen=True, slots=True)
class FallbackSlept:
    duty: Duty
    why: Why
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody who was asked answered. `text` is their reason where one is wanted."""

    person: str
    reply: Reply
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class OwnerChanged:
    owner: str
    status: Status


@dataclass(frozen=True, slots=True)
class LadderRested:
    """Nobody needs to be asked for now."""


@dataclass(frozen=True, slots=True)
class EscalatedByHand:
    reason: Text


@dataclass(frozen=True, slots=True)
class HandedBack:
    reason: Text


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
class LevelHeld:
    """The level's limit ends at another time: it stood still for the reporter's answer (S33), or triage gave it another
    (S14). `resumed_at`: when it went on."""

    ends_at: datetime | None
    next_try_at: datetime | None
    hours: str | None
    resumed_at: datetime | None = None


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


@dataclass(frozen=True, slots=True)
class PathChanged:
    path: str
    at_once: bool
    jumped: bool


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
class UpdatePosted:
    words: Text
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class UpdateMissed:
    """`count` is how often running. `coordinators` are those of the asked teams and of the owner's (S32)."""

    count: int
    coordinators: tuple[str, ...] = ()


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
    person: str
    level: int | None


@dataclass(frozen=True, slots=True)
class PlaceMissing:
    """`people` are those who can mend it: who keeps the policy or runs Stige, else whom the fallback names."""

    place: str
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
    | LevelReached
    | LevelSlept
    | LevelPassed
    | PersonSkipped
    | Paged
    | QueuePlanned
    | Told
    | PersonReminded
    | FallbackReached
    | FallbackSlept
    | Answered
    | OwnerChanged
    | LadderRested
    | EscalatedByHand
    | HandedBack
    | InfoAsked
    | InfoGiven
    | LevelHeld
    | HandoverEdited
    | Triaged
    | PathChanged
    | CardsWithdrawn
    | Reassigned
    | PeopleAdded
    | Snoozed
    | Woke
    | WaitBegan
    | Noted
    | UpdatePosted
    | UpdateMissed
    | Resolved
    | Confirmed
    | ClosingWanted
    | Reopened
    | Closed
    | VendorTook
    | PersonUnreachable
    | PlaceMissing
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
