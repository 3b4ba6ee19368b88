"""What every Stige has, whatever it speaks on: memory, engine, desk, words, and the clock that rings."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog
from starlette.applications import Starlette

from adapters.enduring import enduring
from adapters.names import Names
from adapters.patience import Bounded
from adapters.policyfile.chat import ChatFiles
from adapters.policyfile.linting import means_of
from adapters.scheduler import AlarmClock, carrying, in_thread
from adapters.telling import Teller
from adapters.web.health import Trouble
from adapters.wording import Wording, spoken
from bot.cases.case import Realm
from bot.composition.chores import Means, chores
from bot.desk.desk import Desk
from bot.desk.installation import Installation
from bot.engine import Engine
from bot.notices.courier import Courier
from bot.people.identity import Platform, Profile
from bot.people.rooms import unhoused
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.ports import Clock
from bot.record.keeper import RecordKeeper
from bot.relay import Relay
from bot.sending import Sender
from bot.settings import Settings, Unusable
from bot.upkeep.noting import Noting
from storage.store import SqlStore

log = structlog.get_logger()
LATE = timedelta(seconds=15)
Step = Callable[[], Awaitable[None]]
Life = Callable[[Starlette], AbstractAsyncContextManager[None]]


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class RandomIds:
    def case_id(self) -> str:
        return secrets.token_hex(10)


def new_token() -> str:
    """256 bits: nobody guesses it, however long they try."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Corridor:
    """What every Stige has, whatever it speaks on."""

    engine: Engine
    desk: Desk
    words: Wording
    domains: frozenset[str]
    roster: Callable[[], Roster]
    settings: Settings
    record: RecordKeeper | None = None

    def alarm_clock(self, senders: Mapping[Platform, Sender], teller: Teller | None = None) -> AlarmClock:
        senders = {platform: Bounded(sender) for platform, sender in senders.items()}
        surely = enduring(carrying)
        relay = Relay(self.engine, senders, surely, self.domains)
        courier = Courier(self.engine, senders, surely, relay.found, asyncio.Lock())
        means = Means(
            self.engine, senders, in_thread, relay, self.domains, self.settings, self.words, record=self.record
        )
        alarm = AlarmClock(
            self.engine, relay, courier, chores(replace(means, runs=lambda: alarm.rang_within(LATE))), teller
        )
        return alarm


def corridor(
    store: SqlStore,
    clock: Clock,
    platforms: frozenset[Platform],
    settings: Settings,
    held: Callable[[], bool] = lambda: False,
) -> Corridor:
    """`held`: see `Engine`."""
    at_start = _in_force(store)
    engine = Engine(store, clock, RandomIds(), platforms, held=held)
    if places := unhoused(at_start.roster, platforms):
        log.warning("places of the policy without a room on any platform that is set up", places=list(places))

    def in_force() -> Policy:
        """Another process may have activated another version since."""
        return store.in_force() or at_start

    words = Wording(Names(lambda: in_force().roster, store), lambda: in_force().rules.language, clock.now)
    domains = frozenset(settings.email_domains)
    files = ChatFiles(means_of(settings), words)
    here = Installation(spoken(), settings.base_url, new_token)
    desk = Desk(engine, files, domains, settings.command, _report_to(Noting(engine, domains)), here)
    record = store.record(settings.record) if store.realm is Realm.LIVE else None
    return Corridor(engine, desk, words, domains, lambda: in_force().roster, settings, record)


def _report_to(noting: Noting) -> Callable[[Profile], None]:
    def report(profile: Profile) -> None:
        log.warning("somebody else already is the person of this e-mail; refused", identity=str(profile.identity))
        noting.claimed(profile)

    return report


def _in_force(store: SqlStore) -> Policy:
    with store.writing() as unit:
        policy = unit.active()
    if policy is None:
        raise Unusable("The database holds no policy yet: set STIGE_POLICY to the policy file that it begins with.")
    if policy.not_in_force:
        log.warning("checked and kept, but not yet in force", sections=list(policy.not_in_force))
    return policy


def troubles(store: SqlStore, alarm: AlarmClock) -> dict[str, Trouble]:
    return {
        "database": lambda: None if store.ready() else "cannot be read and written",
        "timers": lambda: None if alarm.rang_within(LATE) else f"not looked at for {LATE.seconds} seconds",
    }


def life(alarm: AlarmClock, connect: Step, close: Step) -> Life:
    """The alarm clock rings as long as the application serves."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await connect()
        alarm.start(getattr(app.state, "end", lambda _: None))
        try:
            yield
        finally:
            await alarm.stop()
            await close()

    return lifespan
