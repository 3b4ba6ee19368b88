"""What the core needs of the world, as contracts. Whoever fulfils one passes the same tests as its fake."""

from collections.abc import Awaitable, Callable, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bot.answers import Answers
from bot.audits import Audits, Watches
from bot.cases.access import Viewer
from bot.cases.case import Case, Realm
from bot.cases.events import Entry
from bot.cases.outcome import Message, Outcome
from bot.cases.timers import Timer
from bot.claims import Claims
from bot.messages.bundles import Bundles
from bot.messages.notice import Notices
from bot.messages.owed import Destination, Outbox
from bot.messages.ways import OtherWays
from bot.people.known import Acquaintances
from bot.people.presence import Presences
from bot.policy.policy import Policy
from bot.policy.proposals import Proposals
from bot.policy.versions import Versions
from bot.running import Bell, Running
from bot.tidying import Tidies
from bot.trying.past import Past

T = TypeVar("T")


class InThread(Protocol):
    """Runs a synchronous function in a worker thread."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]: ...


class Clock(Protocol):
    def now(self) -> datetime:
        """This instant on the wall, aware UTC. In the sandbox the wall clock can be wound."""


class Ids(Protocol):
    def case_id(self) -> str:
        """A random id, never given before, of letters and digits: what buttons carry."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an inbound delivery did when it first came: these entries of that case."""

    case_id: str
    first_seq: int
    last_seq: int


class Unit(
    Outbox,
    OtherWays,
    Acquaintances,
    Versions,
    Proposals,
    Presences,
    Notices,
    Bundles,
    Answers,
    Claims,
    Running,
    Audits,
    Watches,
    Tidies,
    Protocol,
):
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

    def due_cases(self, at: datetime, at_most: int) -> tuple[str, ...]:
        """Cases with a timer due by then, the longest overdue first, their rows locked; one that somebody else holds,
        or that rests after a failure, is passed over."""

    def next_due_at(self) -> datetime | None:
        """When the earliest timer of all is due or a rested case may be tried again."""

    def is_due(self, case_id: str, at: datetime) -> bool:
        """Whether it still has a timer due by then; nobody else changes that before this transaction ends."""

    def rest(self, case_id: str, until_at: datetime) -> None:
        """Its timers failed: they rest until then."""

    def failures(self, case_id: str) -> int:
        """How often in a row its timers have failed."""

    # inbound deliveries

    def remembered(self, key: str) -> Remembered | None: ...

    def remember(self, key: str, what: Remembered, at: datetime) -> None: ...


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
    """Memory. Synchronous, called from worker threads; the clock behind its instants is the caller's. Its transactions
    raise `Away` while the database cannot be reached."""

    @property
    def realm(self) -> Realm: ...

    @property
    def views(self) -> Views: ...

    @property
    def contacts(self) -> Contacts: ...

    def writing(self) -> AbstractContextManager[Unit]: ...

    def beating(self) -> AbstractContextManager[Running]:
        """A transaction for saying that this process is alive, whatever all its others do."""

    def in_force(self) -> Policy | None:
        """The policy in force as the last transaction here that asked for it found it, for whoever draws: at no cost,
        whichever process activated it."""

    def bell(self) -> Bell: ...

    def wall(self) -> datetime:
        """The clock that all processes on this database share, read now: the database's own on PostgreSQL, the
        machine's on SQLite. Whether to believe it is `bot.clock`'s to say."""

    def ready(self) -> bool:
        """Whether it can be read and written now."""

    def close(self) -> None: ...
