"""Messages to vendors."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("vendor", sa.String(), nullable=True))
    op.add_column("outbox", sa.Column("to_vendor", sa.String(), nullable=True))
