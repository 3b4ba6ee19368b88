"""Who hears of what happened: from the entries of a step to the messages that it owes."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from bot.cases.access import readable_by
from bot.cases.approval_events import ApprovalAsked, ApprovalDropped, Approved, ApproverSkipped, Disapproved
from bot.cases.audience_events import AudienceEvent, UpdateAsked
from bot.cases.case import Case, Outcomes, WaitingFor
from bot.cases.clock_events import Breached, ClockPaused, ClockReminded, ClockResumed, ClockStarted, ClockStopped
from bot.cases.clocks import ClockKind
from bot.cases.delivery_events import BroughtElsewhere, NotReached
from bot.cases.departure_events import GlassBroken, HoldChanged, VersionMoved
from bot.cases.events import (
    CardsWithdrawn,
    Closed,
    ClosingWanted,
    Confirmed,
    Entry,
    EscalatedByHand,
    GotStuck,
    HandedBack,
    HandoverEdited,
    InfoAsked,
    InfoGiven,
    Noted,
    Opened,
    OwnerChanged,
    PeopleAdded,
    PersonUnreachable,
    PlaceMissing,
    Reassigned,
    Reopened,
    Resolved,
    Shown,
    Snoozed,
    SuggestionDismissed,
    Triaged,
    VendorTook,
    WaitBegan,
    WithdrawalFailed,
    Woke,
)
from bot.cases.handoff import HandoffEnd
from bot.cases.handoff_events import (
    HandedOff,
    HandoffDeclined,
    HandoffEnded,
    HandoffEvent,
    HandoffLate,
    HandoffNoted,
    HandoffOffered,
    PassingOnAsked,
)
from bot.cases.ladder import Reply
from bot.cases.ladder_events import (
    Answered,
    FallbackReached,
    FallbackSlept,
    LadderRested,
    LevelHeld,
    LevelPassed,
    LevelReached,
    LevelSlept,
    Paged,
    PathChanged,
    PersonReminded,
    PersonSkipped,
    QueuePlanned,
    Told,
)
from bot.cases.outcome import Message, MessageKind, Topic
from bot.cases.outside_events import OutsideEvent, OutsideUnreachable, VendorLate, VendorsWritten
from bot.cases.reacting_audiences import informing_messages
from bot.people.roster import Roster

# No card says anything else because of them.
UNSEEN = (Shown, PersonReminded, ClockReminded, UpdateAsked, BroughtElsewhere, NotReached)


def messages(before: Case | None, after: Case, entries: Sequence[Entry], roster: Roster) -> tuple[Message, ...]:
    """Each once, and to nobody who may not read the case (S40); where anything changed, every card that stands is drawn
    anew."""
    owed = [message for entry in entries for message in _owed(before, after, entry)]
    changed = any(not isinstance(entry.event, UNSEEN) for entry in entries)
    if before and changed:
        owed.append(Message(MessageKind.REFRESH, after.id, after.seq))
    return tuple(message for message in dict.fromkeys(owed) if _may_hear(message, after, roster))


def _may_hear(message: Message, case: Case, roster: Roster) -> bool:
    return message.person is None or readable_by(message.person, case, roster)


def _owed(before: Case | None, case: Case, entry: Entry) -> Iterator[Message]:  # noqa: C901  one arm an event
    event = entry.event
    if isinstance(event, AudienceEvent):
        yield from informing_messages(case, event, entry)
        return
    if isinstance(event, OutsideEvent):
        yield from _outside_messages(case, event, entry)
        return
    if isinstance(event, HandoffEvent):
        yield from _handoff_messages(before, case, event, entry)
        return
    match event:
        case Opened(reporter=reporter):
            yield Message(MessageKind.TELL, case.id, entry.seq, reporter)
        case Paged(person, level, round_):
            yield Message(MessageKind.ASK, case.id, entry.seq, person, level=level, round=round_)
        case ApprovalAsked(approval):
            for person in approval.people:
                yield Message(MessageKind.ASK, case.id, entry.seq, person, topic=Topic.APPROVAL)
        case Disapproved(whose):
            yield from _nudges(case, entry, Topic.NOT_APPROVED, whose, even_if_they_did=True)
        case PersonReminded(person, level, round_):
            yield Message(MessageKind.REMIND, case.id, entry.seq, person, level=level, round=round_)
        case Told(people, places):
            yield from (Message(MessageKind.TELL, case.id, entry.seq, person) for person in people)
            yield from (Message(MessageKind.TELL, case.id, entry.seq, place=place) for place in places)
        case PeopleAdded(people):
            yield from (Message(MessageKind.TELL, case.id, entry.seq, person) for person in people)
        case PlaceMissing(people=people):
            yield from _nudges(case, entry, Topic.PLACE_MISSING, *people)
        case WithdrawalFailed(people=people):
            yield from _nudges(case, entry, Topic.WITHDRAWAL_FAILED, *people)
        case GotStuck(people):
            yield from _nudges(case, entry, Topic.STUCK, *people)
        case CardsWithdrawn(places):
            yield from (Message(MessageKind.WITHDRAW, case.id, entry.seq, place=place) for place in places)
        case LevelSlept() | FallbackSlept():
            yield from _nudges(case, entry, Topic.ASLEEP, case.reporter)
        case FallbackReached(count) if count == 1:
            yield from _nudges(case, entry, Topic.AT_FALLBACK, case.reporter)
        case OwnerChanged(owner):
            yield from _owner_changed(before, case, entry, owner)
        case Answered(_, Reply.COORDINATES):
            yield from _nudges(case, entry, Topic.COORDINATED, case.owner)
        case HandedBack(coordinators=coordinators):
            yield from _nudges(case, entry, Topic.HANDED_BACK, case.reporter)
            yield from _nudges(case, entry, Topic.TO_AND_FRO, *coordinators)
        case InfoAsked():
            yield from _nudges(case, entry, Topic.INFO_ASKED, case.reporter)
        case InfoGiven():
            asker = before.question.asked_by if before and before.question else None
            yield from _nudges(case, entry, Topic.INFO_GIVEN, asker, case.owner)
        case ClockReminded(kind, _, person):
            topic = Topic.VENDOR_NEAR if kind is ClockKind.VENDOR else Topic.CLOCK_NEAR
            yield from _nudges(case, entry, topic, person)
        case Breached() if case.owner:
            yield from _nudges(case, entry, Topic.BREACHED, case.owner)
        case Woke() if before and before.owner == case.owner:
            yield from _nudges(case, entry, Topic.WOKE, case.owner)
            yield from _no_answer(before, case, entry)
        case Noted():
            yield from _nudges(case, entry, Topic.NOTED, case.owner)
        case Resolved():
            yield from _nudges(case, entry, Topic.RESOLVED, case.reporter)
        case ClosingWanted():
            yield from _nudges(case, entry, Topic.CLOSING_WANTED, case.owner, even_if_they_did=True)
        case Reopened():
            yield from _nudges(case, entry, Topic.REOPENED, case.owner)
        case Closed(outcome):
            heard = (case.reporter,) if outcome is Outcomes.NOT_APPROVED else ()
            others = (person for person in (case.reporter, *case.owners, *case.told) if person not in heard)
            yield from _nudges(case, entry, Topic.CLOSED, *others)
            yield from (
                Message(MessageKind.NUDGE, case.id, entry.seq, place=place, topic=Topic.CLOSED)
                for place in case.told_places
            )
        case (
            ClockStarted()
            | ClockStopped()
            | ClockPaused()
            | ClockResumed()
            | ApproverSkipped()
            | Approved()
            | ApprovalDropped()
            | GlassBroken()
            | VersionMoved()
            | HoldChanged()
            | Answered()
            | Breached()
            | LevelReached()
            | LevelPassed()
            | LevelHeld()
            | PersonSkipped()
            | PersonUnreachable()
            | BroughtElsewhere()
            | NotReached()
            | QueuePlanned()
            | FallbackReached()
            | LadderRested()
            | EscalatedByHand()
            | HandoverEdited()
            | Triaged()
            | SuggestionDismissed()
            | PathChanged()
            | Reassigned()
            | Snoozed()
            | Woke()
            | WaitBegan()
            | Confirmed()
            | VendorTook()
            | Shown()
        ):
            return  # the cards say it
        case _:
            assert_never(event)


def _outside_messages(case: Case, event: OutsideEvent, entry: Entry) -> Iterator[Message]:
    match event:
        case VendorsWritten(vendors):
            for vendor in vendors:
                yield Message(MessageKind.NUDGE, case.id, entry.seq, vendor=vendor, topic=Topic.VENDOR_ASKED)
        case OutsideUnreachable(_, people):
            yield from _nudges(case, entry, Topic.OUTSIDE_UNREACHABLE, *people)
        case VendorLate():
            yield from _nudges(case, entry, Topic.VENDOR_LATE, case.owner)
        case _:
            assert_never(event)


def _handoff_messages(before: Case | None, case: Case, event: HandoffEvent, entry: Entry) -> Iterator[Message]:
    """Offers and notes are told by the lists of the change of duty."""
    match event:
        case PassingOnAsked(handoff, coordinators):
            yield from _nudges(case, entry, Topic.PASSING_WANTED, handoff.giver)
            yield from _nudges(case, entry, Topic.OWNER_GONE, *coordinators)
        case HandoffLate(coordinators):
            if case.handoff:
                yield from _nudges(case, entry, Topic.NOT_TAKEN, case.handoff.giver)
            yield from _nudges(case, entry, Topic.ASKED_AGAIN, *coordinators)
        case HandoffEnded(HandoffEnd.NOBODY):
            yield from _nudges(case, entry, Topic.NOT_TAKEN, case.owner)
        case HandedOff(to):
            yield from _owner_changed(before, case, entry, to)
        case HandoffOffered() | HandoffNoted() | HandoffDeclined() | HandoffEnded():
            return
        case _:
            assert_never(event)


def _no_answer(before: Case, case: Case, entry: Entry) -> Iterator[Message]:
    """Who asked the reporter hears that no answer came in time; an owner hears that the case is theirs again."""
    if before.question and before.waiting_for is WaitingFor.REPORTER and before.question.asked_by != case.owner:
        yield from _nudges(case, entry, Topic.NO_ANSWER, before.question.asked_by)


def _owner_changed(before: Case | None, case: Case, entry: Entry, owner: str | None) -> Iterator[Message]:
    """The reporter hears who has it, whoever had it that they no longer do, and who was named by somebody else that
    they do."""
    yield from _nudges(case, entry, Topic.ACCEPTED, case.reporter)
    yield from _nudges(case, entry, Topic.OWNER_CHANGED, before.owner if before else None)
    yield from _nudges(case, entry, Topic.ASSIGNED, owner)


def _nudges(
    case: Case, entry: Entry, topic: Topic, *people: str | None, even_if_they_did: bool = False
) -> Iterator[Message]:
    """To each of them, but not to whoever did it."""
    for person in dict.fromkeys(people):
        if person and (even_if_they_did or person != entry.by):
            yield Message(MessageKind.NUDGE, case.id, entry.seq, person, topic=topic)
