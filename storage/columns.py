"""What the tables' columns have in common."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Index, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# Constraints have the same names on every database, so that a later migration can speak of them.
SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """An aware instant, in UTC. SQLite knows no zones and gets it without, as text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        return _written if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002
        return instant


def _in_utc(at: datetime | None) -> datetime | None:
    if at is not None and at.tzinfo is None:
        raise ValueError(f"an instant without a zone: {at}")
    return at if at is None or at.tzinfo is UTC else at.astimezone(UTC)


def _written(at: datetime | None) -> str | None:
    at = _in_utc(at)
    return at.replace(tzinfo=None).isoformat(" ", "microseconds") if at else None


def instant(raw: datetime | str | None) -> datetime | None:
    """As the driver gives it."""
    if raw is None:
        return None
    return datetime.fromisoformat(raw).replace(tzinfo=UTC) if isinstance(raw, str) else raw.astimezone(UTC)


def at(*, index: bool = False) -> Any:
    return Field(sa_type=Instant, index=index)


def at_or_never() -> Any:
    return Field(default=None, sa_type=Instant)


def of_case(*, primary_key: bool = False, index: bool = False) -> Any:
    return Field(foreign_key="cases.id", primary_key=primary_key, index=index)


def index_where(condition: str, name: str, *columns: str) -> Index:
    """An index over those rows alone. A query uses it only if it says the condition without parameters."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))
