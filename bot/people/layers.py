"""Whom one layer of a schedule names at a moment, and when that may change (S17, S18)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

from bot.people.calendars import ONE_DAY, Calendar, instant, is_open, openings
from bot.people.roster import Layer, Roster
from bot.people.subscribed import events, subscribed, subscribed_between

Crew = tuple[str, ...]
FIRST_MONDAY = date(1970, 1, 5)


def layer_crews(layer: Layer, roster: Roster, at: datetime) -> Sequence[Crew]:
    """In the order in which they would answer; none while the layer does not stand."""
    if not _stands(layer, roster, at):
        return ()
    if layer.ical:
        return [subscribed(layer.ical, roster, at)]
    crews = crews_of(layer, roster)
    if layer.turn_days is None:
        return [tuple(person for crew in crews for person in crew)]
    turn = _turn(layer, layer.turn_days, at)
    if turn is None or not crews:
        return ()
    first = turn % len(crews)
    return crews[first:] + crews[:first]


def crews_of(layer: Layer, roster: Roster) -> list[Crew]:
    """Those who take turns; a layer that reads an iCalendar address has none in the file."""
    if layer.teams:
        return [roster.teams[team].members for team in layer.teams]
    return [(person,) for person in layer.people]


def people_between(layer: Layer, roster: Roster, starts_at: datetime, ends_at: datetime) -> Iterator[str]:
    """Everybody whom the layer may name between the two."""
    yield from chain.from_iterable(crews_of(layer, roster))
    if layer.ical:
        yield from subscribed_between(layer.ical, roster, starts_at, ends_at)


def layer_changes(layer: Layer, roster: Roster, starts_at: datetime, ends_at: datetime) -> Iterator[datetime]:
    """Every instant between the two at which it may come to name others, and perhaps some outside."""
    yield from (at for at in (layer.starts_at, layer.ends_at) if at)
    hours = _hours(layer, roster)
    yield from chain.from_iterable(openings(hours, starts_at, ends_at) if hours else ())
    yield from events(layer.ical, roster).changes(starts_at, ends_at) if layer.ical else ()
    if layer.turn_days:
        turn = _turn(layer, layer.turn_days, starts_at) or 0
        while (begins := _turn_begins(layer, layer.turn_days, turn)) < ends_at:
            yield begins
            turn += 1


def _stands(layer: Layer, roster: Roster, at: datetime) -> bool:
    if (layer.starts_at and at < layer.starts_at) or (layer.ends_at and at >= layer.ends_at):
        return False
    hours = _hours(layer, roster)
    return hours is None or is_open(hours, at)


def _hours(layer: Layer, roster: Roster) -> Calendar | None:
    return roster.calendars[layer.hours] if isinstance(layer.hours, str) else layer.hours


def _turn(layer: Layer, turn_days: int, at: datetime) -> int | None:
    """How many turns have ended by then; None before the first one begins."""
    first, _ = _first_hand_off(layer)
    today = at.astimezone(ZoneInfo(layer.timezone)).date()
    # One more than the days allow: midnight can come twice, and the first of the two is the hand-off.
    turn = (today - first).days // turn_days + 1
    while _turn_begins(layer, turn_days, turn) > at:
        turn -= 1
    return turn if turn >= 0 else None


def _turn_begins(layer: Layer, turn_days: int, turn: int) -> datetime:
    """Counted in local days, so that a hand-off keeps its time of day over DST."""
    first, clock = _first_hand_off(layer)
    return instant(first + turn * turn_days * ONE_DAY, clock, layer.timezone)


@lru_cache(maxsize=4096)
def _first_hand_off(layer: Layer) -> tuple[date, time]:
    """The first on or after `from` (S18). Without `handoff` that is `from` itself; without `from`, one in the first
    week of 1970, so that turns have an order at all.
    """
    begins = layer.starts_at.astimezone(ZoneInfo(layer.timezone)) if layer.starts_at else None
    day = begins.date() if begins else FIRST_MONDAY
    if layer.handoff is None:
        return day, begins.time() if begins else time()
    weekday, minutes = layer.handoff
    clock = time(minutes // 60, minutes % 60)
    while not _hands_off(layer, day, clock, weekday):
        day += ONE_DAY
    return day, clock


def _hands_off(layer: Layer, day: date, clock: time, weekday: int | None) -> bool:
    early = layer.starts_at is not None and instant(day, clock, layer.timezone) < layer.starts_at
    return not early and weekday in (None, day.weekday())
