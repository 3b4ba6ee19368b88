"""Who people are on the platforms, and what they carry."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import at, at_or_never


class IdentityRow(SQLModel, table=True):
    """A human on one platform, bound to a person for good; the rest is as the platform told it last."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("person", "platform", "workspace"),)

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    person: str
    name: str
    email: str
    language: str
    timezone: str
    membership: str
    bound_at: datetime = at()
    acted_at: datetime = at()


class LoadRow(SQLModel, table=True):
    """Open cases a person owns and when they were last asked, drills apart; kept in step by every save."""

    __tablename__ = "loads"

    person: str = Field(primary_key=True)
    open_cases: int
    last_asked_at: datetime | None = at_or_never()


class ContactRow(SQLModel, table=True):
    """An adapter's own note of how to reach somebody again."""

    __tablename__ = "contacts"

    key: str = Field(primary_key=True)
    reference: str


class DraftRow(SQLModel, table=True):
    """A refused submission, kept for a day, sealed under a key that is wrapped under `key_id`."""

    __tablename__ = "drafts"

    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    sealed: bytes
    wrapped: bytes
    key_id: str
    at: datetime = at(index=True)
