"""A case as a value: what folding its events gives, and all that a decision may look at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.people.targets import Target
from bot.policy.when import Unsure
from bot.words import Label, Text


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


@dataclass(frozen=True, slots=True)
class CaseClock:
    """How the case's own time runs against the wall's: identical in a live case, compressed in a drill.

    `speed` is case seconds per wall second; both clocks showed `began_at` at the start.
    """

    began_at: datetime
    speed: float = 1.0

    def case_time(self, wall_at: datetime) -> datetime:
        return wall_at if self.speed == 1 else self.began_at + (wall_at - self.began_at) * self.speed

    def wall_time(self, case_at: datetime) -> datetime:
        return case_at if self.speed == 1 else self.began_at + (case_at - self.began_at) / self.speed


class Reason(StrEnum):
    """Why it is escalated (R4)."""

    AUTHORITY = "authority"
    EXPERTISE = "expertise"
    RESOURCES = "resources"
    TIME = "time"
    LEGAL = "legal"
    SAFETY = "safety"
    BUSINESS = "business"


class Complexity(StrEnum):
    SIMPLE = "simple"
    COMPLEX = "complex"


class Item(StrEnum):
    """The six items of the hand-over (R2). The fields of a type stand beside them, by their ids."""

    SUMMARY = "summary"
    STEPS = "steps"
    IMPACT = "impact"
    CUSTOMER = "customer"
    DEADLINE = "deadline"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Handover:
    """What the next person needs. An item that nobody gave is None; `fields` are the free answers of the type's own."""

    summary: Text
    steps: Text | None = None
    impact: Text | None = None
    customer: Text | None = None
    deadline: Text | None = None
    help: Text | None = None
    fields: tuple[tuple[str, Text], ...] = ()

    def has(self, item: str) -> bool:
        return bool(getattr(self, item)) if item in set(Item) else item in dict(self.fields)


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions ask about. None is "not stated"; for impact and urgency "unsure" too, read as the worst (R8).

    `deadline_at` is the deadline as an instant; `choices` are the chosen words of fields with choices.
    """

    type: str
    impact: str | None = None
    urgency: str | None = None
    complexity: Complexity | None = None
    reason: Reason | None = None
    users_affected: int | Unsure | None = None
    flags: frozenset[str] = frozenset()
    customer: str | None = None
    deadline_at: datetime | None = None
    choices: tuple[tuple[str, str], ...] = ()


class Duty(StrEnum):
    """What is asked of somebody: to accept a case nobody has, or to take over or coordinate one that is late (S31)."""

    ACCEPT = "accept"
    TAKE_OVER = "take_over"


class Reply(StrEnum):
    """How somebody who was asked answered."""

    ACCEPTED = "accepted"
    COORDINATES = "coordinates"
    DECLINED = "declined"
    HANDED_BACK = "handed_back"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Ask:
    """One person asked. `level` counts from 1 and is None at the fallback; `ends_at` is when their own time is over.

    `resumed_at`: their time stood still, and since then the rest of it runs.
    """

    person: str
    level: int | None
    round: int
    duty: Duty
    asked_at: datetime
    ends_at: datetime | None
    reminded: float = 0.0
    reply: Reply | None = None
    resumed_at: datetime | None = None

    @property
    def rung(self) -> tuple[int | None, int]:
        """Where it was asked: level and round."""
        return self.level, self.round

    @property
    def refused(self) -> bool:
        """They will not be asked again in this round."""
        return self.reply in (Reply.DECLINED, Reply.HANDED_BACK, Reply.UNREACHABLE)


class Stage(StrEnum):
    """Where the ladder stands: `rest` before the first level and once somebody has answered."""

    REST = "rest"
    ASKING = "asking"
    SLEEPING = "sleeping"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Ladder:
    """`level` is the level last reached (0: none yet), `ends_at` the end of its limit, `opens_at` when its sleep ends.

    `queue` are the people whom a level with `pick: one` may still ask, `next_try_at` when the next of them is.
    `asks` are those since the path began; `fallbacks` how often the fallback has been asked, `repeats_at` when again.
    `at_once`: hours are ignored (S30). `jumped`: this round did not begin at level 1. `reached_in` is the round in
    which a level was last reached, not only slept at.
    """

    path: str
    stage: Stage = Stage.REST
    level: int = 0
    round: int = 1
    duty: Duty = Duty.ACCEPT
    hours: str | None = None
    remind: tuple[float, ...] = ()
    reached_at: datetime | None = None
    ends_at: datetime | None = None
    opens_at: datetime | None = None
    queue: tuple[str, ...] = ()
    next_try_at: datetime | None = None
    asks: tuple[Ask, ...] = ()
    fallbacks: int = 0
    repeats_at: datetime | None = None
    at_once: bool = False
    jumped: bool = False
    reached_in: int = 0

    def open_asks_here(self) -> tuple[Ask, ...]:
        """Those of the level where it stands that nobody has answered."""
        return tuple(ask for ask in self.asks_here() if ask.reply is None)

    def asks_here(self) -> tuple[Ask, ...]:
        """Those made at the level where it stands, for the present duty."""
        return tuple(ask for ask in self.asks if (ask.rung, ask.duty) == ((self.level, self.round), self.duty))


class ClockKind(StrEnum):
    ACCEPT = "accept"
    UPDATE = "update"
    RESOLVE = "resolve"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit that runs, stands or has ended. `hours` is the calendar it counts in, `remind` its reminders in percent.

    `whole` is its length in open time. `left` is the open time that remained when it was stopped for a while; `ends_at`
    means nothing until it goes on, at `resumed_at`.
    """

    kind: ClockKind
    started_at: datetime
    ends_at: datetime
    whole: timedelta
    hours: str | None = None
    remind: tuple[float, ...] = ()
    reminded: float = 0.0
    breached: bool = False
    left: timedelta | None = None
    resumed_at: datetime | None = None

    @property
    def runs(self) -> bool:
        return self.left is None and not self.breached


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


