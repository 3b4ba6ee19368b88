"""Notices of a change of duty, to who goes off and who comes on, and to the places of those who come on (S19)."""

from collections.abc import Iterable
from datetime import datetime

from bot.cases.access import may_read, viewer
from bot.cases.case import Case
from bot.engine import Engine
from bot.messages.handoffs import ended_card, giving_card, room_card, taking_card
from bot.messages.notice import Notice, NoticeTopic
from bot.messages.shown import Card
from bot.people.roster import Roster
from bot.ports import Unit


def drawn(notice: Notice, unit: Unit, engine: Engine, now: datetime) -> Card | None:
    """What is still on its way; None where nothing was told of it and nothing is left to tell."""
    schedule, roster = notice.about.split("|")[0], engine.roster_in(unit, now)
    if notice.person and notice.topic is NoticeTopic.HANDOFF_GIVE:
        cases = given(notice.person, notice.about, unit)
    elif notice.person:
        cases = offered_to(notice.person, notice.about, unit)
    else:
        cases = _for_a_room(notice, unit, roster)
    if not cases:
        return ended_card(schedule) if notice.stands else None
    if notice.person is None:
        return room_card(cases, schedule)
    seen = [case for case in cases if may_read(viewer(notice.person, roster), case)]
    if notice.topic is NoticeTopic.HANDOFF_GIVE:
        return giving_card(seen, schedule)
    return taking_card(seen, schedule, notice.about)


def offered_to(person: str, about: str, unit: Unit) -> tuple[Case, ...]:
    """What is offered to them by this change of duty, worst first."""
    cases = _on_the_list(unit.asked_cases(person), about, unit)
    return tuple(case for case in cases if case.handoff and person in case.handoff.to)


def given(person: str, about: str, unit: Unit) -> tuple[Case, ...]:
    return _on_the_list((case_id for owner, case_id in unit.owned_cases() if owner == person), about, unit)


def _for_a_room(notice: Notice, unit: Unit, roster: Roster) -> tuple[Case, ...]:
    """What comes to those whose team has this place."""
    members = (person for person in roster.people if _place_of(person, roster) == notice.place)
    ids = dict.fromkeys(case_id for person in members for case_id in unit.asked_cases(person))
    return tuple(case for case in _on_the_list(ids, notice.about, unit) if not case.private)


def _place_of(person: str, roster: Roster) -> str | None:
    team = roster.team_of(person)
    return team.place if team else None


def _on_the_list(ids: Iterable[str], about: str, unit: Unit) -> tuple[Case, ...]:
    """As given. Loading locks them, and always in one order: two lists share cases, and would wait for each other."""
    found = tuple(ids)
    cases = {case_id: unit.load(case_id) for case_id in sorted(found)}
    told = (cases[case_id] for case_id in found)
    return tuple(case for case in told if case and case.handoff and case.handoff.list == about)


def unreached(notice: Notice, unit: Unit, now: datetime) -> None:
    """What is not taken in time climbs in any case (S19)."""
