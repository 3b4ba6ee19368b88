"""A form becomes a modal; what stands in the modal becomes a form's answers. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, assert_never

from adapters.slack.parts import Json, Words
from adapters.slack.text import cut, escaped, plain, unescaped
from bot.cases.verbs import Press
from bot.messages.shown import FieldErrors, FieldKind, Form, FormField, Option, Values
from bot.people.identity import Reader
from bot.words import Say, say

FORM_ID, DONE_ID, ANSWER_ID = "stige.form", "stige.done", "answer"
MOST_BLOCKS = 100
TITLE, LABEL, OPTION, OPTION_VALUE, ERROR, INPUT = 24, 2000, 75, 150, 1000, 3000
MOST_OPTIONS, MOST_BOXES = 100, 10


class FormRenderer:
    """Draws for one reader."""

    def __init__(self, words: Words, reader: Reader) -> None:
        self._words, self._reader = words, reader

    def form(self, form: Form, channel: str) -> Json:
        """`channel` is where it was asked for, and where the answer is told if the modal is gone by then."""
        form = form.worded(lambda draft: self._words.param(draft, self._reader))
        title = self._say(form.title)
        intro = [*map(self._say, form.intro)]
        if len(escaped(title)) > TITLE or not (intro or form.fields):
            intro.insert(0, title)
        above: list[Json] = [{"type": "section", "text": plain(text, INPUT)} for text in intro]
        return {
            "type": "modal",
            "callback_id": FORM_ID,
            "private_metadata": json.dumps({"press": form.press.packed(), "channel": channel}),
            "title": plain(title, TITLE),
            "submit": plain(self._say(form.submit), TITLE),
            "close": plain(self._say(say("slack.cancel")), TITLE),
            "blocks": [*above, *map(self._field, form.fields)][:MOST_BLOCKS],
        }

    def done(self, title: str, message: Json) -> Json:
        """What stands in the modal's place when the form is through: the answer, until it is closed."""
        return {
            "type": "modal",
            "callback_id": DONE_ID,
            "title": plain(title, TITLE),
            "close": plain(self._say(say("slack.close")), TITLE),
            "blocks": message["blocks"],
        }

    def errors(self, errors: FieldErrors, blocks: Sequence[str]) -> Json | None:
        """By block; what belongs to no block of the form stands at the first. None where there is no block at all."""
        told: dict[str, str] = {}
        for name, what in errors.by_field:
            at = name if name in blocks else next(iter(blocks), None)
            if at is None:
                return None
            told[at] = f"{told[at]}\n{self._say(what)}" if at in told else self._say(what)
        return {at: cut(text, ERROR) for at, text in told.items()}

    def _field(self, field: FormField) -> Json:
        hint: Json = {"hint": plain(self._say(field.hint), LABEL)} if field.hint else {}
        return {
            "type": "input",
            "block_id": field.name,
            "label": plain(self._say(field.label), LABEL),
            "optional": not field.required,
            "element": {**self._element(field), "action_id": ANSWER_ID},
            **hint,
        }

    def _element(self, field: FormField) -> Json:
        match field.kind:
            case FieldKind.LINE | FieldKind.MOMENT:
                return _text(field, multiline=False)
            case FieldKind.PARAGRAPH:
                return _text(field, multiline=True)
            case FieldKind.NUMBER:
                number: Json = {"type": "number_input", "is_decimal_allowed": False, "min_value": "0"}
                return {**number, "initial_value": field.value[0]} if field.value else number
            case FieldKind.CHOICE | FieldKind.PERSON | FieldKind.CHOICES:
                return self._choice(field)
            case _:
                assert_never(field.kind)

    def _choice(self, field: FormField) -> Json:
        several = field.kind is FieldKind.CHOICES
        options = {option.value: self._option(option) for option in field.options}
        if not options:
            return _text(field, multiline=False)
        chosen = [options[value] for value in dict.fromkeys(field.value) if value in options]
        if several:
            initial: Json = {"initial_options": chosen} if chosen else {}
            return {"type": _several(len(options)), **_offered(list(options.values())), **initial}
        initial = {"initial_option": chosen[0]} if chosen else {}
        return {"type": "static_select", **_offered(list(options.values())), **initial}

    def _option(self, option: Option) -> Json:
        return {
            "text": plain(self._words.param(option.label, self._reader), OPTION),
            "value": option.value[:OPTION_VALUE],
        }

    def _say(self, what: Say) -> str:
        return self._words.sentence(what, self._reader)


def _text(field: FormField, multiline: bool) -> Json:
    longest = max(1, min(field.max_length, INPUT))
    initial: Json = {"initial_value": field.value[0][:longest]} if field.value and field.value[0] else {}
    return {"type": "plain_text_input", "multiline": multiline, "max_length": longest, **initial}


def _several(options: int) -> str:
    return "checkboxes" if options <= MOST_BOXES else "multi_static_select"


def _offered(options: list[Json]) -> Json:
    """A list holds a hundred; more than that stand in groups, each named for its first and its last."""
    if len(options) <= MOST_OPTIONS:
        return {"options": options}
    starts = range(0, min(len(options), MOST_OPTIONS * MOST_OPTIONS), MOST_OPTIONS)
    return {"option_groups": [_group(options[start : start + MOST_OPTIONS]) for start in starts]}


def _group(options: list[Json]) -> Json:
    first, last = (_shown(option)[: OPTION // 2 - 2] for option in (options[0], options[-1]))
    return {"label": plain(f"{first} – {last}", OPTION), "options": options}


def _shown(option: Json) -> str:
    text = option["text"]
    return unescaped(str(text["text"])) if isinstance(text, dict) else ""


def form_press(metadata: Mapping[str, object]) -> Press | None:
    packed = metadata.get("press")
    return Press.unpacked(packed) if isinstance(packed, str) else None


def answers(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Values:
    """A view's state as answers by field; what was left empty is absent."""
    given = {name: _given(element) for name, block in state.items() for element in block.values()}
    return {name: words for name, words in given.items() if words}


def _given(element: Mapping[str, Any]) -> tuple[str, ...]:
    if "selected_options" in element:
        return _values(element["selected_options"])
    if "selected_option" in element:
        return _values([element["selected_option"]])
    value = element.get("value")
    return (value,) if isinstance(value, str) and value.strip() else ()


def _values(options: Iterable[Mapping[str, Any] | None] | None) -> tuple[str, ...]:
    """Slack gives values back with its own escapes."""
    return tuple(unescaped(option["value"]) for option in options or () if option)
