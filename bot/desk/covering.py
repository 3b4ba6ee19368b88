"""Who stands in for whom: overrides, cover for a shift, swaps with the other's consent (R23)."""

from datetime import datetime

from bot.answers import Says, Then, telling
from bot.cases.outcome import Refused
from bot.cases.verbs import Press, Verb
from bot.changing import replace
from bot.desk.arrivals import Visit
from bot.duty.places import Place, Places, coming
from bot.duty.reading import Eyes, Wanted, completed, read
from bot.duty.rights import AHEAD, may_change, may_take_back, members, stand_ins
from bot.duty.standing import AGREED, DECLINED, WITHDRAWN, ask_to_swap, decide, put_on_duty, take_back
from bot.engine import Engine
from bot.grammar import OverrideDuty
from bot.messages.cover_forms import (
    as_typed,
    cover_form,
    override_form,
    read_cover,
    read_override,
    read_swap,
    swap_form,
)
from bot.messages.me import shift_line
from bot.messages.shown import Card, Cards, FieldErrors, Form, Line, Response, Values
from bot.messages.standing_in import deal_card, override_line, overview_card
from bot.people.presence import DutyRequest, Override
from bot.people.roster import Schedule
from bot.people.schedules import planned, shifts_of
from bot.people.standing_in import Deal, deals_of
from bot.words import Name, Say, say

MOST_DEALS = 7


def typed(asked: OverrideDuty, visit: Visit, engine: Engine, key: str) -> Response | None:
    """None where the words name nobody or no time: then they were the summary of a case."""
    if not visit.roster.schedules:
        return Line((say("oncall.no_schedules"),))
    if asked == OverrideDuty():
        return _standing(visit, engine)
    wanted = read(asked, Eyes(visit.person, visit.roster, visit.reader.timezone, visit.now))
    if wanted is None:
        return None
    wanted = completed(wanted, visit.roster, visit.now)
    overrides = wanted.overrides(visit.id_for(key))
    return _put(visit, engine, overrides) if overrides else _form(visit, wanted)


def pressed(visit: Visit, press: Press, engine: Engine) -> Response:
    match press.verb:
        case Verb.DUTY_OVERRIDE:
            return _form(visit, Wanted(schedules=(press.case_id,) if press.case_id else ()))
        case Verb.DUTY_COVER:
            schedule = _schedule(visit, press)
            return cover_form(press, _own(visit, schedule), _others(visit, schedule), visit.now)
        case Verb.DUTY_SWAP:
            schedule = _schedule(visit, press)
            return swap_form(press, _own(visit, schedule), _theirs(visit, schedule), visit.now)
        case Verb.DUTY_AGREE | Verb.DUTY_DECLINE:
            return _decide(visit, press, engine)
        case _:
            return Line(
                _took_back(take_back(engine, press.case_id or "", visit.person, telling(visit.keep, _took_back)))
            )


def submitted(visit: Visit, press: Press, values: Values, engine: Engine, key: str) -> Response:
    """What is refused is said in the form, so that nothing need be filled in twice."""
    if press.verb not in BLAMED:
        raise Refused(say("refused.not_now"))
    try:
        return SENT[press.verb](visit, press, values, engine, visit.id_for(key))
    except Refused as refused:
        return FieldErrors(((BLAMED[press.verb], refused.sentence),))


# a look


def _standing(visit: Visit, engine: Engine) -> Cards:
    deals = _deals(visit)
    with engine.store.writing() as unit:
        waiting = unit.duty_requests(visit.person)
        known = [unit.duty_request(deal[0].deal) for deal in deals[:MOST_DEALS]]
    told = zip(deals, known, strict=False)
    cards = tuple(_deal(deal, request, visit) for deal, request in told)
    more = max(0, len(deals) - MOST_DEALS)
    return Cards((), (overview_card(len(deals), waiting, visit.person, more), *cards))


def _deal(deal: Deal, request: DutyRequest | None, visit: Visit) -> Card:
    may = request is not None and may_take_back(visit.person, request, visit.roster, visit.now)
    return deal_card(deal, may)


def _deals(visit: Visit) -> list[Deal]:
    """Of the schedules that they are part of or may change, by when they begin."""
    concerned = (s for s in visit.roster.schedules.values() if _concerns(s, visit))
    deals = [deal for schedule in concerned for deal in deals_of(schedule, visit.roster).deals]
    return sorted(deals, key=lambda deal: min(override.starts_at for override in deal))


def _concerns(schedule: Schedule, visit: Visit) -> bool:
    part = visit.person in members(schedule, visit.roster, visit.now) or any(
        visit.person in (o.person, o.instead_of) for o in visit.roster.overrides if o.schedule == schedule.id
    )
    return part or may_change(visit.person, schedule, visit.roster, visit.now)


# an override


def _put(visit: Visit, engine: Engine, overrides: tuple[Override, ...], *, with_consent: bool = False) -> Line:
    deal, then = overrides[0].deal, _keeping_what_is_told(visit)
    request = put_on_duty(engine, visit.person, overrides, deal, with_consent=with_consent, then=then)
    return Line(_told(request, visit))


def _keeping_what_is_told(visit: Visit) -> Then[DutyRequest]:
    return telling(visit.keep, lambda request: _told(request, visit))


def _told(request: DutyRequest, visit: Visit) -> Says:
    told = tuple(map(override_line, request.overrides))
    if request.state == AGREED:
        return (*told, *_also_on_duty(request, visit))
    return (say("duty.asked", person=Name(request.other)), *told)


