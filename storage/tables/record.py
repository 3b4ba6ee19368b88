"""What is left of what was deleted."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import at


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
