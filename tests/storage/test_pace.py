"""Each destination at its platform's rate, whoever sends; and no page behind an edit."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.cases.outcome import MessageKind
from bot.messages.notice import NoticeTopic, Standing
from bot.messages.owed import Owed
from bot.messages.pace import EDITS, edits_on, limits_of
from bot.people.identity import Platform
from storage.store import SqlStore, open_store
from tests.storage.builder import (
    NOON,
    a_message,
    a_receipt,
    a_telling,
    after,
    an_opening,
    next_outcome,
    noted,
    saved,
    with_refresh,
)
from tests.storage.conftest import SECRET

LIMITS = limits_of(frozenset({Platform.SLACK}))
LEASE = timedelta(seconds=60)


@pytest.fixture(autouse=True)
def paced(request: pytest.FixtureRequest) -> None:
    for name in ("store", "shared"):
        if name in request.fixturenames:
            request.getfixturevalue(name).pace_by(LIMITS)


@pytest.fixture
def other(shared: SqlStore, url: str) -> Iterator[SqlStore]:
    store = open_store(url, [SECRET])
    store.pace_by(LIMITS)
    yield store
    store.close()


def take(store: SqlStore, at: datetime = NOON) -> Owed | None:
    with store.writing() as unit:
        return unit.take(at, LEASE)


def deliver(store: SqlStore, at: datetime = NOON) -> Owed | None:
    owed = take(store, at)
    if owed:
        with store.writing() as unit:
            unit.sent(owed, owed.posted.receipt if owed.posted else a_receipt(owed.id), owed.message.seq, at)
    return owed


def delivered(store: SqlStore, at: datetime = NOON) -> int:
    """How many go now."""
    return sum(1 for _ in iter(lambda: deliver(store, at), None))


def tellings(store: SqlStore, times: int) -> None:
    for number in range(times):
        opened = an_opening(f"case{number}", number)
        saved(store, opened, a_telling(opened))


def test_a_room_gets_a_short_burst_and_then_one_a_second(store: SqlStore) -> None:
    tellings(store, 12)
    sent = [delivered(store, after(seconds=tenth / 10)) for tenth in range(101)]
    assert sent[0] == 3
    assert sum(sent[:30]) <= 3
    assert 10 <= sum(sent) <= 12


def test_all_processes_count_together(shared: SqlStore, other: SqlStore) -> None:
    tellings(shared, 6)
    assert [deliver(store) is not None for store in (shared, other, shared, other)] == [True, True, True, False]


def test_when_the_next_may_be_sent_is_known(store: SqlStore) -> None:
    tellings(store, 4)
    delivered(store)
    with store.writing() as unit:
        next_at = unit.next_message_at()
    assert next_at is not None
    assert after(seconds=3) <= next_at < after(seconds=4)
    assert take(store, next_at - timedelta(milliseconds=1)) is None
    assert take(store, next_at)


def test_one_destinations_limit_delays_no_other(store: SqlStore) -> None:
    tellings(store, 5)
    opened = an_opening("another", 50)
    saved(store, opened, a_message(opened, MessageKind.TELL, person="ben"))
    assert delivered(store) == 4


def test_what_turns_out_to_be_owed_no_longer_uses_nothing_up(store: SqlStore) -> None:
    tellings(store, 8)
    for _ in range(5):
        with store.writing() as unit:
            owed = unit.take(NOON, LEASE)
            assert owed
            unit.withdrawn(owed, NOON)
    assert delivered(store) == 3


def test_the_platforms_own_word_counts_beside_the_limit(store: SqlStore) -> None:
    tellings(store, 1)
    owed = take(store)
    assert owed
    with store.writing() as unit:
        unit.later(owed, after(seconds=30), uncertain=False)
        unit.destination_rests(owed.destination.key, after(seconds=30))
    assert take(store, after(seconds=29)) is None
    assert take(store, after(seconds=30))


# edits


def cards(store: SqlStore, times: int) -> None:
    """So many people have a card, and each card is to be drawn anew."""
    for number in range(times):
        opened = an_opening(f"case{number}", number)
        case = saved(store, opened, a_message(opened, person=f"person{number}"))
        deliver(store, after(minutes=-30))
        saved(store, with_refresh(noted(next_outcome(case), "more")))


def test_edits_of_a_workspace_share_one_limit_and_hold_up_no_page(store: SqlStore) -> None:
    (limit,) = EDITS[Platform.SLACK]
    cards(store, limit.times + 5)
    assert delivered(store) == limit.times
    opened = an_opening("another", 500)
    saved(store, opened, a_message(opened))
    page = deliver(store)
    assert page
    assert page.message.kind is MessageKind.ASK
    assert take(store) is None
    assert delivered(store, after(seconds=70)) == 5


def test_of_the_edits_that_wait_the_worst_priority_goes_first(store: SqlStore) -> None:
    with store.writing() as unit:
        unit.destination_rests(edits_on("slack"), after(seconds=10))
    for number, priority in enumerate(("P3", "P1")):
        opened = an_opening(f"case{number}", number, priority=priority)
        case = saved(store, opened, a_message(opened, person=f"person{number}"))
        deliver(store, after(minutes=-30))
        saved(store, with_refresh(noted(next_outcome(case), "more")))
    assert take(store) is None
    first = take(store, after(seconds=10))
    assert first
    assert first.message.case_id == "case1"


def test_while_a_platform_wants_no_edits_pages_and_other_platforms_go_on(store: SqlStore) -> None:
    cards(store, 2)
    with store.writing() as unit:
        unit.destination_rests(edits_on("slack"), after(seconds=10))
    opened = an_opening("another", 500)
    saved(store, opened, a_message(opened))
    assert delivered(store) == 1
    assert delivered(store, after(seconds=10)) == 2


def test_who_waits_for_edits_that_rest_is_told_until_when(store: SqlStore) -> None:
    cards(store, 1)
    with store.writing() as unit:
        unit.destination_rests(edits_on("slack"), after(seconds=10))
        assert unit.next_message_at() == after(seconds=10)
    opened = an_opening("another", 500)
    saved(store, opened, a_message(opened))
    with store.writing() as unit:
        assert (unit.next_message_at() or NOON) <= NOON, "a page waits for no edit"


def test_a_notice_is_drawn_anew_under_the_same_limit_as_the_messages_of_cases(store: SqlStore) -> None:
    (limit,) = EDITS[Platform.SLACK]
    with store.writing() as unit:
        unit.notify(NoticeTopic.AUDIT, "d1", NOON, person="ana")
        notice = unit.take_notice(NOON, LEASE)
        assert notice
        unit.notice_sent(notice, Standing("slack", "T1", "D1", "1"), NOON)
    cards(store, limit.times)
    assert delivered(store) == limit.times
    with store.writing() as unit:
        unit.notices_changed("d1", NOON, NoticeTopic.AUDIT)
        assert unit.take_notice(NOON, LEASE) is None
        free_at = unit.next_notice_at()
        assert free_at
        assert NOON < free_at <= after(seconds=70)
        assert unit.take_notice(free_at, LEASE)


def test_a_rest_that_was_written_under_another_clock_holds_up_no_edit(store: SqlStore) -> None:
    cards(store, 1)
    with store.writing() as unit:
        unit.destination_rests(edits_on("slack"), after(days=1))
    assert delivered(store) == 1


def refreshes(store: SqlStore, times: int) -> None:
    """Of so many cards that one person has."""
    long_ago = after(days=-1)
    cases = []
    for number in range(times):
        opened = an_opening(f"case{number}", number)
        cases.append(saved(store, opened, a_message(opened)))
        deliver(store, long_ago + number * timedelta(seconds=20))
    for case in cases:
        saved(store, with_refresh(noted(next_outcome(case), "more")))


def test_an_edit_whose_holder_died_waits_for_room_like_the_others(store: SqlStore) -> None:
    store.pace_by(limits_of(frozenset({Platform.TEAMS})))
    refreshes(store, 50)
    assert sum(delivered(store, after(seconds=tenth / 10)) for tenth in range(100)) == 45
    with store.writing() as unit:
        unit.connection.exec_driver_sql(  # type: ignore[attr-defined]
            "UPDATE outbox SET leased_until = created_at, not_before = created_at WHERE done_at IS NULL"
        )
    assert take(store, after(seconds=10)) is None
    assert take(store, after(seconds=60))


def test_edits_never_use_up_what_the_next_page_needs(store: SqlStore) -> None:
    store.pace_by(limits_of(frozenset({Platform.TEAMS})))
    refreshes(store, 80)
    edits = sum(delivered(store, after(seconds=tenth / 10)) for tenth in range(200))
    assert edits == 45, "of 60 within half a minute"
    opened = an_opening("another", 500)
    saved(store, opened, a_message(opened))
    page = deliver(store, after(seconds=20))
    assert page
    assert page.message.kind is MessageKind.ASK
    assert sum(delivered(store, after(seconds=20 + second)) for second in range(60)) == 35, "the others come later"


def test_an_edit_on_a_platform_without_such_a_limit_waits_for_none(store: SqlStore) -> None:
    store.pace_by(limits_of(frozenset({Platform.TEAMS})))
    with store.writing() as unit:
        unit.destination_rests(edits_on("teams"), after(days=-1))
    cards(store, 60)
    with store.writing() as unit:
        unit.connection.exec_driver_sql(  # type: ignore[attr-defined]
            "UPDATE outbox SET receipt_platform = 'teams' WHERE card IS NOT NULL"
        )
    assert delivered(store) == 60


def test_two_processes_never_take_more_edits_than_there_are(shared: SqlStore, other: SqlStore) -> None:
    (limit,) = EDITS[Platform.SLACK]
    cards(shared, limit.times + 4)
    taken = [deliver(store) for _ in range(limit.times) for store in (shared, other)]
    assert sum(1 for owed in taken if owed) == limit.times
