"""What the auditor finds in what runs: only what it has seen twice, with time for everything to have its turn."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.findings import Wrong
from storage.columns import LONG_AGO
from storage.tables import CASES, DESTINATIONS, NOTICES, OUTBOX
from tests.core.auditing.audited import Audited

A_YEAR = timedelta(days=365)


@pytest.fixture
async def audited() -> AsyncIterator[Audited]:
    told = Audited()
    await told.looks()
    told.opens()
    yield told
    told.store.close()


async def test_a_stop_of_any_length_is_no_fault(audited: Audited) -> None:
    await audited.works()
    audited.later(minutes=600)
    await audited.auditor.do(audited.clock.at)
    await audited.works()
    assert await audited.looks() == []


async def test_a_timer_that_nobody_fires_is_found_and_over_when_it_is_fired(audited: Audited) -> None:
    await audited.works()
    audited.later(minutes=30)
    assert await audited.looks(4) == [(Wrong.OVERDUE, False)]
    beats = audited.heard.beats
    assert await audited.looks(5) == []
    assert audited.heard.beats == beats, "no beat while it is so"
    await audited.works()
    assert await audited.looks(2) == []
    assert [one.what for one in audited.heard.over] == [Wrong.OVERDUE]
    assert audited.heard.beats > beats


async def test_a_page_that_does_not_go_out_is_found_with_what_keeps_it(audited: Audited) -> None:
    audited.damages(update(OUTBOX).values(not_before=audited.clock.at + A_YEAR))
    audited.damages(update(CASES).values(due_at=None))
    await audited.looks(12)
    page = [one for one in audited.heard.findings if one.what is Wrong.STUCK_PAGE]
    assert [one.why for one in page] == ["tried again later"]


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        ({"leased_until": LONG_AGO + 100 * A_YEAR}, "leased"),
        ({"not_before": LONG_AGO + 100 * A_YEAR, "uncertain": True}, "uncertain, tried again later"),
        ({}, "taken by nobody"),
    ],
)
async def test_it_says_what_keeps_a_message(audited: Audited, damage: dict[str, object], why: str) -> None:
    audited.damages(*([update(OUTBOX).values(**damage)] if damage else []))
    with audited.store.writing() as unit:
        late = unit.stuck(audited.clock.at + timedelta(hours=3), timedelta(), timedelta(hours=1))
    assert {one.why for one in late} == {why}
    assert {one.what for one in late} == {Wrong.STUCK, Wrong.STUCK_PAGE}


async def test_a_queue_that_rests_for_hours_is_found(audited: Audited) -> None:
    audited.damages(update(DESTINATIONS).values(next_allowed_at=audited.clock.at + A_YEAR))
    assert (Wrong.RESTING, False) in await audited.looks(4)
    with audited.store.writing() as unit:
        late = unit.stuck(audited.clock.at + timedelta(hours=3), timedelta(), timedelta(hours=1))
    assert {one.why for one in late if one.case_id} == {"its queue rests"}


async def test_a_forgotten_lease_is_freed_and_what_it_held_is_of_unknown_fate(audited: Audited) -> None:
    lease = {"leased_until": audited.clock.at + A_YEAR, "lease_owner": None}
    audited.damages(update(OUTBOX).values(**lease), update(DESTINATIONS).values(**lease))
    found = await audited.looks(4)
    assert set(found) == {(Wrong.LEASE, True)}
    await audited.works()
    assert {row.state for row in audited.rows(select(OUTBOX.c.state))} == {"sent"}
    assert all(post.repeated for post in audited.slack.posts if post.to in ("Uana", "Urita"))
    await audited.works()
    assert await audited.looks(1) == []


async def test_a_queue_that_is_closed_for_nobody_is_opened(audited: Audited) -> None:
    audited.damages(update(DESTINATIONS).values(leased_until=audited.clock.at + A_YEAR))
    assert set(await audited.looks(4)) == {(Wrong.LEASE, True)}
    await audited.works()
    assert {row.state for row in audited.rows(select(OUTBOX.c.state))} == {"sent"}


async def test_a_notice_that_does_not_go_out_is_found_and_its_lease_is_freed(audited: Audited) -> None:
    audited.damages(update(CASES).values(due_at=None))  # found at once, and told
    await audited.works()
    await audited.looks_at_all()
    until = {"leased_until": audited.clock.at + A_YEAR, "lease_owner": "nobody"}
    audited.damages(update(NOTICES).values(owed_at=audited.clock.at, **until))
    assert (Wrong.LEASE, True) in await audited.looks(4)
    audited.damages(update(NOTICES).values(owed_at=audited.clock.at - timedelta(hours=2)))
    assert (Wrong.NOTICE, False) in await audited.looks(4)


async def test_what_is_right_by_the_time_it_is_to_be_noted_is_none(audited: Audited) -> None:
    audited.later(minutes=30)
    await audited.looks(1)
    sure = await audited.auditor._in_thread(lambda: audited.auditor._suspicious(audited.clock.at))
    await audited.works()
    assert [audited.auditor._note_one(one, audited.clock.at) for one in sure] == [0] * len(sure)
    assert audited.findings() == ()
