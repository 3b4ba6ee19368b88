"""What the auditor finds in cases: damage is planted, found, and put right where it can be."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.cases.commands import Accept, Withdraw
from bot.findings import Wrong
from storage.tables import CASES, EVENTS, OUTBOX, TIMERS
from tests.core.auditing.audited import Audited
from tests.harness.audits import wrong_in
from tests.harness.builders import START, text

ASKS = OUTBOX.c.kind == "ask"


@pytest.fixture
async def audited() -> AsyncIterator[Audited]:
    """One case, opened and told, with an auditor that has been there before."""
    told = Audited()
    await told.looks()
    told.opens()
    await told.works()
    yield told
    told.store.close()


async def test_where_all_is_well_nothing_is_found(audited: Audited) -> None:
    assert await audited.looks(3) == []
    assert await audited.looks_at_all() == []
    audited.later(minutes=5)
    await audited.works()
    audited.does("ana", Accept())
    await audited.works()
    assert await audited.looks(2) + await audited.looks_at_all() == []


async def test_a_page_that_was_lost_is_owed_again_and_never_said_twice_without_a_mark(audited: Audited) -> None:
    audited.damages(delete(OUTBOX).where(ASKS))
    assert await audited.looks_at_all() == [(Wrong.MISSING, True)]
    await audited.works()
    assert [row.state for row in audited.rows(select(OUTBOX.c.state).where(ASKS))] == ["sent"]
    assert all(post.repeated for post in [post for post in audited.slack.posts if post.to == "Uana"][1:])
    assert await audited.looks_at_all() == []


async def test_a_page_that_was_lost_before_it_was_sent_arrives() -> None:
    audited = Audited()
    await audited.looks()
    audited.opens()
    audited.damages(delete(OUTBOX))
    assert sorted(await audited.looks_at_all()) == [(Wrong.MISSING, True)] * 2
    await audited.works()
    assert {post.to for post in audited.slack.posts} >= {"Uana", "Urita"}
    assert len(audited.rows(select(OUTBOX).where(OUTBOX.c.card.is_(None)))) == 2
    audited.store.close()


async def test_a_change_is_looked_at_within_two_minutes(audited: Audited) -> None:
    await audited.looks(3)
    audited.later(minutes=2)
    await audited.works()
    audited.damages(delete(OUTBOX).where(OUTBOX.c.kind == "remind"), delete(TIMERS))
    assert {what for what, _ in await audited.looks(2)} >= {Wrong.TIMERS}


async def test_what_is_no_longer_owed_is_noted_and_not_said(audited: Audited) -> None:
    audited.does("ana", Accept())
    await audited.works()
    audited.damages(delete(OUTBOX).where(OUTBOX.c.card.is_not(None)), delete(OUTBOX).where(ASKS))
    said = [post for post in audited.slack.posts if post.to == "Uana"]
    assert await audited.looks_at_all() == [(Wrong.MISSING, True)]
    await audited.works()
    assert [post for post in audited.slack.posts if post.to == "Uana"] == said
    assert [row.state for row in audited.rows(select(OUTBOX.c.state).where(ASKS))] == ["withdrawn"]
    assert await audited.looks_at_all() == []


@pytest.mark.parametrize(
    "damage",
    [
        delete(TIMERS),
        update(TIMERS).values(due_at=START),
        update(TIMERS).values(beliefs="[]"),
        update(CASES).values(due_at=None),
        update(CASES).values(due_at=START + timedelta(days=9)),
    ],
    ids=["timers deleted", "timers put off", "beliefs changed", "never due", "due later"],
)
async def test_timers_are_put_back_as_the_case_has_them(audited: Audited, damage: object) -> None:
    before = audited.rows(select(TIMERS)), audited.rows(select(CASES.c.due_at))
    audited.damages(damage)  # type: ignore[arg-type]
    assert await audited.looks_at_all() == [(Wrong.TIMERS, True)]
    assert (audited.rows(select(TIMERS)), audited.rows(select(CASES.c.due_at))) == before
    assert await audited.looks_at_all() == []


async def test_a_case_that_rests_after_a_failure_is_left_to_rest(audited: Audited) -> None:
    with audited.store.writing() as unit:
        unit.rest("case1", audited.clock.at + timedelta(minutes=4))
    assert await audited.looks_at_all() == []


async def test_a_changed_byte_is_reported_and_never_touched(audited: Audited) -> None:
    audited.damages(update(EVENTS).where(EVENTS.c.seq == 2).values(by="mallory"))
    before = audited.rows(select(EVENTS)), audited.rows(select(OUTBOX))
    assert await audited.looks_at_all() == [(Wrong.CHAIN, False)]
    assert (audited.rows(select(EVENTS)), audited.rows(select(OUTBOX))) == before
    assert [one.what for one in audited.findings()] == [Wrong.CHAIN]


async def test_a_tail_that_was_cut_is_found(audited: Audited) -> None:
    audited.damages(delete(EVENTS).where(EVENTS.c.seq == 5))
    assert await audited.looks_at_all() == [(Wrong.CHAIN, False)]


async def test_a_case_that_its_record_does_not_tell_is_found(audited: Audited) -> None:
    state = audited.rows(select(CASES.c.state))[0].state
    audited.damages(update(CASES).values(state=state.replace('"P2"', '"P4"').replace('"P1"', '"P4"')))
    assert (Wrong.FOLD, False) in await audited.looks_at_all()


async def test_a_case_that_cannot_be_read_keeps_no_other_from_being_looked_at(audited: Audited) -> None:
    audited.opens("another")
    await audited.works()
    audited.damages(update(CASES).where(CASES.c.id == "case1").values(state="{}"))
    audited.damages(delete(TIMERS).where(TIMERS.c.case_id == "case2"))
    assert set(await audited.looks_at_all()) == {(Wrong.UNREADABLE, False), (Wrong.TIMERS, True)}


async def test_a_message_that_ended_without_a_receipt_is_found(audited: Audited) -> None:
    audited.damages(update(OUTBOX).where(ASKS).values(receipt_message=None))
    assert await audited.looks_at_all() == [(Wrong.UNPROVED, False)]


async def test_whoever_is_waited_for_in_vain_is_reported_unreachable(audited: Audited) -> None:
    audited.damages(update(OUTBOX).where(ASKS).values(state="failed", receipt_message=None, stands=False))
    assert await audited.looks_at_all() == [(Wrong.UNREPORTED, True)]
    assert "PersonUnreachable" in audited.happened()
    await audited.works()
    assert await audited.looks_at_all() == []


async def test_what_failed_is_no_matter_once_nobody_waits_for_it(audited: Audited) -> None:
    audited.does("rita", Withdraw(text("never mind")))
    await audited.works()
    audited.damages(update(OUTBOX).where(ASKS).values(state="failed", receipt_message=None, stands=False))
    assert await audited.looks_at_all() == []


async def test_what_was_decided_by_a_clock_that_was_set_back_to_before_the_first_policy_is_not_judged() -> None:
    told = Audited()
    told.clock.at -= timedelta(minutes=10)
    told.opens()
    await told.works()
    assert wrong_in(told.store, told.engine) == []
    told.store.close()


async def test_what_another_program_owed_is_not_judged(audited: Audited) -> None:
    newer = audited.another("2")
    await newer.do(audited.clock.at + timedelta(minutes=1))
    audited.auditor = newer
    audited.damages(delete(OUTBOX).where(ASKS), delete(TIMERS))
    assert await audited.looks_at_all() == []
    assert audited.rows(select(TIMERS)), "its timers are put right all the same"


async def test_two_programs_beside_each_other_judge_nothing_that_the_other_may_have_owed(audited: Audited) -> None:
    newer, now = audited.another("2"), audited.clock.at
    with audited.store.writing() as unit:
        for minute in range(1, 5):
            for who in ("1", "2"):
                at = now + timedelta(minutes=minute)
                assert unit.judging_since(who, at) >= now + timedelta(minutes=minute - 1)
    assert newer.next_at(now) is None
