"""What is said of approval, of break-glass, of another version and of a hold: on the card, and in the record."""

from typing import assert_never

from bot.cases.approval import Approval
from bot.cases.approval_events import (
    ApprovalAsked,
    ApprovalDropped,
    ApprovalEvent,
    Approved,
    ApproverSkipped,
    Disapproved,
)
from bot.cases.case import Case, Outcomes
from bot.cases.departure_events import DepartureEvent, GlassBroken, HoldChanged, VersionMoved
from bot.messages.names import SKIPPED, people, reference
from bot.policy.rules import Default, Rules
from bot.words import Name, Param, Say, say


def asked_first(approval: Approval, owner: str | None) -> Say:
    """Who is asked; `unanswered` says until when."""
    asked = people(approval.people)
    if owner and approval.up:
        return say("where.approval_up", owner=Name(owner), people=asked)
    return say("where.approval_of", people=asked)


def unanswered(approval: Approval) -> Say:
    """What becomes of it if nobody answers, and when."""
    if approval.otherwise is Default.DECLINE:
        return say("next.not_approved", at=approval.ends_at)
    if approval.then:
        return say("next.approval_then", people=people(approval.then[:1]), at=approval.ends_at)
    return say("next.approved", at=approval.ends_at)


def why_approver(approval: Approval) -> Say:
    return say("why.approval_up" if approval.up else "why.approval", person=Name(approval.asker))


def not_approved(case: Case) -> Say:
    """A new case is closed by it, one that should move up stays where it is."""
    closed = case.outcome is Outcomes.NOT_APPROVED
    return say("news.not_approved" if closed else "news.not_approved_up", case=reference(case))


def told_of_approval(event: ApprovalEvent, who: Param) -> Say:
    match event:
        case ApprovalAsked(approval):
            return say("record.approval_asked", people=people(approval.people), until=approval.ends_at)
        case ApproverSkipped(person, reason):
            return say("record.approver_skipped", person=Name(person), reason=SKIPPED.get(reason) or reason)
        case Approved(by_default):
            return say("record.approved_default") if by_default else say("record.approved", person=who)
        case Disapproved(reason=reason):
            return say("record.disapproved", person=who) if reason else say("record.disapproved_default")
        case ApprovalDropped():
            return say("record.approval_dropped")
        case _:
            assert_never(event)


def told_of_departure(event: DepartureEvent, who: Param, case: Case, rules: Rules) -> Say:
    """`rules` are those that the case runs on after it."""
    match event:
        case GlassBroken(level):
            role = rules.path(case.ladder.path).levels[level - 1].role
            return say("record.glass_broken", person=who, role=role, level=level)
        case VersionMoved():
            return say("record.version_moved", person=who, version=rules.label)
        case HoldChanged(on):
            return say("record.held", person=who) if on else say("record.let_go", person=who)
        case _:
            assert_never(event)
