"""Why somebody is passed over, on record as a word (S17, S20)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.people.roster import Roster


class SkipReason(StrEnum):
    """Why somebody whom a level names is not asked, the gravest first: one who has several is skipped for the first.

    `AWAY` is what they said themselves, or of what kind is not known.
    """

    GONE = "gone"
    AWAY = "away"
    LEAVE = "leave"
    UNREACHABLE = "unreachable"
    DECLINED = "declined"
    CONCERNED = "concerned"
    OWNER = "owner"
    AUTHORITY = "authority"
    REPORTER = "reporter"
    LIMIT = "limit"
    HOURS = "hours"
    SKILLS = "skills"
    CHOSEN_SKILLS = "chosen_skills"


KINDS_OF_AWAY = {reason.value: reason for reason in (SkipReason.LEAVE, SkipReason.UNREACHABLE)}


@dataclass(frozen=True, slots=True)
class Skip:
    person: str
    reason: SkipReason


def not_there(person: str, roster: Roster, at: datetime) -> SkipReason | None:
    """Gone, or away and in which way; None for somebody who is there."""
    if roster.gone(person):
        return SkipReason.GONE
    why = roster.why_away(person, at)
    return KINDS_OF_AWAY.get(why, SkipReason.AWAY) if why else None
