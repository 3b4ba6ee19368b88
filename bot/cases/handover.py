"""What a hand-over must hold, and what is missing from it (R2, S37)."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.cases.facts import Facts, Handover, Item
from bot.policy.rules import Audience, CaseType, PriorityRules, Rules


def items(case_type: CaseType) -> tuple[str, ...]:
    """All that a hand-over of this type may hold."""
    return (*Item, *case_type.fields)


def required(case_type: CaseType, priority: str, rules: PriorityRules) -> tuple[str, ...]:
    """The list of its priority, else that of the next more urgent one that has a list, else the one for any."""
    at_least_as_urgent = rules.names[: rules.names.index(priority) + 1]
    lists = [case_type.required[name] for name in at_least_as_urgent if name in case_type.required]
    return lists[-1] if lists else case_type.required.get("any", ())


def missing(handover: Handover, facts: Facts, rules: Rules, priority: str) -> tuple[str, ...]:
    """The required items that nobody gave, in the policy's order."""
    return lacking(required(rules.types[facts.type], priority, rules.priority), handover, facts)


def lacking(items: Iterable[str], handover: Handover, facts: Facts) -> tuple[str, ...]:
    return tuple(item for item in items if not _given(item, handover, facts))


def _given(item: str, handover: Handover, facts: Facts) -> bool:
    """Words count, and so does a fact that says the same: a chosen customer, a stated impact, a deadline."""
    stated = {
        Item.IMPACT: facts.impact,
        Item.CUSTOMER: facts.customer,
        Item.DEADLINE: facts.deadline_at,
        **dict(facts.choices),
    }
    return handover.has(item) or bool(stated.get(item))


@dataclass(frozen=True, slots=True)
class Readiness:
    """How complete a hand-over is, from 0 to 100, and which of the six items are missing (R3)."""

    score: int
    missing: tuple[str, ...] = ()


def readiness(handover: Handover, facts: Facts, rules: Rules) -> Readiness:
    """The share of the six items that were given. A customer counts only where the case may have one."""
    case_type = rules.types[facts.type]
    with_customer = _has_customers(case_type) or _given(Item.CUSTOMER, handover, facts)
    counted = tuple(item for item in Item if item is not Item.CUSTOMER or with_customer)
    lacks = lacking(counted, handover, facts)
    return Readiness(round(100 * (len(counted) - len(lacks)) / len(counted)), lacks)


def _has_customers(case_type: CaseType) -> bool:
    asked = any(Item.CUSTOMER in items for items in case_type.required.values())
    return asked or case_type.audience is Audience.EXTERNAL


def holds_up(facts: Facts, priority: str, rules: Rules) -> bool:
    """Whether a missing item may hold a case up: never an urgent or a flagged one (S37)."""
    return priority not in rules.priority.urgent and not facts.flags
