"""`stige policy lint`, as a person and as a script meet it."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from adapters.cli import program
from adapters.policyfile import default_source
from tests.adapters.test_cli import REAL

POLICIES = Path(__file__).parents[1] / "policies"
SMALL = POLICIES / "valid" / "small.yaml"


@pytest.fixture(autouse=True)
def empty_folder(no_settings: None) -> None:
    """None of our settings anywhere, and no database."""


def lint(*line: str, source: bytes | None = None, **environment: str) -> Result:
    return CliRunner().invoke(program(REAL), ["policy", "lint", *line], input=source, env=environment)


def test_a_file_with_nothing_to_say_of_it_says_so_and_leaves_nothing_behind() -> None:
    said = lint(str(SMALL))
    assert (said.exit_code, said.stdout) == (0, f"{SMALL}: no errors, no warnings.\n")
    assert list(Path().iterdir()) == []


def test_an_error_is_told_as_compilers_do_and_the_exit_code_is_1() -> None:
    file = POLICIES / "broken" / "unknown-team.yaml"
    said = lint(str(file))
    assert said.exit_code == 1
    assert said.stdout.splitlines() == [
        f"{file}:86:38: error: There is no team 'desks'. Did you mean 'desk'? [unknown-name]",
        f"{file}: 1 error, no warnings.",
    ]


def test_warnings_alone_are_told_and_the_exit_code_is_0() -> None:
    said = lint(str(POLICIES / "unwise" / "hold-that-nobody-lifts.yaml"))
    assert said.exit_code == 0
    assert ": warning: Nobody in people has the authority hold" in said.stdout
    assert said.stdout.endswith(": no errors, 1 warning.\n")


def test_as_json_it_is_a_list_of_what_was_found_with_five_keys_each() -> None:
    said = lint(str(POLICIES / "broken" / "unknown-team.yaml"), "--json")
    assert said.exit_code == 1
    assert json.loads(said.stdout) == [
        {
            "line": 86,
            "column": 38,
            "severity": "error",
            "code": "unknown-name",
            "message": "There is no team 'desks'. Did you mean 'desk'?",
        }
    ]
    assert json.loads(lint(str(SMALL), "--json").stdout) == []


def test_standard_input_is_read_too() -> None:
    assert lint("-", source=default_source()).exit_code == 0
    assert lint("-", source=b"stige: 2").exit_code == 1


@pytest.mark.parametrize("source", [b"", b"\n\n", b"\x00\xff\xfe\x89PNG", b"\xef\xbb\xbf", b"[" * 300_000])
def test_whatever_is_in_a_file_is_judged_and_not_a_failure_to_read_it(tmp_path: Path, source: bytes) -> None:
    file = tmp_path / "policy.yaml"
    file.write_bytes(source)
    said = lint(str(file))
    assert said.exit_code == 1
    assert ": error: " in said.stdout


@pytest.mark.parametrize("file", ["nowhere.yaml", ".", "no\0name"])
def test_a_file_that_cannot_be_read_is_2_with_a_sentence(file: str) -> None:
    said = lint(file)
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith("Cannot read ")


def test_what_the_installation_has_counts() -> None:
    by_mail = str(POLICIES / "broken" / "place-with-mail-alone.yaml")
    by_webhook = str(POLICIES / "broken" / "webhook-to-an-unlisted-host.yaml")
    assert [lint(by_mail).exit_code, lint(by_mail, STIGE_SMTP_URL="smtp://mail.example").exit_code] == [1, 0]
    assert [lint(by_webhook).exit_code, lint(by_webhook, STIGE_OUTBOUND_HOSTS="Hooks.example").exit_code] == [1, 0]


def test_people_are_imported_from_beside_the_file_wherever_one_stands() -> None:
    assert lint(str(POLICIES / "valid" / "every-key.yaml")).exit_code == 0


def test_a_hostile_file_paints_nothing_on_the_screen(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text('"\\e[2J\\u202e": 1\n')
    assert "\x1b" not in lint(str(file)).stdout
    assert "\u202e" not in lint(str(file)).stdout
