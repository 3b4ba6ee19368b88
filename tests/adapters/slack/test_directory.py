"""Who somebody is: asked of Slack once in a while, and never guessed."""

import asyncio
from dataclasses import dataclass

import pytest

from adapters.slack.client import client
from adapters.slack.directory import FRESH_SECONDS, STALE_SECONDS, Directory, Unknown
from bot.people.identity import Identity, Membership, Platform, Profile
from bot.sending import NotNow
from tests.harness.fake_slack import TEAM, TOKEN, FakeSlack, breaks, fails, page


@dataclass
class Seconds:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def directory(fake: FakeSlack, seconds: Seconds | None = None, most: int = 100) -> Directory:
    return Directory(client(TOKEN, fake.api_url), lambda: {TEAM}, seconds or Seconds(), most)


async def test_a_profile_says_what_slack_says(fake: FakeSlack) -> None:
    assert await directory(fake).profile(TEAM, "UBEN") == Profile(
        Identity(Platform.SLACK, TEAM, "UBEN"), "Ben", "ben@acme.example", "da-DK", "Europe/Copenhagen"
    )


@pytest.mark.parametrize(
    ("about", "membership"),
    [
        ({}, Membership.MEMBER),
        ({"is_restricted": True}, Membership.GUEST),
        ({"is_ultra_restricted": True}, Membership.GUEST),
        ({"is_stranger": True}, Membership.GUEST),
        ({"team_id": "T0ELSE"}, Membership.GUEST),
        ({"team_id": "T0ELSE", "enterprise_user": {"teams": ["T0ELSE", TEAM]}}, Membership.MEMBER),
        ({"is_bot": True}, Membership.BOT),
        ({"deleted": True}, Membership.GONE),
        ({"deleted": True, "is_bot": True}, Membership.GONE),
    ],
)
async def test_only_full_members_of_our_workspaces_are_members(
    fake: FakeSlack, about: dict[str, object], membership: Membership
) -> None:
    fake.add_person("UEVE", "Eve", "eve@acme.example", **about)
    assert (await directory(fake).profile(TEAM, "UEVE")).membership is membership


async def test_whoever_comes_from_elsewhere_belongs_to_their_own_workspace(fake: FakeSlack) -> None:
    fake.add_person("UEVE", "Eve", team_id="T0ELSE", is_stranger=True)
    assert (await directory(fake).profile(TEAM, "UEVE")).identity == Identity(Platform.SLACK, "T0ELSE", "UEVE")


async def test_slack_is_asked_again_when_the_answer_is_no_longer_fresh(fake: FakeSlack) -> None:
    seconds = Seconds()
    people = directory(fake, seconds)
    for seconds.now in (0, FRESH_SECONDS - 1):
        await people.profile(TEAM, "UBEN")
    assert len(fake.called("users.info")) == 1
    fake.users["UBEN"]["deleted"] = True
    seconds.now = FRESH_SECONDS
    assert (await people.profile(TEAM, "UBEN")).membership is Membership.GONE


async def test_while_slack_gives_no_answer_the_last_one_counts_for_a_day(fake: FakeSlack) -> None:
    seconds = Seconds()
    people = directory(fake, seconds)
    known = await people.profile(TEAM, "UBEN")
    fake.goes_wrong(
        "users.info", fails("ratelimited", 429, Retry_After="30"), breaks, page(502), fails("ratelimited", 429)
    )
    for seconds.now in (FRESH_SECONDS, STALE_SECONDS - 1):
        assert await people.profile(TEAM, "UBEN") == known
    seconds.now = STALE_SECONDS
    with pytest.raises(Unknown):
        await people.profile(TEAM, "UBEN")


async def test_whom_slack_does_not_know_is_unknown(fake: FakeSlack) -> None:
    with pytest.raises(Unknown):
        await directory(fake).profile(TEAM, "UNOBODY")


async def test_many_at_once_ask_slack_once(fake: FakeSlack) -> None:
    people = directory(fake)
    fake.delays["users.info"] = 0.05
    profiles = await asyncio.gather(*(people.profile(TEAM, "UBEN") for _ in range(20)))
    assert len(set(profiles)) == 1
    assert len(fake.called("users.info")) == 1


async def test_one_who_gives_up_waiting_does_not_take_the_answer_from_the_others(fake: FakeSlack) -> None:
    people = directory(fake)
    fake.delays["users.info"] = 0.1
    impatient = asyncio.create_task(people.profile(TEAM, "UBEN"))
    patient = asyncio.create_task(people.profile(TEAM, "UBEN"))
    await asyncio.sleep(0)  # both have asked
    impatient.cancel()
    assert (await patient).name == "Ben"


async def test_memory_is_bounded_and_forgets_whom_nobody_asked_for_longest(fake: FakeSlack) -> None:
    people = directory(fake, most=2)
    for user in ("URITA", "UBEN", "URITA", "UANA"):
        fake.users.setdefault(user, {**fake.users["UBEN"], "id": user})
        await people.profile(TEAM, user)
    assert people.remembered(TEAM, "UBEN") is None
    assert people.remembered(TEAM, "URITA") is not None


async def test_a_member_is_found_by_email_with_their_language(fake: FakeSlack) -> None:
    found = await directory(fake).find(TEAM, "ben@acme.example")
    assert found is not None
    assert (found.identity.user, found.language) == ("UBEN", "da-DK")


async def test_a_member_is_found_by_the_id_that_a_policy_gives(fake: FakeSlack) -> None:
    found = await directory(fake).find(TEAM, "UBEN")
    assert found is not None
    assert found.name == "Ben"
    assert await directory(fake).find(TEAM, "UNOBODY") is None


async def test_nobody_a_guest_and_somebody_who_left_are_not_found(fake: FakeSlack) -> None:
    fake.add_person("UGUEST", "Gus", "gus@acme.example", is_restricted=True)
    fake.add_person("UGONE", "Gone", "gone@acme.example", deleted=True)
    people = directory(fake)
    for email in ("gus@acme.example", "gone@acme.example", "nobody@acme.example"):
        assert await people.find(TEAM, email) is None


async def test_looking_for_somebody_while_slack_is_busy_is_not_the_same_as_not_finding(fake: FakeSlack) -> None:
    fake.goes_wrong("users.lookupByEmail", fails("ratelimited", 429, Retry_After="7"))
    with pytest.raises(NotNow) as busy:
        await directory(fake).find(TEAM, "ben@acme.example")
    assert busy.value.retry_after is not None
    assert busy.value.retry_after.total_seconds() == 7


async def test_a_user_without_most_of_a_profile_is_one_all_the_same(fake: FakeSlack) -> None:
    fake.users["UBARE"] = {"id": "UBARE", "name": "bare"}
    assert (await directory(fake).profile(TEAM, "UBARE")).name == "bare"
