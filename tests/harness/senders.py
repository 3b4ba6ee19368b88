"""A chat platform without a network: it remembers what it was told, and fails as the test says."""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.messages.owed import Receipt
from bot.messages.shown import Card
from bot.people.identity import Identity, Platform, Profile, Reader
from bot.sending import Gone, Lost, NotNow, Reachable, Undeliverable, Unsearchable

Fault = BaseException
LIMIT = "too many at once"


@dataclass(frozen=True)
class Post:
    """A new message, as it was sent. `to` is a user's id or a room's name."""

    to: str
    card: Card
    reader: Reader
    outbox_id: str
    repeated: bool
    receipt: Receipt


@dataclass(frozen=True)
class Edit:
    """What became of a message that stood. `card` None: it was removed."""

    receipt: Receipt
    card: Card | None


async def nothing() -> None:
    """What usually happens while a message is on its way."""


@dataclass
class FakeSender:
    """Everybody has a direct conversation, every room is there. `accounts` are found by e-mail or id.

    `searchable`: it can be asked where a message stands. `unlisted` are users whom its list of members leaves out,
    `reachable` what it says of some when asked whether they can be written to, `pages` how many members it has listed.
    `faults` are raised by the next attempts to write to somebody or some room, one each; `gone` are messages that
    somebody deleted. `meanwhile` happens while a post is on its way, before the platform answers.
    """

    platform: Platform = Platform.SLACK
    workspace: str = "T1"
    accounts: dict[str, Profile] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)
    faults: defaultdict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    gone: set[str] = field(default_factory=set)
    reachable: dict[str, Reachable] = field(default_factory=dict)
    asked_after: list[str] = field(default_factory=list)
    unlisted: set[str] = field(default_factory=set)
    pages: int = 0
    searchable: bool = True
    searched: list[str] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] = nothing

    def __post_init__(self) -> None:
        self.searchable = self.searchable and self.platform not in (Platform.MAIL, Platform.WEBHOOK)

    async def post(self, to: Identity | str, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> Receipt:
        name = to.user if isinstance(to, Identity) else to
        await self.meanwhile()
        fault = self._next_fault(name)
        if fault and not isinstance(fault, Lost):
            raise fault
        receipt = Receipt(self.platform, self.workspace, f"with {name}", f"m{len(self.posts) + 1}")
        self.posts.append(Post(name, card, reader, outbox_id, repeated, receipt))
        if fault:
            raise fault  # it was delivered, and the answer was lost
        return receipt

    async def settle(self, to: Identity | str, outbox_id: str, since_at: datetime) -> Receipt | None:
        self.searched.append(outbox_id)
        if not self.searchable:
            raise Unsearchable
        if fault := self._next_fault(f"settle {outbox_id}"):
            raise fault
        return next((post.receipt for post in self.posts if post.outbox_id == outbox_id), None)

    async def edit(self, receipt: Receipt, card: Card, reader: Reader) -> None:
        self._change(Edit(receipt, card))

    async def remove(self, receipt: Receipt) -> None:
        self._change(Edit(receipt, None))

    async def find(self, who: str) -> Profile | None:
        self.looked_for.append(who)
        if fault := self._next_fault(who):
            raise fault
        return self.accounts.get(who)

    def members(self) -> AsyncIterator[Profile]:
        return Listing(self)

    async def reach(self, to: Identity) -> Reachable:
        self.asked_after.append(to.user)
        if fault := self._next_fault(f"reach {to.user}"):
            raise fault
        return self.reachable.get(to.user, Reachable(True))

    # what tests say and ask

    def refuses(self, to: str, *faults: Fault) -> None:
        self.faults[to] += faults

    def has(self, person: str, email: str = "", user: str = "") -> Profile:
        """Somebody who may be found there."""
        identity = Identity(self.platform, self.workspace, user or f"U{person}")
        profile = Profile(identity, person.title(), email or f"{person}@nordlys.example")
        self.accounts[profile.email] = profile
        return profile

    def sent_to(self, to: str) -> list[Post]:
        return [post for post in self.posts if post.to == to]

    def _next_fault(self, to: str) -> Fault | None:
        waiting = self.faults[to]
        return waiting.pop(0) if waiting else None

    def _change(self, edit: Edit) -> None:
        if fault := self._next_fault(edit.receipt.message):
            raise fault
        if edit.receipt.message in self.gone:
            raise Gone("message_not_found")
        self.edits.append(edit)


class Listing(AsyncIterator[Profile]):
    """Goes on where it stopped; a fault of "page 3" comes before the third member of all."""

    def __init__(self, sender: FakeSender) -> None:
        self._sender = sender
        self._left = [profile for profile in sender.accounts.values() if profile.identity.user not in sender.unlisted]

    async def __anext__(self) -> Profile:
        if fault := self._sender._next_fault(f"page {self._sender.pages + 1}"):
            raise fault
        if not self._left:
            raise StopAsyncIteration
        self._sender.pages += 1
        return self._left.pop(0)


__all__ = ["LIMIT", "Edit", "FakeSender", "Lost", "NotNow", "Post", "Undeliverable"]
