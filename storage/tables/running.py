"""What belongs to no case: the processes on this database, its schema, what was restored, what the auditor found."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import at, at_or_never


class ReplicaRow(SQLModel, table=True):
    """A process. Its leases hold until `beats_until`."""

    __tablename__ = "replicas"

    id: str = Field(primary_key=True)
    name: str
    version: str
    schema_number: int
    started_at: datetime = at()
    beats_until: datetime = at()


class SchemaMark(SQLModel, table=True):
    """One row: the number of the oldest schema whose programs may still work on this one."""

    __tablename__ = "schema_mark"

    only: int = Field(default=1, primary_key=True)
    oldest: int


class RestoreRow(SQLModel, table=True):
    """This database was put back from a copy of it as it was at `taken_at`."""

    __tablename__ = "restores"

    number: int | None = Field(default=None, primary_key=True)
    taken_at: datetime = at()
    restored_at: datetime = at()


class FindingRow(SQLModel, table=True):
    """What the auditor found wrong. `ended_at`: it was repaired, or is wrong no longer."""

    __tablename__ = "findings"

    key: str = Field(primary_key=True)
    what: str
    case_id: str | None
    found_at: datetime = at()
    ended_at: datetime | None = at_or_never()
