"""A card becomes Block Kit. Pure.

Everything stands in plain or rich text, never in `mrkdwn`: so what people wrote cannot mention, link or format.
"""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import assert_never

from adapters.slack.parts import Json, Words
from adapters.slack.text import cut, escaped, plain, rich
from bot.messages.shown import Accent, Button, Card, Cards, FieldErrors, Line, Row, Style
from bot.people.identity import Reader
from bot.words import Param, Say, say

MOST_BLOCKS = 50
MOST_CHARACTERS = 12_500  # Slack refuses about 13,200 over all blocks of a message
HEADLINE, SECTION, BUTTON, BUTTON_VALUE, FALLBACK = 150, 3000, 75, 2000, 3000
SECTIONS = MOST_CHARACTERS // SECTION
# Of one card. Were each at its limit, the body would still have 2,500 characters.
LEAD, ROWS, LABEL, VALUE, NOTES, NOTE, BUTTONS, BODY = 2000, 15, 60, 200, 10, 200, 25, 20
BUTTONS_A_LINE = 5
BUTTON_ID = "stige.press"
LINE_ID = "stige.line"

# A shape beside the words, so that neither colour nor picture alone says how loud a card is.
ACCENTS = {Accent.URGENT: "🚨", Accent.OPEN: "📣", Accent.QUIET: "⏸️", Accent.DONE: "✅"}


