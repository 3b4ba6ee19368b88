"""What people are to hear of a proposed policy is brought to them, tried again, and never lost without a word."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from bot.keeping.courier import Carried, Courier
from bot.keeping.proposing import approve, decline, go_ahead, propose
from bot.lint.finding import Means
from bot.policy.proposals import PolicyTopic
from bot.ports import Lost, NotNow, Undeliverable
from tests.core.corridor import Corridor, right_here
from tests.core.keeping.builder import a_policy, drafted, open_to

ASK = PolicyTopic.ASK
STAFF = ("mia", "kim", "hugo")


class Kept(Corridor):
    """A company whose keepers are Mia, Kim and Hugo; Mia wants Ben to read HR's cases."""

    def __init__(self) -> None:
        super().__init__(policy=a_policy(keepers=("mia", "kim", "hugo")))
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
        return sorted(done, key=lambda one: (one.person, one.topic))


@pytest.fixture
def kept() -> Iterator[Kept]:
    made = Kept()
    for who in STAFF:
        made.met(who)
    made.proposes()
    yield made
    made.store.close()


def hears(kept: Kept) -> list[tuple[str, str]]:
    """Who was sent what, by the key of its headline."""
    return [(str(post.to), post.card.headline.key) for post in kept.slack.posts]


async def test_everybody_who_may_agree_is_asked(kept: Kept) -> None:
    assert await kept.carries() == [Carried("hugo", ASK, "sent"), Carried("kim", ASK, "sent")]
    assert {key for _, key in hears(kept)} == {"keeping.proposed"}
    assert await kept.courier.deliver_next() is None


async def test_somebody_who_never_spoke_to_stige_is_looked_for() -> None:
    kept = Kept()
    kept.proposes()
    assert [one.how for one in await kept.carries()] == ["sent", "sent"]
    kept.store.close()


async def test_nobody_is_asked_about_what_is_decided(kept: Kept) -> None:
    first = await kept.courier.deliver_next()
    assert first
    decline(kept.store, "p1", first.person, kept.clock.at)
    (withdrawn, told) = sorted(await kept.carries(), key=lambda one: one.how, reverse=True)
    assert (withdrawn.how, told) == ("withdrawn", Carried("mia", PolicyTopic.DECLINED, "sent"))
    assert hears(kept)[-1][1] == "keeping.told_declined"


async def test_nobody_is_asked_about_what_has_expired(kept: Kept) -> None:
    kept.clock.at += timedelta(days=2)
    assert {one.how for one in await kept.carries()} == {"withdrawn"}


async def test_the_first_hears_that_it_was_agreed(kept: Kept) -> None:
    await kept.carries()
    approve(kept.store, "p1", "kim", kept.clock.at)
    assert await kept.carries() == [Carried("mia", PolicyTopic.ACTIVATED, "sent")]
    assert hears(kept)[-1][1] == "keeping.told_activated"


async def test_who_cannot_be_reached_is_named_to_the_first(kept: Kept) -> None:
    kept.fails(lambda: Undeliverable("gone"), "kim", "hugo")
    done = await kept.carries()
    assert [one.how for one in done if one.topic is ASK] == ["failed", "failed"]
    assert {one.person for one in done if one.topic is PolicyTopic.UNREACHED} == {"mia"}
    assert hears(kept)[-1][1] == "keeping.told_unreached"
    (label, people) = (dict(kept.slack.posts[-1].card.headline.params)[name] for name in ("label", "people"))
    assert (label, len(people)) == ("2", 2)  # type: ignore[arg-type]


async def test_the_first_who_cannot_be_told_is_not_told_that_either(kept: Kept) -> None:
    await kept.carries()
    approve(kept.store, "p1", "kim", kept.clock.at)
    kept.fails(lambda: Undeliverable("gone"), "mia")
    assert await kept.carries() == [Carried("mia", PolicyTopic.ACTIVATED, "failed", "gone")]


async def test_nobody_on_any_platform_is_unreachable(kept: Kept) -> None:
    kept.courier = Courier(kept.engine, {}, right_here, _finds_nobody)
    assert {one.why for one in await kept.carries()} == {"on no platform"}


async def _finds_nobody(_: object) -> None:
    return None


@pytest.mark.parametrize(
    ("fault", "again_after", "repeated"),
    [
        (lambda: NotNow("busy", timedelta(seconds=30)), 30, False),
        (lambda: NotNow("busy"), 2, False),
        (lambda: Lost("no answer"), 2, True),
        (lambda: ZeroDivisionError(), 2, True),
    ],
    ids=["later", "busy", "lost", "a fault of ours"],
)
async def test_what_did_not_arrive_is_tried_again(
    kept: Kept, fault: Callable[[], Exception], again_after: int, repeated: bool
) -> None:
    kept.fails(fault, "kim", "hugo")
    assert {one.how for one in await kept.carries()} == {"postponed"}
    assert await kept.carries() == []
    kept.later(seconds=again_after)
    assert {one.how for one in await kept.carries()} == {"sent"}
    assert {post.repeated for post in kept.slack.posts[-2:]} == {repeated}


async def test_a_message_of_a_proposal_that_is_not_there_is_withdrawn(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.proposals.ProposalPart.proposal", lambda *_: None)
    assert {one.how for one in await kept.carries()} == {"withdrawn"}
