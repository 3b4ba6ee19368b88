"""What comes round by itself, put together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from adapters.heartbeat import Heartbeat
from adapters.ical.sources import subscribed_calendars
from adapters.wording import Wording
from bot.cases.case import Realm
from bot.engine import Engine
from bot.people.identity import Platform
from bot.ports import InThread
from bot.record.keeper import RecordKeeper
from bot.relay import Relay
from bot.sending import Sender
from bot.settings import Settings
from bot.upkeep.auditing import AuditChore, Who
from bot.upkeep.checkpoints import Checkpoints
from bot.upkeep.chores import Chore
from bot.upkeep.coverage import CoverageChore
from bot.upkeep.directory import DirectoryLook
from bot.upkeep.feeds import FeedChore
from bot.upkeep.handoffs import HandoffChore
from bot.upkeep.lapsing import Lapsing
from bot.upkeep.reach import ReachLook
from bot.upkeep.retention import Retention
from bot.upkeep.shifts import Shifts
from bot.upkeep.tidying import Tidying


@dataclass(frozen=True)
class Means:
    """All that a chore may need. `domains` are those of `STIGE_EMAIL_DOMAINS`; `runs`: timers are fired here."""

    engine: Engine
    senders: Mapping[Platform, Sender]
    in_thread: InThread
    relay: Relay
    domains: frozenset[str]
    settings: Settings
    words: Wording
    runs: Callable[[], bool] = lambda: True
    record: RecordKeeper | None = None


def chores(its: Means) -> tuple[Chore, ...]:
    """In the order in which each finds what those before it did."""
    return (
        DirectoryLook(its.engine, its.senders, its.in_thread, its.domains),
        ReachLook(its.engine, its.senders, its.in_thread, its.relay.found),
        Lapsing(its.engine.store, its.in_thread),
        HandoffChore(its.engine, its.in_thread),
        Shifts(its.engine, its.in_thread),
        FeedChore(its.engine, subscribed_calendars(its.settings), its.in_thread),
        CoverageChore(its.engine, its.in_thread),
        Tidying(its.engine.store, its.in_thread),
        *keeping_the_record(its),
        auditing(its),
    )


def keeping_the_record(its: Means) -> tuple[Chore, ...]:
    """The sandbox has none beside its database."""
    if its.record is None:
        return ()
    retention = Retention(its.engine.store, its.record, its.in_thread)
    return Checkpoints(its.record, its.in_thread), retention


def auditing(its: Means) -> AuditChore:
    who = Who(version("stige"), frozenset(its.senders), its.runs)
    return AuditChore(its.engine, who, its.in_thread, Heartbeat(beats_to(its.settings, its.engine.store.realm)))


def beats_to(settings: Settings, realm: Realm) -> str:
    """Nobody watches over a sandbox."""
    return settings.heartbeat_url if realm is Realm.LIVE else ""
