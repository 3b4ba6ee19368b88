"""A kind of case, in the words of the file."""

from datetime import timedelta
from typing import assert_never

from bot.lint.classes import CUSTOMER, REGION, TIER, TYPE, Classes
from bot.lint.search import Box, Fact, Kind, Value
from bot.policy.when import Unsure
from bot.words import Say, say

PRIORITY = Fact(Kind.WORD, "priority")
ALWAYS_SAID = (TYPE, PRIORITY)


def in_words(box: Box, classes: Classes) -> tuple[Say, ...]:
    """One case of the box: its type, its priority, and whatever else makes it what it is."""
    one = {fact: next(value for value in values if value in box[fact]) for fact, values in classes.values.items()}
    told = [fact for fact, values in classes.values.items() if fact in ALWAYS_SAID or len(box[fact]) < len(values)]
    of_customer = [fact for fact in (TIER, REGION) if classes.own(fact, one[CUSTOMER])]
    said = (_said(fact, one[fact]) for fact in told if fact not in of_customer)
    return tuple(words for words in said if words)


def _said(fact: Fact, value: Value) -> Say | None:
    match fact.kind:
        case Kind.WORD:
            return _word(fact, value)
        case Kind.FLAG:
            return say("lint.fact", fact="flag", value=fact.name) if value else None
        case Kind.NUMBER:
            return _number(fact, value)
        case Kind.CALENDAR:
            return say("lint.fact_open" if value else "lint.fact_closed", calendar=fact.name)
        case _:
            assert_never(fact.kind)


def _word(fact: Fact, value: Value) -> Say:
    if value is not None:
        return say("lint.fact", fact=fact.name, value=str(value))
    return say("lint.fact_other_customer") if fact == CUSTOMER else say("lint.fact_not_stated", fact=fact.name)


def _number(fact: Fact, value: Value) -> Say:
    if not isinstance(value, int | float):
        unsure = isinstance(value, Unsure)
        return say("lint.fact_unsure" if unsure else "lint.fact_not_stated", fact=fact.name)
    return say("lint.fact", fact=fact.name, value=timedelta(seconds=value) if fact.name == "deadline" else value)
