"""How a card looks in Teams, and that no text of a person does anything there."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.elements import MOST_BYTES, Json, size
from adapters.teams.render import BUTTONS_IN_SIGHT, DONE_AT_THE_PRESS, draw
from adapters.wording import Wording
from bot.cases.verbs import Belief, Press, Verb
from bot.messages.shown import Accent, Button, Card, Row, Style
from bot.people.identity import Reader
from bot.words import Say, Text, say
from tests.adapters.teams.conftest import NOW
from tests.harness import teams_cards

READER = Reader("ana", "en", "Europe/Copenhagen")
WORDS = Wording(str.title, "en", lambda: NOW)
# Where a client shows signs as they are, whatever they mean elsewhere.
PLAIN_PLACES = {"text", "title"}


def said(words: str) -> Say:
    return say("row.item", item=words)


def button(verb: Verb, style: Style = Style.PLAIN) -> Button:
    return Button(said(verb.value), Press(verb, "c1", Belief(2, 1, "ana")), style)


def a_card(*buttons: Button, text: str = "All tills stand still.") -> Card:
    return Card(
        headline=said("ESC-7 P1"),
        plain=said("Checkout is down"),
        accent=Accent.URGENT,
        lead=(said("You are on call."), said("Ben is next at 14:05.")),
        rows=(Row(said("Customer"), "Acme"), Row(said("Region"), "north"), Row(said("Flags"), "security")),
        body=(Row(said("Impact"), Text(text, "rita")),),
        notes=(said("P1 because of security."),),
        buttons=buttons,
    )


def texts(of: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a drawn card with the key it stands under."""
    match of:
        case str():
            yield key, of
        case dict():
            for name, value in of.items():
                yield from texts(value, name)
        case list():
            for value in of:
                yield from texts(value, key)


def test_a_card_reads_from_the_top_what_why_facts_texts_and_small_print() -> None:
    drawn = draw(a_card(), WORDS, READER)
    assert teams_cards.text(drawn).splitlines() == [
        "ESC-7 P1", "You are on call.", "Ben is next at 14:05.",
        "Customer", "Acme", "Region", "north", "Flags", "security",
        "Impact", "All tills stand still.", "P1 because of security.",
    ]  # fmt: skip
    assert drawn["version"] == "1.5"
    assert drawn["body"][0]["style"] == "attention"


@pytest.mark.parametrize("accent", Accent)
def test_each_accent_has_its_colour(accent: Accent) -> None:
    drawn = draw(Card(said("x"), said("x"), accent), WORDS, READER)
    assert teams_cards.faults(drawn) == []


def test_what_is_done_at_the_press_is_executed_what_asks_back_or_shows_more_opens_a_dialog() -> None:
    buttons = (button(Verb.ACCEPT, Style.PRIMARY), button(Verb.DECLINE, Style.DANGER), button(Verb.SHOW))
    drawn = draw(a_card(*buttons), WORDS, READER)
    accept, decline, show = drawn["actions"]
    assert accept == {
        "type": "Action.Execute",
        "title": "accept",
        "style": "positive",
        "verb": "accept",
        "data": {"press": "accept|c1|2|1|ana"},
    }
    assert (decline["type"], decline["style"]) == ("Action.Submit", "destructive")
    assert decline["data"] == {"press": "decline|c1|2|1|ana", "msteams": {"type": "task/fetch"}}
    assert show["data"]["msteams"] == {"type": "task/fetch"}


def test_what_needs_no_form_is_done_at_the_press_so_that_the_card_can_be_drawn_anew() -> None:
    assert {Verb.ACCEPT, Verb.APPROVE, Verb.SUGGESTION_FITS, Verb.TOLD} <= DONE_AT_THE_PRESS
    assert DONE_AT_THE_PRESS.isdisjoint({Verb.DECLINE, Verb.DISAPPROVE, Verb.UPDATE, Verb.SHOW})


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_has_a_button_that_brings_its_press_back(verb: Verb) -> None:
    [action] = draw(a_card(button(verb)), WORDS, READER)["actions"]
    assert Press.unpacked(action["data"]["press"]) == Press(verb, "c1", Belief(2, 1, "ana"))
    executed = verb in DONE_AT_THE_PRESS
    assert action["type"] == ("Action.Execute" if executed else "Action.Submit")


