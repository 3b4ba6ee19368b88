"""What one chat does not confirm in time the other brings: many pages at once as one message there, too."""

from collections.abc import AsyncIterator

import pytest

from bot.people.identity import Platform
from bot.sending import Lost, NotNow
from tests.core.storms.burst import Storm, storm
from tests.harness.senders import Post

CASES = 30
BOTH = frozenset({Platform.SLACK, Platform.TEAMS})


@pytest.fixture
async def ana() -> AsyncIterator[Storm]:
    """She is on both chats, and asked on Slack first, which is busy; many cases at once."""
    made = storm(platforms=BOTH)
    made.later(minutes=-1)
    made.met("ana", Platform.TEAMS)
    made.later(minutes=1)
    made.slack.refuses("Uana", *[NotNow("busy")] * 500)
    await made.bursts(CASES)
    yield made
    made.store.close()


def on_teams(ana: Storm) -> list[Post]:
    return ana.teams.sent_to("Uana")


def told(posts: list[Post]) -> int:
    """How many cases, each counted once for each message."""
    counts = [dict(post.card.headline.params).get("count", 1) for post in posts]
    return sum(int(str(count)) for count in counts)


async def test_they_are_merged_there_and_sent_no_more_by_the_first_chat(ana: Storm) -> None:
    await ana.goes_by(seconds=90)
    assert len(on_teams(ana)) < 10
    assert told(on_teams(ana)) == CASES
    ana.slack.faults.clear()
    await ana.goes_by(seconds=60)
    assert ana.to("ana") == []


async def test_what_the_first_chat_brings_meanwhile_leaves_the_message_of_the_other(ana: Storm) -> None:
    ana.teams.refuses("Uana", *[NotNow("busy")] * 500)
    await ana.goes_by(seconds=90)
    ana.slack.faults.clear()
    await ana.goes_by(seconds=60)
    assert told(ana.to("ana")) == CASES
    ana.teams.faults.clear()
    await ana.goes_by(seconds=60)
    assert on_teams(ana) == []


async def test_what_may_stand_on_the_first_chat_is_marked_as_a_repeat_on_the_other() -> None:
    ana = storm(platforms=BOTH)
    ana.met("ana", Platform.TEAMS)
    ana.slack.searchable = False
    ana.slack.refuses("Uana", *[Lost("hung up")] * 500)
    await ana.bursts(CASES)
    await ana.goes_by(seconds=90)
    assert on_teams(ana)
    assert all(post.repeated for post in on_teams(ana))
    ana.store.close()
