"""What a line asks of a case, in words (S7, S8)."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import assert_never

from bot.cases.facts import Complexity, Reason
from bot.explaining.part import either
from bot.messages.names import COMPLEXITIES, REASONS, flag_name, word_name
from bot.policy.rules import Audience, Rules
from bot.policy.when import AnyFlag, CalendarIs, Clause, Compared, Comparison, OneOf, When
from bot.words import Name, Param, Say, say

AUDIENCES: Mapping[Audience, Say] = {
    Audience.INTERNAL: say("explain.audience.internal"),
    Audience.EXTERNAL: say("explain.audience.external"),
}


def conditions(when: When, rules: Rules) -> Param:
    """All of them, as "the priority is P1 or P2 and it has the flag security"; of none "always"."""
    return tuple(_clause(clause, rules) for clause in when.clauses) or say("explain.always")


def _clause(clause: Clause, rules: Rules) -> Say:
    match clause:
        case OneOf(fact, words):
            return _fact(fact, words, rules)
        case AnyFlag(flags):
            return say("explain.fact.flags", words=either([flag_name(flag) for flag in rules.flags if flag in flags]))
        case Compared():
            return _number(clause)
        case CalendarIs(open_, calendars):
            return say("explain.fact.open" if open_ else "explain.fact.closed", words=either(calendars))
        case _:
            assert_never(clause)


def _fact(fact: str, words: frozenset[str], rules: Rules) -> Say:
    if fact in rules.fields:
        said = either([word_name(word) for word in rules.fields[fact].choices if word in words])
        return say("explain.fact.field", question=rules.fields[fact].title, words=said)
    return _FACTS[fact](either(_in_order(fact, words, rules)))


# Each key is written out, so that it can be looked for.
_FACTS: Mapping[str, Callable[[Param], Say]] = {
    "type": lambda words: say("explain.fact.type", words=words),
    "audience": lambda words: say("explain.fact.audience", words=words),
    "priority": lambda words: say("explain.fact.priority", words=words),
    "impact": lambda words: say("explain.fact.impact", words=words),
    "urgency": lambda words: say("explain.fact.urgency", words=words),
    "complexity": lambda words: say("explain.fact.complexity", words=words),
    "reason": lambda words: say("explain.fact.reason", words=words),
    "customer": lambda words: say("explain.fact.customer", words=words),
    "tier": lambda words: say("explain.fact.tier", words=words),
    "region": lambda words: say("explain.fact.region", words=words),
}


def _in_order(fact: str, words: frozenset[str], rules: Rules) -> list[Param]:
    """As the file has them; customers, of whom the rules know nothing, by their ids."""
    names = _known(fact, rules) or {word: Name(word) for word in sorted(words)}
    return [shown for word, shown in names.items() if word in words]


def _known(fact: str, rules: Rules) -> dict[str, Param]:
    match fact:
        case "type":
            return {case_type.id: case_type.title for case_type in rules.types.values()}
        case "audience":
            return {audience.value: said for audience, said in AUDIENCES.items()}
        case "complexity":
            return {word: COMPLEXITIES[word] for word in Complexity}
        case "reason":
            return {word: REASONS[word] for word in Reason}
        case "priority":
            return {name: name for name in rules.priority.names}
        case "impact":
            return _policys(rules.priority.impact)
        case "urgency":
            return _policys(rules.priority.urgency)
        case "tier":
            return _policys(rules.tiers)
        case "region":
            return _policys(rules.regions)
        case _:
            return {}


def _policys(words: tuple[str, ...]) -> dict[str, Param]:
    return {word: say("word.policys", word=word_name(word)) for word in words}


def _number(clause: Compared) -> Say:
    match clause.fact:
        case "users_affected":
            return say("explain.fact.users", amount=_compared(clause, int(clause.amount)))
        case "repeats":
            return say("explain.fact.repeats", amount=_compared(clause, int(clause.amount)))
        case _:
            return say("explain.fact.deadline", amount=_compared(clause, timedelta(seconds=clause.amount)))


def _compared(clause: Compared, amount: Param) -> Say:
    match clause.comparison:
        case Comparison.BELOW:
            return say("explain.below", amount=amount)
        case Comparison.AT_MOST:
            return say("explain.at_most", amount=amount)
        case Comparison.AT_LEAST:
            return say("explain.at_least", amount=amount)
        case Comparison.ABOVE:
            return say("explain.above", amount=amount)
        case _:
            assert_never(clause.comparison)
