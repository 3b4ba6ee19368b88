"""What an administrator sets, out of the environment and a file beside it."""

import os
from pathlib import Path

import pytest

from adapters.environment import settings
from bot.settings import Settings, Unusable


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder without `.env`, and none of our settings."""
    for name in os.environ:
        if name.startswith(("STIGE_", "SLACK_", "MICROSOFT_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return settings()


def test_nothing_set_means_a_file_in_this_folder_and_loopback() -> None:
    assert settings() == Settings()
    assert settings().database_url == "sqlite:///stige.db"
    assert (settings().host, settings().port) == ("127.0.0.1", 8000)


def test_every_setting_of_stige_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given(
        monkeypatch,
        STIGE_DATABASE_URL="postgresql://db/stige",
        STIGE_POLICY="policy.yaml",
        STIGE_HOST="0.0.0.0",
        STIGE_PORT="9000",
        STIGE_BASE_URL="https://stige.example",
        STIGE_SECRET_KEY="new, old",
        STIGE_WORKSPACES="T0ACME,T0OTHER",
        STIGE_EMAIL_DOMAINS="Acme.Example, , acme.org",
        STIGE_OUTBOUND_HOSTS="status.acme.example",
        STIGE_SMTP_URL="smtps://mail",
        STIGE_HEARTBEAT_URL="https://beat",
    ) == Settings(
        "postgresql://db/stige",
        "policy.yaml",
        "0.0.0.0",
        9000,
        "https://stige.example",
        ("new", "old"),
        ("T0ACME", "T0OTHER"),
        ("acme.example", "acme.org"),
        ("status.acme.example",),
        "smtps://mail",
        "https://beat",
    )


def test_a_file_called_env_is_read_and_the_environment_beats_it(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("STIGE_PORT=9000\nSTIGE_POLICY=from-file.yaml\nSOMETHING_ELSE=1\n")
    found = given(monkeypatch, STIGE_PORT="9001")
    assert (found.port, found.policy) == (9001, "from-file.yaml")


def test_an_empty_setting_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given(monkeypatch, STIGE_PORT="", STIGE_SECRET_KEY="", SLACK_BOT_TOKEN="") == Settings()


def test_blanks_around_a_value_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given(monkeypatch, STIGE_POLICY=" policy.yaml ").policy == "policy.yaml"
    assert not given(monkeypatch, SLACK_BOT_TOKEN="   ").names_a_platform


@pytest.mark.parametrize("value", ["0", "65536", "http", "-1", "80.5"])
def test_a_port_that_is_none_is_named_and_its_value_not_shown(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    with pytest.raises(Unusable) as refused:
        given(monkeypatch, STIGE_PORT=value)
    assert str(refused.value) == "This setting cannot be read: STIGE_PORT."


def test_a_file_that_is_not_text_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_bytes(b"STIGE_POLICY=\xff\xfe")
    with pytest.raises(Unusable, match=r"\.env"):
        settings()


def test_a_platform_has_the_settings_that_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    found = given(monkeypatch, SLACK_BOT_TOKEN="xoxb", SLACK_SIGNING_SECRET="s", SLACK_COMMAND="/esc")
    assert dict(found.slack) == {"SLACK_BOT_TOKEN": "xoxb", "SLACK_SIGNING_SECRET": "s", "SLACK_COMMAND": "/esc"}
    assert found.microsoft == ()
    assert found.names_a_platform


@pytest.mark.parametrize(
    "name",
    [
        "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET",
        "MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_TYPE", "MICROSOFT_APP_TENANT_ID",
    ],
)  # fmt: skip
def test_one_setting_of_a_platform_means_that_it_is_wanted(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """So that a forgotten second one is noticed, and signatures are never off by omission."""
    assert given(monkeypatch, **{name: "x"}).names_a_platform


@pytest.mark.parametrize("name", ["SLACK_COMMAND", "SLACK_API_URL", "MICROSOFT_LOGIN_URL"])
def test_what_means_nothing_alone_sets_no_platform_up(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert not given(monkeypatch, **{name: "x"}).names_a_platform


def test_the_example_file_names_every_setting_and_sets_none() -> None:
    example = Path(__file__).parents[2] / ".env.example"
    lines = example.read_text().splitlines()
    named = {line.removeprefix("#").strip().partition("=")[0] for line in lines if "=" in line}
    from adapters.environment import Environment

    wanted = {name.upper() for name in Environment.model_fields}
    assert wanted <= named | {"SLACK_API_URL", "MICROSOFT_LOGIN_URL", "MICROSOFT_OPENID_METADATA_URL"}
