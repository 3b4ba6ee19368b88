"""What happened while a case was passed on, in the past tense (S19)."""

from dataclasses import dataclass

from bot.cases.handoff import Handoff, HandoffEnd
from bot.words import Text


@dataclass(frozen=True, slots=True)
class HandoffOffered:
    """To those who came on duty."""

    handoff: Handoff


@dataclass(frozen=True, slots=True)
class PassingOnAsked:
    """Of the owner, personally. `coordinators` hear at once where the owner can do nothing any more."""

    handoff: Handoff
    coordinators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandoffNoted:
    """What whoever takes it should know."""

    note: Text


@dataclass(frozen=True, slots=True)
class HandoffDeclined:
    person: str
    reason: Text


@dataclass(frozen=True, slots=True)
class HandoffLate:
    """Nobody took it in time. `coordinators` hear that its level is asked again."""

    coordinators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandoffEnded:
    how: HandoffEnd


@dataclass(frozen=True, slots=True)
class HandedOff:
    """Somebody who was offered it has it from now on; clocks, pauses and questions are as they were."""

    to: str


HandoffEvent = HandoffOffered | PassingOnAsked | HandoffNoted | HandoffDeclined | HandoffLate | HandoffEnded | HandedOff
