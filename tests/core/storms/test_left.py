"""A bundle in a room that can be changed no more, while one of its cases became private (S14)."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.cases.commands import Accept, Triage
from bot.cases.events import WithdrawalFailed
from bot.messages.owed import Receipt
from bot.people.identity import Platform
from bot.people.roster import Place
from bot.sending import Undeliverable
from tests.core.storms.burst import Storm, storm
from tests.harness.builders import company, facts, fallback, level, path, text

TOLD_IN_OPS = path(level("ana", 30, tell="#ops"), fallback=fallback("kim", every=60))


@pytest.fixture
async def ops() -> AsyncIterator[Storm]:
    """A burst, told in #ops in one message."""
    made = storm(TOLD_IN_OPS, roster=company(places={"ops": Place("ops", slack="#ops")}))
    await made.bursts(7)
    await made.brings()
    made.later(seconds=2)
    yield made
    made.store.close()


def refuses_edits(ops: Storm) -> None:
    (only,) = ops.slack.sent_to("#ops")
    ops.slack.refuses(only.receipt.message, *[Undeliverable("edit_window_closed")] * 9)


def becomes_private(ops: Storm, case_id: str) -> None:
    private = replace(facts(type="hr"), impact=ops.case(case_id).facts.impact)
    ops.does("ana", Triage(text(), facts=private), case_id)


def reported(ops: Storm, case_id: str) -> list[object]:
    with ops.store.writing() as unit:
        return [entry.event for entry in unit.entries(case_id) if isinstance(entry.event, WithdrawalFailed)]


async def test_of_a_private_case_that_goes_on_being_told_of_in_a_room_those_hear_who_can_mend_it(ops: Storm) -> None:
    refuses_edits(ops)
    ops.does("ana", Accept(), "case2")
    becomes_private(ops, "case2")
    assert {one.how for one in await ops.brings() if one.to == "ops"} == {"left"}
    await ops.goes_by(seconds=5)
    (only,) = reported(ops, "case2")
    assert isinstance(only, WithdrawalFailed)
    assert (only.place, only.platform) == ("ops", Platform.SLACK)
    assert reported(ops, "case1") == []


async def test_of_a_case_that_is_not_private_nobody_hears_that_its_message_stays_as_it_is(ops: Storm) -> None:
    refuses_edits(ops)
    ops.does("ana", Accept(), "case2")
    assert {one.how for one in await ops.brings() if one.to == "ops"} == {"left"}
    assert [reported(ops, f"case{number}") for number in range(1, 8)] == [[]] * 7


async def test_of_a_message_that_somebody_deleted_nobody_hears(ops: Storm) -> None:
    (only,) = ops.slack.sent_to("#ops")
    ops.slack.gone.add(only.receipt.message)
    ops.does("ana", Accept(), "case2")
    becomes_private(ops, "case2")
    assert {one.how for one in await ops.brings() if one.to == "ops"} == {"left"}
    assert reported(ops, "case2") == []


async def test_a_private_case_leaves_the_room_at_once_however_lately_its_message_was_changed(ops: Storm) -> None:
    ops.does("ana", Accept(), "case2")
    await ops.brings()
    becomes_private(ops, "case2")
    await ops.brings()
    now = ops.as_it_is_now(ops.slack.sent_to("#ops")[0])
    assert now
    assert "ESC-2" not in [dict(row.label.params)["case"] for row in now.body]


async def test_a_case_that_turns_private_while_its_message_is_changed_leaves_the_room_right_after(ops: Storm) -> None:
    ops.does("ana", Accept(), "case2")
    sender, edits = ops.slack, ops.slack.edit

    async def slow(receipt: Receipt, *more: object) -> None:
        if receipt == sender.sent_to("#ops")[0].receipt and not ops.case("case2").private:
            becomes_private(ops, "case2")
        await edits(receipt, *more)  # type: ignore[arg-type]

    sender.edit = slow  # type: ignore[assignment, method-assign]
    await ops.brings()
    now = ops.as_it_is_now(sender.sent_to("#ops")[0])
    assert now
    assert "ESC-2" not in [dict(row.label.params)["case"] for row in now.body]


async def test_whoever_reads_it_alone_was_to_read_it_and_nobody_hears_of_it(ops: Storm) -> None:
    (hers,) = ops.to("ana")
    ops.slack.refuses(hers.receipt.message, *[Undeliverable("edit_window_closed")] * 9)
    ops.does("ana", Accept(), "case2")
    becomes_private(ops, "case2")
    assert {one.how for one in await ops.brings() if one.to == "ana"} == {"left"}
    assert reported(ops, "case2") == []
