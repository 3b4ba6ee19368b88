"""Past cases from a CSV file: one line a case, under a header. Every faulty line is told; the others still count."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

from adapters.cli.policy.stated import A_SPAN, FACTS, WORDS, CaseReader, Json, Stated, moment, span_of, wrong
from adapters.policyfile.faults import Found, shortened
from bot.policy.policy import Policy
from bot.settings import Unusable
from bot.trying.past import Past

LARGEST = 64_000_000
MOST = 200_000
LONGEST_COUNT = 12
SPANS = ("accepted_after", "resolved_after", "withdrawn_after")
NEEDED = ("opened_at", "type")


@dataclass(frozen=True, slots=True)
class Read:
    """`faults` begin with their line's number."""

    cases: tuple[Past, ...]
    faults: tuple[str, ...]


def past_cases(path: Path, policy: Policy) -> Read:
    """Words are those of this policy's lists. A customer or a reporter unknown to it counts as such (S9).

    Raises `Unusable` where the file as a whole cannot be used.
    """
    text = _text(path)
    rows = csv.DictReader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    _check_header(rows.fieldnames or (), policy)
    cases: list[Past] = []
    faults: list[str] = []
    for line, row in _rows(rows):
        if len(cases) + len(faults) >= MOST:
            raise Unusable(f"--cases: at most {MOST} cases are replayed at a time.")
        try:
            cases.append(_past(row, line, policy))
        except Unusable as fault:
            faults.append(str(fault))
    return Read(tuple(cases), tuple(faults))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            wrong("--cases", f"{path} is larger than {LARGEST // 1_000_000} MB")
        return content.decode("utf-8-sig")
    except OSError as fault:
        wrong("--cases", f"{path} cannot be read: {fault.strerror}")
    except UnicodeDecodeError:
        wrong("--cases", f"{path} is not in UTF-8")


def _delimiter(text: str) -> str:
    """Where the comma is the decimal sign, spreadsheets write semicolons."""
    header = text.partition("\n")[0]
    return ";" if ";" in header and "," not in header else ","


def _check_header(named: Sequence[str], policy: Policy) -> None:
    columns = (*NEEDED, *SPANS, *dict.fromkeys((*FACTS[1:], *WORDS, *policy.rules.fields)))
    for name in named:
        if name not in columns:
            near = Found().near_miss(name, columns) or f" There are {', '.join(columns)}."
            raise Unusable(f"--cases: no column is called {shortened(name)!r}.{near}")
    if len(set(named)) < len(named):
        wrong("--cases", "a column stands there twice")
    if missing := [name for name in NEEDED if name not in named]:
        wrong("--cases", f"the first line names the columns, and {' and '.join(missing)} is not among them")


def _rows(rows: "csv.DictReader[str]") -> Iterator[tuple[int, Mapping[str, str]]]:
    """With the number of the line that each ends on."""
    try:
        yield from ((rows.line_num, row) for row in rows)
    except csv.Error as fault:
        wrong("--cases", f"line {rows.line_num}: it is no CSV ({fault})")


def _past(row: Mapping[str, str], line: int, policy: Policy) -> Past:
    where = f"line {line}"
    if None in row or None in row.values():
        wrong(where, "it has more or fewer cells than the first line")
    cells = {name: cell.strip() for name, cell in row.items() if cell.strip()}
    if "opened_at" not in cells:
        wrong(where, "it does not say opened_at")
    opened_at = moment(cells["opened_at"], policy.rules.timezone, where)
    stated = _stated(cells, opened_at, where, policy)
    spans = {name: _after(cells[name], opened_at, where, policy) for name in SPANS if name in cells}
    if "resolved_after" in spans and spans["resolved_after"] < spans.get("accepted_after", timedelta()):
        wrong(where, "it was resolved before it was accepted")
    accepted, resolved, withdrawn = (spans.get(name) for name in SPANS)
    return Past(where, opened_at, stated.facts, stated.reporter, stated.region, accepted, resolved, withdrawn)


def _stated(cells: Mapping[str, str], opened_at: datetime, where: str, policy: Policy) -> Stated:
    given: dict[str, Json] = {name: cell for name, cell in cells.items() if name not in ("opened_at", *SPANS)}
    if "flags" in given:
        given["flags"] = [*cells["flags"].split()]
    if len(users := cells.get("users_affected", "")) <= LONGEST_COUNT and users.isdecimal():
        given["users_affected"] = int(users)
    if given.get("reporter") not in policy.roster.people:
        given.pop("reporter", None)
    customer = given.pop("customer", None) if given.get("customer") not in policy.roster.customers else None
    stated = CaseReader(policy, opened_at, where).case(given)
    return replace(stated, facts=replace(stated.facts, customer=str(customer))) if customer else stated


def _after(text: str, opened_at: datetime, where: str, policy: Policy) -> timedelta:
    """A span, or the instant itself."""
    span = span_of(text)
    after = moment(text, policy.rules.timezone, where, A_SPAN) - opened_at if span is None else span
    if after < timedelta():
        wrong(where, f"{shortened(text)!r} lies before it was opened")
    return after
