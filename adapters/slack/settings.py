"""What an administrator sets for Slack."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.settings import COMMAND, Unusable

SLACK_API = "https://slack.com/api/"
WORKSPACE = re.compile(r"[TE][A-Z0-9]{2,}")


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """`workspaces` are the Slack teams (or whole organisations) that are listened to; none: the token's own.

    Raises ValueError for an empty token or secret, so that nobody switches signatures off by forgetting one.
    """

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    workspaces: frozenset[str] = frozenset()
    api_url: str = SLACK_API
    command: str = COMMAND

    def __post_init__(self) -> None:
        lacking = [name for name, value in self._needed().items() if not value.strip()]
        if lacking:
            raise ValueError(f"Slack needs {' and '.join(lacking)}")

    def _needed(self) -> dict[str, str]:
        return {"SLACK_BOT_TOKEN": self.bot_token, "SLACK_SIGNING_SECRET": self.signing_secret}


def slack_workspaces(listed: Iterable[str]) -> frozenset[str]:
    """Those of STIGE_WORKSPACES that are Slack's; the others are Microsoft tenants."""
    return frozenset(name for name in listed if WORKSPACE.fullmatch(name))


def slack_settings(given: Mapping[str, str], workspaces: Iterable[str]) -> SlackSettings | None:
    """From the `SLACK_*` that are set; None where Slack is not wanted. Raises `Unusable` naming what is missing."""
    if not given:
        return None
    lacking = [name for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET") if not given.get(name, "").strip()]
    if lacking:
        raise Unusable(f"Slack is half configured: {', '.join(sorted(given))} set, but not {', '.join(lacking)}.")
    return SlackSettings(
        given["SLACK_BOT_TOKEN"],
        given["SLACK_SIGNING_SECRET"],
        slack_workspaces(workspaces),
        given.get("SLACK_API_URL", SLACK_API),
        given.get("SLACK_COMMAND", COMMAND),
    )
