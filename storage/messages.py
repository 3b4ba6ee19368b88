"""Messages and cards as rows of the outbox."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.cases.outcome import Message, MessageKind, Topic
from bot.messages.delivery import drawn_anew
from bot.messages.owed import Destination, Posted, Receipt
from bot.people.identity import Platform

EDITS = (MessageKind.REFRESH, MessageKind.WITHDRAW, MessageKind.RETIRE)

# A withdrawal comes early, since what it removes should not be seen.
URGENCY = {
    MessageKind.ASK: 0,
    MessageKind.REMIND: 1,
    MessageKind.WITHDRAW: 1,
    MessageKind.NUDGE: 2,
    MessageKind.TELL: 2,
    MessageKind.REFRESH: 3,
    MessageKind.RETIRE: 3,
}
URGENCY_OF_EDITS = URGENCY[MessageKind.REFRESH]

Row = dict[str, object]


def edits(wanted: Sequence[Message], cards: Iterable[Posted]) -> Iterator[tuple[Message, Posted]]:
    """Which card gets which edit. Where a card is both to be refreshed and to be withdrawn, it is withdrawn."""
    for card in cards:
        fitting = [message for message in wanted if _is_about(message, card)]
        if fitting:
            chosen = max(fitting, key=lambda message: (message.kind is MessageKind.WITHDRAW, message.seq))
            yield replace(chosen, person=card.message.person, place=card.message.place), card


def _is_about(edit: Message, card: Posted) -> bool:
    if edit.person is None and edit.place is None:
        return edit.kind is not MessageKind.REFRESH or drawn_anew(card.message)
    return (edit.person is not None and edit.person == card.message.person) or (
        edit.place is not None and edit.place == card.message.place
    )


def row_of(message: Message, to: Destination, card_id: str | None = None, on: str | None = None) -> Row:
    """`on`: the platform on which its card stands."""
    return {
        "case_id": message.case_id,
        "seq": message.seq,
        "kind": message.kind.value,
        "topic": message.topic.value if message.topic else None,
        "level": message.level,
        "round": message.round,
        "person": message.person,
        "place": message.place,
        "to_person": to.person,
        "to_place": to.place,
        "customer": message.customer,
        "to_customer": to.customer,
        "vendor": message.vendor,
        "to_vendor": to.vendor,
        "audience": message.audience,
        "platform": to.platform.value if to.platform else None,
        "room": to.room,
        "destination": to.key,
        "card": card_id,
        "receipt_platform": on,
        "urgency": URGENCY[message.kind],
        "uncertain": False,
        "attempted_at": None,
        "fail_over_at": None,
        "twin_of": None,
    }


def fail_over_at(to: Destination, created_at: datetime) -> datetime | None:
    return created_at + to.confirm_within if to.confirm_within else None


def message_of(row: Any) -> Message:
    topic = Topic(row.topic) if row.topic else None
    kind = MessageKind(row.kind)
    whom = (row.person, row.place, topic, row.level, row.round, row.customer, row.audience, row.vendor)
    return Message(kind, row.case_id, row.seq, *whom)


def destination_of(row: Any) -> Destination:
    platform = Platform(row.platform) if row.platform else None
    return Destination(row.to_person, row.to_place, platform, row.room, row.to_customer, row.to_vendor)


def receipt_columns(receipt: Receipt) -> Row:
    return {
        "receipt_platform": receipt.platform.value,
        "receipt_workspace": receipt.workspace,
        "receipt_conversation": receipt.conversation,
        "receipt_message": receipt.message,
    }


def posted_of(row: Any) -> Posted:
    where = (row.receipt_workspace, row.receipt_conversation, row.receipt_message)
    return Posted(row.id, destination_of(row), Receipt(Platform(row.receipt_platform), *where), message_of(row))
