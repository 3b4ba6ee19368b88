"""Whole policy files in tests/policies: broken with one fault each, unwise in one way each, and valid.

The first line of each broken and unwise file says what is to be found, and where.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from adapters.policyfile import Fault, Severity, default_source
from adapters.policyfile.linting import judged
from adapters.wording import Wording
from bot.lint.finding import Means

POLICIES = Path(__file__).parents[2] / "policies"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORDING = Wording(str, "en", lambda: NOW)
BASE = "small.yaml"
NOTHING = Means()

Told = tuple[str, int, int]


def files(folder: str) -> list[Path]:
    return sorted((POLICIES / folder).glob("*.yaml"))


def each(folder: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("file", files(folder), ids=lambda file: file.stem)


@cache
def faults(source: bytes, means: Means = NOTHING) -> Sequence[Fault]:
    return judged(source, directory=POLICIES / "valid", means=means, at=NOW, wording=WORDING)


def expected(file: Path) -> list[Told]:
    first = file.read_text(encoding="utf-8").partition("\n")[0]
    found = re.findall(r"([a-z-]+) at (\d+):(\d+)", first.removeprefix("# expects: "))
    assert found, f"{file.name} does not say what it expects"
    return [(code, int(line), int(column)) for code, line, column in found]


def told(found: Sequence[Fault]) -> list[Told]:
    return [(fault.code, fault.line, fault.column) for fault in found]


@each("broken")
def test_a_broken_file_has_its_error_at_its_place_and_nothing_else(file: Path) -> None:
    found = faults(file.read_bytes())
    assert told(found) == expected(file), found
    assert {fault.severity for fault in found} == {Severity.ERROR}


@each("unwise")
def test_an_unwise_file_has_its_warning_at_its_place_and_no_error(file: Path) -> None:
    found = faults(file.read_bytes())
    assert told(found) == expected(file), found
    assert {fault.severity for fault in found} == {Severity.WARNING}


@each("valid")
def test_a_valid_file_has_no_error(file: Path) -> None:
    assert [fault for fault in faults(file.read_bytes()) if fault.severity is Severity.ERROR] == []


def test_in_the_file_that_the_others_were_made_from_nothing_is_found() -> None:
    assert faults((POLICIES / "valid" / BASE).read_bytes()) == []


def test_there_are_files_enough_of_each_kind() -> None:
    assert len(files("broken")) >= 120
    assert len(files("unwise")) >= 25
    assert len(files("valid")) >= 4


@pytest.mark.parametrize("file", [*files("broken"), *files("unwise")], ids=lambda file: file.stem)
def test_what_is_told_is_whole_sentences(file: Path) -> None:
    for fault in faults(file.read_bytes()):
        assert re.fullmatch(r"['{(\w].*[.?)]", fault.message), fault
        assert not re.search(r"\{(code|level|path|person|people|calendar|begins|line)\}|\[lint\.", fault.message), fault


def test_one_file_uses_every_key_of_the_format() -> None:
    text = (POLICIES / "valid" / "every-key.yaml").read_text(encoding="utf-8")
    assert [key for key in KEYS.split() if not re.search(rf"\b{key}:", text)] == []


KEYS = """
stige policy version timezone language flags tiers regions tone default fields title choices skill people import name
email manager skills authority region hours limit leave slack teams members coordinator place places webhook vendors
accept_within resolve_within calendars open holidays schedules layers ical turn handoff from until pass_on note
customers tier contact followers priority names urgent impact urgency table overrides when to raise because types
audience private readers required any suggest words flag type clocks accept update resolve wait snooze review deliver
remind paths levels at_once level tell rounds fallback ask every role pick tries handover duty approval by chain within
otherwise communication audiences first template templates retention keep person team coordinator_of manager_of on_call
next_on_call vendor customer case complexity reason users_affected repeats deadline closed
"""


def test_with_mail_set_up_a_place_of_mail_alone_is_no_fault() -> None:
    source = (POLICIES / "broken" / "place-with-mail-alone.yaml").read_bytes()
    assert faults(source, Means(mail=True)) == []


def test_a_listed_host_is_no_fault() -> None:
    source = (POLICIES / "broken" / "webhook-to-an-unlisted-host.yaml").read_bytes()
    assert faults(source, Means(hosts=frozenset({"hooks.example"}))) == []


def test_the_shipped_policy_has_two_warnings_that_are_meant() -> None:
    """Quality matters of that company keep office hours, the grave ones apart, which come at once."""
    assert [fault.code for fault in faults(default_source())] == ["urgent-pick", "urgent-hours"]


def test_a_person_of_an_imported_list_is_named_with_the_line_of_that_list(tmp_path: Path) -> None:
    small = (POLICIES / "valid" / BASE).read_text(encoding="utf-8")
    (tmp_path / "more.csv").write_text("id,name,email,manager\npia,Pia,pia@small.example,kimm\n")
    source = small.replace("people:\n", "people:\n  import: more.csv\n", 1).encode()
    (found,) = judged(source, directory=tmp_path, means=NOTHING, at=NOW, wording=WORDING)
    assert found.message == "more.csv, line 2: There is no person 'kimm'. Did you mean 'kim'?"
