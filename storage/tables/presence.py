"""When people are there: what they said, what their calendars say, and whom nothing reaches."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import at, at_or_never


class OverrideRow(SQLModel, table=True):
    """Somebody goes on duty in a schedule for a while. `by` is who said so, `position` counts in the order in which
    they were set."""

    __tablename__ = "overrides"

    id: str = Field(primary_key=True)
    schedule: str = Field(index=True)
    person: str
    instead_of: str | None = None
    deal: str = Field(default="", index=True)
    position: int = 0
    starts_at: datetime = at()
    ends_at: datetime = at(index=True)
    by: str
    at: datetime = at()
    cancelled_at: datetime | None = at_or_never()


class AbsenceRow(SQLModel, table=True):
    """`ends_at` before `starts_at`: it was taken back before it began."""

    __tablename__ = "absences"

    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    starts_at: datetime = at()
    ends_at: datetime | None = at_or_never()
    why: str
    by: str
    at: datetime = at()


class OwnSettingsRow(SQLModel, table=True):
    """What somebody set for themselves. `hours` is a calendar as JSON."""

    __tablename__ = "own_settings"

    person: str = Field(primary_key=True)
    language: str
    timezone: str
    hours: str | None = Field(default=None, sa_type=Text)
    platform: str | None
    at: datetime = at()


class FeedRow(SQLModel, table=True):
    """A calendar that Stige subscribes to, as it was when it could last be read. `stretches` are JSON."""

    __tablename__ = "feeds"

    source: str = Field(primary_key=True)
    stretches: str = Field(sa_type=Text)
    good_at: datetime | None = at_or_never()
    tried_at: datetime | None = at_or_never()
    trouble: str


class ReachRow(SQLModel, table=True):
    """Whether a message could be brought to somebody when last looked."""

    __tablename__ = "reaches"

    person: str = Field(primary_key=True)
    checked_at: datetime = at()
    reachable: bool
    platform: str | None
    silent_until: datetime | None = at_or_never()
    why: str


class DutyRequestRow(SQLModel, table=True):
    """A cover or a swap that waits for the other's word. `overrides` are JSON."""

    __tablename__ = "duty_requests"

    id: str = Field(primary_key=True)
    by: str = Field(index=True)
    other: str = Field(index=True)
    overrides: str = Field(sa_type=Text)
    state: str
    decided_at: datetime | None = at_or_never()
    at: datetime = at()


class CalendarLinkRow(SQLModel, table=True):
    """Whose shifts the token with this hash shows; `schedule` is empty for a person's own."""

    __tablename__ = "calendar_links"
    __table_args__ = (UniqueConstraint("person", "schedule"),)

    token_hash: str = Field(primary_key=True)
    person: str
    schedule: str
    at: datetime = at()


class RevisionRow(SQLModel, table=True):
    """A word that is another after every change of `what`, and never the same again, so that what was read before
    needs no second reading."""

    __tablename__ = "revisions"

    what: str = Field(primary_key=True)
    revision: str
