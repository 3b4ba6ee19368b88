"""Notices of shifts and who stands in: requests, answers, changes, reminders."""

from datetime import datetime, timedelta

from bot.duty.checks import Duty
from bot.duty.places import places, standing
from bot.duty.rights import AHEAD, may_take_back
from bot.duty.standing import ASKED, BACK, EXPIRED, decided, ended, expires_at
from bot.engine import Engine
from bot.messages.notice import Notice, NoticeTopic
from bot.messages.shown import Card
from bot.messages.standing_in import (
    answer_card,
    answered_card,
    asking_card,
    changed_card,
    not_yours_card,
    soon_card,
    taken_back_card,
)
from bot.people.presence import DutyRequest
from bot.people.roster import Roster
from bot.people.schedules import on_call, planned
from bot.ports import Unit

A_MOMENT = timedelta(microseconds=1)
T = NoticeTopic


def drawn(notice: Notice, unit: Unit, engine: Engine, now: datetime) -> Card | None:
    roster = engine.roster_in(unit, now)
    if notice.topic is T.SHIFT_SOON:
        return _soon(notice, roster, now)
    about, _, change = notice.about.partition("|")
    request = unit.duty_request(about)
    if request is None:
        return None
    if notice.topic is T.DUTY_ASK:
        return _ask(notice, request, Duty(roster, engine.policy_in(unit).rules, now))
    if change.startswith(f"{BACK}|"):
        return taken_back_card(request, change.partition("|")[2])
    whole = bool(standing(request, roster)) or _is_over(request, now)
    may = bool(standing(request, roster)) and may_take_back(notice.person or "", request, roster, now)
    if notice.topic is T.DUTY_CHANGED:
        return changed_card(request, whole, may)
    unreached = bool(unit.notices_failed(T.DUTY_ASK, request.id))
    return answer_card(request, whole, unreached, may)


def _ask(notice: Notice, request: DutyRequest, duty: Duty) -> Card | None:
    """Nobody is asked what can be agreed to no more; whoever was asked sees what became of it."""
    misfit = ended(request, duty) if request.state == ASKED else None
    if request.state == ASKED and misfit is None:
        return asking_card(request, expires_at(request))
    whole = bool(standing(request, duty.roster)) or _is_over(request, duty.now)
    return answered_card(request, whole, misfit) if notice.stands else None


def _is_over(request: DutyRequest, now: datetime) -> bool:
    """What was not taken back, but is past."""
    return all(override.ends_at <= now for override in request.overrides)


def _soon(notice: Notice, roster: Roster, now: datetime) -> Card | None:
    """Nothing of a shift that is over, or that is in no schedule any more."""
    name, person, begins = notice.about.split("|")
    schedule, starts_at = roster.schedules.get(name), datetime.fromisoformat(begins)
    if schedule is None or person not in roster.people:
        return None
    found = places(person, roster, starts_at, starts_at + AHEAD, name)
    if not found or found[0][1].starts_at > starts_at:
        instead = on_call(schedule, planned(roster), max(starts_at, now))
        return not_yours_card(name, instead) if notice.stands else None
    shift = found[0][1]
    if shift.ends_at <= now:
        return None

    def others(at: datetime) -> tuple[str, ...]:
        return tuple(who for who in on_call(schedule, planned(roster), at) if who != person)

    return soon_card(name, shift, others(starts_at - A_MOMENT), others(shift.ends_at))


def unreached(notice: Notice, unit: Unit, now: datetime) -> None:
    """The asker is told at once that nobody will answer."""
    request = unit.duty_request(notice.about) if notice.topic is T.DUTY_ASK else None
    if request and request.state == ASKED:
        decided(unit, request, EXPIRED, now)
