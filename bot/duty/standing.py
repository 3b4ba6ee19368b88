"""Overrides come to stand, or are asked for; are agreed to, declined, taken back. Every change of duty waits for the
one before it, is decided under its own row, and stands in one commit with what people hear of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain

from bot.answers import Then, nothing
from bot.cases.outcome import Refused
from bot.changing import replace
from bot.duty.checks import Duty, needs_consent, no_longer, sound
from bot.duty.places import holds, places, same_place, shift_key, shift_keys, standing
from bot.duty.rights import may_take_back
from bot.engine import Engine
from bot.messages.notice import NoticeTopic
from bot.people.presence import DutyRequest, Override
from bot.people.roster import Roster
from bot.ports import Unit
from bot.words import Name, Say, say

WAITS = timedelta(days=3)
MOST_ASKED = 10
SOON = timedelta(hours=1)  # before a shift
BACK = "back"
ASKED, AGREED, DECLINED, WITHDRAWN, EXPIRED = "asked", "agreed", "declined", "withdrawn", "expired"


def put_on_duty(
    engine: Engine,
    by: str,
    wanted: Sequence[Override],
    deal: str,
    *,
    with_consent: bool = False,
    then: Then[DutyRequest] = nothing,
) -> DutyRequest:
    """At once, or asked of the one who is to stand in: always so `with_consent`. Raises `Refused`.

    `deal` is the id of it all; the same again is what it became. `then` is done in the same commit, here and below.
    """
    with engine.store.writing() as unit:
        duty = _begin(unit, engine)
        if before := unit.duty_request(deal):
            return before
        overrides = tuple(sound(override, duty) for override in wanted)
        consents = [needs_consent(by, override, duty) for override in overrides]
        asks = any(consents) or (with_consent and overrides[0].person != by)
        request = _asked(by, overrides, deal, duty) if asks else DutyRequest(
            deal, by, overrides[0].person, overrides, duty.now, AGREED, duty.now
        )  # fmt: skip
        _keep(unit, request, duty)
        then(unit, request, duty.now)
    engine.on_saved()
    return request


def ask_to_swap(
    engine: Engine, by: str, swap: tuple[Override, Override], deal: str, then: Then[DutyRequest] = nothing
) -> DutyRequest:
    """The other takes the first, `by` takes the second."""
    with engine.store.writing() as unit:
        duty = _begin(unit, engine)
        if before := unit.duty_request(deal):
            return before
        overrides = tuple(sound(override, duty) for override in swap)
        if not all(holds(override, duty.roster, duty.now) for override in overrides):
            raise Refused(say("duty.shift_changed"))
        request = DutyRequest(deal, by, swap[0].person, overrides, duty.now)
        _keep(unit, request, duty)
        then(unit, request, duty.now)
    engine.on_saved()
    return request


def _wait_for_others(unit: Unit, now: datetime) -> None:
    """Whoever changes duty at the same time waits here, where all write to one row: what is read from now on is what
    the last one left."""
    unit.look_until("duty", now, now)


def _begin(unit: Unit, engine: Engine) -> Duty:
    now = engine.clock.now()
    _wait_for_others(unit, now)
    return Duty(engine.roster_in(unit, now), engine.policy_in(unit).rules, now)


def _asked(by: str, overrides: tuple[Override, ...], deal: str, duty: Duty) -> DutyRequest:
    """For just what they have on duty in that time: nobody agrees to more."""
    wanted = chain.from_iterable(_had(override, duty) for override in overrides)
    return DutyRequest(deal, by, overrides[0].person, tuple(wanted), duty.now)


def _had(override: Override, duty: Duty) -> Iterable[Override]:
    whose = override.instead_of or ""
    for _, shift in places(whose, duty.roster, override.starts_at, override.ends_at, override.schedule):
        yield replace(override, starts_at=shift.starts_at, ends_at=shift.ends_at)


def _keep(unit: Unit, request: DutyRequest, duty: Duty) -> None:
    if request.state == ASKED:
        _check_asking(unit, request)
        unit.ask_duty(request)
        unit.notify(NoticeTopic.DUTY_ASK, request.id, duty.now, person=request.other)
        return
    unit.ask_duty(request)
    _let_stand(unit, request, duty)
    for person in concerned(request) - {request.by}:
        unit.notify(NoticeTopic.DUTY_CHANGED, request.id, duty.now, person=person)


def _check_asking(unit: Unit, request: DutyRequest) -> None:
    waiting = [other for other in unit.duty_requests(request.by) if other.by == request.by]
    if any(_rival(other, request) and other.other == request.other for other in waiting):
        raise Refused(say("duty.asked_already", person=Name(request.other)))
    if len(waiting) >= MOST_ASKED:
        raise Refused(say("duty.too_many", count=MOST_ASKED))


def concerned(deal: DutyRequest) -> frozenset[str]:
    """Who comes on duty by it, and whose place it was."""
    people = {person for override in deal.overrides for person in (override.person, override.instead_of)}
    return frozenset(person for person in people if person)


def _let_stand(unit: Unit, deal: DutyRequest, duty: Duty) -> None:
    _remind_anew(unit, deal, duty, replace(duty.roster, overrides=(*duty.roster.overrides, *deal.overrides)))
    for override in deal.overrides:
        if override.starts_at - duty.now <= SOON:
            reminds(unit, shift_key(override.schedule, override.person, override.starts_at), duty.now)
    unit.override(deal.overrides, deal.by, duty.now)


def _remind_anew(unit: Unit, deal: DutyRequest, duty: Duty, afterwards: Roster) -> None:
    """Nobody goes by the times that a reminder gave before. As nobody is reminded twice, what once was said of a shift
    that is theirs again, or by the layers, counts too."""
    for key in shift_keys(deal.overrides, duty.roster, afterwards, replace(duty.roster, overrides=())):
        unit.notices_changed(key, duty.now, NoticeTopic.SHIFT_SOON)


def reminds(unit: Unit, shift: str, now: datetime) -> bool:
    """Whether nobody did before. What is heard of within the hour before a shift is its reminder."""
    return unit.once(f"shift soon|{shift}", now)


# the other's word


def decide(
    engine: Engine, request_id: str, who: str, state: str, then: Then[tuple[DutyRequest, Say | None]] = nothing
) -> tuple[DutyRequest, Say | None]:
    """`state` is "agreed" or "declined". The request as it is afterwards, and why it could not be agreed to. Raises
    `Refused` for whoever was not asked; who comes too late gets what it became."""
    with engine.store.writing() as unit:
        duty = _begin(unit, engine)
        # The notices first: whoever draws one holds it, and reads the request after that.
        unit.notices_changed(request_id, duty.now, NoticeTopic.DUTY_ASK)
        request = unit.duty_request(request_id)
        if request is None or who != request.other:
            raise Refused(say("duty.not_asked_of_you"))
        if request.state != ASKED:
            return request, None
        misfit = ended(request, duty) if state == AGREED else None
        request = decided(unit, request, EXPIRED if misfit else state, duty.now)
        if request.state == AGREED:
            _withdraw_rivals(unit, request, duty)
            _let_stand(unit, replace(request, overrides=_from_now(request, duty.now)), duty)
        then(unit, (request, misfit), duty.now)
    engine.on_saved()
    return request, misfit


def decided(unit: Unit, request: DutyRequest, state: str, at: datetime) -> DutyRequest:
    """And the asker hears of it."""
    unit.decide_duty(request.id, state, at)
    unit.notify(NoticeTopic.DUTY_ANSWER, request.id, at, person=request.by)
    return replace(request, state=state, decided_at=at)


def _from_now(request: DutyRequest, now: datetime) -> tuple[Override, ...]:
    return tuple(replace(override, starts_at=max(override.starts_at, now)) for override in request.overrides)


def _withdraw_rivals(unit: Unit, request: DutyRequest, duty: Duty) -> None:
    """Nobody else need stand in any more. Whoever else asked for one of these shifts hears that it is gone."""
    waiting = {other.id: other for who in concerned(request) for other in unit.duty_requests(who)}
    for other in waiting.values():
        if _rival(other, request):
            unit.notices_changed(other.id, duty.now, NoticeTopic.DUTY_ASK)
            unit.decide_duty(other.id, WITHDRAWN, duty.now)
            if other.by != request.by:
                unit.notify(NoticeTopic.DUTY_ANSWER, other.id, duty.now, person=other.by)


def _rival(one: DutyRequest, other: DutyRequest) -> bool:
    same = any(same_place(mine, theirs) for mine in one.overrides for theirs in other.overrides)
    return same and one.id != other.id


def expires_at(request: DutyRequest) -> datetime:
    """When the first shift begins; one that had begun when it was asked, when it ends."""
    times = (o.starts_at if o.starts_at > request.at else o.ends_at for o in request.overrides)
    return min([request.at + WAITS, *times])


def ended(request: DutyRequest, duty: Duty) -> Say | None:
    """Why nobody can agree to it any more."""
    if duty.now >= expires_at(request):
        return say("duty.expired")
    if request.by not in duty.roster.people:
        return say("duty.gone", person=Name(request.by))
    for override in _from_now(request, duty.now):
        if misfit := no_longer(override, duty):
            return misfit
        if not holds(override, duty.roster, duty.now):
            return say("duty.shift_changed")
    return None


def lapse(unit: Unit, now: datetime) -> bool:
    """Those that nobody answered in time, if there are any."""
    if not any(expires_at(request) <= now for request in unit.waiting_duty()):
        return False
    _wait_for_others(unit, now)
    for request in (one for one in unit.waiting_duty() if expires_at(one) <= now):
        unit.notices_changed(request.id, now, NoticeTopic.DUTY_ASK)
        decided(unit, request, EXPIRED, now)
    return True


# taking back


def take_back(engine: Engine, deal_id: str, who: str, then: Then[DutyRequest] = nothing) -> DutyRequest:
    """From now on. Raises `Refused`; also where nothing of it stands any more."""
    with engine.store.writing() as unit:
        duty = _begin(unit, engine)
        unit.notices_changed(deal_id, duty.now, NoticeTopic.DUTY_CHANGED, NoticeTopic.DUTY_ANSWER)
        deal = unit.duty_request(deal_id)
        if deal is None or not standing(deal, duty.roster):
            raise Refused(say("duty.stands_no_more"))
        if not may_take_back(who, deal, duty.roster, duty.now):
            raise Refused(say("duty.may_not_take_back"))
        left = tuple(override for override in duty.roster.overrides if override.deal != deal_id)
        _remind_anew(unit, deal, duty, replace(duty.roster, overrides=left))
        unit.cancel_override(deal_id, duty.now)
        for person in concerned(deal) - {who}:
            unit.notify(NoticeTopic.DUTY_CHANGED, f"{deal_id}|{BACK}|{who}", duty.now, person=person)
        then(unit, deal, duty.now)
    engine.on_saved()
    return deal
