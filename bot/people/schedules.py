"""Who is on duty (S17, S18)."""

from collections.abc import Set as AbstractSet
from datetime import datetime

from bot.people.roster import Roster, Schedule


def on_call(
    schedule: Schedule, roster: Roster, at: datetime, also_away: AbstractSet[str] = frozenset()
) -> tuple[str, ...]:
    raise NotImplementedError


def next_on_call(schedule: Schedule, roster: Roster, at: datetime) -> tuple[str, ...]:
    """Who would be on duty if those on duty were away (S17)."""
    return on_call(schedule, roster, at, frozenset(on_call(schedule, roster, at)))
