"""Which workspace the token belongs to, and which ones are listened to.

One token from the settings for now. More workspaces, each installed by OAuth with a token of its own, come in here:
`authorize` finds the token for a team, everything else only asks `listens_to`.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import told_as_ports
from adapters.slack.settings import SlackSettings
from bot.sending import Lost, NotNow, Undeliverable

ASK_AGAIN_SECONDS = 5.0
SURE_FOR_SECONDS = 300.0  # a token may be taken away without a word

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Ourselves:
    team: str
    bot_user: str
    bot: str
    organisation: str
    is_organisation_wide: bool


class Installation:
    def __init__(
        self, client: AsyncWebClient, settings: SlackSettings, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._client, self._settings, self._seconds = client, settings, seconds
        self._ourselves: Ourselves | None = None
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()
        self._trouble: str | None = "not started"
        self._removed: str | None = None

    def trouble(self) -> str | None:
        """Why Slack cannot be spoken with now, for the operator; None when it can."""
        return self._removed or self._trouble

    async def identify(self) -> None:
        """Asks Slack whose token this is: once, not at every request. Slack being away does not keep Stige from
        starting; it is asked again later."""
        self._asked_at = self._seconds()
        try:
            async with told_as_ports():
                told = await self._client.auth_test()
                self._ourselves = Ourselves(
                    team=str(told["team_id"]),
                    bot_user=str(told["user_id"]),
                    bot=str(told.get("bot_id") or ""),
                    organisation=str(told.get("enterprise_id") or ""),
                    is_organisation_wide=bool(told.get("is_enterprise_install")),
                )
        except (Undeliverable, NotNow, Lost) as fault:
            self._trouble = f"Slack does not accept SLACK_BOT_TOKEN or cannot be reached: {fault}"
            log.error("slack.not_identified", why=str(fault))
            return
        self._trouble = self._wrong_workspace()
        if self._trouble:
            log.error("slack.not_listed", workspace=self._ourselves.team)

    async def known(self) -> bool:
        async with self._asking:
            if self._ourselves is None and self._seconds() - self._asked_at > ASK_AGAIN_SECONDS:
                await self.identify()
        return self._ourselves is not None

    async def looked_at(self) -> str | None:
        """`trouble`, after Slack was asked again where that was long ago, or went wrong."""
        async with self._asking:
            if self._seconds() - self._asked_at > (ASK_AGAIN_SECONDS if self._trouble else SURE_FOR_SECONDS):
                await self.identify()
        return self.trouble()

    async def team(self) -> str:
        """The token's own workspace. Raises NotNow while Slack has not told it."""
        if not await self.known() or self._ourselves is None:
            raise NotNow("Slack has not told yet whose token this is")
        return self._ourselves.team

    async def teams(self) -> tuple[str, ...]:
        """The workspaces that are listened to and whose people the token can list: its own, or several of a whole
        organisation. Raises NotNow like `team`."""
        own, me = await self.team(), self._ourselves
        if me is None or not self.listens_to(own, me.organisation):
            return ()
        several = tuple(sorted(name for name in self.workspaces() if name.startswith("T")))
        return several if several and me.is_organisation_wide else (own,)

    def workspaces(self) -> frozenset[str]:
        own = frozenset({self._ourselves.team}) if self._ourselves else frozenset()
        return self._settings.workspaces or own

    def listens_to(self, team: str, organisation: str) -> bool:
        """By default to the token's own workspace, or to its whole organisation where the app was installed there."""
        if self._settings.workspaces:
            return bool({team, organisation} & self._settings.workspaces)
        me = self._ourselves
        return me is not None and (
            team == me.team or (me.is_organisation_wide and organisation == me.organisation != "")
        )

    def authorize(self, team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        me = self._ourselves
        if me is None:
            raise NotNow("Slack has not told yet whose token this is")
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_id=me.bot,
            bot_user_id=me.bot_user,
            bot_token=self._settings.bot_token,
        )

    def removed(self, why: str) -> None:
        """The workspace took the app or its token away: nobody can be reached there until it is installed again."""
        if not self._removed:
            log.error("slack.removed", why=why)
        self._removed = f"Slack took the app or its token away: {why}"

    def works(self) -> None:
        """Slack took something from us just now."""
        self._removed = None

    def _wrong_workspace(self) -> str | None:
        me = self._ourselves
        if me is None or self.listens_to(me.team, me.organisation):
            return None
        return f"SLACK_BOT_TOKEN belongs to {me.team}, which STIGE_WORKSPACES does not list"
