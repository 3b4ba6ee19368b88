"""Where somebody or some room is reached: in the memory, else in the teams where Stige is installed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from adapters.teams.connector import Connector, NotForThem
from adapters.teams.contacts import Door, Known, Memory
from adapters.teams.directory import as_profile
from adapters.teams.members import Members
from adapters.teams.rosters import Rosters
from bot.people.identity import Identity, Profile
from bot.sending import Undeliverable


@dataclass(frozen=True, slots=True)
class Address:
    tenant: str
    service_url: str
    bot: str
    conversation: str


class Addresses:
    """Raises `Undeliverable`, `NotNow` or `Lost`, and nothing else."""

    def __init__(self, memory: Memory, connector: Connector, tenants: frozenset[str]) -> None:
        self._memory, self._connector, self._tenants = memory, connector, tenants
        self._rosters = Rosters(connector)
        self._rooms: dict[str, Address] = {}

    async def person(self, identity: Identity) -> Address:
        """The personal chat, opened where there is none yet."""
        tenant = identity.workspace
        door = await self._door(tenant)
        known = await self._memory.known(tenant, identity.user) or await self._in_rosters(identity, door)
        if not known.conversation:
            opened = await self._connector.open(door.service_url, tenant, door.bot, known.user)
            known = replace(known, conversation=opened)
            await self._memory.keep_known(tenant, identity.user, known)
        return _at(tenant, door, known.conversation)

    async def has_the_app(self, identity: Identity) -> None:
        """Returns where their personal chat is open: it is there or can be opened, and they are in it. Raises
        `NotForThem` where it is not, and as the others do."""
        address = await self.person(identity)
        known = await self._memory.known(identity.workspace, identity.user)
        if known:
            await self._connector.member(address.service_url, address.conversation, known.user)

    def members(self) -> Members:
        return Members(self._memory, self._rosters, self._tenants)

    async def room(self, name: str) -> Address:
        """By "Team/Channel", or by a channel's id."""
        if name not in self._rooms:
            self._rooms[name] = await self._found_room(name)
        return self._rooms[name]

    def forget_rooms(self) -> None:
        """A channel or team was made, renamed or taken away."""
        self._rooms.clear()

    async def _found_room(self, name: str) -> Address:
        for tenant, door in await self._doors():
            if name.startswith("19:"):
                return _at(tenant, door, name)
            if found := await self._channel(tenant, door, name):
                return _at(tenant, door, found)
        raise Undeliverable(f"no channel {name!r} in a team where Stige is installed")

    async def conversation(self, tenant: str, conversation: str) -> Address:
        return _at(tenant, await self._door(tenant), conversation)

    async def find(self, who: str) -> Profile | None:
        """A full member by e-mail or by the directory's id; nobody has the empty one."""
        wanted = who.casefold()
        for tenant, door in await self._doors():
            async for user, known in self._everybody(tenant, door):
                if wanted and wanted in (known.email.casefold(), user) and not known.guest:
                    await self._keep_new(tenant, user, known)
                    return as_profile(tenant, user, known)
        return None

    async def _keep_new(self, tenant: str, user: str, known: Known) -> None:
        """Whoever was looked for is written to next."""
        if await self._memory.known(tenant, user) is None:
            await self._memory.keep_known(tenant, user, known)

    async def _door(self, tenant: str) -> Door:
        door = await self._memory.door(tenant) if tenant in self._tenants else None
        if door is None:
            raise NotForThem(f"Stige is not installed in the tenant {tenant!r}")
        return door

    async def _doors(self) -> list[tuple[str, Door]]:
        found = [(tenant, await self._memory.door(tenant)) for tenant in sorted(self._tenants)]
        return [(tenant, door) for tenant, door in found if door is not None]

    async def _in_rosters(self, identity: Identity, door: Door) -> Known:
        async for user, known in self._everybody(identity.workspace, door):
            if user == identity.user:
                return known
        raise NotForThem(f"{identity} is in no team where Stige is installed")

    async def _everybody(self, tenant: str, door: Door) -> AsyncIterator[tuple[str, Known]]:
        """The rosters of all teams, so some people twice. A team that is gone is forgotten."""
        for team in sorted(door.teams):
            try:
                async for found in self._rosters.everybody(door, tenant, team):
                    yield found
            except NotForThem:
                await self._memory.drop_team(tenant, team)

    async def _channel(self, tenant: str, door: Door, name: str) -> str | None:
        team_name, _, channel = name.partition("/")
        for team in sorted(door.teams):
            try:
                if (await self._named(tenant, door, team)).casefold() == team_name.strip().casefold():
                    return await self._rosters.channel(door, team, channel)
            except NotForThem:
                await self._memory.drop_team(tenant, team)
        return None

    async def _named(self, tenant: str, door: Door, team: str) -> str:
        """A message names its team by id alone."""
        if name := door.teams[team]:
            return name
        name = await self._rosters.team_name(door, team)
        await self._memory.add_team(tenant, team, name)
        return name


def _at(tenant: str, door: Door, conversation: str) -> Address:
    return Address(tenant, door.service_url, door.bot, conversation)
