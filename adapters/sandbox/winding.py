"""Winding the clock as if the time had passed: from timer to timer, each fired at its own instant."""

from datetime import datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from anyio import to_thread

from adapters.sandbox.inbound import Stop
from adapters.sandbox.parts import Winder

MOST_HALTS = 500  # a fallback that repeats every second would keep a newcomer waiting for ever
MORNING_HOUR = 8


async def wind(winder: Winder, stop: Stop, timezone: str) -> None:
    """To the next timer where there is one, else nowhere."""
    target = await to_thread.run_sync(_target, winder, stop, timezone)
    for _ in range(MOST_HALTS):
        due_at = await to_thread.run_sync(winder.next_at)
        if due_at is None or due_at > target:
            break
        await _go(winder, due_at)
        await winder.settle()
        if await to_thread.run_sync(winder.next_at) == due_at:  # it failed and rests; time goes on all the same
            break
    await _go(winder, target)
    await winder.settle()


def _target(winder: Winder, stop: Stop, timezone: str) -> datetime:
    now = winder.now()
    match stop:
        case Stop.MINUTE:
            return now + timedelta(minutes=1)
        case Stop.QUARTER:
            return now + timedelta(minutes=15)
        case Stop.HOUR:
            return now + timedelta(hours=1)
        case Stop.NEXT:
            return winder.next_at() or now
        case Stop.MORNING:
            return next_morning(now, timezone)
        case _:
            assert_never(stop)


def next_morning(now: datetime, timezone: str) -> datetime:
    """The next time that clocks there show eight."""
    local = now.astimezone(ZoneInfo(timezone))
    morning = local.replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0)
    later = morning if morning > local else morning + timedelta(days=1)
    return later.astimezone(now.tzinfo)


async def _go(winder: Winder, to: datetime) -> None:
    """Never back: a timer that is overdue is fired now."""
    ahead = to - winder.now()
    if ahead > timedelta():
        await to_thread.run_sync(winder.wind, ahead)
