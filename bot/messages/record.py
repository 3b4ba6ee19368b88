"""What happened to a case so far, a line each (promise 3, R38): who was asked, reminded, skipped, and who did what."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import reduce
from itertools import groupby
from typing import assert_never

from bot.cases.approval_events import ApprovalAsked, ApprovalDropped, Approved, ApproverSkipped, Disapproved
from bot.cases.audience_events import AudienceEvent
from bot.cases.case import Case
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
from bot.cases.evolve import evolve
from bot.cases.handoff_events import HandoffEvent
from bot.cases.ladder import Duty, Reply
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
from bot.messages.approvals import told_of_approval, told_of_departure
from bot.messages.changes import changes
from bot.messages.names import OUTCOMES, PARTIES, PLATFORMS, SKIPPED, item_name, people
from bot.messages.outside import told_of_outside
from bot.messages.passing_on import told_of_handoff
from bot.messages.record_updates import told_of_updates
from bot.messages.shown import Row
from bot.people.identity import Platform
from bot.policy.rules import Rules
from bot.words import Label, Name, Param, Say, say

MOST = 15
ALONE: Mapping[str, Rules] = {}
CLOCKS: Mapping[ClockKind, Say] = {
    ClockKind.ACCEPT: say("clock.accept"),
    ClockKind.UPDATE: say("clock.update"),
    ClockKind.RESOLVE: say("clock.resolve"),
    ClockKind.WAIT: say("clock.wait"),
    ClockKind.VENDOR: say("clock.vendor"),
}


def what_happened(record: Sequence[Entry], rules: Rules, by_version: Mapping[str, Rules] = ALONE) -> tuple[Row, ...]:
    """The latest lines, oldest of them first, as one row; how many came before them. A case that was moved to another
    version has rules `by_version`, for what happened under each."""
    told = tuple(_told(record, rules, by_version))
    lines = [say("record.line", at=at, what=what) for at, what in told[-MOST:]]
    if len(told) > MOST:
        lines.insert(0, say("record.earlier", count=len(told) - MOST))
    return (Row(say("record.title"), _below_each_other(lines)),) if lines else ()


def _below_each_other(lines: Sequence[Say]) -> Say:
    *above, last = lines
    return reduce(lambda rest, line: say("record.lines", line=line, rest=rest), reversed(above), last)


def _told(record: Sequence[Entry], rules: Rules, by_version: Mapping[str, Rules]) -> Iterator[tuple[datetime, Say]]:
    before: Case | None = None
    for _, together in groupby(record, _call):
        entries = tuple(together)
        after = reduce(evolve, entries, before)
        its_own = by_version.get(after.version, rules) if after else rules
        if after and (what := _what(entries, before or after, after, its_own)):
            yield entries[0].at, what
        before = after


def _call(entry: Entry) -> tuple[object, ...]:
    """All who were asked in one go are one line; anything else is a line of its own."""
    event = entry.event
    if isinstance(event, Paged):
        return (entry.at, event.level, event.round, event.duty)
    return (entry.seq,)


def _what(entries: Sequence[Entry], before: Case, case: Case, rules: Rules) -> Say | None:  # noqa: C901  one arm an event
    """None for what the other lines say already, or only a machine needs to know."""
    event, by = entries[0].event, entries[0].by
    who: Param = Name(by) if by else say("record.stige")
    if isinstance(event, AudienceEvent):
        return told_of_updates(event, who)
    if isinstance(event, OutsideEvent):
        return told_of_outside(event)
    if isinstance(event, HandoffEvent):
        return told_of_handoff(event, who)
    match event:
        case Opened(priority=priority):
            return say("record.opened", person=who, priority=priority)
        case Paged():
            asked = people(entry.event.person for entry in entries if isinstance(entry.event, Paged))
            return _asked(event, asked, case, rules)
        case PersonReminded(person):
            return say("record.reminded", person=Name(person))
        case ClockReminded(kind, _, person):
            return say("record.clock_reminded", person=Name(person), clock=CLOCKS[kind])
        case Breached(kind):
            return say("record.breached", clock=CLOCKS[kind])
        case PersonSkipped(person, _, _, reason):
            return say("record.skipped", person=Name(person), reason=SKIPPED.get(reason) or reason)
        case LevelPassed(level):
            return say("record.passed", role=_role(level, case, rules), level=level)
        case LevelSlept(level, opens_at=opens_at):
            return say("record.slept", role=_role(level, case, rules), level=level, until=opens_at)
        case FallbackSlept(opens_at=opens_at):
            return say("record.fallback_slept", until=opens_at)
        case Told(told, places, vendors):
            return _informed((*people(told), *people(places)), vendors)
        case Answered(person, reply):
            return _answered(Name(person), reply)
        case EscalatedByHand():
            return say("record.escalated", person=who)
        case ApprovalAsked() | ApproverSkipped() | Approved() | Disapproved() | ApprovalDropped():
            return told_of_approval(event, who)
        case GlassBroken() | VersionMoved() | HoldChanged():
            return told_of_departure(event, who, case, rules)
        case HandedBack():
            return say("record.handed_back", person=who)
        case Reassigned(to):
            return say("record.reassigned", person=who, to=Name(to))
        case VendorTook():
            return say("record.vendor_took", person=who)
        case InfoAsked(item):
            return say("record.info_asked", person=who, reporter=Name(case.reporter), item=item_name(item, rules))
        case InfoGiven(item):
            return say("record.info_given", person=who, item=item_name(item, rules))
        case HandoverEdited(item):
            return say("record.edited", person=who, item=item_name(item, rules))
        case Triaged():
            changed = changes(before, case, rules)
            return say("record.triaged", person=who, changes=changed) if changed else say("record.looked", person=who)
        case SuggestionDismissed():
            return say("record.suggestion_dismissed", person=who)
        case PeopleAdded(added):
            return say("record.added", person=who, people=people(added))
        case Snoozed(until_at):
            return say("record.snoozed", person=who, until=until_at)
        case WaitBegan(party):
            return say("record.waits", person=who, party=PARTIES[party])
        case Woke():
            return say("record.woken", person=who) if by else say("record.woke")
        case Noted():
            return say("record.noted", person=who)
        case Resolved():
            return say("record.resolved", person=who)
        case Confirmed():
            return say("record.confirmed", person=who)
        case ClosingWanted():
            return say("record.closing_wanted")
        case Reopened():
            return say("record.reopened", person=who)
        case Closed(outcome):
            return OUTCOMES[outcome]
        case PersonUnreachable(person, _, refused_by) | NotReached(person, refused_by):
            return _unreached(person, refused_by)
        case BroughtElsewhere():
            return _elsewhere(event)
        case PlaceMissing(place):
            return say("record.place_missing", place=Name(place))
        case CardsWithdrawn(places):
            return say("record.cards_withdrawn", places=people(places))
        case WithdrawalFailed(place):
            return say("record.withdrawal_failed", place=Name(place))
        case GotStuck():
            return say("record.stuck")
        case (
            ClockStarted()
            | ClockStopped()
            | ClockPaused()
            | ClockResumed()
            | LevelReached()
            | FallbackReached()
            | QueuePlanned()
            | OwnerChanged()
            | LadderRested()
            | LevelHeld()
            | PathChanged()
            | Shown()
        ):
            return None
        case _:
            assert_never(event)


def _asked(call: Paged, asked: tuple[Param, ...], case: Case, rules: Rules) -> Say:
    if call.level is None:
        return say("record.fallback", people=asked)
    role, level = _role(call.level, case, rules), call.level
    if call.duty is Duty.TAKE_OVER:
        return say("record.sought", people=asked, role=role, level=level)
    if call.round > 1:
        return say("record.asked_again", people=asked, role=role, level=level, round=call.round)
    return say("record.asked", people=asked, role=role, level=level)


def _role(level: int, case: Case, rules: Rules) -> Label:
    return rules.path(case.ladder.path).levels[level - 1].role


def _informed(names: tuple[Param, ...], vendors: tuple[str, ...]) -> Say:
    if not vendors:
        return say("record.told", names=names)
    with_vendor = say("record.vendor", vendors=people(vendors))
    return say("record.told_of_vendor", names=names, vendor=with_vendor) if names else with_vendor


def _unreached(person: str, by: tuple[Platform, ...]) -> Say:
    if by:
        return say("record.unreachable_by", person=Name(person), ways=tuple(PLATFORMS[way] for way in by))
    return say("record.unreachable", person=Name(person))


def _elsewhere(event: BroughtElsewhere) -> Say:
    person, to = Name(event.person), PLATFORMS[event.to]
    tried = PLATFORMS[event.tried] if event.tried else say("platform.first")
    if event.refused:
        return say("record.elsewhere_refused", person=person, tried=tried, to=to)
    return say("record.elsewhere", person=person, tried=tried, to=to)


def _answered(person: Name, reply: Reply) -> Say | None:
    match reply:
        case Reply.ACCEPTED:
            return say("record.accepted", person=person)
        case Reply.COORDINATES:
            return say("record.coordinates", person=person)
        case Reply.DECLINED:
            return say("record.declined", person=person)
        case Reply.HANDED_BACK | Reply.UNREACHABLE:
            return None  # told by an event of its own
        case _:
            assert_never(reply)
