"""Who is there and when: absences, own settings, subscribed calendars, reach, covers and swaps, calendar links; notices
instead of messages about policies alone; and what is done once."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("overrides", sa.Column("instead_of", sa.String(), nullable=True))
    op.add_column("overrides", sa.Column("deal", sa.String(), nullable=False, server_default=""))
    op.add_column("overrides", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(op.f("ix_overrides_deal"), "overrides", ["deal"], unique=False)
    _presence()
    _duty()
    _once()
    _notices()
    _move_policy_messages()


def _presence() -> None:
    op.create_table(
        "absences",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_person"), "absences", ["person"], unique=False)
    op.create_table(
        "own_settings",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=True),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_own_settings")),
    )
    op.create_table(
        "feeds",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("stretches", sa.Text(), nullable=False),
        sa.Column("good_at", Instant(), nullable=True),
        sa.Column("tried_at", Instant(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_feeds")),
    )
    op.create_table(
        "reaches",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("checked_at", Instant(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("silent_until", Instant(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_reaches")),
    )
    op.create_table(
        "revisions",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_revisions")),
    )


def _duty() -> None:
    op.create_table(
        "duty_requests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("overrides", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_requests")),
    )
    op.create_index(op.f("ix_duty_requests_by"), "duty_requests", ["by"], unique=False)
    op.create_index(op.f("ix_duty_requests_other"), "duty_requests", ["other"], unique=False)
    op.create_table(
        "calendar_links",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_calendar_links")),
        sa.UniqueConstraint("person", "schedule", name=op.f("uq_calendar_links_person_schedule")),
    )


def _once() -> None:
    op.create_table(
        "claims",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_at"), "claims", ["at"], unique=False)
    op.create_table(
        "looked_until",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("until_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_looked_until")),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("owed_at", Instant(), nullable=True),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("failed_why", sa.String(), nullable=True),
        sa.Column("receipt_platform", sa.String(), nullable=True),
        sa.Column("receipt_workspace", sa.String(), nullable=True),
        sa.Column("receipt_conversation", sa.String(), nullable=True),
        sa.Column("receipt_message", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_notices")),
        sa.UniqueConstraint("id", name=op.f("uq_notices_id")),
        sa.UniqueConstraint("topic", "about", "receiver", name=op.f("uq_notices_topic_about_receiver")),
    )
    op.create_index(op.f("ix_notices_about"), "notices", ["about"], unique=False)
    op.create_index(
        "ix_notices_owed",
        "notices",
        ["owed_at"],
        unique=False,
        sqlite_where=sa.text("owed_at IS NOT NULL"),
        postgresql_where=sa.text("owed_at IS NOT NULL"),
    )


def _move_policy_messages() -> None:
    op.execute(
        """
        INSERT INTO notices (
            id, topic, about, receiver, person, created_at, owed_at, not_before, leased_until, attempts, uncertain,
            changed, state, done_at, failed_why
        )
        SELECT
            id, 'policy_' || topic, proposal, 'person:' || person, person, created_at,
            CASE WHEN done_at IS NULL THEN created_at END, not_before, leased_until, attempts, uncertain,
            false, state, done_at, failed_why
        FROM policy_messages
        WHERE true
        ORDER BY created_at, id
        ON CONFLICT DO NOTHING
        """
    )
    op.drop_table("policy_messages")
