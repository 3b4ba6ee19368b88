"""What a triage changed of a case: "Priority P1 → P3"."""

from collections.abc import Iterator

from bot.cases.case import Case
from bot.messages.names import COMPLEXITIES, flag_name, word_name
from bot.policy.rules import Rules
from bot.policy.when import Unsure
from bot.words import Name, Param, Say, say


def changes(before: Case, after: Case, rules: Rules) -> tuple[Say, ...]:
    """Empty where only a reason was given."""
    pairs = zip(_weighed(before, rules), _weighed(after, rules), strict=True)
    return tuple(say("change", what=what, before=old, after=new) for (what, old), (_, new) in pairs if old != new)


def _weighed(case: Case, rules: Rules) -> Iterator[tuple[Say, Param]]:
    facts = case.facts
    yield say("row.priority"), case.priority
    yield say("row.type"), rules.types[facts.type].title
    yield say("row.impact"), word_name(facts.impact) if facts.impact else say("word.unsure")
    yield say("row.urgency"), word_name(facts.urgency) if facts.urgency else say("word.unsure")
    yield say("row.users"), _users(facts.users_affected)
    yield say("row.complexity"), COMPLEXITIES[facts.complexity] if facts.complexity else say("word.none")
    yield say("row.flags"), tuple(flag_name(flag) for flag in sorted(facts.flags)) or say("word.none")
    yield say("row.customer"), Name(facts.customer) if facts.customer else say("word.none")


def _users(count: int | Unsure | None) -> Param:
    if count is None:
        return say("word.none")
    return say("word.unsure") if isinstance(count, Unsure) else count
