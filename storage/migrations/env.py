"""What Alembic runs. The connection, and the transaction around all of it, come from `storage.migrate`."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString

from storage.columns import Instant
from storage.tables import METADATA


def written(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    """How our own types stand in a migration."""
    if kind == "type" and isinstance(item, Instant):
        return "Instant()"
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_item=written,
    render_as_batch=True,  # SQLite can alter little by itself
)
with context.begin_transaction():
    context.run_migrations()
