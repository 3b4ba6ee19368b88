"""Calendars where the policy says that they are: an https address, or a file beside the policy file (R23)."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import aiohttp
import structlog

from adapters.ical.events import Unreadable
from adapters.ical.reading import MOST_BYTES, read_calendar, too_large
from adapters.outbound import NotAllowed, Outbound, TooLarge
from bot.people.calendar_troubles import Trouble
from bot.people.feeds import feed_key, shown_source
from bot.people.presence import Stretch
from bot.settings import Settings
from bot.upkeep.feeds import Reading

AT_ONCE = 4
SUFFIX = ".ics"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Known:
    """What was read last, and of which bytes, in which zone, on which day: the same again is not worked through."""

    content: bytes
    zone: str
    day: date
    stretches: tuple[Stretch, ...]


class SubscribedCalendars:
    """Fulfils `bot.upkeep.feeds.Calendars`. `folder` is that of the policy file, None where no file was named."""

    def __init__(self, outbound: Outbound, folder: Path | None) -> None:
        self._outbound = outbound
        self._folder = folder
        self._known: dict[str, Known] = {}

    async def read(self, wanted: Mapping[str, str], now: datetime) -> AsyncIterator[Reading]:
        turn = asyncio.Semaphore(AT_ONCE)
        tasks = [asyncio.create_task(self._reading(source, zone, now, turn)) for source, zone in wanted.items()]
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
        finally:
            for task in tasks:
                task.cancel()

    async def _reading(self, source: str, zone: str, now: datetime, turn: asyncio.Semaphore) -> Reading:
        async with turn:
            try:
                return Reading(source, await self._stretches(source, zone, now))
            except Unreadable as why:
                log.warning("calendar not read", calendar=shown_source(source), key=feed_key(source), why=str(why))
                return Reading(source, trouble=str(why))
            except Exception as fault:  # the others are read all the same
                log.error("calendar failed", key=feed_key(source), error=type(fault).__name__, exc_info=fault)
                return Reading(source, trouble=Trouble.FAILED.about(type(fault).__name__))

    async def _stretches(self, source: str, zone: str, now: datetime) -> tuple[Stretch, ...]:
        body = await (self._fetched(source) if "://" in source else asyncio.to_thread(self._in_file, source))
        content, known = sha256(body).digest(), self._known.get(source)
        if known and (known.content, known.zone, known.day) == (content, zone, now.date()):
            return known.stretches
        found = await read_calendar(body, zone, now)
        self._known[source] = Known(content, zone, now.date(), found)
        return found

    async def _fetched(self, url: str) -> bytes:
        try:
            answer = await self._outbound.get(url, MOST_BYTES)
        except NotAllowed as why:
            raise Unreadable(Trouble.NOT_ALLOWED.about(why)) from None
        except TooLarge:
            raise Unreadable(too_large()) from None
        except TimeoutError:
            raise Unreadable(Trouble.NO_ANSWER) from None
        except (aiohttp.ClientError, OSError, ValueError) as fault:
            raise Unreadable(Trouble.NOT_REACHED.about(type(fault).__name__)) from None
        if 300 <= answer.status < 400:
            raise Unreadable(Trouble.MOVED)
        if answer.status != 200:
            raise Unreadable(Trouble.HTTP.about(answer.status))
        return answer.body

    def _in_file(self, name: str) -> bytes:
        if self._folder is None:
            raise Unreadable(Trouble.NO_FOLDER)
        if not name.lower().endswith(SUFFIX):
            raise Unreadable(Trouble.NOT_ICS)
        try:
            folder = self._folder.resolve(strict=True)
            file = (folder / name).resolve(strict=True)
            if not file.is_relative_to(folder) or not file.is_file():
                raise Unreadable(Trouble.NOT_BESIDE)
            with file.open("rb") as opened:
                return opened.read(MOST_BYTES + 1)
        except (OSError, ValueError) as fault:
            raise Unreadable(Trouble.FILE_UNREADABLE.about(type(fault).__name__)) from None


def subscribed_calendars(settings: Settings) -> SubscribedCalendars:
    folder = Path(settings.policy).parent if settings.policy else None
    return SubscribedCalendars(Outbound(settings.outbound_hosts), folder)
