"""Cases side by side: a line each, or a card that says only what matters in a list."""

from dataclasses import replace

from bot.cases.case import Case
from bot.cases.verbs import Verb
from bot.messages.names import STATUSES, reference
from bot.messages.shown import Card
from bot.words import Name, Say, say

LEADING, BUTTONS = 2, 3


def case_line(case: Case) -> Say:
    """Of a private case no more than that it is there: reading it is Show, which is on record (S40)."""
    if case.private:
        return say("list.private", case=reference(case), priority=case.priority)
    summary, status = case.handover.summary, STATUSES[case.status]
    if case.owner:
        owner = Name(case.owner)
        return say(
            "list.owned", case=reference(case), priority=case.priority, summary=summary, status=status, owner=owner
        )
    return say("list.case", case=reference(case), priority=case.priority, summary=summary, status=status)


def more(count: int, shown: int, most: int) -> tuple[Say, ...]:
    """How many are not shown; no more than `most` were counted."""
    if count <= shown:
        return ()
    return (say("list.many_more" if count >= most else "list.more", count=count - shown),)


def brief(case: Case, card: Card) -> Card:
    """What it is, where it stands, and the likeliest buttons; the rest is behind Show, and all of a private case."""
    likeliest = tuple(button for button in card.buttons if button.press.verb is not Verb.SHOW)[:BUTTONS]
    show = tuple(button for button in card.buttons if button.press.verb is Verb.SHOW)
    short = replace(card, lead=card.lead[:LEADING], rows=(), body=(), notes=(), buttons=(*likeliest, *show))
    return replace(short, headline=case_line(case), lead=()) if case.private else short
