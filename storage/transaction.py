"""What the parts of a unit of work have in common."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Executable, Row

from bot.cases.case import Case, Realm
from bot.cases.outcome import Message, Outcome
from bot.cases.timers import Timer
from bot.messages.owed import Destination
from bot.messages.pace import LimitsOf, unlimited
from bot.people.presence import Presence
from bot.policy.policy import Policy
from storage.chain import START
from storage.columns import LONG_AGO
from storage.restoring import Restored
from storage.sealing import Keyring
from storage.texts import TextBook


@dataclass(frozen=True, slots=True)
class Seen:
    """Who is there, as it was found under a revision. Until somebody changes it, it holds from `since_at` until the
    first of it ends."""

    revision: str | None
    since_at: datetime
    until_at: datetime
    presence: Presence

    def holds(self, revision: str | None, at: datetime) -> bool:
        return self.revision == revision and self.since_at <= at < self.until_at


@dataclass(slots=True)
class Shared:
    """What all transactions of a store share. A version of the policy never changes, hence is read once. `in_force` is
    the one that was in force when it was last asked for, `seen` who was there then; `restored` tells whether the
    database was put back, and may have forgotten what was said."""

    keyring: Keyring
    realm: Realm
    policies: dict[str, Policy] = field(default_factory=dict)
    owner: str = field(default_factory=lambda: secrets.token_hex(6))
    in_force: str | None = None
    seen: Seen | None = None
    began_at: datetime | None = None
    heard_until: datetime = LONG_AGO
    limits: LimitsOf = unlimited
    restored: Restored | None = None


@dataclass(slots=True)
class Known:
    """A case as this transaction has it: None before it is opened. `head` is the end of its chain."""

    case: Case | None
    book: TextBook
    head: bytes = START


@dataclass(frozen=True, slots=True)
class Found:
    """A case as it stands in the database."""

    state: str
    head: bytes
    texts: Sequence[Row[Any]]


@dataclass(frozen=True, slots=True)
class Saved:
    """What is to be written of a case: see `bot.ports.Unit.save`. `before` is the case as it was, None where it opens;
    `due_at`, on the wall, when the first of its timers is due."""

    outcome: Outcome
    before: Case | None
    known: Known
    timers: Sequence[Timer]
    due_at: datetime | None
    owed: Sequence[tuple[Message, Destination]]

    @property
    def case(self) -> Case:
        return self.outcome.case


class Transaction:
    """One open transaction. Its parts inherit from this, and the unit from all of them.

    What is saved is written together, each table in one statement, as soon as the database is asked anything, and at
    the latest at the end: `unwritten` waits for that. `found` are cases that are locked and not yet loaded.

    `version` is that of the policy in force, once it was asked for. `people_changed`: it has changed who is there.
    `paces_before` are those of the queues that messages were taken from.
    """

    def __init__(self, connection: Connection, shared: Shared) -> None:
        self.direct = connection  # for what no saved case changes
        self.unwritten: dict[str, Saved] = {}
        self.found: dict[str, Found] = {}
        self.dialect = connection.dialect.name
        self.shared = shared
        self.known: dict[str, Known] = {}
        self.version: str | None = None
        self.people_changed = False
        self.paces_before: dict[str, dict[str, dict[str, object]]] = {}

    @property
    def connection(self) -> Connection:
        """Whoever asks finds what was saved."""
        if self.unwritten:
            self.write()
        return self.direct

    def write(self) -> None:
        """All that was saved."""
        raise NotImplementedError

    def put(self, query: Executable, rows: Sequence[Mapping[str, object]]) -> None:
        """The same for each of the rows."""
        if rows:
            self.direct.execute(query, rows)
