"""A database that was put back has forgotten what was said since its copy was taken. The chats have not."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.cases.outcome import MessageKind
from bot.copies import PutBack
from bot.messages.notice import NoticeTopic
from bot.ports import Store
from storage.restoring import COPIED, LONGEST, NUMBERS_LEFT_OUT, SHORTEST, Restored, latest, take_care
from storage.store import SqlStore, open_store
from storage.tables import OUTBOX
from tests.storage.builder import (
    NOON,
    a_message,
    a_telling,
    after,
    an_opening,
    asked,
    next_outcome,
    noted,
    saved,
    with_refresh,
)
from tests.storage.conftest import SECRET
from tests.storage.test_outbox import sent, taken

COPIED_AT, PUT_BACK = after(hours=1), after(hours=3)


def put_back(store: SqlStore, at: datetime = PUT_BACK, copied_at: datetime | None = COPIED_AT) -> PutBack:
    if copied_at:
        with store.writing() as unit:
            unit.look_until(COPIED, copied_at, copied_at)
    with store.database.writing() as connection:
        return take_care(connection, at)


def reopened(url: str) -> SqlStore:
    return open_store(url, [SECRET])


def test_what_was_owed_when_the_copy_was_taken_is_looked_for_before_it_is_sent(store: SqlStore) -> None:
    opened = an_opening()
    saved(store, opened, a_message(opened))
    assert put_back(store).owed == 1
    owed = taken(store, PUT_BACK)
    assert owed.uncertain
    assert owed.attempted_at == COPIED_AT, "whatever stands there since then may be it"


def test_nobodys_lease_and_no_rest_of_before_holds_a_message_up(store: SqlStore) -> None:
    opened = an_opening()
    saved(store, opened, a_message(opened))
    first = taken(store)
    with store.writing() as unit:
        unit.beat(PUT_BACK)
        unit.destination_rests(first.destination.key, after(days=1))
    put_back(store)
    assert taken(store, PUT_BACK).id == first.id
    with store.writing() as unit:
        assert unit.replicas(PUT_BACK) == ()


def test_the_case_numbers_that_may_have_been_given_since_are_left_out(store: SqlStore) -> None:
    with store.writing() as unit:
        last = unit.next_number()
    put_back(store)
    with store.writing() as unit:
        assert unit.next_number() == last + NUMBERS_LEFT_OUT + 1


def test_cards_of_open_cases_are_drawn_anew_since_they_may_show_what_is_forgotten(store: SqlStore) -> None:
    opened = an_opening()
    case = saved(store, opened, a_message(opened), a_telling(opened))
    sent(store, taken(store), message="ask")
    sent(store, taken(store), message="telling")
    assert put_back(store).redrawn == 2
    owed = [taken(store, PUT_BACK), taken(store, PUT_BACK)]
    assert {(one.message.kind, one.posted.receipt.message) for one in owed if one.posted} == {
        (MessageKind.REFRESH, "ask"),
        (MessageKind.REFRESH, "telling"),
    }
    assert not any(one.uncertain for one in owed), "an edit twice is an edit once"
    assert put_back(store, after(hours=4)).redrawn == 0, "they are owed already"
    assert case.seq == owed[0].message.seq


@pytest.mark.parametrize(
    ("signs", "taken_at"),
    [
        ({"copied_at": after(hours=2)}, after(hours=2)),
        ({"copied_at": None}, NOON),  # the last message that was sent
        ({"copied_at": after(days=3)}, PUT_BACK),  # a clock that was ahead
    ],
)
def test_when_the_copy_was_taken_is_known_by_its_note_or_its_last_sign_of_life(
    store: SqlStore, signs: dict[str, datetime | None], taken_at: datetime
) -> None:
    opened = an_opening()
    saved(store, opened, a_message(opened))
    sent(store, taken(store))
    assert put_back(store, **signs).taken_at == taken_at  # type: ignore[arg-type]


def test_a_copy_without_any_sign_of_life_is_of_now(store: SqlStore) -> None:
    assert put_back(store, copied_at=None).taken_at == PUT_BACK


def test_what_is_decided_again_after_the_restore_has_its_old_id_and_is_looked_for(shared: SqlStore, url: str) -> None:
    """Level 2 was asked after the copy was taken. Put back, the case climbs once more: the same message, by its id."""
    before = saved(shared, an_opening())
    asking = asked(next_outcome(before), "ben", at=after(hours=2))
    lost = saved_and_rolled_back(shared, asking)
    put_back(shared)
    store = reopened(url)
    late = asked(next_outcome(before), "ben", at=after(hours=3, minutes=1))
    saved(store, late, a_message(late, person="ben"))
    again = taken(store, after(hours=4))
    store.close()
    assert again.id == lost
    assert (again.uncertain, again.attempted_at) == (True, COPIED_AT)


def saved_and_rolled_back(store: Store, outcome: object) -> str:
    class Gone(Exception):
        pass

    try:
        with store.writing() as unit:
            unit.save(outcome, (), (a_message(outcome, person="ben"),))  # type: ignore[arg-type]
            owed = unit.take(after(hours=4), timedelta(seconds=1))
            assert owed is not None
            raise Gone
    except Gone:
        return owed.id


def test_a_case_opened_after_the_restore_is_as_new_as_any(shared: SqlStore, url: str) -> None:
    put_back(shared)
    store = reopened(url)
    opened = an_opening(at=after(hours=3, minutes=1))
    saved(store, opened, a_message(opened))
    owed = taken(store, after(hours=4))
    store.close()
    assert (owed.uncertain, owed.attempted_at) == (False, None)


def test_what_is_said_later_than_the_lost_time_lasted_is_said_for_the_first_time(shared: SqlStore, url: str) -> None:
    before = saved(shared, an_opening())
    put_back(shared)
    store = reopened(url)
    late = asked(next_outcome(before), "ben", at=after(hours=5, minutes=1))
    saved(store, late, a_message(late, person="ben"))
    owed = taken(store, after(hours=6))
    store.close()
    assert not owed.uncertain


def test_catching_up_lasts_as_long_as_what_was_lost_within_bounds() -> None:
    for lost, lasts in (
        (timedelta(0), SHORTEST),
        (timedelta(hours=3), timedelta(hours=3)),
        (timedelta(days=9), LONGEST),
    ):
        assert Restored(NOON, NOON + lost).catches_up_until == NOON + lost + lasts


def test_a_notice_of_the_time_after_the_restore_is_looked_for_too(shared: SqlStore, url: str) -> None:
    put_back(shared)
    store = reopened(url)
    with store.writing() as unit:
        unit.notify(NoticeTopic.COVERAGE, "2026-47", after(hours=3, minutes=1), person="ana")
        notice = unit.take_notice(after(hours=4), timedelta(seconds=60))
    store.close()
    assert notice is not None
    assert notice.uncertain


def test_a_database_that_was_never_put_back_is_what_it_is(store: SqlStore) -> None:
    with store.database.reading() as connection:
        assert latest(connection) is None


def test_edits_waiting_are_free_and_sure(store: SqlStore) -> None:
    opened = an_opening()
    case = saved(store, opened, a_message(opened))
    sent(store, taken(store))
    saved(store, with_refresh(noted(next_outcome(case), "words")))
    put_back(store)
    with store.database.reading() as connection:
        rows = connection.execute(select(OUTBOX.c.uncertain).where(OUTBOX.c.card.is_not(None))).scalars().all()
    assert rows == [False]
