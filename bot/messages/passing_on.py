"""What is said of a case that passes to another owner: on its card, on its record, to its owner (S19)."""

from typing import assert_never

from bot.cases.case import Case
from bot.cases.handoff import Handoff, HandoffEnd, Off
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
from bot.messages.names import people, reference
from bot.words import Name, Param, Say, say


def handoff_line(case: Case) -> tuple[Say, ...]:
    """To whom it passes, until when, and what is still wanted."""
    return (_line(case, case.handoff),) if case.handoff else ()


def _line(case: Case, handoff: Handoff) -> Say:
    giver, to = Name(handoff.giver), people(handoff.to)
    if handoff.ends_at is None:
        return say("handoff.late", people=to)
    if handoff.schedule is None:
        return say("handoff.asked", giver=giver, at=handoff.ends_at)
    if case.lacks_note:
        return say("handoff.wants_note", people=to, at=handoff.ends_at, giver=giver)
    return say("handoff.offered", people=to, at=handoff.ends_at)


def asked_to_pass_on(case: Case) -> Say | None:
    """None once it is passed on, or kept."""
    if case.handoff is None or case.handoff.schedule:
        return None
    shift_ended = case.handoff.why is Off.SHIFT_ENDED
    return say("news.pass_on_shift" if shift_ended else "news.pass_on_leave", case=reference(case))


def owner_gone(case: Case) -> Say | None:
    """None once somebody else has it."""
    gone = case.handoff is not None and case.handoff.why is Off.GONE
    return say("news.owner_gone", owner=Name(case.owner or ""), case=reference(case)) if gone else None


def told_of_handoff(event: HandoffEvent, who: Param) -> Say:
    """A line of the record."""
    match event:
        case HandoffOffered(handoff):
            return say("record.handoff_offered", giver=Name(handoff.giver), people=people(handoff.to))
        case PassingOnAsked(handoff):
            return _asked(handoff)
        case HandoffNoted():
            return say("record.handoff_noted", person=who)
        case HandoffDeclined(person):
            return say("record.declined", person=Name(person))
        case HandoffLate():
            return say("record.handoff_late")
        case HandoffEnded(how):
            return _ended(how)
        case HandedOff(to):
            return say("record.handed_off", person=Name(to))
        case _:
            assert_never(event)


def _asked(handoff: Handoff) -> Say:
    giver = Name(handoff.giver)
    match handoff.why:
        case Off.SHIFT_ENDED:
            return say("record.pass_on_shift", giver=giver)
        case Off.LEAVE:
            return say("record.pass_on_leave", giver=giver)
        case Off.GONE:
            return say("record.pass_on_gone", giver=giver)
        case _:
            assert_never(handoff.why)


def _ended(how: HandoffEnd) -> Say:
    match how:
        case HandoffEnd.KEPT:
            return say("record.handoff_kept")
        case HandoffEnd.BACK:
            return say("record.handoff_back")
        case HandoffEnd.NOBODY:
            return say("record.handoff_nobody")
        case _:
            assert_never(how)
