"""Bringing a database's schema up to date, at every start, whoever else starts at the same moment."""

import sys
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text

HERE = Path(__file__).parent / "migrations"
_LOCK = 0x5719E  # the same in every process; any number that nobody else on the database uses


class NewerSchema(RuntimeError):
    """The database was made by a newer Stige; running an older one on it could lose what it does not know."""


def migrate(engine: Engine) -> None:
    """One process at a time: SQLite begins as a writer, PostgreSQL waits for a lock of its own."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        present = set(MigrationContext.configure(connection).get_current_heads())
        _refuse_newer(present)
        if present != {_history()[0]}:
            command.upgrade(_config(connection), "head")


@cache
def _history() -> tuple[str, ...]:
    """The revisions that this version of Stige knows, the newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config(None)).walk_revisions())


@cache
def newest() -> int:
    """The number of the newest migration that this program knows."""
    return int(_history()[0])


def _config(connection: Connection | None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _refuse_newer(present: set[str]) -> None:
    if unknown := present.difference(_history()):
        raise NewerSchema(
            f"The database has the schema {', '.join(sorted(unknown))}, which this version of Stige does not know. "
            "Install the newer version that made it, or restore a backup from before."
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
