"""Notices of shifts and who stands in: requests, answers, changes, reminders."""

from datetime import datetime

from bot.changing import replace
from bot.duty.checks import Duty
from bot.duty.places import A_MOMENT, places, standing
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
from bot.people.calendars import ONE_DAY
from bot.people.presence import DutyRequest
from bot.people.roster import Roster
from bot.people.schedules import Shift, on_call, planned
from bot.ports import Unit

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
    shift = _by_now(person, name, starts_at, roster)
    if shift is None:
        instead = on_call(schedule, planned(roster), max(starts_at, now))
        return not_yours_card(name, instead) if notice.stands else None
    if shift.ends_at <= now:
        return None

    def others(at: datetime) -> tuple[str, ...]:
        return tuple(who for who in on_call(schedule, planned(roster), at) if who != person)

    return soon_card(name, shift, others(starts_at - A_MOMENT), others(shift.ends_at))


def _by_now(person: str, schedule: str, starts_at: datetime, roster: Roster) -> Shift | None:
    """What has become of the shift that was to begin then: it may begin and end at other times, and in parts; then the
    first of them."""
    without = replace(roster, overrides=())
    planned_for = (shift for shift in _around(person, schedule, starts_at, without) if shift.starts_at <= starts_at)
    until = next((shift.ends_at for shift in planned_for), starts_at + A_MOMENT)
    return next((shift for shift in _around(person, schedule, starts_at, roster) if shift.starts_at < until), None)


def _around(person: str, schedule: str, at: datetime, roster: Roster) -> list[Shift]:
    """Their shifts in it that end after then."""
    found = places(person, roster, at - ONE_DAY, at + AHEAD, schedule)
    return [shift for _, shift in found if shift.ends_at > at]


def unreached(notice: Notice, unit: Unit, now: datetime) -> None:
    """The asker is told at once that nobody will answer."""
    request = unit.duty_request(notice.about) if notice.topic is T.DUTY_ASK else None
    if request and request.state == ASKED:
        decided(unit, request, EXPIRED, now)
