"""What the desk answers, as Teams wants it: messages in the chat, an answer on the card, or a dialog (pure).

An invoke's answer is a plain value: the SDK's `AdaptiveCardInvokeResponse` cannot carry a sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from adapters.teams.elements import (
    MOST_BYTES,
    Json,
    attachment,
    block,
    card,
    container,
    readable,
    run,
    shortened,
    size,
)
from adapters.teams.forms import draw_form
from adapters.teams.inbound import Asked, Submitted, Typed, Where
from adapters.teams.parts import Words
from adapters.teams.render import draw
from bot.messages.shown import Card, Cards, FieldErrors, Form, Line
from bot.people.identity import Reader
from bot.words import Say, say

LONGEST_TEXT = 6000


@dataclass(frozen=True, slots=True)
class Refused:
    """A form to be shown again, with what stood in it and what is wrong with it."""

    form: Form
    errors: FieldErrors


@dataclass(frozen=True, slots=True)
class Reply:
    """`body` is what an invoke answers, `messages` what is said in the chat, `instead` the card to stand in place of
    the form that was sent."""

    body: Json | None = None
    messages: tuple[Json, ...] = ()
    instead: Json | None = None


Shown = Line | Cards | Form | Refused


class Replies:
    def __init__(self, wording: Words, reader: Reader) -> None:
        self._wording, self._reader = wording, reader

    def to(self, asked: Asked, shown: Shown, personal: bool) -> Reply:
        match asked.where:
            case Where.CHAT:
                return Reply(messages=self._in_chat(asked, shown, personal))
            case Where.CARD:
                return self._on_card(asked, shown)
            case Where.DIALOG:
                return Reply(self._in_dialog(shown))
            case _:
                assert_never(asked.where)

    # in the chat

    def _in_chat(self, asked: Asked, shown: Shown, personal: bool) -> tuple[Json, ...]:
        match shown:
            case Line(says):
                return self._texts(says)
            case Cards(intro, cards):
                return (*self._texts(intro), *(_carrying(self._draw(one), self._words(one.plain)) for one in cards))
            case Form() | Refused():
                drawn = self._form(shown, in_dialog=False) if personal else self._door_to(asked, shown)
                return (_carrying(drawn, self._words(_form_of(shown).title)),)
            case _:
                assert_never(shown)

    def _texts(self, says: Sequence[Say]) -> tuple[Json, ...]:
        """As plain text, in which no sign is markup."""
        text = self._joined(says)
        return ({"type": "message", "textFormat": "plain", "text": text},) if text else ()

    def _door_to(self, asked: Asked, shown: Form | Refused) -> Json:
        """Beside others' messages a form is a dialog; a button opens it by what was typed."""
        form = _form_of(shown)
        doing = asked.doing
        asks = {"line": doing.line} if isinstance(doing, Typed) else {"press": form.press.packed()}
        data = {**asks, "msteams": {"type": "task/fetch"}}
        title = self._words(say("teams.open_form"))
        button = {"type": "Action.Submit", "title": title, "style": "positive", "data": data}
        return card([block([run(shortened(self._words(form.title), 300), weight="Bolder")])], [button])

    # on the card

    def _on_card(self, asked: Asked, shown: Shown) -> Reply:
        match shown:
            case Line(says):
                return self._said_on_card(asked, says)
            case Cards(intro, cards):
                said = self._said_on_card(asked, intro or tuple(one.plain for one in cards[:1]))
                messages = tuple(_carrying(self._draw(one), self._words(one.plain)) for one in cards)
                return Reply(said.body, messages, said.instead)
            case Form() | Refused():
                return Reply(_new_card(self._form(shown, in_dialog=False)))
            case _:
                assert_never(shown)

    def _said_on_card(self, asked: Asked, says: Sequence[Say]) -> Reply:
        """A form that was sent makes room for what became of it; a card that was pressed stays."""
        text = self._joined(says)
        if not isinstance(asked.doing, Submitted):
            return Reply({"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": text})
        instead = card(_paragraphs(text), [])
        return Reply(_new_card(instead), instead=_carrying(instead, text))

    # in a dialog

    def _in_dialog(self, shown: Shown) -> Json:
        match shown:
            case Line(says):
                return {"task": {"type": "message", "value": self._joined(says)}}
            case Cards(intro, cards):
                return _dialog(self._joined(intro[:1]), self._sheet(intro, cards))
            case Form() | Refused():
                return _dialog(self._words(_form_of(shown).title), self._form(shown, in_dialog=True))
            case _:
                assert_never(shown)

    def _sheet(self, intro: Sequence[Say], cards: Sequence[Card]) -> Json:
        """Several cards one under the other, as many as a message holds."""
        drawn = [container(_with_actions(self._draw(one, in_dialog=True)), separator=True) for one in cards]
        while size(card(drawn, [])) > MOST_BYTES - LONGEST_TEXT:
            drawn.pop()
        return card([*_paragraphs(self._joined(intro)), *drawn], [])

    # words and drawings

    def _draw(self, one: Card, in_dialog: bool = False) -> Json:
        return draw(one, self._wording, self._reader, in_dialog=in_dialog)

    def _form(self, shown: Form | Refused, in_dialog: bool) -> Json:
        errors = shown.errors if isinstance(shown, Refused) else None
        return draw_form(_form_of(shown), self._wording, self._reader, errors, in_dialog)

    def _words(self, said: Say) -> str:
        return readable(self._wording.sentence(said, self._reader))

    def _joined(self, says: Sequence[Say]) -> str:
        return shortened("\n\n".join(self._words(said) for said in says), LONGEST_TEXT)


def _form_of(shown: Form | Refused) -> Form:
    return shown.form if isinstance(shown, Refused) else shown


def _paragraphs(text: str) -> list[Json]:
    return [block([run(line)]) for line in text.splitlines() if line.strip()]


def _with_actions(drawn: Json) -> list[Json]:
    actions = drawn.get("actions")
    return [*drawn["body"], {"type": "ActionSet", "actions": actions}] if actions else drawn["body"]


def _carrying(drawn: Json, summary: str) -> Json:
    return {"type": "message", "summary": shortened(summary, 500), "attachments": [attachment(drawn)]}


def _new_card(drawn: Json) -> Json:
    return {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": drawn}


def _dialog(title: str, drawn: Json) -> Json:
    value = {"title": shortened(title, 60) or "Stige", "card": attachment(drawn), "height": "large", "width": "medium"}
    return {"task": {"type": "continue", "value": value}}
