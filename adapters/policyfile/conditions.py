"""What a line asks of a case: `when` (S7, S8)."""

import re
from collections.abc import Collection

from adapters.policyfile import shapes
from adapters.policyfile.document import Node, Scalar
from adapters.policyfile.durations import parse
from adapters.policyfile.faults import shortened
from adapters.policyfile.reader import Reader, known_name, listed, one_of
from bot.policy.when import AnyFlag, CalendarIs, Clause, Compared, Comparison, OneOf, When

# Facts that are one word, and of the same name as the kind of word.
WORDS = ("type", "audience", "priority", "impact", "urgency", "complexity", "reason", "customer", "tier", "region")
NUMBERS = ("users_affected", "repeats", "deadline")
CALENDARS = ("open", "closed")
FACTS = (*WORDS, "flags", *NUMBERS, *CALENDARS)


def when(reader: Reader, node: Node) -> When:
    facts = (*FACTS, *reader.names.choices)
    return When(tuple(_clause(reader, key.text, value) for key, value in reader.pairs(node, facts)))


def flags_only(reader: Reader, node: Node) -> When:
    """What makes a case private: flags and nothing else, since those alone a person sets for it."""
    keys = reader.keys(node, shapes.FLAGS_ALONE)
    return When((_flags(reader, keys.node("flags")),))


def _clause(reader: Reader, fact: str, node: Node) -> Clause:
    if fact == "flags":
        return _flags(reader, node)
    if fact in CALENDARS:
        return CalendarIs(fact == "open", tuple(known_name(reader, item, "calendar") for item in _some(reader, node)))
    if fact in NUMBERS:
        return _comparison(reader, fact, node)
    if fact in WORDS:
        return OneOf(fact, frozenset(known_name(reader, item, fact) for item in _some(reader, node)))
    return OneOf(fact, _chosen(reader, node, fact, reader.names.choices[fact]))


def _flags(reader: Reader, node: Node) -> AnyFlag:
    return AnyFlag(frozenset(known_name(reader, item, "flag") for item in _some(reader, node)))


def _chosen(reader: Reader, node: Node, fact: str, choices: Collection[str]) -> frozenset[str]:
    sentence = f"{fact} has no choice {{}}."
    return frozenset(one_of(reader, item, choices, sentence) for item in _some(reader, node))


def _some(reader: Reader, node: Node) -> tuple[Node, ...]:
    items = listed(node)
    if not items:
        reader.fault(node.at, "empty-list", "A line that asks for nothing of this fits no case; name a word.")
    return items


def _comparison(reader: Reader, fact: str, node: Node) -> Compared:
    """The left-over time of a deadline is compared in seconds."""
    found = re.fullmatch(r"(<=|>=|<|>)\s*([0-9a-z]{1,32})", node.text) if isinstance(node, Scalar) else None
    amount = _amount(fact, found[2]) if found else None
    if not found or amount is None:
        example = '"<4h"' if fact == "deadline" else '">=100"'
        said = (
            f"{shortened(node.text)!r} is no comparison" if isinstance(node, Scalar) else "A comparison is wanted here"
        )
        reader.fault(node.at, "wrong-comparison", f"{said}; write it as {example}, with <, <=, >= or >.")
        return Compared(fact, Comparison.ABOVE, 0)
    return Compared(fact, Comparison(found[1]), amount)


def _amount(fact: str, text: str) -> float | None:
    if fact != "deadline":
        return float(text) if re.fullmatch("[0-9]{1,12}", text) else None
    span = parse(text)
    return span.elapsed.total_seconds() if span and not span.years else None
