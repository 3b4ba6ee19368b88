"""What a case may be: fields, types, privacy, suggested words (S11, S37, S42)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import partial

from adapters.policyfile import shapes
from adapters.policyfile.conditions import FACTS, flags_only
from adapters.policyfile.document import Entries, Node, Scalar
from adapters.policyfile.faults import shortened
from adapters.policyfile.names import HANDOVER
from adapters.policyfile.reader import Keys, Reader, known, known_name, listed, one_of
from adapters.policyfile.targets import human
from adapters.policyfile.texts import boolean, label, word, words
from bot.policy.rules import Audience, CaseType, Field, PrivateLine, Suggestion

Items = tuple[str, ...]


def fields(reader: Reader, node: Node) -> Mapping[str, Field]:
    for key, _ in node.pairs if isinstance(node, Entries) else ():
        if key.text in (*FACTS, *HANDOVER, "flag", "any"):
            reader.fault(key.at, "wrong-id", f"{key.text!r} is a word of Stige's own; give the field another id.")
    return reader.section(node, _field)


def _field(reader: Reader, field: str, node: Node) -> Field:
    keys = reader.keys(node, shapes.FIELD)
    return Field(field, keys.need("title", label), words(keys, "choices"), keys.maybe("skill", boolean, False))


def case_type(reader: Reader, name: str, node: Node) -> CaseType:
    keys = reader.keys(node, shapes.TYPE)
    found = CaseType(
        name,
        keys.need("title", label),
        audience=keys.maybe("audience", _audience, Audience.INTERNAL),
        private=keys.maybe("private", boolean, False),
        readers=keys.some("readers", human),
        required=_required(keys),
        fields=keys.each("fields", known("field")),
    )
    if found.private and "readers" not in keys:
        reader.fault(
            keys.owner, "missing-key", "'readers' is missing here: a private type needs somebody who may read."
        )
    return found


def _audience(reader: Reader, node: Node) -> Audience:
    found = one_of(reader, node, tuple(Audience), "An audience is not {}.")
    return Audience(found) if found in tuple(Audience) else Audience.INTERNAL


def _required(keys: Keys) -> Mapping[str, Items]:
    """By priority; for those before the first list, and where there is none, the summary (S37)."""
    lists: dict[str, Items] = {"any": ("summary",)}
    if "required" in keys:
        asked = {field.text for field in listed(keys.node("fields")) if isinstance(field, Scalar)}
        read = partial(_item, asked)
        priorities = ("any", *keys.reader.names.of("priority"))
        for key, value in keys.reader.pairs(keys.node("required"), priorities):
            lists[key.text] = tuple(read(keys.reader, item) for item in listed(value))
    return lists


def _item(asked: AbstractSet[str], reader: Reader, node: Node) -> str:
    """One of the hand-over six, or a field that this type asks."""
    found = known_name(reader, node, "item")
    if found in reader.names.of("field") and found not in asked:
        reader.fault(node.at, "unknown-name", f"{found!r} is not among the fields of this type.")
    return found


def private_line(reader: Reader, node: Node) -> PrivateLine:
    keys = reader.keys(node, shapes.PRIVATE)
    return PrivateLine(keys.need("when", flags_only), keys.some("readers", human))


def suggestion(reader: Reader, node: Node) -> Suggestion:
    keys = reader.keys(node, shapes.SUGGEST)
    keys.one_of("flag", "type")
    return Suggestion(
        keys.some("words", _searched),
        flag=keys.maybe("flag", known("flag"), None),
        type=keys.maybe("type", known("type"), None),
    )


def _searched(reader: Reader, node: Node) -> str:
    """A word or phrase; a last `*` takes any ending (S42)."""
    found = word(reader, node)
    if "*" in found[:-1] or found == "*":
        reader.fault(node.at, "wrong-word", f"{shortened(found)!r}: a * stands at the end of a word only.")
    return found
