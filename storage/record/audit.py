"""`stige audit verify`: everything that can be known of the record, found by reading all of it, a part at a time."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, exists, func, not_, select, tuple_

from bot.record.findings import Fault, Progress, Verdict, What
from storage.database import Database
from storage.record.against import Files
from storage.record.checking import Stored, faults_of
from storage.record.snapshots import last_numbers, streamed, unseen
from storage.record.tombstones import holds
from storage.sealing import Keyring
from storage.tables import CASE_ASKED, CASE_READERS, CASES, COUNTERS, EVENTS, TEXT_KEYS, TEXTS, TIMERS, TOMBSTONES

MOST_TOLD = 100
AT_A_TIME = 100

_C = CASES.c
_PAGE = select(CASES).order_by(_C.realm, _C.number).limit(AT_A_TIME)
_WITH_KEYS = select(TEXTS, TEXT_KEYS.c.wrapped, TEXT_KEYS.c.key_id).outerjoin(TEXT_KEYS)
_OF_CASES = (EVENTS, TEXTS, CASE_READERS, CASE_ASKED, TIMERS)
_ERASED = select(func.count()).select_from(TEXTS.outerjoin(TEXT_KEYS)).where(TEXT_KEYS.c.text_id.is_(None))


class Audit:
    """Reads a case in one moment, and different cases in different ones: nobody is kept from writing meanwhile."""

    def __init__(self, database: Database, keyring: Keyring, folder: Path) -> None:
        self._database, self._keyring, self._folder = database, keyring, folder
        self._cases = self._events = self._found = 0
        self._faults: list[Fault] = []

    def verdict(self, progress: Progress = unseen) -> Verdict:
        for fault in self._all(progress):
            if fault in self._faults:
                continue  # the chain has said it already, and so does a checkpoint
            self._found += 1
            if len(self._faults) < MOST_TOLD:
                self._faults.append(fault)
        with self._database.reading() as connection:
            tombstones = int(connection.execute(select(func.count()).select_from(TOMBSTONES)).scalar_one())
            erased = int(connection.execute(_ERASED).scalar_one())
        told = (self._files.checkpoints, tuple(self._faults), self._found)
        return Verdict(self._cases, self._events, tombstones, erased, *told)

    def _all(self, progress: Progress) -> Iterator[Fault]:
        self._files = Files(self._database, self._keyring, self._folder)
        yield from self._files.themselves()
        yield from self._of_cases(progress)
        with self._database.reading() as connection:
            yield from self._of_tombstones(connection)
            yield from _strays(connection)
            yield from _counters(connection)
        yield from self._files.against_the_database()

    # cases

    def _of_cases(self, progress: Progress) -> Iterator[Fault]:
        with self._database.reading() as connection:
            of = int(connection.execute(select(func.count()).select_from(CASES)).scalar_one())
        after: tuple[str, int] | None = None
        while page := self._page(after):
            yield from self._of_page(page)
            self._cases += len(page)
            progress(min(self._cases, of), of)
            after = page[-1]

    def _page(self, after: tuple[str, int] | None) -> Sequence[tuple[str, int]]:
        query = _PAGE.with_only_columns(_C.realm, _C.number)
        if after:
            query = query.where(tuple_(_C.realm, _C.number) > after)
        with self._database.reading() as connection:
            return [(row.realm, row.number) for row in connection.execute(query)]

    def _of_page(self, page: Sequence[tuple[str, int]]) -> Iterator[Fault]:
        """A row that cannot even be read is looked for one by one."""
        try:
            found = self._stored(page)
        except (ValueError, TypeError):
            if len(page) == 1:
                yield Fault(What.CASE_CHANGED, page[0][1], None, "rows that cannot be read")
                return
            for one in page:
                yield from self._of_page([one])
            return
        for stored in found:
            self._events += len(stored.events)
            yield from faults_of(stored, self._keyring)

    def _stored(self, page: Sequence[tuple[str, int]]) -> list[Stored]:
        """Between the first and the last: of neighbours, all."""
        first, last = page[0], page[-1]
        here = select(CASES).where(tuple_(_C.realm, _C.number).between(first, last)).order_by(_C.realm, _C.number)
        with self._database.reading() as connection:
            cases = connection.execute(here).all()
            ids = [case.id for case in cases]
            events = _by_case(connection, select(EVENTS).order_by(EVENTS.c.case_id, EVENTS.c.seq), EVENTS.c, ids)
            texts = _by_case(connection, _WITH_KEYS, TEXTS.c, ids)
            words = _by_case(connection, select(CASE_READERS), CASE_READERS.c, ids)
            asked = _by_case(connection, select(CASE_ASKED), CASE_ASKED.c, ids)
        return [
            Stored(
                case,
                events[case.id],
                {row.id: row for row in texts[case.id]},
                {(row.word, row.barred) for row in words[case.id]},
                {row.person for row in asked[case.id]},
            )
            for case in cases
        ]

    def _of_tombstones(self, connection: Connection) -> Iterator[Fault]:
        for row in streamed(connection, select(TOMBSTONES).order_by(TOMBSTONES.c.realm, TOMBSTONES.c.number)):
            if not holds(row, self._keyring):
                yield Fault(What.TOMBSTONE_CHANGED, row.number)
        both = select(CASES.c.number).join(
            TOMBSTONES,
            (TOMBSTONES.c.case_id == _C.id) | ((TOMBSTONES.c.realm == _C.realm) & (TOMBSTONES.c.number == _C.number)),
        )
        yield from (Fault(What.CASE_BACK, number) for number in connection.scalars(both))


def _by_case(connection: Connection, query: Any, columns: Any, ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {case_id: [] for case_id in ids}
    for row in connection.execute(query.where(columns.case_id.in_(ids))):
        found[row.case_id].append(row)
    return found


def _strays(connection: Connection) -> Iterator[Fault]:
    """Rows that belong to no case; a database forbids them while it is used as it should be."""
    for table in _OF_CASES:
        stray = select(table.c.case_id).where(not_(exists().where(CASES.c.id == table.c.case_id))).limit(1)
        if connection.execute(stray).first():
            yield Fault(What.STRAY, about=table.name)
    keys = select(TEXT_KEYS.c.text_id).where(not_(exists().where(TEXTS.c.id == TEXT_KEYS.c.text_id))).limit(1)
    if connection.execute(keys).first():
        yield Fault(What.STRAY, about=TEXT_KEYS.name)


def _counters(connection: Connection) -> Iterator[Fault]:
    counted = {row.realm: row.last for row in connection.execute(select(COUNTERS))}
    for realm, number in last_numbers(connection).items():
        if counted.get(realm, 0) < number:
            yield Fault(What.COUNTER_BACK, number)
