"""The auditor's look at everything at once, for whoever wants to know that nothing is wrong."""

from datetime import timedelta

from bot.auditing.auditor import Auditor
from bot.engine import Engine
from bot.findings import Finding
from storage.columns import LONG_AGO
from storage.store import SqlStore

FAR = timedelta(days=36_500)


def wrong_in(store: SqlStore, engine: Engine) -> list[Finding]:
    """In all cases, since the first of them, and in what runs. Nothing is put right."""
    now, found = engine.clock.now(), list[Finding]()
    try:
        with store.writing() as unit:
            auditor = Auditor(engine, engine._platforms, unit, LONG_AGO, now)
            for case_id in unit.cases_in(0, 1, LONG_AGO):
                found += auditor.looks_through(case_id)
            found += [*unit.overdue(now), *unit.leased_by_nobody(now, timedelta(minutes=10))]
            raise _RollBack
    except _RollBack:
        return found


class _RollBack(Exception):
    pass
