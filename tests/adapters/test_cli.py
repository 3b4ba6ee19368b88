"""The command line, as a script meets it: what is said, where, and with which exit code."""

import json
import socket
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from adapters.cli import Work, program
from adapters.policyfile import default_source
from bot import __main__ as stige
from bot.cases.case import Realm
from bot.composition.sandbox import Playground
from bot.settings import Settings, Unusable
from storage.opening import opened

KEY = "a secret key for tests"
SLACK = {"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_SIGNING_SECRET": "signing-secret"}
TEAMS = {
    "MICROSOFT_APP_ID": "11111111-1111-4111-8111-111111111111",
    "MICROSOFT_APP_PASSWORD": "app-password",
    "MICROSOFT_APP_TENANT_ID": "22222222-2222-4222-8222-222222222222",
}
REAL = stige.WORK


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch: pytest.MonkeyPatch, no_settings: None) -> None:
    """None of our settings anywhere, and the logs of the tests stay as they are."""
    monkeypatch.setattr(import_module("adapters.cli.program"), "configure", lambda **_: None)


@pytest.fixture
def port() -> int:
    """A free one."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def says(*line: str, work: Work = REAL, **environment: str) -> Result:
    return CliRunner().invoke(program(work), list(line), env=environment)


def refuses(*line: str, **environment: str) -> str:
    """The sentence on standard error, with exit code 2 and nothing else."""
    said = says(*line, **environment)
    assert said.exit_code == 2, said.output
    assert said.stdout == ""
    assert "Traceback" not in said.stderr
    for secret in ("xoxb-secret", "signing-secret", "app-password", KEY):
        assert secret not in said.stderr
    return said.stderr


# stige run


def test_run_without_a_platform_names_the_settings_of_both() -> None:
    sentence = refuses("run", STIGE_SECRET_KEY=KEY)
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", *TEAMS, "stige sandbox"):
        assert name in sentence
    assert list(Path().iterdir()) == []  # and it made no database


@pytest.mark.parametrize("forgotten", SLACK)
def test_half_of_slack_names_the_other_half(forgotten: str) -> None:
    given = {name: value for name, value in SLACK.items() if name != forgotten}
    sentence = refuses("run", STIGE_SECRET_KEY=KEY, **given)
    assert "Slack" in sentence
    assert f"not {forgotten}" in sentence


@pytest.mark.parametrize("forgotten", TEAMS)
def test_a_part_of_teams_names_what_is_missing(forgotten: str) -> None:
    given = {name: value for name, value in TEAMS.items() if name != forgotten}
    sentence = refuses("run", STIGE_SECRET_KEY=KEY, **given)
    assert "Teams" in sentence
    assert f"{forgotten} not set" in sentence


def test_one_platform_half_configured_stops_the_other_one_too() -> None:
    assert "MICROSOFT_APP_PASSWORD" in refuses("run", STIGE_SECRET_KEY=KEY, MICROSOFT_APP_ID="x", **SLACK)


def test_without_a_secret_key_it_says_how_to_make_one() -> None:
    sentence = refuses("run", **SLACK)
    assert "STIGE_SECRET_KEY" in sentence
    assert "secrets.token_urlsafe" in sentence
    assert list(Path().iterdir()) == []


def test_a_port_that_is_taken_is_named_and_nothing_was_touched(taken_port: int) -> None:
    sentence = refuses("run", STIGE_SECRET_KEY=KEY, STIGE_PORT=str(taken_port), **SLACK)
    assert f"127.0.0.1:{taken_port}" in sentence
    assert "STIGE_PORT" in sentence
    assert list(Path().iterdir()) == []


def test_a_host_that_is_none_is_named(port: int) -> None:
    sentence = refuses("run", STIGE_SECRET_KEY=KEY, STIGE_PORT=str(port), STIGE_HOST="no.such.host.invalid", **SLACK)
    assert "no.such.host.invalid" in sentence


def test_an_empty_database_without_a_policy_asks_for_one(port: int) -> None:
    sentence = refuses("run", STIGE_SECRET_KEY=KEY, STIGE_PORT=str(port), **SLACK)
    assert "STIGE_POLICY" in sentence


def test_a_broken_policy_is_told_with_line_and_column_of_every_fault(port: int) -> None:
    Path("policy.yaml").write_text(default_source().decode().replace("timezone:", "timezoone:", 1))
    sentence = refuses("run", STIGE_SECRET_KEY=KEY, STIGE_PORT=str(port), STIGE_POLICY="policy.yaml", **SLACK)
    assert "line " in sentence
    assert "column " in sentence
    assert "timezoone" in sentence


def test_a_policy_that_is_not_there_is_named(port: int) -> None:
    sentence = refuses("run", STIGE_SECRET_KEY=KEY, STIGE_PORT=str(port), STIGE_POLICY="nowhere.yaml", **SLACK)
    assert "nowhere.yaml" in sentence


@pytest.mark.parametrize("url", ["no url at all", "mysql://db/stige", "sqlite:////no/such/folder/stige.db"])
def test_a_database_that_cannot_be_is_refused_in_a_sentence(port: int, url: str) -> None:
    sentence = refuses("run", STIGE_SECRET_KEY=KEY, STIGE_PORT=str(port), STIGE_DATABASE_URL=url, **SLACK)
    assert "database" in sentence.lower() or "SQLite or PostgreSQL" in sentence


def test_a_database_password_is_not_shown(port: int) -> None:
    url = "postgresql://stige:app-password@127.0.0.1:1/stige"
    assert "cannot be opened" in refuses(
        "run", STIGE_SECRET_KEY=KEY, STIGE_PORT=str(port), STIGE_DATABASE_URL=url, **SLACK
    )


def test_a_database_that_needs_another_key_says_so(port: int) -> None:
    Path("policy.yaml").write_bytes(default_source())
    common = {"STIGE_PORT": str(port), "STIGE_POLICY": "policy.yaml", **SLACK}
    opened("sqlite:///stige.db", [KEY], Realm.LIVE).close()
    assert "STIGE_SECRET_KEY" in refuses("run", STIGE_SECRET_KEY="another key altogether", **common)


def test_a_setting_that_cannot_be_read_is_named() -> None:
    assert "STIGE_PORT" in refuses("run", STIGE_PORT="http")


# stige sandbox


@pytest.mark.parametrize("platform", [SLACK, TEAMS, {"SLACK_APP_TOKEN": "x"}], ids=["slack", "teams", "half of one"])
def test_the_sandbox_refuses_where_a_platform_is_configured(platform: dict[str, str]) -> None:
    assert "sandbox does not start" in refuses("sandbox", **platform)
    assert list(Path().iterdir()) == []


def test_the_sandbox_says_when_its_port_is_taken(taken_port: int) -> None:
    assert f"127.0.0.1:{taken_port}" in refuses("sandbox", STIGE_PORT=str(taken_port))


def test_the_sandbox_refuses_a_broken_policy_with_its_lines(port: int) -> None:
    Path("mine.yaml").write_text("stige: 1\npolicy: [\n")
    assert "line " in refuses("sandbox", STIGE_PORT=str(port), STIGE_POLICY="mine.yaml")


def test_the_sandboxs_key_is_its_own_and_for_nobody_else_to_read(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("bot.composition.sandbox"), "serve", lambda *_, **__: None)
    assert says("sandbox", STIGE_PORT=str(port)).exit_code == 0
    key = Path(".stige-sandbox/key")
    assert key.stat().st_mode & 0o777 == 0o600
    first = key.read_text()
    said = says("sandbox", STIGE_PORT=str(port), STIGE_HOST="0.0.0.0")
    assert f"http://127.0.0.1:{port}" in said.stdout  # loopback, whatever else is set
    assert key.read_text() == first


@pytest.mark.parametrize("what", [".stige-sandbox", ".stige-sandbox/key/inside"])
def test_a_sandbox_that_cannot_use_its_folder_says_so(port: int, what: str) -> None:
    Path(what).parent.mkdir(parents=True, exist_ok=True)
    Path(what).touch()
    assert "cannot use its folder .stige-sandbox" in refuses("sandbox", STIGE_PORT=str(port))


def test_a_server_that_does_not_come_up_is_no_success(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(Playground, "connect", fails)
    said = says("sandbox", STIGE_PORT=str(port))
    assert said.exit_code == 2
    assert "could not start" in said.stderr


# manifests


def test_slacks_manifest_is_printed_or_written() -> None:
    printed = says("manifest", "slack", STIGE_BASE_URL="https://stige.example")
    assert printed.exit_code == 0
    assert "https://stige.example/slack/events" in printed.stdout
    written = says("manifest", "slack", "--out", "slack.yaml", STIGE_BASE_URL="https://stige.example")
    assert (written.exit_code, written.stdout) == (0, "")
    assert Path("slack.yaml").read_text() == printed.stdout


def test_the_command_in_slacks_manifest_is_the_one_that_is_set() -> None:
    said = says("manifest", "slack", STIGE_BASE_URL="https://stige.example", SLACK_COMMAND="/esc", **SLACK)
    assert "/esc\n" in said.stdout.replace("'", "").replace('"', "")


def test_teams_package_is_a_zip_with_the_manifest_and_its_icons() -> None:
    said = says("manifest", "teams", STIGE_BASE_URL="https://stige.example", **TEAMS)
    assert said.exit_code == 0, said.output
    with zipfile.ZipFile("stige-teams.zip") as package:
        names = set(package.namelist())
        manifest = json.loads(package.read("manifest.json"))
    assert {"manifest.json", manifest["icons"]["color"], manifest["icons"]["outline"]} <= names
    assert manifest["bots"][0]["botId"] == TEAMS["MICROSOFT_APP_ID"]


def test_a_file_that_cannot_be_written_is_named() -> None:
    sentence = refuses("manifest", "slack", "--out", "no/such/folder/slack.yaml", STIGE_BASE_URL="https://s.example")
    assert "no/such/folder/slack.yaml" in sentence


# the rest


def test_it_says_which_stige_it_is() -> None:
    assert says("version").stdout == f"Stige {version('stige')}\n"
    assert json.loads(says("version", "--json").stdout) == {"version": version("stige")}


@pytest.mark.parametrize("line", [[], ["manifest"], ["--help"], ["run", "--help"]])
def test_help_is_a_word_away(line: list[str]) -> None:
    assert "Usage:" in says(*line).output


@pytest.mark.parametrize("line", [["rnu"], ["run", "--port"], ["manifest", "discord"]])
def test_what_it_does_not_know_is_exit_2(line: list[str]) -> None:
    assert says(*line).exit_code == 2


def test_a_command_gets_the_settings_and_its_fault_is_one_sentence() -> None:
    seen: list[Settings] = []

    def fails(settings: Settings) -> None:
        seen.append(settings)
        raise Unusable("This and that.")

    said = says("run", work=replace(REAL, run=fails), STIGE_PORT="9000")
    assert (said.exit_code, said.stderr) == (2, "This and that.\n")
    assert seen[0].port == 9000


def test_a_bug_is_not_dressed_up_as_a_wrong_setting() -> None:
    def has_a_bug(_: Settings) -> None:
        raise ZeroDivisionError

    said = says("run", work=replace(REAL, run=has_a_bug))
    assert said.exit_code == 1
    assert isinstance(said.exception, ZeroDivisionError)
