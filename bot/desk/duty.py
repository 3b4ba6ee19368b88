"""Who somebody is and who is on call, as lines for the one who asked."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.clean import folded
from bot.desk.arrivals import Visit
from bot.messages.names import people
from bot.messages.shown import Line, Response
from bot.people.roster import Person, Roster, Schedule, Team
from bot.people.schedules import on_call as who_is_on_call
from bot.people.schedules import shifts
from bot.words import Name, Say, WallTime, say

AHEAD = timedelta(days=14)


def on_call(said: str, visit: Visit) -> Response | None:
    """Who is on duty now and next, in the reader's zone; None for a schedule that nobody knows."""
    lines = on_call_lines(said, visit.roster, visit.now)
    return Line(lines) if lines else None


def on_call_lines(said: str, roster: Roster, now: datetime) -> tuple[Say, ...]:
    """Of one schedule, or where nothing was said of all; nothing for an unknown one."""
    if said:
        schedule = _schedule(said, roster)
        return tuple(_schedule_lines(schedule, roster, now)) if schedule else ()
    lines = [line for schedule in roster.schedules.values() for line in _schedule_lines(schedule, roster, now)]
    return tuple(lines) or (say("oncall.no_schedules"),)


def _schedule_lines(schedule: Schedule, roster: Roster, now: datetime) -> Iterator[Say]:
    """Who is on duty now and until when, and who comes next; leave and load as they are now."""
    coming = shifts(schedule, roster, now, now + AHEAD)
    current = coming[0] if coming and coming[0].starts_at == now else None
    if current and current.ends_at < now + AHEAD:
        yield say("oncall.until", schedule=schedule.id, people=people(current.people), until=current.ends_at)
    elif current:
        yield say("oncall.now", schedule=schedule.id, people=people(current.people))
    else:
        yield say("oncall.nobody", schedule=schedule.id)
    following = coming[1:] if current else coming
    if following:
        yield say("oncall.next", people=people(following[0].people), at=following[0].starts_at)


def _schedule(said: str, roster: Roster) -> Schedule | None:
    return next((s for s in roster.schedules.values() if folded(s.id) == folded(said)), None)


def described(said: str, roster: Roster, now: datetime) -> tuple[Say, ...]:
    """A person, a team or a schedule by name; nothing for nobody."""
    wanted = folded(said)
    if team := next((team for team in roster.teams.values() if folded(team.id) == wanted), None):
        return tuple(_team_lines(team))
    if schedule := _schedule(said, roster):
        return tuple(_schedule_lines(schedule, roster, now))
    found = [person for person in roster.people.values() if _is_called(person, wanted)]
    return tuple(line for person in found for line in _person_lines(person, roster, now))


def _is_called(person: Person, wanted: str) -> bool:
    """By id, whole name or any part of the name."""
    name = folded(person.name)
    return wanted in (folded(person.id), name, *name.split())


def _person_lines(person: Person, roster: Roster, now: datetime) -> Iterator[Say]:
    yield _headed(person, roster)
    if person.manager:
        yield say("who.manager", manager=Name(person.manager))
    zone = roster.zone_of(person.id)
    yield say("who.zone", zone=zone, time=WallTime(now, zone))
    if roster.why_away(person.id, now):
        yield say("who.away")
    on_duty = tuple(s.id for s in roster.schedules.values() if person.id in who_is_on_call(s, roster, now))
    if on_duty:
        yield say("who.on_call", schedules=on_duty)


def _headed(person: Person, roster: Roster) -> Say:
    teams = tuple(team.id for team in roster.teams.values() if person.id in team.members)
    return say("who.in_teams", name=person.name, teams=teams) if teams else say("who.person", name=person.name)


def _team_lines(team: Team) -> Iterator[Say]:
    yield say("who.team", team=team.id, people=people(team.members))
    if team.coordinator:
        yield say("who.coordinator", coordinator=Name(team.coordinator))
