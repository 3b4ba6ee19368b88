"""Who somebody is, and who is on call, for the one who asked."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.clean import folded
from bot.coverage.awake import needed
from bot.coverage.gap import between, shared
from bot.desk.arrivals import Visit
from bot.duty.naming import called, schedule_called
from bot.duty.places import coming
from bot.messages.names import SKIPPED, people
from bot.messages.shown import Accent, Card, Cards, Line, Response, Row
from bot.messages.standing_in import below, link_button, member_buttons, override_line
from bot.people.calendars import Span
from bot.people.feeds import shown_source
from bot.people.roster import Person, Roster, Schedule, Team
from bot.people.schedules import on_call as who_is_on_call
from bot.people.schedules import passed_over, planned, shifts
from bot.words import Name, Say, WallTime, say

AHEAD = timedelta(days=14)
MOST_SCHEDULES, MOST_STAND_INS = 8, 5
OLD = timedelta(days=1)


def on_call(said: str, visit: Visit) -> Response | None:
    """A card for each schedule, in the reader's zone; None for a schedule that nobody knows."""
    roster, now = visit.roster, visit.now
    schedule = schedule_called(said, roster)
    if said and schedule is None:
        return None
    found = (schedule,) if schedule else tuple(roster.schedules.values())
    if not found:
        return Line((say("oncall.no_schedules"),))
    more = (say("oncall.more", count=len(found) - MOST_SCHEDULES),) if len(found) > MOST_SCHEDULES else ()
    wanted = needed(visit.rules, roster, now, now + AHEAD)
    return Cards(more, tuple(_card(one, visit, wanted[one.id]) for one in found[:MOST_SCHEDULES]))


def _card(schedule: Schedule, visit: Visit, wanted: list[Span]) -> Card:
    roster, now, viewer = visit.roster, visit.now, visit.person
    headline = say("oncall.headline", schedule=schedule.id)
    lead = tuple(_schedule_lines(schedule, roster, now))
    lacks = (*_passed_over(schedule, roster, now), *_gaps(schedule, roster, now, wanted))
    feeds = tuple(_feeds(schedule, roster, now))
    here = [override for override in roster.overrides if override.schedule == schedule.id]
    standing = [override_line(override) for override in sorted(here, key=lambda override: override.starts_at)]
    body = (Row(say("oncall.stand_ins"), below(standing[:MOST_STAND_INS])),) if standing else ()
    buttons = member_buttons(schedule.id) if coming(viewer, roster, now, schedule.id) else ()
    link = link_button(schedule.id) if viewer in roster.people else ()
    return Card(headline, headline, Accent.QUIET, lead, body=body, notes=(*lacks, *feeds), buttons=(*buttons, *link))


def _passed_over(schedule: Schedule, roster: Roster, now: datetime) -> Iterator[Say]:
    """Who would be on duty and is not, and who answers instead."""
    instead = people(who_is_on_call(schedule, roster, now))
    for skip in passed_over(schedule, roster, now):
        why = SKIPPED[skip.reason]
        if instead:
            yield say("oncall.answers_instead", person=Name(skip.person), why=why, people=instead)
        else:
            yield say("oncall.passed_over", person=Name(skip.person), why=why)


def _gaps(schedule: Schedule, roster: Roster, now: datetime, wanted: list[Span]) -> Iterator[Say]:
    """By plan, the first of them; not the hours in which no level would ask."""
    plan = shifts(schedule, planned(roster), now, now + AHEAD)
    nobody = list(between(((shift.starts_at, shift.ends_at) for shift in plan), now, now + AHEAD))
    gaps = list(shared(nobody, wanted))
    if gaps:
        yield say("oncall.gap", count=len(gaps), begins=gaps[0][0], ends=gaps[0][1])


def _feeds(schedule: Schedule, roster: Roster, now: datetime) -> Iterator[Say]:
    """What is known of a subscribed calendar may be old."""
    for source in (layer.ical for layer in schedule.layers if layer.ical):
        feed = roster.feeds.get(source)
        if feed is None or feed.good_at is None:
            yield say("oncall.feed_never", source=shown_source(source))
        elif feed.trouble or now - feed.good_at > OLD:
            yield say("oncall.feed_old", source=shown_source(source), age=now - feed.good_at)


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


def described(said: str, roster: Roster, now: datetime) -> tuple[Say, ...]:
    """A person, a team or a schedule by name; nothing for nobody."""
    wanted = folded(said)
    if team := next((team for team in roster.teams.values() if folded(team.id) == wanted), None):
        return tuple(_team_lines(team))
    if schedule := schedule_called(said, roster):
        return tuple(_schedule_lines(schedule, roster, now))
    found = [roster.people[person] for person in called(said, roster)]
    return tuple(line for person in found for line in _person_lines(person, roster, now))


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
