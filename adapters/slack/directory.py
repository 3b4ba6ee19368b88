"""Who somebody is, as Slack says it now; remembered for a while, so that a request need not ask."""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import told_as_ports
from adapters.slack.inbound import clean
from bot.people.identity import Identity, Membership, Platform, Profile
from bot.sending import Lost, NotNow, Undeliverable

FRESH_SECONDS = 10 * 60.0  # how long somebody's leaving the company may go unnoticed here
STALE_SECONDS = 24 * 3600.0  # how long an old answer is better than none while Slack gives no new one
MOST_PROFILES = 20_000
LONGEST_NAME = 100
USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
NOBODY = ("users_not_found", "user_not_found", "user_not_visible")


class Unknown(Exception):
    """Slack does not say who that is."""


@dataclass(frozen=True, slots=True)
class Known:
    profile: Profile
    since: float


class Directory:
    """`seconds` is a clock that only goes forward. Lives on one event loop."""

    def __init__(
        self,
        client: AsyncWebClient,
        workspaces: Callable[[], Collection[str]],
        seconds: Callable[[], float] = time.monotonic,
        most: int = MOST_PROFILES,
    ) -> None:
        self._client, self._workspaces, self._seconds, self._most = client, workspaces, seconds, most
        self._known: OrderedDict[tuple[str, str], Known] = OrderedDict()
        self._asking: dict[tuple[str, str], asyncio.Task[Profile]] = {}

    async def profile(self, team: str, user: str) -> Profile:
        """Raises Unknown where Slack cannot or will not say; never guesses that somebody is a member."""
        known = self._known.get((team, user))
        if known and self._age(known) < FRESH_SECONDS:
            self._known.move_to_end((team, user))
            return known.profile
        try:
            return await self._asked_once(team, user)
        except Undeliverable as fault:
            raise Unknown(str(fault)) from fault
        except (NotNow, Lost) as fault:
            if known and self._age(known) < STALE_SECONDS:
                return known.profile
            raise Unknown(str(fault)) from fault

    def remembered(self, team: str, user: str) -> Profile | None:
        """Without asking, and however old."""
        known = self._known.get((team, user))
        return known.profile if known else None

    async def now(self, team: str, user: str) -> Profile:
        """Whatever is remembered. Raises the ports' three."""
        return await self._asked_once(team, user)

    def hear(self, told: Mapping[str, Any], team: str) -> Profile | None:
        """What Slack tells of its own accord. None where it is what is known already: people change their status all
        day long."""
        heard = profile(told, team, self._workspaces())
        known = self.remembered(team, heard.identity.user)
        self._remember((team, heard.identity.user), heard)
        return None if heard == known else heard

    async def find(self, team: str, name: str) -> Profile | None:
        """A full member by e-mail, or by the id that a policy gives. Raises the ports' three."""
        try:
            user = name if USER_ID.fullmatch(name) else await self._user_with(name)
            # Only this one tells the language too.
            profile = await self._asked_once(team, user)
        except Undeliverable as fault:
            if str(fault) in NOBODY:
                return None
            raise
        return profile if profile.membership is Membership.MEMBER else None

    async def _user_with(self, email: str) -> str:
        async with told_as_ports():
            answer = await self._client.users_lookupByEmail(email=email)
            return str(answer["user"]["id"])

    async def _asked_once(self, team: str, user: str) -> Profile:
        """However many ask for somebody at one time, Slack is asked once."""
        key = (team, user)
        if key not in self._asking:
            self._asking[key] = asyncio.create_task(self._asked(team, user))
            self._asking[key].add_done_callback(lambda _: self._asking.pop(key, None))
        return await asyncio.shield(self._asking[key])

    async def _asked(self, team: str, user: str) -> Profile:
        async with told_as_ports():
            answer = await self._client.users_info(user=user, include_locale=True)
            found = profile(answer["user"], team, self._workspaces())
        self._remember((team, user), found)
        return found

    def _remember(self, whose: tuple[str, str], found: Profile) -> None:
        self._known[whose] = Known(found, self._seconds())
        self._known.move_to_end(whose)
        while len(self._known) > self._most:
            self._known.popitem(last=False)

    def _age(self, known: Known) -> float:
        return self._seconds() - known.since


def profile(user: Mapping[str, Any], team: str, workspaces: Collection[str]) -> Profile:
    """What `users.info` says. Whoever comes from elsewhere through a shared channel is a guest."""
    about = user.get("profile") or {}
    stranger = _is_stranger(user, {team, *workspaces})
    own_team = str(user.get("team_id") or team) if stranger else team
    name = next((str(about[key]) for key in ("real_name", "display_name") if about.get(key)), "") or user.get(
        "name", ""
    )
    return Profile(
        identity=Identity(Platform.SLACK, own_team, str(user["id"])),
        name=clean(str(name))[:LONGEST_NAME],
        email=clean(str(about.get("email") or "")),
        language=str(user.get("locale") or ""),
        timezone=str(user.get("tz") or ""),
        membership=_membership(user, stranger),
    )


def _membership(user: Mapping[str, Any], stranger: bool) -> Membership:
    if user.get("deleted"):
        return Membership.GONE
    if user.get("is_bot") or user.get("is_workflow_bot") or user.get("id") == "USLACKBOT":
        return Membership.BOT
    if stranger or user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_invited_user"):
        return Membership.GUEST
    return Membership.MEMBER


def _is_stranger(user: Mapping[str, Any], workspaces: Collection[str]) -> bool:
    """In an organisation one person is in several workspaces; one of ours is enough."""
    organisation = user.get("enterprise_user") or {}
    own = {user.get("team_id"), *(organisation.get("teams") or ())} - {None, ""}
    return bool(user.get("is_stranger")) or bool(own and own.isdisjoint(workspaces))
