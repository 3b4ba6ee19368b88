"""Whether somebody who owns a case is there to look after it (S17, S19)."""

from datetime import datetime

from bot.cases.handoff import Off
from bot.changing import replace
from bot.people.roster import Roster
from bot.people.schedules import on_call

UNREACHABLE = "unreachable"  # by chat alone is no leave


def off_because(person: str, roster: Roster, at: datetime) -> Off | None:
    """None for somebody who is there, whether a message reaches them just now or not."""
    if roster.gone(person):
        return Off.GONE
    away = {who: why for who, why in roster.away.items() if why != UNREACHABLE}
    return Off.LEAVE if replace(roster, away=away).why_away(person, at) else None


def on_duty(person: str, schedule: str | None, roster: Roster, at: datetime) -> bool:
    """However much they carry."""
    known = roster.schedules.get(schedule or "")
    return known is not None and person in on_call(known, replace(roster, loads={}), at)
