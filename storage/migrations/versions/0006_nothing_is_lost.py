"""Nothing is lost: who holds a lease, other ways to somebody, merged pages, who is alive, what was restored, found
wrong or deleted."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0006"
down_revision = "0005"
oldest = 5  # whoever knows this schema, or a newer one, may work on


def upgrade() -> None:
    _running()
    _record()
    _queues()
    _ways()


def _running() -> None:
    op.create_table(
        "findings",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("found_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_findings")),
    )
    op.create_table(
        "replicas",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("schema_number", sa.Integer(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("beats_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replicas")),
    )
    op.create_table(
        "restores",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("restored_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_restores")),
    )
    op.create_table(
        "schema_mark",
        sa.Column("only", sa.Integer(), nullable=False),
        sa.Column("oldest", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("only", name=op.f("pk_schema_mark")),
    )


def _record() -> None:
    op.create_table(
        "answers",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_at"), "answers", ["at"])
    op.create_table(
        "tombstones",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("realm", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=False),
        sa.Column("deleted_at", Instant(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_tombstones")),
    )
    op.add_column("events", sa.Column("written_at", Instant(), nullable=True))
    op.create_index("ix_events_written", "events", ["written_at"])


def _queues() -> None:
    op.add_column("destinations", sa.Column("lease_owner", sa.String(), nullable=True))
    op.add_column("destinations", sa.Column("paces", sa.String(), server_default="", nullable=False))
    op.add_column("notices", sa.Column("urgency", sa.Integer(), server_default="1", nullable=False))
    op.add_column("notices", sa.Column("lease_owner", sa.String(), nullable=True))
    op.add_column("notices", sa.Column("attempted_at", Instant(), nullable=True))


def _ways() -> None:
    op.add_column("outbox", sa.Column("attempted_at", Instant(), nullable=True))
    op.add_column("outbox", sa.Column("fail_over_at", Instant(), nullable=True))
    op.add_column("outbox", sa.Column("twin_of", sa.String(), nullable=True))
    op.add_column("outbox", sa.Column("replaced", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("outbox", sa.Column("bundle", sa.String(), nullable=True))
    waiting = "done_at IS NULL AND fail_over_at IS NOT NULL"
    sent = sa.text("state = 'sent' AND card IS NULL")
    op.create_index("ix_outbox_sent", "outbox", ["destination", "done_at"], sqlite_where=sent, postgresql_where=sent)
    for name, column, where in (
        ("ix_outbox_bundle", "bundle", "bundle IS NOT NULL"),
        ("ix_outbox_fail_over", "fail_over_at", waiting),
        ("ix_outbox_twin", "twin_of", "twin_of IS NOT NULL"),
    ):
        op.create_index(name, "outbox", [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
