"""The least that a card may say, for when more must not or cannot be said: which case it is, and how to answer."""

from bot.cases.case import Case
from bot.cases.outcome import Message, MessageKind, Topic
from bot.cases.verbs import Verb
from bot.messages.buttons import drawn
from bot.messages.names import reference
from bot.messages.shown import Card
from bot.words import say


def bare(case: Case, message: Message | None = None) -> Card:
    """Nothing that a person wrote, and nothing that has to be worked out."""
    verbs = (*_answers(message), Verb.SHOW)
    line = say("card.bare", case=reference(case))
    return Card(line, line, buttons=drawn(case, verbs), case_id=case.id)


def _answers(message: Message | None) -> tuple[Verb, ...]:
    if message is None or message.kind not in (MessageKind.ASK, MessageKind.REMIND):
        return ()
    return (Verb.APPROVE,) if message.topic is Topic.APPROVAL else (Verb.ACCEPT,)
