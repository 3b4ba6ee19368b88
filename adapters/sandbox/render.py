"""Cards, forms and answers as JSON of plain strings for one reader. The page puts them in as text, never as markup."""

from collections.abc import Iterable
from typing import assert_never

from adapters.sandbox.parts import Words
from bot.messages.shown import Button, Card, Cards, FieldErrors, Form, FormField, Line, Option, Response, Row
from bot.people.identity import Reader
from bot.words import Say

Json = dict[str, object]


def card(shown: Card, words: Words, reader: Reader) -> Json:
    return {
        "kind": "card",
        "accent": str(shown.accent),
        "of_a_case": shown.case_id is not None,
        "headline": words.sentence(shown.headline, reader),
        "plain": words.sentence(shown.plain, reader),
        "lead": _sentences(shown.lead, words, reader),
        "rows": [_row(row, words, reader) for row in shown.rows],
        "body": [_row(row, words, reader) for row in shown.body],
        "notes": _sentences(shown.notes, words, reader),
        "buttons": [_button(button, words, reader) for button in shown.buttons],
    }


def response(answer: Response, words: Words, reader: Reader) -> Json:
    match answer:
        case Line(says):
            return {"kind": "line", "lines": _sentences(says, words, reader)}
        case Cards(intro, cards):
            drawn = [card(shown, words, reader) for shown in cards]
            return {"kind": "cards", "lines": _sentences(intro, words, reader), "cards": drawn}
        case Form():
            return form(answer, words, reader)
        case FieldErrors(by_field):
            return {"kind": "errors", "fields": {name: words.sentence(why, reader) for name, why in by_field}}
        case _:
            assert_never(answer)


def form(asked: Form, words: Words, reader: Reader) -> Json:
    asked = asked.worded(lambda draft: words.param(draft, reader))
    return {
        "kind": "form",
        "press": asked.press.packed(),
        "title": words.sentence(asked.title, reader),
        "submit": words.sentence(asked.submit, reader),
        "intro": _sentences(asked.intro, words, reader),
        "fields": [_field(field, words, reader) for field in asked.fields],
    }


def _field(field: FormField, words: Words, reader: Reader) -> Json:
    return {
        "name": field.name,
        "kind": str(field.kind),
        "label": words.sentence(field.label, reader),
        "hint": words.sentence(field.hint, reader) if field.hint else "",
        "required": field.required,
        "options": [_option(option, words, reader) for option in field.options],
        "value": list(field.value),
        "max_length": field.max_length,
    }


def _option(option: Option, words: Words, reader: Reader) -> Json:
    return {"value": option.value, "label": words.param(option.label, reader)}


def _row(row: Row, words: Words, reader: Reader) -> Json:
    return {"label": words.sentence(row.label, reader), "value": words.param(row.value, reader)}


def _button(button: Button, words: Words, reader: Reader) -> Json:
    label = words.sentence(button.label, reader)
    return {"label": label, "press": button.press.packed(), "style": str(button.style)}


def _sentences(says: Iterable[Say], words: Words, reader: Reader) -> list[str]:
    return [words.sentence(each, reader) for each in says]
