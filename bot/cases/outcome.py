"""All results of a step, as one value: the case as it is now, what happened, and who is to be told."""

from dataclasses import dataclass
from enum import StrEnum

from bot.cases.case import Case
from bot.cases.events import Entry
from bot.words import Say


class MessageKind(StrEnum):
    """An ask or a reminder is a new message (an edit notifies nobody); a refresh edits the cards that are there.
    Retiring is the last edit of a card whose place a newer message has taken."""

    ASK = "ask"
    REMIND = "remind"
    NUDGE = "nudge"
    TELL = "tell"
    REFRESH = "refresh"
    WITHDRAW = "withdraw"
    RETIRE = "retire"


class Topic(StrEnum):
    """What a nudge, a private line to one person, is about; and of an ask that it asks for approval."""

    ACCEPTED = "accepted"
    ASLEEP = "asleep"
    AT_FALLBACK = "at_fallback"
    OWNER_CHANGED = "owner_changed"
    ASSIGNED = "assigned"
    COORDINATED = "coordinated"
    INFO_ASKED = "info_asked"
    INFO_GIVEN = "info_given"
    NO_ANSWER = "no_answer"
    HANDED_BACK = "handed_back"
    TO_AND_FRO = "to_and_fro"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CLOSED = "closed"
    CLOSING_WANTED = "closing_wanted"
    CLOCK_NEAR = "clock_near"
    BREACHED = "breached"
    UPDATE_MISSED = "update_missed"
    WOKE = "woke"
    NOTED = "noted"
    UPDATE = "update"
    UPDATE_WANTED = "update_wanted"
    TO_COPY = "to_copy"
    ENDED = "ended"
    STUCK = "stuck"
    PLACE_MISSING = "place_missing"
    WITHDRAWAL_FAILED = "withdrawal_failed"
    VENDOR_ASKED = "vendor_asked"
    VENDOR_NEAR = "vendor_near"
    VENDOR_LATE = "vendor_late"
    OUTSIDE_UNREACHABLE = "outside_unreachable"
    APPROVAL = "approval"
    NOT_APPROVED = "not_approved"
    PASSING_WANTED = "passing_wanted"
    OWNER_GONE = "owner_gone"
    NOT_TAKEN = "not_taken"
    ASKED_AGAIN = "asked_again"


@dataclass(frozen=True, slots=True)
class Message:
    """What is owed to one person, place, customer or vendor about one case: what it is about, never its text.

    `seq` is the event that owes it; `level` and `round` are those of an ask (`level` None: the fallback). `audience` is
    the number of the one that it is for, where its template is filled.
    A refresh and a withdrawal name the place or person whose card it is; None of both means every card of the case.
    """

    kind: MessageKind
    case_id: str
    seq: int
    person: str | None = None
    place: str | None = None
    topic: Topic | None = None
    level: int | None = None
    round: int | None = None
    customer: str | None = None
    audience: int | None = None
    vendor: str | None = None

    @property
    def outside(self) -> str | None:
        """The customer or vendor whom it is for."""
        return self.customer or self.vendor


@dataclass(frozen=True, slots=True)
class Outcome:
    """`lists` are the keys of the changes of duty whose lists tell of this case, and may have to be drawn anew."""

    case: Case
    entries: tuple[Entry, ...] = ()
    messages: tuple[Message, ...] = ()
    lists: tuple[str, ...] = ()


class Refused(Exception):
    """A command that does not fit. Carries the sentence for the one who asked; nothing has happened.

    `field` is the item that is to blame; `fields` are all of them.
    """

    def __init__(self, sentence: Say, field: str | None = None, *others: str) -> None:
        super().__init__(sentence.key)
        self.sentence = sentence
        self.field = field
        self.fields = (field, *others) if field else ()
