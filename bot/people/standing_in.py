"""Who stands in for whom in a schedule (S17): overrides that take the place of one person, not of all layers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.people.lookup import Deal, deals_by_schedule
from bot.people.roster import Roster, Schedule

Seat = tuple[str, ...]  # one place on duty: whose it is now, then those who take it back while the ones before are away


def deals_at(schedule: Schedule, roster: Roster, at: datetime) -> Sequence[Deal]:
    """What of the overrides of this schedule counts at that moment, in the order set."""
    deals = deals_by_schedule(roster.overrides).get(schedule.id, ())
    counting = (tuple(o for o in deal if o.starts_at <= at < o.ends_at) for deal in deals)
    return [deal for deal in counting if deal]


def seats(deals: Iterable[Deal]) -> Mapping[str, Seat]:
    """The seats of those for whom somebody stands in; everybody else has their own.

    An override takes the seats that its person has when it is set, be it by standing in for others. Whoever has none
    left, since somebody stands in for them already, is meant as the layers name them: the last one set counts.
    """
    found: dict[str, Seat] = {}
    for deal in deals:
        instead = {override.instead_of: override.person for override in deal if override.instead_of}
        found = {whom: (whom,) for whom in instead} | found
        held = {seat[0] for seat in found.values()}
        unheld = {whom: by for whom, by in instead.items() if whom not in held}
        found = {whom: _taken(instead.get(seat[0]) or unheld.get(whom), seat) for whom, seat in found.items()}
    return found


def _taken(by: str | None, seat: Seat) -> Seat:
    return tuple(dict.fromkeys((by, *seat))) if by else seat


def override_seats(deals: Sequence[Deal]) -> Iterable[Seat]:
    """Of the overrides that take the place of all layers, the last one set first. Who stands in for somebody since then
    does so here too."""
    for number in range(len(deals) - 1, -1, -1):
        for override in reversed(deals[number]):
            if override.instead_of is None:
                yield seats(deals[number + 1 :]).get(override.person, (override.person,))
