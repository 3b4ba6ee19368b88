"""Whatever the bytes, what comes out is a policy or `PolicyFaults`; no other exception, and no long silence. And of a
policy, whatever it says, lint tells what it finds.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.policyfile import Fault, PolicyFaults, Severity, default_source, read_policy
from adapters.policyfile.linting import judged
from adapters.wording import Wording
from bot.lint.finding import Means
from tests.adapters.policyfile.builder import SMALL, faults_of, policy_text

# Everything that stands in the shipped policy, from a word to a whole list: what a slip of the hand might move.
PIECES: Sequence[str] = sorted({*re.findall(r"[\w\"%>.:-]+|\{[^{}]*\}|\[[^\][]*\]", default_source().decode())})
STRANGE = [
    *"{}[]:,\"'|>~?%&*!#-\t\n\0",
    *["é", "𝒳", "\u2028", "\x85", "\ufeff", '"\\ud800"', "<<", "null", "..", "-", "{}", "[]", "[[[]]]", "{en:x}"],
    *["2026-02-30", "999999999w", "1y", "-1", "0x1F", "24:00", "<=4h", "import", "owner", "unsure"],
]


NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORDING = Wording(str, "en", lambda: NOW)

# Refused without saying why: fails every check of a place.
NO_FAULT = Fault(0, 0, Severity.ERROR, "", "")


def outcome(source: bytes, directory: Path | None = None) -> None:
    faults = judged(source, directory=directory, means=Means(), at=NOW, wording=WORDING)
    try:
        if not any(fault.severity is Severity.ERROR for fault in faults):
            read_policy(source, directory=directory)
    except PolicyFaults:
        faults = [NO_FAULT]
    lines = source.decode("utf-8", "replace").count("\n") + source.count(b"\r") + 2
    assert all(1 <= fault.line <= lines and fault.column >= 1 for fault in faults)


@given(st.binary(max_size=400))
def test_random_bytes(source: bytes) -> None:
    outcome(source)


@given(st.lists(st.sampled_from([*STRANGE, *SMALL, "  ", ": ", "- "]), max_size=60).map("".join))
def test_random_yaml(text: str) -> None:
    outcome(text.encode("utf-8", "surrogatepass"))


@given(
    st.sampled_from(sorted(SMALL)), st.lists(st.sampled_from([*PIECES, *STRANGE, ": ", ", "]), max_size=8).map("".join)
)
def test_any_section_replaced_by_pieces_of_a_policy(section: str, text: str) -> None:
    outcome(policy_text(**{section: text}).encode("utf-8", "surrogatepass"))


@settings(max_examples=40)
@given(st.data())
def test_any_word_of_the_shipped_policy_replaced_by_another(data: st.DataObject) -> None:
    text = default_source().decode()
    words = [found.span() for found in re.finditer(r"[\w\"%>.-]+|\{[^{}]*\}|\[[^\][]*\]", text)]
    for _ in range(data.draw(st.integers(1, 3))):
        begins, ends = data.draw(st.sampled_from(words))
        text = text[:begins] + data.draw(st.sampled_from([*PIECES, *STRANGE])) + text[ends:]
    outcome(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=30)
@given(st.data())
def test_lines_of_the_shipped_policy_lost_or_moved(data: st.DataObject) -> None:
    lines = default_source().decode().splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 4))):
        lines.insert(data.draw(st.integers(0, len(lines))), lines.pop(data.draw(st.integers(0, len(lines) - 1))))
        lines.pop(data.draw(st.integers(0, len(lines) - 1)))
    outcome("".join(lines).encode())


@given(st.text(max_size=200))
def test_any_list_of_people(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "people.csv").write_text(f"id,name,email,manager\n{text}", "utf-8", errors="replace")
    outcome(policy_text(people="{import: people.csv}").encode(), folder)


@pytest.mark.parametrize(
    "source",
    [
        b"[" * 250_000,
        b"{a: " * 60_000,
        b"? " * 120_000,
        b'"' + b"a" * 250_000,
        b"a" * 250_000,
        b"!" * 250_000,
        b"# x\n" * 60_000,
        policy_text(people="{" + ", ".join(f"p{i}: {{nam: x, manager: q{i}}}" for i in range(1_500)) + "}").encode(),
        policy_text(people="{" + ", ".join(f"p{i}: {{timezone: z{i}}}" for i in range(2_000)) + "}").encode(),
        policy_text(clocks="[" + "{when: {priority: P1, type: incidents}, accept: 1x}, " * 1_000 + "]").encode(),
    ],
)
def test_a_file_made_to_take_long_costs_no_more_than_many_ordinary_ones(source: bytes) -> None:
    """In processor time, against the shipped policy read in the same run: no clock on the wall decides a test."""
    ordinary = _cost(lambda: read_policy(default_source()))
    assert _cost(lambda: faults_of(source)) < 300 * ordinary


def _cost(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun
