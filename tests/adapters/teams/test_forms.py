"""A form as inputs, and what people put into them back as values."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.forms import draw_form, read_values
from adapters.wording import Wording
from bot.cases.verbs import Press, Verb
from bot.messages.shown import FieldErrors, FieldKind, Form, FormField, Option
from bot.people.identity import Reader
from bot.words import Say, say
from tests.adapters.teams.conftest import NOW
from tests.harness import teams_cards

READER = Reader("ana", "en", "UTC")
WORDS = Wording(str.title, "en", lambda: NOW)


def said(words: str) -> Say:
    return say("row.item", item=words)


SAFETY = (Option("security", said("Security")), Option("legal", said("Legal")))
FORM = Form(
    Press(Verb.OPEN),
    said("Escalate"),
    said("Send"),
    (
        FormField("summary", FieldKind.LINE, said("Summary"), said("one line"), True, (), ("down",), 200),
        FormField("impact", FieldKind.PARAGRAPH, said("Impact")),
        FormField("users", FieldKind.NUMBER, said("Users"), value=("300",)),
        FormField("deadline", FieldKind.MOMENT, said("Deadline")),
        FormField("type", FieldKind.CHOICE, said("Type"), options=SAFETY),
        FormField("flags", FieldKind.CHOICES, said("Flags"), options=SAFETY, value=("security", "legal")),
        FormField("to", FieldKind.PERSON, said("To"), options=SAFETY),
        FormField("field.shop", FieldKind.LINE, said("Shop")),
    ),
    (said("Only the summary is needed."),),
)


def test_every_kind_of_question_has_its_input_with_label_and_what_stands_in_it() -> None:
    drawn = draw_form(FORM, WORDS, READER, None, in_dialog=True)
    assert teams_cards.faults(drawn) == []
    fields = teams_cards.inputs(drawn)
    assert list(fields) == [field.name for field in FORM.fields]
    assert [fields[name]["type"] for name in ("summary", "users", "type", "flags")] == [
        "Input.Text",
        "Input.Text",
        "Input.ChoiceSet",
        "Input.ChoiceSet",
    ]
    assert {name: part["value"] for name, part in fields.items() if "value" in part} == {
        "summary": "down",
        "users": "300",
        "flags": "security,legal",
    }
    assert [name for name, part in fields.items() if part["isRequired"]] == ["summary"]
    assert fields["summary"]["errorMessage"]
    assert [name for name, part in fields.items() if part.get("isMultiSelect")] == ["flags"]


def test_a_draft_is_put_into_words() -> None:
    form = Form(FORM.press, FORM.title, FORM.submit, (FormField("one", FieldKind.PARAGRAPH, said("x"), draft="hi"),))
    assert teams_cards.inputs(draw_form(form, WORDS, READER, None, in_dialog=True))["one"]["value"] == "hi"


def test_nothing_is_preselected_that_nobody_said() -> None:
    fields = teams_cards.inputs(draw_form(FORM, WORDS, READER, None, in_dialog=True))
    assert "value" not in fields["type"]


def test_in_a_dialog_the_form_is_submitted_in_a_chat_it_is_executed() -> None:
    [dialog] = draw_form(FORM, WORDS, READER, None, in_dialog=True)["actions"]
    [chat] = draw_form(FORM, WORDS, READER, None, in_dialog=False)["actions"]
    assert (dialog["type"], chat["type"], chat["verb"]) == ("Action.Submit", "Action.Execute", "open")
    assert dialog["data"] == chat["data"] == {"press": FORM.press.packed(), "form": True}


def test_each_error_stands_under_its_field() -> None:
    wrong = FieldErrors((("impact", said("Say who.")), ("summary", said("Too short."))))
    drawn = draw_form(FORM, WORDS, READER, wrong, in_dialog=True)
    assert teams_cards.errors(drawn) == {"summary": "Too short.", "impact": "Say who."}


def test_an_error_of_a_field_that_is_not_shown_is_told_all_the_same() -> None:
    drawn = draw_form(FORM, WORDS, READER, FieldErrors((("hidden", said("Say more.")),)), in_dialog=True)
    assert "Say more." in teams_cards.text(drawn)


def test_a_long_list_to_choose_from_is_cut_where_the_form_would_not_fit_but_nobodys_words_are() -> None:
    many = tuple(Option(f"person-{number}", "A long name " * 10) for number in range(400))
    words = "x" * 3000
    form = Form(FORM.press, said("x"), said("x"), (
        FormField("to", FieldKind.PERSON, said("To"), options=many),
        *(FormField(f"text{number}", FieldKind.PARAGRAPH, said("Text"), value=(words,)) for number in range(5)),
    ))  # fmt: skip
    drawn = draw_form(form, WORDS, READER, None, in_dialog=True)
    fields = teams_cards.inputs(drawn)
    assert teams_cards.faults(drawn) == []
    assert len(fields["to"]["choices"]) == 50
    assert [fields[f"text{number}"]["value"] for number in range(5)] == [words] * 5


def test_unsure_is_a_number_that_may_be_typed() -> None:
    form = Form(FORM.press, said("x"), said("x"), (FormField("n", FieldKind.NUMBER, said("n"), value=("unsure",)),))
    [part] = teams_cards.inputs(draw_form(form, WORDS, READER, None, in_dialog=True)).values()
    assert (part["type"], part["value"]) == ("Input.Text", "unsure")


def test_answers_come_back_by_field_several_of_one_question_apart() -> None:
    given = {
        "press": "open||0|1|",
        "form": True,
        "one.summary": " down \x00",
        "one.impact": "",
        "one.users": 300.0,
        "one.field.shop": "Aarhus, Odense",
        "several.flags": "security,legal",
        "several.none": "",
        "strange": "x",
        "one.list": ["x"],
        "one.yes": True,
    }
    assert read_values(given) == {
        "summary": ("down",),
        "users": ("300",),
        "field.shop": ("Aarhus, Odense",),
        "flags": ("security", "legal"),
    }


def test_a_link_in_a_choice_leads_nowhere() -> None:
    option = Option("x", "[a](http://evil.example) <http://evil.example>")
    form = Form(FORM.press, said("x"), said("x"), (FormField("c", FieldKind.CHOICES, said("c"), options=(option,)),))
    [choice] = teams_cards.inputs(draw_form(form, WORDS, READER, None, in_dialog=True))["c"]["choices"]
    assert "](" not in choice["title"]
    assert "://" not in choice["title"]
    assert "<http" not in choice["title"]


def test_a_choice_with_a_comma_in_it_comes_back_whole() -> None:
    words = ("data loss, partial", "100%2C", "security")
    options = tuple(Option(word, word) for word in words)
    several = FormField("c", FieldKind.CHOICES, said("c"), options=options, value=words)
    form = Form(FORM.press, said("x"), said("x"), (several,))
    asked = teams_cards.inputs(draw_form(form, WORDS, READER, None, in_dialog=True))["c"]
    assert asked["value"] == ",".join(choice["value"] for choice in asked["choices"])
    assert read_values({"several.c": asked["value"]}) == {"c": words}


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


names = st.sampled_from(["one.a", "several.b", "one.", "several.", "press", "x"]) | st.text(max_size=8)


@settings(max_examples=50)
@given(st.dictionaries(names, json_values, max_size=20))
def test_whatever_comes_back_is_bounded_text_or_nothing(data: dict[str, object]) -> None:
    values = read_values(data)  # type: ignore[arg-type]
    assert all(text and "\0" not in text for answers in values.values() for text in answers)


def test_more_answers_than_a_form_has_and_longer_ones_are_cut_off() -> None:
    values = read_values({f"one.{number}": "x" * 30_000 for number in range(100)})
    assert len(values) == 60
    assert {len(answer) for [answer] in values.values()} == {20_000}


@pytest.mark.parametrize("kind", FieldKind)
def test_what_a_form_showed_comes_back_unchanged(kind: FieldKind) -> None:
    value = {FieldKind.NUMBER: ("7",), FieldKind.CHOICES: ("security", "legal")}.get(kind, ("security",))
    form = Form(FORM.press, said("x"), said("x"), (FormField("f", kind, said("f"), options=SAFETY, value=value),))
    [part] = teams_cards.inputs(draw_form(form, WORDS, READER, None, in_dialog=True)).values()
    assert read_values({part["id"]: part["value"]}) == {"f": value}
