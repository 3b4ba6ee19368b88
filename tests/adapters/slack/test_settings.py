"""Slack is configured completely or not at all."""

import pytest

from adapters.slack.settings import SLACK_API, SlackSettings, slack_settings, slack_workspaces
from bot.settings import Unusable

BOTH = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "shh"}


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_SIGNING_SECRET": "shh"}, "SLACK_BOT_TOKEN"),
        ({**BOTH, "SLACK_SIGNING_SECRET": "  "}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_CLIENT_ID": "1"}, "SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET"),
    ],
)
def test_half_a_slack_does_not_start_and_says_which_half_is_missing(given: dict[str, str], lacking: str) -> None:
    with pytest.raises(Unusable, match=lacking) as refused:
        slack_settings(given, ())
    assert "xoxb" not in str(refused.value)


def test_no_slack_is_no_fault() -> None:
    assert slack_settings({}, ("T0STIGE",)) is None


def test_what_is_not_set_is_slacks_own() -> None:
    settings = slack_settings(BOTH, ())
    assert settings == SlackSettings("xoxb-1", "shh", frozenset(), SLACK_API, "/escalate")


def test_settings_do_not_show_their_secrets() -> None:
    shown = repr(slack_settings(BOTH, ()))
    assert "xoxb" not in shown
    assert "shh" not in shown


def test_slacks_workspaces_are_told_from_microsofts_tenants() -> None:
    tenant = "8f2b6c1e-7d5a-4a4e-9e61-0d6f3f7d1c11"
    assert slack_workspaces(["T0STIGE", tenant, "E0ACME", "", "acme"]) == {"T0STIGE", "E0ACME"}
