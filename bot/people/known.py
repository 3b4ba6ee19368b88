"""What is remembered of people: who they are on each platform, and what they carry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.people.identity import Identity, Profile
from bot.people.roster import Load


class Acquaintances(Protocol):
    """A part of `bot.ports.Unit`."""

    def loads(self) -> Mapping[str, Load]:
        """What people carry: open cases they own, outside drills, and when they were last asked."""

    def opened_for(self, customer: str, since_at: datetime, besides: str) -> int:
        """How many cases of this customer were opened since then, outside drills and without that one (R10)."""

    def person_of(self, identity: Identity) -> str | None: ...

    def identities_of(self, person: str) -> tuple[Identity, ...]:
        """On the chat that they chose first, then where they acted last."""

    def bind(self, profile: Profile, person: str, at: datetime) -> str:
        """Bound once; the platform's id counts from then on. Raises `AlreadyBound` for a second claimant (R22).

        Returns whose it is now: who reported under the id of their identity keeps that name until their cases are
        closed, and is bound to the person afterwards."""

    def acted(self, profile: Profile, at: datetime) -> None:
        """They did something there just now; their name, language and zone may have changed."""

    def profile_of(self, person: str) -> Profile | None:
        """As the platform of the first of their identities told it."""
