"""Messages outside any case, and what is done once among all processes."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import at, at_or_never, index_where


class NoticeRow(SQLModel, table=True):
    """What one person or place is to hear. Owed while `owed_at` is there: to be sent, or, where it stands already (the
    `receipt_…` say where), to be drawn anew. `changed`: so is what it is about, since it was taken last. `state` says
    how it ended. A `leased_until` in the past: the fate of the last attempt, begun at `attempted_at`, is unknown.
    `urgency` 0: it carries pages, and goes before all others.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("topic", "about", "receiver"),
        index_where("owed_at IS NOT NULL", "ix_notices_owed", "owed_at"),
    )

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    topic: str
    about: str = Field(index=True)
    receiver: str
    person: str | None
    place: str | None
    platform: str | None
    created_at: datetime = at()
    owed_at: datetime | None = at_or_never()
    not_before: datetime = at()
    leased_until: datetime | None = at_or_never()
    attempts: int = 0
    uncertain: bool = False
    changed: bool = False
    state: str
    done_at: datetime | None = at_or_never()
    failed_why: str | None = None
    receipt_platform: str | None = None
    receipt_workspace: str | None = None
    receipt_conversation: str | None = None
    receipt_message: str | None = None
    urgency: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    lease_owner: str | None = None
    attempted_at: datetime | None = at_or_never()


class ClaimRow(SQLModel, table=True):
    """What was done, so that nobody does it again."""

    __tablename__ = "claims"

    key: str = Field(primary_key=True)
    at: datetime = at(index=True)


class LookedRow(SQLModel, table=True):
    """Up to which instant something has been looked through."""

    __tablename__ = "looked_until"

    what: str = Field(primary_key=True)
    until_at: datetime = at()
