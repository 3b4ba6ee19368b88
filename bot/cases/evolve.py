"""Folding the record: what a case is after an event. Nothing is decided here and no rule is read."""

from collections.abc import Iterable
from functools import reduce
from typing import TypeVar, assert_never

from bot.cases.approval_events import ApprovalAsked, ApprovalDropped, Approved, ApproverSkipped, Disapproved
from bot.cases.audience_events import AudienceEvent, UpdatePosted
from bot.cases.case import About, Case, Question, Remark, Room, Status, WaitingFor
from bot.cases.clock_events import Breached, ClockPaused, ClockReminded, ClockResumed, ClockStarted, ClockStopped
from bot.cases.clocks import Clock, ClockKind
from bot.cases.delivery_events import BroughtElsewhere, NotReached
from bot.cases.departure_events import GlassBroken, HoldChanged, VersionMoved
from bot.cases.events import (
    CardsWithdrawn,
    Closed,
    ClosingWanted,
    Confirmed,
    Entry,
    EscalatedByHand,
    Event,
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
from bot.cases.evolve_approval import decided, departed, without_approver
from bot.cases.evolve_audiences import kept_informed, left_out
from bot.cases.evolve_handoff import passed_on
from bot.cases.evolve_ladder import climbed
from bot.cases.evolve_outside import met_outside
from bot.cases.facts import ITEMS, Handover
from bot.cases.handoff_events import HandoffDeclined, HandoffEvent, HandoffNoted
from bot.cases.ladder import Ladder, Reply
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
from bot.cases.outside_events import OutsideEvent
from bot.changing import replace, settle
from bot.words import Text

REMARKS_KEPT = 20

T = TypeVar("T")


def fold(entries: Iterable[Entry]) -> Case | None:
    return reduce(evolve, entries, None)


def evolve(case: Case | None, entry: Entry) -> Case:
    if case is None:
        if isinstance(entry.event, Opened):
            return _opened(entry, entry.event)
        raise ValueError(f"a record begins with Opened, not with {entry.event}")
    after = _after(case, entry)
    fresh = replace(case, seq=entry.seq) if after is case else settle(after, seq=entry.seq)
    about, text = _said(entry.event)
    return settle(fresh, remarks=_kept(case.remarks, Remark(entry.at, about, text, entry.seq))) if text else fresh


def _kept(remarks: tuple[Remark, ...], new: Remark) -> tuple[Remark, ...]:
    """Whatever a person said is kept with the case for a while, for whoever has to do with it next."""
    return (*remarks, new)[-REMARKS_KEPT:]


def _said(event: Event) -> tuple[About, Text | None]:  # noqa: C901  one arm an event
    match event:
        case Answered(_, Reply.DECLINED, text):
            return About.DECLINED, text
        case HandoffDeclined(_, reason):
            return About.DECLINED, reason
        case HandoffNoted(note):
            return About.PASSED_ON, note
        case EscalatedByHand(reason):
            return About.ESCALATED, reason
        case HandedBack(reason):
            return About.HANDED_BACK, reason
        case Reassigned(_, reason):
            return About.REASSIGNED, reason
        case Reopened(reason):
            return About.REOPENED, reason
        case Snoozed(_, reason):
            return About.SNOOZED, reason
        case WaitBegan(_, reason):
            return About.WAITING, reason
        case Triaged(reason=reason):
            return About.TRIAGED, reason
        case Disapproved(_, _, reason):
            return About.DISAPPROVED, reason
        case GlassBroken(_, reason):
            return About.GLASS_BROKEN, reason
        case VersionMoved(reason=reason):
            return About.MOVED, reason
        case Closed(_, reason):
            return About.WITHDRAWN, reason
        case InfoGiven(_, words):
            return About.ANSWERED, words
        case Noted(words) | HoldChanged(_, words):
            return About.NOTE, words
        case UpdatePosted(words):
            return About.UPDATE, words
        case _:
            return About.NOTE, None


def _opened(entry: Entry, event: Opened) -> Case:
    return Case(
        id=event.id,
        number=event.number,
        realm=event.realm,
        clock=event.clock,
        version=event.version,
        status=Status.NEW,
        reporter=event.reporter,
        opened_at=entry.at,
        read_at=entry.at,
        handover=event.handover,
        facts=event.facts,
        priority=event.priority,
        reasons=event.reasons,
        private=event.private,
        readers=event.readers,
        concerned=event.concerned,
        ladder=Ladder(event.path, at_once=event.at_once, jumped=event.jumped),
        dismissed=event.dismissed,
        repeats=event.repeats,
        seq=entry.seq,
    )


def _after(case: Case, entry: Entry) -> Case:  # noqa: C901  one arm an event
    event = entry.event
    ladder = case.ladder
    if isinstance(event, AudienceEvent):
        return kept_informed(case, event, entry.seq, entry.at)
    if isinstance(event, OutsideEvent):
        return met_outside(case, event)
    if isinstance(event, HandoffEvent):
        return passed_on(case, event, entry.at)
    match event:
        case Opened():
            raise ValueError("a case is opened once")
        case ClockStarted(clock):
            return _with_clock(case, clock)
        case ClockStopped(kind):
            return replace(case, clocks=tuple(clock for clock in case.clocks if clock.kind is not kind))
        case ClockPaused(kind, left):
            return _change_clock(case, kind, left=left)
        case ClockResumed(kind, ends_at):
            return _change_clock(case, kind, left=None, ends_at=ends_at, resumed_at=entry.at)
        case ClockReminded(kind, percent):
            return _change_clock(case, kind, reminded=percent)
        case Breached(kind):
            return _change_clock(case, kind, breached=True)
        case LevelReached(teams=teams):
            moved, asked_teams = climbed(ladder, event, entry.at), _once(case.asked_teams, teams)
            return replace(case, ladder=moved, asked_teams=asked_teams)
        case Paged(person):
            return replace(case, ladder=climbed(ladder, event, entry.at), asked=_once(case.asked, (person,)))
        case PersonUnreachable(person):
            silent = climbed(ladder, Answered(person, Reply.UNREACHABLE), entry.at)
            return without_approver(replace(case, ladder=silent), person)
        case ApprovalAsked() | ApproverSkipped() | Approved() | Disapproved() | ApprovalDropped():
            return decided(case, event)
        case GlassBroken() | VersionMoved() | HoldChanged():
            return departed(case, event, entry.at)
        case (
            LevelSlept()
            | FallbackReached()
            | FallbackSlept()
            | QueuePlanned()
            | PersonReminded()
            | Answered()
            | LadderRested()
            | LevelHeld()
            | PathChanged()
        ):
            return replace(case, ladder=climbed(ladder, event, entry.at))
        case Told(people, places, vendors):
            return replace(
                case,
                told=_once(case.told, people),
                told_places=_once(case.told_places, places),
                vendors=_once(case.vendors, vendors),
            )
        case OwnerChanged():
            return _owned(case, entry, event)
        case InfoAsked(item, words):
            question = Question(item, entry.by or "", entry.at, words)
            return replace(case, status=Status.WAITING, waiting_for=WaitingFor.REPORTER, question=question)
        case InfoGiven(item, words, status):
            told = replace(case, handover=_with_item(case.handover, item, words), question=None, status=status)
            return told if status is Status.WAITING else replace(told, waiting_for=None)
        case HandoverEdited(item, words):
            return replace(case, handover=_with_item(case.handover, item, words))
        case Triaged(facts, priority, reasons, _, private, readers, at_once, repeats):
            weighed = replace(case, facts=facts, priority=priority, reasons=reasons, private=private, readers=readers)
            return replace(weighed, ladder=replace(ladder, at_once=at_once), read_at=entry.at, repeats=repeats)
        case SuggestionDismissed(key):
            return replace(case, dismissed=case.dismissed | {key})
        case CardsWithdrawn(places):
            told_places = tuple(place for place in case.told_places if place not in places)
            return left_out(replace(case, told_places=told_places), places)
        case PlaceMissing(place, platform):
            return replace(case, missing_places=_once(case.missing_places, (Room(place, platform),)))
        case WithdrawalFailed(place, platform):
            return replace(case, left_in=_once(case.left_in, (Room(place, platform),)))
        case PeopleAdded(people):
            return replace(case, followers=_once(case.followers, people), told=_once(case.told, people))
        case Snoozed(until_at):
            return replace(case, snoozed_until=until_at)
        case WaitBegan(party):
            return replace(case, status=Status.WAITING, waiting_for=party, snoozed_until=None)
        case Woke():
            back = Status.ACCEPTED if case.owner else Status.NEW
            return _unpaused(replace(case, status=back))
        case Noted(words):
            return replace(case, missed_updates=0)
        case Resolved(closing):
            return _unpaused(replace(case, status=Status.RESOLVED, closing=closing, question=None, handoff=None))
        case Confirmed():
            return replace(case, confirmed=True)
        case Reopened(_, status):
            return replace(case, status=status, confirmed=False, closed_at=None, outcome=None, missed_updates=0)
        case Closed(outcome):
            over = _unpaused(replace(case, status=Status.CLOSED, closed_at=entry.at, outcome=outcome))
            return replace(over, clocks=(), question=None, handoff=None)
        case VendorTook(reference):
            return replace(case, vendor_reference=reference, ladder=replace(ladder, aware=()))
        case EscalatedByHand() | HandedBack():
            return replace(case, read_at=entry.at)
        case BroughtElsewhere() | NotReached():
            return case  # on record only
        case LevelPassed() | PersonSkipped() | Reassigned() | ClosingWanted() | GotStuck() | Shown():
            return case  # on record only
        case _:
            assert_never(event)


def _once(known: tuple[T, ...], more: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def _with_clock(case: Case, clock: Clock) -> Case:
    others = tuple(other for other in case.clocks if other.kind is not clock.kind)
    return replace(case, clocks=(*others, clock))


def _change_clock(case: Case, kind: ClockKind, **changes: object) -> Case:
    changed = (replace(clock, **changes) if clock.kind is kind else clock for clock in case.clocks)  # type: ignore[arg-type]
    return replace(case, clocks=tuple(changed))


def _owned(case: Case, entry: Entry, event: OwnerChanged) -> Case:
    owners = _once(case.owners, (event.owner,))
    owned = replace(case, owner=event.owner, owner_since=entry.at, owners=owners, missed_updates=0)
    return _unpaused(replace(owned, status=event.status, duty_of=event.duty_of, handoff=None))


def _unpaused(case: Case) -> Case:
    return replace(case, waiting_for=None, snoozed_until=None, approval=None)


def _with_item(handover: Handover, item: str, words: Text) -> Handover:
    if item in ITEMS:
        return replace(handover, **{item: words})  # type: ignore[arg-type]
    return replace(handover, fields=tuple({**dict(handover.fields), item: words}.items()))
