"""Links under which a calendar program reads shifts: one's own, or those of a schedule (R23).

Everybody whom the policy names may have either, as they may see `/escalate oncall`. Of the token in a link only a hash
is kept; the link dies with the person, and with the next one for the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bot.answers import NOBODY_ASKS, Keeper, Says
from bot.cases.verbs import Press
from bot.desk.arrivals import Visit
from bot.desk.installation import Installation
from bot.engine import Engine
from bot.messages.shown import Line
from bot.people.presence import CalendarLink
from bot.people.roster import Roster
from bot.people.schedules import Shift, planned, shifts, shifts_of
from bot.ports import Unit
from bot.words import Say, say

BEHIND, AHEAD = timedelta(days=31), timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Duty:
    """A shift of a schedule; `cut` says whether it began before, or ends after, the time that is told."""

    schedule: str
    people: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    cut: tuple[bool, bool] = (False, False)


@dataclass(frozen=True, slots=True)
class SharedCalendar:
    """`name` is the schedule's or the person's; people are named as people read it."""

    name: str
    duties: tuple[Duty, ...]


def pressed(visit: Visit, press: Press, engine: Engine, here: Installation) -> Line:
    """The press names a schedule, or "me". The link itself is told once, since nothing is kept that would show it."""
    schedule = None if press.case_id == "me" else press.case_id
    return Line(renew(engine, visit.person, schedule, here.base_url, here.new_token(), visit.keep))


def renew(
    engine: Engine, person: str, schedule: str | None, base_url: str, token: str, keep: Keeper = NOBODY_ASKS
) -> Says:
    """The sentences with a new link for their own shifts, or those of the schedule, in place of an older one. `token`:
    of which nobody can guess another."""
    if not base_url:
        return (say("calendar_link.no_base_url"),)
    with engine.store.writing() as unit:
        roster = engine.policy_in(unit).roster
        if person not in roster.people:
            return (say("calendar_link.not_of_the_policy"),)
        if schedule is not None and schedule not in roster.schedules:
            return (say("calendar_link.unknown"),)
        now = engine.clock.now()
        unit.link(CalendarLink(person, schedule), token_hash(token), now)
        keep(unit, (say("calendar_link.told_once"),), now)
    return _linked(schedule, f"{base_url.rstrip('/')}/calendar/{token}.ics")


def _linked(schedule: str | None, link: str) -> tuple[Say, ...]:
    told = say("calendar_link.schedule", schedule=schedule, link=link) if schedule else None
    return (told or say("calendar_link.mine", link=link), say("calendar_link.secret"))


def token_hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def linked(engine: Engine, hashed: str) -> CalendarLink | None:
    """None alike for a token that never was, one that was renewed, and one whose person or schedule is gone."""
    with engine.store.writing() as unit:
        link = unit.linked(hashed)
        if link is None:
            return None
        roster = engine.policy_in(unit).roster
        if _gone(link.person, roster, unit):
            unit.unlink(link.person)
            return None
    return link if link.schedule is None or link.schedule in roster.schedules else None


def _gone(person: str, roster: Roster, unit: Unit) -> bool:
    """From the policy, or from every platform on which we knew them."""
    left = unit.profile_of(person) is not None and not unit.identities_of(person)
    return person not in roster.people or left


def shared(engine: Engine, link: CalendarLink) -> SharedCalendar:
    """From a month ago to half a year ahead, whole days. Leave and overrides count, load does not."""
    today = engine.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    starts_at, ends_at = today - BEHIND, today + AHEAD
    with engine.store.writing() as unit:
        roster = planned(engine.roster_in(unit, starts_at))  # with the overrides that have ended since
    found = _shifts(link, roster, starts_at, ends_at)
    name = link.schedule or _name(link.person, roster)
    return SharedCalendar(name, tuple(_duty(schedule, one, roster, starts_at, ends_at) for schedule, one in found))


def _shifts(
    link: CalendarLink, roster: Roster, starts_at: datetime, ends_at: datetime
) -> tuple[tuple[str, Shift], ...]:
    if link.schedule is None:
        return shifts_of(link.person, roster, starts_at, ends_at)
    schedule = roster.schedules.get(link.schedule)
    found = shifts(schedule, roster, starts_at, ends_at) if schedule else ()
    return tuple((link.schedule, shift) for shift in found)


def _duty(schedule: str, shift: Shift, roster: Roster, starts_at: datetime, ends_at: datetime) -> Duty:
    people = tuple(_name(person, roster) for person in shift.people)
    cut = (shift.starts_at == starts_at, shift.ends_at == ends_at)
    return Duty(schedule, people, shift.starts_at, shift.ends_at, cut)


def _name(person: str, roster: Roster) -> str:
    known = roster.people.get(person)
    return known.name if known else person
