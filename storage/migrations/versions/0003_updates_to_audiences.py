"""Messages to customers, and which audience a message is for."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("customer", sa.String(), nullable=True))
    op.add_column("outbox", sa.Column("to_customer", sa.String(), nullable=True))
    op.add_column("outbox", sa.Column("audience", sa.Integer(), nullable=True))
