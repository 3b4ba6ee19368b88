"""See `desk`."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import cast

import pytest

from adapters import scheduler
from adapters.scheduler import AlarmClock
from bot.engine import Engine
from bot.notices.courier import Courier
from bot.relay import Relay
from tests.adapters.alarm.desk import Desk, FakeChore, FakeCourier, FakeEngine, FakeRelay


@pytest.fixture
async def desk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """An alarm clock whose regular turn is so far away that it never comes."""
    monkeypatch.setattr(scheduler, "REGARDLESS", timedelta(hours=1))
    monkeypatch.setattr(scheduler, "PATIENCE", 0.2)
    monkeypatch.setattr(scheduler, "ROUND", timedelta(hours=1))
    engine, relay, courier = FakeEngine(), FakeRelay(), FakeCourier()
    chores = [FakeChore("first"), FakeChore("second")]
    alarm = AlarmClock(cast("Engine", engine), cast("Relay", relay), cast("Courier", courier), chores)
    made = Desk(engine, relay, courier, alarm, chores)
    yield made
    await made.alarm.stop()