def test_in_a_dialog_all_buttons_submit_and_stay_there() -> None:
    drawn = draw(a_card(button(Verb.ACCEPT), button(Verb.DECLINE)), WORDS, READER, in_dialog=True)
    assert [(action["type"], "msteams" in action["data"]) for action in drawn["actions"]] == [
        ("Action.Submit", False),
        ("Action.Submit", False),
    ]


def test_more_buttons_than_fit_stand_behind_the_dots() -> None:
    drawn = draw(a_card(*(button(verb) for verb in list(Verb)[:8])), WORDS, READER)
    modes = [action.get("mode", "primary") for action in drawn["actions"]]
    assert modes == ["primary"] * BUTTONS_IN_SIGHT + ["secondary"] * (8 - BUTTONS_IN_SIGHT)


def test_a_repeated_message_says_so_first() -> None:
    assert teams_cards.text(draw(a_card(), WORDS, READER, repeated=True)).startswith("(Sent again")


def test_a_text_of_several_lines_keeps_its_lines() -> None:
    shown = teams_cards.text(draw(a_card(text="one\n\ntwo\r\nthree"), WORDS, READER))
    assert "Impact\none\ntwo\nthree\n" in shown


HOSTILE = st.one_of(
    st.text(max_size=400),
    st.sampled_from(
        [
            "**bold** _it_ ~~no~~ # head\n- item\n1. one\n> quote\n```code```",
            "[click](http://evil.example) <http://evil.example> ![i](http://evil.example/i.png)",
            "<at>everyone</at> <b>x</b> &lt;at&gt; {{DATE(2026-01-01T00:00:00Z, SHORT)}} ${field}",
            "\u202eevil\u202c \u2067x\u2069 \x00 \ud800 \x1b[31m",
            "\\*\\_\\[",
        ]
    ),
)


@given(HOSTILE)
def test_no_text_of_a_person_stands_where_signs_are_markup(text: str) -> None:
    marked = f"MARK{text}"
    card = Card(said(marked), said(marked), lead=(said(marked),), rows=(Row(said(marked), marked),),
                body=(Row(said(marked), Text(marked, "eve")),), notes=(said(marked),),
                buttons=(Button(said(marked), Press(Verb.NOTE, "c1")),))  # fmt: skip
    drawn = draw(card, WORDS, READER)
    assert teams_cards.faults(drawn) == []
    assert {key for key, value in texts(drawn) if "MARK" in value} <= PLAIN_PLACES
    assert {part["type"] for part in teams_cards.elements(drawn)} <= {
        "RichTextBlock", "Container", "ColumnSet", "Column",
    }  # fmt: skip


@given(HOSTILE)
def test_what_would_turn_the_neighbours_round_is_left_out(text: str) -> None:
    drawn = draw(a_card(text=text), WORDS, READER)
    everything = teams_cards.text(drawn)
    assert not set(everything) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b")
    everything.encode()


@settings(max_examples=15)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 30), st.sampled_from(["x", "界", "😀", "\n", '"']))
def test_a_card_fits_a_message_whatever_is_written(rows: int, bodies: int, buttons: int, sign: str) -> None:
    long = sign * 20_000
    card = Card(said(long), said(long), lead=(said(long),) * 5, notes=(said(long),) * 5,
                rows=(Row(said(long), long),) * rows, body=(Row(said(long), Text(long, "eve")),) * bodies,
                buttons=(Button(said(f"b{long}"), Press(Verb.NOTE, "c1")),) * buttons)  # fmt: skip
    drawn = draw(card, WORDS, READER)
    assert size(drawn) <= MOST_BYTES
    assert teams_cards.faults(drawn) == []


def test_the_fake_refuses_what_teams_refuses() -> None:
    """Else the tests above could not fail."""
    good: Json = draw(a_card(button(Verb.ACCEPT)), WORDS, READER)
    assert teams_cards.faults(good) == []
    assert teams_cards.faults({**good, "body": [{"type": "TextBlock", "text": "**x**"}]}) == ["type TextBlock"]
    assert teams_cards.faults({**good, "actions": [{"type": "Action.Submit", "title": " "}]})
    assert teams_cards.faults({**good, "actions": good["actions"] * 7}) == ["too many buttons in sight"]
    assert teams_cards.faults({**good, "fallbackText": "x" * 28_000}) == ["too large"]
