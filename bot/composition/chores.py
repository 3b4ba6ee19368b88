"""What comes round by itself, put together."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.wording import Wording
from bot.engine import Engine
from bot.people.identity import Platform
from bot.ports import Sender
from bot.relay import InThread, Relay
from bot.settings import Settings
from bot.upkeep.chores import Chore
from bot.upkeep.lapsing import Lapsing


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
    return (Lapsing(its.engine.store, its.in_thread),)
