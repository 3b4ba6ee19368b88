"""How Slack is called."""

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.settings import SLACK_API


def client(token: str, api_url: str = SLACK_API) -> AsyncWebClient:
    """Without the retries that slack_sdk has by default: after a broken connection they would send a message a second
    time that may stand already, and nobody could mark it as a repeat."""
    return AsyncWebClient(token=token, base_url=api_url, retry_handlers=[])


def session() -> aiohttp.ClientSession:
    """One for all calls: without it, each would open a connection of its own. A connection that hangs must not hold a
    message for long. To be made on the event loop that it is used on."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10, connect=3))
