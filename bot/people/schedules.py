"""Who is on duty (S17, S18). Layers answer from the top; an override set in chat lies above them all."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, pairwise
from zoneinfo import ZoneInfo

from bot.people.calendars import ONE_DAY, Calendar, instant, is_open, openings
from bot.people.roster import Layer, Roster, Schedule

Crew = tuple[str, ...]
FIRST_MONDAY = date(1970, 1, 5)


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of time through which the same people are on duty."""

    people: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


def on_call(
    schedule: Schedule, roster: Roster, at: datetime, also_away: AbstractSet[str] = frozenset()
) -> tuple[str, ...]:
    """Whom the first layer with anybody on duty and not away names; nobody is an empty tuple (S17).

    Somebody at their `limit` counts as away, unless then nobody would answer.
    """
    away = roster.away.keys() | also_away
    return _answering(schedule, roster, at, away | _at_limit(roster)) or _answering(schedule, roster, at, away)


def next_on_call(schedule: Schedule, roster: Roster, at: datetime) -> tuple[str, ...]:
    """Who would be on duty if those on duty were away (S17)."""
    return on_call(schedule, roster, at, frozenset(on_call(schedule, roster, at)))


def everybody_in(schedule: Schedule, roster: Roster) -> tuple[str, ...]:
    """Who may ever be on duty by the file, each once."""
    crews = (crew for layer in schedule.layers for crew in _crews(layer, roster))
    return tuple(dict.fromkeys(chain.from_iterable(crews)))


def shifts(schedule: Schedule, roster: Roster, starts_at: datetime, ends_at: datetime) -> tuple[Shift, ...]:
    """Who is on duty when, between two instants; stretches with nobody are left out.

    Leave, unreachability and load are those of the roster throughout: for a plan, give one without them.
    """
    found: list[Shift] = []
    for begins, ends in pairwise(changes(schedule, roster, starts_at, ends_at)):
        people = on_call(schedule, roster, begins)
        if found and found[-1].people == people and found[-1].ends_at == begins:
            begins = found.pop().starts_at
        if people:
            found.append(Shift(people, begins, ends))
    return tuple(found)


def _at_limit(roster: Roster) -> frozenset[str]:
    return frozenset(person for person in roster.loads if roster.at_limit(person))


def _answering(schedule: Schedule, roster: Roster, at: datetime, away: AbstractSet[str]) -> tuple[str, ...]:
    sources = (_present(crews, roster, away) for crews in _on_duty(schedule, roster, at))
    return next((people for people in sources if people), ())


def _present(crews: Sequence[Crew], roster: Roster, away: AbstractSet[str]) -> tuple[str, ...]:
    """Of the first crew that is not away altogether, those who are there, each once."""
    there = (tuple(dict.fromkeys(p for p in crew if p not in away and not roster.gone(p))) for crew in crews)
    return next((people for people in there if people), ())


def _on_duty(schedule: Schedule, roster: Roster, at: datetime) -> Iterator[Sequence[Crew]]:
    """From the top, the crews of each source of duty in the order in which they would answer. The last override set
    comes first.
    """
    for override in reversed(roster.overrides):
        if override.schedule == schedule.id and override.starts_at <= at < override.ends_at:
            yield [(override.person,)]
    for layer in schedule.layers:
        yield _layer_crews(layer, roster, at)


def _layer_crews(layer: Layer, roster: Roster, at: datetime) -> Sequence[Crew]:
    if not _stands(layer, roster, at):
        return ()
    crews = _crews(layer, roster)
    if layer.turn_days is None:
        return [tuple(person for crew in crews for person in crew)]
    turn = _turn(layer, layer.turn_days, at)
    if turn is None or not crews:
        return ()
    first = turn % len(crews)
    return crews[first:] + crews[:first]


def _stands(layer: Layer, roster: Roster, at: datetime) -> bool:
    if (layer.starts_at and at < layer.starts_at) or (layer.ends_at and at >= layer.ends_at):
        return False
    hours = _hours(layer, roster)
    return hours is None or is_open(hours, at)


def _hours(layer: Layer, roster: Roster) -> Calendar | None:
    return roster.calendars[layer.hours] if isinstance(layer.hours, str) else layer.hours


def _crews(layer: Layer, roster: Roster) -> list[Crew]:
    """Those who take turns; a layer that reads an iCalendar address has none in the file."""
    if layer.teams:
        return [roster.teams[team].members for team in layer.teams]
    return [(person,) for person in layer.people]


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


def changes(schedule: Schedule, roster: Roster, starts_at: datetime, ends_at: datetime) -> list[datetime]:
    """Every instant between the two at which somebody may go on or off duty, and the two themselves."""
    overrides = ((o.starts_at, o.ends_at) for o in roster.overrides if o.schedule == schedule.id)
    layers = (_layer_changes(layer, roster, starts_at, ends_at) for layer in schedule.layers)
    changes = chain.from_iterable(chain(overrides, layers))
    return sorted({starts_at, ends_at, *(at for at in changes if starts_at < at < ends_at)})


def _layer_changes(layer: Layer, roster: Roster, starts_at: datetime, ends_at: datetime) -> Iterator[datetime]:
    yield from (at for at in (layer.starts_at, layer.ends_at) if at)
    hours = _hours(layer, roster)
    yield from chain.from_iterable(openings(hours, starts_at, ends_at) if hours else ())
    if layer.turn_days:
        turn = _turn(layer, layer.turn_days, starts_at) or 0
        while (begins := _turn_begins(layer, layer.turn_days, turn)) < ends_at:
            yield begins
            turn += 1
