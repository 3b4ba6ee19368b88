"""Very many cases, copied within the database from a few that were really played.

A copy has another id and number, and everything that belongs to it; it is never opened again. Its record would not
verify, and its texts read as empty, since both are bound to the id of the case.
"""

from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, String, Table, case, func, insert, literal, select, true

from bench.delivery.company import LONG_AGO
from storage.store import SqlStore
from storage.tables import CASES, EVENTS, OUTBOX, TEXT_KEYS, TEXTS, TIMERS

OF_CASE = (EVENTS, TEXTS, TIMERS, OUTBOX)
IDS = {"id", "case_id", "text_id", "card"}
CHUNK = 200  # copies of each case in one statement
APART = 1_000_000  # between the number of a case and that of its next copy


def copied(store: SqlStore, count: int) -> None:
    """So many more cases."""
    with store.database.writing() as connection:
        templates = connection.scalars(select(CASES.c.id).where(CASES.c.id.not_like("%-%"))).all()
        made = connection.execute(select(func.count()).select_from(CASES)).scalar_one()
    left, first = count, made
    while left > 0:
        copies = max(1, min(CHUNK, left // len(templates)))
        some = list(templates)[: max(1, left // copies)]
        with store.database.writing() as connection:
            _copy(connection, some, first, copies)
        left, first = left - copies * len(some), first + copies


def _copy(connection: Connection, templates: list[str], first: int, copies: int) -> None:
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    made = select(literal(first).label("i")).cte("made", recursive=True)
    made = made.union_all(select(made.c.i + 1).where(made.c.i < first + copies - 1))
    which: list[tuple[Table, ColumnElement[bool]]] = [(CASES, CASES.c.id.in_(templates))]
    which += [(table, table.c.case_id.in_(templates)) for table in OF_CASE]
    which += [(TEXT_KEYS, TEXT_KEYS.c.text_id.in_(select(TEXTS.c.id).where(TEXTS.c.case_id.in_(templates))))]
    for table, theirs in which:
        rows = (
            select(*(_copied(column, made.c.i) for column in table.c))
            .where(theirs)
            .select_from(table.join(made, true()))
        )
        connection.execute(insert(table).from_select([column.name for column in table.c], rows))


def _copied(column: Column[Any], i: ColumnElement[int]) -> ColumnElement[Any]:
    tail = literal("-") + i.cast(String)
    if column.name in IDS:
        return column + tail
    if column is EVENTS.c.written_at or column is CASES.c.closed_at:  # no chore looks at them as if they were new
        return case((column.is_not(None), literal(LONG_AGO, column.type)))
    if column is CASES.c.number:
        return column + i * APART
    if column is CASES.c.state:
        return func.replace(column, CASES.c.id, CASES.c.id + tail)
    return column
