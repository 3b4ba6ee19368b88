"""How urgent a case is: the table and its overrides (S13)."""

from adapters.policyfile import shapes
from adapters.policyfile.conditions import when
from adapters.policyfile.document import Entries, Items, Node
from adapters.policyfile.reader import Keys, Reader, known, listed
from adapters.policyfile.texts import label, number, words
from bot.policy.rules import PriorityOverride, PriorityRules

Table = dict[str, tuple[str, ...]]


def priority(reader: Reader, node: Node) -> PriorityRules:
    keys = reader.keys(node, shapes.PRIORITY)
    names, urgency = _names(keys), words(keys, "urgency")
    first_half = names[: (len(names) + 1) // 2]
    return PriorityRules(
        names,
        urgent=frozenset(keys.each("urgent", known("priority")) if "urgent" in keys else first_half),
        impact=words(keys, "impact"),
        urgency=urgency,
        table=_table(reader, keys.node("table"), len(urgency)),
        overrides=keys.each("overrides", _override),
    )


def _names(keys: Keys) -> tuple[str, ...]:
    names, node = words(keys, "names"), keys.node("names")
    if "names" in keys and not 2 <= len(names) <= 6:
        keys.reader.fault(node.at, "wrong-number", "There are two to six priorities, worst first.")
    for item in listed(node):
        if getattr(item, "text", "") == "any":
            keys.reader.fault(item.at, "wrong-id", "'any' is a word of Stige's own; give the priority another name.")
    return names


def _table(reader: Reader, node: Node, columns: int) -> Table:
    """A row for every impact, with a priority for every urgency."""
    impact = reader.names.of("impact")
    rows = {key.text: _row(reader, value, columns) for key, value in reader.pairs(node, impact)}
    for missing in (word for word in impact if word not in rows):
        if isinstance(node, Entries):
            reader.fault(node.owner, "incomplete-table", f"The row {missing!r} is missing here.")
    return rows


def _row(reader: Reader, node: Node, columns: int) -> tuple[str, ...]:
    row = tuple(known("priority")(reader, item) for item in listed(node))
    if isinstance(node, Items) and len(row) != columns:
        reader.fault(node.at, "incomplete-table", f"This row needs {columns} priorities, one for each urgency.")
    return row


def _override(reader: Reader, node: Node) -> PriorityOverride:
    keys = reader.keys(node, shapes.OVERRIDE)
    keys.one_of("to", "raise")
    return PriorityOverride(
        keys.need("when", when),
        keys.need("because", label),
        to=keys.maybe("to", known("priority"), None),
        raised_by=keys.maybe("raise", number, 0),
    )
