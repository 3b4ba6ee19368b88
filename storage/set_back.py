"""A clock that was set back: what was put off by it, and nobody is at work on, waits no longer."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Update, bindparam, select, update

from storage.columns import LONG_AGO
from storage.tables import DESTINATIONS, NOTICES, OUTBOX

_AT: Any = bindparam("at")
_O, _D, _N = OUTBOX.c, DESTINATIONS.c, NOTICES.c


def forget_rests(connection: Connection, at: datetime) -> None:
    """Each is tried once too early at worst. What began later than now began now, so that it is not waited for."""
    for query in _FORGET:
        connection.execute(query, {"at": at})


def _each(table: Any, key: Any, where: Any, **values: object) -> Update:
    """But for what others hold at this moment: two that work through many rows would wait for one another."""
    free = select(key).where(where).with_for_update(skip_locked=True)
    return update(table).where(key.in_(free)).values(**values)


_MESSAGES, _TOLD = _O.done_at.is_(None), _N.owed_at.is_not(None)
_FORGET = (
    _each(OUTBOX, _O.id, _MESSAGES & (_O.not_before > _AT), not_before=LONG_AGO),
    _each(OUTBOX, _O.id, _MESSAGES & (_O.attempted_at > _AT), attempted_at=_AT),
    _each(NOTICES, _N.id, _TOLD & (_N.not_before > _AT), not_before=LONG_AGO),
    _each(NOTICES, _N.id, _TOLD & (_N.attempted_at > _AT), attempted_at=_AT),
    _each(DESTINATIONS, _D.key, _D.next_allowed_at > _AT, next_allowed_at=LONG_AGO),
)