class Renderer:
    """Draws for one reader."""

    def __init__(self, words: Words, reader: Reader) -> None:
        self._words, self._reader = words, reader
        self._button_ids = count()

    def card(self, card: Card, repeated: bool = False) -> Json:
        mark = [_context([self._say(say("repeat.mark"))])] if repeated else []
        return {"text": self._fallback(card.plain), "blocks": [*mark, *self.blocks(card)][:MOST_BLOCKS]}

    def answer(self, response: Line | Cards | FieldErrors) -> Json:
        match response:
            case Line():
                return self.line(response.says)
            case Cards():
                return self.cards(response)
            case FieldErrors():
                return self.line(tuple(what for _, what in response.by_field))
            case _:
                assert_never(response)

    def line(self, says: tuple[Say, ...]) -> Json:
        """Long ones in several sections, each of whole lines."""
        lines = [self._say(what) for what in says]
        parts = [""]
        for told in lines:
            longer = f"{parts[-1]}\n{told}" if parts[-1] else told
            parts[-1:] = [longer] if len(escaped(longer)) <= SECTION else [*filter(None, parts[-1:]), told]
        return {
            "text": cut(escaped("\n".join(lines)), FALLBACK),
            "blocks": [_section(part) for part in parts[:SECTIONS]],
        }

    def cards(self, response: Cards) -> Json:
        """As many whole cards as one message holds, and a word about the rest."""
        blocks = [_section(self._lines(response.intro))] if response.intro else []
        drawn = [self.blocks(card) for card in response.cards]
        shown = _fitting(drawn, MOST_BLOCKS - len(blocks) - 1, MOST_CHARACTERS - SECTION)
        for each in drawn[:shown]:
            blocks += [{"type": "divider"}, *each] if blocks else each
        if shown < len(drawn):
            blocks.append(_context([self._say(say("slack.more", count=len(drawn) - shown))]))
        says = response.intro or tuple(card.plain for card in response.cards[:1])
        return {"text": cut(escaped(self._lines(says)), FALLBACK), "blocks": blocks or [_section("")]}

    def line_button(self, what: Say, label: Say, line: str) -> Json:
        """A sentence with a button that types the line once more, this time where a form can be opened."""
        button = {
            "type": "button",
            "text": self._plain(label, BUTTON),
            "action_id": LINE_ID,
            "value": cut(line, BUTTON_VALUE),
        }
        message = self.line((what,))
        return {**message, "blocks": [_section(self._say(what)), {"type": "actions", "elements": [button]}]}

    def blocks(self, card: Card) -> list[Json]:
        headline = f"{ACCENTS[card.accent]} {self._say(card.headline)}"
        above: list[Json] = [{"type": "header", "text": plain(headline, HEADLINE)}]
        if card.lead:
            above.append(_section(self._lines(card.lead), LEAD))
        if card.rows:
            above.append(_rich([self._row(row) for row in card.rows[:ROWS]]))
        below: list[Json] = []
        if card.notes:
            below.append(_context([self._say(note) for note in card.notes[:NOTES]]))
        below += self._buttons(card.buttons[:BUTTONS])
        body = self._body(card.body[:BODY], MOST_CHARACTERS - size(above) - size(below))
        return [*above, *body, *below]

    def _row(self, row: Row) -> list[Json]:
        """ "Customer: Acme", on a line of its own: on a phone that is half the height of two columns."""
        return [rich(f"{self._say(row.label)}: ", LABEL, bold=True), rich(self._param(row.value), VALUE)]

    def _body(self, rows: Sequence[Row], room: int) -> Iterable[Json]:
        """Each text gets its share of the room that is left, and what the shorter ones before it did not need."""
        for left, row in zip(range(len(rows), 0, -1), rows, strict=True):
            label, share = self._say(row.label), room // left
            text = rich(self._param(row.value), max(1, min(SECTION, share - LABEL - 1)))
            block = _rich([[rich(f"{label}\n", LABEL, bold=True), text]])
            room -= size([block])
            yield block

    def _buttons(self, buttons: Sequence[Button]) -> list[Json]:
        drawn = [self._button(button) for button in buttons]
        lines = (drawn[first : first + BUTTONS_A_LINE] for first in range(0, len(drawn), BUTTONS_A_LINE))
        return [{"type": "actions", "elements": line} for line in lines]

    def _button(self, button: Button) -> Json:
        drawn: Json = {
            "type": "button",
            "text": self._plain(button.label, BUTTON),
            "action_id": f"{BUTTON_ID}.{next(self._button_ids)}",
            "value": button.press.packed()[:BUTTON_VALUE],
        }
        return drawn if button.style is Style.PLAIN else {**drawn, "style": button.style.value}

    def _plain(self, what: Say, limit: int) -> Json:
        return plain(self._say(what), limit)

    def _fallback(self, what: Say) -> str:
        return cut(escaped(self._say(what)), FALLBACK)

    def _lines(self, says: Iterable[Say]) -> str:
        return "\n".join(self._say(what) for what in says)

    def _say(self, what: Say) -> str:
        return self._words.sentence(what, self._reader)

    def _param(self, value: Param) -> str:
        return self._words.param(value, self._reader)


def size(blocks: Iterable[Json]) -> int:
    """The characters of all texts in them."""
    return sum(_characters(block) for block in blocks)


def _characters(part: object) -> int:
    match part:
        case {"text": str(text)}:
            return len(text)
        case dict():
            return sum(map(_characters, part.values()))
        case list():
            return sum(map(_characters, part))
        case _:
            return 0


def _fitting(drawn: Sequence[Sequence[Json]], most_blocks: int, most_characters: int) -> int:
    """How many of them fit, each with a divider before it."""
    blocks = characters = 0
    for shown, each in enumerate(drawn):
        blocks, characters = blocks + len(each) + 1, characters + size(each)
        if blocks > most_blocks or characters > most_characters:
            return shown
    return len(drawn)


def _section(text: str, limit: int = SECTION) -> Json:
    return {"type": "section", "text": plain(text, limit)}


def _context(notes: Iterable[str]) -> Json:
    return {"type": "context", "elements": [plain(note, NOTE) for note in notes]}


def _rich(lines: Sequence[Sequence[Json]]) -> Json:
    sections = [{"type": "rich_text_section", "elements": list(line)} for line in lines]
    return {"type": "rich_text", "elements": sections}
