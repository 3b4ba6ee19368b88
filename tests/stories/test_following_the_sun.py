"""The sun goes round and open cases go with it; nobody's case is lost when they leave (S19, R24)."""

import pytest

from adapters.policyfile import read_policy
from bot.people.presence import Absence
from tests.harness.driver import SeenMessage
from tests.harness.policies import story_policy
from tests.harness.world import World

SUN = """
schedules:
  duty:
    layers:
      - {people: ana, hours: {mon-sun: "06:00-14:00"}}
      - {people: ben, hours: {mon-sun: "14:00-22:00"}}
      - {people: hugo}
    pass_on: {note: [P1, P2], accept_within: 30m}
"""
MILD = {"impact_on": "person", "urgency": "this_week", "steps": "looked"}
GRAVE = {"impact_on": "everyone", "urgency": "now"}


def following(**more: str) -> str:
    """Level 1 asks who is on duty, level 2 Mia. It is ten o'clock, and Ana is on duty until two."""
    policy = story_policy((("ana", 5), ("mia", 60)), tell="", resolve="30h", remind="[]", **more)
    return policy.replace("ask: {person: ana}", "ask: {on_call: duty}") + SUN


@pytest.fixture
def policy() -> str:
    return following()


def ana_has(world: World, *summaries: str, **answers: str) -> None:
    for summary in summaries:
        world.rita.opens(summary, **answers)
        world.ana.is_asked(summary)
        world.ana.presses("Accept")


def until_two(world: World) -> None:
    world.fast_forward(hours=4)


def reads(seen: object) -> str:
    assert isinstance(seen, SeenMessage)
    return seen.text


def test_at_the_end_of_a_shift_the_next_one_gets_a_list_and_takes_each(world: World) -> None:
    ana_has(world, "printer jams", "mouse squeaks", **MILD)
    until_two(world)
    taking = world.ben.hears("2 cases are passed on to you")
    assert {"Accept all", "Accept ESC-1", "Accept ESC-2"} <= set(taking.buttons)
    world.ana.hears("2 of your cases are passed on")
    world.ben.presses("Accept ESC-1")
    world.ana.hears("Ben Holm has ESC-1")
    assert "Accept ESC-1" not in world.ben.dms()[-1].buttons
    world.ben.presses("Accept ESC-2")
    world.ana.hears("Ben Holm has ESC-2")
    assert "nothing is waiting" in world.ben.dms()[-1].text
    world.fast_forward(hours=2)


def test_or_all_at_once_and_hears_which_cannot_pass_yet(world: World) -> None:
    ana_has(world, "printer jams", "mouse squeaks", **MILD)
    ana_has(world, "checkout is down", **GRAVE)
    until_two(world)
    answer = reads(world.ben.presses("Accept all"))
    assert "You have" in answer
    assert "ESC-3" in answer
    assert "Ana Berg has not written one yet" in answer
    world.ana.presses("Note for ESC-3", words="the payment provider knows")
    assert "the payment provider knows" in world.ben.dms()[0].text
    assert "ESC-3" in reads(world.ben.presses("Accept all"))
    world.ana.hears("Ben Holm has ESC-3")


def test_an_urgent_case_passes_only_with_a_note(world: World) -> None:
    ana_has(world, "checkout is down", **GRAVE)
    until_two(world)
    assert "a note is still wanted" in world.ben.hears("a case is passed on to you").text
    assert "Ana Berg has not written one yet" in reads(world.ben.presses("Accept ESC-1"))
    world.ana.presses("Note for ESC-1", words="the payment provider knows")
    world.ben.presses("Accept ESC-1")
    world.ana.hears("Ben Holm has ESC-1")


def test_not_taken_in_time_the_case_climbs_and_stays_with_its_owner(world: World) -> None:
    ana_has(world, "printer jams", **MILD)
    until_two(world)
    world.fast_forward(minutes=29)
    world.nobody_else_is_asked()
    world.fast_forward(minutes=1)
    world.mia.is_asked("printer jams")
    world.ana.hears("Nobody took ESC-1 over in time")
    world.ben.presses("Accept ESC-1")
    world.ana.hears("Ben Holm has ESC-1")
    world.fast_forward(hours=3)


def test_a_night_later_it_goes_on_with_whoever_comes_on_then(world: World) -> None:
    ana_has(world, "printer jams", **MILD)
    until_two(world)
    world.ben.presses("Accept ESC-1")
    world.fast_forward(hours=8)
    world.hugo.presses("Accept ESC-1")
    world.ben.hears("Hugo Dahl has ESC-1")


def test_of_a_night_that_the_bot_slept_through_the_one_on_duty_now_gets_the_list(world: World) -> None:
    ana_has(world, "printer jams", **MILD)
    world.settle()
    world.jump(hours=13)
    assert "Accept ESC-1" in world.hugo.hears("a case is passed on to you").buttons
    world.ben.hears_nothing()
    world.hugo.presses("Accept all")


def test_an_owner_who_goes_on_leave_is_asked_to_pass_it_on_and_else_others_are(world: World) -> None:
    mia_has(world)
    with world.store.writing() as unit:
        unit.be_absent(Absence("a1", "mia", world.clock.now(), None, "leave"), "mia", world.clock.now())
    world.fast_forward(minutes=1)
    assert "Reassign" in world.mia.hears("You are away: please pass ESC-1 on").buttons
    world.fast_forward(minutes=15)
    world.kim.is_asked("printer jams")
    world.kim.presses("Take over")
    world.fast_forward(hours=1)


def mia_has(world: World) -> None:
    world.rita.opens("printer jams", **MILD)
    world.ana.is_asked("printer jams")
    world.fast_forward(minutes=5)
    world.mia.is_asked("printer jams")
    world.mia.presses("Accept")


def test_the_coordinator_hears_at_once_of_an_owner_who_is_gone(world: World) -> None:
    mia_has(world)
    world.mia.presses("Reassign", to="hugo", reason="the cable is his")
    world.hugo.hears("ESC-1")
    leaves(world, "hugo")
    world.fast_forward(minutes=1)
    world.mia.hears("who has ESC-1, is no longer here")
    world.mia.presses("Reassign", to="ben", reason="Hugo has left")
    world.ben.hears("ESC-1")


def test_the_case_of_somebody_on_duty_who_is_gone_goes_to_who_is_on_duty_instead(world: World) -> None:
    ana_has(world, "checkout is down", **GRAVE)
    leaves(world, "ana")
    world.fast_forward(minutes=1)
    world.ben.hears("a case is passed on to you")
    world.ben.presses("Accept ESC-1")
    world.fast_forward(hours=1)


def leaves(world: World, who: str) -> None:
    """A new policy no longer has them; others are on duty in their place."""
    kept = (line for line in following().splitlines() if not line.strip().startswith((f"{who}:", f"- {{people: {who}")))
    text = "\n".join(kept).replace('version: "1"', 'version: "2"')
    text = text.replace("[ana, ben]", "[ben]" if who == "ana" else "[ana, ben]").replace("[hugo]", "[kim]")
    if who == "ana":
        text = text.replace("14:00-22:00", "06:00-22:00")
    with world.store.writing() as unit:
        unit.activate(read_policy(text.encode()), text.encode(), "kim", f"{who} has left", world.clock.now())
    world.people = tuple(person for person in world.people if person != who)
