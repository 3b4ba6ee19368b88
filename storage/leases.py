"""Which leases and rests hold. A lease lets one process alone work at a message, for a while.

It is void once it has ended, or once whoever holds it is not heard of any more: then another process takes over within
seconds, however long the lease was. What ends later than anything that could begin now was written under another clock,
which has been set back since, and holds nobody up.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, exists, func, not_, or_, select

from bot.running import ALIVE_FOR
from bot.sending import LONGEST_REST
from storage.columns import LONG_AGO, Instant
from storage.tables import REPLICAS

LONGEST_LEASE = timedelta(minutes=5)
SLACK = timedelta(minutes=1)

Column = ColumnElement[Any]
AT: BindParameter[datetime] = bindparam("at")
_LATEST_LEASE: BindParameter[datetime] = bindparam("latest_lease", type_=Instant())
_LATEST_REST: BindParameter[datetime] = bindparam("latest_rest", type_=Instant())
_LATEST_BEAT: BindParameter[datetime] = bindparam("latest_beat", type_=Instant())
_ME: BindParameter[str] = bindparam("process")


def as_of(at: datetime, process: str) -> Mapping[str, object]:
    """What the conditions are asked with. One's own leases hold to their end: their work goes on in this process."""
    return {
        "at": at,
        "latest_lease": at + LONGEST_LEASE + SLACK,
        "latest_rest": at + LONGEST_REST + SLACK,
        "latest_beat": at + ALIVE_FOR + SLACK,
        "process": process,
    }


def is_free(until: Column, owner: Column) -> ColumnElement[bool]:
    """Whether nobody is at it. A lease without an owner is of a version that did not beat: it holds to its end."""
    alive = exists(select(REPLICAS.c.id).where(REPLICAS.c.id == owner, heard_of()))
    return or_(until.is_(None), until <= AT, until > _LATEST_LEASE, and_(owner != _ME, not_(alive)))


def heard_of() -> ColumnElement[bool]:
    return and_(REPLICAS.c.beats_until > AT, REPLICAS.c.beats_until <= _LATEST_BEAT)


def is_over(rests_until: Column) -> ColumnElement[bool]:
    return or_(rests_until <= AT, rests_until > _LATEST_REST)


def free_at(until: Column, owner: Column) -> ColumnElement[datetime]:
    """When a lease is over unless its owner beats again; to be asked with `process`, `REPLICAS` joined by its owner."""
    heard = func.coalesce(REPLICAS.c.beats_until, LONG_AGO, type_=Instant())
    return case((or_(owner.is_(None), owner == _ME), until), else_=earlier(until, heard))


def earlier(one: Column, other: Column) -> ColumnElement[datetime]:
    return case((one < other, one), else_=other)


def later(one: Column, other: Column) -> ColumnElement[datetime]:
    return case((one > other, one), else_=other)
