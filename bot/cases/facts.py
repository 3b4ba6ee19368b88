"""What is handed over with a case: what people wrote, and what conditions ask about."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.policy.when import Unsure
from bot.words import Label, Text


class Reason(StrEnum):
    """Why it is escalated (R4)."""

    AUTHORITY = "authority"
    EXPERTISE = "expertise"
    RESOURCES = "resources"
    TIME = "time"
    LEGAL = "legal"
    SAFETY = "safety"
    BUSINESS = "business"


class Complexity(StrEnum):
    SIMPLE = "simple"
    COMPLEX = "complex"


class Item(StrEnum):
    """The six items of the hand-over (R2). The fields of a type stand beside them, by their ids."""

    SUMMARY = "summary"
    STEPS = "steps"
    IMPACT = "impact"
    CUSTOMER = "customer"
    DEADLINE = "deadline"
    HELP = "help"


ITEMS: frozenset[str] = frozenset(Item)


@dataclass(frozen=True, slots=True)
class Handover:
    """What the next person needs. An item that nobody gave is None; `fields` are the free answers of the type's own."""

    summary: Text
    steps: Text | None = None
    impact: Text | None = None
    customer: Text | None = None
    deadline: Text | None = None
    help: Text | None = None
    fields: tuple[tuple[str, Text], ...] = ()

    def has(self, item: str) -> bool:
        return bool(getattr(self, item)) if item in ITEMS else item in dict(self.fields)


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions ask about. None is "not stated"; for impact and urgency "unsure" too, read as the worst (R8).

    `deadline_at` is the deadline as an instant; `choices` are the chosen words of fields with choices.
    """

    type: str
    impact: str | None = None
    urgency: str | None = None
    complexity: Complexity | None = None
    reason: Reason | None = None
    users_affected: int | Unsure | None = None
    flags: frozenset[str] = frozenset()
    customer: str | None = None
    deadline_at: datetime | None = None
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PriorityReason:
    """One line of why: the table, an override of the policy with its own words, or a person's triage."""

    kind: str
    label: Label | None = None
    text: Text | None = None
