"""A small policy to plant things in.

Each section is one line of text that a test may replace. In a replacement the mark » stands where a fault is expected;
it is taken out before the file is read.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from adapters.policyfile import Fault, PolicyFaults, read_policy
from bot.policy.policy import Policy

# What is planted, the code of its fault, and the section with its text.
Planted = tuple[str, str, str, str]

MARK = "»"

SMALL: Mapping[str, str] = {
    "stige": "1",
    "policy": "tiny",
    "version": "one",
    "timezone": "Europe/Copenhagen",
    "regions": "[north, south]",
    "tiers": "[gold, plain]",
    "fields": "{area: {title: Area, choices: [web, mail]}, note: {title: Note}}",
    "people": "{ana: {name: Ana, email: ana@tiny.example, manager: kim}, kim: {name: Kim, email: kim@tiny.example}}",
    "teams": "{desk: {members: ana, coordinator: kim}, crew: {members: ana}}",
    "places": "{ops: {slack: '#ops'}}",
    "vendors": "{telco: {name: Telco, email: noc@telco.example}}",
    "calendars": "{office: {open: {mon-fri: '08:00-16:00'}}}",
    "schedules": "{duty: {layers: {people: [ana, kim]}}}",
    "customers": "{acme: {name: Acme, tier: gold}}",
    "priority": "{names: [P1, P2], impact: [all, one], urgency: now, table: {all: P1, one: P2}}",
    "types": "{incident: {title: Incident, fields: area}}",
    "clocks": "{when: {}, accept: 10m, resolve: 4h}",
    "paths": "{main: {when: {}, levels: {role: Desk, ask: {team: desk}}, fallback: {ask: {person: kim}, every: 30m}}}",
}


def policy_text(without: str = "", **sections: str) -> str:
    """The small policy with some sections replaced, added or left out."""
    lines = {**SMALL, **sections}
    return "".join(f"{section}: {text}\n" for section, text in lines.items() if section != without)


def read(text: str, directory: Path | None = None) -> Policy:
    return read_policy(text.encode(), directory=directory)


ANA = "name: Ana, email: ana@tiny.example"
KIM = "kim: {name: Kim, email: kim@tiny.example}"
LEVEL = "role: Desk, ask: {team: desk}"
FALLBACK = "fallback: {ask: {person: kim}, every: 30m}"


def people(ana: str, more: str = "") -> str:
    return f"{{ana: {{{ana}}}, {KIM}{more}}}"


def a_clock_line(condition: str) -> str:
    return f"[{{when: {condition}, accept: 5m}}, {{when: {{}}, accept: 10m, resolve: 4h}}]"


def a_path(level: str = LEVEL, more: str = "", fallback: str = FALLBACK) -> str:
    return f"{{main: {{when: {{}}, levels: [{{{level}}}], {more} {fallback}}}}}"


def a_calendar(days: str, more: str = "") -> str:
    return f"{{office: {{open: {{{days}}}, {more}}}}}"


def a_layer(text: str) -> str:
    return f"{{duty: {{layers: {{{text}}}}}}}"


def planted(faults: Sequence[Planted]) -> pytest.MarkDecorator:
    """One test for each, told apart by what is planted."""
    cases = [(code, section, text) for _, code, section, text in faults]
    return pytest.mark.parametrize(("code", "section", "text"), cases, ids=[fault[0] for fault in faults])


def policy(**sections: str) -> Policy:
    return read(policy_text(**sections))


def faults_of(source: bytes, directory: Path | None = None) -> list[Fault]:
    with pytest.raises(PolicyFaults) as refused:
        read_policy(source, directory=directory)
    return list(refused.value.faults)


def expected_place(marked: str) -> tuple[str, int, int]:
    """The text without its mark, and the line and column where the mark stood."""
    before, mark, after = marked.partition(MARK)
    assert mark, "the test does not mark where the fault is"
    return before + after, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1


def is_refused(marked: str, code: str, *said: str, directory: Path | None = None) -> None:
    """Exactly one fault, at the mark, with these words in its message."""
    text, line, column = expected_place(marked)
    faults = faults_of(text.encode(), directory)
    assert [(fault.line, fault.column, fault.code) for fault in faults] == [(line, column, code)], faults
    for words in said:
        assert words in faults[0].message
