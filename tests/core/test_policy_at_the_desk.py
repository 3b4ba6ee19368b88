"""`/escalate policy`, as it is answered to the one who asked."""

import pytest

from bot.messages.shown import Cards, Form, Line
from bot.people.identity import Profile
from tests.core.test_desk import World, profile


@pytest.fixture
def world() -> World:
    return World()


def test_alone_it_tells_the_types_with_their_paths(world: World) -> None:
    answer = world.types("noor", "policy")
    assert isinstance(answer, Line)
    told = world.said(answer)
    assert told[0] == "Policy kestrel, version 1"
    assert told[3] == "Quality: confidential when it has the flag compliance, else goods."
    assert told[-1] == "For the ladder of a type, such as IT incident: /escalate policy incident"


@pytest.mark.parametrize("name", ["incident", "INCIDENT", "it incident", "IT-hændelse"])
def test_a_type_by_id_or_title_tells_each_ladder_on_a_card(world: World, name: str) -> None:
    answer = world.types("noor", f"policy {name}")
    assert isinstance(answer, Cards)
    assert world.said(answer)[0] == "IT incident"
    assert world.said(answer)[-3:] == ["Path confidential", "Path urgent", "Path everyday"]
    first = answer.cards[1].body[0]
    assert world.words.sentence(first.label, world.desk.reader_of(_noor())) == "1. Specialist on duty"
    assert world.words.param(first.value, world.desk.reader_of(_noor())).splitlines() == [
        "Asks whoever is on call in platform-duty (now Trần Mỹ Linh).",
        "Tells the room control-room.",
        "Time to accept: P1: 5 minutes; P2: 10 minutes when the customer's tier is gold, else 15 minutes.",
        "Expected here: keep the goods moving first.",
    ]


@pytest.mark.parametrize("words", ["policy breach at Acme", "policy nonsense"])
def test_other_words_are_the_summary_of_a_case(world: World, words: str) -> None:
    form = world.types("noor", words)
    assert isinstance(form, Form)
    assert next(field for field in form.fields if field.name == "summary").value == (words,)


def test_a_private_types_ladder_is_told_to_the_one_who_asked_alone(world: World) -> None:
    """The policy is no secret; that somebody asks about it is."""
    answer = world.types("noor", "policy hr")
    assert isinstance(answer, Cards)
    assert [card.case_id for card in answer.cards] == [None, None]
    with world.store.writing() as unit:
        assert unit.next_due_at() is None


def _noor() -> Profile:
    return profile("noor")
