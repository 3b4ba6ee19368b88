"""On SQLite a statement that is kept is given to the driver as it is; what it writes and finds stays the same."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError, NoResultFound

from storage.database import InMemory, insert_into, insert_new
from storage.quick import KEPT, quick_of
from storage.tables import CONTACTS, DESTINATIONS, OUTBOX, OVERRIDES

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADD = insert(DESTINATIONS)
FIND = select(DESTINATIONS).where(DESTINATIONS.c.key == bindparam("of"))
FREE = select(DESTINATIONS.c.key).where(DESTINATIONS.c.next_allowed_at <= bindparam("at")).order_by(DESTINATIONS.c.key)
REST = update(DESTINATIONS).where(DESTINATIONS.c.key == bindparam("of"))
LISTED = select(DESTINATIONS.c.key).where(DESTINATIONS.c.key.in_(bindparam("keys", expanding=True)))
OF_TWO = select(func.count()).where(
    DESTINATIONS.c.key.in_(["a0", "a1"]), DESTINATIONS.c.next_allowed_at <= bindparam("at")
)


@pytest.fixture
def connection() -> Iterator[Connection]:
    database = InMemory()
    with database.writing() as connection:
        yield connection
    database.close()


def row(key: str, at: datetime = NOON) -> dict[str, object]:
    return {"key": key, "next_allowed_at": at, "leased_until": at, "lease_owner": None, "paces": "{}"}


def filled(connection: Connection) -> None:
    for number in range(KEPT + 1):
        connection.execute(ADD, row(f"a{number}", NOON + timedelta(minutes=number)))


def is_quick(statement: object, **asked: object) -> bool:
    with InMemory().writing() as connection:
        return [quick_of(statement, asked, connection.dialect) for _ in range(KEPT)][-1] is not None


def test_every_time_the_same_is_found_as_the_first_time(connection: Connection) -> None:
    filled(connection)
    found = [connection.execute(FIND, {"of": "a0"}).one() for _ in range(KEPT + 1)]
    assert is_quick(FIND, of="a0")
    assert set(found) == {("a0", NOON, NOON, None, "{}")}
    assert all(one._asdict() == found[0]._asdict() for one in found)


def test_instants_are_compared_as_instants_whoever_wrote_them_in_whatever_zone(connection: Connection) -> None:
    filled(connection)
    in_copenhagen = (NOON + timedelta(minutes=KEPT - 1)).astimezone(timezone(timedelta(hours=1)))
    each = [list(connection.scalars(FREE, {"at": in_copenhagen})) for _ in range(KEPT + 1)]
    assert each == [[f"a{number}" for number in range(KEPT)]] * (KEPT + 1)


def test_an_instant_without_a_zone_is_refused_every_time(connection: Connection) -> None:
    for _ in range(KEPT + 1):
        with pytest.raises(Exception, match="without a zone"):
            connection.execute(FREE, {"at": NOON.replace(tzinfo=None)})


def test_what_is_asked_with_other_names_is_another_statement(connection: Connection) -> None:
    filled(connection)
    for _ in range(KEPT + 1):
        connection.execute(REST, {"of": "a1", "paces": "[]"})
        connection.execute(REST, {"of": "a1", "lease_owner": "me", "leased_until": NOON})
    assert connection.execute(FIND, {"of": "a1"}).one()[2:] == (NOON, "me", "[]")


def test_lists_within_a_statement_are_kept_and_lists_that_are_given_are_not(connection: Connection) -> None:
    filled(connection)
    assert [connection.scalar(OF_TWO, {"at": NOON}) for _ in range(KEPT + 1)] == [1] * (KEPT + 1)
    for keys in (["a0"], ["a0", "a1"], [], ["a2"], ["a1", "a2", "a0"]):
        assert set(connection.scalars(LISTED, {"keys": keys})) == set(keys)
    assert is_quick(OF_TWO, at=NOON)
    assert not is_quick(LISTED, keys=["a0"])


def test_what_columns_hold_by_default_is_written(connection: Connection) -> None:
    assert is_quick(insert(OUTBOX), id="m1")
    written = insert_into(OVERRIDES, "sqlite").returning(OVERRIDES.c.id)
    assert not is_quick(written, id="o1")


def test_a_parameter_that_is_missing_is_never_taken_for_nothing(connection: Connection) -> None:
    filled(connection)
    first, second = row("b1"), row("b2")
    del second["next_allowed_at"]
    with pytest.raises(Exception, match="next_allowed_at"):
        connection.execute(ADD, [first, second])


def test_faults_are_said_as_by_the_ordinary_way_without_what_people_wrote(connection: Connection) -> None:
    add, words = insert(CONTACTS), {"key": "k", "reference": "the words of somebody"}
    connection.execute(add, words)
    said = []
    for _ in range(KEPT + 1):
        with pytest.raises(IntegrityError) as refused:
            connection.execute(add, words)
        said.append(refused.value)
    assert {type(fault.orig) for fault in said} == {type(said[0].orig)}
    assert "somebody" not in str(said[-1])


def test_how_many_rows_were_changed_is_told(connection: Connection) -> None:
    filled(connection)
    assert [connection.execute(REST, {"of": "a1", "paces": str(time)}).rowcount for time in range(KEPT + 1)] == [1] * 4
    add = insert_new(DESTINATIONS, "sqlite")
    assert [connection.execute(add, [row("a1"), row("c")]).rowcount for _ in range(KEPT + 1)][1:] == [0] * KEPT


def test_one_row_that_is_not_there_is_missed_every_time(connection: Connection) -> None:
    for _ in range(KEPT + 1):
        with pytest.raises(NoResultFound):
            connection.execute(FIND, {"of": "nobody"}).one()
        assert connection.execute(FIND, {"of": "nobody"}).one_or_none() is None


def test_what_is_made_for_the_occasion_is_not_kept() -> None:
    with InMemory().writing() as connection:
        assert quick_of(select(DESTINATIONS), {}, connection.dialect) is None
