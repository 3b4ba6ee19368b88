"""A notice that may have arrived is looked for, and one that a chat does not take goes by the next."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.messages.notice import NoticeTopic
from bot.people.identity import Platform
from bot.sending import LONGEST_CALL, Lost, NotNow, Undeliverable
from tests.core.upkeep.looking import SLACK, TEAMS, Looked


@pytest.fixture
async def both() -> AsyncIterator[Looked]:
    """Ana is on both chats, and asked on Teams first; there nobody can be asked where a message stands."""
    made = Looked(platforms=frozenset({SLACK, TEAMS}))
    made.met("ana", SLACK)
    made.later(minutes=1)
    made.met("ana", TEAMS)
    made.teams.searchable = False
    yield made
    made.store.close()


def notify(looked: Looked) -> None:
    with looked.store.writing() as unit:
        unit.notify(NoticeTopic.SECOND_CLAIMANT, "slack:T1:UEVIL|ben", looked.clock.at, person="ana")


async def carried(looked: Looked) -> list[str]:
    done = []
    while one := await looked.courier.deliver_next():
        done.append(one.how)
    return done


def sent(looked: Looked, platform: Platform) -> list[bool]:
    """Whether each that came there was marked."""
    return [post.repeated for post in looked.senders[platform].sent_to("Uana")]


async def test_it_goes_by_the_first_chat_alone(both: Looked) -> None:
    notify(both)
    assert await carried(both) == ["sent"]
    assert (sent(both, TEAMS), sent(both, SLACK)) == ([False], [])


@pytest.mark.parametrize("fault", [Undeliverable("blocked"), NotNow("revoked", everywhere=True)], ids=str)
async def test_what_one_chat_refuses_the_next_brings(both: Looked, fault: Exception) -> None:
    both.teams.refuses("Uana", fault)
    notify(both)
    assert await carried(both) == ["sent"]
    assert (sent(both, TEAMS), sent(both, SLACK)) == ([], [False])


async def test_what_all_refuse_has_failed_but_not_where_one_of_them_is_only_shut(both: Looked) -> None:
    both.teams.refuses("Uana", NotNow("revoked", everywhere=True))
    both.slack.refuses("Uana", Undeliverable("gone"))
    notify(both)
    assert await carried(both) == ["postponed"]
    both.teams.refuses("Uana", Undeliverable("blocked"))
    both.slack.refuses("Uana", Undeliverable("gone"))
    both.later(seconds=5)
    assert await carried(both) == ["failed"]


async def test_unconfirmed_for_a_minute_it_goes_to_the_other(both: Looked) -> None:
    both.teams.refuses("Uana", *[NotNow("busy")] * 20)
    notify(both)
    for _ in range(20):
        await carried(both)
        both.later(seconds=10)
    assert (sent(both, TEAMS), sent(both, SLACK)) == ([], [False])


async def test_what_did_arrive_is_found_and_not_sent_again(both: Looked) -> None:
    both.senders[TEAMS].searchable = True
    both.teams.refuses("Uana", Lost("no answer"))
    notify(both)
    assert await carried(both) == ["postponed"]
    both.later(seconds=2)
    assert await carried(both) == ["found", "changed"], "it may have aged on its way"
    assert sent(both, TEAMS) == [False]


async def test_what_stands_nowhere_is_sent_again_marked_once_it_can_no_longer_arrive(both: Looked) -> None:
    both.teams.refuses("Uana", ZeroDivisionError())  # a fault of ours, before anything was sent
    notify(both)
    began_at = both.clock.at
    assert await carried(both) == ["postponed"]
    both.later(seconds=2)
    assert await carried(both) == ["not found yet"]
    both.clock.at = began_at + LONGEST_CALL - timedelta(microseconds=1)
    assert await carried(both) == []
    both.clock.at = began_at + LONGEST_CALL
    assert await carried(both) == ["sent"]
    assert sent(both, TEAMS) == [True]


async def test_whoever_has_looked_for_longer_than_its_lease_leaves_it_to_others(
    both: Looked, monkeypatch: pytest.MonkeyPatch
) -> None:
    both.teams.refuses("Uana", ZeroDivisionError())
    notify(both)
    await carried(both)
    both.later(seconds=15)

    async def slow(*_: object) -> None:
        both.later(seconds=60)

    with monkeypatch.context() as patched:
        patched.setattr(both.slack, "settle", slow)
        one = await both.courier.deliver_next()
    assert one
    assert (one.how, sent(both, TEAMS)) == ("taken over", [])
    assert await carried(both) == ["sent"]


async def test_a_sender_that_breaks_its_word_while_it_is_asked_holds_nothing_up(both: Looked) -> None:
    both.teams.refuses("Uana", Lost("no answer"))
    notify(both)
    await carried(both)
    [post] = both.teams.posts
    both.slack.refuses(f"settle {post.outbox_id}", ZeroDivisionError())
    both.later(seconds=2)
    assert await carried(both) == ["sent"]
    assert sent(both, TEAMS) == [False, True]
