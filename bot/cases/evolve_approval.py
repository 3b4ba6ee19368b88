"""Folding what happens on the way to an approval, and where a case leaves the course that its policy set."""

from datetime import datetime
from typing import assert_never

from bot.cases.approval_events import (
    ApprovalAsked,
    ApprovalDropped,
    ApprovalEvent,
    Approved,
    ApproverSkipped,
    Disapproved,
)
from bot.cases.case import Case, Status
from bot.cases.departure_events import DepartureEvent, GlassBroken, HoldChanged, VersionMoved
from bot.changing import replace


def decided(case: Case, event: ApprovalEvent) -> Case:
    match event:
        case ApprovalAsked(approval):
            approvers = tuple(dict.fromkeys((*case.approvers, *approval.people)))
            return replace(case, status=Status.APPROVAL, approval=approval, approvers=approvers)
        case Approved() | Disapproved() | ApprovalDropped():
            return replace(case, status=Status.ACCEPTED if case.owner else Status.NEW, approval=None)
        case ApproverSkipped():
            return case
        case _:
            assert_never(event)


def without_approver(case: Case, person: str) -> Case:
    """Nobody reaches them: they are not asked any more."""
    if case.approval is None:
        return case
    people = tuple(other for other in case.approval.people if other != person)
    return replace(case, approval=replace(case.approval, people=people))


def departed(case: Case, event: DepartureEvent, at: datetime) -> Case:
    match event:
        case GlassBroken():
            return replace(case, glass_broken=True, read_at=at, ladder=replace(case.ladder, at_once=True))
        case VersionMoved(version, priority, reasons, _, private, readers, at_once):
            weighed = replace(case, version=version, priority=priority, reasons=reasons, private=private)
            ladder = replace(case.ladder, at_once=at_once)
            return replace(weighed, readers=readers, read_at=at, ladder=ladder)
        case HoldChanged(on):
            return replace(case, hold=on)
        case _:
            assert_never(event)
