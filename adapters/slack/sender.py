"""Speaks on Slack: the port that the outbox is emptied through."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.addresses import Addresses
from adapters.slack.directory import Directory
from adapters.slack.errors import OF_THE_APP, OF_THE_PERSON, RATE_LIMITED, TOKEN, told_as_ports
from adapters.slack.history import History, metadata_of
from adapters.slack.installation import Installation
from adapters.slack.members import Members
from adapters.slack.parts import Json, Words
from adapters.slack.render import Renderer
from bot.messages.owed import Receipt
from bot.messages.shown import Card
from bot.people.identity import Identity, Membership, Platform, Profile, Reader
from bot.sending import LONGEST_CALL, Gone, Lost, NotNow, Reachable, Undeliverable, Unsearchable

# Answers to a remembered channel that may have another id by now.
MOVED = ("channel_not_found", "is_archived")
# Slack's limits for blocks are not all documented.
BLOCKS_REFUSED = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long")

log = structlog.get_logger()


class SlackSender:
    """Fulfils `bot.ports.Sender`."""

    def __init__(
        self,
        client: AsyncWebClient,
        addresses: Addresses,
        directory: Directory,
        words: Words,
        installation: Installation,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._client, self._addresses, self._directory, self._words = client, addresses, directory, words
        self._installation, self._now = installation, now
        self._history = History(client)

    async def post(self, to: Identity | str, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> Receipt:
        """The outbox id travels in the message's metadata, by which a message of unknown fate can be looked for."""
        try:
            async with asyncio.timeout(LONGEST_CALL.total_seconds()):
                return await self._post_or_bare(to, card, reader, metadata_of(outbox_id), repeated)
        except TimeoutError:
            raise Lost("TimeoutError") from None

    async def _post_or_bare(
        self, to: Identity | str, card: Card, reader: Reader, metadata: dict[str, Any], repeated: bool
    ) -> Receipt:
        try:
            return await self._sent(to, await self._drawn(card, reader, repeated), metadata)
        except Undeliverable as fault:
            if str(fault) not in BLOCKS_REFUSED:
                raise _told_of(fault, to) from None
            log.error("slack.blocks_refused", why=str(fault), case=card.case_id)
        return await self._sent(to, await self._drawn(_bare(card), reader, repeated), metadata)

    async def _sent(self, to: Identity | str, message: Json, metadata: dict[str, Any]) -> Receipt:
        team = to.workspace if isinstance(to, Identity) else await self._installation.team()
        channel = await self._addresses.channel(to, team)
        try:
            return await self._posted(channel, team, message, metadata)
        except Undeliverable as fault:
            if str(fault) not in MOVED:
                raise
        moved_to = await self._addresses.channel(to, team, anew=True)
        if moved_to == channel:
            raise Undeliverable(f"no room {to}" if isinstance(to, str) else "no direct message")
        return await self._posted(moved_to, team, message, metadata)

    async def settle(self, to: Identity | str, outbox_id: str, since_at: datetime) -> Receipt | None:
        team = to.workspace if isinstance(to, Identity) else await self._installation.team()
        try:
            channel = await self._addresses.channel(to, team)
        except Undeliverable:
            raise Unsearchable from None
        return await self._history.find(channel, team, outbox_id, since_at)

    async def edit(self, receipt: Receipt, card: Card, reader: Reader) -> None:
        """How often is counted over the whole workspace."""
        message = await self._drawn(card, reader, repeated=False)
        try:
            async with self._speaking():
                await self._client.chat_update(channel=receipt.conversation, ts=receipt.message, **_texts(message))
        except NotNow as busy:
            raise NotNow(str(busy), busy.retry_after, everywhere=str(busy) == RATE_LIMITED) from None

    async def remove(self, receipt: Receipt) -> None:
        """A message that is gone already is as good as removed."""
        with suppress(Gone):
            async with self._speaking():
                await self._client.chat_delete(channel=receipt.conversation, ts=receipt.message)

    async def find(self, who: str) -> Profile | None:
        return await self._directory.find(await self._installation.team(), who)

    def members(self) -> AsyncIterator[Profile]:
        return Members(self._client, self._installation)

    async def reach(self, to: Identity) -> Reachable:
        """Three questions: are they a full member still, can their direct message be opened, is it silent. Only what
        Slack says of this person counts against them."""
        try:
            async with self._speaking():
                profile = await self._directory.now(to.workspace, to.user)
                if profile.membership is not Membership.MEMBER:
                    return Reachable(False, why=profile.membership.value)
                await self._addresses.channel(to, to.workspace, anew=True)
        except Undeliverable as fault:
            if str(fault) in OF_THE_PERSON:
                return Reachable(False, why=str(fault))
            raise NotNow(str(fault)) from None
        return Reachable(True, silent_until=await self._silent_until(to.user))

    async def _silent_until(self, user: str) -> datetime | None:
        """None too where the app may not know: it was installed before it asked for `dnd:read`."""
        try:
            async with told_as_ports():
                told = await self._client.dnd_info(user=user)
                return _end_of_silence(told, self._now())
        except Undeliverable:
            return None

    async def _drawn(self, card: Card, reader: Reader, repeated: bool) -> Json:
        """In a thread: the words may look up names."""
        return await asyncio.to_thread(Renderer(self._words, reader).card, card, repeated)

    async def _posted(self, channel: str, team: str, message: Json, metadata: dict[str, Any]) -> Receipt:
        try:
            return await self._post(channel, team, message, metadata)
        except Undeliverable as fault:
            if str(fault) != "not_in_channel":
                raise
        # Into a public channel it can let itself; to a private one it must be invited.
        async with self._speaking():
            await self._client.conversations_join(channel=channel)
        return await self._post(channel, team, message, metadata)

    async def _post(self, channel: str, team: str, message: Json, metadata: dict[str, Any]) -> Receipt:
        async with self._speaking():
            answer = await self._client.chat_postMessage(
                channel=channel, metadata=metadata, unfurl_links=False, unfurl_media=False, **_texts(message)
            )
            return Receipt(Platform.SLACK, team, str(answer["channel"]), str(answer["ts"]))

    @asynccontextmanager
    async def _speaking(self) -> AsyncIterator[None]:
        """A token that is taken for no good is the operator's trouble, until it is good again."""
        try:
            async with told_as_ports():
                yield
        except NotNow as fault:
            if str(fault) in TOKEN:
                self._installation.removed(str(fault))
            raise
        self._installation.works()


