"""What comes round by itself, put together."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.ical.sources import subscribed_calendars
from adapters.wording import Wording
from bot.engine import Engine
from bot.people.identity import Platform
from bot.ports import InThread
from bot.relay import Relay
from bot.sending import Sender
from bot.settings import Settings
from bot.upkeep.chores import Chore
from bot.upkeep.coverage import CoverageChore
from bot.upkeep.directory import DirectoryLook
from bot.upkeep.feeds import FeedChore
from bot.upkeep.handoffs import HandoffChore
from bot.upkeep.lapsing import Lapsing
from bot.upkeep.reach import ReachLook
from bot.upkeep.shifts import Shifts


@dataclass(frozen=True)
class Means:
    """All that a chore may need. `domains` are those of `STIGE_EMAIL_DOMAINS`."""

    engine: Engine
    senders: Mapping[Platform, Sender]
    in_thread: InThread
    relay: Relay
    domains: frozenset[str]
    settings: Settings
    words: Wording


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
    )
