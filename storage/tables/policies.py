"""Versions of the policy, which of them was put in force when, and which secret keys are needed."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from storage.columns import at, at_or_never


class PolicyRow(SQLModel, table=True):
    """A version by the hash of its content, and the same as values, so that nothing is parsed at a start."""

    __tablename__ = "policies"

    version: str = Field(primary_key=True)
    label: str = Field(unique=True)
    source: bytes
    parsed: str = Field(sa_type=Text)


class ActivationRow(SQLModel, table=True):
    """The last one is in force; going back to an older version is another activation of it."""

    __tablename__ = "activations"

    id: int | None = Field(default=None, primary_key=True)
    version: str = Field(foreign_key="policies.version")
    at: datetime = at()
    by: str
    why: str
    second: str | None = None


class ProposalRow(SQLModel, table=True):
    """A policy that somebody sent in chat, read and checked: activated if they give the reason `why`, and if a `second`
    person agrees where it widens anything. It was made for the version `against` being in force."""

    __tablename__ = "policy_proposals"

    id: str = Field(primary_key=True)
    version: str
    source: bytes
    parsed: str = Field(sa_type=Text)
    against: str = Field(foreign_key="policies.version")
    by: str
    at: datetime = at(index=True)
    state: str
    why: str | None = None
    second: str | None = None
    decided_at: datetime | None = at_or_never()


class SecretKeyRow(SQLModel, table=True):
    """Names of the secret keys that something in this database was sealed or chained under."""

    __tablename__ = "secret_keys"

    id: str = Field(primary_key=True)
