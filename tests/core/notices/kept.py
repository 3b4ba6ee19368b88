"""A company in which a policy was proposed that a second person is to agree to."""

from collections.abc import Callable

from bot.keeping.proposing import go_ahead, propose
from bot.lint.finding import Means
from bot.notices.courier import Carried, Courier
from bot.people.identity import Platform
from tests.core.corridor import Corridor, right_here
from tests.core.keeping.builder import a_policy, drafted, open_to

STAFF = ("mia", "kim", "hugo")


class Kept(Corridor):
    """A company whose keepers are Mia, Kim and Hugo; Mia wants Ben to read HR's cases."""

    def __init__(self, platforms: frozenset[Platform] = frozenset({Platform.SLACK})) -> None:
        super().__init__(policy=a_policy(keepers=("mia", "kim", "hugo")), platforms=platforms)
        self.users = {who: self.slack.has(who, email=f"{who}@story.example").identity.user for who in STAFF}
        self.courier = Courier(self.engine, self.senders, right_here, self.relay.found)

    def proposes(self) -> None:
        wider = open_to(self.policy, "ben")
        propose(self.store, drafted(wider), "mia", self.clock.at, "p1", Means())
        go_ahead(self.store, "p1", "mia", "Ben helps", self.clock.at)

    def fails(self, fault: Callable[[], Exception], *people: str) -> None:
        """The next attempt to write to each."""
        for who in people:
            self.slack.faults[self.users[who]].append(fault())

    async def carries(self) -> list[Carried]:
        done = []
        while one := await self.courier.deliver_next():
            done.append(one)
        return sorted(done, key=lambda one: (one.to, one.topic))

    def hears(self) -> list[tuple[str, str]]:
        """Who was sent what, by the key of its headline."""
        return [(post.to, post.card.headline.key) for post in self.slack.posts]

    def reads_now(self) -> list[str]:
        """What has taken the place of what stood, by the key of its headline."""
        return [edit.card.headline.key for edit in self.slack.edits if edit.card]
