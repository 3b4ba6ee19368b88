"""Which faults of a database mean that it is away, or damaged: not that we asked for something wrong."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError, PendingRollbackError

from bot.running import Away, Damaged

# Classes of PostgreSQL: connection, resources, operator intervention; and what stopped being the one that is written.
_POSTGRES = ("08", "53", "57", "25006")
_WHY = re.compile(r"(?:FATAL:|failed:|error:) +([^\n]+)")
_DAMAGED = ("XX001", "XX002", "SQLITE_CORRUPT", "SQLITE_NOTADB")
_SQLITE = ("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY")


@contextmanager
def said_when_away() -> Iterator[None]:
    try:
        yield
    except DBAPIError as fault:
        if is_damaged(fault):
            raise Damaged(type(fault.orig).__name__) from fault
        if not _is_away(fault):
            raise
        raise Away(type(fault.orig).__name__) from fault
    except PendingRollbackError as fault:  # somebody went on in a transaction that was lost with its connection
        raise Away(type(fault).__name__) from fault


def said_by(fault: DBAPIError) -> str:
    """Why nobody is let in, in the server's own words. They name servers, databases and accounts, and no password."""
    told = _WHY.findall(str(fault.orig))
    return told[-1].rstrip(". ") if told else type(fault).__name__


def is_damaged(fault: DBAPIError) -> bool:
    name = getattr(fault.orig, "sqlite_errorname", None) or getattr(fault.orig, "sqlstate", None)
    return str(name).startswith(_DAMAGED)


def _is_away(fault: DBAPIError) -> bool:
    if isinstance(fault.orig, sqlite3.Error):
        return getattr(fault.orig, "sqlite_errorname", "").startswith(_SQLITE)
    state = getattr(fault.orig, "sqlstate", None)
    if state is None:  # the server said nothing any more
        return isinstance(fault, OperationalError)
    return fault.connection_invalidated or str(state).startswith(_POSTGRES)
