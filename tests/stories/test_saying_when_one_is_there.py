"""Somebody says when they are there and how they want to be spoken to, and it counts from then on."""

from tests.harness.driver import SeenMessage
from tests.harness.world import World


def test_who_is_away_is_not_asked_and_the_case_says_so(world: World) -> None:
    answer = world.ana.types("/escalate me away until tomorrow 9:00")
    assert isinstance(answer, SeenMessage)
    assert "You are away" in answer.text
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.hears_nothing()
    world.ben.is_asked("checkout is down")
    shown = world.rita.types("/escalate show ESC-1")
    assert isinstance(shown, SeenMessage)
    assert "Ana Berg" in shown.text
    assert "away" in shown.text


def test_who_is_back_is_asked_again(world: World) -> None:
    world.ana.types("/escalate me away until tomorrow 9:00")
    card = world.ana.types("/escalate me")
    assert isinstance(card, SeenMessage)
    world.ana.presses("I am back", on=card)
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")


def test_an_absence_ends_by_itself(world: World) -> None:
    world.ana.types("/escalate me away in 1h – in 2h")
    world.fast_forward(hours=2)
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")


def test_being_away_is_said_in_a_form_too(world: World) -> None:
    card = world.ana.types("/escalate me")
    assert isinstance(card, SeenMessage)
    answer = world.ana.presses("I will be away", on=card, begins="in 1h", ends="in 3h")
    assert isinstance(answer, SeenMessage)
    assert "You are away" in answer.text


def test_the_language_and_zone_that_i_set_are_used_from_then_on(world: World) -> None:
    card = world.ana.types("/escalate me")
    assert isinstance(card, SeenMessage)
    world.ana.presses("Change", on=card, language="da", timezone="Singapore", hours="mon-fri 8-16")
    danish = world.ana.types("/escalate me")
    assert isinstance(danish, SeenMessage)
    assert "Arbejdstid" in danish.text
    assert "mon-fri 08:00-16:00" in danish.text
    assert "Asia/Singapore" in danish.text
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    assert "Tag sagen" in world.ana.dms()[-1].buttons
    world._unheard("ana")


def test_what_cannot_be_keeps_the_form_open(world: World) -> None:
    card = world.ana.types("/escalate me")
    assert isinstance(card, SeenMessage)
    form = world.ana.presses("Change", on=card)
    assert world.ana.errors(form, timezone="Atlantis", hours="now and then").keys() == {"timezone", "hours"}
