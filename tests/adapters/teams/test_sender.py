"""Cards to people and rooms, and what becomes of them when the platform does not take them."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.teams.addresses import Addresses
from adapters.teams.app import Teams
from adapters.teams.connector import Connector, Session, Token
from adapters.teams.contacts import Door, Known, Memory
from adapters.teams.sender import TeamsSender
from adapters.teams.settings import TeamsSettings
from adapters.wording import Wording
from bot.messages.owed import Receipt
from bot.messages.shown import Card
from bot.people.identity import Identity, Membership, Platform, Reader
from bot.sending import Lost, NotNow, Sender, Undeliverable
from bot.words import say
from tests.adapters.teams.conftest import ANA, BEN, FakeContacts, FakeDesk, Monotonic
from tests.harness import teams_cards
from tests.harness.teams_server import BOT, TEAM, TENANT, FakeTeams, Fault, Human

READER = Reader("ana", "en", "UTC")
TO_ANA = Identity(Platform.TEAMS, TENANT, ANA.id)
CARD = Card(say("row.item", item="ESC-7"), say("row.item", item="Checkout is down"))
INCIDENTS = "19:incidents@thread.tacv2"


class Set:
    """A sender with all that stands behind it."""

    def __init__(self, settings: TeamsSettings, teams: FakeTeams, words: Wording) -> None:
        self.clock, self.contacts, self.session = Monotonic(), FakeContacts(), Session()
        self.memory = Memory(self.contacts)
        connector = Connector(self.session, Token(settings, self.session, self.clock))
        self.addresses = Addresses(self.memory, connector, settings.tenants)
        self.sender: Sender = TeamsSender(self.addresses, connector, words)
        self.teams = teams

    async def installed(self, team: str = TEAM, name: str = "Operations") -> None:
        await self.memory.keep_door(TENANT, self.teams.url, BOT)
        await self.memory.add_team(TENANT, team, name)


@pytest.fixture
async def stand(settings: TeamsSettings, teams: FakeTeams, words: Wording) -> AsyncIterator[Set]:
    made = Set(settings, teams, words)
    await made.installed()
    yield made
    await made.session.close()


# whom and where


async def test_somebody_who_never_spoke_is_found_in_a_roster_and_written_to(stand: Set) -> None:
    stand.teams.page_size = 1
    receipt = await stand.sender.post(Identity(Platform.TEAMS, TENANT, BEN.id), CARD, READER, "o1", False)
    assert receipt == Receipt(Platform.TEAMS, TENANT, BEN.chat, stand.teams.messages[0].id)
    await stand.sender.post(Identity(Platform.TEAMS, TENANT, BEN.id), CARD, READER, "o2", False)
    assert [path for method, path, _ in stand.teams.requests if method == "POST"].count("/v3/conversations") == 1


async def test_a_message_carries_its_outbox_id_and_a_line_for_the_phone(stand: Set) -> None:
    await stand.sender.post(TO_ANA, CARD, READER, "o1", False)
    [sent] = stand.teams.messages
    assert (sent.outbox, sent.activity["summary"]) == ("o1", "Checkout is down")
    assert teams_cards.text(sent.activity["attachments"][0]["content"]) == "ESC-7"


async def test_a_repeated_message_says_so_on_the_card_and_on_the_phone(stand: Set) -> None:
    await stand.sender.post(TO_ANA, CARD, READER, "o1", True)
    [sent] = stand.teams.messages
    assert sent.activity["summary"].startswith("(Sent again")
    assert teams_cards.text(sent.activity["attachments"][0]["content"]).startswith("(Sent again")


async def test_somebody_in_no_roster_is_undeliverable_by_name(stand: Set) -> None:
    with pytest.raises(Undeliverable, match="nobody"):
        await stand.sender.post(Identity(Platform.TEAMS, TENANT, "nobody"), CARD, READER, "o1", False)


async def test_somebody_without_the_app_is_undeliverable(stand: Set) -> None:
    stand.teams.people["ana"] = Human(ANA.id, ANA.name, has_the_app=False)
    with pytest.raises(Undeliverable):
        await stand.sender.post(TO_ANA, CARD, READER, "o1", False)


async def test_another_tenant_is_undeliverable_even_if_it_was_known_once(stand: Set) -> None:
    await stand.memory.keep_door("another", stand.teams.url, BOT)
    with pytest.raises(Undeliverable, match="another"):
        await stand.sender.post(Identity(Platform.TEAMS, "another", ANA.id), CARD, READER, "o1", False)
    assert stand.teams.requests == []


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("Operations/Incidents", INCIDENTS),
        ("operations / incidents", INCIDENTS),
        ("Operations/General", TEAM),
        ("Operations", TEAM),
        (INCIDENTS, INCIDENTS),
    ],
)
async def test_a_room_is_found_by_team_and_channel_or_by_its_id(stand: Set, name: str, channel: str) -> None:
    receipt = await stand.sender.post(name, CARD, READER, "o1", False)
    assert receipt.conversation == channel


@pytest.mark.parametrize("name", ["Operations/Nowhere", "Nobody/Incidents", ""])
async def test_a_missing_room_is_undeliverable_by_name(stand: Set, name: str) -> None:
    with pytest.raises(Undeliverable, match=repr(name)):
        await stand.sender.post(name, CARD, READER, "o1", False)


async def test_a_room_is_looked_up_once_until_a_channel_changes(stand: Set) -> None:
    for _ in range(3):
        await stand.sender.post("Operations/Incidents", CARD, READER, "o", False)
    assert [path.rpartition("/")[2] for method, path, _ in stand.teams.requests if method == "GET"] == ["conversations"]
    stand.teams.channels[TEAM] = {TEAM: None}
    stand.addresses.forget_rooms()
    with pytest.raises(Undeliverable):
        await stand.sender.post("Operations/Incidents", CARD, READER, "o", False)


async def test_a_team_known_by_id_alone_is_asked_for_its_name(stand: Set) -> None:
    stand.contacts.kept.clear()
    await stand.installed(name="")
    assert (await stand.sender.post("Operations/Incidents", CARD, READER, "o", False)).conversation == INCIDENTS


async def test_a_team_that_is_gone_is_forgotten(stand: Set) -> None:
    await stand.installed("19:aaa-gone@thread.tacv2", "Gone")
    await stand.sender.post(TO_ANA, CARD, READER, "o", False)
    door = await stand.memory.door(TENANT)
    assert door == Door(stand.teams.url, BOT, {TEAM: "Operations"})


async def test_a_full_member_is_found_by_mail_a_guest_is_not(stand: Set) -> None:
    found = await stand.sender.find("ANA@example.com")
    assert found is not None
    assert (found.identity, found.name, found.membership) == (TO_ANA, ANA.name, Membership.MEMBER)
    assert await stand.memory.known(TENANT, ANA.id) == Known(ANA.user, ANA.name, ANA.email)
    assert await stand.sender.find("gus@elsewhere.example") is None
    assert await stand.sender.find("nobody@example.com") is None
    stand.teams.people["nomail"] = Human("dddddddd", "No Mail #EXT#")
    assert await stand.sender.find("") is None
    assert await stand.sender.find(found.identity.user.upper()) == found


async def test_what_another_version_kept_is_learned_anew(stand: Set) -> None:
    stand.contacts.kept[f"teams:{TENANT}:person:{ANA.id}"] = '{"strange": 1}'
    assert (await stand.sender.post(TO_ANA, CARD, READER, "o", False)).conversation == ANA.chat


# editing and removing


async def test_a_card_is_edited_and_removed_where_it_stands(stand: Set) -> None:
    receipt = await stand.sender.post(TO_ANA, CARD, READER, "o1", False)
    await stand.sender.edit(receipt, Card(say("row.item", item="closed"), CARD.plain), READER)
    [standing] = stand.teams.messages
    assert (standing.edited, teams_cards.text(standing.activity["attachments"][0]["content"])) == (1, "closed")
    await stand.sender.remove(receipt)
    assert stand.teams.messages == []
    with pytest.raises(Undeliverable):
        await stand.sender.edit(receipt, CARD, READER)


# what the platform answers


@pytest.mark.parametrize("status", [408, 412, 429, 500, 502, 503, 504])
async def test_a_refusal_for_the_moment_is_not_now_even_with_a_page_for_a_body(stand: Set, status: int) -> None:
    stand.teams.faults = [Fault(status, body="<html><h1>Bad Gateway</h1>", method="POST", path="/activities")]
    with pytest.raises(NotNow) as refused:
        await stand.sender.post(TO_ANA, CARD, READER, "o1", False)
    assert refused.value.retry_after is None
    assert stand.teams.messages == []


@pytest.mark.parametrize(
    ("header", "wait"), [("7", 7), ("99999", 3600), ("soon", None), ("", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)]
)
async def test_the_platform_says_how_long_to_wait(stand: Set, header: str, wait: int | None) -> None:
    stand.teams.faults = [Fault(429, {"Retry-After": header}, method="POST", path="/activities")]
    with pytest.raises(NotNow) as refused:
        await stand.sender.post(TO_ANA, CARD, READER, "o1", False)
    assert refused.value.retry_after == (None if wait is None else timedelta(seconds=wait))


@pytest.mark.parametrize("status", [400, 403, 404, 410, 413])
async def test_a_refusal_for_good_is_undeliverable(stand: Set, status: int) -> None:
    stand.teams.faults = [Fault(status, method="POST", path="/activities")]
    with pytest.raises(Undeliverable):
        await stand.sender.post(TO_ANA, CARD, READER, "o1", False)


async def test_an_answer_that_never_comes_is_lost_since_the_message_may_stand(stand: Set) -> None:
    stand.teams.faults = [Fault(0, method="POST", path="/activities")]
    with pytest.raises(Lost):
        await stand.sender.post(TO_ANA, CARD, READER, "o1", False)
    assert len(stand.teams.messages) == 1


async def test_a_connector_that_cannot_be_reached_is_not_now(stand: Set) -> None:
    await stand.memory.keep_door(TENANT, "http://127.0.0.1:9", BOT)
    with pytest.raises(NotNow):
        await stand.sender.post(INCIDENTS, CARD, READER, "o1", False)


async def test_an_access_token_serves_until_shortly_before_its_end(stand: Set) -> None:
    for seconds, asked in ((0, 1), (3000, 1), (400, 2)):
        stand.clock.seconds += seconds
        await stand.sender.post(TO_ANA, CARD, READER, "o", False)
        assert len(stand.teams.token_requests) == asked
    form = stand.teams.token_requests[0]
    assert (form["tenant"], form["scope"]) == (TENANT, "https://api.botframework.com/.default")


async def test_a_token_that_is_refused_is_asked_for_anew_once(stand: Set) -> None:
    await stand.sender.post(TO_ANA, CARD, READER, "o", False)
    stand.teams.tokens.clear()
    await stand.sender.post(TO_ANA, CARD, READER, "o", False)
    assert len(stand.teams.token_requests) == 2
    stand.teams.faults = [Fault(401, path="/activities"), Fault(401, path="/activities")]
    with pytest.raises(NotNow) as trouble:
        await stand.sender.post(TO_ANA, CARD, READER, "o", False)
    assert trouble.value.everywhere, "it is nobody's fault who is written to"


async def test_without_a_token_nothing_was_sent(stand: Set) -> None:
    later: tuple[tuple[int, type[Exception]], ...] = ((503, NotNow), (0, NotNow), (200, NotNow), (401, NotNow))
    for status, error in later:
        stand.teams.faults = [Fault(status, body="<p>", path="/token")]
        with pytest.raises(error):
            await stand.sender.post(INCIDENTS, CARD, READER, "o", False)
    assert stand.teams.messages == []


async def test_ids_are_escaped_in_the_address(stand: Set) -> None:
    with pytest.raises(Undeliverable):
        await stand.sender.remove(Receipt(Platform.TEAMS, TENANT, "19:a/../../x?y#z", "m 1"))
    assert stand.teams.requests[-1][1] == "/v3/conversations/19%3Aa%2F..%2F..%2Fx%3Fy%23z/activities/m%201"


def test_the_bot_offers_the_port(settings: TeamsSettings, words: Wording) -> None:
    sender: Sender = Teams(settings, FakeDesk(), words, FakeContacts()).sender
    assert sender
