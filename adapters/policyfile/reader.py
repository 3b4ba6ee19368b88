"""From nodes to values. A reader takes a node and returns a value, whatever stands there.

Where something else stands than is wanted, the fault is kept and a stand-in returned, so that one reading finds every
fault. Nobody ever sees a stand-in: with a fault there is no policy.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from adapters.policyfile.document import ABSENT, Entries, Items, Node, Scalar
from adapters.policyfile.faults import LONGEST_WORD, NOWHERE, At, Found, shortened
from adapters.policyfile.names import Names

T = TypeVar("T")
Default = TypeVar("Default")
Read = Callable[["Reader", Node], T]
ReadEntry = Callable[["Reader", str, Node], T]

IN_QUOTES = " Part of a text? Then put a text with a comma in quotes."


@dataclass(frozen=True, slots=True)
class Reader:
    """What every reading function is given: where faults go, the names that the file knows, and its own zone."""

    found: Found
    names: Names
    timezone: str = "UTC"
    language: str = "en"

    def fault(self, at: At, code: str, message: str) -> None:
        self.found.fault(at, code, message)

    def keys(self, node: Node, shape: str) -> "Keys":
        """A mapping with these keys and no others; `*` marks those that must be there, as in "title* choices skill"."""
        known = [key.removesuffix("*") for key in shape.split()]
        given = {key.text: value for key, value in self.pairs(node, known)}
        for key in (key.removesuffix("*") for key in shape.split() if key.endswith("*")):
            if key not in given and isinstance(node, Entries):
                self.fault(node.owner, "missing-key", f"{key!r} is missing here.")
        return Keys(self, given, node.owner if isinstance(node, Entries) else NOWHERE)

    def pairs(self, node: Node, known: Collection[str] | None = None) -> Iterator[tuple[Scalar, Node]]:
        """The entries of a mapping; a value that is left empty is told and counts as given."""
        for key, value in self._entries(node):
            empty = isinstance(value, Scalar) and value.nothing and value is not ABSENT
            hint = IN_QUOTES if empty and getattr(node, "flow", False) else ""
            if known is not None and key.text not in known:
                near = self.found.near_miss(key.text, known)
                self.fault(key.at, "unknown-key", f"{shortened(key.text)!r} is no key here.{near}{hint}")
            elif empty:
                self.fault(key.at, "no-value", f"{shortened(key.text)!r} has no value.{hint}")
                yield key, ABSENT
            else:
                yield key, value

    def section(self, node: Node, read: ReadEntry[T]) -> dict[str, T]:
        """Values by their ids, in the order of the file."""
        for key, _ in node.pairs if isinstance(node, Entries) else ():
            if not is_id(key.text):
                said = f"{shortened(key.text)!r} is no id"
                self.fault(key.at, "wrong-id", f"{said}: use letters, digits, - and _, at most {LONGEST_WORD}.")
        return {key.text: read(self, key.text, value) for key, value in self.pairs(node)}

    def _entries(self, node: Node) -> tuple[tuple[Scalar, Node], ...]:
        if isinstance(node, Entries):
            return node.pairs
        self.fault(node.at, "wrong-shape", "Keys with values are wanted here, as in {key: value}.")
        return ()


@dataclass(frozen=True, slots=True)
class Keys:
    """The values of one mapping by their keys. `owner` is where what is missing from it is told."""

    reader: Reader
    values: Mapping[str, Node]
    owner: At

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def one_of(self, *keys: str) -> None:
        """Exactly one of them must be there."""
        given = [key for key in keys if key in self.values]
        if len(given) != 1:
            code = "too-many-keys" if given else "missing-key"
            self.reader.fault(self.owner, code, f"One of {', '.join(map(repr, keys))} belongs here, and one alone.")

    def any_of(self, *keys: str) -> None:
        """At least one of them must be there."""
        if self.values.keys().isdisjoint(keys):
            self.reader.fault(self.owner, "missing-key", f"One or more of {', '.join(map(repr, keys))} belong here.")

    def node(self, key: str) -> Node:
        return self.values.get(key, ABSENT)

    def need(self, key: str, read: Read[T]) -> T:
        return read(self.reader, self.node(key))

    def maybe(self, key: str, read: Read[T], otherwise: Default) -> T | Default:
        return read(self.reader, self.values[key]) if key in self.values else otherwise

    def each(self, key: str, read: Read[T]) -> tuple[T, ...]:
        """A list; one of one may stand without brackets (S1)."""
        return tuple(read(self.reader, item) for item in listed(self.node(key)))

    def some(self, key: str, read: Read[T]) -> tuple[T, ...]:
        """A list that may not be empty."""
        if isinstance(node := self.node(key), Items) and not node.items:
            self.reader.fault(node.at, "empty-list", f"{key!r} needs at least one.")
        return self.each(key, read)


def is_id(text: str) -> bool:
    return len(text) <= LONGEST_WORD and re.fullmatch(r"[\w-]+", text) is not None


def listed(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Items):
        return node.items
    return () if node is ABSENT else (node,)


def known(kind: str) -> Read[str]:
    """Reads the name of something that the file knows, by its kind: `known("person")`."""

    def read(reader: Reader, node: Node) -> str:
        return known_name(reader, node, kind)

    return read


def known_name(reader: Reader, node: Node, kind: str) -> str:
    return one_of(reader, node, reader.names.of(kind), f"There is no {kind} {{}}.", "unknown-name")


def one_of(reader: Reader, node: Node, words: Collection[str], sentence: str, code: str = "unknown-word") -> str:
    """One word of a list; `sentence` has a place for the word that is none of them."""
    if not isinstance(node, Scalar) or node.nothing:
        reader.fault(node.at, "wrong-shape", "One word is wanted here.")
        return ""
    if node.text not in words:
        said = sentence.format(repr(shortened(node.text)))
        reader.fault(node.at, code, said + (reader.found.near_miss(node.text, words) or _choice(words)))
    return node.text


def _choice(words: Collection[str]) -> str:
    return f" Known are: {', '.join(words)}." if 0 < len(words) <= 10 else ""
