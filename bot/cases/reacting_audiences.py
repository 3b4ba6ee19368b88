"""What those are owed who are kept informed: words of a person, a template filled, a draft, a text to pass on."""

from collections.abc import Iterator
from functools import partial
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
from bot.cases.case import Case
from bot.cases.events import Entry
from bot.cases.outcome import Message, MessageKind, Topic


def informing_messages(case: Case, event: AudienceEvent, entry: Entry) -> Iterator[Message]:
    """A text to pass on goes to whoever posted it; of all else nobody hears what they did themselves."""
    nudge = partial(Message, MessageKind.NUDGE, case.id, entry.seq)
    match event:
        case UpdatePosted():
            for person in _others(entry, case.reporter, case.owner, *case.followers):
                yield nudge(person, topic=Topic.UPDATE)
        case UpdateMissed(_, coordinators, writers):
            for person in _others(entry, case.owner, *writers, *coordinators):
                yield nudge(person, topic=Topic.UPDATE_MISSED)
        case UpdateAsked(audience, person):
            yield nudge(person, topic=Topic.UPDATE_WANTED, audience=audience)
        case AudienceTold(by_hand=False):
            yield from _told(case, event, entry)
        case TextHandedOver(audience, person):
            yield nudge(person, topic=Topic.TO_COPY, audience=audience)
        case EndTold(people, places, customers, vendors):
            yield from (nudge(person, topic=Topic.ENDED) for person in people)
            yield from (nudge(place=place, topic=Topic.ENDED) for place in places)
            yield from (nudge(customer=customer, topic=Topic.ENDED) for customer in customers)
            yield from (nudge(vendor=vendor, topic=Topic.ENDED) for vendor in vendors)
        case AudiencesChosen() | AudienceTold() | AudienceDue():
            return
        case _:
            assert_never(event)


def _told(case: Case, event: AudienceTold, entry: Entry) -> Iterator[Message]:
    """Words are owed by the event that has them, so that who hears them in two parts hears them once."""
    seq, audience = (entry.seq, event.audience) if event.said is None else (event.said, None)
    nudge = partial(Message, MessageKind.NUDGE, case.id, seq, topic=Topic.UPDATE, audience=audience)
    yield from (nudge(person=person) for person in _others(entry, *event.people))
    yield from (nudge(place=place) for place in event.places)
    if event.customer:
        yield nudge(customer=event.customer)
    yield from (nudge(vendor=vendor) for vendor in event.vendors)


def _others(entry: Entry, *people: str | None) -> tuple[str, ...]:
    return tuple(person for person in dict.fromkeys(people) if person and person != entry.by)
