"""How connections are made and transactions begin."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from storage.database import open_database
from storage.tables import COUNTERS, INBOUND, TIMERS
from tests.storage.builder import NOON


def test_a_commit_to_a_file_survives_a_power_cut_and_does_not_stop_readers(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2  # FULL
    database.close()


@pytest.mark.parametrize("kind", ["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_rows_of_a_case_that_does_not_exist_are_refused(kind: str, request: pytest.FixtureRequest) -> None:
    database = open_database(request.getfixturevalue(f"{kind}_url"))
    stray = {"case_id": "nobody", "position": 0, "due_at": NOON, "strand": "", "command": "", "beliefs": ""}
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), database.writing() as connection:
        connection.execute(insert(TIMERS), stray)
    database.close()


def test_the_driver_is_our_own_whatever_the_address_names(sqlite_url: str) -> None:
    open_database(sqlite_url.replace("sqlite:", "sqlite+aiosqlite:")).close()


def test_databases_in_memory_share_nothing() -> None:
    one, two = open_database("sqlite://"), open_database("sqlite:///:memory:")
    with one.writing() as connection:
        connection.execute(insert(COUNTERS), {"realm": "live", "last": 7})
    with two.reading() as connection:
        assert connection.execute(select(COUNTERS)).all() == []
    one.close()
    two.close()


def test_instants_come_back_in_utc_to_the_microsecond(url: str) -> None:
    database = open_database(url)
    at = NOON.replace(microsecond=1)
    with database.writing() as connection:
        here = at.astimezone(ZoneInfo("Asia/Kathmandu"))
        connection.execute(insert(INBOUND), {"key": "k", "case_id": "c", "first_seq": 1, "last_seq": 1, "at": here})
        found = connection.execute(select(INBOUND.c.at)).scalar_one()
    assert (found, found.tzinfo) == (at, UTC)
    database.close()
