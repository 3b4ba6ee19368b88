"""A database that is damaged is told once, with what to do, and does not come back by itself."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from adapters import pulse, scheduler
from adapters.outage import Outage
from bot.running import Away, Damaged
from tests.adapters.alarm.desk import Desk

DAMAGED = (
    "the database is damaged: stop Stige, keep the database as it is, and put the last whole copy back by "
    "`stige restore`"
)


def test_it_is_told_once_however_many_loops_come_upon_it() -> None:
    outage = Outage()
    with capture_logs() as lines:
        for what in ("timers", "messages", "chore failed"):
            outage.tell(what, Damaged("DatabaseError"))
            assert not outage.over(), "where it is whole it goes on, and nothing is over"
    assert lines == [{"event": DAMAGED, "why": "DatabaseError", "log_level": "critical"}]


def test_one_that_was_away_is_back_all_the_same() -> None:
    outage = Outage()
    with capture_logs() as lines:
        outage.tell("timers", Away("ConnectionTimeout"))
        assert outage.over()
    assert [line["event"] for line in lines][-1] == "the database is back"
    assert not outage.damaged


async def test_readiness_hears_of_it_from_the_loops(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for span in ("REGARDLESS", "ROUND"):
        monkeypatch.setattr(scheduler, span, timedelta(seconds=0.05))
    monkeypatch.setattr(pulse, "BEAT", timedelta(seconds=0.05))

    async def reads() -> None:
        raise Damaged("DatabaseError")

    desk.chores[0].does = reads
    assert desk.alarm.trouble() is None
    with capture_logs() as lines:
        desk.alarm.start()
        await desk.until(lambda: desk.engine.looks >= 5)
        await desk.until(lambda: desk.alarm.trouble() == DAMAGED.removeprefix("the database "))
    assert [line["event"] for line in lines if line["log_level"] not in ("info", "debug")] == [DAMAGED]
