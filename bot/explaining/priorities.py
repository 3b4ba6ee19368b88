"""How a case gets its priority, in words: the table, and what makes it worse (R8, S13)."""

from collections.abc import Iterator

from bot.explaining.conditions import conditions
from bot.explaining.part import Part, one_by_one
from bot.messages.names import word_name
from bot.policy.rules import PriorityOverride, Rules
from bot.words import Param, Say, say


def priority_part(rules: Rules) -> Part:
    """The whole table and every override."""
    known = rules.priority
    return Part(
        say("explain.priorities"),
        (
            say("explain.priority.names", names=known.names, urgent=_urgent(rules)),
            *(_row(impact, rules) for impact in known.impact),
            say("explain.priority.unsure", impact=_word(known.impact[0]), urgency=_word(known.urgency[0])),
            *(_override(line, rules) for line in known.overrides),
        ),
    )


def one_priority_part(name: str, rules: Rules) -> Part:
    """What leads to this one."""
    return Part(say("explain.priority", priority=name), tuple(_leads_to(name, rules)))


def _leads_to(name: str, rules: Rules) -> Iterator[Say]:
    yield say("explain.priority.urgent") if name in rules.priority.urgent else say("explain.priority.routine")
    for impact in rules.priority.impact:
        found = [urgency for at, urgency in enumerate(rules.priority.urgency) if _at(impact, at, rules) == name]
        if found:
            words = tuple(_word(urgency) for urgency in found)
            yield say("explain.priority.from_table", impact=_word(impact), urgencies=words)
    for line in rules.priority.overrides:
        if line.to == name or (line.to is None and name != rules.priority.names[-1]):
            yield _override(line, rules)


def _at(impact: str, at: int, rules: Rules) -> str:
    return rules.priority.table[impact][at]


def _urgent(rules: Rules) -> tuple[Param, ...]:
    return tuple(name for name in rules.priority.names if name in rules.priority.urgent)


def _row(impact: str, rules: Rules) -> Say:
    """ "Impact company: P1 if now or today; P2 if later"."""
    by_priority: dict[str, list[Param]] = {}
    for at, urgency in enumerate(rules.priority.urgency):
        by_priority.setdefault(_at(impact, at, rules), []).append(_word(urgency))
    cells = [say("explain.priority.cell", priority=p, urgencies=tuple(words)) for p, words in by_priority.items()]
    return say("explain.priority.row", impact=_word(impact), cells=one_by_one(cells))


def _override(line: PriorityOverride, rules: Rules) -> Say:
    when = conditions(line.when, rules)
    if line.to:
        return say("explain.priority.to", when=when, to=line.to, because=line.because)
    return say("explain.priority.raise", when=when, count=line.raised_by, because=line.because)


def _word(word: str) -> Say:
    return say("word.policys", word=word_name(word))