def _also_on_duty(request: DutyRequest, visit: Visit) -> tuple[Say, ...]:
    """Not forbidden: a small team has no other way."""
    first = request.overrides[0]
    others = tuple(override for override in visit.roster.overrides if override.deal != request.id)
    roster = replace(planned(visit.roster), overrides=others)
    before = shifts_of(first.person, roster, first.starts_at, first.ends_at)
    told = tuple(shift_line(schedule, shift) for schedule, shift in before)
    return (say("duty.also_on_duty", person=Name(first.person), shifts=told),) if told else ()


def _form(visit: Visit, wanted: Wanted) -> Form:
    schedules = _choosable(visit)
    schedule = wanted.schedules[0] if len(wanted.schedules) == 1 else schedules[0] if len(schedules) == 1 else ""
    begins, ends = (as_typed(at, visit.reader.timezone) for at in (wanted.starts_at, wanted.ends_at))
    return override_form(
        schedules, _anybody(visit, schedules), schedule, wanted.person, wanted.instead_of, begins, ends
    )


def _override(visit: Visit, press: Press, values: Values, engine: Engine, deal: str) -> Response:  # noqa: ARG001
    schedules = _choosable(visit)
    people = _anybody(visit, schedules)
    answers = read_override(values, visit.person, schedules, people, visit.reader.timezone, visit.now)
    if isinstance(answers, FieldErrors):
        return answers
    schedule, person, other, begins, ends = answers
    return _put(visit, engine, (Override(schedule, person, begins, ends, other or None, deal),))


def _choosable(visit: Visit) -> tuple[str, ...]:
    found = tuple(s.id for s in visit.roster.schedules.values() if _concerns(s, visit))
    if not found:
        raise Refused(say("duty.no_part"))
    return found


def _anybody(visit: Visit, schedules: tuple[str, ...]) -> tuple[str, ...]:
    able = (stand_ins(visit.roster.schedules[s], visit.roster, visit.rules, visit.now) for s in schedules)
    return tuple(dict.fromkeys(person for people in able for person in people))


# cover and swap


def _schedule(visit: Visit, press: Press) -> Schedule:
    """In which they have something to give."""
    schedule = visit.roster.schedules.get(press.case_id or "")
    if schedule is None:
        raise Refused(say("duty.no_such_schedule", schedule=press.case_id or ""))
    if not _own(visit, schedule):
        raise Refused(say("duty.no_shift", person=Name(visit.person)))
    return schedule


def _own(visit: Visit, schedule: Schedule) -> Places:
    return _ending(coming(visit.person, visit.roster, visit.now, schedule.id), visit.now)


def _ending(shifts: Places, now: datetime) -> Places:
    """Whoever is always on duty has no shift to give."""
    return tuple(place for place in shifts if place[1].ends_at < now + AHEAD)


def _others(visit: Visit, schedule: Schedule) -> tuple[str, ...]:
    able = stand_ins(schedule, visit.roster, visit.rules, visit.now)
    return tuple(person for person in able if person != visit.person)


def _theirs(visit: Visit, schedule: Schedule) -> tuple[tuple[str, Place], ...]:
    others = sorted(members(schedule, visit.roster, visit.now) - {visit.person})
    found = [
        (who, place)
        for who in others
        for place in _ending(coming(who, visit.roster, visit.now, schedule.id), visit.now)
    ]
    if not found:
        raise Refused(say("duty.nobody_to_swap_with", schedule=schedule.id))
    return tuple(sorted(found, key=lambda one: one[1][1].starts_at))


def _cover(visit: Visit, press: Press, values: Values, engine: Engine, deal: str) -> Response:
    schedule = _schedule(visit, press)
    answers = read_cover(values, visit.person, _own(visit, schedule), _others(visit, schedule), visit.now)
    if isinstance(answers, FieldErrors):
        return answers
    (name, shift), other = answers
    cover = Override(name, other, shift.starts_at, shift.ends_at, visit.person, deal)
    return _put(visit, engine, (cover,), with_consent=True)


def _swap(visit: Visit, press: Press, values: Values, engine: Engine, deal: str) -> Response:
    schedule = _schedule(visit, press)
    answers = read_swap(values, visit.person, _own(visit, schedule), _theirs(visit, schedule), visit.now)
    if isinstance(answers, FieldErrors):
        return answers
    (name, mine), (other, (theirs_in, theirs)) = answers
    give = Override(name, other, mine.starts_at, mine.ends_at, visit.person, deal)
    take = Override(theirs_in, visit.person, theirs.starts_at, theirs.ends_at, other, deal)
    request = ask_to_swap(engine, visit.person, (give, take), deal, _keeping_what_is_told(visit))
    return Line(_told(request, visit))


def _decide(visit: Visit, press: Press, engine: Engine) -> Line:
    wanted = AGREED if press.verb is Verb.DUTY_AGREE else DECLINED
    return Line(_decided(decide(engine, press.case_id or "", visit.person, wanted, telling(visit.keep, _decided))))


def _decided(came_to: tuple[DutyRequest, Say | None]) -> Says:
    request, misfit = came_to
    if misfit:
        return (misfit, say("duty.asker_hears", person=Name(request.by)))
    if request.state == AGREED:
        return (say("duty.you_agreed"), *map(override_line, request.overrides))
    if request.state == DECLINED:
        return (say("duty.you_declined"),)
    return (say("duty.needed_no_more") if request.state == WITHDRAWN else say("duty.expired"),)


def _took_back(deal: DutyRequest) -> Says:
    return (say("duty.you_took_back"), *map(override_line, deal.overrides))


BLAMED = {Verb.DUTY_OVERRIDE: "person", Verb.DUTY_COVER: "person", Verb.DUTY_SWAP: "theirs"}
SENT = {Verb.DUTY_OVERRIDE: _override, Verb.DUTY_COVER: _cover, Verb.DUTY_SWAP: _swap}
