"""What is done once among all processes, and how far chores have looked."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, or_, select

from bot.cases.case import Realm, Status
from bot.claims import AHEAD
from storage.database import insert_into, insert_new
from storage.tables import CASE_ASKED, CASES, CLAIMS, LOOKED_UNTIL
from storage.transaction import Transaction

_LOOKED = select(LOOKED_UNTIL.c.until_at).where(LOOKED_UNTIL.c.what == bindparam("looked_at"))
_OWNED = (
    select(CASES.c.owner, CASES.c.id)
    .where(
        CASES.c.closed_at.is_(None),
        CASES.c.owner.is_not(None),
        CASES.c.status.not_in([Status.RESOLVED.value, Status.CLOSED.value]),
        CASES.c.realm != Realm.DRILL.value,
    )
    .order_by(CASES.c.owner, CASES.c.priority_rank, CASES.c.opened_at, CASES.c.id)
)


_ASKED = (
    select(CASES.c.id)
    .join(CASE_ASKED, CASE_ASKED.c.case_id == CASES.c.id)
    .where(CASE_ASKED.c.person == bindparam("whom"), CASES.c.closed_at.is_(None))
    .order_by(CASES.c.priority_rank, CASES.c.opened_at, CASES.c.id)
)


class ClaimPart(Transaction):
    def once(self, key: str, at: datetime) -> bool:
        """On PostgreSQL it waits for another who is claiming the same."""
        claim = insert_new(CLAIMS, self.dialect).returning(CLAIMS.c.key)
        return self.connection.execute(claim, {"key": key, "at": at}).first() is not None

    def looked_until(self, what: str) -> datetime | None:
        return self.connection.execute(_LOOKED, {"looked_at": what}).scalar_one_or_none()

    def look_until(self, what: str, at: datetime, now: datetime) -> None:
        """Locks the row, whatever becomes of it."""
        self.connection.execute(_look(self.dialect), {"what": what, "until_at": at, "far": now + AHEAD})

    def owned_cases(self) -> Sequence[tuple[str, str]]:
        return [(row.owner, row.id) for row in self.connection.execute(_OWNED)]

    def asked_cases(self, person: str) -> Sequence[str]:
        return list(self.connection.scalars(_ASKED, {"whom": person}))


@cache
def _look(dialect: str) -> Any:
    query = insert_into(LOOKED_UNTIL, dialect)
    further = query.excluded.until_at > LOOKED_UNTIL.c.until_at
    of_no_time = LOOKED_UNTIL.c.until_at > bindparam("far", type_=LOOKED_UNTIL.c.until_at.type)
    until = {"until_at": query.excluded.until_at}
    return query.on_conflict_do_update(index_elements=["what"], set_=until, where=or_(further, of_no_time))
