"""What the core needs of the world, as contracts. Whoever fulfils one passes the same tests as its fake."""

from collections.abc import AsyncIterator, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.cases.access import Viewer
from bot.cases.case import Case, Realm
from bot.cases.events import Entry
from bot.cases.outcome import Message, Outcome
from bot.cases.timers import Timer
from bot.claims import Claims
from bot.messages.notice import Notices
from bot.messages.shown import Card
from bot.people.identity import Identity, Platform, Profile, Reader
from bot.people.known import Acquaintances
from bot.people.presence import Presences
from bot.policy.policy import Policy
from bot.policy.proposals import Proposals
from bot.policy.versions import Versions
from bot.trying.past import Past


class Clock(Protocol):
    def now(self) -> datetime:
        """This instant on the wall, aware UTC. In the sandbox the wall clock can be wound."""


class Ids(Protocol):
    def case_id(self) -> str:
        """A random id, never given before, of letters and digits: what buttons carry."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's confirmation: where a message stands, so that it can be edited. `message` is the platform's id."""

    platform: Platform
    workspace: str
    conversation: str
    message: str


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message goes: a person (whose platform is chosen at the sending), a place on one platform, a customer or
    a vendor.

    `room` is the place as the policy writes it for that platform ("#ops", "Operations/Incidents", an address, a URL),
    of a customer or vendor one of their addresses.
    """

    person: str | None = None
    place: str | None = None
    platform: Platform | None = None
    room: str | None = None
    customer: str | None = None
    vendor: str | None = None

    @property
    def key(self) -> str:
        """The queue it waits in: "person:ana", "slack:place:ops", "mail:customer:them@acme.example"."""
        if self.customer:
            return f"{self.platform}:customer:{self.room}"
        if self.vendor:
            return f"{self.platform}:vendor:{self.room}"
        return f"person:{self.person}" if self.person else f"{self.platform}:place:{self.place}"


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that stands somewhere and is refreshed when its case changes."""

    id: str
    destination: Destination
    receipt: Receipt
    message: Message


