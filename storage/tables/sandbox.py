"""The sandbox platform's own chat, and how far its clock was wound."""

from datetime import datetime

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel

from storage.columns import at


class SandboxPost(SQLModel, table=True):
    """`body` is JSON; `edited` counts how often it was changed."""

    __tablename__ = "sandbox_posts"

    id: int | None = Field(default=None, primary_key=True)
    conversation: str = Field(index=True)
    body: str = Field(sa_type=Text)
    edited: int = 0
    removed: bool = False
    at: datetime = at()


class SandboxClock(SQLModel, table=True):
    """One row: microseconds that the wall clock of the sandbox is ahead of the machine's."""

    __tablename__ = "sandbox_clock"

    id: int = Field(default=1, primary_key=True)
    ahead: int = Field(sa_type=BigInteger)