def _end_of_silence(told: Any, now: float) -> datetime | None:
    """Their hours of quiet, or a pause that they asked for, whichever lasts longer; None while neither does."""
    hours = (told.get("dnd_enabled"), told.get("next_dnd_start_ts"), told.get("next_dnd_end_ts"))
    pause = (told.get("snooze_enabled"), 0, told.get("snooze_endtime"))
    lasting = (float(end) for on, begin, end in (hours, pause) if on and end and float(begin or 0) <= now < float(end))
    ends = max(lasting, default=None)
    return datetime.fromtimestamp(ends, UTC) if ends else None


def _bare(card: Card) -> Card:
    """What must arrive whatever else does not: what it is about, and the buttons."""
    return replace(card, lead=(card.plain,), rows=(), body=(), notes=())


def _texts(message: Json) -> dict[str, Any]:
    return {"text": message["text"], "blocks": message["blocks"]}


def _told_of(fault: Undeliverable, to: Identity | str) -> Undeliverable | NotNow:
    """Of a room those hear who can let Stige in; that the app may not write to people tells nothing of any of them."""
    if isinstance(to, Identity) and str(fault) in OF_THE_APP:
        return NotNow(str(fault), everywhere=True)
    return _named(fault, to)


def _named(fault: Undeliverable, to: Identity | str) -> Undeliverable:
    return Undeliverable(f"{fault} in {to}") if isinstance(to, str) and to not in str(fault) else fault
