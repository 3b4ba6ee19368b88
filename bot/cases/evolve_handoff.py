"""Folding how a case is passed on."""

from datetime import datetime
from typing import assert_never

from bot.cases.case import Case
from bot.cases.handoff import Handoff, HandoffEnd
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
from bot.changing import replace


def passed_on(case: Case, event: HandoffEvent, entry_at: datetime) -> Case:
    handoff = case.handoff
    match event:
        case HandoffOffered(offered):
            return replace(case, handoff=offered, asked=tuple(dict.fromkeys((*case.asked, *offered.to))))
        case PassingOnAsked(asked):
            return replace(case, handoff=asked)
        case HandoffNoted(note):
            return replace(case, handoff=handoff and replace(handoff, note=note))
        case HandoffDeclined(person):
            return replace(case, handoff=handoff and _without(handoff, person))
        case HandoffLate():
            return replace(case, handoff=replace(handoff, ends_at=None) if handoff and handoff.schedule else None)
        case HandoffEnded(how):
            return replace(case, handoff=None, duty_of=None if how is HandoffEnd.KEPT else case.duty_of)
        case HandedOff(to):
            owners = tuple(dict.fromkeys((*case.owners, to)))
            return replace(case, owner=to, owner_since=entry_at, owners=owners, handoff=None)
        case _:
            assert_never(event)


def _without(handoff: Handoff, person: str) -> Handoff:
    return replace(handoff, to=tuple(one for one in handoff.to if one != person))
