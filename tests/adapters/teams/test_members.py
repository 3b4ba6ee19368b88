"""Whom the rosters list, and to whom a message could be brought."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.teams.contacts import Known
from adapters.teams.settings import TeamsSettings
from adapters.wording import Wording
from bot.people.identity import Identity, Membership, Platform, Profile
from bot.sending import Lost, NotNow, Reachable
from tests.adapters.teams.conftest import ANA, BEN, GUS, Bot
from tests.adapters.teams.test_sender import Set
from tests.harness.teams import Activities
from tests.harness.teams_server import LOST, TENANT, FakeTeams, Fault

TO_ANA = Identity(Platform.TEAMS, TENANT, ANA.id)
OTHER_TEAM = "19:sales@thread.tacv2"


@pytest.fixture
async def stand(settings: TeamsSettings, teams: FakeTeams, words: Wording) -> AsyncIterator[Set]:
    made = Set(settings, teams, words)
    await made.installed()
    yield made
    await made.session.close()


async def everybody(stand: Set) -> list[Profile]:
    return [profile async for profile in stand.sender.members()]


async def test_everybody_in_the_rosters_is_listed_once(stand: Set) -> None:
    stand.teams.page_size = 1
    stand.teams.teams[OTHER_TEAM] = "Sales"
    await stand.installed(OTHER_TEAM, "Sales")
    found = {profile.name: profile for profile in await everybody(stand)}
    assert found["Ana Ibsen"] == Profile(TO_ANA, "Ana Ibsen", "ana@example.com")
    assert {name: profile.membership for name, profile in found.items()} == {
        "Ana Ibsen": Membership.MEMBER,
        "Ben Berg": Membership.MEMBER,
        "Gus Guest": Membership.GUEST,
    }
    assert len(await everybody(stand)) == 3


async def test_where_it_is_installed_nowhere_nobody_is_listed(
    settings: TeamsSettings, teams: FakeTeams, words: Wording
) -> None:
    made = Set(settings, teams, words)
    assert await everybody(made) == []
    await made.session.close()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault(429, {"Retry-After": "9"}, path="/pagedmembers"), NotNow),
        (Fault(502, path="/pagedmembers"), NotNow),
    ],
    ids=["rate limit", "bad gateway"],
)
async def test_a_listing_goes_on_where_it_was_interrupted(stand: Set, fault: Fault, told: type[Exception]) -> None:
    stand.teams.page_size = 1
    members = stand.sender.members()
    first = await anext(members)
    stand.teams.faults.append(fault)
    with pytest.raises(told):
        await anext(members)
    rest = [profile async for profile in members]
    assert [profile.name for profile in (first, *rest)] == [ANA.name, BEN.name, GUS.name]


async def test_a_team_that_is_gone_is_forgotten_and_the_others_are_listed(stand: Set) -> None:
    await stand.installed("19:closed@thread.tacv2", "Closed")
    assert len(await everybody(stand)) == 3
    door = await stand.memory.door(TENANT)
    assert door is not None
    assert list(door.teams.values()) == ["Operations"]


async def test_a_secret_that_ran_out_does_not_make_it_forget_its_teams(stand: Set) -> None:
    stand.teams.faults.append(Fault(401, path="/oauth2/"))
    with pytest.raises(Exception, match="login service"):
        await everybody(stand)
    stand.teams.faults.append(Fault(401, path="/oauth2/"))
    with pytest.raises(NotNow, match="login service"):
        await stand.sender.reach(TO_ANA)
    assert len(await everybody(stand)) == 3


async def test_somebody_whose_chat_is_open_or_can_be_opened_is_reachable(stand: Set) -> None:
    for _ in range(2):
        assert await stand.sender.reach(TO_ANA) == Reachable(True)
    assert stand.teams.messages == []
    opened = [path for method, path, _ in stand.teams.requests if method == "POST"]
    assert opened == ["/v3/conversations"]


async def test_without_the_app_nobody_is_reachable_nor_after_taking_it_away(stand: Set) -> None:
    stand.teams.people["ana"] = replace(ANA, has_the_app=False)
    assert await stand.sender.reach(TO_ANA) == Reachable(False, why="the connector answered 403")
    stand.teams.people["ana"] = ANA
    assert (await stand.sender.reach(TO_ANA)).can
    stand.teams.people["ana"] = replace(ANA, has_the_app=False)
    assert await stand.sender.reach(TO_ANA) == Reachable(False, why="the connector answered 403")


async def test_who_left_the_company_is_not_reachable_though_their_chat_is_remembered(stand: Set) -> None:
    assert (await stand.sender.reach(TO_ANA)).can
    del stand.teams.people["ana"]
    assert await stand.sender.reach(TO_ANA) == Reachable(False, why="the connector answered 404")
    assert ANA.name not in [profile.name for profile in await everybody(stand)]


async def test_who_is_in_no_team_and_never_wrote_is_not_reachable(stand: Set) -> None:
    nobody = Identity(Platform.TEAMS, TENANT, "nobody")
    assert not (await stand.sender.reach(nobody)).can
    assert not (await stand.sender.reach(Identity(Platform.TEAMS, "another", "nobody"))).can


@pytest.mark.parametrize(
    ("where", "status", "told"),
    [
        ("/v3/conversations", 429, NotNow),
        ("/v3/conversations", LOST, Lost),
        ("/members/", 429, NotNow),
        ("/members/", 503, NotNow),
    ],
)
async def test_an_outage_says_nothing_about_anybody(stand: Set, where: str, status: int, told: type[Exception]) -> None:
    await stand.memory.keep_known(TENANT, ANA.id, Known(ANA.user, ANA.name, ANA.email))
    stand.teams.faults.append(Fault(status, path=where))
    with pytest.raises(told):
        await stand.sender.reach(TO_ANA)


def test_whoever_gets_the_app_is_heard_of_at_once(bot: Bot) -> None:
    bot.driver.sends(Activities(bot.teams.url).update(ANA, type="installationUpdate", action="add"))
    bot.driver.sends(Activities(bot.teams.url).update(ANA, type="installationUpdate", action="remove"))
    assert [profile.identity for profile in bot.desk.heard] == [TO_ANA]
