"""A form as Adaptive Card inputs, and what was put into them back as values (pure)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from pydantic import JsonValue

from adapters.teams.activity import clean
from adapters.teams.elements import MOST_BYTES, Json, block, card, run, shortened, size
from adapters.teams.parts import Words
from bot.messages.shown import FieldErrors, FieldKind, Form, FormField, Option, Values
from bot.people.identity import Reader
from bot.words import Say, say

# The name of an input says whether several answers may come back, since only their text does.
ONE, SEVERAL = "one.", "several."
MOST_FIELDS = 60
LONGEST_VALUE = 20_000
# Tried in turn until the form fits a message; what people wrote is never cut.
MOST_OPTIONS = (200, 100, 50, 20)


def draw_form(form: Form, wording: Words, reader: Reader, errors: FieldErrors | None, in_dialog: bool) -> Json:
    """In a dialog only `Action.Submit` works; on a card in a chat `Action.Execute` lets us replace the card."""
    form = form.worded(lambda draft: wording.param(draft, reader))
    drawn: Json = {}
    for most_options in MOST_OPTIONS:
        fields = tuple(replace(field, options=field.options[:most_options]) for field in form.fields)
        drawn = _drawn(replace(form, fields=fields), wording, reader, errors, in_dialog)
        if size(drawn) <= MOST_BYTES:
            break
    return drawn


def _drawn(form: Form, wording: Words, reader: Reader, errors: FieldErrors | None, in_dialog: bool) -> Json:
    def words(said: Say) -> str:
        return wording.sentence(said, reader)

    wrong = {name: words(said) for name, said in errors.by_field} if errors else {}
    head = [] if in_dialog else [block([run(shortened(words(form.title), 300), weight="Bolder", size="Large")])]
    intro = [block([run(shortened(words(said), 1000))]) for said in form.intro]
    # What is wrong with a field that the form does not show must not be lost.
    elsewhere = [_wrong(text) for name, text in wrong.items() if name not in {field.name for field in form.fields}]
    fields = [part for field in form.fields for part in _field(field, wording, reader, wrong.get(field.name))]
    return card([*head, *intro, *elsewhere, *fields], [_submit(form, words(form.submit), in_dialog)])


def _submit(form: Form, title: str, in_dialog: bool) -> Json:
    data = {"press": form.press.packed(), "form": True}
    action = {"title": shortened(title, 60), "style": "positive", "data": data}
    return {"type": "Action.Submit", **action} if in_dialog else _execute(action, form)


def _execute(action: Json, form: Form) -> Json:
    return {"type": "Action.Execute", "verb": str(form.press.verb), **action}


def _field(field: FormField, wording: Words, reader: Reader, wrong: str | None) -> list[Json]:
    label = shortened(wording.sentence(field.label, reader), 300)
    shared = {"id": input_id(field), "label": label, "isRequired": field.required}
    if field.required:
        shared["errorMessage"] = wording.sentence(say("teams.required"), reader)
    drawn = [{**_input(field, wording, reader), **shared}]
    if field.hint is not None:
        hint = shortened(wording.sentence(field.hint, reader), 500)
        drawn.append(block([run(hint, size="Small", isSubtle=True)], spacing="None"))
    return [*drawn, _wrong(wrong)] if wrong else drawn


def _wrong(text: str) -> Json:
    return block([run(shortened(text, 500), color="Attention", weight="Bolder")], spacing="None")


def _input(field: FormField, wording: Words, reader: Reader) -> Json:
    match field.kind:
        case FieldKind.LINE | FieldKind.MOMENT | FieldKind.NUMBER | FieldKind.PARAGRAPH:
            # A number too is typed as text: "unsure" is an answer.
            lines = field.kind is FieldKind.PARAGRAPH
            return {"type": "Input.Text", "isMultiline": lines, "maxLength": field.max_length} | _value(field)
        case FieldKind.CHOICE | FieldKind.PERSON:
            style = "filtered" if len(field.options) > 10 else "compact"
            return _choice_set(field, wording, reader) | {"style": style}
        case FieldKind.CHOICES:
            return _choice_set(field, wording, reader) | {"style": "expanded", "isMultiSelect": True}
        case _:
            assert_never(field.kind)


def _choice_set(field: FormField, wording: Words, reader: Reader) -> Json:
    several = field.kind is FieldKind.CHOICES
    choices = [_choice(option, wording, reader, several) for option in field.options]
    return {"type": "Input.ChoiceSet", "choices": choices, "wrap": True} | _value(field)


def _choice(option: Option, wording: Words, reader: Reader, several: bool) -> Json:
    title = _unlinked(shortened(wording.param(option.label, reader), 200))
    return {"title": title, "value": _one_of_several(option.value) if several else option.value}


def _one_of_several(word: str) -> str:
    """Teams puts commas between the answers, so there is none within one."""
    return word.replace("%", "%25").replace(",", "%2C")


def _whole(answer: str) -> str:
    return answer.replace("%2C", ",").replace("%25", "%")


def _unlinked(text: str) -> str:
    """A choice's title is the one text that some clients read as Markdown and others show as it is: a backslash would
    be seen, so what makes a link of it is parted by a space of no width instead."""
    return text.replace("](", "]\u200b(").replace("<", "<\u200b").replace("://", ":\u200b//")


def _value(field: FormField) -> Json:
    several = field.kind is FieldKind.CHOICES
    return {"value": ",".join(map(_one_of_several, field.value) if several else field.value)} if field.value else {}


def input_id(field: FormField) -> str:
    return f"{SEVERAL if field.kind is FieldKind.CHOICES else ONE}{field.name}"


def read_values(data: Mapping[str, JsonValue]) -> Values:
    """The answers by field name. What is not an input of ours is passed over; lengths are bounded."""
    given = [(name, _text(value)) for name, value in data.items()][:MOST_FIELDS]
    one = {name.removeprefix(ONE): (text,) for name, text in given if name.startswith(ONE) and text}
    several = {name.removeprefix(SEVERAL): _parts(text) for name, text in given if name.startswith(SEVERAL) and text}
    return one | several


def _parts(text: str) -> tuple[str, ...]:
    return tuple(_whole(part.strip()) for part in text.split(",") if part.strip())


def _text(value: JsonValue) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value)).strip()[:LONGEST_VALUE]
