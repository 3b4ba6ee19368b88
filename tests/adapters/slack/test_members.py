"""Whom Slack lists, whom it can bring a message to, and what it tells of its own accord."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import pytest

from adapters.slack.addresses import Addresses
from adapters.slack.client import client
from adapters.slack.directory import Directory
from adapters.slack.installation import Installation
from adapters.slack.sender import SlackSender
from adapters.slack.settings import SlackSettings
from bot.people.identity import Identity, Membership, Platform, Profile
from bot.sending import Lost, NotNow, Reachable, Sender
from tests.adapters.slack.conftest import World
from tests.adapters.slack.fakes import FakeContacts, PlainWords
from tests.harness.fake_slack import SECRET, TEAM, TOKEN, FakeSlack, Fault, fails, page

BEN = Identity(Platform.SLACK, TEAM, "UBEN")
NOW = 1_790_000_000.0
LATER = datetime.fromtimestamp(NOW + 3600, UTC)


@dataclass
class Listed:
    fake: FakeSlack
    sender: Sender
    installation: Installation

    async def everybody(self) -> list[Profile]:
        return [profile async for profile in self.sender.members()]

    async def ids(self) -> list[str]:
        return [profile.identity.user for profile in await self.everybody()]


@pytest.fixture
async def slack(fake: FakeSlack) -> AsyncIterator[Listed]:
    made = await anext(listed(fake, frozenset()))
    yield made[0]
    await made[1].close()


async def listed(fake: FakeSlack, workspaces: frozenset[str]) -> AsyncIterator[tuple[Listed, aiohttp.ClientSession]]:
    session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.5))
    web = client(TOKEN, fake.api_url)
    web.session = session
    installation = Installation(web, SlackSettings(TOKEN, SECRET, workspaces))
    await installation.identify()
    directory = Directory(web, installation.workspaces)
    sender = SlackSender(web, Addresses(web, FakeContacts()), directory, PlainWords(), installation, lambda: NOW)
    yield Listed(fake, sender, installation), session


async def test_everybody_is_listed_page_by_page_with_language_and_zone(slack: Listed) -> None:
    for user in ("UANA", "UCLEO", "UDAN"):
        slack.fake.add_person(user, user.title(), f"{user.lower()}@acme.example")
    slack.fake.add_person("UGONE", "Gone", deleted=True)
    slack.fake.add_person("UGUS", "Gus", is_restricted=True)
    slack.fake.add_person("UAPP", "App", is_bot=True)
    found = {profile.identity.user: profile for profile in await slack.everybody()}
    assert set(found) == {"URITA", "UBEN", "UANA", "UCLEO", "UDAN", "UGONE", "UGUS", "UAPP"}
    assert found["UBEN"] == Profile(BEN, "Ben", "ben@acme.example", "da-DK", "Europe/Copenhagen")
    assert [found[user].membership for user in ("UGONE", "UGUS", "UAPP")] == [
        Membership.GONE,
        Membership.GUEST,
        Membership.BOT,
    ]
    assert {call["limit"] for call in slack.fake.called("users.list")} == {"200"}


@pytest.mark.parametrize(
    ("fault", "told"),
    [(fails("ratelimited", 429, Retry_After="30"), NotNow), (page(502), Lost)],
    ids=["rate limit", "bad gateway"],
)
async def test_a_listing_goes_on_where_it_was_interrupted(slack: Listed, fault: Fault, told: type[Exception]) -> None:
    for number in range(4):
        slack.fake.add_person(f"U{number}00")
    members = slack.sender.members()
    first = [await anext(members), await anext(members)]
    slack.fake.goes_wrong("users.list", fault)
    with pytest.raises(told) as busy:
        await anext(members)
    if isinstance(busy.value, NotNow):
        assert busy.value.retry_after is not None
        assert busy.value.retry_after.total_seconds() == 30
    rest = [profile async for profile in members]
    assert [profile.identity.user for profile in (*first, *rest)] == ["URITA", "UBEN", "U000", "U100", "U200", "U300"]


async def test_before_slack_has_said_whose_token_this_is_nobody_is_listed(fake: FakeSlack) -> None:
    fake.goes_wrong("auth.test", fails("ratelimited", 429))
    slack, session = await anext(listed(fake, frozenset()))
    with pytest.raises(NotNow):
        await slack.everybody()
    await session.close()


async def test_of_an_organisation_each_workspace_that_is_listened_to_is_listed(fake: FakeSlack) -> None:
    fake.auth |= {"enterprise_id": "E1", "is_enterprise_install": True}
    fake.add_person("UFAR", "Far", team_id="T0FAR")
    for workspaces, wanted in (
        (frozenset({TEAM, "T0FAR", "E1"}), ["UFAR", "URITA", "UBEN"]),
        (frozenset({"E1"}), ["URITA", "UBEN"]),
    ):
        slack, session = await anext(listed(fake, workspaces))
        assert await slack.ids() == wanted
        await session.close()


async def test_a_workspace_that_is_not_listened_to_is_not_listed(fake: FakeSlack) -> None:
    slack, session = await anext(listed(fake, frozenset({"T0ELSE"})))
    assert await slack.ids() == []
    await session.close()


async def test_somebody_whose_direct_message_opens_is_reachable(slack: Listed) -> None:
    assert await slack.sender.reach(BEN) == Reachable(True)
    assert slack.fake.messages == {}


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ({"dnd_enabled": True, "next_dnd_start_ts": NOW - 60, "next_dnd_end_ts": NOW + 3600}, LATER),
        ({"dnd_enabled": True, "next_dnd_start_ts": NOW + 60, "next_dnd_end_ts": NOW + 3600}, None),
        ({"dnd_enabled": False, "next_dnd_start_ts": NOW - 60, "next_dnd_end_ts": NOW + 3600}, None),
        ({"snooze_enabled": True, "snooze_endtime": NOW + 3600}, LATER),
        ({"snooze_enabled": True, "snooze_endtime": NOW - 1}, None),
        ({"dnd_enabled": True, "next_dnd_start_ts": None, "next_dnd_end_ts": None, "snooze_enabled": True}, None),
    ],
    ids=["quiet hours", "later", "switched off", "paused", "pause over", "says nothing"],
)
async def test_a_chat_is_silent_as_long_as_slack_says(
    slack: Listed, told: dict[str, object], until: datetime | None
) -> None:
    slack.fake.silence["UBEN"] = told
    assert await slack.sender.reach(BEN) == Reachable(True, silent_until=until)


async def test_without_the_right_to_know_silence_is_not_known(slack: Listed) -> None:
    slack.fake.goes_wrong("dnd.info", fails("missing_scope"))
    assert await slack.sender.reach(BEN) == Reachable(True)
    assert slack.installation.trouble() is None


@pytest.mark.parametrize(
    ("changed", "why"), [({"deleted": True}, "gone"), ({"is_restricted": True}, "guest")], ids=["left", "a guest now"]
)
async def test_who_left_is_not_reachable_though_their_direct_message_is_remembered(
    slack: Listed, changed: dict[str, object], why: str
) -> None:
    await slack.sender.reach(BEN)
    slack.fake.users["UBEN"] |= changed
    assert await slack.sender.reach(BEN) == Reachable(False, why=why)


async def test_whom_slack_does_not_know_or_does_not_let_us_write_to_is_not_reachable(slack: Listed) -> None:
    stranger = Identity(Platform.SLACK, TEAM, "UNOBODY")
    assert await slack.sender.reach(stranger) == Reachable(False, why="user_not_found")
    slack.fake.goes_wrong("conversations.open", fails("user_disabled"))
    assert await slack.sender.reach(BEN) == Reachable(False, why="user_disabled")


@pytest.mark.parametrize("method", ["users.info", "conversations.open", "dnd.info"])
@pytest.mark.parametrize(
    ("fault", "told"), [(fails("ratelimited", 429, Retry_After="7"), NotNow), (page(502), Lost)], ids=["busy", "lost"]
)
async def test_an_outage_says_nothing_about_anybody(
    slack: Listed, method: str, fault: Fault, told: type[Exception]
) -> None:
    slack.fake.goes_wrong(method, fault)
    with pytest.raises(told):
        await slack.sender.reach(BEN)


@pytest.mark.parametrize("word", ["token_revoked", "missing_scope", "org_login_required"])
async def test_our_own_trouble_says_nothing_about_anybody_either(slack: Listed, word: str) -> None:
    slack.fake.goes_wrong("conversations.open", fails(word))
    with pytest.raises(NotNow):
        await slack.sender.reach(BEN)


async def test_who_joins_or_changes_is_heard_of_at_once(world: World) -> None:
    ben = world.fake.users["UBEN"]
    for kind, user in (("user_change", {**ben, "deleted": True}), ("team_join", {**ben, "id": "UNEW"})):
        await world.client.event({"type": kind, "user": user})
    heard = [(profile.identity.user, profile.membership) for profile in world.desk.heard]
    assert heard == [("UBEN", Membership.GONE), ("UNEW", Membership.MEMBER)]


async def test_a_change_of_status_alone_is_no_news(world: World) -> None:
    for text in ("at lunch", "back"):
        ben = world.fake.users["UBEN"]
        changed = {**ben, "profile": {**ben["profile"], "status_text": text}}
        await world.client.event({"type": "user_change", "user": changed})
    assert len(world.desk.heard) == 1


async def test_what_goes_wrong_with_a_change_is_left_to_the_daily_look(world: World) -> None:
    world.desk.answer = RuntimeError("no database")
    answer = await world.client.event({"type": "user_change", "user": world.fake.users["UBEN"]})
    assert answer.status_code == 200


async def test_who_is_told_to_have_left_is_not_served_from_memory(world: World) -> None:
    await world.client.command("URITA", "help", trigger_id=world.fake.trigger("URITA"))
    rita = world.fake.users["URITA"] = {**world.fake.users["URITA"], "deleted": True}
    await world.client.event({"type": "user_change", "user": rita})
    await world.client.command("URITA", "list", trigger_id=world.fake.trigger("URITA"))
    assert world.desk.asked[-1][1].membership is Membership.GONE
