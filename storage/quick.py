"""SQLite's statements, past what SQLAlchemy does anew each time: twenty times as much as SQLite, while all others wait,
since one alone may write.

A statement that is kept, as those of the modules are, is compiled once and then given to the driver as it is. One that
is made for the occasion goes the ordinary way, and so does one with a list of any length or with RETURNING. PostgreSQL
is always spoken to the ordinary way, which knows what a lost connection is.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Column, CompoundSelect, Connection, CursorResult, Delete, Insert, Select, Update
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import ScalarElementColumnDefault

Statement = Select[Any] | CompoundSelect[Any] | Insert | Update | Delete
Row = Mapping[str, Any]
KEPT = 3  # so often is nothing executed that was made for the occasion


@dataclass(frozen=True, slots=True)
class Changed:
    """What is told of a statement that gives no rows."""

    rowcount: int


class Quick:
    """A statement as the driver gets it, when it is asked with parameters of these names."""

    def __init__(self, statement: Statement, compiled: SQLCompiler, parameters: Row) -> None:
        dialect, state = compiled.dialect, compiled.construct_expanded_state(dict(parameters))
        names, values = state.positiontup or (), {**state.parameters, **_defaults(compiled)}
        turns = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
        turns |= state.processors  # of the elements of lists
        self._sql = state.statement
        self._said = [_turned(turns.get(name), values[name]) for name in names]
        self._given = [(place, name, turns.get(name)) for place, name in enumerate(names) if name in parameters]
        columns = statement.selected_columns if isinstance(statement, Select | CompoundSelect) else ()
        reads = enumerate(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
        self._read = [(place, turn) for place, turn in reads if turn]
        self._shape: SimpleResultMetaData | None = None

    def run(self, driver: sqlite3.Connection, parameters: Row) -> IteratorResult[Any] | Changed:
        cursor = driver.execute(self._sql, self._filled(parameters))
        if cursor.description is None:
            return Changed(cursor.rowcount)
        self._shape = self._shape or SimpleResultMetaData([column[0] for column in cursor.description])
        rows = cursor.fetchall()
        return IteratorResult(self._shape, map(self._row, rows) if self._read else iter(rows))

    def run_for_each(self, driver: sqlite3.Connection, parameters: Sequence[Row]) -> Changed:
        return Changed(driver.executemany(self._sql, map(self._filled, parameters)).rowcount)

    def _filled(self, parameters: Row) -> list[Any]:
        row = self._said.copy()
        for place, name, turn in self._given:
            row[place] = turn(parameters[name]) if turn else parameters[name]
        return row

    def _row(self, found: Sequence[Any]) -> Sequence[Any]:
        row = list(found)
        for place, turn in self._read:
            row[place] = turn(row[place])
        return row


class QuickConnection(Connection):
    """To SQLite. What is executed in a transaction is quick where it can be."""

    def execute(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> CursorResult[Any]:
        many = isinstance(parameters, list | tuple)
        first: Row | None = (parameters[0] if parameters else None) if many else parameters or {}
        quick = quick_of(statement, first, self.dialect) if first is not None and self.in_transaction() else None
        if quick is None or execution_options or self.get_execution_options():
            return super().execute(statement, parameters, execution_options=execution_options)
        driver = cast("sqlite3.Connection", self.connection.driver_connection)
        try:
            done = quick.run_for_each(driver, parameters) if many else quick.run(driver, first or {})
        except sqlite3.Error as error:
            raise _as_ever(error, self.dialect) from error
        return cast("CursorResult[Any]", done)


_seen: WeakKeyDictionary[Statement, int] = WeakKeyDictionary()
_kept: WeakKeyDictionary[Statement, dict[tuple[str, ...], Quick | None]] = WeakKeyDictionary()


def quick_of(statement: Any, parameters: Row, dialect: Dialect) -> Quick | None:
    """None: the ordinary way."""
    if not isinstance(statement, Statement):
        return None
    forms = _kept.get(statement)
    if forms is None:
        _seen[statement] = seen = _seen.get(statement, 0) + 1
        if seen < KEPT:
            return None
        forms = _kept[statement] = {}
    names = tuple(parameters)
    if names not in forms:
        forms[names] = _compiled(statement, parameters, dialect)
    return forms[names]


def _compiled(statement: Statement, parameters: Row, dialect: Dialect) -> Quick | None:
    if isinstance(statement, Select | CompoundSelect):
        compiled = statement.compile(dialect=dialect)
    else:
        compiled = statement.compile(dialect=dialect, column_keys=list(parameters))
    lists = {bind.key for bind in compiled.post_compile_params}
    if not lists.isdisjoint(parameters) or compiled.effective_returning or not _are_fixed(compiled):
        return None
    return Quick(statement, compiled, parameters)


def _prefetched(compiled: SQLCompiler) -> Sequence[Column[Any]]:
    return compiled.insert_prefetch if compiled.isinsert else compiled.update_prefetch if compiled.isupdate else ()


def _are_fixed(compiled: SQLCompiler) -> bool:
    """What columns hold by default, and not something that is computed for each row."""
    return all(isinstance(column.default, ScalarElementColumnDefault) for column in _prefetched(compiled))


def _defaults(compiled: SQLCompiler) -> Row:
    fixed = ((column.key, column.default) for column in _prefetched(compiled))
    return {key: default.arg for key, default in fixed if isinstance(default, ScalarElementColumnDefault)}


def _turned(turn: Callable[[Any], Any] | None, value: Any) -> Any:
    return turn(value) if turn else value


def _as_ever(error: sqlite3.Error, dialect: Dialect) -> Exception:
    """As SQLAlchemy says it; without the parameters, among which are people's words."""
    return DBAPIError.instance(None, None, error, sqlite3.Error, dialect=dialect)
