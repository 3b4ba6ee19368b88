"""One case, both chats: the same case on Slack and on Teams, acted on from either (promise 4)."""

from collections.abc import Iterator

import pytest

from bot.people.identity import Platform
from tests.harness.policies import story_policy
from tests.harness.world import World


@pytest.fixture
def world() -> Iterator[World]:
    """rita, ben and kim are on Slack; ana and the others on Teams."""
    with World(Platform.SLACK, story_policy(), on_slack=frozenset({"rita", "ben", "kim"})) as told:
        yield told


def test_a_case_opened_on_slack_is_accepted_on_teams_and_both_cards_tell_the_same_story(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")
    assert len(world.room()) == 2
    world.ana.presses("Accept")
    world.rita.hears("Ana Berg has ESC-1")
    assert all("Ana Berg has it" in card.text for card in world.room())


def test_it_climbs_from_one_chat_to_the_other(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.fast_forward(minutes=5)
    world.ana.is_asked("checkout is down", times=3)
    world.ben.is_asked("checkout is down")
    late = world.ana.dms()[-1]
    world.ben.presses("Accept")
    answer = world.ana.presses("Accept", on=late)
    assert answer
    assert "Ben Holm has it" in answer.text
