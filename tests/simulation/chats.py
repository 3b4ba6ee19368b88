"""The chat platforms, which outlive every process and know what was really delivered; and a process's line to them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NoReturn, TypeVar

from bot.messages.owed import Receipt
from bot.messages.shown import Card
from bot.people.identity import Identity, Membership, Platform, Profile, Reader
from bot.sending import LONGEST_CALL, Lost, NotNow, Reachable, Undeliverable, Unsearchable
from tests.simulation.world import Letter, World

T = TypeVar("T")
LONGEST = LONGEST_CALL.total_seconds()
WAITS = (None, timedelta(seconds=1), timedelta(seconds=20), timedelta(minutes=2))


@dataclass
class Bad:
    """What ails the way to a platform: how often a call is refused for now, its request or its answer lost, how often
    it hangs, or answers late, but in time; all of it is over when the faults end."""

    busy: float = 0.0
    lost_request: float = 0.0
    lost_answer: float = 0.0
    hangs: float = 0.0
    slow: float = 0.0


@dataclass(eq=False)
class Arrived:
    """A message as it stands in a chat. `to` is a user's id or a room; `card` None: it was removed."""

    to: str
    outbox_id: str
    repeated: bool
    card: Card | None
    receipt: Receipt
    at: float
    person: str | None
    edits: int = 0


Watcher = Callable[[Arrived], None]


@dataclass
class Chat:
    """`searchable`: it can be asked where a message stands. `gone` are users who left. `began` and `came` are told of
    each new message when it sets out and when it has arrived."""

    platform: Platform
    world: World
    searchable: bool
    bad: Bad = field(default_factory=Bad)
    accounts: dict[str, Profile] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    messages: dict[str, Arrived] = field(default_factory=dict)
    down_until: float = -1.0
    began: Callable[[str], None] = lambda _: None
    came: Watcher = lambda _: None

    def has(self, person: str) -> Profile:
        identity = Identity(self.platform, "T1", f"{self.platform[0].upper()}{person}")
        profile = Profile(identity, person.title(), f"{person}@nordlys.example")
        self.accounts[profile.email] = profile
        return profile

    def leaves(self, person: str) -> None:
        for email, profile in self.accounts.items():
            if profile.identity.user.endswith(person):
                self.gone.add(profile.identity.user)
                self.accounts[email] = Profile(profile.identity, profile.name, email, membership=Membership.GONE)

    def takes(self, to: Identity | str, card: Card, outbox_id: str, repeated: bool, reader: Reader) -> Receipt:
        name = to.user if isinstance(to, Identity) else to
        if name in self.gone:
            raise Undeliverable("account_inactive")
        receipt = Receipt(self.platform, "T1", f"with {name}", f"{self.platform}-{len(self.messages) + 1}")
        message = Arrived(name, outbox_id, repeated, card, receipt, self.world.passed, reader.person)
        self.messages[receipt.message] = message
        self.world.trace.append((self.world.passed, self.platform, f"shows {outbox_id[:6]} to {name}{_mark(repeated)}"))
        self.came(message)
        return receipt

    def changes(self, receipt: Receipt, card: Card | None) -> Receipt:
        message = self.messages.get(receipt.message)
        if message is None or message.card is None:
            raise Undeliverable("message_not_found")
        message.card, message.edits = card, message.edits + 1
        return receipt

    def finds(self, outbox_id: str, since: float) -> Receipt | None:
        found = (one.receipt for one in self.messages.values() if one.outbox_id == outbox_id and one.at >= since)
        return next(found, None)


def _mark(repeated: bool) -> str:
    return " with the repeat mark" if repeated else ""


class Line:
    """Fulfils `bot.sending.Sender` for one process."""

    def __init__(self, chat: Chat) -> None:
        self._chat, self._world, self._chance = chat, chat.world, chat.world.chance

    async def post(self, to: Identity | str, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> Receipt:
        self._chat.began(outbox_id)
        name = to.user if isinstance(to, Identity) else to
        what = f"posts {outbox_id[:6]} to {name}{_mark(repeated)}"
        return self._call(what, lambda: self._chat.takes(to, card, outbox_id, repeated, reader))

    async def settle(self, to: Identity | str, outbox_id: str, since_at: datetime) -> Receipt | None:
        if not self._chat.searchable:
            raise Unsearchable
        since = self._world.passed_at(since_at) - 1
        return self._call(f"looks for {outbox_id[:6]}", lambda: self._chat.finds(outbox_id, since))

    async def edit(self, receipt: Receipt, card: Card, reader: Reader) -> None:
        self._call(f"edits {receipt.message}", lambda: self._chat.changes(receipt, card))

    async def remove(self, receipt: Receipt) -> None:
        self._call(f"removes {receipt.message}", lambda: self._chat.changes(receipt, None))

    async def find(self, who: str) -> Profile | None:
        return self._call(f"finds {who}", lambda: self._chat.accounts.get(who))

    async def members(self) -> AsyncIterator[Profile]:
        for profile in tuple(self._chat.accounts.values()):
            yield profile

    async def reach(self, to: Identity) -> Reachable:
        gone = Reachable(False, why="account_inactive")
        return self._call(f"asks after {to.user}", lambda: gone if to.user in self._chat.gone else Reachable(True))

    def _call(self, what: str, does: Callable[[], T]) -> T:
        """What is on its way arrives within the longest call, whether its sender still lives or not."""
        world, bad = self._world, self._chat.bad
        world.step(what)
        if world.passed < self._chat.down_until:
            world.sleep("no answer: it is down", self._chance.choice((0.1, LONGEST)))
            raise Lost("down")
        if world.by_chance(bad.busy):
            self._refused()
        if world.by_chance(bad.lost_request):
            world.sleep("the request is lost", self._chance.choice((0.1, LONGEST)))
            raise Lost("no answer")
        hangs = world.by_chance(bad.hangs)
        longest = LONGEST - 0.1 if hangs else 6.0 if world.by_chance(bad.slow) else 0.3
        letter = world.later(self._chance.uniform(0.02, longest), lambda: _outcome(does))
        if hangs or world.by_chance(bad.lost_answer):
            world.sleep("no answer", LONGEST if hangs or longest > 1 else self._chance.choice((0.4, LONGEST)))
            raise Lost("no answer")
        world.sleep("waits", letter.at - world.passed + self._chance.random() * longest / 3)
        value: T = _answer(letter)
        return value

    def _refused(self) -> NoReturn:
        wait, everywhere = self._chance.choice(WAITS), self._chance.random() < 0.2
        self._world.sleep(f"refused for {wait}{' everywhere' if everywhere else ''}", 0.1)
        raise NotNow("busy", wait, everywhere)


def _outcome(does: Callable[[], object]) -> object:
    """What it gives, or the refusal."""
    try:
        return does()
    except Undeliverable as refused:
        return refused


def _answer(letter: Letter) -> Any:
    if isinstance(letter.came, Undeliverable):
        raise letter.came
    return letter.came
