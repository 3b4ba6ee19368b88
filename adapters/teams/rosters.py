"""Who is in the teams where Stige is installed, and which channels they have. Nothing in an answer is believed to be
there."""

from collections.abc import AsyncIterator
from typing import Any

from adapters.teams.connector import Connector
from adapters.teams.contacts import Door, Known

ROSTER_PAGES = 200
# A team's first channel has no name of its own.
FIRST_CHANNEL = "General"
NO_FULL_MEMBERS = {"guest", "anonymous"}


def member_of(given: Any, tenant: str) -> tuple[str, Known] | None:
    """Somebody of a roster by the directory's id; None for whom no directory knows."""
    user = (text(given, "aadObjectId") or text(given, "objectId")).lower()
    if not user or not text(given, "id"):
        return None
    principal = text(given, "userPrincipalName")
    email = text(given, "email") or ("" if "#" in principal else principal)
    return user, Known(text(given, "id"), text(given, "name"), email, _is_guest(given, tenant, principal))


def _is_guest(given: Any, tenant: str, principal: str) -> bool:
    home = text(given, "tenantId").lower()
    outside = bool(home) and home != tenant
    return outside or text(given, "userRole").lower() in NO_FULL_MEMBERS or "#ext#" in principal.lower()


class Rosters:
    """Raises what `Connector` raises."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def everybody(self, door: Door, tenant: str, team: str) -> AsyncIterator[tuple[str, Known]]:
        after = ""
        for _ in range(ROSTER_PAGES):
            page, after = await self.page(door, tenant, team, after)
            for found in page:
                yield found
            if not after:
                return

    async def page(self, door: Door, tenant: str, team: str, after: str) -> tuple[list[tuple[str, Known]], str]:
        """And what stands for the next one; empty where this is the last."""
        page = await self._connector.members(door.service_url, team, after)
        found = (member_of(given, tenant) for given in listed(page, "members"))
        return [one for one in found if one is not None], text(page, "continuationToken")

    async def team_name(self, door: Door, team: str) -> str:
        return text(await self._connector.team(door.service_url, team), "name")

    async def channel(self, door: Door, team: str, name: str) -> str | None:
        """A channel's id by its name, in any case of letters."""
        wanted = name.strip().casefold() or FIRST_CHANNEL.casefold()
        for channel in listed(await self._connector.channels(door.service_url, team), "conversations"):
            if (text(channel, "name") or FIRST_CHANNEL).casefold() == wanted:
                return text(channel, "id")
        return None


def listed(given: Any, name: str) -> list[Any]:
    found = given.get(name) if isinstance(given, dict) else None
    return found if isinstance(found, list) else []


def text(given: Any, name: str) -> str:
    found = given.get(name) if isinstance(given, dict) else None
    return found if isinstance(found, str) else ""
