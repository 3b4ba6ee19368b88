"""What must be known to reach somebody in Teams again, kept through `Contacts` as small JSON records."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.ports import Contacts


@dataclass(frozen=True, slots=True)
class Known:
    """A person of a tenant: `user` is Teams's id ("29:…"), `conversation` their chat with the bot, empty before it."""

    user: str
    name: str = ""
    email: str = ""
    guest: bool = False
    conversation: str = ""
    language: str = ""
    timezone: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """A tenant: where its connector is, as whom the bot speaks there, and the teams where it is installed, by id."""

    service_url: str
    bot: str
    teams: Mapping[str, str] = field(default_factory=dict)


Record = TypeVar("Record", Known, Door)
KNOWN, DOOR = TypeAdapter(Known), TypeAdapter(Door)


class Memory:
    """`Contacts` is synchronous and may wait for a database, so it is asked in a worker thread."""

    def __init__(self, contacts: Contacts) -> None:
        self._contacts = contacts
        self._one_at_a_time = asyncio.Lock()

    async def known(self, tenant: str, user: str) -> Known | None:
        return await self._recall(f"teams:{tenant}:person:{user}", KNOWN)

    async def keep_known(self, tenant: str, user: str, known: Known) -> None:
        await self._keep(f"teams:{tenant}:person:{user}", KNOWN, known)

    async def door(self, tenant: str) -> Door | None:
        return await self._recall(f"teams:{tenant}", DOOR)

    async def keep_door(self, tenant: str, service_url: str, bot: str) -> None:
        """Only if something of it changed; a message without the bot's own id leaves the known one."""
        async with self._one_at_a_time:
            before = await self.door(tenant) or Door("", "")
            after = replace(before, service_url=service_url, bot=bot or before.bot)
            await self._keep_changed(tenant, before, after)

    async def add_team(self, tenant: str, team: str, name: str) -> None:
        """A message names its team by id alone; that leaves the known name."""
        async with self._one_at_a_time:
            if before := await self.door(tenant):
                teams = {**before.teams, team: name or before.teams.get(team, "")}
                await self._keep_changed(tenant, before, replace(before, teams=teams))

    async def drop_team(self, tenant: str, team: str) -> None:
        async with self._one_at_a_time:
            if before := await self.door(tenant):
                teams = {known: name for known, name in before.teams.items() if known != team}
                await self._keep_changed(tenant, before, replace(before, teams=teams))

    async def _keep_changed(self, tenant: str, before: Door, after: Door) -> None:
        if after != before:
            await self._keep(f"teams:{tenant}", DOOR, after)

    async def _recall(self, key: str, shape: TypeAdapter[Record]) -> Record | None:
        kept = await asyncio.to_thread(self._contacts.recall, key)
        try:
            return shape.validate_json(kept) if kept else None
        except ValidationError:
            # Kept by another version: as good as forgotten, and learned anew.
            return None

    async def _keep(self, key: str, shape: TypeAdapter[Record], record: Record) -> None:
        await asyncio.to_thread(self._contacts.keep, key, shape.dump_json(record).decode())