@dataclass(frozen=True, slots=True)
class PriorityReason:
    """One line of why: the table, an override of the policy with its own words, or a person's triage."""

    kind: str
    label: Label | None = None
    text: Text | None = None


class About(StrEnum):
    """What somebody said something about."""

    NOTE = "note"
    DECLINED = "declined"
    ESCALATED = "escalated"
    HANDED_BACK = "handed_back"
    REASSIGNED = "reassigned"
    REOPENED = "reopened"
    SNOOZED = "snoozed"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said about the case, or why they did what they did with it."""

    at: datetime
    about: About
    text: Text


@dataclass(frozen=True, slots=True)
class Case:
    """`number` is for people (ESC-7), `id` is random and what buttons carry. `version` pins the rules.

    `told` are people and places that hold a card without being asked, `missing_places` those that could not be told.
    `owners` are all who ever owned it, in order, `asked` everybody who ever was, `asked_teams` the teams that levels
    asked or that those asked belong to. `remarks` are the latest of them, oldest first; the record has all. `seq` is
    the number of its last event. `snoozed_until` is set while the owner has put it off.
    """

    id: str
    number: int
    realm: Realm
    clock: CaseClock
    version: str
    status: Status
    reporter: str
    opened_at: datetime
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
    missing_places: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    clocks: tuple[Clock, ...] = ()
    missed_updates: int = 0
    waiting_for: WaitingFor | None = None
    question: Question | None = None
    snoozed_until: datetime | None = None
    remarks: tuple[Remark, ...] = ()
    closing: Closing | None = None
    confirmed: bool = False
    closed_at: datetime | None = None
    outcome: Outcomes | None = None
    vendor_reference: Text | None = None

    def running(self, kind: ClockKind) -> Clock | None:
        return next((clock for clock in self.clocks if clock.kind is kind), None)

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
