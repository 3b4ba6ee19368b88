"""The files beside the database, each for itself and against what the database holds."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, tuple_

from bot.record.findings import Checkpoints, Fault, What
from storage.database import Database
from storage.record.checkpoints import CHECKPOINT, HEAD_BYTES, HEADS, RESTORED, checkpoint_lines, mark_of, marks
from storage.record.erasing import erasure_lines, ids_in
from storage.record.lines import Broken, Line, Lines
from storage.record.snapshots import cases_up_to, events_ever, one_moment, streamed
from storage.sealing import Keyring
from storage.tables import CASES, EVENTS, TEXT_KEYS, TEXTS, TOMBSTONES

_EVENT = tuple_(EVENTS.c.case_id, EVENTS.c.seq)
_ERASED = (
    select(TEXTS.c.id, TEXTS.c.seq, CASES.c.number)
    .select_from(TEXTS.outerjoin(TEXT_KEYS).join(CASES, CASES.c.id == TEXTS.c.case_id))
    .where(TEXT_KEYS.c.text_id.is_(None))
)
_AT_A_TIME = 500


class Files:
    """`checkpoints` is what was found of them, once `themselves` has been gone through."""

    def __init__(self, database: Database, keyring: Keyring, folder: Path) -> None:
        self._database = database
        self._lines, self._ledger = checkpoint_lines(folder, keyring), erasure_lines(folder, keyring)
        self.checkpoints = Checkpoints()
        self._last: Line | None = None
        self._restored = self._good = 0
        self._erased: set[str] = set()
        self._told: set[str] = set()

    def themselves(self) -> Iterator[Fault]:
        yield from self._read(self._lines, What.CHECKPOINT_CHANGED, self._note)
        yield from self._read(self._ledger, What.LEDGER_CHANGED, lambda line: self._erased.update(ids_in(line)))
        self.checkpoints = replace(self.checkpoints, unfinished=self._lines.unfinished())
        with self._database.reading() as connection:
            yield from self._against_marks(dict(marks(connection)))

    def against_the_database(self) -> Iterator[Fault]:
        with one_moment(self._database) as connection:
            for line in self._sound_lines():
                if line.number > self._restored and line.says["kind"] == HEADS:
                    yield from self._of_heads(connection, line.says["heads"])
            if self._last and self._last.number > self._restored:
                yield from _of_counts(connection, self._last)
            yield from self._of_erasures(connection)

    def _read(self, lines: Lines, broken: What, note: Any) -> Iterator[Fault]:
        try:
            for line in lines:
                note(line)
        except Broken as fault:
            yield Fault(broken, None, fault.number, fault.what)

    def _note(self, line: Line) -> None:
        self._good = line.number
        if line.says["kind"] == CHECKPOINT:
            self._last, at = line, datetime.fromisoformat(line.says["at"])
            self.checkpoints = replace(self.checkpoints, count=self.checkpoints.count + 1, last_at=at)
        elif line.says["kind"] == RESTORED:
            self._restored = line.number
            at, taken_at = (datetime.fromisoformat(line.says[name]) for name in ("at", "taken_at"))
            self.checkpoints = replace(self.checkpoints, restored_at=at, taken_at=taken_at)

    def _sound_lines(self) -> Iterator[Line]:
        for line in self._lines if self._good else ():
            yield line
            if line.number == self._good:
                return

    def _against_marks(self, known: dict[str, datetime]) -> Iterator[Fault]:
        """A file cannot say how long it was; the database remembers its last checkpoint."""
        ours = mark_of(self._lines) if self._good else None
        last_at = self.checkpoints.last_at
        others = [at for mark, at in known.items() if mark != ours]
        self.checkpoints = replace(self.checkpoints, elsewhere_at=max(others, default=None))
        missing = known.get(ours or "") if ours else max(known.values(), default=None)
        if missing and (last_at is None or missing > last_at):
            yield Fault(What.CHECKPOINTS_MISSING, about=f"{missing:%Y-%m-%d %H:%M}Z")

    def _of_heads(self, connection: Connection, heads: Sequence[Sequence[Any]]) -> Iterator[Fault]:
        named = [head for head in heads if head[1] not in self._told]
        query = select(EVENTS.c.case_id, EVENTS.c.hmac).where(_EVENT.in_([(head[1], head[2]) for head in named]))
        there = {row.case_id: row.hmac[:HEAD_BYTES].hex() for row in connection.execute(query)}
        lacking = [head for head in named if there.get(head[1]) != head[3]]
        for fault, case_id in _lacking(connection, lacking, there):
            self._told.add(case_id)
            yield fault

    def _of_erasures(self, connection: Connection) -> Iterator[Fault]:
        for row in streamed(connection, _ERASED):
            if row.id not in self._erased:
                yield Fault(What.TEXT_ERASED, row.number, row.seq, row.id)
        ids = sorted(self._erased)
        for begin in range(0, len(ids), _AT_A_TIME):
            kept = select(TEXT_KEYS.c.text_id).where(TEXT_KEYS.c.text_id.in_(ids[begin : begin + _AT_A_TIME]))
            yield from (Fault(What.TEXT_KEPT, about=text_id) for text_id in connection.scalars(kept))


def _lacking(
    connection: Connection, heads: Sequence[Sequence[Any]], there: dict[str, str]
) -> Iterator[tuple[Fault, str]]:
    ids = [head[1] for head in heads]
    if not ids:
        return
    known = select(CASES.c.id, CASES.c.seq).where(CASES.c.id.in_(ids))
    cases = {row.id: row.seq for row in connection.execute(known)}
    query = select(TOMBSTONES.c.case_id, TOMBSTONES.c.seq, TOMBSTONES.c.head).where(TOMBSTONES.c.case_id.in_(ids))
    buried = {row.case_id: row for row in connection.execute(query)}
    for number, case_id, seq, head in heads:
        stone = buried.get(case_id)
        if case_id in cases:
            what = What.EVENT_AFTER_CHECKPOINT if case_id in there else What.EVENT_MISSING
            yield Fault(what, number, min(seq, cases[case_id] + 1)), case_id
        elif stone is None:
            yield Fault(What.CASE_MISSING, number, seq), case_id
        elif stone.seq < seq or (stone.seq == seq and stone.head[:HEAD_BYTES].hex() != head):
            yield Fault(What.TOMBSTONE_CHANGED, number, seq), case_id


def _of_counts(connection: Connection, line: Line) -> Iterator[Fault]:
    said = line.says
    for realm, count in cases_up_to(connection, said["last"]).items():
        if count != said["cases"][realm]:
            yield Fault(What.CASES_COUNTED, about=f"{count} instead of {said['cases'][realm]}")
    if events_ever(connection) < said["events"]:
        yield Fault(What.EVENTS_COUNTED)
