"""What is left of what was deleted."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import at, at_or_never


class TombstoneRow(SQLModel, table=True):
    """A case that retention has deleted: that there was one, how long its record was and how it ended, and by which
    line of the policy it went. `mac` runs over all the other columns.
    """

    __tablename__ = "tombstones"

    case_id: str = Field(primary_key=True)
    realm: str
    number: int
    seq: int
    head: bytes
    closed_at: datetime = at()
    deleted_at: datetime = at()
    rule: str
    mac: bytes
    key_id: str


class HoldRow(SQLModel, table=True):
    """A case that must not be deleted, or was let go (S41): by whom, when."""

    __tablename__ = "holds"

    case_id: str = Field(primary_key=True)
    set_by: str
    set_at: datetime = at()
    lifted_by: str | None = None
    lifted_at: datetime | None = at_or_never()
