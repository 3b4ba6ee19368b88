"""The policy kept in chat: looked at, put in force, and with a second person where it opens more than before."""

import pytest

from tests.harness.driver import SeenForm, SeenMessage
from tests.harness.policies import story_policy
from tests.harness.world import Actor, World

MIA, KIM = "manager: kim, authority: [approve]", "email: kim@story.example, authority: [approve]"
READERS = "readers: [{team: hr}, {person: kim}]"


def kept(mia: str = "approve, policy", kim: str = "approve, policy") -> str:
    policy = story_policy().replace(MIA, f"manager: kim, authority: [{mia}]")
    return policy.replace(KIM, f"email: kim@story.example, authority: [{kim}]")


@pytest.fixture
def policy() -> str:
    return kept()


def changed(policy: str, *changes: tuple[str, str], label: str = "2") -> str:
    for old, new in (('version: "1"', f'version: "{label}"'), *changes):
        assert old in policy
        policy = policy.replace(old, new)
    return policy


def slower(policy: str, label: str = "2") -> str:
    return changed(policy, ("accept: 15m", "accept: 20m"), label=label)


def wider(policy: str, label: str = "2") -> str:
    return changed(policy, (READERS, READERS.replace("]", ", {person: ben}]")), label=label)


def in_force(world: World) -> tuple[str, str, str | None]:
    with world.store.writing() as unit:
        last = unit.versions()[-1]
    return last.label, last.by, last.second


def asks_with(who: Actor, words: str) -> SeenMessage:
    found = [message for message in who.dms() if words in message.text]
    assert found, "\n--\n".join(message.text for message in who.dms())
    return found[-1]


def test_lint_tells_what_is_wrong_with_its_line(world: World, policy: str) -> None:
    told = world.mia.sends("policy lint", changed(policy, ("timezone:", "timezoone:")))
    assert "Error in line 5, column 1" in told.text
    assert "timezoone" in told.text
    assert "Nothing is wrong" in world.mia.sends("policy lint", policy).text
    assert in_force(world)[0] == "1"


def test_a_change_is_shown_on_a_card_and_activated_for_a_reason(world: World, policy: str) -> None:
    shown = world.mia.sends("policy diff", slower(policy))
    assert "Policy 2 instead of 1" in shown.text
    form = world.mia.presses("Activate", on=shown)
    assert isinstance(form, SeenForm)
    assert form.required == {"why"}
    assert "Version 2 is in force" in world.mia.submits(form, why="more time at lunch").text
    assert in_force(world) == ("2", "mia", None)


def test_activated_at_once_with_the_reason_behind_the_word(world: World, policy: str) -> None:
    assert "Version 2 is in force" in world.kim.sends("policy activate more time at lunch", slower(policy)).text
    with world.store.writing() as unit:
        assert unit.versions()[-1].why == "more time at lunch"


def test_the_next_case_runs_by_the_new_version_without_a_restart(world: World, policy: str) -> None:
    world.mia.sends(
        "policy activate Ana left", changed(policy, ("Level 1, ask: {person: ana}", "Level 1, ask: {person: hugo}"))
    )
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.hugo.is_asked("checkout is down")


def test_what_opens_more_waits_for_a_second_person(world: World, policy: str) -> None:
    told = world.mia.sends("policy activate Ben helps HR", wider(policy))
    assert "nothing is in force yet" in told.text
    assert "Kim Ost" in told.text
    assert in_force(world)[0] == "1"
    asked = asks_with(world.kim, "asks you to agree")
    assert "Mia Sand" in asked.text
    assert "Ben helps HR" in asked.text
    assert "Opens more than before" in asked.text
    agreed = world.kim.presses("Approve", on=asked)
    assert isinstance(agreed, SeenMessage)
    assert "Version 2 is in force" in agreed.text
    assert in_force(world) == ("2", "mia", "kim")
    assert "Kim Ost agreed" in asks_with(world.mia, "version 2 is in force").text


def test_declined_it_changes_nothing_and_the_first_hears_of_it(world: World, policy: str) -> None:
    world.mia.sends("policy activate Ben helps HR", wider(policy))
    asked = asks_with(world.kim, "asks you to agree")
    world.kim.presses("Decline", on=asked)
    assert "Nothing was changed" in asks_with(world.mia, "Kim Ost declined version 2").text
    assert in_force(world)[0] == "1"
    assert not asks_with(world.kim, "Kim Ost declined version 2").buttons
    late = world.kim.presses("Approve", on=asked)
    assert isinstance(late, SeenMessage)
    assert "was declined" in late.text


