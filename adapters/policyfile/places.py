"""Where in the file a place of the policy stands."""

from adapters.policyfile.document import Entries, Items, Node
from adapters.policyfile.faults import START, At
from bot.lint.finding import Place


def locate(root: Node, place: Place) -> At:
    """The key of an entry, the beginning of an item; of what is not there, the nearest above it that is."""
    at, node = START, root
    for part in place:
        found = _inside(node, part)
        if found is None:
            return at
        at, node = found
    return at


def _inside(node: Node, part: str | int) -> tuple[At, Node] | None:
    """A list of one may stand without brackets (S1), and its item is then all there is."""
    if isinstance(node, Entries) and isinstance(part, str):
        return next(((key.at, value) for key, value in node.pairs if key.text == part), None)
    items = node.items if isinstance(node, Items) else (node,)
    return (items[part].at, items[part]) if isinstance(part, int) and part < len(items) else None
