"""Notices of who cannot be reached, and of who was refused since they claim to be somebody else."""

from datetime import datetime

from bot.engine import Engine
from bot.messages.notice import Notice
from bot.messages.reach import claim_card, day_card, shift_card
from bot.messages.shown import Card
from bot.notices.reporting import AND, unheard_on, unheard_today
from bot.ports import Unit


def drawn(notice: Notice, unit: Unit, engine: Engine, now: datetime) -> Card | None:
    """Whoever can be reached again by then is not on it."""
    roster = engine.roster_in(unit, now)
    schedule, of_a_shift, instant = notice.about.rpartition(AND)
    if of_a_shift:
        starts_at = datetime.fromisoformat(instant)
        listed = unheard_on(schedule, starts_at, unit, roster, now)
        return shift_card(schedule, starts_at, listed) if listed else None
    listed = unheard_today(unit, engine.policy_in(unit), roster, now)
    return day_card(listed) if listed else None


def claim_drawn(notice: Notice) -> Card:
    identity, _, person = notice.about.rpartition(AND)
    return claim_card(identity, person)
