"""A calendar's bytes, read where they can do no harm."""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime, timedelta

from adapters.ical.events import Unreadable
from bot.people.calendar_troubles import Trouble
from bot.people.presence import Stretch

BEHIND, AHEAD = timedelta(days=31), timedelta(days=400)
PATIENCE = 30.0  # seconds
MOST_BYTES = 2_000_000
KEPT = frozenset({"PATH", "PYTHONPATH", "LD_LIBRARY_PATH"})  # no secrets for whoever works on a stranger's file


async def read_calendar(body: bytes, zone: str, now: datetime) -> tuple[Stretch, ...]:
    """Its events from 31 days before the day of `now` to 400 days after it. Raises `Unreadable`."""
    if len(body) > MOST_BYTES:
        raise Unreadable(too_large())
    if not body.strip():
        raise Unreadable(Trouble.EMPTY)
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    told = await _told(body, zone, today - BEHIND, today + AHEAD)
    if isinstance(told, str):
        raise Unreadable(told)
    return tuple(Stretch(tuple(names), _at(starts_at), _at(ends_at)) for starts_at, ends_at, names in told)


def too_large() -> str:
    return Trouble.TOO_LARGE.about(MOST_BYTES // 1_000_000)


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


async def _told(
    body: bytes, zone: str, starts_at: datetime, ends_at: datetime
) -> list[tuple[float, float, list[str]]] | str:
    window = (str(starts_at.timestamp()), str(ends_at.timestamp()))
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "adapters.ical.child", zone, *window,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if name in KEPT},
    )  # fmt: skip
    try:
        async with asyncio.timeout(PATIENCE):
            said, _ = await child.communicate(body)
    except TimeoutError:
        said = b""
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return json.loads(said) if child.returncode == 0 else Trouble.TOO_LONG
