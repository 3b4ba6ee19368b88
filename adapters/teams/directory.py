"""Who acts in Teams: read from the activity and from the roster of its conversation."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from adapters.teams.activity import Account, Activity
from adapters.teams.connector import Connector
from adapters.teams.contacts import Known, Memory
from adapters.teams.rosters import member_of
from bot.people.identity import Identity, Membership, Platform, Profile
from bot.sending import Lost, NotNow, Undeliverable

log = structlog.get_logger(__name__)

MOST_RECENT = 5000
# After so many seconds somebody's name, mail and membership are asked for again.
FRESH_FOR = 3600.0
SAID_OR_DONE = ("message", "invoke")


@dataclass(frozen=True, slots=True)
class Seen:
    known: Known
    looked_up_at: float


class Directory:
    def __init__(self, memory: Memory, connector: Connector, monotonic: Callable[[], float]) -> None:
        self._memory, self._connector, self._monotonic = memory, connector, monotonic
        self._recent: OrderedDict[tuple[str, str], Seen] = OrderedDict()
        self._remembered_at: OrderedDict[tuple[str, str, str], float] = OrderedDict()

    async def remember(self, activity: Activity) -> None:
        """The tenant's door, and the team that the activity comes from or tells of."""
        if activity.type in SAID_OR_DONE and self._is_known(activity):
            return
        bot = activity.recipient.id
        await self._memory.keep_door(activity.tenant, activity.service_url, bot if bot.startswith("28:") else "")
        team = activity.channel_data.team
        if team.id and _bot_left(activity):
            await self._memory.drop_team(activity.tenant, team.id)
        elif team.id:
            await self._memory.add_team(activity.tenant, team.id, team.name)

    def _is_known(self, activity: Activity) -> bool:
        """Whether the same was remembered within the hour, so that a request need not ask the memory."""
        what, now = (activity.tenant, activity.service_url, activity.channel_data.team.id), self._monotonic()
        before = self._remembered_at.pop(what, float("-inf"))
        known = now - before <= FRESH_FOR
        self._remembered_at[what] = before if known else now
        if len(self._remembered_at) > MOST_RECENT:
            self._remembered_at.popitem(last=False)
        return known

    async def profile(self, activity: Activity) -> Profile:
        """Raises `NotNow`, `Lost` or `Undeliverable` for somebody new whose roster does not answer."""
        user = activity.sender.aad_object_id.lower()
        if not user:
            # Somebody without an account in any directory: anonymous, or from outside.
            return as_profile(activity.tenant, activity.sender.id, Known(activity.sender.id, guest=True))
        return as_profile(activity.tenant, user, await self._known(activity, (activity.tenant, user)))

    async def mentioned(self, activity: Activity, account: Account) -> Profile | None:
        """Somebody whom it mentions; None where no roster tells who that is."""
        user = account.aad_object_id.lower()
        if user and (known := await self._memory.known(activity.tenant, user)):
            return as_profile(activity.tenant, user, known)
        conversation, _, _ = activity.conversation.id.partition(";")
        try:
            given = await self._connector.member(activity.service_url, conversation, account.id)
        except (NotNow, Lost, Undeliverable):
            return None
        found = member_of(given, activity.tenant)
        return as_profile(activity.tenant, *found) if found else None

    async def _known(self, activity: Activity, whose: tuple[str, str]) -> Known:
        seen = self._recent.pop(whose, None)
        before = seen.known if seen else await self._memory.known(*whose)
        if seen is None or self._monotonic() - seen.looked_up_at > FRESH_FOR:
            seen = Seen(await self._looked_up(activity, before), self._monotonic())
        known = _with_what_it_says(seen.known, activity)
        self._put(whose, replace(seen, known=known))
        if known != before:
            await self._memory.keep_known(*whose, known)
        return known

    def _put(self, whose: tuple[str, str], seen: Seen) -> None:
        self._recent[whose] = seen
        if len(self._recent) > MOST_RECENT:
            self._recent.popitem(last=False)

    async def _looked_up(self, activity: Activity, before: Known | None) -> Known:
        """A roster that does not answer must not keep somebody whom we know from accepting a case."""
        conversation, _, _ = activity.conversation.id.partition(";")
        try:
            given = await self._connector.member(activity.service_url, conversation, activity.sender.id)
        except (NotNow, Lost, Undeliverable) as failure:
            if before is None:
                raise
            log.warning("teams.roster_not_read", tenant=activity.tenant, failure=str(failure))
            return before
        found = member_of(given, activity.tenant)
        known = found[1] if found else Known(activity.sender.id, guest=True)
        return replace(known, conversation=before.conversation) if before else known


def _with_what_it_says(known: Known, activity: Activity) -> Known:
    """Name, language and zone as the activity has them; the chat, if it comes from there."""
    return replace(
        known,
        user=activity.sender.id or known.user,
        name=activity.sender.name or known.name,
        language=activity.locale or known.language,
        timezone=activity.timezone or known.timezone,
        conversation=activity.conversation.id if activity.personal else known.conversation,
    )


def _bot_left(activity: Activity) -> bool:
    """The app was taken out of the team, or the team is gone."""
    if activity.type == "installationUpdate":
        return activity.action.startswith("remove")
    removed = any(member.id == activity.recipient.id for member in activity.members_removed)
    return activity.type == "conversationUpdate" and (removed or activity.channel_data.event_type == "teamDeleted")


def as_profile(tenant: str, user: str, known: Known) -> Profile:
    membership = Membership.GUEST if known.guest else Membership.MEMBER
    identity = Identity(Platform.TEAMS, tenant, user)
    return Profile(identity, known.name, known.email, known.language, known.timezone, membership)
