"""A message whose fate is unknown is looked for before it is sent again; what is sent again is marked."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.cases.commands import Accept, Decline
from bot.cases.outcome import MessageKind
from bot.delivery.prepared import Delivered
from bot.delivery.settling import LONGEST_LOOK, Attempt, Settled, settled
from bot.messages.owed import Receipt
from bot.people.identity import Identity, Platform
from bot.sending import LONGEST_CALL, Lost, NotNow, Unsearchable
from storage.tables import OUTBOX
from tests.core.corridor import LEASE, Corridor
from tests.core.relaying import how, told_policy
from tests.harness.builders import START, text
from tests.harness.senders import FakeSender, Post

BOTH = frozenset({Platform.SLACK, Platform.TEAMS})
SILENT = Lost("TimeoutError")


class Forgetful(FakeSender):
    """Takes a request in, and loses it: nothing arrives, no answer comes. `late` are those that arrive in the end."""

    since: list[datetime]

    def drops(self, to: str) -> None:
        self.faults[to].append(NotNow("as if it had been lost"))

    async def post(self, to: Identity | str, *rest: object) -> Receipt:  # type: ignore[override]
        try:
            return await super().post(to, *rest)  # type: ignore[arg-type]
        except NotNow:
            raise SILENT from None

    async def settle(self, to: Identity | str, outbox_id: str, since_at: datetime) -> Receipt | None:
        self.since = [*getattr(self, "since", []), since_at]
        return await super().settle(to, outbox_id, since_at)


@pytest.fixture
async def corridor() -> AsyncIterator[Corridor]:
    """Ana, Ben and Rita have spoken to Stige on Slack; #ops is told of every case."""
    made = Corridor(told_policy())
    forgetful = Forgetful(accounts=made.slack.accounts)
    made.senders[Platform.SLACK] = forgetful
    for person in ("ana", "ben", "rita"):
        made.met(person)
    yield made
    made.store.close()


def forgetful(corridor: Corridor) -> Forgetful:
    assert isinstance(corridor.slack, Forgetful)
    return corridor.slack


def pages(corridor: Corridor) -> list[Post]:
    return corridor.slack.sent_to("Uana")


async def test_what_did_arrive_is_found_and_not_sent_again(corridor: Corridor) -> None:
    corridor.slack.refuses("Uana", SILENT)
    corridor.opens()
    await corridor.delivers()
    corridor.later(seconds=2)
    assert how(await corridor.delivers()) == [("ask", "found"), ("refresh", "sent")], "it may have aged on its way"
    assert len(pages(corridor)) == 1
    corridor.does("ana", Accept())
    await corridor.delivers()
    assert pages(corridor)[0].receipt in [edit.receipt for edit in corridor.slack.edits], "it is a card like any other"


async def test_that_it_is_not_there_is_believed_only_when_it_can_no_longer_arrive(corridor: Corridor) -> None:
    forgetful(corridor).drops("Uana")
    corridor.opens()
    await corridor.delivers()
    began_at = corridor.clock.at
    corridor.later(seconds=2)
    assert how(await corridor.delivers()) == [("ask", "not found yet")]
    corridor.clock.at = began_at + LONGEST_CALL - timedelta(microseconds=1)
    assert await corridor.delivers() == []
    corridor.clock.at = began_at + LONGEST_CALL
    assert how(await corridor.delivers()) == [("ask", "sent")]
    assert [post.repeated for post in pages(corridor)] == [True], "a dead process may still have it on its way"
    assert min(forgetful(corridor).since) <= began_at


async def test_a_process_that_died_in_mid_send_is_no_other_case(corridor: Corridor) -> None:
    corridor.slack.refuses("Uana", asyncio.CancelledError())
    corridor.opens()
    with pytest.raises(asyncio.CancelledError):
        await corridor.relay.deliver_next()
    corridor.clock.at += LEASE
    await corridor.delivers()
    assert [post.repeated for post in pages(corridor)] == [True]
    assert corridor.slack.searched


async def test_a_second_attempt_that_is_lost_too_is_looked_for_from_its_own_beginning(corridor: Corridor) -> None:
    forgetful(corridor).drops("Uana")
    forgetful(corridor).drops("Uana")
    corridor.opens()
    await corridor.delivers()
    corridor.later(seconds=15)
    assert how(await corridor.delivers()) == [("ask", "lost")]
    corridor.later(seconds=14)
    assert how(await corridor.delivers()) == [("ask", "not found yet")]
    corridor.later(seconds=1)
    assert how(await corridor.delivers()) == [("ask", "sent")]
    assert len(pages(corridor)) == 1


