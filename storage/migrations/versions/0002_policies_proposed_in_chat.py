"""Policies proposed in chat, and who agreed to an activation."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "policy_proposals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("parsed", sa.Text(), nullable=False),
        sa.Column("against", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("second", sa.String(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["against"], ["policies.version"], name=op.f("fk_policy_proposals_against")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_proposals")),
    )
    op.create_index(op.f("ix_policy_proposals_at"), "policy_proposals", ["at"], unique=False)
    op.create_table(
        "policy_messages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("failed_why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["proposal"], ["policy_proposals.id"], name=op.f("fk_policy_messages_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_messages")),
    )
    op.create_index(op.f("ix_policy_messages_proposal"), "policy_messages", ["proposal"], unique=False)
    op.add_column("activations", sa.Column("second", sa.String(), nullable=True))
