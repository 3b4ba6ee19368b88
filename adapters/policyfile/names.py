"""The names that a file gives, gathered before anything refers to them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from adapters.policyfile.document import Entries, Items, Node, Scalar

REASONS = ("authority", "expertise", "resources", "time", "legal", "safety", "business")
HANDOVER = ("summary", "steps", "impact", "customer", "deadline", "help")
FLAGS = ("security", "safety", "legal", "compliance", "operations")
TEMPLATES = ("status", "customer", "manager", "end")

# The section whose keys are names of a kind.
_SECTIONS = {
    "people": "person",
    "teams": "team",
    "places": "place",
    "vendors": "vendor",
    "calendars": "calendar",
    "schedules": "schedule",
    "customers": "customer",
    "fields": "field",
    "types": "type",
    "templates": "template",
}


@dataclass(frozen=True, slots=True)
class Names:
    """Words by kind, such as the ids of all people under "person". `choices` are those of the fields that have any."""

    by_kind: Mapping[str, Collection[str]] = field(default_factory=dict)
    choices: Mapping[str, Collection[str]] = field(default_factory=dict)

    def of(self, kind: str) -> Collection[str]:
        return self.by_kind.get(kind, ())


def gather(root: Node) -> Names:
    """Tells no fault: whoever reads the sections does."""
    ids = {kind: _keys(_at(root, section)) for section, kind in _SECTIONS.items()}
    priority, teams, fields = _at(root, "priority"), _at(root, "teams"), _at(root, "fields")
    words = {
        "flag": _words(_at(root, "flags")) if _has(root, "flags") else FLAGS,
        "tier": _words(_at(root, "tiers")),
        "region": _words(_at(root, "regions")),
        "priority": _words(_at(priority, "names")),
        "impact": _words(_at(priority, "impact")),
        "urgency": _words(_at(priority, "urgency")),
        "team with a coordinator": [team for team in ids["team"] if _has(_at(teams, team), "coordinator")],
        "item": (*HANDOVER, *ids["field"]),
        "audience": ("internal", "external"),
        "complexity": ("simple", "complex"),
        "reason": REASONS,
        "template": (*TEMPLATES, *(name for name in ids["template"] if name not in TEMPLATES)),
    }
    choices = {name: _words(_at(_at(fields, name), "choices")) for name in ids["field"]}
    return Names({**ids, **words}, {name: words for name, words in choices.items() if words})


def _at(node: Node | None, key: str) -> Node | None:
    pairs = node.pairs if isinstance(node, Entries) else ()
    return next((value for found, value in pairs if found.text == key), None)


def _has(node: Node | None, key: str) -> bool:
    return _at(node, key) is not None


def _keys(node: Node | None) -> Collection[str]:
    """In order, and quick to look into: a directory of people may be large."""
    return dict.fromkeys(key.text for key, _ in node.pairs) if isinstance(node, Entries) else ()


def _words(node: Node | None) -> tuple[str, ...]:
    items = node.items if isinstance(node, Items) else (node,)
    return tuple(item.text for item in items if isinstance(item, Scalar) and not item.nothing)
