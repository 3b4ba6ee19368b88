"""Cases as the live bot would see them, for holding the proof against it."""

from collections.abc import Mapping

from bot.lint.search import Fact, Kind, Value
from bot.people.calendars import Calendar
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.policy.when import Situation, Unsure
from tests.core.people.builders import calendar
from tests.harness.builders import START

ALWAYS_OPEN = calendar({"mon tue wed thu fri sat sun": "00:00-24:00"})
NEVER_OPEN = calendar({})

Assigned = Mapping[Fact, Value]


def word(name: str) -> Fact:
    return Fact(Kind.WORD, name)


def flag(name: str) -> Fact:
    return Fact(Kind.FLAG, name)


def situation_of(given: Assigned, rules: Rules, roster: Roster) -> Situation:
    """A customer brings its own tier, else the last, and its own region where it has one (S9)."""
    words = {fact.name: str(value) for fact, value in given.items() if fact.kind is Kind.WORD and value is not None}
    words["audience"] = rules.types[words["type"]].audience.value
    if known := roster.customers.get(words.get("customer", "")):
        words["tier"] = known.tier or rules.tiers[-1]
        words |= {"region": known.region} if known.region else {}
    return Situation(
        START,
        words,
        frozenset(fact.name for fact, value in given.items() if fact.kind is Kind.FLAG and value),
        {
            fact.name: value
            for fact, value in given.items()
            if isinstance(value, float | int | Unsure) and is_number(fact)
        },
        {fact.name: _calendar(value) for fact, value in given.items() if fact.kind is Kind.CALENDAR},
    )


def is_number(fact: Fact) -> bool:
    return fact.kind is Kind.NUMBER


def _calendar(is_open: Value) -> Calendar:
    return ALWAYS_OPEN if is_open else NEVER_OPEN
