"""The page of the sandbox says who is on call as a case would meet it, and speaks to people as they want it."""

import pytest

from bot.people.identity import Platform
from tests.harness.driver import SeenForm, SeenMessage
from tests.harness.policies import story_policy
from tests.harness.sandbox import SandboxDriver
from tests.harness.world import World

DUTY = "schedules: {days: {layers: [{people: [ana, ben], turn: 1w, handoff: mon 10:00, from: 2026-11-16}]}}\n"


@pytest.fixture
def platform() -> Platform:
    return Platform.SANDBOX


@pytest.fixture
def policy() -> str:
    return story_policy() + DUTY


def on_call(world: World) -> list[str]:
    driver = world.driver
    assert isinstance(driver, SandboxDriver)
    return [person["id"] for person in driver.page("rita")["people"] if person["on_call"]]


def test_who_says_that_they_are_away_is_not_shown_as_on_call(world: World) -> None:
    assert on_call(world) == ["ana"]
    world.ana.types("/escalate me away 3h")
    assert on_call(world) == ["ben"]
    world.fast_forward(hours=4)
    assert on_call(world) == ["ana"]


def test_the_page_is_in_the_language_that_they_set(world: World) -> None:
    card = world.ana.types("/escalate me")
    assert isinstance(card, SeenMessage)
    form = world.ana.presses("Change", on=card)
    assert isinstance(form, SeenForm)
    world.ana.submits(form, language="da", timezone="Asia/Tokyo")
    driver = world.driver
    assert isinstance(driver, SandboxDriver)
    me = driver.page("ana")["me"]
    assert (me["language"], me["zone"]) == ("da", "Asia/Tokyo")
