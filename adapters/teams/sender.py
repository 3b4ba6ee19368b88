"""Speaks in Teams: cards to people and rooms, edits and removals (port `Sender`)."""

from collections.abc import AsyncIterator
from datetime import datetime

from adapters.teams.addresses import Address, Addresses
from adapters.teams.connector import Connector, NotForThem
from adapters.teams.elements import Json, attachment, readable, shortened
from adapters.teams.parts import Words
from adapters.teams.render import draw
from bot.messages.owed import Receipt
from bot.messages.shown import Card
from bot.people.identity import Identity, Platform, Profile, Reader
from bot.sending import NotNow, Reachable, Undeliverable, Unsearchable
from bot.words import say


class TeamsSender:
    def __init__(self, addresses: Addresses, connector: Connector, wording: Words) -> None:
        self._addresses, self._connector, self._wording = addresses, connector, wording

    async def post(self, to: Identity | str, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> Receipt:
        address = await (self._addresses.room(to) if isinstance(to, str) else self._addresses.person(to))
        activity = self._message(address, card, reader, repeated) | {"channelData": {"stige": {"outbox": outbox_id}}}
        message = await self._connector.post(address.service_url, address.conversation, activity)
        return Receipt(Platform.TEAMS, address.tenant, address.conversation, message)

    async def settle(self, to: Identity | str, outbox_id: str, since_at: datetime) -> Receipt | None:  # noqa: ARG002
        """A bot may not read the history of a conversation in Teams."""
        raise Unsearchable

    async def edit(self, receipt: Receipt, card: Card, reader: Reader) -> None:
        address = await self._addresses.conversation(receipt.workspace, receipt.conversation)
        activity = self._message(address, card, reader, repeated=False) | {"id": receipt.message}
        await self._connector.edit(address.service_url, address.conversation, receipt.message, activity)

    async def remove(self, receipt: Receipt) -> None:
        address = await self._addresses.conversation(receipt.workspace, receipt.conversation)
        await self._connector.remove(address.service_url, address.conversation, receipt.message)

    async def find(self, email: str) -> Profile | None:
        return await self._addresses.find(email)

    def members(self) -> AsyncIterator[Profile]:
        return self._addresses.members()

    async def reach(self, to: Identity) -> Reachable:
        """Teams tells no bot whether somebody wants to be left in peace."""
        try:
            await self._addresses.has_the_app(to)
        except NotForThem as refused:
            return Reachable(False, why=str(refused))
        except Undeliverable as trouble:
            raise NotNow(str(trouble)) from None
        return Reachable(True)

    def _message(self, address: Address, card: Card, reader: Reader, repeated: bool) -> Json:
        """`summary` is what the phone's notification shows."""
        mark = [self._wording.sentence(say("repeat.mark"), reader)] if repeated else []
        summary = " ".join([*mark, self._wording.sentence(card.plain, reader)])
        return {
            "type": "message",
            "from": {"id": address.bot},
            "summary": shortened(readable(summary), 500),
            "attachments": [attachment(draw(card, self._wording, reader, repeated))],
        }
