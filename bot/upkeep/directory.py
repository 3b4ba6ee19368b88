"""The daily look through everybody whom the platforms list (R22)."""

from collections import deque
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial

from bot.claims import known_until
from bot.engine import Engine
from bot.people.identity import Identity, Membership, Platform, Profile
from bot.ports import InThread
from bot.sending import Lost, NotNow, Sender, Undeliverable
from bot.upkeep.noting import Noting, has_left
from bot.upkeep.quiet import Rest, due_last, due_next, hour_of

QUIET = time(3)
HOUR = timedelta(hours=1)
SLICE, BREATH = 200, timedelta(seconds=3)  # Slack gives twenty pages a minute
PAUSE = timedelta(minutes=5)


@dataclass
class Walk:
    """A reading of one platform's list. `unlisted`, once it has been read to its end: who is bound and not on it."""

    members: AsyncIterator[Profile]
    listed: set[Identity] = field(default_factory=set)
    unlisted: deque[Identity] | None = None


class DirectoryLook:
    """A chore. Each hour one process may begin with a platform whose list has not been read to its end since the last
    quiet hour, so that one that died is replaced. What is noted is noted in slices; doing so again changes nothing.
    """

    name = "directory"

    def __init__(
        self, engine: Engine, senders: Mapping[Platform, Sender], in_thread: InThread, domains: Collection[str]
    ) -> None:
        self._engine, self._senders, self._in_thread = engine, senders, in_thread
        self._noting = Noting(engine, domains)
        self._walks: dict[Platform, Walk] = {}
        self._rests: dict[Platform, Rest] = {}

    def next_at(self, now: datetime) -> datetime | None:  # noqa: ARG002
        return min((rest.until_at for rest in self._rests.values()), default=None)

    async def do(self, now: datetime) -> None:
        for platform in self._senders:
            rest = self._rests.get(platform)
            if rest is None or not rest.covers(now):
                self._rests[platform] = Rest(now, now + PAUSE)
                self._rests[platform] = Rest(now, await self._look(platform, now))

    async def _look(self, platform: Platform, now: datetime) -> datetime:
        """Gives when to go on."""
        if platform not in self._walks:
            begins_at = await self._in_thread(partial(self._claim, platform, now))
            if begins_at > now:
                return begins_at
            self._walks[platform] = Walk(self._senders[platform].members())
        try:
            through = await self._go_on(platform, self._walks[platform], now)
        except NotNow as busy:
            return now + (busy.retry_after or PAUSE)
        except (Lost, Undeliverable):
            return now + PAUSE
        if not through:
            return now + BREATH
        del self._walks[platform]
        return await self._in_thread(partial(self._finished, platform, now))

    def _claim(self, platform: Platform, now: datetime) -> datetime:
        """`now`, if this process is to begin; else when to ask again."""
        with self._engine.store.writing() as unit:
            zone = self._engine.policy_in(unit).roster.timezone
            read_at = known_until(unit, f"directory|{platform}", now)
            if read_at and read_at >= due_last(now, QUIET, zone):
                return due_next(now, QUIET, zone)
            hour = hour_of(now)
            return now if unit.once(f"directory|{platform}|{hour.isoformat()}", now) else hour + HOUR

    async def _go_on(self, platform: Platform, walk: Walk, now: datetime) -> bool:
        """Whether it is through."""
        if walk.unlisted is None:
            if not await self._read_on(walk, now):
                return False
            walk.unlisted = deque(await self._in_thread(partial(self._unlisted, platform, walk.listed)))
        while walk.unlisted:
            await self._look_for(walk.unlisted[0])
            walk.unlisted.popleft()
        return True

    async def _read_on(self, walk: Walk, now: datetime) -> bool:
        """Whether the list has come to its end. What was read before an interruption is noted."""
        told: list[Profile] = []
        try:
            while len(told) < SLICE:
                told.append(await anext(walk.members))
        except StopAsyncIteration:
            return True
        finally:
            walk.listed.update(profile.identity for profile in told)
            await self._in_thread(partial(self._note, told, now))
        return False

    def _note(self, told: Collection[Profile], now: datetime) -> None:
        if not told:
            return
        with self._engine.store.writing() as unit:
            self._noting.note(unit, told, now)
        self._engine.on_saved()

    def _unlisted(self, platform: Platform, listed: set[Identity]) -> list[Identity]:
        """Who is bound there and was not on the list. Of a workspace in which nobody was, it tells nothing."""
        workspaces = {identity.workspace for identity in listed}
        with self._engine.store.writing() as unit:
            accounts = unit.accounts(platform)
        there = (one.profile.identity for one in accounts if one.profile.membership is not Membership.GONE)
        return [identity for identity in there if identity.workspace in workspaces and identity not in listed]

    async def _look_for(self, identity: Identity) -> None:
        """A list is not the whole company everywhere: whoever is not on it has left if no message reaches them."""
        reachable = await self._senders[identity.platform].reach(identity)
        if not reachable.can:
            await self._in_thread(partial(self._has_left, identity))

    def _has_left(self, identity: Identity) -> None:
        with self._engine.store.writing() as unit:
            has_left(unit, identity)

    def _finished(self, platform: Platform, now: datetime) -> datetime:
        with self._engine.store.writing() as unit:
            unit.look_until(f"directory|{platform}", now, now)
            return due_next(now, QUIET, self._engine.policy_in(unit).roster.timezone)
