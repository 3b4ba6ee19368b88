"""Whether the database can be written, and has the schema that this program knows."""

from datetime import UTC, datetime

from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage.away import is_damaged
from storage.database import Database, insert_or_update
from storage.migrate import may_work_on_newer, newest
from storage.tables import LOOKED_UNTIL

PROBE = "readiness"


def unwritable(database: Database) -> str | None:
    """Why nothing can be written, for the operator. It writes for real: a full disk is noticed by nothing else."""
    try:
        with database.writing() as connection:
            row = {"what": PROBE, "until_at": datetime.now(UTC)}
            connection.execute(insert_or_update(LOOKED_UNTIL, connection.dialect.name), row)
    except SQLAlchemyError as fault:
        return _why(fault)
    return None


def other_schema(database: Database) -> str | None:
    try:
        with database.reading() as connection:
            return of_another_schema(connection)
    except SQLAlchemyError as fault:
        return _why(fault)


def of_another_schema(connection: Connection) -> str | None:
    heads = MigrationContext.configure(connection).get_current_heads()
    present = max((int(head) for head in heads if head.isdecimal()), default=0)
    if present == newest():
        return None
    if present > newest():
        if may_work_on_newer(connection):
            return None  # this process is replaced in its turn
        return f"a newer Stige has brought the schema to {present}; this one knows {newest()}"
    return f"the schema is {present} and not {newest()}: Stige brings it up to date at its next start"


def _why(fault: SQLAlchemyError) -> str:
    """Of the database's own words only those that are known to hold nothing else."""
    if isinstance(fault, DBAPIError) and is_damaged(fault):
        return "is damaged: `stige doctor` says how, and what to do"
    said = str(fault.orig).lower() if isinstance(fault, DBAPIError) else ""
    if "disk is full" in said or "no space left" in said:
        return "cannot be written: its disk is full"
    if "readonly" in said or "read-only" in said:
        return "cannot be written: it is read-only"
    if "locked" in said:
        return "cannot be written: somebody else has held its lock for too long"
    return f"cannot be read and written ({type(fault).__name__})"
