"""What can be asked of a case, in the imperative. These are people's; the timers' and Stige's own stand apart.

A command carries what its sender believed where that matters (`level`, `round`, `owner`): a belief that the case has
left behind yields a refusal that tells what happened instead, and from a timer nothing at all.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.cases.case import Closing, Realm, WaitingFor
from bot.cases.clocks import CaseClock
from bot.cases.facts import Facts, Handover
from bot.cases.handoff_commands import HandoffCommand
from bot.cases.reports import Report
from bot.cases.timer_commands import TimersCommand
from bot.words import Text


@dataclass(frozen=True, slots=True)
class Open:
    """`case_id` and `number` are the store's; `concerned` are people who must never be asked, told or readers (R5).

    `dismissed` are the keys of suggestions that the reporter has answered with no.
    """

    case_id: str
    number: int
    realm: Realm
    clock: CaseClock
    handover: Handover
    facts: Facts
    concerned: frozenset[str] = frozenset()
    dismissed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Accept:
    """Take the case. `owner` is who had it when the button was drawn."""

    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Coordinate:
    """Answer a call to take over by helping: the owner stays (S31)."""


@dataclass(frozen=True, slots=True)
class Decline:
    reason: Text
    level: int | None = None
    round: int | None = None


@dataclass(frozen=True, slots=True)
class NeedInfo:
    """Ask the reporter for an item of the hand-over or a field of the type."""

    item: str
    words: Text | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The reporter's answer to a need of information."""

    words: Text


@dataclass(frozen=True, slots=True)
class HandBack:
    reason: Text


@dataclass(frozen=True, slots=True)
class Escalate:
    """To the next level at once. `level` and `round` are where it stood when the button was drawn."""

    reason: Text
    level: int | None = None
    round: int | None = None


@dataclass(frozen=True, slots=True)
class BreakGlass:
    level: int
    reason: Text


@dataclass(frozen=True, slots=True)
class Triage:
    """New facts, or a priority set by hand; what is None stays."""

    reason: Text
    facts: Facts | None = None
    priority: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerSuggestion:
    """Whether a suggestion made by the case's words is right (R11). `key` says which."""

    key: str
    fits: bool


@dataclass(frozen=True, slots=True)
class Reassign:
    to: str
    reason: Text


@dataclass(frozen=True, slots=True)
class AddPeople:
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snooze:
    until_at: datetime
    reason: Text


@dataclass(frozen=True, slots=True)
class Wake:
    """End a snooze or a wait by hand."""


@dataclass(frozen=True, slots=True)
class WaitFor:
    party: WaitingFor
    reason: Text


@dataclass(frozen=True, slots=True)
class AddNote:
    words: Text


@dataclass(frozen=True, slots=True)
class PostUpdate:
    """Say how it goes, to these audiences by their numbers, or to none in particular; `next_at` promises when they hear
    again (R27)."""

    words: Text
    next_at: datetime | None = None
    audiences: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkTold:
    """They passed the text on themselves where Stige cannot write."""

    audience: int


@dataclass(frozen=True, slots=True)
class Resolve:
    closing: Closing


@dataclass(frozen=True, slots=True)
class Confirm:
    pass


@dataclass(frozen=True, slots=True)
class Reopen:
    reason: Text


@dataclass(frozen=True, slots=True)
class Withdraw:
    reason: Text


@dataclass(frozen=True, slots=True)
class EditHandover:
    item: str
    words: Text


@dataclass(frozen=True, slots=True)
class Approve:
    pass


@dataclass(frozen=True, slots=True)
class Disapprove:
    reason: Text


@dataclass(frozen=True, slots=True)
class Follow:
    pass


@dataclass(frozen=True, slots=True)
class Unfollow:
    pass


@dataclass(frozen=True, slots=True)
class Join:
    """This case is the same matter as another: its reporter follows that one and this one closes."""

    case_id: str


@dataclass(frozen=True, slots=True)
class Link:
    """An internal and an external case of one matter (R7)."""

    case_id: str


@dataclass(frozen=True, slots=True)
class VendorHasIt:
    reference: Text


@dataclass(frozen=True, slots=True)
class Hold:
    on: bool
    reason: Text


@dataclass(frozen=True, slots=True)
class MoveVersion:
    version: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Grade:
    """Feedback in two clicks (R31): `kind` says whose view of what, `points` 1 to 5."""

    kind: str
    points: int
    words: Text | None = None


@dataclass(frozen=True, slots=True)
class Show:
    """A reading of a private case, which is on record (S40)."""


PersonsCommand = (
    Open
    | Accept
    | Coordinate
    | Decline
    | NeedInfo
    | Answer
    | HandBack
    | Escalate
    | BreakGlass
    | Triage
    | AnswerSuggestion
    | Reassign
    | AddPeople
    | Snooze
    | Wake
    | WaitFor
    | AddNote
    | PostUpdate
    | MarkTold
    | Resolve
    | Confirm
    | Reopen
    | Withdraw
    | EditHandover
    | Approve
    | Disapprove
    | Follow
    | Unfollow
    | Join
    | Link
    | VendorHasIt
    | HandoffCommand
    | Hold
    | MoveVersion
    | Grade
    | Show
)


Command = PersonsCommand | TimersCommand | Report
