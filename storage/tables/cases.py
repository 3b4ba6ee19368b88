"""A case and its record."""

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import at, at_or_never, index_where, of_case


class CaseRow(SQLModel, table=True):
    """The case as `state` says it; the other columns are for finding it.

    `due_at` is when its timers are next to be looked at, on the wall: the earliest of them, or when the rest after a
    failure is over; none once it is closed. `head` is the end of its chain. `priority_rank` counts from 0, the worst.
    Instants of a drill are as the drill counts time, `due_at` apart.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("realm", "number"),
        index_where("due_at IS NOT NULL", "ix_cases_due", "due_at"),
        index_where("closed_at IS NULL", "ix_cases_open", "priority_rank", "opened_at"),
        index_where("closed_at IS NULL", "ix_cases_owner", "owner"),
        index_where("closed_at IS NULL", "ix_cases_reporter", "reporter"),
        Index("ix_cases_customer", "customer", "opened_at"),
        index_where("closed_at IS NOT NULL", "ix_cases_closed", "closed_at"),
    )

    id: str = Field(primary_key=True)
    number: int
    realm: str
    began_at: datetime = at()
    speed: float
    version: str
    status: str
    priority: str
    priority_rank: int
    type: str
    owner: str | None
    reporter: str
    customer: str | None
    path: str
    level: int
    round: int
    private: bool
    opened_at: datetime = at()
    closed_at: datetime | None = at_or_never()
    seq: int
    head: bytes
    due_at: datetime | None = at_or_never()
    failures: int = 0
    state: str = Field(sa_type=Text)


class EventRow(SQLModel, table=True):
    """One link of a case's chain: `hmac` runs over `prev`, all the other columns, and the sealed texts it refers to.

    `at` is case time, `written_at` the same on the wall (none in what was written before there were checkpoints; not
    chained). `facts` are the bytes as they were chained; no text of a person is in them.
    """

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_written", "written_at"),)

    case_id: str = of_case(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime = at()
    by: str | None
    kind: str
    facts: bytes
    prev: bytes
    hmac: bytes
    key_id: str
    written_at: datetime | None = at_or_never()


class TextRow(SQLModel, table=True):
    """What a person wrote, sealed under a key of its own. `place` is the field it stands in, `seq` the event."""

    __tablename__ = "texts"

    id: str = Field(primary_key=True)
    case_id: str = of_case(index=True)
    seq: int
    place: str
    by: str = Field(index=True)
    sealed: bytes


class TextKey(SQLModel, table=True):
    """A text's key, wrapped under the secret key `key_id`. Without this row the text is erased."""

    __tablename__ = "text_keys"

    text_id: str = Field(foreign_key="texts.id", primary_key=True)
    wrapped: bytes
    key_id: str


class CaseReader(SQLModel, table=True):
    """Who holds this word may read the private case; `barred`: must not, whatever else they hold."""

    __tablename__ = "case_readers"

    case_id: str = of_case(primary_key=True)
    word: str = Field(primary_key=True)
    barred: bool = Field(primary_key=True)


class CaseAsked(SQLModel, table=True):
    """Who is asked about it now and has not answered."""

    __tablename__ = "case_asked"

    case_id: str = of_case(primary_key=True)
    person: str = Field(primary_key=True, index=True)


class TimerRow(SQLModel, table=True):
    """At `due_at` on the wall carry out the command. `beliefs` is the command as JSON."""

    __tablename__ = "timers"

    case_id: str = of_case(primary_key=True)
    position: int = Field(primary_key=True)
    due_at: datetime = at(index=True)
    strand: str
    command: str
    beliefs: str = Field(sa_type=Text)


class Counter(SQLModel, table=True):
    """The last case number given, by realm."""

    __tablename__ = "counters"

    realm: str = Field(primary_key=True)
    last: int


class AnswerRow(SQLModel, table=True):
    """What an inbound delivery that moved no case was answered when it first came, sealed."""

    __tablename__ = "answers"

    key: str = Field(primary_key=True)
    at: datetime = at(index=True)
    body: bytes
    wrapped: bytes
    key_id: str


class InboundRow(SQLModel, table=True):
    """What an inbound delivery did when it first came."""

    __tablename__ = "inbound"

    key: str = Field(primary_key=True)
    case_id: str
    first_seq: int
    last_seq: int
    at: datetime = at(index=True)
