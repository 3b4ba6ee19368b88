"""Calendars that the policy in force names are read every quarter of an hour. What was good stays until better comes;
those who keep the policy hear of one that cannot be read, and of people in it whom the policy does not know (R23)."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from bot.changing import replace
from bot.engine import Engine
from bot.messages.notice import NoticeTopic
from bot.notices.feeds import about_strangers, about_trouble
from bot.people.feeds import feed_key, schedules_of, sources
from bot.people.presence import Feed, Stretch
from bot.policy.keepers import keepers
from bot.policy.policy import Policy
from bot.ports import InThread, Unit

EVERY = timedelta(minutes=15)
PATIENCE = timedelta(hours=1)  # a calendar that was good may fail for so long before anybody hears of it
NEAR = timedelta(days=3)  # before the last shift that is known
DAYS_EDITED = 30
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading one calendar: its events, or `trouble` as `bot.people.calendar_troubles` keeps it."""

    source: str
    stretches: tuple[Stretch, ...] = ()
    trouble: str = ""


class Calendars(Protocol):
    """Reads calendars out of the world, where a hostile one can do no harm."""

    def read(self, wanted: Mapping[str, str], now: datetime) -> AsyncIterator[Reading]:
        """Each as it is there, several at a time; never raises. `wanted` are sources with the zone of their whole days;
        told are events from a month ago to a year ahead, sorted."""


class FeedChore:
    """A chore (`bot.upkeep.chores`). Who read one lately, whichever process, spares the others from doing it again."""

    name = "feeds"

    def __init__(self, engine: Engine, calendars: Calendars, in_thread: InThread) -> None:
        self._engine, self._calendars, self._in_thread = engine, calendars, in_thread
        self._tried: dict[str, datetime] = {}

    def next_at(self, now: datetime) -> datetime | None:  # noqa: ARG002
        """It needs no waking: a calendar is read in the round after its time, and a wound clock need not halt there."""
        return None

    async def do(self, now: datetime) -> None:
        last_known = self._engine.store.in_force()
        if last_known and not self._due(last_known, now):
            return
        policy, before = await self._in_thread(self._look)
        self._tried = {source: feed.tried_at for source, feed in before.items() if feed.tried_at}
        due = self._due(policy, now)
        async for reading in self._calendars.read(due, now):
            self._tried[reading.source] = now
            feed = before.get(reading.source, Feed(reading.source))
            await self._in_thread(partial(self._keep, policy, feed, reading, now))
        if due:
            self._engine.on_saved()

    def _due(self, policy: Policy, now: datetime) -> Mapping[str, str]:
        named = sources(policy.roster)
        return {source: zone for source, zone in named.items() if due_at(source, self._tried.get(source), now) <= now}

    def _look(self) -> tuple[Policy, Mapping[str, Feed]]:
        with self._engine.store.writing() as unit:
            return self._engine.policy_in(unit), unit.feeds()

    def _keep(self, policy: Policy, before: Feed, reading: Reading, now: datetime) -> None:
        after = _after(before, reading, now)
        with self._engine.store.writing() as unit:
            unit.keep_feed(after)
            for about in _told(unit, policy, after, now):
                for person in keepers(policy, now):
                    unit.notify(NoticeTopic.FEED_TROUBLE, about, now, person=person)
            for about in _changed(policy, before, after, now):
                unit.notices_changed(about, now, NoticeTopic.FEED_TROUBLE)


def due_at(source: str, tried_at: datetime | None, now: datetime) -> datetime:
    """Each at quarters of its own, so that they do not all come at once. One that was never tried, or in a time that
    has not come yet (the clock went back), is due now."""
    if tried_at is None or tried_at > now:
        return now
    offset = int(feed_key(source)[:8], 16) % int(EVERY.total_seconds())
    turns, _ = divmod(tried_at.timestamp() - offset, EVERY.total_seconds())
    return datetime.fromtimestamp((turns + 1) * EVERY.total_seconds() + offset, UTC)


def _after(before: Feed, reading: Reading, now: datetime) -> Feed:
    if reading.trouble:
        return replace(before, tried_at=now, trouble=reading.trouble)
    return Feed(reading.source, reading.stretches, good_at=now, tried_at=now)


def _told(unit: Unit, policy: Policy, feed: Feed, now: datetime) -> Iterator[str]:
    yield from _troubles(policy, feed, now) if feed.trouble else _strange(unit, policy, feed, now)


def _troubles(policy: Policy, feed: Feed, now: datetime) -> Iterator[str]:
    """One that could never be read is told at once: perhaps somebody has just written its address. When the last known
    shift is near, it is told every day."""
    if feed.good_at is None or not now - PATIENCE < feed.good_at <= now:
        yield about_trouble(feed.source, feed.good_at)
        ends_at = max((one.ends_at for one in feed.stretches), default=now)
        if schedules_of(feed.source, policy.roster) and ends_at - now < NEAR:
            yield about_trouble(feed.source, feed.good_at, now)


def _strange(unit: Unit, policy: Policy, feed: Feed, now: datetime) -> Iterator[str]:
    """Once for the same names, as every notice; whatever names come, once a day."""
    about = about_strangers(feed, policy.roster, now)
    if about and unit.once(f"feed-strangers|{feed_key(feed.source)}|{now:%Y-%m-%d}", now):
        yield about


def _changed(policy: Policy, before: Feed, after: Feed, now: datetime) -> Iterator[str]:
    """What was told and is otherwise by now."""
    if before.trouble and not after.trouble:
        yield from _told_before(before, now)
    strange = about_strangers(before, policy.roster, now)
    if strange and strange != about_strangers(after, policy.roster, now):
        yield strange


def _told_before(feed: Feed, now: datetime) -> Iterator[str]:
    yield about_trouble(feed.source, feed.good_at)
    for days in range(DAYS_EDITED):
        yield about_trouble(feed.source, feed.good_at, now - days * ONE_DAY)