async def test_whoever_has_looked_for_longer_than_its_lease_leaves_it_to_others(
    corridor: Corridor, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgetful(corridor).drops("Uana")
    corridor.opens()
    await corridor.delivers()
    corridor.later(seconds=15)

    async def slow(*_: object) -> None:
        corridor.clock.at += LEASE

    with monkeypatch.context() as patched:
        patched.setattr(corridor.slack, "settle", slow)
        one = await corridor.relay.deliver_next()
    assert one
    assert how([one]) == [("ask", "taken over")]
    assert pages(corridor) == []
    await corridor.delivers()
    assert [post.repeated for post in pages(corridor)] == [True]


async def test_a_platform_that_cannot_be_asked_now_is_asked_again_but_not_for_ever(corridor: Corridor) -> None:
    forgetful(corridor).drops("Uana")
    corridor.opens()
    await corridor.delivers()
    with corridor.store.database.reading() as connection:
        page = next(row.id for row in connection.execute(OUTBOX.select()) if row.kind == "ask")
    corridor.slack.refuses(f"settle {page}", *[NotNow("ratelimited")] * 40)
    began_at = corridor.clock.at
    while not pages(corridor):
        corridor.later(seconds=1)
        await corridor.delivers()
    assert LONGEST_CALL < corridor.clock.at - began_at <= LONGEST_LOOK + timedelta(seconds=32)
    assert pages(corridor)[0].repeated


async def test_a_chat_that_is_not_set_up_any_more_cannot_be_asked() -> None:
    way = Identity(Platform.TEAMS, "contoso", "Uana")
    attempt = Attempt("m1", (way,), None, START, START)
    assert await settled(attempt, {}, START, timedelta(seconds=2)) == Settled()


async def test_a_sender_that_breaks_its_word_while_it_is_asked_holds_nothing_up(corridor: Corridor) -> None:
    forgetful(corridor).drops("Uana")
    corridor.opens()
    await corridor.delivers()
    with corridor.store.database.reading() as connection:
        page = next(row.id for row in connection.execute(OUTBOX.select()) if row.kind == "ask")
    corridor.slack.refuses(f"settle {page}", ZeroDivisionError())
    corridor.later(seconds=2)
    assert how(await corridor.delivers()) == [("ask", "sent")]
    assert pages(corridor)[0].repeated


async def test_of_somebody_on_two_chats_each_is_asked_since_nobody_knows_which_it_was() -> None:
    corridor = Corridor(told_policy(), BOTH)
    for platform in BOTH:
        for person in ("ana", "rita"):
            corridor.met(person, platform)
    corridor.later(minutes=1)
    corridor.met("ana", Platform.TEAMS)
    corridor.teams.searchable = False
    corridor.slack.refuses("Uana", SILENT)
    corridor.teams.refuses("Uana", SILENT)
    corridor.opens()
    await corridor.delivers()
    with corridor.store.writing() as unit:
        unit.acted(corridor.teams.has("ana"), corridor.clock.at)  # from now on the other chat comes first
    corridor.later(seconds=20)
    delivered = [one for one in await corridor.delivers() if one.kind is MessageKind.ASK]
    assert [one.how for one in delivered] in (["found"], ["sent"])
    assert corridor.slack.searched
    corridor.store.close()


async def test_what_is_no_longer_owed_and_may_have_been_sent_is_looked_for_and_kept_up(corridor: Corridor) -> None:
    corridor.slack.refuses("Uana", SILENT)
    corridor.opens()
    await corridor.delivers()
    corridor.does("ana", Decline(text("on a train", "ana"), 1, 1))
    corridor.later(seconds=2)
    assert ("ask", "found") in how(await corridor.delivers())
    assert pages(corridor)[0].receipt in [edit.receipt for edit in corridor.slack.edits]
    assert len(pages(corridor)) == 1


async def test_what_is_no_longer_owed_and_stands_nowhere_is_withdrawn(corridor: Corridor) -> None:
    forgetful(corridor).drops("Uana")
    corridor.opens()
    await corridor.delivers()
    corridor.does("ana", Decline(text("on a train", "ana"), 1, 1))
    corridor.later(seconds=20)
    assert Delivered("case1", MessageKind.ASK, "withdrawn") in await corridor.delivers()
    assert pages(corridor) == []


async def test_an_edit_is_made_again_without_looking(corridor: Corridor) -> None:
    corridor.opens()
    await corridor.delivers()
    card = pages(corridor)[0].receipt
    corridor.slack.refuses(card.message, SILENT)
    corridor.does("ana", Accept())
    await corridor.delivers()
    corridor.later(seconds=5)
    await corridor.delivers()
    assert corridor.slack.searched == []
    assert card in [edit.receipt for edit in corridor.slack.edits]


def test_a_platform_says_by_an_error_of_its_own_that_it_cannot_be_asked() -> None:
    assert not issubclass(Unsearchable, NotNow | Lost)  # type: ignore[arg-type]