def test_the_second_is_named_by_the_version_in_force_whatever_the_new_one_says(world: World, policy: str) -> None:
    new = wider(policy).replace(
        "ben@story.example, manager: mia", "ben@story.example, manager: mia, authority: [policy]"
    )
    world.mia.sends("policy activate Ben helps HR", new)
    asked = asks_with(world.kim, "asks you to agree")
    refused = world.ben.presses("Approve", on=asked)
    assert isinstance(refused, SeenMessage)
    assert "not yours to decide" in refused.text
    own = world.mia.presses("Approve", on=asked)
    assert isinstance(own, SeenMessage)
    assert "not yours to decide" in own.text
    assert in_force(world)[0] == "1"


def test_a_proposal_is_void_once_another_version_came_into_force(world: World, policy: str) -> None:
    world.mia.sends("policy activate Ben helps HR", wider(policy))
    asked = asks_with(world.kim, "asks you to agree")
    world.kim.sends("policy activate more time", slower(policy, label="3"))
    late = world.kim.presses("Approve", on=asked)
    assert isinstance(late, SeenMessage)
    assert "made for another version than 3" in late.text
    assert not asks_with(world.kim, "version 3 is in force now").buttons


def test_a_proposal_is_good_for_a_day(world: World, policy: str) -> None:
    world.mia.sends("policy activate Ben helps HR", wider(policy))
    asked = asks_with(world.kim, "asks you to agree")
    world.fast_forward(hours=25)
    late = world.kim.presses("Approve", on=asked)
    assert isinstance(late, SeenMessage)
    assert "more than a day ago" in late.text
    assert not asks_with(world.kim, "nobody did so within a day").buttons


def test_who_is_no_policy_keeper_gets_nothing_but_a_sentence(world: World, policy: str) -> None:
    for line in ("policy lint", "policy diff", "policy activate because"):
        assert "Only policy keepers may do that" in world.rita.sends(line, slower(policy)).text
    shown = world.mia.sends("policy diff", slower(policy))
    pressed = world.rita.presses("Activate", on=shown)
    assert isinstance(pressed, SeenMessage)
    assert "Only policy keepers" in pressed.text
    assert in_force(world)[0] == "1"


def test_without_a_file_it_says_how_to_send_one(world: World) -> None:
    told = world.mia.types("/escalate policy activate because")
    assert isinstance(told, SeenMessage)
    assert "Send me the policy file in a direct message" in told.text


def test_a_file_with_errors_is_shown_them_instead_of_being_activated(world: World, policy: str) -> None:
    told = world.mia.sends("policy activate because", changed(policy, ("every: 1d", "every: 1q")))
    assert "Error in line" in told.text
    assert in_force(world)[0] == "1"


def test_a_file_beside_other_words_is_none_of_our_business(world: World) -> None:
    assert "checkout" not in world.rita.sends("help", "not a policy").text


class TestWithoutAKeeper:
    @pytest.fixture
    def policy(self) -> str:
        return story_policy()

    def test_nobody_can_and_it_says_how_to_name_one(self, world: World, policy: str) -> None:
        assert "authority: [policy]" in world.mia.sends("policy activate because", slower(policy)).text


class TestWithOneKeeperAlone:
    @pytest.fixture
    def policy(self) -> str:
        return kept(mia="policy", kim="release")

    def test_what_opens_more_has_nobody_to_agree(self, world: World, policy: str) -> None:
        assert "names no second person" in world.mia.sends("policy activate Ben helps HR", wider(policy)).text
        assert in_force(world)[0] == "1"


class TestManyChanges:
    def test_a_change_of_everything_still_fits_on_a_card(self, world: World, policy: str) -> None:
        people = "".join(f"  p{n}: {{name: {'Very Long ' * 20}, email: p{n}@story.example}}\n" for n in range(300))
        new = changed(policy, ("people:\n", f"people:\n{people}"), (READERS, READERS.replace("]", ", {person: ben}]")))
        shown = world.mia.sends("policy diff", new)
        assert "Opens more than before" in shown.text
        assert "Activate" in shown.buttons
        world.mia.presses("Activate", on=shown, why="a new company")
        assert "Approve" in asks_with(world.kim, "asks you to agree").buttons
