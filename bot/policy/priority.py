"""The priority of a case, with its reasons (R8, S13)."""

from dataclasses import dataclass

from bot.changing import replace
from bot.policy.rules import PriorityOverride, PriorityRules
from bot.policy.when import Situation, fits


@dataclass(frozen=True, slots=True)
class Priority:
    """`overrides` are all that fit, in the file's order: those are its reasons beside the table."""

    name: str
    overrides: tuple[PriorityOverride, ...] = ()


def priority(rules: PriorityRules, situation: Situation) -> Priority:
    """The table over impact and urgency, then each override that fits in turn; none makes the case less urgent."""
    name = _from_table(rules, situation)
    applied: list[PriorityOverride] = []
    for override in rules.overrides:
        known = replace(situation, words={**situation.words, "priority": name})
        if fits(override.when, known):
            applied.append(override)
            name = _overridden(rules.names, name, override)
    return Priority(name, tuple(applied))


def _from_table(rules: PriorityRules, situation: Situation) -> str:
    row = rules.table[situation.words["impact"]]
    return row[rules.urgency.index(situation.words["urgency"])]


def _overridden(names: tuple[str, ...], name: str, override: PriorityOverride) -> str:
    at = names.index(name)
    wanted = names.index(override.to) if override.to else at - override.raised_by
    return names[max(0, min(at, wanted))]
