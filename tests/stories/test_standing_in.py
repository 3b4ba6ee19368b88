"""Somebody stands in for somebody: put on duty, covering, swapping, and asked about the case instead."""

from dataclasses import replace

import pytest

from bot.people.identity import Platform
from tests.harness.driver import SeenForm, SeenMessage
from tests.harness.policies import story_policy
from tests.harness.world import World

CLEO = "  cleo: {name: Cleo Dam, email: cleo@story.example, manager: mia}\n"
ROTA = """
schedules:
  days: {layers: [{people: [ana, ben, cleo], turn: 1d, handoff: "10:00", from: 2026-11-20}]}
"""


@pytest.fixture
def policy() -> str:
    """From Friday at ten Ana is on duty, then Ben, then Cleo; a case asks whoever it is."""
    text = story_policy().replace("teams:\n", f"{CLEO}teams:\n", 1) + ROTA
    return text.replace("ask: {person: ana}", "ask: {on_call: days}")


def card(seen: object) -> SeenMessage:
    assert isinstance(seen, SeenMessage), seen
    return seen


def asks_cover(world: World) -> None:
    """Ana, for what is left of her shift today, of Cleo."""
    form = world.ana.presses("Find cover", on=card(world.ana.types("/escalate oncall days")))
    assert isinstance(form, SeenForm)
    asked = world.ana.submits(form, shift=form.options["shift"][0], person="cleo")
    assert "Cleo Dam is asked" in asked.text


def test_a_coordinator_puts_somebody_on_duty_and_the_case_goes_to_them(world: World) -> None:
    world.fast_forward(hours=1)
    said = card(world.mia.types("/escalate override @ben 12:00 – 18:00 for @ana"))
    assert "days: Ben Holm instead of Ana Berg, 12:00 to 18:00" in said.text
    for who in (world.ana, world.ben):
        assert "instead of Ana Berg" in who.hears("Mia Sand changed who is on duty").text
    world.fast_forward(hours=2)
    assert "Ben Holm instead of Ana Berg" in card(world.rita.types("/escalate oncall")).text
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ben.is_asked("checkout is down")


def test_whose_place_it_is_takes_it_back(world: World) -> None:
    world.fast_forward(hours=1)
    world.mia.types("/escalate override @ben 12:00 – 18:00 for @ana")
    changed = world.ana.hears("changed who is on duty")
    world.ben.hears("changed who is on duty")
    assert "Taken back" in card(world.ana.presses("Take back", on=changed)).text
    world.ben.hears("Ana Berg took this back")
    assert "was taken back" in world.ana.dms()[-1].text
    world.fast_forward(hours=2)
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")


def test_cover_stands_when_the_other_agrees(world: World) -> None:
    world.fast_forward(hours=1)
    asks_cover(world)
    asked = world.cleo.hears("Ana Berg asks you to cover")
    assert asked.buttons == ("Agree", "Decline")
    assert "You agreed" in card(world.cleo.presses("Agree", on=asked)).text
    world.ana.hears("Cleo Dam agreed")
    assert world.cleo.dms()[-1].buttons == ()
    assert "You agreed" in card(world.cleo.presses("Agree", on=asked)).text
    world.fast_forward(minutes=1)
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.cleo.is_asked("checkout is down")


def test_declined_cover_changes_nothing(world: World) -> None:
    world.fast_forward(hours=1)
    asks_cover(world)
    world.cleo.presses("Decline", on=world.cleo.hears("asks you to cover"))
    world.ana.hears("Cleo Dam declined")
    assert "Ana Berg, until" in card(world.rita.types("/escalate oncall")).text


@pytest.mark.parametrize("answer", ["Agree", "Decline"])
def test_a_swap_stands_only_when_both_want_it(world: World, answer: str) -> None:
    world.fast_forward(hours=1)
    form = world.ana.presses("Swap", on=card(world.ana.types("/escalate oncall days")))
    assert isinstance(form, SeenForm)
    bens = next(option for option in form.options["theirs"] if option.startswith("ben"))
    world.ana.submits(form, mine=form.options["mine"][0], theirs=bens)
    world.ben.presses(answer, on=world.ben.hears("Ana Berg asks you to swap shifts"))
    world.ana.hears("Ben Holm agreed" if answer == "Agree" else "Ben Holm declined")
    now = card(world.rita.types("/escalate oncall")).text
    assert ("Ben Holm, until" if answer == "Agree" else "Ana Berg, until") in now


def test_who_goes_on_duty_is_reminded_before(world: World) -> None:
    world.fast_forward(hours=22)
    world.ana.hears_nothing()
    world.fast_forward(hours=1, minutes=30)
    assert "Ana Berg" in world.ben.hears("Your shift in days begins 10:00").text


def test_a_line_with_one_mistake_says_so(world: World) -> None:
    assert "nobody called" in card(world.mia.types("/escalate override @nobody 12:00 – 18:00 for @ana")).text
    form = world.mia.types("/escalate override @ben made a wrong booking")
    assert isinstance(form, SeenForm)
    assert form.values["summary"] == "override @ben made a wrong booking"


def is_called(world: World, who: str, name: str) -> None:
    """Their account on the chat has another name than the policy gives them; in the sandbox people have no accounts."""
    if world.platform is Platform.SLACK:
        world.slack.fake.users[f"U0{who.upper()}"]["profile"] |= {"real_name": name, "display_name": name}
    elif world.platform is Platform.TEAMS:
        world.teams.fake.people[who] = replace(world.teams.fake.people[who], name=name)


@pytest.mark.parametrize("name", ["Benny Surfer", "🏄 18:00 – 19:00 for @rita in nights", "Ana Berg"])
def test_whom_somebody_mentions_is_meant_whatever_their_account_is_called(world: World, name: str) -> None:
    world.fast_forward(hours=1)
    is_called(world, "ben", name)
    is_called(world, "ana", "Cleo Dam")
    said = card(world.mia.types("/escalate override <@ben> 12:00 – 18:00 for <@ana>"))
    assert "days: Ben Holm instead of Ana Berg, 12:00 to 18:00" in said.text
    world.ben.hears("changed who is on duty")
    assert "Ben Holm" in card(world.rita.types("/escalate who <@ben>")).text


def test_a_summary_mentions_people_by_the_names_that_everybody_knows(world: World) -> None:
    is_called(world, "ben", "Benny Surfer")
    form = world.mia.types("/escalate override <@ben> made a wrong booking")
    assert isinstance(form, SeenForm)
    name = "ben" if world.platform is Platform.SANDBOX else "Benny Surfer"
    assert form.values["summary"] == f"override @{name} made a wrong booking"
