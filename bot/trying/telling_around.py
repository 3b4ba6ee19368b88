"""What a simulation tells of approval and of who is kept informed: around the ladder, so at no level (S36, S38)."""

from collections.abc import Iterator
from typing import assert_never

from bot.cases.approval_events import (
    ApprovalAsked,
    ApprovalDropped,
    ApprovalEvent,
    Approved,
    ApproverSkipped,
    Disapproved,
)
from bot.cases.audience_events import (
    AudienceDue,
    AudienceEvent,
    AudiencesChosen,
    AudienceTold,
    EndTold,
    TextHandedOver,
    UpdateAsked,
    UpdateMissed,
    UpdatePosted,
)
from bot.cases.case import Case
from bot.cases.clocks import ClockKind
from bot.cases.events import Entry
from bot.trying.because import Because
from bot.trying.happening import Happening, Kind, happening
from bot.words import say


def of_approval(event: ApprovalEvent, entry: Entry, why: Because) -> Iterator[Happening]:
    at, by = entry.at, (entry.by,) if entry.by else ()
    match event:
        case ApprovalAsked(approval):
            reason = why.approval(approval.ends_at, approval.otherwise)
            yield happening(at, Kind.ASKED_APPROVAL, None, approval.people, reason)
        case ApproverSkipped(person, reason):
            yield happening(at, Kind.SKIPPED, None, (person,), why.approver_skipped(person, reason))
        case Approved(by_default):
            what = say("trying.approved_by_default") if by_default else say("trying.approved")
            yield happening(at, Kind.APPROVED, None, () if by_default else by, what)
        case Disapproved(reason=words):
            what = say("trying.disapproved") if words else say("trying.disapproved_by_default")
            yield happening(at, Kind.DECLINED, None, by if words else (), what)
        case ApprovalDropped():
            return
        case _:
            assert_never(event)


def of_audiences(event: AudienceEvent, entry: Entry, why: Because, before: Case | None) -> Iterator[Happening]:
    """The ladder is what a simulation is about: an audience is told of once, the first time, and drafts not at all."""
    at = entry.at
    match event:
        case UpdateMissed(count, writers=()):
            yield happening(at, Kind.BREACHED, None, (), why.breached(ClockKind.UPDATE, count))
        case AudienceTold(number, people, places, customer, vendors) if not _told_before(number, before):
            outside = (*places, *((customer,) if customer else ()), *vendors)
            yield happening(at, Kind.TOLD, None, people, why.audience(number), where=outside)
        case EndTold(people, places, customers):
            yield happening(at, Kind.TOLD, None, people, say("trying.end_told"), where=(*places, *customers))
        case (
            AudienceTold()
            | UpdateMissed()
            | UpdateAsked()
            | TextHandedOver()
            | UpdatePosted()
            | AudiencesChosen()
            | AudienceDue()
        ):
            return
        case _:
            assert_never(event)


def _told_before(number: int, before: Case | None) -> bool:
    known = before.audience(number) if before else None
    return known is not None and known.told_at is not None
