"""Everybody in the workspaces that are ours, as `users.list` tells it, page by page."""

from collections import deque
from collections.abc import AsyncIterator

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.directory import profile
from adapters.slack.errors import told_as_ports
from adapters.slack.installation import Installation
from bot.people.identity import Profile

PAGE = 200  # as many as Slack recommends; of such pages it gives twenty a minute


class Members(AsyncIterator[Profile]):
    """Raises the ports' three; asked again after that, it goes on where it stopped."""

    def __init__(self, client: AsyncWebClient, installation: Installation) -> None:
        self._client, self._installation = client, installation
        self._page: deque[Profile] = deque()
        self._teams: deque[str] | None = None
        self._cursor = ""

    async def __anext__(self) -> Profile:
        if self._teams is None:
            self._teams = deque(await self._installation.teams())
        while not self._page:
            if not self._teams:
                raise StopAsyncIteration
            await self._turn(self._teams)
        return self._page.popleft()

    async def _turn(self, teams: deque[str]) -> None:
        """To the next page, of the next workspace after the last one of this."""
        ours = self._installation.workspaces()
        async with told_as_ports():
            answer = await self._client.users_list(
                team_id=teams[0], cursor=self._cursor, limit=PAGE, include_locale=True
            )
            page = [profile(user, teams[0], ours) for user in answer["members"]]
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        self._page.extend(page)
        self._cursor = cursor
        if not cursor:
            teams.popleft()
