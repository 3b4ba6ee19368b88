"""What people send in Slack, from where Slack keeps it."""

from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from adapters.attached import NotFetched, at_home, fetched
from adapters.slack.settings import SLACK_API
from bot.words import say

HOSTS = ("files.slack.com", "files.slack-gov.com")


class Files:
    """The bot's token goes to Slack's file hosts alone, or to the Slack that SLACK_API_URL names instead."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._instead = None if client.base_url == SLACK_API else URL(client.base_url).origin()

    async def fetched(self, address: str) -> bytes:
        """Raises `NotFetched`."""
        session = self._client.session
        if session is None:
            raise NotFetched(say("file.no_answer"))
        return await fetched(session, address, self._is_own, {"Authorization": f"Bearer {self._client.token}"})

    def _is_own(self, url: URL) -> bool:
        if self._instead:
            return url.is_absolute() and url.origin() == self._instead
        return at_home(url, HOSTS)
