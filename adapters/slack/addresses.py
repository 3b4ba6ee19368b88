"""Where a message to a person or a room goes: the channel id that Slack wants, remembered once found."""

import asyncio
import re
import time
from collections.abc import Callable

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import told_as_ports
from bot.people.identity import Identity
from bot.ports import Contacts
from bot.sending import Undeliverable

CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{6,}")
PAGE = 1000
RELIST_SECONDS = 60.0  # a room that is not there is looked for no oftener than this


class Addresses:
    """`contacts` is synchronous memory, asked in worker threads."""

    def __init__(
        self, client: AsyncWebClient, contacts: Contacts, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._client, self._contacts, self._seconds = client, contacts, seconds
        self._near: dict[str, str] = {}
        self._rooms: dict[str, str] = {}
        self._listed_at = float("-inf")
        self._listing = asyncio.Lock()

    async def channel(self, to: Identity | str, team: str, anew: bool = False) -> str:
        """`anew` where the remembered one turned out to be no good. Raises the ports' three."""
        if isinstance(to, str) and CHANNEL_ID.fullmatch(to):
            return to
        key = f"slack:dm:{to.workspace}:{to.user}" if isinstance(to, Identity) else f"slack:room:{team}:{_bare(to)}"
        known = None if anew else self._near.get(key) or await asyncio.to_thread(self._contacts.recall, key)
        channel = known or (await self._opened(to) if isinstance(to, Identity) else await self._found(to, anew))
        if channel != known:
            await asyncio.to_thread(self._contacts.keep, key, channel)
        self._near[key] = channel
        return channel

    async def _opened(self, to: Identity) -> str:
        async with told_as_ports():
            answer = await self._client.conversations_open(users=to.user)
            return str(answer["channel"]["id"])

    async def _found(self, room: str, anew: bool) -> str:
        async with self._listing:
            stale = self._seconds() - self._listed_at > RELIST_SECONDS
            if (anew or _bare(room) not in self._rooms) and stale:
                self._rooms = await self._list()
                self._listed_at = self._seconds()
        if _bare(room) not in self._rooms:
            raise Undeliverable(f"no room {room}")
        return self._rooms[_bare(room)]

    async def _list(self) -> dict[str, str]:
        rooms: dict[str, str] = {}
        cursor = ""
        while True:
            async with told_as_ports():
                page = await self._client.conversations_list(
                    types="public_channel,private_channel", exclude_archived=True, limit=PAGE, cursor=cursor
                )
                rooms |= {str(room["name"]): str(room["id"]) for room in page["channels"]}
                cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return rooms


def _bare(room: str) -> str:
    return room.strip().removeprefix("#").lower()
