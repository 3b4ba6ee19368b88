"""Everybody in the teams where Stige is installed, roster by roster and page by page."""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from adapters.teams.connector import NotForThem
from adapters.teams.contacts import Door, Memory
from adapters.teams.directory import as_profile
from adapters.teams.rosters import ROSTER_PAGES, Rosters
from bot.people.identity import Profile


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reading stands: the next page of one team's roster."""

    tenant: str
    door: Door
    team: str
    after: str = ""
    pages: int = 0


class Members(AsyncIterator[Profile]):
    """Each once, however many teams they are in. Raises `Undeliverable`, `NotNow` or `Lost`; asked again after that, it
    goes on where it stopped. A roster tells neither language nor zone."""

    def __init__(self, memory: Memory, rosters: Rosters, tenants: frozenset[str]) -> None:
        self._memory, self._rosters, self._tenants = memory, rosters, tenants
        self._page: deque[Profile] = deque()
        self._places: deque[Place] | None = None
        self._seen: set[tuple[str, str]] = set()

    async def __anext__(self) -> Profile:
        if self._places is None:
            self._places = deque([place async for place in self._first_pages()])
        while not self._page:
            if not self._places:
                raise StopAsyncIteration
            await self._turn(self._places)
        return self._page.popleft()

    async def _first_pages(self) -> AsyncIterator[Place]:
        for tenant in sorted(self._tenants):
            if door := await self._memory.door(tenant):
                for team in sorted(door.teams):
                    yield Place(tenant, door, team)

    async def _turn(self, places: deque[Place]) -> None:
        """A team that is gone is forgotten."""
        at = places[0]
        try:
            found, after = await self._rosters.page(at.door, at.tenant, at.team, at.after)
        except NotForThem:
            await self._memory.drop_team(at.tenant, at.team)
            found, after = [], ""
        places.popleft()
        if after and at.pages < ROSTER_PAGES:
            places.appendleft(Place(at.tenant, at.door, at.team, after, at.pages + 1))
        for user, known in found:
            if (at.tenant, user) not in self._seen:
                self._seen.add((at.tenant, user))
                self._page.append(as_profile(at.tenant, user, known))
