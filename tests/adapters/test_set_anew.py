"""A machine whose clock was set back by days: its alarm clock does not wait for them to pass again."""

import asyncio
from datetime import UTC, datetime, timedelta

from adapters.scheduler import AlarmClock, in_thread
from bot.notices.courier import Courier
from tests.core.corridor import Corridor


async def test_what_was_planned_by_the_clock_before_rings_now() -> None:
    corridor = Corridor()
    courier = Courier(corridor.engine, corridor.senders, in_thread, corridor.relay.found)
    alarm = AlarmClock(corridor.engine, corridor.relay, courier)
    alarm.start()
    ahead = datetime.now(UTC) + timedelta(days=3)
    jobs = alarm._scheduler.get_jobs()
    assert jobs
    for job in jobs:
        job.modify(next_run_time=ahead)  # as it stands after the clock was set back
    await asyncio.to_thread(alarm.set_anew)
    assert all(job.next_run_time < ahead - timedelta(days=2) for job in alarm._scheduler.get_jobs())
    await alarm.stop()
    corridor.store.close()
