"""What the parts of a unit of work have in common."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot.cases.case import Case, Realm
from bot.people.presence import Presence
from bot.policy.policy import Policy
from storage.chain import START
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
    the one that was in force when it was last asked for, `seen` who was there then."""

    keyring: Keyring
    realm: Realm
    policies: dict[str, Policy] = field(default_factory=dict)
    owner: str = field(default_factory=lambda: secrets.token_hex(6))
    in_force: str | None = None
    seen: Seen | None = None
    began_at: datetime | None = None


@dataclass(slots=True)
class Known:
    """A case as this transaction has it: None before it is opened. `head` is the end of its chain."""

    case: Case | None
    book: TextBook
    head: bytes = START


class Transaction:
    """One open transaction. Its parts inherit from this, and the unit from all of them.

    `version` is that of the policy in force, once it was asked for. `people_changed`: it has changed who is there.
    """

    def __init__(self, connection: Connection, shared: Shared) -> None:
        self.connection = connection
        self.dialect = connection.dialect.name
        self.shared = shared
        self.known: dict[str, Known] = {}
        self.version: str | None = None
        self.people_changed = False
