"""Cards, forms and answers become plain strings for one reader; nothing in them is markup."""

from adapters.sandbox import render
from bot.cases.verbs import Belief, Press, Verb
from bot.messages.shown import (
    Accent,
    Button,
    Card,
    Cards,
    FieldErrors,
    FieldKind,
    Form,
    FormField,
    Line,
    Option,
    Row,
    Style,
)
from bot.people.identity import Reader
from bot.words import say
from tests.adapters.sandbox.fakes import PlainWords

READER = Reader("ben", "en", "Europe/Copenhagen")
WORDS = PlainWords()


def test_a_card_keeps_its_order_from_the_headline_to_the_buttons() -> None:
    card = Card(
        headline=say("headline", number=7),
        plain=say("plain"),
        accent=Accent.QUIET,
        lead=(say("why"), say("next")),
        rows=(Row(say("customer"), "Acme <b>"),),
        body=(Row(say("summary"), "checkout\nis down"),),
        notes=(say("note"),),
        buttons=(Button(say("accept"), Press(Verb.ACCEPT, "c7", Belief(1, 2, "ana")), Style.PRIMARY),),
        case_id="c7",
    )
    assert render.card(card, WORDS, READER) == {
        "kind": "card",
        "accent": "quiet",
        "of_a_case": True,
        "headline": "headline(number=7)",
        "plain": "plain",
        "lead": ["why", "next"],
        "rows": [{"label": "customer", "value": "Acme <b>"}],
        "body": [{"label": "summary", "value": "checkout\nis down"}],
        "notes": ["note"],
        "buttons": [{"label": "accept", "press": "accept|c7|1|2|ana", "style": "primary"}],
    }


def test_a_form_shows_what_stands_in_it_and_preselects_nothing_else() -> None:
    form = Form(
        Press(Verb.OPEN),
        say("title"),
        say("send"),
        (
            FormField("summary", FieldKind.LINE, say("what"), required=True, value=("down",), max_length=200),
            FormField(
                "impact", FieldKind.CHOICE, say("who"), hint=say("unsure"), options=(Option("all", "everybody"),)
            ),
        ),
        intro=(say("intro"),),
    )
    assert render.response(form, WORDS, READER) == {
        "kind": "form",
        "press": "open||0|1|",
        "title": "title",
        "submit": "send",
        "intro": ["intro"],
        "fields": [
            {
                "name": "summary",
                "kind": "line",
                "label": "what",
                "hint": "",
                "required": True,
                "options": [],
                "value": ["down"],
                "max_length": 200,
            },
            {
                "name": "impact",
                "kind": "choice",
                "label": "who",
                "hint": "unsure",
                "required": False,
                "options": [{"value": "all", "label": "everybody"}],
                "value": [],
                "max_length": 3000,
            },
        ],
    }


def test_a_draft_is_put_into_words() -> None:
    field = FormField("one", FieldKind.PARAGRAPH, say("one"), draft="going well")
    shown = render.form(Form(Press(Verb.UPDATE, "c7"), say("t"), say("s"), (field,)), WORDS, READER)
    assert [each["value"] for each in shown["fields"]] == [["going well"]]  # type: ignore[attr-defined]


def test_an_answer_is_lines_or_cards_or_what_a_form_lacks() -> None:
    card = Card(say("headline"), say("plain"))
    assert render.response(Line((say("one"), say("two"))), WORDS, READER) == {"kind": "line", "lines": ["one", "two"]}
    assert render.response(Cards((say("open cases"),), (card,)), WORDS, READER) == {
        "kind": "cards",
        "lines": ["open cases"],
        "cards": [render.card(card, WORDS, READER)],
    }
    assert render.response(FieldErrors((("steps", say("missing")),)), WORDS, READER) == {
        "kind": "errors",
        "fields": {"steps": "missing"},
    }
