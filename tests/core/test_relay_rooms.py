"""What stands in a room leaves it when its case becomes private (S14); what cannot leave is told to who can mend it."""

from collections.abc import AsyncIterator

import pytest

from bot.cases.commands import Accept, Confirm, Reopen, Resolve, Triage
from bot.cases.events import PlaceMissing, WithdrawalFailed
from bot.cases.outcome import MessageKind
from bot.delivery.prepared import MAY_STAND, Delivered
from bot.messages.last import EMPTIED
from bot.messages.owed import Receipt
from bot.people.identity import Platform
from bot.sending import Lost, Undeliverable
from tests.core.corridor import Corridor
from tests.core.relaying import ON_BOTH, how, told_policy
from tests.harness.builders import CLOSED_WELL, facts, text
from tests.harness.senders import Edit

REFUSED = Undeliverable("cant_delete_message")


@pytest.fixture
async def corridor() -> AsyncIterator[Corridor]:
    """#ops is told of every case. Hugo reads what is about a person."""
    made = Corridor(told_policy())
    for person in ("ana", "rita", "hugo"):
        made.met(person)
    yield made
    made.store.close()


def becomes_private(corridor: Corridor) -> None:
    corridor.does("ana", Accept())
    corridor.does("ana", Triage(text("it is about a person", "ana"), facts(type="hr")))


def failed_withdrawals(corridor: Corridor) -> list[WithdrawalFailed]:
    with corridor.store.writing() as unit:
        return [entry.event for entry in unit.entries("case1") if isinstance(entry.event, WithdrawalFailed)]


async def told_in_ops(corridor: Corridor) -> Receipt:
    corridor.opens()
    await corridor.delivers()
    return corridor.slack.sent_to("#ops")[0].receipt


async def test_a_card_on_its_way_into_a_room_when_its_case_became_private_is_taken_out_at_once(
    corridor: Corridor,
) -> None:
    corridor.opens()
    while corridor.owed()[0].destination.place is None:
        await corridor.relay.deliver_next()

    async def nothing_more() -> None: ...

    async def somebody_triages() -> None:
        corridor.slack.meanwhile = nothing_more
        becomes_private(corridor)

    corridor.slack.meanwhile = somebody_triages
    await corridor.delivers()
    stood = corridor.slack.sent_to("#ops")[0].receipt
    assert [edit for edit in corridor.slack.edits if edit.receipt == stood] == [Edit(stood, None)]
    assert failed_withdrawals(corridor) == []


async def test_a_card_that_did_arrive_before_its_case_became_private_is_found_and_taken_out(corridor: Corridor) -> None:
    corridor.slack.refuses("#ops", Lost("TimeoutError"))
    corridor.opens()
    await corridor.delivers()
    becomes_private(corridor)
    corridor.later(seconds=5)
    assert ("tell", "found") in how(await corridor.delivers())
    stood = corridor.slack.sent_to("#ops")[0].receipt
    assert [edit for edit in corridor.slack.edits if edit.receipt == stood] == [Edit(stood, None)]
    assert failed_withdrawals(corridor) == []


async def test_a_card_that_may_have_arrived_before_its_case_became_private_is_reported(corridor: Corridor) -> None:
    corridor.slack.searchable = False
    corridor.slack.refuses("#ops", Lost("TimeoutError"))
    corridor.opens()
    await corridor.delivers()
    becomes_private(corridor)
    corridor.later(seconds=5)
    delivered = await corridor.delivers()
    silent = Delivered("case1", MessageKind.TELL, MAY_STAND)
    assert silent in delivered
    assert silent.missed
    assert failed_withdrawals(corridor) == [WithdrawalFailed("ops", Platform.SLACK, ("hugo",))]
    assert len(corridor.slack.sent_to("#ops")) == 1  # the one whose answer was lost
    assert corridor.slack.sent_to("Uhugo")[0].card.headline.key == "news.withdrawal_failed"


