"""However much waits, the next message is found by its index."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

from storage import queue
from storage.columns import LONG_AGO
from storage.leases import as_of
from storage.messages import row_of
from storage.store import SqlStore
from storage.tables import DESTINATIONS, OUTBOX
from tests.storage.builder import LEASE, NOON, a_message, an_opening, saved

pytestmark = pytest.mark.slow
MANY = 10_000


@pytest.fixture(params=["one queue", "a queue each"])
def waiting(shared: SqlStore, request: pytest.FixtureRequest) -> SqlStore:
    """One case with 10,000 messages."""
    opened = an_opening()
    saved(shared, opened)
    alone = request.param == "one queue"
    rows = []
    for number in range(MANY):
        message, to = a_message(opened, person="ana" if alone else f"person{number}")
        more = {"id": f"m{number}", "position": number, "priority_rank": 1, "created_at": NOON, "not_before": LONG_AGO}
        rows.append(row_of(message, to) | more | {"state": "waiting"})
    with shared.database.writing() as connection:
        queues = [queue.AT_REST | {"key": key} for key in {row["destination"] for row in rows}]
        connection.execute(insert(DESTINATIONS), queues)
        connection.execute(insert(OUTBOX), rows)
    with shared.database.writing() as connection:
        connection.execute(text("ANALYZE"))
    return shared


def plan(store: SqlStore, query: Executable) -> str:
    with store.database.reading() as connection:
        sqlite_ = connection.dialect.name == "sqlite"
        dialect = sqlite.dialect() if sqlite_ else postgresql.dialect()  # type: ignore[no-untyped-call]
        known = {**as_of(NOON, "me")} | {"message_id": "m1"}
        written = str(query.params(known).compile(dialect=dialect, compile_kwargs={"literal_binds": True}))  # type: ignore[attr-defined]
        explain = "EXPLAIN QUERY PLAN " if sqlite_ else "EXPLAIN "
        return "\n".join(str(tuple(row)) for row in connection.execute(text((explain + written).replace(":", r"\:"))))


@pytest.mark.parametrize("waiting", ["a queue each"], indirect=True)
def test_no_table_of_messages_is_read_whole(waiting: SqlStore) -> None:
    for query in (queue._NEXT, queue._STILL_FREE):
        found = plan(waiting, query)
        for table in ("outbox", "destinations"):
            assert f"Seq Scan on {table}" not in found, found
            assert f"'SCAN {table}'" not in found, found
        assert "ix_outbox_owed" in found or query is queue._STILL_FREE, found


def test_the_next_is_found_quickly_even_where_all_before_it_must_wait(waiting: SqlStore) -> None:
    began = time.perf_counter()
    with waiting.database.reading() as connection:
        assert len([row.id for row in connection.execute(select(OUTBOX))]) == MANY
    all_read, took = time.perf_counter() - began, {}
    for name, rests in (("first", LONG_AGO), ("none", NOON + timedelta(minutes=5))):
        with waiting.database.writing() as connection:
            connection.execute(update(DESTINATIONS).values(next_allowed_at=rests))
        began = time.perf_counter()
        with waiting.writing() as unit:
            assert (unit.take(NOON, LEASE) is None) is (name == "none")
        took[name] = time.perf_counter() - began
        began = time.perf_counter()
        with waiting.writing() as unit:
            unit.next_message_at()
        took[f"when, {name}"] = time.perf_counter() - began
    print({name: f"{seconds / all_read:.2f} of reading all" for name, seconds in took.items()})  # noqa: T201
    assert max(took.values()) < 3 * all_read
