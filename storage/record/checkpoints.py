"""Checkpoints: what the database held, said each hour in a file outside it.

A checkpoint is one line: how many cases and events there are, and the last case number given. Before it stand lines
with the head of every case that was written to since the checkpoint before (the first time of all cases). Each line is
chained to the one before, so the last one speaks for the heads of all cases, at the price of those that changed.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.record.keeper import CHECKPOINTS
from storage.database import Database
from storage.record.lines import Adding, Line, Lines
from storage.record.snapshots import cases_up_to, events_ever, heads_since, last_numbers, one_moment
from storage.sealing import Keyring
from storage.tables import LOOKED_UNTIL

BEGUN, CHECKPOINT, HEADS, RESTORED = "begun", "checkpoint", "heads", "restored"
EVERY = timedelta(hours=1)
# So long a commit may have been under way when the one before was made, and so far may clocks go back.
UNDER_WAY = timedelta(minutes=5)
HEAD_BYTES = 16
_IN_A_LINE = 200
_MARK = "checkpoints "


def checkpoint_lines(folder: Path, keyring: Keyring) -> Lines:
    return Lines(folder / CHECKPOINTS, "checkpoint", keyring)


def hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def add_checkpoint(database: Database, folder: Path, keyring: Keyring, now: datetime) -> datetime | None:
    """One for this hour, unless somebody has made it: the file is held meanwhile, by one of all processes that share
    the folder. When it was made; None if it was there. Raises `OSError` and `Broken`."""
    with checkpoint_lines(folder, keyring).adding() as adding:
        last_at = _last_at(adding, now)
        if last_at and hour_of(last_at) == hour_of(now):
            return None
        _begin(adding, now)
        with one_moment(database) as connection:
            _add(adding, connection, last_at and last_at - UNDER_WAY, now)
    return now


def _begin(adding: Adding, now: datetime) -> None:
    """The first line of a file makes it another than all other files of the same cases."""
    if adding.empty:
        adding.add(kind=BEGUN, at=now.isoformat(), file=token_hex(8))


def _last_at(adding: Adding, now: datetime) -> datetime | None:
    """Of the one to go on from. What was put back is another database, and a clock that was put back tells nothing of
    what is new since: then all cases are said anew."""
    before = adding.last(CHECKPOINT, RESTORED)
    goes_on = before and before.says["kind"] == CHECKPOINT and _at(before) <= now
    return _at(before) if before and goes_on else None


def _add(adding: Adding, connection: Connection, since_at: datetime | None, now: datetime) -> None:
    heads = heads_since(connection, since_at)
    while part := list(islice(heads, _IN_A_LINE)):
        adding.add(kind=HEADS, heads=[_head(row) for row in part])
    numbers = last_numbers(connection)
    counts = {"cases": cases_up_to(connection, numbers), "last": numbers, "events": events_ever(connection)}
    adding.add(kind=CHECKPOINT, at=now.isoformat(), **counts)


def _head(row: Row[Any]) -> list[Any]:
    return [row.number, row.id, row.seq, row.head[:HEAD_BYTES].hex()]


def add_restored(folder: Path, keyring: Keyring, taken_at: datetime, now: datetime) -> None:
    """The database was put back from a copy: what earlier checkpoints say beyond it is lost, and known to be."""
    with checkpoint_lines(folder, keyring).adding() as adding:
        _begin(adding, now)
        adding.add(kind=RESTORED, at=now.isoformat(), taken_at=taken_at.isoformat())


def _at(line: Line) -> datetime:
    return datetime.fromisoformat(line.says["at"])


def mark_of(lines: Lines) -> str | None:
    """What the database knows this file by: its first line."""
    first: Line | None = next(iter(lines), None)
    return _MARK + first.mac[:HEAD_BYTES] if first else None


def marks(connection: Connection) -> Iterator[tuple[str, datetime]]:
    """The last checkpoint in each file that the database has seen grow."""
    query = select(LOOKED_UNTIL.c.what, LOOKED_UNTIL.c.until_at).where(LOOKED_UNTIL.c.what.startswith(_MARK))
    yield from ((row.what, row.until_at) for row in connection.execute(query))
