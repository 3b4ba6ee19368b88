"""The port that speaks: one sender for each platform, and the words in which each tells what became of a message."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.messages.owed import Receipt
from bot.messages.shown import Card
from bot.people.identity import Identity, Profile, Reader

# No sender waits longer than this for a platform's answer. What has not arrived by then, of an attempt that began so
# long ago, never will: only then may it be looked for (see `Sender.settle`).
LONGEST_CALL = timedelta(seconds=15)
# An attempt may need several calls; it is bounded as a whole, and counts as lost.
LONGEST_ATTEMPT = 2 * LONGEST_CALL
# No platform makes a message wait longer than this, whatever it says.
LONGEST_REST = timedelta(hours=1)


class Undeliverable(Exception):
    """The platform will never take this message: the person is gone, the room is missing, the token is revoked."""


class Gone(Undeliverable):
    """What was to be changed is not there any more: somebody has deleted it."""


class NotNow(Exception):
    """Refused for the moment, and certainly not delivered. `everywhere`: the refusal is not about this destination, all
    of this kind of message on this platform is to wait."""

    def __init__(self, why: str, retry_after: timedelta | None = None, everywhere: bool = False) -> None:
        super().__init__(why)
        self.retry_after = None if retry_after is None else min(retry_after, LONGEST_REST)
        self.everywhere = everywhere


class Lost(Exception):
    """The answer did not come: it may have been delivered or not."""


class Unsearchable(Exception):
    """The platform cannot be asked what became of a message."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """Whether a direct message could be brought to somebody. `silent_until`: their chat is silent now (do not disturb)
    and stays so until then, as far as the platform tells. `why` not: the platform's word."""

    can: bool
    silent_until: datetime | None = None
    why: str = ""


class Sender(Protocol):
    """Speaks on one platform. Raises `Undeliverable`, `NotNow` or `Lost`, and nothing else (`settle` apart)."""

    async def post(self, to: Identity | str, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> Receipt:
        """A new message to a person, or to a room named as the policy names it. `repeated` shows the repeat mark."""

    async def settle(self, to: Identity | str, outbox_id: str, since_at: datetime) -> Receipt | None:
        """Where the message stands that an attempt of unknown fate may have posted at `since_at` or later; None where
        it certainly does not. Called once that attempt can no longer arrive. Raises `Unsearchable` where the platform
        cannot be asked; `NotNow` or `Lost` where it cannot be asked now."""

    async def edit(self, receipt: Receipt, card: Card, reader: Reader) -> None: ...

    async def remove(self, receipt: Receipt) -> None: ...

    async def find(self, who: str) -> Profile | None:
        """A full member of a listed workspace, by e-mail or id there, for somebody who never spoke to Stige yet."""

    def members(self) -> AsyncIterator[Profile]:
        """Everybody whom the platform lists in the workspaces that are ours, page by page, also those who have left
        (`Membership.GONE`) where it tells. Empty where it lists nobody. Raises as the others do."""

    async def reach(self, to: Identity) -> Reachable:
        """As of now, without sending anything. Raises `NotNow` or `Lost` where that cannot be known now."""
