"""A case as a value: what folding its events gives, and all that a decision may look at."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.cases.approval import Approval
from bot.cases.audiences import Audience, Informed
from bot.cases.clocks import CaseClock, Clock, ClockKind
from bot.cases.facts import Facts, Handover, PriorityReason
from bot.cases.handoff import Handoff
from bot.cases.ladder import Ask, Ladder, Stage
from bot.people.identity import Platform
from bot.people.targets import Target
from bot.words import Text


class Status(StrEnum):
    APPROVAL = "approval"
    NEW = "new"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Realm(StrEnum):
    """Whose world a case belongs to: drills and sandboxes stay out of every figure."""

    LIVE = "live"
    DRILL = "drill"
    SANDBOX = "sandbox"


class WaitingFor(StrEnum):
    REPORTER = "reporter"
    CUSTOMER = "customer"
    VENDOR = "vendor"


@dataclass(frozen=True, slots=True)
class Question:
    """What a receiver needs to know: an item of the hand-over or a field, and why."""

    item: str
    asked_by: str
    asked_at: datetime
    words: Text | None


@dataclass(frozen=True, slots=True)
class Closing:
    """What was found and done (R30). `customer_told` None: not said."""

    resolution: Text
    root_cause: Text | None = None
    lesson: Text | None = None
    customer_told: bool | None = None


class Outcomes(StrEnum):
    """How a case came to be closed."""

    DONE = "done"
    WITHDRAWN = "withdrawn"
    NOT_APPROVED = "not_approved"
    JOINED = "joined"


class About(StrEnum):
    """What somebody said something about."""

    NOTE = "note"
    UPDATE = "update"
    DECLINED = "declined"
    ESCALATED = "escalated"
    HANDED_BACK = "handed_back"
    REASSIGNED = "reassigned"
    REOPENED = "reopened"
    SNOOZED = "snoozed"
    WAITING = "waiting"
    TRIAGED = "triaged"
    DISAPPROVED = "disapproved"
    GLASS_BROKEN = "glass_broken"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    PASSED_ON = "passed_on"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said about the case, or why they did what they did with it."""

    at: datetime
    about: About
    text: Text
    seq: int = 0  # of the event that it came with


@dataclass(frozen=True, slots=True)
class Room:
    """A place on one platform; `platform` None: on none that is set up."""

    place: str
    platform: Platform | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """`number` is for people (ESC-7), `id` is random and what buttons carry. `version` pins the rules.

    `read_at` is when the lines of the policy were last read for it (S12): at opening, and when a person changed a fact
    or moved the case. `told` are people and places that hold a card without being asked, `missing_places` those that
    could not be told, `left_in` those where a card may stand that should have left. `owners` are all who ever owned
    it, in order, `asked` everybody who ever was, `asked_teams` the teams that levels asked or that those asked belong
    to. `remarks` are the latest of them, oldest first; the record has all. `seq` is the number of its last event.
    `vendors` are those whose matter it is too, `written` those of them whom Stige writes to, `unreached` vendors and
    customers whom nothing reaches.
    `audiences` are kept informed, `informed` are all who were told as one of them.
    `snoozed_until` is set while the owner has put it off. `dismissed` are the keys of suggestions that do not fit.
    `repeats` counts the customer's cases in 30 days with this one, as of opening or triage (R10).
    `approval` is what is asked in that status and in no other, `approvers` are all who were ever asked for one.
    `glass_broken`: somebody sent it to a level past the policy, which is to be reviewed.
    `hold`: it is kept until further notice, or false, any hold on it was lifted; None: nobody said (S41).
    `duty_of` is the schedule through which its owner has it, so that it goes on with the sun; `handoff` while it does.
    """

    id: str
    number: int
    realm: Realm
    clock: CaseClock
    version: str
    status: Status
    reporter: str
    opened_at: datetime
    read_at: datetime
    handover: Handover
    facts: Facts
    priority: str
    reasons: tuple[PriorityReason, ...]
    private: bool
    readers: tuple[Target, ...]
    ladder: Ladder
    seq: int = 0
    owner: str | None = None
    owner_since: datetime | None = None
    owners: tuple[str, ...] = ()
    followers: tuple[str, ...] = ()
    concerned: frozenset[str] = frozenset()
    asked: tuple[str, ...] = ()
    asked_teams: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    told_places: tuple[str, ...] = ()
    missing_places: tuple[Room, ...] = ()
    left_in: tuple[Room, ...] = ()
    vendors: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()
    clocks: tuple[Clock, ...] = ()
    missed_updates: int = 0
    update_missed_at: datetime | None = None
    audiences: tuple[Audience, ...] = ()
    informed: tuple[Informed, ...] = ()
    waiting_for: WaitingFor | None = None
    question: Question | None = None
    snoozed_until: datetime | None = None
    remarks: tuple[Remark, ...] = ()
    closing: Closing | None = None
    confirmed: bool = False
    closed_at: datetime | None = None
    outcome: Outcomes | None = None
    vendor_reference: Text | None = None
    dismissed: frozenset[str] = frozenset()
    repeats: int = 0
    approval: Approval | None = None
    approvers: tuple[str, ...] = ()
    glass_broken: bool = False
    duty_of: str | None = None
    handoff: Handoff | None = None
    hold: bool | None = None

    def running(self, kind: ClockKind) -> Clock | None:
        return next((clock for clock in self.clocks if clock.kind is kind), None)

    def audience(self, number: int | None) -> Audience | None:
        return next((audience for audience in self.audiences if audience.number == number), None)

    def open_asks(self) -> tuple[Ask, ...]:
        """Asks of the present duty that nobody has answered; all who hold one may still accept. None while somebody has
        the case and nobody else is sought."""
        if self.owner and self.ladder.stage is Stage.REST:
            return ()
        return tuple(ask for ask in self.ladder.asks if ask.reply is None and ask.duty is self.ladder.duty)

    @property
    def waits_for_answer(self) -> bool:
        """For the reporter's answer to a need of information."""
        asked = self.status is Status.WAITING and self.question is not None
        return asked and self.waiting_for is WaitingFor.REPORTER

    @property
    def lacks_note(self) -> bool:
        """It is on its way, and with the priority that it has now nobody may take it without a note (S19)."""
        return self.handoff is not None and self.handoff.note is None and self.priority in self.handoff.note_for