async def test_a_card_that_was_certainly_never_sent_is_not_reported(corridor: Corridor) -> None:
    corridor.opens()
    becomes_private(corridor)
    assert ("tell", "withdrawn") in how(await corridor.delivers())
    assert failed_withdrawals(corridor) == []


async def test_a_card_that_the_platform_does_not_let_us_remove_is_emptied(corridor: Corridor) -> None:
    stood = await told_in_ops(corridor)
    corridor.slack.refuses(stood.message, REFUSED)
    becomes_private(corridor)
    assert ("withdraw", "sent") in how(await corridor.delivers())
    assert [edit for edit in corridor.slack.edits if edit.receipt == stood] == [Edit(stood, EMPTIED)]
    assert failed_withdrawals(corridor) == []


async def test_of_a_card_that_can_be_neither_removed_nor_emptied_those_hear_who_can_mend_it(corridor: Corridor) -> None:
    stood = await told_in_ops(corridor)
    corridor.slack.refuses(stood.message, REFUSED, Undeliverable("cant_update_message"))
    becomes_private(corridor)
    failed = Delivered("case1", MessageKind.WITHDRAW, "failed", "cant_update_message")
    assert failed in await corridor.delivers()
    assert failed.missed
    assert failed_withdrawals(corridor) == [WithdrawalFailed("ops", Platform.SLACK, ("hugo",))]
    nudged = [post.card.headline.key for post in corridor.slack.sent_to("Uhugo")]
    assert nudged == ["news.withdrawal_failed"]


async def test_the_news_of_an_end_leave_the_room_too_when_the_case_comes_back_and_becomes_private(
    corridor: Corridor,
) -> None:
    await told_in_ops(corridor)
    corridor.does("ana", Accept())
    corridor.does("ana", Resolve(CLOSED_WELL))
    corridor.does("rita", Confirm())
    await corridor.delivers()
    stood = [post.receipt for post in corridor.slack.sent_to("#ops")]
    assert len(stood) == 2
    corridor.does("rita", Reopen(text("it is back")))
    corridor.does("ana", Triage(text("it is about a person", "ana"), facts(type="hr")))
    await corridor.delivers()
    assert {edit.receipt for edit in corridor.slack.edits if edit.card is None} == set(stood)


async def test_of_a_missing_room_it_is_said_on_which_platform() -> None:
    corridor = Corridor(told_policy(ON_BOTH), frozenset({Platform.SLACK, Platform.TEAMS}))
    corridor.met("kim")
    corridor.teams.refuses("Ops/Incidents", Undeliverable("no such channel"))
    corridor.opens()
    await corridor.delivers()
    with corridor.store.writing() as unit:
        missing = [entry.event for entry in unit.entries("case1") if isinstance(entry.event, PlaceMissing)]
    assert missing == [PlaceMissing("ops", Platform.TEAMS, ("kim",))]
    assert len(corridor.slack.sent_to("#ops")) == 1
    corridor.store.close()


@pytest.mark.parametrize("kind", [MessageKind.TELL, MessageKind.NUDGE, MessageKind.ASK, MessageKind.WITHDRAW])
def test_a_message_that_failed_for_good_was_missed(kind: MessageKind) -> None:
    assert Delivered("case1", kind, "failed").missed
    assert not Delivered("case1", kind, "sent").missed
    assert not Delivered("case1", kind, "withdrawn").missed


@pytest.mark.parametrize("kind", [MessageKind.REFRESH, MessageKind.RETIRE])
def test_an_edit_of_a_message_that_somebody_deleted_was_not(kind: MessageKind) -> None:
    assert not Delivered("case1", kind, "failed").missed


async def test_who_cannot_be_told_is_in_the_log_as_missed(corridor: Corridor) -> None:
    corridor.opens()
    await corridor.delivers()
    corridor.slack.refuses("Urita", Undeliverable("account_inactive"))
    corridor.does("ana", Accept())
    missed = [one for one in await corridor.delivers() if one.missed]
    assert missed == [Delivered("case1", MessageKind.NUDGE, "failed", "account_inactive")]
