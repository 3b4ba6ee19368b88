"""What `stige doctor` asks Slack: whose token it is, and whether it may do all that Stige does."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp

from adapters.checking.clocks import by_date
from adapters.slack.errors import TOKEN
from adapters.slack.manifest import SCOPES
from adapters.slack.parts import Json
from adapters.slack.settings import SlackSettings
from bot.doctoring.finding import Finding, fine, skipped, unwise, wrong

TIMEOUT = aiohttp.ClientTimeout(total=8, sock_connect=4)
REINSTALL = "make the manifest anew (`stige manifest slack`), upload it, and install the app again"


async def checked(settings: SlackSettings) -> AsyncIterator[Finding]:
    headers = {"Authorization": f"Bearer {settings.bot_token}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT, trust_env=False) as session,
            session.post(f"{settings.api_url}auth.test", headers=headers) as answer,
        ):
            told, now = await answer.json(content_type=None), datetime.now(UTC)
            said = dict(answer.headers)
    except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as fault:
        yield wrong("slack.reachable", f"Slack does not answer: {type(fault).__name__}", "let this machine reach it")
        return
    if not isinstance(told, dict):
        yield wrong("slack.reachable", "something else than Slack answers", "look at SLACK_API_URL and any proxy")
        return
    yield fine("slack.reachable", "answers")
    yield by_date("slack", said, now)
    yield _token(told, settings)
    if told.get("ok"):
        yield _scopes(said.get("x-oauth-scopes", said.get("X-OAuth-Scopes", "")))


def _token(told: Json, settings: SlackSettings) -> Finding:
    check = "slack.token"
    if not told.get("ok"):
        word = str(told.get("error", ""))
        if word in TOKEN:
            return wrong(check, f"Slack does not accept SLACK_BOT_TOKEN: {word}", "copy it again from the app's page")
        return unwise(check, f"Slack cannot say whose token it is: {word if word.isidentifier() else '?'}", "try again")
    team, organisation = str(told.get("team_id", "")), str(told.get("enterprise_id") or "")
    if settings.workspaces and not {team, organisation} & settings.workspaces:
        return wrong(
            check, f"the token belongs to {team}, which STIGE_WORKSPACES does not list", "list it, or use another token"
        )
    if not told.get("bot_id"):
        return wrong(check, "SLACK_BOT_TOKEN is not a bot's", "copy the Bot User OAuth Token, which begins with xoxb-")
    return fine(check, f"of the workspace {team}")


def _scopes(granted: str) -> Finding:
    """Slack tells them in a header."""
    has = {scope.strip() for scope in granted.split(",") if scope.strip()}
    if not has:
        return skipped("slack.scopes", "Slack does not say which it granted")
    if lacking := sorted(set(SCOPES) - has):
        return wrong("slack.scopes", f"the token lacks {', '.join(lacking)}", REINSTALL)
    if more := sorted(has - set(SCOPES)):
        return unwise("slack.scopes", f"the token may do more than Stige needs: {', '.join(more[:5])}", REINSTALL)
    return fine("slack.scopes", f"all {len(SCOPES)} granted")
