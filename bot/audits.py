"""What the auditor asks of a transaction, and the values it is answered with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.cases.case import Case
from bot.cases.events import Entry
from bot.cases.outcome import Message
from bot.cases.timers import Timer
from bot.findings import Finding, Noted
from bot.messages.owed import Destination


@dataclass(frozen=True, slots=True)
class Kept:
    """A message of a case as the outbox has it; edits of cards are none. `proved`: done in a way that is known, and
    with the platform's receipt if it was sent. `queue` is the key of its destination."""

    id: str
    message: Message
    queue: str
    state: str
    proved: bool
    twin_of: str | None


@dataclass(frozen=True, slots=True)
class Audited:
    """A case as the database has it now, locked. `fault` is the first in its chain, in a word; then there are no
    `entries`. `changed_at` is when its last event was written, on the wall; None: before anybody kept that."""

    case: Case
    entries: tuple[Entry, ...]
    fault: str | None
    due_at: datetime | None
    failures: int
    changed_at: datetime | None
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Lately:
    """Cases that were changed, the longest ago first, and the instant up to which these are all."""

    case_ids: tuple[str, ...]
    until_at: datetime


class Audits(Protocol):
    """A part of `bot.ports.Unit`."""

    def changed_cases(self, after_at: datetime, until_at: datetime, at_most: int) -> Lately:
        """By little more than so many events, or however many were written in the same instant."""

    def cases_in(self, part: int, parts: int, closed_since: datetime) -> tuple[str, ...]:
        """The cases that are open or were closed since then, one part of them; all parts together are all of them."""

    def audited(self, case_id: str) -> Audited | None: ...

    def timers_stand(self, its: Audited, timers: Sequence[Timer]) -> bool:
        """Whether the rows of its timers are these, and it is due when the first of them is. One that rests after a
        failure is due when its rest is over."""

    def set_timers(self, case: Case, timers: Sequence[Timer]) -> None: ...

    def owe_again(self, message: Message, to: Destination, case: Case, at: datetime, still: bool) -> None:
        """The row that should be there; withdrawn at once where it is owed no longer (not `still`)."""

    def judging_since(self, who: str, at: datetime) -> datetime:
        """Since when nobody but `who` audits this database. Told each round: another program, or the same with other
        platforms, owes other messages."""


class Watches(Protocol):
    """Another part: what runs, and what was found."""

    def overdue(self, before_at: datetime) -> Sequence[Finding]:
        """Cases that were due before then."""

    def stuck(self, at: datetime, pages_for: timedelta, others_for: timedelta) -> Sequence[Finding]:
        """Messages and notices that are owed for longer; where another way was to be taken, counted from then."""

    def leased_by_nobody(self, at: datetime, for_longer_than: timedelta) -> Sequence[Finding]:
        """What is leased by a process that is not alive, or for longer than anybody leases, and queues that are closed
        for a message that nobody has. Where nobody says who is alive, only the latter two."""

    def free_lease(self, finding: Finding, at: datetime) -> None:
        """What was on its way then is of unknown fate."""

    def resting(self, until_at: datetime) -> Sequence[Finding]:
        """Queues that wait until after then with something in them."""

    def note_finding(self, finding: Finding, at: datetime) -> bool:
        """Whether that is new: not open already."""

    def end_finding(self, key: str, at: datetime) -> None: ...

    def findings_open(self) -> tuple[Noted, ...]: ...

    def findings(self, since_at: datetime, until_at: datetime) -> tuple[Noted, ...]:
        """Those found in that time."""
