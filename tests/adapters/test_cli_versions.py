"""`stige policy activate`, `rollback` and `versions`, as a script meets them."""

import getpass
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adapters.cli import program
from bot import __main__ as stige
from tests.harness.policies import story_policy

WORK = stige.WORK
KEPT = story_policy().replace("authority: [approve]", "authority: [approve, policy]")
OPEN_TO_BEN = ("readers: [{team: hr}, {person: kim}]", "readers: [{team: hr}, {person: kim}, {person: ben}]")


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch: pytest.MonkeyPatch, no_settings: None) -> None:
    monkeypatch.setenv("STIGE_SECRET_KEY", "a secret key for tests")


def policy(*line: str) -> Result:
    return CliRunner().invoke(program(WORK), ["policy", *line])


def written(label: str, *changes: tuple[str, str], text: str = KEPT) -> str:
    text = text.replace('version: "1"', f'version: "{label}"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    Path(f"{label}.yaml").write_text(text)
    return f"{label}.yaml"


def activates(file: str, *options: str) -> Result:
    return policy("activate", file, "--why", "because", *options)


def labels() -> list[str]:
    return [one["label"] for one in json.loads(policy("versions", "--json").stdout)]


def test_an_activated_file_is_in_force_and_the_history_says_whose_doing_it_was() -> None:
    assert activates(written("1")).exit_code == 0
    done = activates(written("2", ("accept: 15m", "accept: 20m")), "--by", "pia")
    assert done.exit_code == 0, done.output
    assert "is in force, in place of 1" in done.stdout
    first, second = json.loads(policy("versions", "--json").stdout)
    assert (first["label"], first["by"], first["why"]) == ("1", getpass.getuser(), "because")
    assert (second["label"], second["by"]) == ("2", "pia")
    told = policy("versions").stdout.splitlines()
    assert "pia: because" in told[1]
    assert " 2 (" in told[1]


def test_the_same_file_again_is_said_and_is_no_new_activation() -> None:
    activates(written("1"))
    again = activates("1.yaml")
    assert (again.exit_code, "already" in again.stdout) == (0, True)
    assert labels() == ["1"]


def test_a_label_used_before_is_refused_in_a_sentence() -> None:
    activates(written("1"))
    written("1", ("accept: 15m", "accept: 20m"))
    refused = activates("1.yaml")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "Give the changed file a new version" in refused.stderr


@pytest.mark.parametrize(
    "change",
    [
        ("timezone:", "timezoone:"),
        ("fallback: {ask: {person: kim}, every: 1d}", "fallback: {ask: {person: ana}, every: 1d}"),
    ],
    ids=["cannot be read", "found by lint"],
)
def test_a_file_with_errors_is_refused_with_its_lines(change: tuple[str, str]) -> None:
    activates(written("1"))
    refused = activates(written("2", change))
    assert refused.exit_code == 1, refused.output
    assert "2.yaml:" in refused.stderr
    assert "error" in refused.stderr
    assert labels() == ["1"]
    assert json.loads(activates("2.yaml", "--json").stdout)[0]["line"] > 0


def test_going_back_is_another_activation() -> None:
    activates(written("1"))
    activates(written("2", ("accept: 15m", "accept: 20m")))
    back = policy("rollback", "--why", "too slow", "--json")
    assert back.exit_code == 0, back.output
    told = json.loads(back.stdout)
    assert (told["label"], told["why"], told["before"]["label"]) == ("1", "too slow", "2")
    assert policy("rollback", "2", "--why", "after all").exit_code == 0
    assert labels() == ["1", "2", "1", "2"]


def test_without_anything_to_go_back_to_it_says_so() -> None:
    assert "No policy was ever in force" in policy("versions").stdout
    assert not Path("stige.db").exists()  # to look makes no database
    activates(written("1"))
    refused = policy("rollback", "--why", "too slow")
    assert (refused.exit_code, "no earlier version" in refused.stderr) == (2, True)


def test_what_widens_wants_to_know_whom_it_was_agreed_with() -> None:
    activates(written("1"))
    wider = written("2", OPEN_TO_BEN)
    refused = activates(wider, "--by", "mia")
    assert refused.exit_code == 2
    assert "needs a second person" in refused.stderr
    assert "Kim Ost" in refused.stderr
    assert "Ben" in refused.stderr  # what it opens is said
    assert "cannot be the second person" in activates(wider, "--by", "mia", "--second", "mia").stderr
    agreed = activates(wider, "--by", "mia", "--second", "kim")
    assert agreed.exit_code == 0, agreed.output
    assert "warning: " in agreed.stderr
    assert "agreed with kim" in policy("versions").stdout


def test_a_reason_is_needed() -> None:
    assert policy("activate", written("1")).exit_code == 2
    assert "why" in policy("activate", "1.yaml", "--why", " ").stderr


def test_a_hostile_file_moves_no_cursor() -> None:
    hostile = KEPT.replace('version: "1"', r'version: "1\e[2J"')
    Path("hostile.yaml").write_text(hostile)
    said = activates("hostile.yaml")
    assert "\x1b" not in said.output
