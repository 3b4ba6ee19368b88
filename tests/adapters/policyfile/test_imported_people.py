"""People imported from a CSV beside the file (`people: {import: people.csv}`)."""

from pathlib import Path

import pytest

from bot.people.roster import Person
from tests.adapters.policyfile.builder import faults_of, is_refused, policy_text, read

CSV = """\
id,name,email,manager,skills,authority,timezone,limit
ana,Ana Berg,ana@tiny.example,kim,web mail,,Europe/Oslo,3
kim,"Kim, the boss",kim@tiny.example,,,approve hold,,
"""
IMPORTED = "{import: »people.csv}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(CSV, "utf-8-sig")
    return tmp_path


def test_a_row_is_a_person_and_an_empty_cell_is_left_out(folder: Path) -> None:
    people = read(policy_text(people="{import: people.csv}"), folder).roster.people
    ana = Person(
        "ana",
        "Ana Berg",
        "ana@tiny.example",
        manager="kim",
        skills=frozenset({"web", "mail"}),
        timezone="Europe/Oslo",
        limit=3,
    )
    kim = Person("kim", "Kim, the boss", "kim@tiny.example", authority=frozenset({"approve", "hold"}))
    assert list(people.values()) == [ana, kim]


def test_people_of_the_file_may_stand_beside_the_imported(folder: Path) -> None:
    text = policy_text(people="{bo: {name: Bo, email: bo@tiny.example, manager: ana}, import: people.csv}")
    assert list(read(text, folder).roster.people) == ["bo", "ana", "kim"]


@pytest.mark.parametrize(
    ("row", "code", "said"),
    [
        ("bo,Bo,bo@tiny.example,kin,,,,", "unknown-name", "people.csv, line 4: There is no person 'kin'."),
        ("bo,Bo,bo.tiny.example,kim,,,,", "wrong-email", "line 4"),
        ("bo,Bo,,kim,,,,", "missing-key", "'email'"),
        ("bo,Bo,bo@tiny.example,kim,,,,many", "wrong-number", "line 4"),
        ("ana,Bo,bo@tiny.example,kim,,,,", "duplicate-key", "'ana'"),
        (",Bo,bo@tiny.example,kim,,,,", "wrong-id", "line 4"),
        ('bo,"Bo,bo@tiny.example', "wrong-import", "unexpected end of data"),
    ],
)
def test_a_fault_in_a_row_names_its_line_at_the_import(folder: Path, row: str, code: str, said: str) -> None:
    (folder / "people.csv").write_text(f"{CSV}{row}\n")
    people = "{ana: {name: A, email: a@b.dk}, kim: {name: K, email: k@b.dk}, import: »people.csv}"
    text = policy_text(people=IMPORTED if code != "wrong-import" else people)
    is_refused(text, code, said, directory=folder)


def test_an_unknown_column_is_told_with_the_one_that_was_meant(folder: Path) -> None:
    (folder / "people.csv").write_text(CSV.replace("limit", "limits"))
    is_refused(policy_text(people=IMPORTED), "unknown-key", "line 1", "'limit'", directory=folder)


@pytest.mark.parametrize(
    "name", ["nobody.csv", "../people.csv", "/etc/passwd", "secret.env", ".", "'a\\0.csv'", "loop.csv"]
)
def test_only_a_csv_beside_the_file_is_read(folder: Path, name: str) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (inner / "secret.env").write_text("TOKEN=1")
    (inner / "loop.csv").symlink_to(inner / "loop.csv")
    faults = faults_of(policy_text(people=f"{{import: {name}}}").encode(), inner)
    assert "wrong-import" in {fault.code for fault in faults}
    assert "TOKEN" not in str(faults)


def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (inner / "people.csv").symlink_to(folder / "people.csv")
    faults = faults_of(policy_text(people="{import: people.csv}").encode(), inner)
    assert any("does not lie beside" in fault.message for fault in faults)


def test_without_a_folder_nothing_is_imported(folder: Path) -> None:
    faults = faults_of(policy_text(people="{import: people.csv}").encode())
    assert faults[0].code == "wrong-import"


@pytest.mark.parametrize("letter", ["\x1b", "\x07", "\u202e", "\x1c"])
def test_a_letter_that_cannot_be_shown_is_a_fault(folder: Path, letter: str) -> None:
    (folder / "people.csv").write_text(CSV.replace("Ana Berg", f"Ana{letter} Berg"), "utf-8")
    (fault,) = faults_of(policy_text(people="{import: people.csv}").encode(), folder)
    assert (fault.code, "people.csv, line 2" in fault.message) == ("letters", True)


def test_bytes_that_are_no_text_are_a_fault_and_not_a_crash(folder: Path) -> None:
    (folder / "people.csv").write_bytes(b"id,name\n\xff\xff")
    assert faults_of(policy_text(people="{import: people.csv}").encode(), folder)[0].code == "wrong-import"
