"""What an administrator sets for Slack."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

SLACK_API = "https://slack.com/api/"
COMMAND = "/escalate"
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


def missing(bot_token: str | None, signing_secret: str | None) -> tuple[str, ...]:
    """The settings that a half-configured Slack lacks. Nothing is missing where Slack is complete, or not wanted."""
    given = {"SLACK_BOT_TOKEN": bot_token or "", "SLACK_SIGNING_SECRET": signing_secret or ""}
    lacking = tuple(name for name, value in given.items() if not value.strip())
    return lacking if len(lacking) < len(given) else ()


def slack_workspaces(listed: Iterable[str]) -> frozenset[str]:
    """Those of STIGE_WORKSPACES that are Slack's; the others are Microsoft tenants."""
    return frozenset(name for name in listed if WORKSPACE.fullmatch(name))
