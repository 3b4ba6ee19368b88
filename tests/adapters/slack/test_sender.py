"""The sender: where messages stand afterwards, and which of the three it says when they do not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import pytest

from adapters.slack.addresses import Addresses
from adapters.slack.client import client
from adapters.slack.directory import Directory
from adapters.slack.installation import Installation
from adapters.slack.sender import SlackSender
from adapters.slack.settings import SlackSettings
from bot.messages.owed import Receipt
from bot.people.identity import Identity, Platform, Reader
from bot.sending import Lost, NotNow, Sender, Undeliverable
from tests.adapters.slack.fakes import FakeContacts, PlainWords, a_card
from tests.harness.fake_slack import SECRET, TEAM, TOKEN, FakeSlack, Fault, breaks, fails, page

BEN = Identity(Platform.SLACK, TEAM, "UBEN")
READER = Reader("ben", "en", "UTC")


@dataclass
class Outgoing:
    fake: FakeSlack
    sender: Sender  # the type checker sees that it is one
    contacts: FakeContacts
    seconds: list[float]
    installation: Installation

    async def post(self, to: Identity | str = BEN, text: str = "down", repeated: bool = False) -> Receipt:
        return await self.sender.post(to, a_card(text), READER, "outbox-1", repeated)


@pytest.fixture
async def outgoing(fake: FakeSlack) -> AsyncIterator[Outgoing]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.5)) as session:
        web = client(TOKEN, fake.api_url)
        web.session = session
        contacts, seconds = FakeContacts(), [0.0]

        installation = Installation(web, SlackSettings(TOKEN, SECRET))
        await installation.identify()
        addresses = Addresses(web, contacts, lambda: seconds[0])
        sender = SlackSender(web, addresses, Directory(web, lambda: {TEAM}), PlainWords(), installation)
        yield Outgoing(fake, sender, contacts, seconds, installation)


async def test_a_message_to_a_person_stands_in_their_direct_message_with_its_outbox_id(outgoing: Outgoing) -> None:
    receipt = await outgoing.post()
    [message] = outgoing.fake.in_channel("DUBEN")
    assert receipt == Receipt(Platform.SLACK, TEAM, "DUBEN", message.ts)
    assert message.metadata == {"event_type": "stige_message", "event_payload": {"outbox_id": "outbox-1"}}
    [call] = outgoing.fake.called("chat.postMessage")
    assert (call["unfurl_links"], call["unfurl_media"]) == (False, False)


async def test_the_direct_message_is_opened_once_and_remembered(outgoing: Outgoing) -> None:
    await outgoing.post()
    await outgoing.post()
    assert len(outgoing.fake.called("conversations.open")) == 1
    assert outgoing.contacts.kept == {f"slack:dm:{TEAM}:UBEN": "DUBEN"}


async def test_a_remembered_channel_that_is_gone_is_looked_for_once_more(outgoing: Outgoing) -> None:
    outgoing.contacts.keep(f"slack:dm:{TEAM}:UBEN", "DOLD")
    assert (await outgoing.post()).conversation == "DUBEN"
    assert outgoing.contacts.recall(f"slack:dm:{TEAM}:UBEN") == "DUBEN"


async def test_a_room_is_found_by_its_name_on_any_page_and_remembered(outgoing: Outgoing) -> None:
    for number in range(5):
        outgoing.fake.add_channel(f"C0000{number}", f"room-{number}")
    assert (await outgoing.post("#room-4")).conversation == "C00004"
    assert (await outgoing.post("#Room-4 ")).conversation == "C00004"
    assert len(outgoing.fake.called("conversations.list")) == 3
    assert (await outgoing.post("C0GENERAL")).conversation == "C0GENERAL"


async def test_a_room_that_is_not_there_is_undeliverable_by_its_name_and_not_looked_for_at_every_message(
    outgoing: Outgoing,
) -> None:
    for _ in range(3):
        with pytest.raises(Undeliverable, match="#nowhere"):
            await outgoing.post("#nowhere")
    assert len(outgoing.fake.called("conversations.list")) == 1
    outgoing.fake.add_channel("C0NOW", "nowhere")
    outgoing.seconds[0] = 61
    assert (await outgoing.post("#nowhere")).conversation == "C0NOW"


async def test_a_room_that_was_made_anew_under_its_name_is_found_again(outgoing: Outgoing) -> None:
    outgoing.fake.add_channel("C0OLD", "ops")
    await outgoing.post("#ops")
    outgoing.fake.channels["C0OLD"]["is_archived"] = True
    with pytest.raises(Undeliverable, match="#ops"):
        await outgoing.post("#ops")
    outgoing.fake.add_channel("C0NEW", "ops")
    outgoing.seconds[0] = 61
    assert (await outgoing.post("#ops")).conversation == "C0NEW"


async def test_a_public_room_is_joined_and_a_private_one_must_invite(outgoing: Outgoing) -> None:
    outgoing.fake.add_channel("C0PUBLIC", "public", is_member=False)
    assert (await outgoing.post("#public")).conversation == "C0PUBLIC"
    outgoing.fake.add_channel("C0PRIVATE", "private", is_private=True, is_member=False)
    with pytest.raises(Undeliverable):
        await outgoing.post("C0PRIVATE")


async def test_a_card_is_edited_where_it_stands_and_removed(outgoing: Outgoing) -> None:
    receipt = await outgoing.post()
    await outgoing.sender.edit(receipt, a_card("accepted"), READER)
    [message] = outgoing.fake.in_channel("DUBEN")
    assert message.edited == 1
    assert "accepted" in message.text
    await outgoing.sender.remove(receipt)
    assert outgoing.fake.in_channel("DUBEN") == []
    await outgoing.sender.remove(receipt)
    with pytest.raises(Undeliverable):
        await outgoing.sender.edit(receipt, a_card(), READER)


async def test_an_attempt_after_an_uncertain_one_carries_the_repeat_mark(outgoing: Outgoing) -> None:
    await outgoing.post(repeated=True)
    await outgoing.post()
    first, second = outgoing.fake.in_channel("DUBEN")
    assert "[repeat.mark]" in str(first.blocks)
    assert "[repeat.mark]" not in str(second.blocks)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (fails("ratelimited", 429, Retry_After="30"), NotNow),
        (fails("ratelimited"), NotNow),
        (fails("service_unavailable", 503), NotNow),
        (fails("a_word_that_slack_may_yet_invent"), NotNow),
        (page(503), NotNow),
        (page(404), NotNow),
        # Slack says of these that a part of the work may have been done.
        (fails("internal_error", 500), Lost),
        (fails("fatal_error"), Lost),
        (page(500), Lost),
        (page(502), Lost),
        (page(504), Lost),
        (page(200), Lost),
        (breaks, Lost),
        (fails("user_not_found"), Undeliverable),
        (fails("account_inactive"), NotNow),
        (fails("invalid_auth", 401), NotNow),
        (fails("token_revoked"), NotNow),
        (fails("missing_scope"), NotNow),
        (fails("restricted_action"), Undeliverable),
    ],
)
async def test_what_has_become_of_a_message(outgoing: Outgoing, fault: Fault, outcome: type[Exception]) -> None:
    await outgoing.post()
    outgoing.fake.goes_wrong("chat.postMessage", fault)
    with pytest.raises(outcome):
        await outgoing.post()
    assert len(outgoing.fake.in_channel("DUBEN")) == 1


async def test_how_long_to_wait_is_slacks_word(outgoing: Outgoing) -> None:
    waits = {"30": timedelta(seconds=30), "soon": None, "999999": timedelta(hours=1)}
    for told, wait in waits.items():
        outgoing.fake.goes_wrong("conversations.open", fails("ratelimited", 429, Retry_After=told))
        with pytest.raises(NotNow) as busy:
            await outgoing.post()
        assert busy.value.retry_after == wait


async def test_an_answer_that_does_not_come_is_lost_though_the_message_may_stand(outgoing: Outgoing) -> None:
    await outgoing.post()
    outgoing.fake.lost_answers.add("chat.postMessage")
    with pytest.raises(Lost):
        await outgoing.post()
    assert len(outgoing.fake.in_channel("DUBEN")) == 2
    outgoing.fake.lost_answers.clear()
    outgoing.fake.delays["chat.postMessage"] = 0.8
    with pytest.raises(Lost):
        await outgoing.post()


async def test_a_slack_that_cannot_be_reached_has_certainly_not_delivered(outgoing: Outgoing) -> None:
    await outgoing.fake.stop()
    with pytest.raises(NotNow):
        await outgoing.post()


async def test_a_person_who_is_gone_is_undeliverable(outgoing: Outgoing) -> None:
    outgoing.fake.add_person("UBOT", is_bot=True)
    for user in ("UNOBODY", "UBOT"):
        with pytest.raises(Undeliverable):
            await outgoing.post(Identity(Platform.SLACK, TEAM, user))


async def test_somebody_is_found_by_email(outgoing: Outgoing) -> None:
    found = await outgoing.sender.find("ben@acme.example")
    assert found is not None
    assert found.identity == BEN


async def test_a_token_that_is_no_good_is_the_operators_trouble_until_it_is_good_again(outgoing: Outgoing) -> None:
    await outgoing.post()
    outgoing.fake.goes_wrong("chat.postMessage", fails("invalid_auth"))
    with pytest.raises(NotNow) as trouble:
        await outgoing.post()
    assert trouble.value.everywhere, "it is nobody's fault who is written to"
    assert "invalid_auth" in (outgoing.installation.trouble() or "")
    await outgoing.post()
    assert outgoing.installation.trouble() is None


async def test_a_card_that_slack_refuses_for_its_blocks_arrives_without_what_can_be_spared(outgoing: Outgoing) -> None:
    await outgoing.post()
    outgoing.fake.goes_wrong("chat.postMessage", fails("msg_blocks_too_long"))
    await outgoing.post(text="very much is down")
    bare = outgoing.fake.in_channel("DUBEN")[-1]
    assert [block["type"] for block in bare.blocks] == ["header", "section", "actions"]
    assert "very much is down" in str(bare.blocks)
    outgoing.fake.goes_wrong("chat.postMessage", fails("invalid_blocks"), fails("invalid_blocks"))
    with pytest.raises(Undeliverable):
        await outgoing.post()


async def test_too_many_edits_are_too_many_for_the_whole_workspace(outgoing: Outgoing) -> None:
    receipt = await outgoing.post()
    outgoing.fake.goes_wrong("chat.update", fails("ratelimited", 429, Retry_After="7"))
    with pytest.raises(NotNow) as refused:
        await outgoing.sender.edit(receipt, a_card("more"), READER)
    assert (refused.value.everywhere, refused.value.retry_after) == (True, timedelta(seconds=7))
    outgoing.fake.goes_wrong("chat.postMessage", fails("ratelimited", 429, Retry_After="7"))
    with pytest.raises(NotNow) as refused:
        await outgoing.post()
    assert not refused.value.everywhere
