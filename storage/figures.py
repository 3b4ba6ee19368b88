"""The figures of `bot.doctoring.figures`, each by an index: of a million cases only those that count are looked at."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from bot.doctoring.figures import TIMER_LATE, Figures, Queue
from bot.running import Replica
from storage.tables import CASES, FINDINGS, NOTICES, OUTBOX, REPLICAS

_O, _N = OUTBOX.c, NOTICES.c
_OWED = select(_O.kind, func.count(), func.min(_O.created_at)).where(_O.done_at.is_(None)).group_by(_O.kind)
_NOTICES = select(func.count(), func.min(_N.owed_at)).where(_N.owed_at.is_not(None))
_OPEN = select(CASES.c.priority_rank, func.count()).where(CASES.c.closed_at.is_(None)).group_by(CASES.c.priority_rank)
_OVERDUE = select(func.count(), func.min(CASES.c.due_at)).where(CASES.c.due_at <= bindparam("late_at"))
_ALIVE = select(REPLICAS).where(REPLICAS.c.beats_until > bindparam("now")).order_by(REPLICAS.c.started_at)
_FINDINGS = (
    select(FINDINGS.c.what, func.count().label("many")).where(FINDINGS.c.ended_at.is_(None)).group_by(FINDINGS.c.what)
)


def figures(connection: Connection, now: datetime) -> Figures:
    """Writes nothing."""
    waiting, since_at = connection.execute(_NOTICES).one()
    overdue, overdue_since_at = connection.execute(_OVERDUE, {"late_at": now - TIMER_LATE}).one()
    return Figures(
        at=now,
        owed={kind: Queue(count, oldest) for kind, count, oldest in connection.execute(_OWED)},
        notices=Queue(waiting, since_at) if waiting else None,
        open_cases={rank + 1: count for rank, count in connection.execute(_OPEN)},
        overdue=overdue,
        overdue_since_at=overdue_since_at,
        replicas=tuple(
            Replica(row.id, row.name, row.version, row.schema_number, row.started_at, row.beats_until)
            for row in connection.execute(_ALIVE, {"now": now})
        ),
        findings={row.what: row.many for row in connection.execute(_FINDINGS)},
    )
