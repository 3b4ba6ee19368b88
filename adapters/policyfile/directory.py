"""People of a large directory: `people: {import: people.csv}`, a CSV beside the policy file.

Each row becomes what the file could have said itself, so people are read in one way only.
"""

import csv
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

from adapters.policyfile.document import Entries, Items, Node, Scalar
from adapters.policyfile.faults import At, Found, shortened
from adapters.policyfile.shapes import PERSON

MOST_BYTES = 4_000_000
_BLANKS = "\n\xa0\u3000"
_LISTS = ("skills", "authority")
_COLUMNS = ("id", *(key.removesuffix("*") for key in PERSON.split()))


Read = Callable[[str], str]


def with_imported_people(root: Node, directory: Path | None, found: Found, seen: Callable[[bytes], object]) -> Node:
    """The document with the rows of the CSV among its people. `seen` gets the content of each that was read."""

    def read(name: str) -> str:
        content = _content(name, directory)
        seen(content.encode())
        return content

    if not isinstance(root, Entries):
        return root
    pairs = tuple((key, _people(key, value, read, found)) for key, value in root.pairs)
    return Entries(root.at, pairs, root.owner, root.flow)


def _people(section: Scalar, node: Node, read: Read, found: Found) -> Node:
    if section.text != "people" or not isinstance(node, Entries):
        return node
    pairs: dict[str, tuple[Scalar, Node]] = {}
    for key, value in node.pairs:
        rows = _rows(value, read, found) if key.text == "import" and isinstance(value, Scalar) else [(key, value)]
        for person, entry in rows:
            if person.text in pairs:
                found.fault(person.at, "duplicate-key", f"{shortened(person.text)!r} stands here twice.")
            pairs.setdefault(person.text, (person, entry))
    return Entries(node.at, tuple(pairs.values()), node.owner, node.flow)


def _rows(node: Scalar, read: Read, found: Found) -> list[tuple[Scalar, Node]]:
    try:
        return list(_people_of(read(node.text), node, found))
    except OSError as failure:
        said = failure.strerror
    except (ValueError, RuntimeError, csv.Error) as failure:
        said = str(failure)
    found.fault(node.at, "wrong-import", f"{shortened(node.text)!r} cannot be read: {said}.")
    return []


def _content(name: str, directory: Path | None) -> str:
    """Refuses what lies outside of the directory, behind a link too, and what is no list: a fault may quote from it."""
    if directory is None:
        raise ValueError("people can be imported only where the policy is read from a folder")
    path = (directory / name).resolve()
    if not path.is_relative_to(directory.resolve()):
        raise ValueError("it does not lie beside the policy file")
    if path.suffix != ".csv" or not path.is_file():
        raise ValueError("there is no such .csv beside the policy file")
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"it has over {MOST_BYTES // 1_000_000} MB")
    return path.read_bytes().decode("utf-8-sig")


def _people_of(content: str, node: Scalar, found: Found) -> Iterator[tuple[Scalar, Node]]:
    rows = csv.reader(StringIO(content, newline=""), strict=True)
    header = [column.strip() for column in next(rows, [])]
    at = At(*node.at[:2], f"{node.text}, line 1")
    for column in header:
        if column not in _COLUMNS:
            hint = found.near_miss(column, _COLUMNS)
            found.fault(at, "unknown-key", f"{shortened(column)!r} is no column here.{hint}")
    if "id" not in header:
        found.fault(at, "missing-key", "The column 'id' is missing.")
        return
    for row in rows:
        if any(row):
            at = At(*node.at[:2], f"{node.text}, line {rows.line_num}")
            if not all(letter.isprintable() or letter in _BLANKS for cell in row for letter in cell):
                found.fault(at, "letters", "There is a letter in this line that cannot be shown.")
            yield _person(dict(zip(header, row, strict=False)), at)


def _person(row: dict[str, str], at: At) -> tuple[Scalar, Node]:
    cells = {key: cell.strip() for key, cell in row.items() if key in _COLUMNS and cell.strip()}
    person = Scalar(at, cells.pop("id", ""))
    pairs = tuple((Scalar(at, key), _cell(key, cell, at)) for key, cell in cells.items())
    return person, Entries(at, pairs, at)


def _cell(key: str, cell: str, at: At) -> Node:
    if key in _LISTS:
        return Items(at, tuple(Scalar(at, word) for word in cell.split()))
    return Scalar(at, cell)
