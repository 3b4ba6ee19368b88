"""The lists of a change of duty: what somebody's shift passes on, and what comes to whoever comes on (S19)."""

from collections.abc import Sequence
from datetime import datetime

from bot.cases.case import Case
from bot.cases.verbs import Press, Verb
from bot.messages.buttons import press
from bot.messages.facts import without_contacts
from bot.messages.names import people, reference
from bot.messages.shown import Accent, Button, Card, Row, Style
from bot.words import Name, Param, Say, say

SHOWN = 8  # with a button each, and one for all of them


def taking_card(cases: Sequence[Case], schedule: str, key: str) -> Card:
    """For one who came on duty; worst first."""
    buttons = tuple(
        Button(say("button.accept_one", case=reference(case)), press(Verb.ACCEPT, case)) for case in cases[:SHOWN]
    )
    everything = Button(say("button.accept_all"), Press(Verb.ACCEPT_ALL, packed(key)), Style.PRIMARY)
    headline = say("handoffs.take", schedule=schedule, count=len(cases))
    ends_at = _ends_at(cases)
    lead = say("handoffs.take_by", at=ends_at) if ends_at else say("handoffs.take_late")
    return _list(headline, cases, (everything, *buttons), (lead,))


def giving_card(cases: Sequence[Case], schedule: str) -> Card:
    """For one who went off duty; the button asks for the note. What cannot pass without one stands before the rest."""
    wanting = sorted(cases, key=lambda case: not case.lacks_note)
    buttons = tuple(
        Button(say("button.note_for", case=reference(case)), press(Verb.PASS_ON, case)) for case in wanting[:SHOWN]
    )
    ends_at = _ends_at(cases)
    lead = say("handoffs.give_by", at=ends_at) if ends_at else say("handoffs.give_late")
    notes_first = (say("handoffs.notes_first"),) if any(case.lacks_note for case in cases) else ()
    return _list(say("handoffs.give", schedule=schedule, count=len(cases)), wanting, buttons, (*notes_first, lead))


def _ends_at(cases: Sequence[Case]) -> datetime | None:
    """When the first of them goes to the next level too; None where all have."""
    return min((case.handoff.ends_at for case in cases if case.handoff and case.handoff.ends_at), default=None)


def room_card(cases: Sequence[Case], schedule: str) -> Card:
    """For a place: to be known, not to be acted on. Raises ValueError for a private case (S40)."""
    if any(case.private for case in cases):
        raise ValueError("a private case is never drawn for a room")
    listed = _list(say("handoffs.room", schedule=schedule, count=len(cases)), cases, ())
    return Card(
        listed.headline,
        listed.plain,
        listed.accent,
        body=tuple(Row(row.label, without_contacts(row.value)) for row in listed.body),
        notes=listed.notes,
    )


def ended_card(schedule: str) -> Card:
    """What stands in place of a list of which nothing is left."""
    over = say("handoffs.over", schedule=schedule)
    return Card(over, over, Accent.DONE)


def _list(headline: Say, cases: Sequence[Case], buttons: tuple[Button, ...], lead: tuple[Say, ...] = ()) -> Card:
    left = len(cases) - SHOWN
    notes = (say("list.more", count=left),) if left > 0 else ()
    body = tuple(Row(_label(case), _value(case)) for case in cases[:SHOWN])
    return Card(headline, headline, Accent.URGENT, lead, body=body, notes=notes, buttons=buttons)


def _label(case: Case) -> Say:
    giver, to = Name(case.owner or ""), people(case.handoff.to if case.handoff else ())
    return say("handoffs.case", case=reference(case), priority=case.priority, giver=giver, people=to)


def _value(case: Case) -> Param:
    """Of a private case no more than that it is there: reading it is Show, which is on record (S40)."""
    note = case.handoff.note if case.handoff else None
    if case.lacks_note:
        wanted = say("handoffs.lacks_note")
        return wanted if case.private else say("handoffs.with_note", summary=case.handover.summary, note=wanted)
    if case.private:
        return say("handoffs.private")
    return say("handoffs.with_note", summary=case.handover.summary, note=note) if note else case.handover.summary


def packed(key: str) -> str:
    """As a button carries it."""
    return key.replace("|", "~")


def unpacked(carried: str) -> str:
    return carried.replace("~", "|")
