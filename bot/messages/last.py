"""How a card is drawn for the last time."""

from dataclasses import replace

from bot.messages.shown import Accent, Card
from bot.words import say

# In a room whose readers may not read the case any more, where the card cannot be removed: it tells nothing of it.
EMPTIED = Card(say("card.emptied"), say("card.emptied"), Accent.DONE)


def retired(card: Card) -> Card:
    """A newer message about the same case has taken its place: there is nothing to press here any more."""
    return replace(card, buttons=(), notes=(*card.notes, say("card.retired")))
