"""A routine case is approved before anybody works on it; an emergency passes all of that."""

import pytest

from tests.harness.driver import SeenMessage
from tests.harness.policies import story_policy
from tests.harness.world import World, policy_of

KIM = "email: kim@story.example, authority: [approve, break-glass, policy]"
APPROVAL = """
approval:
  - {when: {priority: [P3, P4]}, by: {coordinator_of: web}, within: 2h, otherwise: OTHERWISE}
"""


def asking_first(otherwise: str) -> str:
    deciding = story_policy().replace("email: kim@story.example, authority: [approve]", KIM)
    return deciding + APPROVAL.replace("OTHERWISE", otherwise)


@pytest.fixture
def policy() -> str:
    return asking_first("approve")


def opens(world: World) -> SeenMessage:
    """A P3: it annoys one person."""
    return world.rita.opens("the logo is crooked", impact_on="person", urgency="now", steps="Turned my head")


def test_a_routine_case_is_approved_before_anybody_is_asked(world: World) -> None:
    reply = opens(world)
    assert "Asked: Mia Sand" in reply.text
    asked = world.mia.hears("the logo is crooked")
    assert "asked to approve it before anybody else" in asked.text
    assert "Without an answer by 12:00 it counts as approved" in asked.text
    assert asked.buttons[:2] == ("Approve", "Do not approve")
    assert not world.room()
    world.nobody_else_is_asked()
    assert "approved" in str(world.mia.presses("Approve"))
    world.ana.is_asked("the logo is crooked")
    assert "Approve" not in world.mia.dms()[-1].buttons
    assert "the logo is crooked" in world.room()[-1].text
    world.ana.presses("Accept")
    world.rita.hears("Ana Berg has ESC-1")


def test_who_does_not_approve_says_why_and_the_reporter_reads_it(world: World) -> None:
    opens(world)
    world.mia.presses("Do not approve", reason="Please ask the design team")
    heard = world.rita.hears("was not approved")
    assert "Please ask the design team" in heard.text
    world.fast_forward(hours=48)
    world.nobody_else_is_asked()


def test_unanswered_it_goes_on_by_itself(world: World) -> None:
    opens(world)
    world.fast_forward(minutes=119)
    world.nobody_else_is_asked()
    world.fast_forward(minutes=1)
    world.ana.is_asked("the logo is crooked")
    world.ana.presses("Accept")


@pytest.mark.parametrize("policy", [asking_first("decline")], ids=["decline"])
def test_unanswered_it_is_not_approved_where_the_policy_says_so(world: World) -> None:
    opens(world)
    assert "Without an answer by 12:00 it counts as not approved" in world.mia.dms()[-1].text
    world.fast_forward(hours=2)
    world.rita.hears("was not approved")
    assert "Approve" not in world.mia.dms()[-1].buttons
    world.fast_forward(hours=48)
    world.nobody_else_is_asked()


def test_who_has_it_asks_before_it_goes_up_and_keeps_it_meanwhile(world: World) -> None:
    opens(world)
    world.mia.presses("Approve")
    world.ana.is_asked("the logo is crooked")
    world.ana.presses("Accept")
    answer = world.ana.presses("Escalate", reason="Needs a designer")
    assert "wants approval before it goes up" in str(answer)
    world.nobody_else_is_asked()
    world.mia.presses("Do not approve", reason="Find the font first")
    assert "Find the font first" in world.ana.hears("was not approved to go up").text
    world.ana.presses("Escalate", reason="It is the font")
    world.mia.presses("Approve")
    world.ben.is_asked("the logo is crooked")


def test_an_urgent_case_asks_nobody_first(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")
    world.ana.presses("Accept")


def test_breaking_the_glass_sends_it_to_any_level_at_once(world: World) -> None:
    opens(world)
    shown = world.kim.types("/escalate show ESC-1")
    assert isinstance(shown, SeenMessage)
    answer = world.kim.presses("Break glass", on=shown, level="2", reason="The king is coming")
    assert "Your reason stays on record" in str(answer)
    page = world.ben.is_asked("the logo is crooked")
    assert "The king is coming" in page.text
    world.ben.presses("Accept")
    world.rita.hears("Ben Holm has ESC-1")
    again = world.rita.types("/escalate show ESC-1")
    assert "Kim Ost broke the glass" in str(again)


def test_a_case_is_moved_to_a_version_that_was_put_in_force_since(world: World) -> None:
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")
    newer = asking_first("approve").replace('version: "1"', 'version: "2"').replace("person: ana", "person: hugo")
    with world.store.writing() as unit:
        unit.activate(policy_of(newer), newer.encode(), "kim", "ana has left", world.clock.at)
    shown = world.kim.types("/escalate show ESC-1")
    assert isinstance(shown, SeenMessage)
    version = policy_of(newer).rules.version
    answer = world.kim.presses("Other version", on=shown, version=version, reason="The old one was wrong")
    assert "runs on the other version" in str(answer)
    assert "moved it to the version 2" in str(world.kim.types("/escalate show ESC-1"))
    world.fast_forward(minutes=5)
    world.ana.is_asked("checkout", times=2)
    world.ben.is_asked("checkout is down")
    world.ben.presses("Accept")
