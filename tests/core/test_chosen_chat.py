"""On which chat somebody with several is asked (S21): the one that they chose, else where they acted last."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.messages.notice import NoticeTopic
from bot.people.identity import Identity, Membership, Platform
from bot.people.presence import OwnSettings
from tests.core.upkeep.looking import SLACK, TEAMS, Looked


@pytest.fixture
async def both() -> AsyncIterator[Looked]:
    """Ana spoke to Stige on Slack, and a minute later on Teams."""
    made = Looked(platforms=frozenset({SLACK, TEAMS}))
    made.met("ana", SLACK)
    made.later(minutes=1)
    made.met("ana", TEAMS)
    yield made
    made.store.close()


def chooses(looked: Looked, platform: Platform | None) -> None:
    with looked.store.writing() as unit:
        unit.set_own("ana", OwnSettings(platform=platform), looked.clock.at)


async def asked_on(looked: Looked) -> list[Platform]:
    """By a case, and by what is no case's."""
    looked.opens()
    await looked.delivers()
    with looked.store.writing() as unit:
        unit.notify(NoticeTopic.SECOND_CLAIMANT, "slack:T1:UEVIL|ben", looked.clock.at, person="ana")
    while await looked.courier.deliver_next():
        pass
    return [platform for platform, sender in looked.senders.items() for _ in sender.sent_to("Uana")]


async def test_where_they_acted_last(both: Looked) -> None:
    assert await asked_on(both) == [TEAMS, TEAMS]


async def test_on_the_chat_that_they_chose_wherever_they_acted_last(both: Looked) -> None:
    chooses(both, SLACK)
    assert await asked_on(both) == [SLACK, SLACK]


async def test_who_takes_their_choice_back_is_asked_where_they_acted_last(both: Looked) -> None:
    chooses(both, SLACK)
    chooses(both, None)
    assert await asked_on(both) == [TEAMS, TEAMS]


async def test_a_choice_of_a_chat_that_they_have_left_is_no_choice(both: Looked) -> None:
    chooses(both, SLACK)
    with both.store.writing() as unit:
        account = unit.account(Identity(SLACK, "T1", "Uana"))
        assert account
        unit.heard_of(replace(account.profile, membership=Membership.GONE))
    assert await asked_on(both) == [TEAMS, TEAMS]


async def test_whether_they_can_be_reached_is_asked_on_that_chat_first(both: Looked) -> None:
    chooses(both, SLACK)
    both.later(minutes=5)
    await both.looks_for_all()
    assert ("Uana" in both.slack.asked_after, "Uana" in both.teams.asked_after) == (True, False)
    assert both.reaches()["ana"].checked_at - both.clock.at < timedelta(minutes=1)
