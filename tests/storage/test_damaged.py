"""A database whose bytes are not what it wrote is no database that is away: it says so, and what to do."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.cases.case import Realm
from bot.running import Away, Damaged
from bot.settings import Unusable
from storage.examining import examined
from storage.opening import opened
from storage.probing import unwritable
from storage.store import SqlStore, open_store
from tests.storage.builder import a_message, an_opening, saved
from tests.storage.conftest import SECRET

PAGE = 4096


@pytest.fixture
def store(sqlite_url: str) -> SqlStore:
    """It was whole when it was opened."""
    store = open_store(sqlite_url, [SECRET], Realm.LIVE)
    with store.database.writing() as connection:
        connection.exec_driver_sql("SELECT 1")
    store.close()
    whole = open_store(sqlite_url, [SECRET], Realm.LIVE)
    damage(sqlite_url, first=2)
    return whole


def damage(url: str, first: int) -> None:
    path = Path(str(make_url(url).database))
    path.with_name(path.name + "-wal").unlink(missing_ok=True)
    with path.open("r+b") as file:
        file.seek(first * PAGE)
        file.write(b"\xff" * (path.stat().st_size - first * PAGE))


def test_whoever_asks_it_hears_that_it_is_damaged_and_not_that_it_is_away(store: SqlStore) -> None:
    opening = an_opening()
    with pytest.raises(Damaged):
        saved(store, opening, a_message(opening))
    assert not issubclass(Damaged, Away), "nothing waits for it to come back"
    store.close()


def test_readiness_says_it(store: SqlStore) -> None:
    assert (unwritable(store.database) or "").startswith("is damaged")
    store.close()


@pytest.mark.parametrize("first", [0, 2])
def test_it_is_said_at_the_start_and_by_the_doctor(sqlite_url: str, first: int) -> None:
    damage(sqlite_url, first)
    with pytest.raises(Unusable, match=r"is damaged, or is none\. Keep it .* `stige restore`"):
        opened(sqlite_url, [SECRET], Realm.LIVE)
    with pytest.raises(Unusable, match="damaged"):
        examined(sqlite_url, [SECRET])
