"""What the policy's conditions see of a case at a moment (S7–S9)."""

from datetime import datetime

from bot.cases.case import Case
from bot.cases.facts import Facts
from bot.people.roster import Customer, Roster
from bot.policy.rules import Rules
from bot.policy.when import Situation, Unsure, seconds_left


def situation(facts: Facts, reporter: str, rules: Rules, roster: Roster, at: datetime, priority: str = "") -> Situation:
    """`priority` is left empty while it is being worked out."""
    return Situation(
        at=at,
        words=_words(facts, reporter, rules, roster, priority),
        flags=facts.flags,
        numbers=_numbers(facts, roster, at),
        calendars=rules.calendars,
    )


def situation_of(case: Case, rules: Rules, roster: Roster, at: datetime) -> Situation:
    return situation(case.facts, case.reporter, rules, roster, at, case.priority)


def _words(facts: Facts, reporter: str, rules: Rules, roster: Roster, priority: str) -> dict[str, str]:
    customer = roster.customers.get(facts.customer or "")
    stated = {
        "type": facts.type,
        "audience": rules.types[facts.type].audience.value,
        "priority": priority,
        "impact": facts.impact or rules.priority.impact[0],
        "urgency": facts.urgency or rules.priority.urgency[0],
        "complexity": facts.complexity,
        "reason": facts.reason,
        "customer": facts.customer,
        "tier": _tier(facts, customer, rules),
        "region": _region(customer, reporter, roster),
        **dict(facts.choices),
    }
    return {fact: str(word) for fact, word in stated.items() if word}


def _tier(facts: Facts, customer: Customer | None, rules: Rules) -> str | None:
    """A customer without a tier, or unknown to the file, has the last; without a customer there is none (S9)."""
    if not facts.customer or not rules.tiers:
        return None
    return (customer.tier if customer else None) or rules.tiers[-1]


def _region(customer: Customer | None, reporter: str, roster: Roster) -> str | None:
    """The customer's, else the reporter's (S9)."""
    known = roster.people.get(reporter)
    return (customer.region if customer else None) or (known.region if known else None)


def repeats(facts: Facts, roster: Roster) -> int:
    """Cases of this customer in 30 days with this one (S7, R10); 0 without a customer."""
    return 1 + roster.repeats.get(facts.customer, 0) if facts.customer else 0


def _numbers(facts: Facts, roster: Roster, at: datetime) -> dict[str, float | Unsure]:
    numbers: dict[str, float | Unsure] = {}
    if facts.users_affected is not None:
        numbers["users_affected"] = facts.users_affected
    if facts.customer:
        numbers["repeats"] = repeats(facts, roster)
    if facts.deadline_at:
        numbers["deadline"] = seconds_left(facts.deadline_at, at)
    return numbers
