"""Speaks on the page: posts, edits and removes cards in its chat, each drawn for its reader at that moment."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

from anyio import to_thread

from adapters.plain import SentForGood
from adapters.sandbox import render
from adapters.sandbox.directory import OUTSIDE, WORKSPACE, Directory, Room, direct
from adapters.sandbox.hub import Hub
from adapters.sandbox.parts import Chat, Words
from bot.messages.owed import Receipt
from bot.messages.shown import Card
from bot.people.identity import Identity, Platform, Profile, Reader
from bot.sending import Reachable, Undeliverable
from bot.words import say


class OutsideSender(SentForGood):
    """Fulfils `bot.ports.Sender` for what would leave by mail or webhook: it is shown on the page, and goes nowhere."""

    def __init__(self, platform: Platform, chat: Chat, words: Words, hub: Hub) -> None:
        self._platform = platform
        self._chat = chat
        self._words = words
        self._hub = hub

    async def post(self, to: Identity | str, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> Receipt:
        whom = say("sandbox.sent_to", address=str(to))
        body = render.card(replace(card, lead=(whom, *card.lead), buttons=()), self._words, reader)
        mark = self._words.sentence(say("repeat.mark"), reader) if repeated else ""
        conversation = Room(OUTSIDE, OUTSIDE).conversation
        message = await to_thread.run_sync(
            self._chat.post, conversation, body | {"repeated": mark, "outbox_id": outbox_id}
        )
        self._hub.changed()
        return Receipt(self._platform, WORKSPACE, conversation, message)


class SandboxSender:
    """Fulfils `bot.ports.Sender`. The chat is in our own database, so a message is never `Lost` and never `NotNow`."""

    def __init__(self, chat: Chat, words: Words, directory: Directory, hub: Hub) -> None:
        self._chat = chat
        self._words = words
        self._directory = directory
        self._hub = hub

    async def post(self, to: Identity | str, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> Receipt:
        conversation = self._conversation(to)
        mark = self._words.sentence(say("repeat.mark"), reader) if repeated else ""
        body = render.card(card, self._words, reader) | {"repeated": mark, "outbox_id": outbox_id}
        message = await to_thread.run_sync(self._chat.post, conversation, body)
        self._hub.changed()
        return Receipt(Platform.SANDBOX, WORKSPACE, conversation, message)

    async def settle(self, to: Identity | str, outbox_id: str, since_at: datetime) -> Receipt | None:  # noqa: ARG002
        """The page's own memory can be asked."""
        conversation = self._conversation(to)
        posts = await to_thread.run_sync(self._chat.history, conversation)
        found = next((post.id for post in posts if post.body.get("outbox_id") == outbox_id), None)
        return Receipt(Platform.SANDBOX, WORKSPACE, conversation, found) if found else None

    async def edit(self, receipt: Receipt, card: Card, reader: Reader) -> None:
        body = render.card(card, self._words, reader)
        await to_thread.run_sync(self._chat.edit, receipt.message, body)
        self._hub.changed()

    async def remove(self, receipt: Receipt) -> None:
        await to_thread.run_sync(self._chat.remove, receipt.message)
        self._hub.changed()

    async def find(self, email: str) -> Profile | None:
        return self._directory.find(email)

    async def members(self) -> AsyncIterator[Profile]:
        """Everybody of the policy."""
        for person in self._directory.people():
            if profile := self._directory.profile(person.id):
                yield profile

    async def reach(self, to: Identity) -> Reachable:
        """Nobody of the policy has a chat that is closed or silent here."""
        known = to.platform is Platform.SANDBOX and self._directory.profile(to.user) is not None
        return Reachable(known, why="" if known else "nobody in the sandbox")

    def _conversation(self, to: Identity | str) -> str:
        if isinstance(to, Identity):
            if to.platform is not Platform.SANDBOX or self._directory.profile(to.user) is None:
                raise Undeliverable(f"nobody in the sandbox is {to}")
            return direct(to.user)
        room = self._directory.room(to)
        if room is None:
            raise Undeliverable(f"the sandbox has no room {to!r}")
        return room.conversation
