"""What a simulation tells: who would be asked, told and reminded, instant by instant (S45)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.words import Say


class Kind(StrEnum):
    """The words are what scripts read: never rename one."""

    OPENED = "opened"
    PAGED = "paged"
    TOLD = "told"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    BREACHED = "breached"
    FALLBACK = "fallback"
    ASKED_APPROVAL = "asked_approval"
    APPROVED = "approved"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SKIPPED = "skipped"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Happening:
    """One event per instant, level and kind. `who` are people; `where` places, vendors and customers: ids of the policy
    file, in the order they came. `level` counts by its place in the file and is None outside the levels. `rule` is why,
    each reason once: the number of a rule and the line of the policy.
    """

    at: datetime
    event: Kind
    level: int | None = None
    who: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    rule: tuple[Say, ...] = ()


def happening(
    at: datetime, event: Kind, level: int | None, who: Sequence[str], *rule: Say, where: Sequence[str] = ()
) -> Happening:
    """Whoever is not in the file is not named: their id is of no policy (S1)."""
    return Happening(at, event, level, tuple(person for person in who if ":" not in person), tuple(where), rule)
