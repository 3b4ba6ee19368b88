"""What an owner, a coordinator and a reporter do between accepting and closing."""

import pytest

from tests.harness.driver import SeenMessage
from tests.harness.world import World


@pytest.fixture
def accepted(world: World) -> World:
    """ana has it; rita has heard so."""
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")
    world.ana.presses("Accept")
    world.rita.hears("Ana Berg has ESC-1")
    return world


def test_who_needs_to_know_more_asks_the_reporter_and_the_level_waits(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")
    world.fast_forward(minutes=1)
    world.ana.presses("Need info", item="steps", words="Did you try another browser?")
    world.rita.hears("Did you try another browser?")
    world.fast_forward(minutes=4)
    world.nobody_else_is_asked()
    world.rita.presses("Answer", words="Yes, three of them")
    world.ana.hears("Yes, three of them")
    world.fast_forward(minutes=3)
    world.ana.is_asked("checkout")
    world.nobody_else_is_asked()
    world.fast_forward(minutes=1)
    world.ana.is_asked("checkout")
    world.ben.is_asked("checkout is down")


def test_a_reporter_who_does_not_answer_holds_the_case_up_one_limit_long_at_the_most(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")
    world.ana.presses("Need info", item="steps")
    world.fast_forward(minutes=5)
    world.ana.hears("Rita Rask has not answered")
    world.fast_forward(minutes=4)
    world.ana.is_asked("checkout", times=2)
    world.fast_forward(minutes=1)
    world.ben.is_asked("checkout is down")


def test_an_owner_who_hands_back_stays_it_until_somebody_has_it(accepted: World) -> None:
    accepted.ana.presses("Escalate", reason="Needs the database team")
    accepted.ben.is_asked("checkout is down")
    accepted.ben.presses("Take over")
    accepted.ana.hears("Ben Holm has")
    accepted.ben.presses("Hand back", reason="The web team can do this")
    accepted.ana.is_asked("checkout is down")
    assert "Ben Holm has it" in accepted.ana.dms()[0].text
    accepted.ana.presses("Take over")
    accepted.ben.hears("Ana Berg has")


def test_a_level_that_is_asked_by_hand_and_does_not_answer_is_climbed_past(accepted: World) -> None:
    accepted.ana.presses("Escalate", reason="Needs the database team")
    accepted.ben.is_asked("checkout is down")
    accepted.fast_forward(minutes=10)
    accepted.ben.is_asked("checkout", times=2)
    accepted.kim.is_asked("checkout is down")
    accepted.fast_forward(minutes=30)
    accepted.kim.is_asked("checkout is down")
    accepted.kim.presses("Coordinate")
    accepted.ana.hears("Kim Ost")
    accepted.fast_forward(minutes=120)
    accepted.nobody_else_is_asked()


def test_a_coordinator_gives_the_case_to_somebody_else(accepted: World) -> None:
    shown = accepted.mia.types("/escalate show ESC-1")
    assert isinstance(shown, SeenMessage)
    accepted.mia.presses("Reassign", on=shown, to="ben", reason="Ana is off at five")
    accepted.ben.hears("ESC-1")
    accepted.ana.hears("Ben Holm has")
    assert "Ben Holm has it" in accepted.room()[-1].text


def test_an_owner_puts_a_case_off_no_longer_than_the_policy_lets_them(accepted: World) -> None:
    form = accepted.ana.presses("Snooze")
    assert "until" in accepted.ana.errors(form, until="3h", reason="Lunch")
    accepted.ana.submits(form, until="30m", reason="Waiting for the vendor's night shift")
    accepted.fast_forward(minutes=29)
    accepted.ana.hears_nothing()
    accepted.fast_forward(minutes=1)
    accepted.ana.hears("ESC-1")


def test_a_case_that_was_put_off_has_lost_no_time(accepted: World) -> None:
    accepted.ana.presses("Snooze", until="1h", reason="Vendor")
    accepted.fast_forward(hours=1)
    accepted.ana.presses("Note", words="Back at it")
    accepted.fast_forward(minutes=239)
    accepted.nobody_else_is_asked()
    accepted.fast_forward(minutes=1)
    accepted.ben.is_asked("checkout is down")


def test_an_owner_who_stays_silent_after_putting_it_off_loses_it_to_the_next_level(accepted: World) -> None:
    accepted.ana.presses("Snooze", until="1h", reason="Vendor")
    accepted.fast_forward(minutes=60 + 15)
    accepted.ben.is_asked("checkout is down")


def test_a_note_is_on_the_card_for_all(accepted: World) -> None:
    accepted.ana.presses("Note", words="The gateway restarts every minute")
    assert "The gateway restarts every minute" in accepted.rita.dms()[0].text


def test_triage_changes_the_priority_and_says_who_and_why(accepted: World) -> None:
    accepted.ana.presses("Triage", priority="P3", reason="Only the test shop")
    assert "P3" in accepted.rita.dms()[0].text
    assert "Only the test shop" in accepted.rita.dms()[0].text


def test_an_urgent_case_does_not_close_without_what_was_learned(accepted: World) -> None:
    accepted.ana.presses("Resolve", resolution="Restarted it")
    accepted.rita.presses("Confirm")
    accepted.ana.hears("ESC-1")
    accepted.ana.presses("Resolve", resolution="Restarted it", root_cause="Disk full", lesson="Watch disks")
    accepted.rita.hears("closed")


def test_a_reporter_who_says_nothing_lets_it_close_after_the_wait(accepted: World) -> None:
    accepted.ana.presses("Resolve", resolution="Restarted it", root_cause="Disk full", lesson="Watch disks")
    accepted.fast_forward(hours=2)
    accepted.rita.hears("closed")
    accepted.nobody_else_is_asked()


def test_the_reporter_takes_it_back(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    asked = world.ana.is_asked("checkout is down")
    world.rita.presses("Withdraw", reason="My own mistake")
    world.fast_forward(hours=3)
    world.nobody_else_is_asked()
    answer = world.ana.presses("Accept", on=asked)
    assert answer
    assert "closed" in answer.text


def test_whoever_was_told_hears_of_the_end(accepted: World) -> None:
    before = len(accepted.room())
    accepted.ana.presses("Resolve", resolution="Restarted it", root_cause="Disk full", lesson="Watch disks")
    accepted.rita.presses("Confirm")
    assert "closed" in accepted.room()[before].text
