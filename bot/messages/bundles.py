"""Pages that come too fast for one person or place, and the bundle (a notice) that they are merged into (R21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cases.outcome import Message, MessageKind, Topic
from bot.messages.owed import Owed
from bot.messages.ways import may_be_elsewhere

MERGED = frozenset({MessageKind.ASK, MessageKind.REMIND, MessageKind.NUDGE, MessageKind.TELL})
# Each has words or a draft of its own, which a line in a list cannot carry.
BY_ITSELF = frozenset({Topic.UPDATE, Topic.ENDED, Topic.UPDATE_WANTED, Topic.TO_COPY, Topic.VENDOR_ASKED})
MOST_MERGED = 2000  # pages in one message; what is over goes into the next


@dataclass(frozen=True, slots=True)
class Burst:
    """What goes to one person or place: `sent` there within the last minute, the last of it at `last_at`; `waiting`
    there to be sent, or merged, the longest of them since `since_at`. `under_way`: a bundle for them that no platform
    has confirmed yet. `unsettled`: there are others that are to be looked for first."""

    sent: int
    last_at: datetime | None
    waiting: int
    under_way: bool = False
    since_at: datetime | None = None
    unsettled: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a bundle. `waits`: as far as can be told without reading its case, its reader is still wanted.
    `replaced`: another way has brought it by now."""

    message: Message
    waits: bool
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Bundle:
    """`pages` are those of cases that no later bundle for the same reader tells of, what still waits first, then the
    worst, then the longest waiting. `overtaken`: there are others. `person` or `place` is whom it is for."""

    id: str
    pages: tuple[Page, ...]
    person: str | None = None
    place: str | None = None
    overtaken: bool = False


class Bundles(Protocol):
    """A part of `bot.ports.Unit`."""

    def burst(self, owed: Owed, since_at: datetime) -> Burst:
        """Where this page goes; it counts as waiting, unless it is never merged (split before, or on its way to
        somebody in another way too)."""

    def merge(self, owed: Owed, at: datetime) -> None:
        """This page and all others that wait there are one notice from now on; each is confirmed when that is. One of
        unknown fate among them makes the notice one that carries the repeat mark."""

    def put_off(self, owed: Owed, until_at: datetime) -> None:
        """This page, and all others that wait there, go no earlier; it counts as not tried."""

    def bundle(self, bundle_id: str) -> Bundle | None: ...

    def split(self, bundle_id: str, *, uncertain: bool) -> None:
        """Its pages wait again, each by itself, never to be merged again. `uncertain`: the bundle may have arrived."""

    def first_limit_of(self, bundle_id: str) -> datetime | None:
        """When the first of its pages is to be brought another way."""


def may_be_merged(owed: Owed) -> bool:
    """Not one that is to be looked for first, that leaves the chats, or that another way has brought by now."""
    message, to = owed.message, owed.destination
    told = message.kind in MERGED and message.topic not in BY_ITSELF and owed.posted is None
    alone = may_be_elsewhere(owed) or owed.replaced
    return told and not alone and bool((to.person and to.room is None) or to.place)


def cases_of(pages: Sequence[Page]) -> dict[str, Page]:
    """Each case once, by its most urgent page, in their order."""
    first: dict[str, Page] = {}
    for page in pages:
        known = first.setdefault(page.message.case_id, page)
        if _URGENCY[page.message.kind] < _URGENCY[known.message.kind]:
            first[page.message.case_id] = page
    return first


_URGENCY = {kind: place for place, kind in enumerate(MessageKind)}
