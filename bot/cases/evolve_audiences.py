"""The part of the fold that keeps who is informed."""

from collections.abc import Iterator
from datetime import datetime
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
from bot.cases.audiences import Handed, Informed, Kind
from bot.cases.case import Case, Status
from bot.changing import replace


def kept_informed(case: Case, event: AudienceEvent, seq: int, at: datetime) -> Case:
    match event:
        case UpdatePosted(for_all=for_all):
            return replace(case, missed_updates=0 if for_all else case.missed_updates)
        case UpdateMissed(count):
            return replace(case, missed_updates=count, update_missed_at=at)
        case AudiencesChosen(audiences):
            return replace(case, audiences=audiences)
        case UpdateAsked(number, person, percent):
            return _changed(case, number, reminded=percent, writer=person)
        case AudienceTold():
            return _told(case, event, at)
        case TextHandedOver(number, person, customer, vendors, said, next_at):
            handed = Handed(at, seq, person, customer, vendors, said, next_at)
            return _changed(case, number, handed=handed)
        case AudienceDue(number, due_at):
            return _changed(case, number, since_at=at, due_at=due_at, reminded=0.0)
        case EndTold():
            return case  # on record only
        case _:
            assert_never(event)


def left_out(case: Case, places: tuple[str, ...]) -> Case:
    """The case became private: no place is told of it any more, and none hears of its end."""
    informed = (one for one in case.informed if one.kind is not Kind.PLACE or one.id not in places)
    return replace(case, informed=tuple(informed))


def _told(case: Case, event: AudienceTold, at: datetime) -> Case:
    """What a person sent counts as an update (S32)."""
    over = {"reminded": 0.0} if case.status is Status.CLOSED else {}
    told = _changed(case, event.audience, told_at=at, **over, **({"handed": None} if event.by_hand else {}))
    known = {(one.kind, one.id): one for one in (*case.informed, *_informed(event, at))}
    missed = 0 if event.said is not None or event.by_hand else case.missed_updates
    return replace(told, informed=tuple(known.values()), missed_updates=missed)


def _informed(event: AudienceTold, at: datetime) -> Iterator[Informed]:
    heard = (
        (Kind.PERSON, event.people),
        (Kind.PLACE, event.places),
        (Kind.CUSTOMER, (event.customer,) if event.customer else ()),
        (Kind.VENDOR, event.vendors),
    )
    for kind, ids in heard:
        yield from (Informed(kind, id_, at, event.audience, event.by_hand) for id_ in ids)


def _changed(case: Case, number: int, **changes: object) -> Case:
    audiences = (
        replace(audience, **changes) if audience.number == number else audience  # type: ignore[arg-type]
        for audience in case.audiences
    )
    return replace(case, audiences=tuple(audiences))
