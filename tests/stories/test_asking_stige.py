"""What one can type, what only oneself sees, and what is refused in a sentence."""

import pytest

from tests.harness.driver import SeenForm, SeenMessage
from tests.harness.world import Actor, World


def said(who: Actor, line: str) -> str:
    answer = who.types(line)
    assert isinstance(answer, SeenMessage), answer
    return answer.text


def test_words_open_the_form_filled_in(world: World) -> None:
    form = world.rita.types("/escalate policy breach at Acme")
    assert isinstance(form, SeenForm)
    assert form.values["summary"] == "policy breach at Acme"
    assert form.required == {"summary"}
    assert form.values.get("impact_on", "") == ""


def test_nothing_opens_the_empty_form(world: World) -> None:
    form = world.rita.types("/escalate")
    assert isinstance(form, SeenForm)
    assert form.values.get("summary", "") == ""


def test_an_exclamation_mark_opens_at_once_with_everything_unsure(world: World) -> None:
    answer = said(world.rita, "/escalate !checkout is down")
    assert "ESC-1" in answer
    assert "P1" in answer
    world.ana.is_asked("checkout is down")


@pytest.mark.parametrize("line", ["help", "list", "mine", "oncall", "who ana"])
def test_questions_are_answered_to_the_one_who_asks_alone(world: World, line: str) -> None:
    assert said(world.rita, f"/escalate {line}")
    for who in (world.ana, world.ben, world.mia):
        who.hears_nothing()
    assert not world.room()


def test_open_cases_are_listed_worst_first(world: World) -> None:
    world.rita.opens("the printer is slow", impact_on="person", urgency="today", steps="Turned it off and on")
    world.ana.is_asked("printer")
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout")
    listed = said(world.ben, "/escalate list")
    assert listed.index("checkout") < listed.index("printer")
    assert "ESC-2" in said(world.rita, "/escalate show ESC-2")
    assert "checkout" in said(world.ana, "/escalate mine")


def test_a_routine_case_wants_its_hand_over_first(world: World) -> None:
    form = world.rita.types("/escalate the printer is slow")
    refused = world.rita.errors(form, impact_on="person", urgency="today")
    assert "steps" in refused
    said_then = world.rita.submits(form, impact_on="person", urgency="today", steps="Turned it off and on")
    assert "ESC-1" in said_then.text
    world.ana.is_asked("printer")


def test_who_has_no_part_in_a_case_is_refused_in_a_sentence(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")
    in_the_room = world.room()[-1]
    answer = world.hugo.presses("Accept", on=in_the_room)
    assert answer
    assert "Only those who were asked or told of this case can accept it." in answer.text
    assert "Nobody has it yet" in world.room()[-1].text


def test_a_case_one_may_not_read_answers_like_one_that_does_not_exist(world: World) -> None:
    world.rita.opens("a colleague shouts at me", type="hr", impact_on="person", urgency="now")
    world.hugo.is_asked("a colleague shouts at me")
    assert not world.room()
    assert said(world.ben, "/escalate show ESC-1").replace("1", "#") == said(world.ben, "/escalate show ESC-9").replace(
        "9", "#"
    )
    assert "ESC-1" not in said(world.ben, "/escalate list")
    assert "ESC-1 · P3 · a private case" in said(world.kim, "/escalate list")


def test_hostile_words_are_only_words(world: World) -> None:
    evil = "<!channel> *bold* [x](https://evil.example) <at>all</at> {summary} & <b>"
    world.rita.opens(evil, impact_on="everyone", urgency="now")
    page = world.ana.is_asked("ESC-1")
    assert "{summary}" in page.text
    assert "<!channel>" in page.text
