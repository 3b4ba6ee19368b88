"""What the record of a case proves to have been owed, whatever else may have been.

The record does not tell which of its events were decided together, nor who was in a team then. So only what was owed
either way counts: what every step could have been agrees on, under every policy that was in force around then.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TypeVar

from bot.cases.case import Case
from bot.cases.events import Entry
from bot.cases.evolve import evolve
from bot.cases.outcome import Message, MessageKind
from bot.cases.reacting import messages
from bot.destinations import destinations
from bot.messages.owed import Destination
from bot.people.identity import Platform
from bot.people.roster import Roster

EDITS = frozenset({MessageKind.REFRESH, MessageKind.WITHDRAW, MessageKind.RETIRE})
RostersAt = Callable[[datetime], Sequence[Roster]]
Owing = tuple[Message, Destination]
T = TypeVar("T")


def owed_since(
    entries: Sequence[Entry],
    states: Sequence[Case | None],
    since_at: datetime,
    rosters_at: RostersAt,
    platforms: frozenset[Platform],
) -> Iterator[Owing]:
    """By the events from `since_at` on (the wall's), each new message with each place where it was to go."""
    for at, run in groupby(entries, key=lambda entry: entry.at):
        together = tuple(run)
        first, last = together[0].seq, together[-1].seq
        wall_at = _wall_time(states[last], at)
        if wall_at < since_at:
            continue
        rosters = rosters_at(wall_at)  # none: by a clock that was set back to before the first policy
        for entry in together if rosters else ():
            before, after = {first - 1, entry.seq - 1}, {entry.seq, last}
            steps = [(states[b], states[a]) for b in before for a in after]
            yield from _owed(entry, steps, rosters, platforms)


def states_of(entries: Sequence[Entry]) -> Sequence[Case | None]:
    """At each place the case as of the event of that number."""
    states: list[Case | None] = [None]
    for entry in entries:
        states.append(evolve(states[-1], entry))
    return states


def _wall_time(case: Case | None, at: datetime) -> datetime:
    return case.clock.wall_time(at) if case else at


def _owed(
    entry: Entry,
    steps: Sequence[tuple[Case | None, Case | None]],
    rosters: Sequence[Roster],
    platforms: frozenset[Platform],
) -> Iterator[Owing]:
    told = [messages(before, after, (entry,), roster) for before, after in steps if after for roster in rosters]
    for message in _in_all(told):
        if message.kind not in EDITS:
            ways = [tuple(destinations(message, roster, platforms)) for roster in rosters]
            yield from ((message, way) for way in _in_all(ways))


def _in_all(found: Sequence[Sequence[T]]) -> Iterator[T]:
    """In the order of the first."""
    return (one for one in found[0] if all(one in other for other in found[1:]))
