"""Calendars say who is on duty and who is on leave; while one is broken, what it said last counts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.people.identity import Platform
from bot.settings import Settings
from tests.adapters.ical.calendars import event, file
from tests.harness.driver import SeenMessage
from tests.harness.policies import story_policy
from tests.harness.world import World

SCHEDULES = """
schedules:
  web: {layers: [{ical: web.ics}]}
"""


@pytest.fixture
def policy() -> str:
    """The first level asks whom a calendar names, the second Ben, of whose leave there is another."""
    ladder = story_policy([("ana", 5), ("ben", 10)]).replace("ask: {person: ana}", "ask: {on_call: web}")
    return ladder.replace("email: ben@story.example,", "email: ben@story.example, leave: leave/ben.ics,") + SCHEDULES


@pytest.fixture
def world(platform: Platform, policy: str, tmp_path: Path) -> Iterator[World]:
    """Noon on that Friday is eleven in UTC."""
    (tmp_path / "leave").mkdir()
    write(tmp_path, "web.ics", "DTSTART:20261120T080000", "DTEND:20261120T120000", "SUMMARY:On call: Hugo Dahl")
    write(tmp_path, "leave/ben.ics", "DTSTART;VALUE=DATE:20261119", "DTEND;VALUE=DATE:20261121", "SUMMARY:Skiing")
    with World(platform, policy, settings=Settings(policy=str(tmp_path / "policy.yaml"))) as told:
        told.settle()
        yield told


def write(folder: Path, name: str, *lines: str) -> None:
    (folder / name).write_bytes(file(*event(*lines)))


def test_whom_the_calendar_names_is_asked_and_who_is_on_leave_is_not(world: World) -> None:
    world.rita.types("/escalate !checkout is down")
    world.hugo.is_asked("checkout is down")
    world.fast_forward(minutes=5)
    world.hugo.is_asked("checkout is down", times=2)  # reminders
    world.kim.is_asked("checkout is down")


def test_a_calendar_that_breaks_goes_on_saying_what_it_said(world: World, tmp_path: Path) -> None:
    (tmp_path / "web.ics").write_text("<html>Please sign in</html>")
    world.fast_forward(minutes=80)
    world.settle()
    assert "It is no iCalendar file." in world.kim.hears("web.ics cannot be read").text
    world.rita.types("/escalate !checkout is down")
    world.hugo.is_asked("checkout is down")
    world.hugo.presses("Accept")


def test_when_it_can_be_read_again_the_card_says_so(world: World, tmp_path: Path) -> None:
    whole = (tmp_path / "web.ics").read_bytes()
    (tmp_path / "web.ics").write_bytes(whole[:80])
    world.fast_forward(minutes=80)
    world.kim.hears("web.ics cannot be read")
    (tmp_path / "web.ics").write_bytes(whole)
    world.fast_forward(minutes=16)
    assert any("web.ics can be read again" in message.text for message in world.kim.dms())


def test_a_link_from_chat_leads_to_ones_shifts(platform: Platform, policy: str, tmp_path: Path) -> None:
    write(tmp_path, "web.ics", "DTSTART:20261120T080000", "DTEND:20261120T120000", "SUMMARY:hugo")
    settings = Settings(policy=str(tmp_path / "policy.yaml"), base_url="https://stige.example")
    with World(platform, policy, settings=settings) as world:
        world.settle()
        card = world.hugo.types("/escalate oncall web")
        assert isinstance(card, SeenMessage)
        said = world.hugo.presses("Calendar link", card)
        assert isinstance(said, SeenMessage)
        assert "https://stige.example/calendar/" in said.text
