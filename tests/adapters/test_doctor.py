"""`stige doctor`: as an operator meets it, against platforms of our own on this machine."""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from typer.testing import CliRunner

from adapters.checking.clocks import by_date
from adapters.checking.machine import disk_checked, no_policy_file, record_checked
from adapters.checking.outside import heartbeat_checked, hosts_checked, mail_checked
from adapters.cli import program
from adapters.slack import checking as slack
from adapters.slack.manifest import SCOPES
from adapters.slack.settings import SlackSettings
from adapters.teams import checking as teams
from adapters.teams.settings import AppType, TeamsSettings
from bot.__main__ import WORK
from bot.composition.doctor import doctor
from bot.doctoring.finding import Finding, State, fine, skipped, unwise, wrong
from bot.settings import Settings
from tests.harness.mailbox import mailbox

TENANT = "7a1c0d3e-0000-4000-8000-00000000000a"
SCOPED = {"x-oauth-scopes": ",".join(SCOPES)}
GOOD = {"ok": True, "team_id": "T1", "bot_id": "B1", "user_id": "U1"}
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@asynccontextmanager
async def serving(
    path: str, answer: object, headers: dict[str, str] | None = None, status: int = 200
) -> AsyncIterator[str]:
    async def answered(_: web.Request) -> web.Response:
        return web.json_response(answer, status=status, headers=headers)

    app = web.Application()
    app.router.add_route("*", path, answered)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


def by_check(findings: Iterable[Finding]) -> dict[str, tuple[State, str]]:
    return {finding.check: (finding.state, finding.message) for finding in findings}


async def asked_slack(
    answer: object, headers: dict[str, str] | None = None, *workspaces: str
) -> dict[str, tuple[State, str]]:
    async with serving("/api/auth.test", answer, headers) as url:
        settings = SlackSettings("xoxb-hush", "hush", frozenset(workspaces), f"{url}api/")
        return by_check([finding async for finding in slack.checked(settings)])


async def test_a_good_slack_token_with_all_its_scopes() -> None:
    found = await asked_slack(GOOD, SCOPED)
    assert set(found) == {"slack.reachable", "clock.slack", "slack.token", "slack.scopes"}
    assert {state for state, _ in found.values()} == {State.OK}


@pytest.mark.parametrize(
    ("answer", "headers", "check", "state", "said"),
    [
        ({"ok": False, "error": "token_revoked"}, {}, "slack.token", State.ERROR, "token_revoked"),
        ({"ok": False, "error": "<html>"}, {}, "slack.token", State.WARNING, "?"),
        (GOOD | {"bot_id": ""}, SCOPED, "slack.token", State.ERROR, "not a bot's"),
        (GOOD, {"x-oauth-scopes": "commands"}, "slack.scopes", State.ERROR, "chat:write"),
        (GOOD, {"x-oauth-scopes": ",".join((*SCOPES, "admin"))}, "slack.scopes", State.WARNING, "admin"),
        (GOOD, {}, "slack.scopes", State.SKIPPED, "does not say"),
        ([], {}, "slack.reachable", State.ERROR, "something else"),
        (GOOD, {"Date": "Mon, 02 Jan 2006 15:04:05 GMT"}, "clock.slack", State.ERROR, "from slack's"),
    ],
)
async def test_what_slack_says_is_told(
    answer: object, headers: dict[str, str], check: str, state: State, said: str
) -> None:
    is_so, message = (await asked_slack(answer, headers))[check]
    assert is_so is state
    assert said in message


async def test_a_workspace_that_is_not_listed_is_wrong() -> None:
    assert (await asked_slack(GOOD, SCOPED, "T2"))["slack.token"][0] is State.ERROR
    assert (await asked_slack(GOOD, SCOPED, "T1"))["slack.token"][0] is State.OK


async def test_a_slack_that_is_not_there_is_one_finding() -> None:
    settings = SlackSettings("xoxb-hush", "hush", api_url="http://127.0.0.1:1/api/")
    (finding,) = [finding async for finding in slack.checked(settings)]
    assert (finding.check, finding.state) == ("slack.reachable", State.ERROR)
    assert "hush" not in str(finding)


def registered(url: str, **more: object) -> TeamsSettings:
    its = TeamsSettings(
        "app", "hush", TENANT, frozenset({TENANT}), AppType.SINGLE_TENANT, url.rstrip("/"), f"{url}keys"
    )
    return replace(its, **more)  # type: ignore[arg-type]


async def asked_teams(answer: object, **more: object) -> dict[str, tuple[State, str]]:
    async with serving("/{rest:.*}", answer) as url:
        return by_check([finding async for finding in teams.checked(registered(url, **more))])


def token(**claims: str) -> dict[str, object]:
    return {"access_token": jwt.encode(claims, "k" * 32), "expires_in": 3600, "jwks_uri": "x"}


async def test_good_credentials_for_teams() -> None:
    found = await asked_teams(token(tid=TENANT))
    assert set(found) == {"teams.reachable", "clock.microsoft", "teams.credentials", "teams.tenant", "teams.keys"}
    assert {state for state, _ in found.values()} == {State.OK}


