"""What stands in a conversation already: where a message is whose answer never came."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import told_as_ports
from bot.messages.owed import Receipt
from bot.people.identity import Platform
from bot.sending import Undeliverable, Unsearchable

PAGE, MOST_PAGES = 200, 5  # so many messages are looked at, the newest first; further back nobody knows
CLOCKS_DIFFER = timedelta(minutes=2)
METADATA_EVENT = "stige_message"

log = structlog.get_logger()


class History:
    """An app that was installed before it asked for the scopes cannot look; that is said once."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._told = False

    async def find(self, channel: str, team: str, outbox_id: str, since_at: datetime) -> Receipt | None:
        """None where it certainly is not there. Raises `Unsearchable`, `NotNow` or `Lost`."""
        oldest, cursor = f"{(since_at - CLOCKS_DIFFER).timestamp():.6f}", ""
        for _ in range(MOST_PAGES):
            page = await self._page(channel, oldest, cursor)
            if found := next((str(one["ts"]) for one in page["messages"] if _id_of(one) == outbox_id), None):
                return Receipt(Platform.SLACK, team, channel, found)
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return None
        raise Unsearchable

    async def _page(self, channel: str, oldest: str, cursor: str) -> Mapping[str, Any]:
        try:
            async with told_as_ports():
                answer = await self._client.conversations_history(
                    channel=channel, oldest=oldest, limit=PAGE, include_all_metadata=True, cursor=cursor or None
                )
                return {"messages": list(answer["messages"]), "response_metadata": answer.get("response_metadata")}
        except Undeliverable as fault:
            self._tell(str(fault))
            raise Unsearchable from None

    def _tell(self, why: str) -> None:
        if why == "missing_scope" and not self._told:
            self._told = True
            log.warning("slack.cannot_look", why="the app lacks a scope to read history: see docs/slack.md")


def metadata_of(outbox_id: str) -> dict[str, Any]:
    """By which it can be found again."""
    return {"event_type": METADATA_EVENT, "event_payload": {"outbox_id": outbox_id}}


def _id_of(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != METADATA_EVENT:
        return None
    return str((metadata.get("event_payload") or {}).get("outbox_id"))