@dataclass(frozen=True, slots=True)
class Owed:
    """A row of the outbox, leased to whoever holds this. `posted` is the card to be edited or removed, where it is one.

    `attempts` counts this one. `uncertain`: an earlier attempt's fate is unknown, so this one carries the repeat mark.
    """

    id: str
    message: Message
    destination: Destination
    attempts: int
    uncertain: bool
    posted: Posted | None = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an inbound delivery did when it first came: these entries of that case."""

    case_id: str
    first_seq: int
    last_seq: int


class Unit(Acquaintances, Versions, Proposals, Presences, Notices, Claims, Protocol):
    """One transaction, begun as a writer: what is read in it cannot change before it commits. Leaving the block by an
    exception rolls all of it back. Every instant here is the wall's.
    """

    # cases

    def load(self, case_id: str) -> Case | None:
        """The case, its row locked until the end of the transaction."""

    def opening(self, words: Set[str]) -> frozenset[str]:
        """Those of the words that open a private case (S40)."""

    def entries(self, case_id: str, first_seq: int = 1) -> tuple[Entry, ...]:
        """The record of a case from there on, in order; erased texts are empty."""

    def next_number(self) -> int:
        """The next case number. One that a rolled-back transaction took is given again or lost, never given twice."""

    def save(self, outcome: Outcome, timers: Sequence[Timer], owed: Sequence[tuple[Message, Destination]]) -> None:
        """Case, entries, timers and messages as one.

        The case's timers are replaced by these (`due_at` is case time here and becomes the wall's by the case's clock),
        its readers and barred people by those it has now, and its failures are forgotten. A refresh or withdrawal in
        `outcome.messages` becomes one row for each card that stands (a refresh replaces an older one still waiting).
        `owed` are the other messages with where they go.
        """

    # timers

    def due_case(self, at: datetime) -> str | None:
        """A case with a timer due by then, the longest overdue first, its row locked; one that somebody else holds, or
        that rests after a failure, is passed over."""

    def next_due_at(self) -> datetime | None:
        """When the earliest timer of all is due or a rested case may be tried again."""

    def rest(self, case_id: str, until_at: datetime) -> None:
        """Its timers failed: they rest until then."""

    def failures(self, case_id: str) -> int:
        """How often in a row its timers have failed."""

    # inbound deliveries

    def remembered(self, key: str) -> Remembered | None: ...

    def remember(self, key: str, what: Remembered, at: datetime) -> None: ...

    # the outbox

    def take(self, at: datetime, lease: timedelta) -> Owed | None:
        """The most urgent message that is waiting (or whose lease has run out: then it is `uncertain`) and whose
        destination may be sent to; asks before reminders before nudges and tells before refreshes, worse priorities
        first, then the oldest. Nothing of a destination is taken while another of its messages is leased."""

    def next_message_at(self) -> datetime | None:
        """When the next message may be taken."""

    def sent(self, owed: Owed, receipt: Receipt, seq: int, at: datetime) -> None:
        """Confirmed, as the case stood at `seq`. A new message becomes a card if it `stands`; then those that it
        `retires` get one last edit and stand no longer. If the case has moved on since `seq`, a refresh of the card is
        owed at once; or its withdrawal, if it is in a room and the case is private by now."""

    def withdrawn(self, owed: Owed, at: datetime) -> None:
        """No longer owed: the case had moved on."""

    def later(self, owed: Owed, until_at: datetime, uncertain: bool) -> None:
        """Tried in vain; again then."""

    def failed(self, owed: Owed, why: str, at: datetime) -> None:
        """For good: the platform will never take it."""

    def destination_rests(self, key: str, until_at: datetime) -> None:
        """The platform asks to be left alone there until then."""


class Views(Protocol):
    """What screens read. Each question takes the viewer, and filters inside the query."""

    def case(self, viewer: Viewer, number: int) -> Case | None:
        """None alike for one that does not exist and one that may not be read."""

    def open_cases(self, viewer: Viewer, limit: int = 20) -> tuple[Case, ...]:
        """Worst priority first, then the oldest; no drills."""

    def mine(self, viewer: Viewer, limit: int = 20) -> tuple[Case, ...]:
        """Those not closed that the viewer reported, owns or is asked about now."""

    def timeline(self, viewer: Viewer, case_id: str) -> tuple[Entry, ...]: ...

    def past(self, viewer: Viewer, since_at: datetime, until_at: datetime) -> tuple[Past, ...]:
        """The closed cases opened in that time, the oldest first, with their facts as last known; no text is read. One
        that the viewer may not read has no name, and counts in figures alone."""


class Contacts(Protocol):
    """Where an adapter keeps what it needs to reach somebody again, under a key of its own. Opaque to others."""

    def recall(self, key: str) -> str | None: ...

    def keep(self, key: str, reference: str) -> None: ...


class AlreadyBound(Exception):
    """The identity belongs to another person, or the person has another identity in that workspace."""


class Store(Protocol):
    """Memory. Synchronous, called from worker threads; the clock behind its instants is the caller's."""

    @property
    def realm(self) -> Realm: ...

    @property
    def views(self) -> Views: ...

    @property
    def contacts(self) -> Contacts: ...

    def writing(self) -> AbstractContextManager[Unit]: ...

    def in_force(self) -> Policy | None:
        """The policy in force as the last transaction here that asked for it found it, for whoever draws: at no cost,
        whichever process activated it."""

    def ready(self) -> bool:
        """Whether it can be read and written now."""

    def close(self) -> None: ...


class Undeliverable(Exception):
    """The platform will never take this message: the person is gone, the room is missing, the token is revoked."""


class NotNow(Exception):
    """Refused for the moment, and certainly not delivered."""

    def __init__(self, why: str, retry_after: timedelta | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Lost(Exception):
    """The answer did not come: it may have been delivered or not."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """Whether a direct message could be brought to somebody. `silent_until`: their chat is silent now (do not disturb)
    and stays so until then, as far as the platform tells. `why` not: the platform's word."""

    can: bool
    silent_until: datetime | None = None
    why: str = ""


class Sender(Protocol):
    """Speaks on one platform. Raises `Undeliverable`, `NotNow` or `Lost`, and nothing else."""

    async def post(self, to: Identity | str, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> Receipt:
        """A new message to a person, or to a room named as the policy names it. `repeated` shows the repeat mark."""

    async def edit(self, receipt: Receipt, card: Card, reader: Reader) -> None: ...

    async def remove(self, receipt: Receipt) -> None: ...

    async def find(self, who: str) -> Profile | None:
        """A full member of a listed workspace, by e-mail or id there, for somebody who never spoke to Stige yet."""

    def members(self) -> AsyncIterator[Profile]:
        """Everybody whom the platform lists in the workspaces that are ours, page by page, also those who have left
        (`Membership.GONE`) where it tells. Empty where it lists nobody. Raises as the others do."""

    async def reach(self, to: Identity) -> Reachable:
        """As of now, without sending anything. Raises `NotNow` or `Lost` where that cannot be known now."""