@pytest.mark.parametrize(
    ("answer", "more", "check", "state"),
    [
        ({"error": "invalid_client", "error_description": "hush"}, {}, "teams.credentials", State.ERROR),
        ({"error": "<hush>"}, {}, "teams.credentials", State.ERROR),
        ([], {}, "teams.credentials", State.ERROR),
        (token(tid="another"), {}, "teams.tenant", State.ERROR),
        (token(tid=TENANT), {"tenants": frozenset({"another"})}, "teams.tenant", State.WARNING),
        (token(tid="another"), {"app_type": AppType.MULTI_TENANT}, "teams.tenant", State.OK),
        (token(), {}, "teams.tenant", State.SKIPPED),
        ({"access_token": "opaque"}, {}, "teams.tenant", State.SKIPPED),
        ({"access_token": "opaque"}, {}, "teams.keys", State.ERROR),
    ],
)
async def test_what_microsoft_says_is_told(answer: object, more: dict[str, object], check: str, state: State) -> None:
    found = await asked_teams(answer, **more)
    assert found[check][0] is state
    assert "hush" not in str(found)


async def test_a_login_service_that_is_not_there_is_said() -> None:
    found = by_check([finding async for finding in teams.checked(registered("http://127.0.0.1:1/"))])
    assert {check: state for check, (state, _) in found.items()} == {
        "teams.reachable": State.ERROR,
        "teams.keys": State.ERROR,
    }


async def test_the_mail_server_is_logged_in_to_and_nothing_is_sent() -> None:
    with mailbox() as server:
        assert (await mail_checked(Settings(smtp_url=server.url))).state is State.OK
        assert server.mails == []
    assert (await mail_checked(Settings(smtp_url="smtp://127.0.0.1:1?from=a@b.example"))).state is State.ERROR
    assert (await mail_checked(Settings(smtp_url="nothing"))).state is State.ERROR
    assert (await mail_checked(Settings())).state is State.SKIPPED


async def test_hosts_at_private_addresses_or_nowhere_are_wrong() -> None:
    found = by_check([finding async for finding in hosts_checked(["localhost", "nowhere.invalid"])])
    assert "not public" in found["outbound.localhost"][1]
    assert found["outbound.nowhere.invalid"][0] is State.ERROR


async def test_the_heartbeat_is_not_called() -> None:
    async with serving("/beat", {}) as url:
        assert "not called" in (await heartbeat_checked(f"{url}beat")).message
    assert (await heartbeat_checked("http://127.0.0.1:1/hush")).state is State.ERROR
    assert (await heartbeat_checked("")).state is State.SKIPPED


def test_a_clock_without_a_date_to_compare_is_left_out() -> None:
    assert by_date("slack", {}, NOW).state is State.SKIPPED


def test_disks_and_the_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, state in ((10**6, State.ERROR), (5 * 10**8, State.WARNING), (10**10, State.OK)):
        monkeypatch.setattr("shutil.disk_usage", lambda _, free=free: type("Usage", (), {"free": free}))
        assert disk_checked("record", tmp_path / "not" / "there").state is state
    assert record_checked(tmp_path / "not there", NOW).state is State.WARNING
    assert record_checked(tmp_path, NOW).state is State.WARNING
    (tmp_path / "erasures.jsonl").write_text("x")
    assert record_checked(tmp_path, NOW).state is State.WARNING, "an erasure is no checkpoint"
    (tmp_path / "checkpoints.jsonl").write_text("x")
    assert record_checked(tmp_path, datetime.now(UTC)).state is State.OK
    assert record_checked(tmp_path, datetime.now(UTC) + timedelta(hours=3)).state is State.ERROR


def test_a_record_that_everybody_may_write_to_is_wrong(tmp_path: Path) -> None:
    for name in ("checkpoints.jsonl", "erasures.jsonl"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o660)
    assert record_checked(tmp_path, datetime.now(UTC)).state is State.OK, (
        "whom a group lets in is the operator's choice"
    )
    (tmp_path / "erasures.jsonl").chmod(0o602)
    found = record_checked(tmp_path, datetime.now(UTC))
    assert (found.state, "everybody on this machine may write to erasures.jsonl" in found.message) == (
        State.ERROR,
        True,
    )


def test_a_policy_file_that_is_not_there(tmp_path: Path) -> None:
    assert no_policy_file(Settings(policy=str(tmp_path / "none.yaml"))).state is State.ERROR
    assert no_policy_file(Settings()).state is State.SKIPPED


def test_with_nothing_set_up_every_finding_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    findings = doctor(Settings())
    assert list(tmp_path.iterdir()) == []
    for finding in findings:
        assert "\n" not in finding.message + finding.advice
        assert finding.advice or finding.state in (State.OK, State.SKIPPED), finding
    found = by_check(findings)
    assert found["database.reachable"][0] is State.ERROR
    assert found["settings.platforms"][0] is State.ERROR


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Finding]:
    monkeypatch.chdir(tmp_path)
    return [fine("a.b", "well"), unwise("c", "unwise [red]", "do this"), skipped("d", "not set")]


def run(findings: list[Finding], *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(program(replace(WORK, doctor=lambda _: findings)), ["doctor", *options])
    return done.exit_code, done.output


def test_warnings_alone_are_no_failure_and_errors_are(told: list[Finding]) -> None:
    code, text = run(told)
    assert code == 0
    assert "unwise [red]" in text
    assert "do this" in text
    assert text.endswith("no errors, 1 warning, 3 looked at.\n")
    assert run([*told, wrong("e", "wrong", "mend it")])[0] == 1


def test_as_json_it_is_a_list_that_scripts_can_rely_on(told: list[Finding]) -> None:
    code, text = run(told, "--json")
    assert code == 0
    assert json.loads(text)[1] == {"check": "c", "state": "warning", "message": "unwise [red]", "advice": "do this"}


def test_settings_that_cannot_be_read_are_two(told: list[Finding], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STIGE_PORT", "a lot")
    code, text = run(told)
    assert code == 2
    assert "STIGE_PORT" in text
