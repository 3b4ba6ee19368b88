"""What may be forgotten and what may not, on every kind of database."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from bot.findings import Finding, Wrong
from bot.messages.notice import NoticeTopic, Standing
from bot.people.presence import DutyRequest
from bot.ports import Remembered
from bot.upkeep.tidying import Tidying
from storage.store import SqlStore
from storage.tables import CLAIMS, DRAFTS, FINDINGS, INBOUND, NOTICES, OUTBOX
from tests.core.corridor import right_here
from tests.storage.builder import NOON, a_message, an_opening, asked, saved

LONG, DAY = timedelta(days=100), timedelta(days=1)


def tidied(store: SqlStore, at: datetime, at_most: int = 100) -> int:
    with store.writing() as unit:
        return unit.tidy(at, at_most)


def left(store: SqlStore, column: object) -> list[str]:
    with store.database.reading() as connection:
        return sorted(connection.scalars(select(column)))  # type: ignore[call-overload]


def test_deliveries_are_known_for_a_week(store: SqlStore) -> None:
    with store.writing() as unit:
        unit.remember("old", Remembered("case1", 1, 1), NOON)
        unit.remember("new", Remembered("case1", 1, 1), NOON + DAY)
    tidied(store, NOON + timedelta(days=7, seconds=1))
    assert left(store, INBOUND.c.key) == ["new"]


def test_only_claims_of_rounds_that_never_come_again_are_forgotten(store: SqlStore) -> None:
    for_ever = ["coverage|gap|running|open", "handoff|web|case1|", "shift soon|web|ana", "feed-strangers|x|2026-11-20"]
    rounds = ["audit|2026-11-20T12:00", "tidying|x", "directory|slack|x", "reach|x"]
    with store.writing() as unit:
        for key in (*for_ever, *rounds, "reach report|x"):
            unit.once(key, NOON)
    tidied(store, NOON + LONG)
    assert left(store, CLAIMS.c.key) == sorted([*for_ever, "reach report|x"])


@pytest.mark.parametrize("topic", [NoticeTopic.AUDIT, NoticeTopic.SECOND_CLAIMANT])
def test_notices_are_forgotten_when_they_have_ended_and_would_not_be_told_again(
    store: SqlStore, topic: NoticeTopic
) -> None:
    with store.writing() as unit:
        unit.notify(topic, "sent", NOON, person="ana")
        sent = unit.take_notice(NOON, DAY)
        assert sent
        unit.notice_sent(sent, Standing("slack", "T1", "D1", "m1"), NOON)
        unit.notify(topic, "waiting", NOON, person="ana")
    tidied(store, NOON + LONG)
    kept = ["waiting"] if topic is NoticeTopic.AUDIT else ["sent", "waiting"]
    assert left(store, NOTICES.c.about) == kept


def test_requests_findings_and_drafts_go_when_they_are_over(store: SqlStore) -> None:
    with store.writing() as unit:
        for name, state in (("over", "declined"), ("open", "asked")):
            unit.ask_duty(DutyRequest(name, "ana", "ben", (), NOON, state))
        for about in ("over", "open"):
            unit.note_finding(Finding(Wrong.LEASE, about), NOON)
        unit.end_finding("lease|over", NOON)
    with store.database.writing() as connection:
        draft = {"person": "ana", "sealed": b"", "wrapped": b"", "key_id": "k"}
        connection.execute(
            insert(DRAFTS), [draft | {"id": "old", "at": NOON}, draft | {"id": "new", "at": NOON + LONG}]
        )
    tidied(store, NOON + LONG)
    with store.writing() as unit:
        assert [request.id for request in unit.waiting_duty()] == ["open"]
        assert unit.duty_request("over") is None
    assert left(store, FINDINGS.c.key) == ["lease|open"]
    assert left(store, DRAFTS.c.id) == ["new"]


def test_messages_stay_with_their_case(store: SqlStore) -> None:
    opened = asked(an_opening(), "ana")
    saved(store, opened, a_message(opened))
    tidied(store, NOON + 10 * LONG)
    assert len(left(store, OUTBOX.c.id)) == 1


async def test_it_is_done_once_an_hour_and_a_little_at_a_time(store: SqlStore) -> None:
    with store.writing() as unit:
        for number in range(5):
            unit.remember(f"key {number}", Remembered("case1", 1, 1), NOON)
    assert tidied(store, NOON + LONG, at_most=2) == 2
    first, second = (Tidying(store, right_here) for _ in range(2))
    assert first.next_at(NOON) is None
    await first.do(NOON + LONG)
    assert left(store, INBOUND.c.key) == []
    with store.writing() as unit:
        unit.remember("late", Remembered("case1", 1, 1), NOON)
    for chore in (first, second):
        await chore.do(NOON + LONG + timedelta(minutes=5))
    assert left(store, INBOUND.c.key) == ["late"], "the hour is somebody else's"
    await second.do(NOON + LONG + timedelta(hours=1))
    with store.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(INBOUND)).scalar_one() == 0


async def test_what_does_not_end_is_left_for_the_next_hour(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.upkeep.tidying.MOST_TURNS", 2)
    monkeypatch.setattr("bot.upkeep.tidying.AT_ONCE", 1)
    with store.writing() as unit:
        for number in range(5):
            unit.remember(f"key {number}", Remembered("case1", 1, 1), NOON)
    await Tidying(store, right_here).do(NOON + LONG)
    assert len(left(store, INBOUND.c.key)) == 3
