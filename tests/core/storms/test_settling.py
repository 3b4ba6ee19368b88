"""A bundle that may have arrived is looked for before anything is decided about it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.cases.commands import Accept, Withdraw
from bot.people.identity import Platform
from bot.sending import Lost, NotNow, Undeliverable
from tests.core.corridor import LEASE
from tests.core.storms.burst import Storm, storm
from tests.harness.builders import text

WHY = text()


@pytest.fixture
async def ana() -> AsyncIterator[Storm]:
    """Six pages in one message, of which nobody knows whether it arrived."""
    made = storm()
    made.slack.refuses("Uana", Lost("hung up"))
    await made.bursts(6)
    await made.brings()
    yield made
    made.store.close()


def withdrawn(ana: Storm, *cases: int) -> None:
    for number in cases:
        ana.does("rita", Withdraw(WHY), f"case{number}")


async def test_one_of_which_a_single_page_is_left_is_found_and_that_page_not_sent_again(ana: Storm) -> None:
    withdrawn(ana, 1, 2, 3, 4, 5)
    await ana.goes_by(seconds=40)
    (only,) = ana.to("ana")
    assert ana.states()["merged"] >= 6
    card = ana.as_it_is_now(only)
    assert card
    assert dict(card.body[0].label.params)["case"] == "ESC-6", "it is kept up like any other"


async def test_one_of_which_nothing_is_left_is_found_and_says_so(ana: Storm) -> None:
    withdrawn(ana, 1, 2, 3, 4, 5, 6)
    await ana.goes_by(seconds=40)
    (only,) = ana.to("ana")
    card = ana.as_it_is_now(only)
    assert card
    assert card.headline.key == "bundle.over"


async def test_one_that_stands_nowhere_is_split_then(ana: Storm) -> None:
    ana.slack.posts.clear()  # it never arrived
    withdrawn(ana, 1, 2, 3, 4, 5)
    await ana.goes_by(seconds=10)
    assert ana.to("ana") == [], "it may still arrive"
    await ana.goes_by(seconds=30)
    assert [(post.card.case_id, post.repeated) for post in ana.to("ana")] == [("case6", True)]


async def test_what_is_found_is_drawn_anew_since_its_cases_moved_on_meanwhile(ana: Storm) -> None:
    ana.does("ana", Accept(), "case1")
    await ana.goes_by(seconds=40)
    (only,) = ana.to("ana")
    card = ana.as_it_is_now(only)
    assert card
    assert dict(card.body[0].label.params)["case"] == "ESC-2"


async def test_a_late_holder_of_a_bundle_does_not_split_what_another_brings() -> None:
    made = storm()
    await made.bursts(6)
    await made.delivers()

    async def slow() -> None:
        made.slack.meanwhile = nothing
        made.later(seconds=LEASE.total_seconds())
        made.slack.refuses("Uana", Undeliverable("blocked"))
        with made.store.writing() as unit:
            assert unit.take_notice(made.clock.at, timedelta(seconds=60))

    async def nothing() -> None:
        pass

    made.slack.meanwhile = slow
    await made.courier.deliver_next()
    assert made.states()["merged"] >= 6
    made.store.close()


async def test_looking_ends_when_its_pages_are_to_be_brought_another_way() -> None:
    made = storm(platforms=frozenset({Platform.SLACK, Platform.TEAMS}))
    made.met("ana", Platform.TEAMS)
    made.slack.refuses("Uana", Lost("hung up"))
    await made.bursts(6)
    await made.brings()
    (post,) = made.to("ana")
    made.slack.refuses(f"settle {post.outbox_id}", *[NotNow("busy")] * 99)
    await made.goes_by(seconds=59)
    assert [post.repeated for post in made.to("ana")] == [False] + [True] * 6, "within the minute that the chat has"
    made.store.close()
