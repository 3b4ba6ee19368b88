"""What happened on the way to an approval, in the past tense (S36)."""

from dataclasses import dataclass

from bot.cases.approval import Approval
from bot.words import Text


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    approval: Approval


@dataclass(frozen=True, slots=True)
class ApproverSkipped:
    """Somebody whom the line names is not asked. `reason` is a word of `bot.people.asking.SkipReason`."""

    person: str
    reason: str


@dataclass(frozen=True, slots=True)
class Approved:
    """By somebody asked, or by default: nobody answered in time, or nobody was left to ask."""

    by_default: bool = False


@dataclass(frozen=True, slots=True)
class Disapproved:
    """`asker` is whose it was; `up`: what stays undone is moving it up. Without a reason it is by default."""

    asker: str
    up: bool
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class ApprovalDropped:
    """Nobody needs to be asked any more: the case became urgent, or it has moved on without."""


ApprovalEvent = ApprovalAsked | ApproverSkipped | Approved | Disapproved | ApprovalDropped
