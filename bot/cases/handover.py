"""What a hand-over must hold, and what is missing from it (R2, S37)."""

from collections.abc import Iterable

from bot.cases.facts import Facts, Handover, Item
from bot.policy.rules import CaseType, PriorityRules, Rules


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


def holds_up(facts: Facts, priority: str, rules: Rules) -> bool:
    """Whether a missing item may hold a case up: never an urgent or a flagged one (S37)."""
    return priority not in rules.priority.urgent and not facts.flags
