"""Reports to the keepers: whom no message reaches, when there is something to say and not the same day after day; and
who was refused since they claim to be somebody else."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from bot.claims import known_until
from bot.lint.asked import may_be_asked
from bot.messages.notice import NoticeTopic
from bot.people.identity import Identity
from bot.people.reaching import Duty, Unheard, unheard
from bot.people.roster import Roster
from bot.people.schedules import on_call, planned, shifts
from bot.policy.keepers import keepers
from bot.policy.policy import Policy
from bot.ports import Unit

BEFORE = timedelta(minutes=30)
WEEK = timedelta(days=7)
AND = "|"  # between the parts of what a notice is about; no id has one


def shifts_about(roster: Roster, now: datetime) -> tuple[Duty, ...]:
    """Those that begin within half an hour, or began no longer ago: also somebody new to a shift that goes on."""
    foreseen = planned(roster)
    found = (
        Duty(schedule.id, shift)
        for schedule in roster.schedules.values()
        for shift in shifts(schedule, foreseen, now - BEFORE, now + BEFORE + timedelta(microseconds=1))
    )
    return tuple(duty for duty in found if duty.shift.starts_at > now - BEFORE)


def report_shifts(unit: Unit, policy: Policy, roster: Roster, now: datetime) -> None:
    """Once for each, as soon as all who will be on duty were looked for."""
    reaches = unit.reaches()
    for duty in shifts_about(roster, now):
        since = duty.shift.starts_at - BEFORE
        looked_for = all(one in reaches and reaches[one].checked_at >= since for one in duty.shift.people)
        about = f"{duty.schedule}{AND}{duty.shift.starts_at.isoformat()}"
        if not looked_for or not unit.once(f"reach report|{about}", now):
            continue
        listed = unheard_on(duty.schedule, duty.shift.starts_at, unit, roster, now)
        if listed and _is_news(unit, f"schedule|{duty.schedule}", listed, now):
            _notify(unit, policy, NoticeTopic.REACH_REPORT, about, now)


def report_day(unit: Unit, policy: Policy, roster: Roster, today: datetime, now: datetime, *, whole: bool) -> None:
    """`whole`: everybody has been looked for; until then, that nobody is missed says nothing."""
    listed = unheard_today(unit, policy, roster, now)
    due = (listed or whole) and unit.once(f"reach report|{today.isoformat()}", now)
    if due and _is_news(unit, "day", listed, now) and listed:
        _notify(unit, policy, NoticeTopic.REACH_REPORT, today.date().isoformat(), now)


def unheard_today(unit: Unit, policy: Policy, roster: Roster, now: datetime) -> tuple[Unheard, ...]:
    return unheard(may_be_asked(policy, now), unit.reaches(), roster, now)


def unheard_on(schedule: str, starts_at: datetime, unit: Unit, roster: Roster, now: datetime) -> tuple[Unheard, ...]:
    """Of those who go on duty there then."""
    known = roster.schedules.get(schedule)
    return unheard(on_call(known, planned(roster), starts_at), unit.reaches(), roster, now) if known else ()


def report_claim(unit: Unit, identity: Identity, person: str, policy: Policy, now: datetime) -> None:
    """Once for this identity."""
    _notify(unit, policy, NoticeTopic.SECOND_CLAIMANT, f"{identity}{AND}{person}", now)


def _is_news(unit: Unit, subject: str, listed: Sequence[Unheard], now: datetime) -> bool:
    """Another list than the one told last, or a week later. That nobody is on it any more is kept, too."""
    last, same = f"reach told|{subject}", f"reach told|{subject}|{_digest(listed)}"
    told_at, same_at = known_until(unit, last, now), known_until(unit, same, now)
    if same_at and same_at == told_at and now - same_at < WEEK:
        return False
    unit.look_until(last, now, now)
    unit.look_until(same, now, now)
    return True


def _digest(listed: Iterable[Unheard]) -> str:
    return sha256(" ".join(sorted(one.word for one in listed)).encode()).hexdigest()[:16]


def _notify(unit: Unit, policy: Policy, topic: NoticeTopic, about: str, now: datetime) -> None:
    for keeper in keepers(policy, now):
        unit.notify(topic, about, now, person=keeper)
