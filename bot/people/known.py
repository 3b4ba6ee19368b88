"""What is remembered of people: who they are on each platform, and what they carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.people.identity import Identity, Platform, Profile
from bot.people.roster import Load


@dataclass(frozen=True, slots=True)
class Account:
    """Whose an identity is for good, and what its platform told of it last."""

    person: str
    profile: Profile


class Acquaintances(Protocol):
    """A part of `bot.ports.Unit`."""

    def loads(self) -> Mapping[str, Load]:
        """What people carry: open cases they own, outside drills, and when they were last asked."""

    def loads_as_asked(self) -> Mapping[str, Load]:
        """The same for whoever needs a few of them while the unit lasts, and no longer: each is read when it is asked
        for."""

    def opened_for(self, customer: str, since_at: datetime, besides: str) -> int:
        """How many cases of this customer were opened since then, outside drills and without that one (R10)."""

    def person_of(self, identity: Identity) -> str | None: ...

    def identities_of(self, person: str) -> tuple[Identity, ...]:
        """Those of full members: on the chat that they chose first, then where they acted last."""

    def account(self, identity: Identity) -> Account | None:
        """None where it is bound to nobody."""

    def accounts(self, platform: Platform) -> tuple[Account, ...]:
        """All that are bound there."""

    def bind(self, profile: Profile, person: str, at: datetime, *, acted: bool = True) -> str:
        """Bound once; the platform's id counts from then on. Raises `AlreadyBound` for a second claimant (R22). Who has
        not `acted` there is asked where they did.

        Returns whose it is now: who reported under the id of their identity keeps that name until their cases are
        closed, and is bound to the person afterwards."""

    def acted(self, profile: Profile, at: datetime) -> None:
        """They did something there just now; their name, language and zone may have changed."""

    def heard_of(self, profile: Profile) -> None:
        """What the platform tells of somebody bound who did nothing there themselves."""

    def profile_of(self, person: str) -> Profile | None:
        """As the platform of the first of their identities told it."""
