"""What Stige learns when it is installed, and by whom it is met."""

import pytest

from adapters.teams.contacts import Door
from bot.messages.shown import Card
from bot.people.identity import Identity, Platform, Reader
from bot.words import say
from tests.adapters.teams.conftest import ANA, Bot
from tests.harness.teams import Activities
from tests.harness.teams_server import BOT, TEAM, TENANT

CARD = Card(say("row.item", item="ESC-7"), say("row.item", item="Checkout is down"))


def door(bot: Bot) -> Door | None:
    assert bot.client.portal is not None
    return bot.client.portal.call(bot.app.memory.door, TENANT)


def in_team(**channel_data: object) -> dict[str, object]:
    data = {"tenant": {"id": TENANT}, "team": {"id": TEAM, "name": "Operations"}, **channel_data}
    conversation = {"id": TEAM, "conversationType": "channel", "tenantId": TENANT}
    return {"conversation": conversation, "channelData": data}


def test_being_added_to_a_team_makes_its_people_and_channels_reachable(bot: Bot) -> None:
    activity = Activities(bot.teams.url).update(ANA, membersAdded=[{"id": BOT}]) | in_team()
    assert bot.driver.sends(activity).status == 200
    assert door(bot) == Door(bot.teams.url, BOT, {TEAM: "Operations"})
    assert bot.desk.done == []


def test_a_renamed_team_is_known_by_its_new_name(bot: Bot) -> None:
    activities = Activities(bot.teams.url)
    bot.driver.sends(activities.update(ANA, membersAdded=[{"id": BOT}]) | in_team())
    renamed = in_team(eventType="teamRenamed", team={"id": TEAM, "name": "Ops"})
    bot.driver.sends(activities.update(ANA) | renamed)
    assert door(bot) == Door(bot.teams.url, BOT, {TEAM: "Ops"})


def test_a_team_that_it_was_taken_out_of_is_forgotten(bot: Bot) -> None:
    activities = Activities(bot.teams.url)
    for gone in ({"membersRemoved": [{"id": BOT}]}, {"type": "installationUpdate", "action": "remove"}):
        bot.driver.sends(activities.update(ANA, membersAdded=[{"id": BOT}]) | in_team())
        bot.driver.sends(activities.update(ANA) | in_team() | gone)
        assert door(bot) == Door(bot.teams.url, BOT, {})
    bot.driver.sends(activities.update(ANA, membersAdded=[{"id": BOT}]) | in_team())
    bot.driver.sends(activities.update(ANA) | in_team(eventType="teamDeleted"))
    assert door(bot) == Door(bot.teams.url, BOT, {})


def test_the_bots_own_id_is_learned_from_nobody_else(bot: Bot) -> None:
    activities = Activities(bot.teams.url)
    bot.driver.sends(activities.update(ANA, membersAdded=[{"id": BOT}]) | in_team())
    bot.driver.sends(activities.update(ANA, recipient={"id": "29:somebody"}) | in_team())
    assert door(bot) == Door(bot.teams.url, BOT, {TEAM: "Operations"})


def test_another_members_leaving_leaves_the_team_known(bot: Bot) -> None:
    activity = Activities(bot.teams.url).update(ANA, membersRemoved=[{"id": "29:somebody"}]) | in_team()
    bot.driver.sends(activity)
    assert door(bot) == Door(bot.teams.url, BOT, {TEAM: "Operations"})


def test_a_message_in_a_channel_makes_its_team_known_too(bot: Bot) -> None:
    bot.driver.mentions("ana", "help")
    assert door(bot) == Door(bot.teams.url, BOT, {TEAM: ""})


def test_whoever_gets_the_app_can_be_written_to_without_having_said_a_word(bot: Bot) -> None:
    bot.driver.sends(Activities(bot.teams.url).update(ANA, type="installationUpdate", action="add"))
    assert bot.client.portal is not None
    to, reader = Identity(Platform.TEAMS, TENANT, ANA.id), Reader("ana", "en", "UTC")
    receipt = bot.client.portal.call(bot.app.sender.post, to, CARD, reader, "o1", False)
    assert receipt.conversation == ANA.chat
    assert not [path for _, path, _ in bot.teams.requests if path == "/v3/conversations"]


def test_what_is_known_is_neither_read_nor_written_at_each_request(bot: Bot) -> None:
    bot.driver.mentions("ana", "help")
    before = (bot.contacts.recalled, bot.contacts.written)
    for _ in range(3):
        bot.driver.mentions("ana", "help")
    assert (bot.contacts.recalled, bot.contacts.written) == before


def test_only_so_many_people_are_kept_in_front_of_the_memory(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.teams.directory.MOST_RECENT", 1)
    for who in ("ana", "ben", "ana", "ana"):
        bot.driver.types(who, "help")
    assert sum("/members/" in path for _, path, _ in bot.teams.requests) == 3


def test_a_new_service_url_replaces_the_old_one(bot: Bot) -> None:
    bot.contacts.kept[f"teams:{TENANT}"] = '{"service_url": "https://old.example", "bot": "28:x", "teams": {}}'
    bot.driver.types("ana", "help")
    assert door(bot) == Door(bot.teams.url, BOT, {})
