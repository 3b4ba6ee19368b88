"""${message}."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
oldest = ${int(down_revision)}  # whoever knows this schema, or a newer one, may work on


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
