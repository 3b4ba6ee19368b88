"""YAML as a tree in which every key and every value knows its line and column (S1).

Scalars stay text. What a text means is decided by the key that it stands at, so `NO`, `on` and `yes` are words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from adapters.policyfile.faults import NOWHERE, START, At, Found, shortened

MOST_BYTES = 256_000
MOST_NODES = 10_000
DEEPEST = 20

# Tabs, control letters, and what the parser would count as the end of a line though no editor does.
_UNWANTED = re.compile("[^ -~\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Scalar:
    at: At
    text: str
    plain: bool = True

    @property
    def nothing(self) -> bool:
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Items:
    at: At
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """`owner` is where something missing from it is told: its key, else its own beginning. `flow`: written in `{…}`."""

    at: At
    pairs: tuple[tuple[Scalar, "Node"], ...]
    owner: At
    flow: bool = False


Node = Scalar | Items | Entries

# What reading a key that is not there gives: every reader makes its stand-in of it, and no second fault.
ABSENT = Scalar(NOWHERE, "")


def compose(source: bytes, found: Found) -> Node:
    """The file's one document. Refuses at once what cannot be read at all; other faults go to `found`."""
    text = _text(source, found)
    found.refuse()
    return _Composer(_events(text, found), found).document()


def normalised(source: bytes) -> bytes:
    """The content without what editors and version control change by themselves: byte order mark and line ends."""
    return source.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _text(source: bytes, found: Found) -> str:
    if len(source) > MOST_BYTES:
        found.fault(START, "too-large", f"The file has over {MOST_BYTES // 1000} kB.")
        return ""
    try:
        text = normalised(source).decode("utf-8")
    except UnicodeDecodeError as failure:
        before = normalised(source)[: failure.start]
        found.fault(At(before.count(b"\n") + 1, 1), "encoding", "The file is not text in UTF-8.")
        return ""
    for number, line in enumerate(text.split("\n"), 1):
        _check_line(number, line, found)
    return text


def _check_line(number: int, line: str, found: Found) -> None:
    if unwanted := _UNWANTED.search(line):
        at = At(number, unwanted.start() + 1)
        if unwanted[0] == "\t":
            found.fault(at, "tab", "There is a tab here; indent with spaces.")
        else:
            found.fault(at, "letters", f"There is a letter here that no editor shows (U+{ord(unwanted[0]):04X}).")
    if line.startswith("%"):
        found.fault(At(number, 1), "directive", "A line may not begin with %.")


def _events(text: str, found: Found) -> Iterator[Event]:
    """One by one as the parser meets them, so that the bounds hold before time, memory or stack is used."""
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as failure:
        mark = failure.problem_mark or failure.context_mark
        found.fault(_at(mark) if mark else START, "syntax", f"This is not YAML: {failure.problem or failure.context}.")
    except Exception as failure:
        # The parser lets slips of its own through, such as an OverflowError at an escape beyond Unicode.
        found.fault(START, "syntax", f"This is not YAML: {type(failure).__name__}.")
    found.refuse()


class _Composer:
    """Builds the tree from the parser's events."""

    def __init__(self, events: Iterator[Event], found: Found) -> None:
        self.events = events
        self.found = found
        self.nodes = 0

    def document(self) -> Node:
        self._expect(StreamStartEvent)
        if isinstance(next(self.events), StreamEndEvent):
            self.found.fault(START, "empty", "The file is empty.")
            self.found.refuse()
        root = self._node(next(self.events), 1)
        self._expect(DocumentEndEvent)
        after = next(self.events)
        if isinstance(after, DocumentStartEvent):
            self.found.fault(_start(after), "second-document", "A policy file holds one document.")
            self.found.refuse()
        return root

    def _expect(self, kind: type[Event]) -> None:
        event = next(self.events)
        assert isinstance(event, kind), event  # noqa: S101 -- the parser's grammar

    def _node(self, event: Event, depth: int, key: At | None = None) -> Node:
        self._bound(event, depth)
        at = _start(event)
        match event:
            case ScalarEvent():
                return self._scalar(event, at)
            case SequenceStartEvent():
                return Items(at, tuple(self._until(SequenceEndEvent, depth)))
            case MappingStartEvent():
                return Entries(at, self._pairs(depth), key or at, bool(event.flow_style))
            case _:
                self.found.fault(at, "alias", "Aliases (*) are not read; write the text again.")
                return ABSENT

    def _bound(self, event: Event, depth: int) -> None:
        """Both end the reading: what lies behind could be without end."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.found.fault(_start(event), "too-many-nodes", f"The file has over {MOST_NODES} keys and values.")
            self.found.refuse()
        if depth > DEEPEST and not isinstance(event, ScalarEvent):
            self.found.fault(_start(event), "too-deep", f"This is nested over {DEEPEST} deep.")
            self.found.refuse()
        if isinstance(event, AliasEvent) or not isinstance(event, NodeEvent):
            return
        if event.anchor:
            self.found.fault(_start(event), "anchor", "Anchors (&) are not read; take it out.")
        if getattr(event, "tag", None):
            self.found.fault(_start(event), "tag", "Tags (!) are not read; take it out.")

    def _scalar(self, event: ScalarEvent, at: At) -> Scalar:
        text = str(event.value)
        if not all(letter.isprintable() or letter.isspace() for letter in text):
            self.found.fault(at, "letters", "There is a letter in this text that cannot be shown.")
        return Scalar(at, text, event.style is None)

    def _until(self, end: type[Event], depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), end):
            yield self._node(event, depth + 1)

    def _pairs(self, depth: int) -> tuple[tuple[Scalar, Node], ...]:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            at = _start(event)
            key = self._node(event, depth + 1)
            value = self._node(next(self.events), depth + 1, at)
            if not isinstance(key, Scalar):
                self.found.fault(at, "wrong-key", "A key must be one word.")
            elif key.text in pairs:
                self.found.fault(at, "duplicate-key", f"{shortened(key.text)!r} stands here twice.")
            else:
                pairs[key.text] = (key, value)
        return tuple(pairs.values())


def _start(event: Event) -> At:
    return _at(event.start_mark)


def _at(mark: object) -> At:
    return At(getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1)
