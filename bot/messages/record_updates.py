"""The lines of the record about those who are kept informed (R28)."""

from typing import assert_never

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
from bot.messages.names import people
from bot.words import Name, Param, Say, say


def told_of_updates(event: AudienceEvent, who: Param) -> Say | None:
    """None for what the other lines say already."""
    match event:
        case UpdatePosted(_, next_at):
            if next_at:
                return say("record.update_promised", person=who, next=next_at)
            return say("record.update", person=who)
        case UpdateMissed():
            return say("record.update_missed")
        case UpdateAsked(_, person):
            return say("record.update_asked", person=Name(person))
        case AudienceTold():
            return _told(event, who)
        case TextHandedOver(_, person, customer, vendors):
            whom = people((*((customer,) if customer else ()), *vendors))
            return say("record.text_handed_over", person=Name(person), whom=whom)
        case EndTold(persons, places, customers):
            return say("record.end_told", whom=people((*persons, *places, *customers)))
        case AudiencesChosen() | AudienceDue():
            return None
        case _:
            assert_never(event)


def _told(event: AudienceTold, who: Param) -> Say:
    customer = (event.customer,) if event.customer else ()
    whom = people((*event.people, *event.places, *customer, *event.vendors))
    return say("record.told_by_hand" if event.by_hand else "record.informed", person=who, whom=whom)
