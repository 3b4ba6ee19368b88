"""A form as a modal, and the modal's state as answers."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.forms import FormRenderer, answers
from bot.messages.shown import FieldErrors, FieldKind, Form, FormField, Option
from bot.people.identity import Reader
from bot.words import Label
from tests.adapters.slack.fakes import OPEN, PRESS, PlainWords, a_form, raw
from tests.harness.blockkit import view_faults
from tests.harness.fake_slack import Json

READER = Reader("ana", "en", "UTC")


def view(form: Form) -> Json:
    return FormRenderer(PlainWords(), READER).form(form, "C1")


def asked(field: FormField) -> Json:
    """The one input of a form with that field."""
    blocks = view(Form(OPEN, raw("t"), raw("s"), (field,)))["blocks"]
    [block] = (block for block in blocks if block["type"] == "input")
    assert isinstance(block, dict)
    return block


def choice(kind: FieldKind, count: int, *value: str) -> FormField:
    options = tuple(Option(f"v{n}", Label.plain(f"Choice {n}")) for n in range(count))
    return FormField("one", kind, raw("One"), options=options, value=value)


def test_a_form_is_a_modal_that_knows_its_press_and_where_it_was_asked_for() -> None:
    drawn = view(a_form(PRESS))
    assert view_faults(drawn) == []
    assert json.loads(drawn["private_metadata"]) == {"press": PRESS.packed(), "channel": "C1"}
    assert (drawn["title"]["text"], drawn["submit"]["text"]) == ("Escalate", "Send")
    assert [block["block_id"] for block in drawn["blocks"] if block["type"] == "input"] == [
        "summary", "steps", "users", "impact", "flags",
    ]  # fmt: skip


def test_only_what_is_required_must_be_answered() -> None:
    optional = {block["block_id"]: block["optional"] for block in view(a_form())["blocks"] if block["type"] == "input"}
    assert optional == {"summary": False, "steps": True, "users": True, "impact": True, "flags": True}


def test_nothing_is_preselected_that_nobody_said() -> None:
    for block in view(a_form())["blocks"]:
        assert not [key for key in block.get("element", {}) if key.startswith("initial")]


def test_what_was_said_stands_in_the_form() -> None:
    line = FormField("one", FieldKind.LINE, raw("One"), value=("a <b>",))
    assert asked(line)["element"]["initial_value"] == "a <b>"
    assert asked(choice(FieldKind.CHOICE, 3, "v1"))["element"]["initial_option"]["value"] == "v1"
    several = asked(choice(FieldKind.CHOICES, 3, "v1", "v2", "gone"))["element"]["initial_options"]
    assert [option["value"] for option in several] == ["v1", "v2"]
    assert "initial_option" not in asked(choice(FieldKind.CHOICE, 3, "gone"))["element"]


def test_a_draft_is_put_into_words_as_far_as_its_field_goes() -> None:
    drafted = FormField("one", FieldKind.PARAGRAPH, raw("One"), draft=Label.plain("x" * 50), max_length=20)
    assert asked(drafted)["element"]["initial_value"] == "x" * 20


def test_each_kind_of_question_has_its_element() -> None:
    kinds = {
        FieldKind.LINE: "plain_text_input",
        FieldKind.PARAGRAPH: "plain_text_input",
        FieldKind.NUMBER: "number_input",
        FieldKind.MOMENT: "plain_text_input",
        FieldKind.CHOICE: "static_select",
        FieldKind.CHOICES: "checkboxes",
        FieldKind.PERSON: "static_select",
    }
    assert {kind: asked(choice(kind, 5))["element"]["type"] for kind in FieldKind} == kinds
    assert asked(choice(FieldKind.CHOICES, 11))["element"]["type"] == "multi_static_select"
    assert asked(choice(FieldKind.PARAGRAPH, 0))["element"]["multiline"] is True


def test_a_choice_among_nothing_is_asked_in_words() -> None:
    assert asked(choice(FieldKind.PERSON, 0))["element"]["type"] == "plain_text_input"


def test_more_than_a_hundred_choices_stand_in_groups_named_for_their_ends() -> None:
    block = asked(choice(FieldKind.PERSON, 250, "v249"))
    groups = block["element"]["option_groups"]
    assert [len(group["options"]) for group in groups] == [100, 100, 50]
    assert groups[1]["label"]["text"] == "Choice 100 – Choice 199"
    assert block["element"]["initial_option"]["value"] == "v249"
    assert view_faults(view(Form(OPEN, raw("t"), raw("s"), (choice(FieldKind.PERSON, 250, "v249"),)))) == []


def test_a_title_that_is_too_long_stands_in_full_above_the_questions() -> None:
    drawn = view(Form(PRESS, raw("Resolve ESC-7: checkout is down"), raw("s"), ()))
    assert drawn["title"]["text"] == "Resolve ESC-7: checkout…"
    assert drawn["blocks"][0]["text"]["text"] == "Resolve ESC-7: checkout is down"


words = st.text(max_size=40) | st.sampled_from(["&<>" * 1500, "", " ", "\0", "\ud7ff" * 30])
labels = words.map(raw)
options = st.lists(st.builds(Option, st.text("abcé", min_size=1, max_size=5), words.map(Label.plain)), max_size=12)
fields = st.builds(
    FormField,
    name=st.text("abc_", min_size=1, max_size=60),
    kind=st.sampled_from(FieldKind),
    label=labels,
    hint=st.none() | labels,
    required=st.booleans(),
    options=options.map(tuple),
    value=st.lists(st.sampled_from(["a", "b", "12"]) | st.text("abcé", min_size=1), max_size=3).map(tuple),
    max_length=st.integers(1, 10_000),
)


@settings(max_examples=60)
@given(labels, labels, st.lists(fields, max_size=8, unique_by=lambda field: field.name), st.lists(labels, max_size=2))
def test_slack_takes_every_form(title: object, submit: object, questions: list[FormField], intro: list[object]) -> None:
    form = Form(OPEN, title, submit, tuple(questions), tuple(intro))  # type: ignore[arg-type]
    drawn = view(form)
    assert view_faults(drawn) == []


def test_errors_stand_at_their_fields_and_what_has_none_at_the_first() -> None:
    renderer = FormRenderer(PlainWords(), READER)
    errors = FieldErrors((("b", raw("No.")), ("nowhere", raw("Never."))))
    assert renderer.errors(errors, ("a", "b")) == {"b": "No.", "a": "Never."}
    assert renderer.errors(errors, ()) is None
    assert len(str((renderer.errors(FieldErrors((("a", raw("x" * 5000)),)), ("a",)) or {})["a"])) == 1000


def test_answers_are_read_from_every_kind_of_element_and_nothing_given_is_absent() -> None:
    option = {"value": "v1", "text": {"type": "plain_text", "text": "One"}}
    state: dict[str, Json] = {
        "line": {"answer": {"type": "plain_text_input", "value": "  R&D  "}},
        "blank": {"answer": {"type": "plain_text_input", "value": "   "}},
        "none": {"answer": {"type": "plain_text_input", "value": None}},
        "choice": {"answer": {"type": "static_select", "selected_option": option}},
        "no_choice": {"answer": {"type": "static_select", "selected_option": None}},
        "choices": {"answer": {"type": "checkboxes", "selected_options": [option, {**option, "value": "v2"}]}},
        "no_choices": {"answer": {"type": "multi_static_select", "selected_options": []}},
        "number": {"answer": {"type": "number_input", "value": "12"}},
    }
    assert answers(state) == {
        "line": ("  R&D  ",),
        "choice": ("v1",),
        "choices": ("v1", "v2"),
        "number": ("12",),
    }
