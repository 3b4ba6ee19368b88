"""A message whose answer was lost is found again by the id that it carries."""

from datetime import UTC, datetime, timedelta

import pytest
import structlog

from bot.sending import Lost, NotNow, Unsearchable
from tests.adapters.slack.test_sender import BEN, Outgoing, outgoing
from tests.harness.fake_slack import fails, page

__all__ = ["outgoing"]  # the fixture
NOW = datetime.fromtimestamp(1700000000, UTC)


async def lost(outgoing: Outgoing, to: object = BEN) -> None:
    outgoing.fake.lost_answers.add("chat.postMessage")
    with pytest.raises(Lost):
        await outgoing.post(to)  # type: ignore[arg-type]
    outgoing.fake.lost_answers.clear()


async def test_what_did_arrive_is_found_where_it_stands(outgoing: Outgoing) -> None:
    await outgoing.post()
    await lost(outgoing)
    outgoing.fake.messages.popitem()
    assert await outgoing.sender.settle(BEN, "another", NOW) is None
    found = await outgoing.sender.settle(BEN, "outbox-1", NOW)
    assert found
    assert found.message in outgoing.fake.messages
    await outgoing.sender.remove(found)
    assert outgoing.fake.in_channel("DUBEN") == []


async def test_it_is_looked_for_on_every_page(outgoing: Outgoing) -> None:
    await lost(outgoing, "C0GENERAL")
    for _ in range(7):
        await outgoing.sender.post("C0GENERAL", *(await later_ones()))
    found = await outgoing.sender.settle("C0GENERAL", "outbox-1", NOW)
    assert found
    assert found.conversation == "C0GENERAL"
    assert len(outgoing.fake.called("conversations.history")) == 4


async def later_ones() -> tuple:  # type: ignore[type-arg]
    from tests.adapters.slack.fakes import a_card
    from tests.adapters.slack.test_sender import READER

    return a_card("more"), READER, "another", False


async def test_further_back_than_a_thousand_messages_nobody_knows(outgoing: Outgoing) -> None:
    await lost(outgoing, "C0GENERAL")
    for _ in range(11):
        await outgoing.sender.post("C0GENERAL", *(await later_ones()))
    with pytest.raises(Unsearchable):
        await outgoing.sender.settle("C0GENERAL", "outbox-1", NOW)


async def test_what_is_older_than_the_attempt_is_not_asked_for_but_clocks_may_differ(outgoing: Outgoing) -> None:
    await lost(outgoing)
    assert await outgoing.sender.settle(BEN, "outbox-1", NOW + timedelta(minutes=1))
    assert await outgoing.sender.settle(BEN, "outbox-1", NOW + timedelta(minutes=3)) is None


async def test_an_app_without_the_scope_cannot_look_and_that_is_said_once(outgoing: Outgoing) -> None:
    outgoing.fake.goes_wrong("conversations.history", fails("missing_scope"), fails("missing_scope"))
    with structlog.testing.capture_logs() as said:
        for _ in range(2):
            with pytest.raises(Unsearchable):
                await outgoing.sender.settle(BEN, "outbox-1", NOW)
    assert [line["event"] for line in said] == ["slack.cannot_look"]


async def test_a_slack_that_cannot_be_asked_now_is_asked_later(outgoing: Outgoing) -> None:
    await outgoing.post()
    outgoing.fake.goes_wrong("conversations.history", fails("ratelimited", 429, Retry_After="30"), page(502))
    with pytest.raises(NotNow):
        await outgoing.sender.settle(BEN, "outbox-1", NOW)
    with pytest.raises(Lost):
        await outgoing.sender.settle(BEN, "outbox-1", NOW)


async def test_where_a_conversation_cannot_be_opened_nobody_can_look(outgoing: Outgoing) -> None:
    outgoing.fake.goes_wrong("conversations.open", fails("user_not_found"))
    with pytest.raises(Unsearchable):
        await outgoing.sender.settle(BEN, "outbox-1", NOW)
