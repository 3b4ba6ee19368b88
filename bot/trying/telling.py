"""From the record of a step to what a simulation tells of it: one arm an event (S45)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import assert_never

from bot.cases.approval_events import ApprovalAsked, ApprovalDropped, Approved, ApproverSkipped, Disapproved
from bot.cases.audience_events import (
    AudienceDue,
    AudiencesChosen,
    AudienceTold,
    EndTold,
    TextHandedOver,
    UpdateAsked,
    UpdateMissed,
    UpdatePosted,
)
from bot.cases.case import Case
from bot.cases.clock_events import Breached, ClockPaused, ClockReminded, ClockResumed, ClockStarted, ClockStopped
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
from bot.cases.handoff_events import (
    HandedOff,
    HandoffDeclined,
    HandoffEnded,
    HandoffLate,
    HandoffNoted,
    HandoffOffered,
    PassingOnAsked,
)
from bot.cases.ladder import Ladder, Reply, Stage
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
from bot.cases.outside_events import OutsideUnreachable, VendorLate, VendorsWritten
from bot.messages.names import OUTCOMES, PARTIES, item_name
from bot.people.naming import vendors_named
from bot.policy.policy import Policy
from bot.trying.because import Because
from bot.trying.happening import Happening, Kind, happening
from bot.trying.play import Moment
from bot.trying.telling_around import of_approval, of_audiences
from bot.words import say


def happenings(before: Case | None, moment: Moment, policy: Policy) -> Iterator[Happening]:
    """In the order of the record; what falls together is not yet together."""
    telling = _Telling(before, moment, policy)
    for entry in moment.entries:
        yield from telling.tell(entry)


class _Telling:
    """`level` is the one that this step has reached so far: what is told with it is told by it."""

    def __init__(self, before: Case | None, moment: Moment, policy: Policy) -> None:
        self._before, self._case, self._policy = before, moment.case, policy
        self._entries: Sequence[Entry] = moment.entries
        self._because = Because(moment.case, policy)
        self._level: int | None = None

    def tell(self, entry: Entry) -> Iterator[Happening]:  # noqa: C901  one arm an event
        event, at, why = entry.event, entry.at, self._because
        match event:
            case Opened(reporter=reporter):
                yield happening(at, Kind.OPENED, None, (reporter,), *why.opened())
            case Reopened():
                yield happening(at, Kind.OPENED, None, _by(entry), say("trying.reopened"))
            case LevelReached():
                yield from self._reached(event, at)
            case LevelSlept():
                yield from self._slept(event, at)
            case LevelPassed(level):
                yield happening(at, Kind.SKIPPED, level, (), why.passed(level))
            case PersonSkipped(person, level, _, reason):
                yield happening(at, Kind.SKIPPED, level, (person,), why.skipped(person, level, reason))
            case Paged(person, None):
                yield happening(at, Kind.FALLBACK, None, (person,))
            case Paged(person, level, ends_at=ends_at) if level is not None:
                yield happening(at, Kind.PAGED, level, (person,), why.asked(level, ends_at))
            case Told(people, places, vendors):
                also = vendors if self._asks_somebody() else ()
                yield happening(at, Kind.TOLD, self._level, people, why.told(self._level), where=(*places, *also))
            case PersonReminded(person, level, _, percent):
                yield happening(at, Kind.REMINDED, level, (person,), why.reminded(level, percent))
            case ClockReminded(kind, percent, person):
                yield happening(at, Kind.REMINDED, None, (person,), why.clock_reminded(kind, percent))
            case FallbackReached(_, _, because, repeats_at):
                yield happening(at, Kind.FALLBACK, None, (), why.fallback(because, repeats_at))
            case Breached(kind):
                yield happening(at, Kind.BREACHED, None, (), why.breached(kind))
            case Answered(person, reply):
                yield from self._answered(person, reply, at)
            case OwnerChanged(owner):
                yield happening(at, Kind.ACCEPTED, self._asked_at(owner), (owner,), say("trying.accepted"))
            case InfoAsked(item):
                wanted = item_name(item, self._policy.rules)
                yield happening(at, Kind.WAITING, None, (self._case.reporter,), say("trying.info_asked", item=wanted))
            case WaitBegan(party):
                yield happening(at, Kind.WAITING, None, _by(entry), say("trying.waits", party=PARTIES[party]))
            case Snoozed(until_at):
                yield happening(at, Kind.WAITING, None, _by(entry), say("trying.snoozed", until=until_at))
            case Woke() if entry.by is None and self._case.owner:
                yield happening(at, Kind.REMINDED, None, (self._case.owner,), say("trying.woke"))
            case ClosingWanted(items):
                lacking = tuple(item_name(item, self._policy.rules) for item in items)
                yield happening(
                    at, Kind.REMINDED, None, _owner(self._case), say("trying.closing_wanted", items=lacking)
                )
            case Resolved():
                yield happening(at, Kind.RESOLVED, None, _by(entry), say("trying.resolved"))
            case Closed(outcome):
                yield happening(at, Kind.CLOSED, None, _by(entry), OUTCOMES[outcome])
            case ApprovalAsked() | ApproverSkipped() | Approved() | Disapproved() | ApprovalDropped():
                yield from of_approval(event, entry, why)
            case (
                UpdatePosted()
                | UpdateMissed()
                | AudiencesChosen()
                | UpdateAsked()
                | AudienceTold()
                | TextHandedOver()
                | AudienceDue()
                | EndTold()
            ):
                yield from of_audiences(event, entry, why, self._before)
            case (
                ClockStarted()
                | ClockStopped()
                | ClockPaused()
                | ClockResumed()
                | Paged()
                | QueuePlanned()
                | LadderRested()
                | LevelHeld()
                | PathChanged()
                | FallbackSlept()
                | EscalatedByHand()
                | HandedBack()
                | InfoGiven()
                | HandoverEdited()
                | Triaged()
                | Reassigned()
                | PeopleAdded()
                | CardsWithdrawn()
                | Woke()
                | Noted()
                | Confirmed()
                | VendorTook()
                | PersonUnreachable()
                | BroughtElsewhere()
                | NotReached()
                | PlaceMissing()
                | WithdrawalFailed()
                | VendorsWritten()
                | OutsideUnreachable()
                | VendorLate()
                | GotStuck()
                | Shown()
                | GlassBroken()
                | VersionMoved()
                | HoldChanged()
                | SuggestionDismissed()
                | HandoffOffered()
                | PassingOnAsked()
                | HandoffNoted()
                | HandoffDeclined()
                | HandoffLate()
                | HandoffEnded()
                | HandedOff()
            ):
                return
            case _:
                assert_never(event)

    # levels

    def _reached(self, event: LevelReached, at: datetime) -> Iterator[Happening]:
        self._level = event.level
        if self._moved(event):
            yield happening(at, Kind.ESCALATED, event.level, (), self._because.moved(event.why, event.level))
        vendors = vendors_named(self._policy.rules.path(self._case.ladder.path).levels[event.level - 1].ask)
        if vendors and not self._asks_somebody():
            reasons = self._because.vendor_asked(event.level, event.ends_at)
            yield happening(at, Kind.PAGED, event.level, (), *reasons, where=vendors)

    def _slept(self, event: LevelSlept, at: datetime) -> Iterator[Happening]:
        """There is no event of its own for it: it is said where the case came to the level (S25)."""
        asleep = self._because.slept(event.level, event.opens_at)
        if self._before is None:
            yield happening(at, Kind.OPENED, None, (), asleep)
        elif self._moved(event):
            yield happening(at, Kind.ESCALATED, event.level, (), self._because.moved(event.why, event.level), asleep)

    def _moved(self, event: LevelReached | LevelSlept) -> bool:
        """Whether the case stood on another rung, or at the fallback, before this step."""
        if self._before is None:
            return False
        stood = self._before.ladder
        return _rung(stood) not in (None, (self._case.ladder.path, event.level, event.round))

    def _asks_somebody(self) -> bool:
        return any(isinstance(entry.event, Paged) for entry in self._entries)

    # people

    def _asked_at(self, person: str) -> int | None:
        """The level of the last ask that they held; None where the fallback asked, or nobody did."""
        asks = self._before.ladder.asks if self._before else ()
        return next((ask.level for ask in reversed(asks) if ask.person == person), None)

    def _answered(self, person: str, reply: Reply, at: datetime) -> Iterator[Happening]:
        level = self._asked_at(person)
        match reply:
            case Reply.ACCEPTED | Reply.UNREACHABLE:
                return  # the first is told where the owner changes, the second happens to nobody here
            case Reply.COORDINATES:
                yield happening(at, Kind.ACCEPTED, level, (person,), say("trying.coordinates"))
            case Reply.DECLINED:
                yield happening(at, Kind.DECLINED, level, (person,), say("trying.declined"))
            case Reply.HANDED_BACK:
                yield happening(at, Kind.DECLINED, level, (person,), say("trying.handed_back"))
            case _:
                assert_never(reply)


def _rung(ladder: Ladder) -> tuple[str, int | None, int] | None:
    """None before the first level."""
    if ladder.level == 0 and ladder.stage is not Stage.FALLBACK:
        return None
    return ladder.path, None if ladder.stage is Stage.FALLBACK else ladder.level, ladder.round


def _by(entry: Entry) -> tuple[str, ...]:
    return (entry.by,) if entry.by else ()


def _owner(case: Case) -> tuple[str, ...]:
    return (case.owner,) if case.owner else ()
