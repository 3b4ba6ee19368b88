"""Whether a message that was owed once still is: asked at the moment of sending, since a case moves on (promise 1)."""

from typing import assert_never

from bot.cases.case import Case, Status
from bot.cases.ladder import Stage
from bot.cases.outcome import Message, MessageKind, Topic


def still_owed(message: Message, case: Case) -> bool:
    """What is no longer true is not said: it is withdrawn, on record."""
    if message.place and case.private:
        return message.kind is MessageKind.WITHDRAW
    match message.kind:
        case MessageKind.ASK:
            return _still_asked(message, case)
        case MessageKind.REMIND:
            return _still_asked(message, case) and (case.ladder.level, case.ladder.round) == (
                message.level,
                message.round,
            )
        case MessageKind.NUDGE:
            return message.topic is None or _still_true(message.topic, case)
        case MessageKind.TELL | MessageKind.REFRESH | MessageKind.WITHDRAW:
            return True
        case _:
            assert_never(message.kind)


def _still_asked(message: Message, case: Case) -> bool:
    if case.status in (Status.RESOLVED, Status.CLOSED):
        return False
    return any(
        (ask.person, ask.level, ask.round) == (message.person, message.level, message.round)
        for ask in case.open_asks()
        if case.owner is None or case.ladder.stage is not Stage.REST
    )


def _still_true(topic: Topic, case: Case) -> bool:
    match topic:
        case Topic.ACCEPTED | Topic.CLOCK_NEAR | Topic.BREACHED | Topic.UPDATE_MISSED | Topic.WOKE:
            return case.status not in (Status.RESOLVED, Status.CLOSED) and case.owner is not None
        case Topic.ASLEEP:
            return case.ladder.asleep
        case Topic.AT_FALLBACK:
            return case.ladder.stage is Stage.FALLBACK
        case Topic.INFO_ASKED:
            return case.question is not None
        case Topic.RESOLVED | Topic.CLOSING_WANTED:
            return case.status is Status.RESOLVED
        case (
            Topic.OWNER_CHANGED
            | Topic.ASSIGNED
            | Topic.COORDINATED
            | Topic.INFO_GIVEN
            | Topic.HANDED_BACK
            | Topic.REOPENED
            | Topic.CLOSED
            | Topic.NOTED
            | Topic.STUCK
            | Topic.PLACE_MISSING
        ):
            return True
        case _:
            assert_never(topic)
