"""The page as a platform that can be spoken on."""

from dataclasses import replace

import pytest

from adapters.sandbox.sender import OutsideSender
from bot.messages.owed import Receipt
from bot.messages.shown import Accent, Card
from bot.people.identity import Identity, Platform, Reader
from bot.sending import Undeliverable
from bot.words import say
from tests.adapters.sandbox.world import World

CARD = Card(say("asked"), say("plain"), Accent.URGENT)
BEN = Identity(Platform.SANDBOX, "sandbox", "ben")
READER = Reader("ben", "da", "Europe/Copenhagen")


async def test_a_person_is_reached_in_their_own_chat(world: World) -> None:
    receipt = await world.sender.post(BEN, CARD, READER, "outbox-1", repeated=False)
    assert receipt == Receipt(Platform.SANDBOX, "sandbox", "dm:ben", "1")
    assert [kept.body["headline"] for kept in world.chat.history("dm:ben")] == ["asked"]


@pytest.mark.parametrize("named", ["ops", "#ops", "Operations/Incidents"])
async def test_a_room_is_found_by_every_name_that_the_policy_gives_it(world: World, named: str) -> None:
    receipt = await world.sender.post(named, CARD, READER, "outbox-1", repeated=False)
    assert receipt.conversation == "room:ops"


@pytest.mark.parametrize(
    "to",
    [
        Identity(Platform.SANDBOX, "sandbox", "nobody"),
        Identity(Platform.SLACK, "T1", "ben"),
        "#nowhere",
        "",
    ],
)
async def test_who_is_not_there_cannot_be_written_to(world: World, to: Identity | str) -> None:
    with pytest.raises(Undeliverable):
        await world.sender.post(to, CARD, READER, "outbox-1", repeated=False)
    assert world.chat.conversations == {}


async def test_everybody_of_the_policy_is_listed_and_can_be_reached(world: World) -> None:
    listed = [profile async for profile in world.sender.members()]
    assert BEN in [profile.identity for profile in listed]
    assert {(await world.sender.reach(profile.identity)).can for profile in listed} == {True}
    nobody = replace(BEN, user="nobody")
    assert not (await world.sender.reach(nobody)).can
    assert not (await world.sender.reach(replace(BEN, platform=Platform.SLACK))).can


async def test_a_message_that_may_have_come_before_says_so(world: World) -> None:
    await world.sender.post(BEN, CARD, READER, "outbox-1", repeated=True)
    assert world.chat.history("dm:ben")[0].body["repeated"] == "repeat.mark"


async def test_a_card_is_edited_where_it_stands(world: World) -> None:
    receipt = await world.sender.post(BEN, CARD, READER, "outbox-1", repeated=False)
    await world.sender.edit(receipt, Card(say("accepted"), say("plain")), READER)
    kept = world.chat.history("dm:ben")
    assert [(one.id, one.body["headline"], one.edited) for one in kept] == [("1", "accepted", 1)]


async def test_a_card_is_withdrawn(world: World) -> None:
    receipt = await world.sender.post(BEN, CARD, READER, "outbox-1", repeated=False)
    await world.sender.remove(receipt)
    assert world.chat.history("dm:ben") == []


async def test_open_pages_hear_of_whatever_is_sent(world: World) -> None:
    page = world.hub.stream()
    await anext(page)
    receipt = await world.sender.post(BEN, CARD, READER, "outbox-1", repeated=False)
    assert "data: 1" in await anext(page)
    await world.sender.edit(receipt, CARD, READER)
    assert "data: 2" in await anext(page)
    await world.sender.remove(receipt)
    assert "data: 3" in await anext(page)


@pytest.mark.parametrize("name", ["ben", "BEN@nordlys.example"])
async def test_a_person_is_found_by_id_or_mail(world: World, name: str) -> None:
    found = await world.sender.find(name)
    assert found is not None
    assert (found.identity, found.name, found.language) == (BEN, "Ben Holm", "da")


async def test_nobody_else_is_found(world: World) -> None:
    assert await world.sender.find("ben@elsewhere.example") is None
    assert await world.sender.find("") is None


@pytest.mark.parametrize("way", [Platform.MAIL, Platform.WEBHOOK])
async def test_what_would_leave_is_shown_in_a_room_of_its_own_with_whom_it_is_for(world: World, way: Platform) -> None:
    outside = OutsideSender(way, world.chat, world.words, world.hub)
    receipt = await outside.post("noc@telco.example", CARD, READER, "outbox-1", repeated=True)
    assert receipt == Receipt(way, "sandbox", "room:@outside", "1")
    [kept] = world.chat.history("room:@outside")
    assert kept.body["lead"] == ["sandbox.sent_to(address=noc@telco.example)"]
    assert kept.body["repeated"] == "repeat.mark"
    assert (await outside.post("x@y.example", CARD, READER, "outbox-2", repeated=False)).message == "2"


async def test_what_would_have_left_stays_as_it_is(world: World) -> None:
    outside = OutsideSender(Platform.MAIL, world.chat, world.words, world.hub)
    receipt = await outside.post("noc@telco.example", CARD, READER, "outbox-1", repeated=False)
    with pytest.raises(Undeliverable):
        await outside.edit(receipt, CARD, READER)
    with pytest.raises(Undeliverable):
        await outside.remove(receipt)
    assert await outside.find("noc@telco.example") is None


def test_without_anybody_outside_there_is_no_such_room(world: World) -> None:
    assert [room.place for room in world.directory.rooms()][-1] == "@outside"
    world.roster = replace(world.roster, places={}, vendors={}, customers={})
    assert world.directory.rooms() == ()
