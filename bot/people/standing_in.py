"""Who stands in for whom in a schedule (S17): overrides that take the place of one person, not of all layers."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain

from bot.people.lookup import Same
from bot.people.presence import Override
from bot.people.roster import Roster, Schedule

Deal = tuple[Override, ...]
Seat = tuple[str, ...]  # one place on duty: whose it is now, then those who take it back while the ones before are away


@dataclass(frozen=True, slots=True)
class Seating:
    """What overrides come to. `above` are the seats above all layers, the first to answer first; `taken` are those of
    people for whom somebody stands in, wherever a layer names them."""

    above: tuple[Seat, ...]
    taken: Mapping[str, Seat]

    def seat(self, person: str) -> Seat:
        return self.taken.get(person) or (person,)


class Deals:
    """The overrides of one schedule in the order set; those that were agreed on together are one deal."""

    def __init__(self, deals: Sequence[Deal]) -> None:
        self.deals = deals
        self.changes = sorted({at for override in self for at in (override.starts_at, override.ends_at)})
        self._known: dict[int, Seating] = {}

    def __iter__(self) -> chain[Override]:
        return chain.from_iterable(self.deals)

    def seating(self, at: datetime) -> Seating:
        """Worked out once for all the time until the next override begins or ends."""
        piece = bisect_right(self.changes, at)
        if piece not in self._known:
            lasting = (tuple(o for o in deal if o.starts_at <= at < o.ends_at) for deal in self.deals)
            self._known[piece] = seating([deal for deal in lasting if deal])
        return self._known[piece]


def deals_of(schedule: Schedule, roster: Roster) -> Deals:
    return _by_schedule(Same(roster.overrides)).get(schedule.id, NO_DEALS)


def seating(deals: Sequence[Deal]) -> Seating:
    """Of deals that all count, in the order set. The last override of all layers answers first; who stands in since
    then for whoever it names does so there too."""
    above = (
        _taken_seats(deals[number + 1 :]).get(override.person, (override.person,))
        for number in range(len(deals) - 1, -1, -1)
        for override in reversed(deals[number])
        if override.instead_of is None
    )
    return Seating(tuple(above), _taken_seats(deals))


def _taken_seats(deals: Iterable[Deal]) -> Mapping[str, Seat]:
    """An override takes the seats that its person has when it is set, be it by standing in for others. Whoever has none
    left, since somebody stands in for them already, is meant as the layers name them: the last one set counts.
    """
    seats: dict[str, Seat] = {}
    for deal in deals:
        instead = {override.instead_of: override.person for override in deal if override.instead_of}
        seats = {whom: (whom,) for whom in instead} | seats
        held = {seat[0] for seat in seats.values()}
        unheld = {whom: by for whom, by in instead.items() if whom not in held}
        seats = {whom: _given(seat, instead.get(seat[0]) or unheld.get(whom)) for whom, seat in seats.items()}
    return seats


def _given(seat: Seat, to: str | None) -> Seat:
    return tuple(dict.fromkeys((to, *seat))) if to else seat


@lru_cache(maxsize=16)
def _by_schedule(overrides: Same[tuple[Override, ...]]) -> Mapping[str, Deals]:
    deals: dict[str, dict[str | int, Deal]] = {}
    for number, override in enumerate(overrides.value):
        of_schedule, deal = deals.setdefault(override.schedule, {}), override.deal or number
        of_schedule[deal] = (*of_schedule.get(deal, ()), override)
    return {schedule: Deals(tuple(of_schedule.values())) for schedule, of_schedule in deals.items()}


NO_DEALS = Deals(())
