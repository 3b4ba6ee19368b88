"""Bringing a database's schema up to date, at every start, whoever else starts at the same moment."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

HERE = Path(__file__).parent / "migrations"
PATIENCE_MS = 5000
_LOCK = 0x5719E  # the same in every process; any number that nobody else on the database uses


class Held(RuntimeError):
    """Whoever reads for long keeps the schema from being changed, and who waits to change it keeps everybody else
    waiting."""


class NewerSchema(RuntimeError):
    """The database was changed by a newer Stige in a way that this one would break."""


def migrate(engine: Engine) -> None:
    """One process at a time: SQLite begins as a writer, PostgreSQL waits for a lock of its own."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            connection.execute(text(f"SET LOCAL lock_timeout = {PATIENCE_MS}"))
        present = set(MigrationContext.configure(connection).get_current_heads())
        if present - set(_history()):
            _refuse_what_it_would_break(connection, present)
        elif present != {_history()[0]}:
            with _said_when_held():
                command.upgrade(_config(connection), "head")
            _mark(connection)


@contextmanager
def _said_when_held() -> Iterator[None]:
    try:
        yield
    except DBAPIError as fault:
        if not isinstance(fault.orig, LockNotAvailable):
            raise
        raise Held(
            "The schema was not brought up to date: for more than 5 seconds something else has held the database, such "
            "as a backup or a report. Nothing was changed. Start again when that has ended."
        ) from None


@cache
def _history() -> tuple[str, ...]:
    """The revisions that this version of Stige knows, the newest first."""
    return tuple(script.revision for script in _scripts())


def _scripts() -> Iterator[Script]:
    return ScriptDirectory.from_config(_config(None)).walk_revisions()


@cache
def newest() -> int:
    """The number of the newest migration that this program knows."""
    return int(_history()[0])


@cache
def oldest() -> int:
    """The number of the oldest schema whose programs may work on the newest one. Each migration says it of itself, in
    `oldest`; one that says nothing breaks all that came before it."""
    return max(int(getattr(script.module, "oldest", script.revision)) for script in _scripts())


def _config(connection: Connection | None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _mark(connection: Connection) -> None:
    connection.execute(text("DELETE FROM schema_mark"))
    connection.execute(text('INSERT INTO schema_mark ("only", oldest) VALUES (1, :oldest)'), {"oldest": oldest()})


def may_work_on_newer(connection: Connection) -> bool:
    """Whether whoever made the newer schema has said that a program which knows as much as this one would not break it:
    during an upgrade of several processes the older ones work on, and start, beside the newer."""
    marked = connection.execute(text("SELECT max(oldest) FROM schema_mark")).scalar_one()
    return marked is not None and marked <= newest()


def _refuse_what_it_would_break(connection: Connection, present: set[str]) -> None:
    if not may_work_on_newer(connection):
        raise NewerSchema(
            f"The database has the schema {', '.join(sorted(present))}, on which this version of Stige, which knows "
            f"{_history()[0]}, must not work. Install the newer version that made it, or restore a backup from before."
        )


def revise(message: str) -> None:
    """Write the next migration, from what the tables say and the last one does not."""
    number = len(list(HERE.glob("versions/[0-9]*.py"))) + 1
    with create_engine("sqlite://").begin() as connection:
        config = _config(connection)
        command.upgrade(config, "head")
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")


if __name__ == "__main__":
    revise(sys.argv[1])
