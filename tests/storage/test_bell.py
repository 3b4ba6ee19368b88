"""Processes on one PostgreSQL wake one another, and find together again after an outage."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.running import Bell
from storage.store import SqlStore, open_store
from tests.storage.conftest import SECRET

pytestmark = pytest.mark.postgres
SOON = 5.0


class Ear:
    """Counts how often it was rung for."""

    def __init__(self) -> None:
        self.heard, self.times = threading.Condition(), 0

    def __call__(self) -> None:
        with self.heard:
            self.times += 1
            self.heard.notify_all()

    def hears(self, times: int, seconds: float = SOON) -> bool:
        with self.heard:
            return self.heard.wait_for(lambda: self.times >= times, seconds)


@pytest.fixture
def two(postgres_url: str) -> Iterator[tuple[SqlStore, SqlStore]]:
    stores = open_store(postgres_url, [SECRET]), open_store(postgres_url, [SECRET])
    yield stores
    for store in stores:
        store.close()


@pytest.fixture
def bells(two: tuple[SqlStore, SqlStore]) -> Iterator[tuple[tuple[Bell, Ear], tuple[Bell, Ear]]]:
    """Both listen."""
    one, other = ((store.bell(), Ear()) for store in two)
    for bell, ear in (one, other):
        bell.listen(ear)
        assert ear.hears(1)  # as soon as it listens: for what was rung before
    yield one, other
    one[0].close()
    other[0].close()


def test_the_others_hear_at_once_and_whoever_rings_does_not(bells: tuple[tuple[Bell, Ear], tuple[Bell, Ear]]) -> None:
    (bell, own), (_, ear) = bells
    bell.ring()
    assert ear.hears(2)
    assert own.times == 1


def test_many_rings_at_once_are_few(bells: tuple[tuple[Bell, Ear], tuple[Bell, Ear]]) -> None:
    (bell, _), (_, ear) = bells
    for _ in range(1000):
        bell.ring()
    assert ear.hears(2)
    assert ear.times < 500


def test_who_lost_the_connection_makes_it_anew_and_looks(
    two: tuple[SqlStore, SqlStore], bells: tuple[tuple[Bell, Ear], tuple[Bell, Ear]]
) -> None:
    (bell, _), (_, ear) = bells
    with two[0].database.writing() as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        assert connection.execute(text(cut)).all()
    assert ear.hears(2)
    before = ear.times
    bell.ring()
    assert ear.hears(before + 1)


def test_a_bell_that_nobody_listened_with_can_be_rung_and_closed(two: tuple[SqlStore, SqlStore]) -> None:
    bell = two[0].bell()
    for _ in range(3):
        bell.ring()
    bell.close()
    bell.ring()


def test_on_sqlite_there_is_nobody_to_wake(memory: SqlStore) -> None:
    bell = memory.bell()
    bell.listen(lambda: None)
    bell.ring()
    bell.close()
