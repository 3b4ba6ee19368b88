"""A card in Block Kit: what stands where, within Slack's limits, and nothing in it acts."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.render import MOST_BLOCKS, Renderer, size
from bot.cases.verbs import Belief, Press, Verb
from bot.messages.shown import Accent, Button, Card, Cards, FieldErrors, Line, Row, Style
from bot.people.identity import Reader
from bot.words import Text
from tests.adapters.slack.fakes import PRESS, PlainWords, a_card, raw
from tests.harness.blockkit import message_faults, texts
from tests.harness.fake_slack import Json

READER = Reader("ana", "en", "Europe/Copenhagen")


def drawn(card: Card, repeated: bool = False) -> Json:
    return Renderer(PlainWords(), READER).card(card, repeated)


def test_a_card_from_top_to_bottom() -> None:
    message = drawn(a_card())
    assert message["text"] == "You are asked about ESC-7: checkout is down"
    kinds = [block["type"] for block in message["blocks"]]
    assert kinds == ["header", "section", "rich_text", "rich_text", "context", "actions"]
    assert list(texts(message["blocks"])) == [
        "🚨 ESC-7: checkout is down",
        "You are on call for web. Ben is next at 14:05.",
        "Customer: ",
        "Acme",
        "Priority: ",
        "P1",
        "Steps\n",
        "restarted it",
        "opened 14:00",
        "Accept",
        "Show",
    ]


def test_a_button_carries_its_press_and_its_style() -> None:
    accept, show = drawn(a_card())["blocks"][-1]["elements"]
    assert (accept["value"], accept["style"]) == (PRESS.packed(), "primary")
    assert "style" not in show
    assert accept["action_id"] != show["action_id"]


def test_every_accent_has_a_shape_of_its_own() -> None:
    shapes = {drawn(Card(raw("x"), raw("x"), accent))["blocks"][0]["text"]["text"] for accent in Accent}
    assert len(shapes) == len(Accent)


def test_a_message_that_may_be_a_repeat_says_so_first() -> None:
    assert next(texts(drawn(a_card(), repeated=True)["blocks"])) == "[repeat.mark]"
    assert "[repeat.mark]" not in str(drawn(a_card()))


HOSTILE = (
    "<!channel> <!here> <!everyone> <@U0BEN> <#C0OPS> <!subteam^S1|@ops> <https://evil.example|your bank> "
    "<mailto:a@b.c|x> *bold* _it_ ~no~ `code` > quote :fire: &lt;!channel&gt; \u202egnp.exe\u202c \x00\x1b[31m"
)


@pytest.mark.parametrize("where", ["headline", "lead", "row", "body", "note", "button"])
def test_what_people_write_can_neither_mention_nor_link_nor_format(where: str) -> None:
    said, text = raw(HOSTILE), Text(HOSTILE, "eve")
    card = {
        "headline": Card(said, said),
        "lead": Card(raw("x"), said, lead=(said,)),
        "row": Card(raw("x"), said, rows=(Row(said, text),)),
        "body": Card(raw("x"), said, body=(Row(said, text),)),
        "note": Card(raw("x"), said, notes=(said,)),
        "button": Card(raw("x"), said, buttons=(Button(said, PRESS),)),
    }[where]
    message = drawn(card)
    assert not re.search(r"<[!@#]|<[a-z]+:", json.dumps(message, ensure_ascii=False))
    assert "mrkdwn" not in json.dumps(message)
    assert not re.search("[\x00-\x08\x0e-\x1f\u202a-\u202e]", json.dumps(message, ensure_ascii=False))


def test_an_escape_is_never_cut_in_half() -> None:
    for length in range(140, 160):
        headline = drawn(Card(raw("x" * length + "&<>" * 5), raw("x")))["blocks"][0]["text"]["text"]
        assert len(headline) <= 150
        assert re.sub(r"&(amp|lt|gt);", "", headline).count("&") == 0


def test_a_long_text_is_cut_where_one_sees_it() -> None:
    message = drawn(Card(raw("x"), raw("x"), body=(Row(raw("Steps"), Text("y" * 20_000, "rita")),)))
    assert list(texts(message["blocks"]))[-1] == "y" * 2999 + "…"


says = st.text(max_size=40).map(raw) | st.sampled_from(["&<>" * 1500, "é" * 4000, "", " ", "\0", HOSTILE]).map(raw)
params = st.text(max_size=40).map(lambda body: Text(body, "eve")) | st.just(Text("<&>" * 3000, "eve"))
presses = st.builds(Press, st.sampled_from(Verb), st.none() | st.just("c4se"), st.just(Belief()))
rows = st.lists(st.builds(Row, says, params), max_size=20).map(tuple)
cards = st.builds(
    Card,
    headline=says,
    plain=says,
    accent=st.sampled_from(Accent),
    lead=st.lists(says, max_size=12).map(tuple),
    rows=rows,
    body=rows,
    notes=st.lists(says, max_size=14).map(tuple),
    buttons=st.lists(st.builds(Button, says, presses, st.sampled_from(Style)), max_size=40).map(tuple),
)


@settings(max_examples=60)
@given(cards, st.booleans())
def test_slack_takes_every_card(card: Card, repeated: bool) -> None:
    message = drawn(card, repeated)
    assert message_faults(message["blocks"]) == []
    assert 0 <= len(message["text"]) <= 4000


@settings(max_examples=60)
@given(st.lists(cards, max_size=6), says)
def test_slack_takes_every_list_of_cards(several: list[Card], intro: object) -> None:
    message = Renderer(PlainWords(), READER).answer(Cards((intro,), tuple(several)))  # type: ignore[arg-type]
    assert message_faults(message["blocks"]) == []  # type: ignore[arg-type]


def test_what_does_not_fit_into_a_list_is_counted() -> None:
    message = Renderer(PlainWords(), READER).cards(Cards((raw("Many"),), (a_card(),) * 20))
    blocks = message["blocks"]
    assert isinstance(blocks, list)
    shown = sum(block["type"] == "header" for block in blocks)
    assert 5 < shown < 20
    assert blocks[-1]["elements"][0]["text"] == f"[slack.more: count={20 - shown}]"
    assert len(blocks) <= MOST_BLOCKS


def test_slack_does_refuse_what_is_too_much() -> None:
    """The checks above are worth something."""
    block = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}
    assert message_faults([block])
    assert message_faults([{"type": "divider"}] * 51)
    assert message_faults([{"type": "section", "text": {"type": "plain_text", "text": "x" * 3000}}] * 5)
    assert message_faults([{"type": "wat"}])
    assert message_faults([{"type": "section", "text": {"type": "plain_text", "text": ""}}])


def test_sentences_and_refusals_are_lines() -> None:
    renderer = Renderer(PlainWords(), READER)
    two = renderer.answer(Line((raw("One & two."), raw("Three."))))
    assert two["text"] == "One &amp; two.\nThree."
    refused = renderer.answer(FieldErrors((("a", raw("No.")), ("b", raw("Never.")))))
    assert refused["text"] == "No.\nNever."


@settings(max_examples=60)
@given(cards)
def test_the_size_of_blocks_is_that_of_their_texts(card: Card) -> None:
    blocks = drawn(card)["blocks"]
    assert size(blocks) == sum(map(len, texts(blocks)))


def test_a_long_answer_stands_in_several_sections_of_whole_lines() -> None:
    lines = [f"line {number} " + "x" * 400 for number in range(20)]
    blocks = Renderer(PlainWords(), READER).line(tuple(map(raw, lines)))["blocks"]
    assert isinstance(blocks, list)
    assert message_faults(blocks) == []
    assert [line for block in blocks for line in block["text"]["text"].split("\n")] == lines


def test_words_too_long_for_a_button_are_seen_to_be_cut() -> None:
    message = Renderer(PlainWords(), READER).line_button(raw("Here"), raw("Open"), "y" * 3000)
    blocks = message["blocks"]
    assert isinstance(blocks, list)
    assert blocks[-1]["elements"][0]["value"] == "y" * 1999 + "…"
