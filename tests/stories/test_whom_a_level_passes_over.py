"""Whoever is passed over stands on the timeline with why; on a public holiday nobody is asked who need not be."""

import pytest

from tests.harness.driver import SeenMessage
from tests.harness.policies import story_policy
from tests.harness.world import World

FOUR = "{role: Web, ask: [{person: ana}, {person: ben}, {person: hugo}, {person: mia}], skills: [web]}"
OFFICE = """
calendars:
  office: {holidays: US-NY, open: {mon-fri: "08:00-16:00"}}
clocks:
  - {when: {priority: [P1, P2]}, accept: 15m, resolve: 4h}
  - {when: {}, accept: 1h, resolve: 2d, hours: office}
"""

SIX_DAYS = 6 * 24


@pytest.fixture
def policy() -> str:
    """All of the first level have the skill but Hugo, and Ben takes one case at a time. Thanksgiving is on Thursday 26
    November, six days after every story begins."""
    written = story_policy(levels=(("ana", 5), ("kim", 10)), remind="[]")
    written = written.replace("{role: Level 1, ask: {person: ana}, accept_within: 5m, tell: {place: ops}}", FOUR)
    written = written.replace(
        "email: ben@story.example, manager: mia}", "email: ben@story.example, limit: 1, skills: [web]}"
    )
    written = written.replace(
        "manager: kim, authority: [approve]}", "manager: kim, authority: [approve], skills: [web]}"
    )
    before, _, after = written.partition("clocks:\n")
    return before + OFFICE.lstrip("\n") + after.partition("\n")[2]


def test_three_people_passed_over_for_three_reasons_all_stand_on_the_timeline(world: World) -> None:
    world.ana.types("/escalate me away until tomorrow 9:00")
    world.rita.opens("mail is down", impact_on="everyone", urgency="now")
    world.mia.is_asked("mail is down")
    world.ben.is_asked("mail is down")
    world.ben.presses("Accept")
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.mia.is_asked("checkout is down")
    world.nobody_else_is_asked()
    shown = world.rita.types("/escalate show ESC-2")
    assert isinstance(shown, SeenMessage)
    assert_passed_over(shown.text, "Ana Berg", "away")
    assert_passed_over(shown.text, "Ben Holm", "has as many cases as the policy allows")
    assert_passed_over(shown.text, "Hugo Dahl", "lacks a skill of the level")


def assert_passed_over(text: str, name: str, reason: str) -> None:
    assert any(name in line and reason in line for line in text.splitlines()), text


def test_a_routine_case_opened_on_a_public_holiday_sleeps_and_says_when_it_wakes(world: World) -> None:
    world.jump(hours=SIX_DAYS)
    world.rita.opens("a button is grey", impact_on="person", urgency="today", steps="press it")
    world.rita.hears("Outside hours now. Asked from Friday 08:00")
    world.nobody_else_is_asked()
    world.fast_forward(hours=21)
    world.nobody_else_is_asked()
    world.fast_forward(hours=1)
    for who in (world.ana, world.ben, world.mia):
        who.is_asked("a button is grey")
    world.nobody_else_is_asked()


def test_an_urgent_case_does_not_wait_for_the_holiday_to_end(world: World) -> None:
    world.jump(hours=SIX_DAYS)
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    for who in (world.ana, world.ben, world.mia):
        who.is_asked("checkout is down")
