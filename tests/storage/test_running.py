"""Several processes on one database: who is alive, and whose leases hold."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.messages.notice import Notice, NoticeTopic
from bot.messages.owed import Owed
from bot.running import ALIVE_FOR, TooOld
from storage.leases import LONGEST_LEASE
from storage.running import FORGOTTEN_AFTER
from storage.store import SqlStore, open_store
from storage.tables import DESTINATIONS, NOTICES, OUTBOX, REPLICAS, SCHEMA_MARK
from tests.storage.builder import NOON, a_message, a_receipt, after, an_opening, saved
from tests.storage.conftest import SECRET

LONG = timedelta(seconds=60)
DEAD = NOON + ALIVE_FOR


@pytest.fixture
def other(shared: SqlStore, url: str) -> Iterator[SqlStore]:
    """A second process on the same database."""
    store = open_store(url, [SECRET])
    yield store
    store.close()


def beats(store: SqlStore, at: datetime = NOON) -> None:
    with store.beating() as unit:
        unit.beat(at)


def take(store: SqlStore, at: datetime) -> Owed | None:
    with store.writing() as unit:
        return unit.take(at, LONG)


def take_notice(store: SqlStore, at: datetime) -> Notice | None:
    with store.writing() as unit:
        return unit.take_notice(at, LONG)


def next_at(store: SqlStore) -> tuple[datetime | None, datetime | None]:
    with store.writing() as unit:
        return unit.next_message_at(), unit.next_notice_at()


def owes(store: SqlStore) -> None:
    """A message and a notice."""
    opened = an_opening()
    saved(store, opened, a_message(opened))
    with store.writing() as unit:
        unit.notify(NoticeTopic.COVERAGE, "2026-W47", NOON, person="ana")


def test_who_beats_is_alive_until_a_few_seconds_after(store: SqlStore) -> None:
    beats(store)
    with store.writing() as unit:
        (one,) = unit.replicas(after(seconds=3))
        assert (one.started_at, one.beats_until) == (NOON, DEAD)
        assert unit.replicas(DEAD) == ()
    beats(store, after(seconds=1))
    with store.writing() as unit:
        (one,) = unit.replicas(DEAD)
        assert (one.started_at, one.beats_until) == (NOON, after(seconds=1) + ALIVE_FOR)


def test_who_leaves_is_gone_at_once(shared: SqlStore, other: SqlStore) -> None:
    beats(shared)
    beats(other)
    with other.beating() as unit:
        unit.leave()
    with shared.writing() as unit:
        assert len(unit.replicas(NOON)) == 1


def test_whoever_died_long_ago_is_forgotten_when_another_starts(shared: SqlStore, other: SqlStore) -> None:
    beats(shared)
    beats(other, DEAD + FORGOTTEN_AFTER + timedelta(seconds=1))
    with other.writing() as unit:
        assert unit.connection.scalars(select(REPLICAS.c.started_at)).one() > NOON  # type: ignore[attr-defined]


def test_whoever_takes_a_lease_is_heard_of(shared: SqlStore, other: SqlStore) -> None:
    owes(shared)
    assert take(shared, NOON)
    with other.writing() as unit:
        assert len(unit.replicas(NOON)) == 1


def test_the_leases_of_a_process_that_is_not_heard_of_are_taken_over(shared: SqlStore, other: SqlStore) -> None:
    owes(shared)
    owed, notice = take(shared, NOON), take_notice(shared, NOON)
    just_before = DEAD - timedelta(milliseconds=1)
    assert (take(other, just_before), take_notice(other, just_before)) == (None, None)
    assert next_at(other) == (DEAD, DEAD)
    again, notice_again = take(other, DEAD), take_notice(other, DEAD)
    assert owed is not None
    assert again is not None
    assert (again.id, again.attempts, again.uncertain) == (owed.id, 2, True)
    assert notice is not None
    assert notice_again is not None
    assert (notice_again.id, notice_again.attempts, notice_again.uncertain) == (notice.id, 2, True)


def test_a_long_send_of_a_living_process_is_stolen_by_nobody(shared: SqlStore, other: SqlStore) -> None:
    owes(shared)
    take(shared, NOON)
    take_notice(shared, NOON)
    for second in range(1, 60):
        beats(shared, after(seconds=second))
        assert (take(other, after(seconds=second)), take_notice(other, after(seconds=second))) == (None, None)
    assert take(other, NOON + LONG)
    assert take_notice(other, NOON + LONG)


def test_the_leases_of_a_process_that_left_are_free_at_once(shared: SqlStore, other: SqlStore) -> None:
    owes(shared)
    take(shared, NOON)
    take_notice(shared, NOON)
    with shared.beating() as unit:
        unit.leave()
    assert take(other, NOON)
    assert take_notice(other, NOON)


def test_ones_own_leases_hold_even_if_one_could_not_beat(store: SqlStore) -> None:
    owes(store)
    take(store, NOON)
    take_notice(store, NOON)
    with store.beating() as unit:
        unit.leave()
    at = after(seconds=30)
    assert next_at(store) == (NOON + LONG, NOON + LONG)
    assert (take(store, at), take_notice(store, at)) == (None, None)


def test_the_lease_of_a_version_that_did_not_beat_holds_to_its_end(shared: SqlStore) -> None:
    """As 0005 leases: its process is unknown, and nothing says whose the destination is."""
    owes(shared)
    with shared.database.writing() as connection:
        connection.execute(update(OUTBOX).values(leased_until=NOON + LONG, lease_owner="unknown", attempts=1))
        connection.execute(update(DESTINATIONS).values(leased_until=NOON + LONG))
        connection.execute(update(NOTICES).values(leased_until=NOON + LONG, attempts=1))
    assert (take(shared, after(seconds=59)), take_notice(shared, after(seconds=59))) == (None, None)
    assert next_at(shared) == (NOON + LONG, NOON + LONG)
    assert take(shared, NOON + LONG)
    assert take_notice(shared, NOON + LONG)


@pytest.mark.parametrize("back", [timedelta(minutes=1), timedelta(minutes=30)])
def test_what_was_put_off_waits_no_longer_once_the_clock_was_set_back(store: SqlStore, back: timedelta) -> None:
    owes(store)
    owed, notice = take(store, NOON), take_notice(store, NOON)
    assert owed
    assert notice
    with store.writing() as unit:
        unit.later(owed, after(seconds=20), uncertain=True)
        unit.destination_rests(owed.destination.key, after(seconds=20))
        unit.notice_later(notice, after(seconds=20), uncertain=True)
    assert take(store, after(seconds=1)) is None, "it is put off"
    again, noticed = take(store, NOON - back), take_notice(store, NOON - back)
    assert again
    assert noticed
    assert again.attempted_at == noticed.attempted_at == NOON - back, "an attempt that is to come is not waited for"


def test_what_another_clock_leased_holds_nobody_up_once_that_was_set_back(shared: SqlStore, other: SqlStore) -> None:
    owes(shared)
    take(shared, after(days=1))
    take_notice(shared, after(days=1))
    assert take(other, NOON)
    assert take_notice(other, NOON)


def test_ones_own_lease_of_another_clock_does_not_hold_either(store: SqlStore) -> None:
    owes(store)
    take(store, after(days=1))
    assert take(store, after(days=1) - LONGEST_LEASE) is None
    assert take(store, NOON)


def test_a_rest_or_backoff_of_another_clock_does_not_hold(store: SqlStore) -> None:
    owes(store)
    owed, notice = take(store, after(days=1)), take_notice(store, after(days=1))
    assert owed
    assert notice
    with store.writing() as unit:
        unit.later(owed, after(days=1, minutes=1), uncertain=False)
        unit.destination_rests("person:ana", after(days=1, minutes=1))
        unit.notice_later(notice, after(days=1, minutes=1), uncertain=False)
    assert take(store, after(days=1)) is None
    assert take_notice(store, after(days=1)) is None
    assert take(store, NOON)
    assert take_notice(store, NOON)


def test_a_rest_of_an_hour_holds(store: SqlStore) -> None:
    owes(store)
    with store.writing() as unit:
        unit.destination_rests("person:ana", after(hours=1))
    assert take(store, NOON) is None
    assert take(store, after(hours=1))


def test_a_beat_of_another_clock_keeps_nobody_alive(shared: SqlStore, other: SqlStore) -> None:
    beats(shared, after(days=1))
    with other.writing() as unit:
        assert unit.replicas(NOON) == ()
    owes(other)
    take(shared, NOON)  # its clock was set back meanwhile: it beats anew
    assert take(other, NOON) is None


def test_whoever_was_taken_over_frees_nothing_of_whoever_took_over(shared: SqlStore, other: SqlStore) -> None:
    opened = an_opening()
    saved(shared, opened, a_message(opened), a_message(opened, person="ana"))
    slow, _ = take(shared, NOON), None
    again = take(other, DEAD)
    assert slow
    assert again
    with shared.writing() as unit:
        unit.later(slow, NOON, uncertain=True)
    assert take(shared, DEAD) is None
    with other.writing() as unit:
        unit.sent(again, a_receipt(), 1, DEAD)
    assert take(shared, DEAD)


def test_a_process_that_would_break_a_newer_schema_is_told_so(store: SqlStore) -> None:
    beats(store)
    with store.writing() as unit:
        unit.connection.execute(SCHEMA_MARK.delete())  # type: ignore[attr-defined]
        unit.connection.execute(SCHEMA_MARK.insert().values(only=1, oldest=9999))  # type: ignore[attr-defined]
    with pytest.raises(TooOld, match="older than 9999 must not work"):
        beats(store, after(seconds=1))
