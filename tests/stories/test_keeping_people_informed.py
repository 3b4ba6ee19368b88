"""Those who want to know and need not act: told on time and again, by Stige or by whoever is to write to them."""

import pytest

from bot.people.identity import Platform
from tests.harness.driver import SeenForm, SeenMessage
from tests.harness.policies import story_policy
from tests.harness.world import World

PLAN = """
communication:
  - when: {}
    audiences:
      - {to: {place: ops}, first: 20m, every: 30m, template: status, by: stige}
      - {to: {person: kim}, first: 1h, every: 1h, template: manager}
      - {to: {customer: contact}, first: 3h, every: 3h, template: customer}
templates:
  status: {en: "{case} is with {owner}. More at {next_update}.", da: "{case} er hos {owner}."}
"""


@pytest.fixture
def policy() -> str:
    """Long levels: nothing climbs here but what was missed."""
    levels = [("ana", 600), ("ben", 600)]
    return (
        story_policy(levels, resolve="10h", remind="[50%, 75%]", tell="").replace(
            "acme: {name: Acme, tier: vip}", "acme: {name: Acme, tier: vip, contact: it@acme.example}"
        )
        + PLAN
    )


@pytest.fixture
def accepted(world: World) -> World:
    """Ana has it; rita has heard so."""
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now", customer="acme")
    world.ana.is_asked("checkout is down")
    world.ana.presses("Accept")
    world.rita.hears("Ana Berg has ESC-1")
    return world


def in_the_room(world: World) -> list[str]:
    return [message.text for message in world.room()]


def test_a_room_is_told_how_it_goes_on_time_and_again_and_of_the_end(accepted: World) -> None:
    assert in_the_room(accepted) == []
    accepted.fast_forward(minutes=20)
    (first,) = in_the_room(accepted)
    assert "ESC-1 is with Ana Berg. More at 10:50" in first
    accepted.ana.presses("Post update", words="Found it")
    accepted.fast_forward(minutes=30)
    again_first, second = in_the_room(accepted)
    assert again_first == first, "what was told stays as it was said"
    assert "More at 11:20" in second
    accepted.ana.presses("Resolve", resolution="New gateway", root_cause="Old", lesson="Buy two", customer_told="yes")
    accepted.rita.presses("Confirm")
    assert "It is over. New gateway" in in_the_room(accepted)[-1]
    accepted.fast_forward(hours=48)
    assert len(in_the_room(accepted)) == 3


def test_who_is_to_write_gets_a_draft_and_what_they_send_reaches_the_room_and_the_person(accepted: World) -> None:
    accepted.fast_forward(minutes=30)
    draft = accepted.ana.hears("an update to Kim Ost is due by 11:00")
    assert "Owner: Ana Berg" in draft.text
    form = accepted.ana.presses("Post update", on=draft)
    assert isinstance(form, SeenForm)
    assert "checkout is down" in form.values["words"]
    accepted.ana.submits(form, words="A new gateway is on its way <!channel> @everyone", audiences="1,2")
    heard = accepted.kim.hears("A new gateway is on its way")
    assert "Ana Berg posted an update of ESC-1" in heard.text
    assert "A new gateway is on its way" in in_the_room(accepted)[-1]
    accepted.rita.hears("A new gateway")
    assert "Told so far" in accepted.rita.dms()[0].text
    accepted.fast_forward(minutes=55)
    assert "overdue" not in accepted.ana.dms()[-1].text


def test_an_update_that_nobody_posts_is_reminded_of_then_told_and_then_climbs(accepted: World) -> None:
    accepted.fast_forward(minutes=45)
    drafts = [message for message in accepted.ana.dms() if "an update to Kim Ost" in message.text]
    assert drafts, "asked half way, and reminded"
    accepted.fast_forward(minutes=15)
    accepted.ana.hears("an update is overdue")
    accepted.mia.hears("an update is overdue")
    accepted.fast_forward(minutes=60)
    accepted.ben.is_asked("checkout is down")


def test_a_promise_moves_the_next_update_and_missing_it_is_told(accepted: World) -> None:
    accepted.ana.presses("Post update", words="The vendor comes at one", audiences="2", next="3h")
    accepted.kim.hears("The vendor comes at one")
    accepted.fast_forward(minutes=170)
    assert not [message for message in accepted.mia.dms() if "overdue" in message.text]
    accepted.fast_forward(minutes=10)
    accepted.mia.hears("an update is overdue")


def test_a_customer_without_mail_is_copied_to_and_told(accepted: World) -> None:
    if accepted.platform is Platform.SANDBOX:
        pytest.skip("the sandbox shows mail on its page")
    answer = accepted.ana.presses("Post update", words="Dear Acme, we are on it", audiences="3")
    assert isinstance(answer, SeenMessage)
    assert "Stige cannot write to Acme" in answer.text
    copy = accepted.ana.hears("please pass this on to Acme")
    assert "Dear Acme, we are on it" in copy.text
    assert "Acme (" not in accepted.rita.dms()[0].text
    accepted.ana.presses("Told", on=copy)
    assert "Acme (10:00, by hand)" in accepted.rita.dms()[0].text
    assert "Told" not in accepted.ana.dms()[-1].buttons


def test_an_update_is_typed_with_its_words(accepted: World) -> None:
    form = accepted.ana.types("/escalate update ESC-1 back in an hour")
    form = _opened(accepted, form)
    assert form.values["words"] == "back in an hour"
    accepted.ana.submits(form, words="back in an hour", audiences="2")
    accepted.kim.hears("back in an hour")


def test_who_has_nothing_to_do_with_it_posts_no_update(accepted: World) -> None:
    answer = accepted.hugo.types("/escalate update ESC-1 it is fine")
    assert isinstance(answer, SeenMessage)
    assert "can post an update" in answer.text


def test_a_case_that_becomes_private_leaves_the_room_it_was_told_in(accepted: World) -> None:
    accepted.fast_forward(minutes=20)
    assert len(in_the_room(accepted)) == 1
    accepted.ana.presses("Triage", type="hr", reason="It is about a person")
    assert in_the_room(accepted) == []
    accepted.fast_forward(minutes=90)
    assert in_the_room(accepted) == []


def _opened(_: World, form: object) -> SeenForm:
    assert isinstance(form, SeenForm)
    return form
