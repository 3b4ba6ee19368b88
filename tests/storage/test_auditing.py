"""The auditor's questions, on databases that several processes share."""

import asyncio
from datetime import timedelta
from threading import Thread

from sqlalchemy import delete, select, update

from bot.findings import Wrong
from storage.tables import CASES, CLAIMS, DESTINATIONS, EVENTS, NOTICES, OUTBOX, TIMERS
from tests.core.auditing.audited import Audited


async def damaged(url: str) -> Audited:
    audited = Audited(url=url)
    await audited.looks()
    for number in range(3):
        audited.opens(f"case {number}")
    return audited


async def test_what_is_planted_is_found_and_put_right(url: str) -> None:
    audited = await damaged(url)
    await audited.works()
    assert await audited.looks_at_all() == []
    audited.damages(
        delete(TIMERS).where(TIMERS.c.case_id == "case1"),
        delete(OUTBOX).where(OUTBOX.c.case_id == "case2"),
        update(EVENTS).where(EVENTS.c.case_id == "case3", EVENTS.c.seq == 2).values(by="mallory"),
    )
    found = await audited.looks_at_all()
    assert sorted(found) == [(Wrong.CHAIN, False), (Wrong.MISSING, True), (Wrong.MISSING, True), (Wrong.TIMERS, True)]
    await audited.works()
    assert await audited.looks_at_all() == []
    assert [one.what for one in audited.findings()] == [Wrong.CHAIN]
    audited.store.close()


async def test_what_runs_is_asked_about(url: str) -> None:
    audited = await damaged(url)
    now, far = audited.clock.at, audited.clock.at + timedelta(days=9)
    audited.damages(
        update(OUTBOX).values(leased_until=far), update(DESTINATIONS).values(leased_until=far, next_allowed_at=far)
    )
    with audited.store.writing() as unit:
        assert {one.what for one in unit.stuck(now + timedelta(days=1), timedelta(), timedelta())} == {
            Wrong.STUCK,
            Wrong.STUCK_PAGE,
        }
        assert {one.what for one in unit.resting(now)} == {Wrong.RESTING}
        assert len(unit.overdue(now + timedelta(days=1))) == 3
        assert unit.leased_by_nobody(now, timedelta(minutes=10)) == []  # their queues rest
        for finding in unit.leased_by_nobody(far - timedelta(seconds=1), timedelta()):
            unit.free_lease(finding, now)
    audited.damages(update(DESTINATIONS).values(next_allowed_at=now))
    with audited.store.writing() as unit:
        held = unit.leased_by_nobody(now, timedelta(minutes=10))
        assert {one.what for one in held} == {Wrong.LEASE}
        for finding in held:
            unit.free_lease(finding, now)
        assert unit.leased_by_nobody(now, timedelta(minutes=10)) == []
    assert all(row.leased_until == now for row in audited.rows(select(OUTBOX.c.leased_until)))
    audited.store.close()


async def test_two_auditors_at_once_put_right_once(url: str) -> None:
    """Each finds the case as the other left it."""
    audited = await damaged(url)
    await audited.works()
    audited.damages(delete(OUTBOX).where(OUTBOX.c.kind == "ask"), delete(TIMERS))
    other = Audited(url=url)
    other.clock.at = audited.clock.at
    looks = [Thread(target=asyncio.run, args=(one.looks_at_all(),)) for one in (audited, other)]
    for look in looks:
        look.start()
    for look in looks:
        look.join()
    asks = audited.rows(select(OUTBOX.c.case_id).where(OUTBOX.c.kind == "ask"))
    assert sorted(row.case_id for row in asks) == ["case1", "case2", "case3"]
    assert len(audited.heard.findings + other.heard.findings) == 6
    audited.store.close()
    other.store.close()


async def test_a_round_goes_through_what_changed(url: str) -> None:
    audited = await damaged(url)
    await audited.works()
    audited.damages(update(CASES).values(due_at=None))
    assert await audited.looks(2) == [(Wrong.TIMERS, True)] * 3
    assert len(audited.rows(select(CLAIMS).where(CLAIMS.c.key.startswith("audit|")))) == 3
    await audited.works()
    assert audited.rows(select(NOTICES.c.state).where(NOTICES.c.topic == "audit"))[0].state == "sent"
    audited.store.close()
