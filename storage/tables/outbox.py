"""What is owed to people, places and those outside, and the cards that stand there."""

from datetime import datetime

from sqlalchemy import Index, false
from sqlmodel import Field, SQLModel

from storage.columns import at, at_or_never, index_where, of_case


class OutboxRow(SQLModel, table=True):
    """A message. `urgency` and `priority_rank` order the queue, then `created_at`, `seq` and `position`.

    It is owed while `done_at` is empty; `state` says how it ended. A new message that was sent may become a card:
    `stands` is true until it is removed or retired, the `receipt_…` say where, and what edits it names it in `card`.
    `leased_until` in the past and no end: the fate of the last attempt, begun at `attempted_at`, is unknown. Not yet
    confirmed at `fail_over_at`, it is to be brought another way: by a twin, which names it in `twin_of`; `replaced`:
    one of its twins was confirmed. `bundle`: it was merged into the notice about that. Instants are the wall's.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        index_where("done_at IS NULL", "ix_outbox_owed", "urgency", "priority_rank", "created_at", "seq", "position"),
        index_where("done_at IS NULL", "ix_outbox_queue", "destination", "not_before"),
        index_where("done_at IS NOT NULL", "ix_outbox_done", "done_at"),
        index_where("card IS NOT NULL", "ix_outbox_card", "card"),
        Index("ix_outbox_case", "case_id", "seq"),
        index_where("done_at IS NULL AND fail_over_at IS NOT NULL", "ix_outbox_fail_over", "fail_over_at"),
        index_where("twin_of IS NOT NULL", "ix_outbox_twin", "twin_of"),
        index_where("bundle IS NOT NULL", "ix_outbox_bundle", "bundle"),
        index_where("state = 'sent' AND card IS NULL", "ix_outbox_sent", "destination", "done_at"),
    )

    id: str = Field(primary_key=True)
    case_id: str = of_case()
    seq: int
    position: int
    kind: str
    topic: str | None
    level: int | None
    round: int | None
    person: str | None
    place: str | None
    to_person: str | None
    to_place: str | None
    customer: str | None = None
    to_customer: str | None = None
    vendor: str | None = None
    to_vendor: str | None = None
    audience: int | None = None
    platform: str | None
    room: str | None
    destination: str = Field(foreign_key="destinations.key")
    card: str | None = Field(default=None, foreign_key="outbox.id")
    urgency: int
    priority_rank: int
    created_at: datetime = at()
    not_before: datetime = at()
    state: str
    attempts: int = 0
    uncertain: bool = False
    leased_until: datetime | None = at_or_never()
    lease_owner: str | None = None
    done_at: datetime | None = at_or_never()
    failed_why: str | None = None
    repeated: bool = False
    stands: bool = False
    receipt_platform: str | None = None
    receipt_workspace: str | None = None
    receipt_conversation: str | None = None
    receipt_message: str | None = None
    attempted_at: datetime | None = at_or_never()
    fail_over_at: datetime | None = at_or_never()
    twin_of: str | None = None
    replaced: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    bundle: str | None = None


class DestinationRow(SQLModel, table=True):
    """A queue. Nothing is taken from it before `next_allowed_at`, nor while one of its messages is leased. `paces` is
    how much of the platform's limits there is used up (`bot.messages.pace`), as JSON.
    """

    __tablename__ = "destinations"

    key: str = Field(primary_key=True)
    next_allowed_at: datetime = at()
    leased_until: datetime = at()
    lease_owner: str | None = None
    paces: str = Field(default="", sa_column_kwargs={"server_default": ""})
