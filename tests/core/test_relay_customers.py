"""What is told to customers, and to rooms as their audience: to whom it goes, as what, and what becomes of it."""

from collections.abc import AsyncIterator

import pytest

from adapters.wording import Wording
from bot.cases.commands import Accept, MarkTold, PostUpdate, Triage
from bot.cases.events import PlaceMissing
from bot.messages.owed import Destination
from bot.people.identity import Platform
from bot.policy.policy import Policy
from tests.core.corridor import Corridor
from tests.harness.builders import LADDER, audience, company, facts, path, plan, rules, text, when
from tests.harness.senders import Edit, Post

WORDS = text("Call +45 12345678", "ana")
ADDRESS = "it@acme.example"
TOLD = plan(audience("#ops", 30, 30, by_stige=True), audience("customer", 60, 60, template="customer"))
BY_MAIL = frozenset({Platform.SLACK, Platform.MAIL})


def told() -> Policy:
    private = path(*LADDER.levels, path_id="hr", fits=when(type="hr"))
    return Policy(rules(private, LADDER, communication=(TOLD,)), company())


@pytest.fixture
async def corridor() -> AsyncIterator[Corridor]:
    made = Corridor(told(), BY_MAIL)
    for person in ("ana", "rita"):
        made.met(person)
    made.opens(customer="acme")
    made.does("ana", Accept())
    await made.delivers()
    yield made
    made.store.close()


def read(corridor: Corridor, post: Post) -> str:
    words = Wording(lambda name: name, "en", corridor.clock.now)
    says = [
        words.sentence(post.card.headline, post.reader),
        *(words.param(r.value, post.reader) for r in post.card.body),
    ]
    return "\n".join(says)


def posted(corridor: Corridor) -> None:
    corridor.does("ana", PostUpdate(WORDS, audiences=(2,)))


def to_ops(corridor: Corridor) -> list[Post]:
    return corridor.slack.sent_to("#ops")


async def after(corridor: Corridor, minutes: float) -> None:
    corridor.later(minutes)
    corridor.fires()
    await corridor.delivers()


async def test_a_customer_is_written_to_at_each_address_in_their_own_language(corridor: Corridor) -> None:
    posted(corridor)
    assert Destination(platform=Platform.MAIL, room=ADDRESS, customer="acme") in [
        o.destination for o in corridor.owed()
    ]
    await corridor.delivers()
    (post,) = corridor.senders[Platform.MAIL].sent_to(ADDRESS)
    assert read(corridor, post) == "Om ESC-1\nCall +45 12345678"
    assert post.reader.timezone == "Europe/Copenhagen"


def test_each_address_is_a_queue_of_its_own() -> None:
    address = Destination(platform=Platform.MAIL, room=ADDRESS, customer="acme")
    assert address.key == "mail:customer:it@acme.example"


async def test_without_mail_nothing_goes_to_the_customer(corridor: Corridor) -> None:
    plain = Corridor(told())
    plain.met("ana")
    plain.opens(customer="acme")
    plain.does("ana", Accept())
    posted(plain)
    assert not [owed for owed in plain.owed() if owed.destination.customer]
    plain.does("ana", MarkTold(2))
    assert "AudienceTold" in plain.happened()
    plain.store.close()


async def test_what_was_told_in_a_room_stays_as_it_was_said(corridor: Corridor) -> None:
    await after(corridor, 30)
    (post,) = to_ops(corridor)
    posted(corridor)
    await corridor.delivers()
    assert not [edit for edit in corridor.slack.edits if edit.receipt == post.receipt]


async def test_it_leaves_the_room_when_its_case_becomes_private(corridor: Corridor) -> None:
    await after(corridor, 30)
    (post,) = to_ops(corridor)
    corridor.does("ana", Triage(text("about a person", "ana"), facts(type="hr", customer="acme")))
    await corridor.delivers()
    assert Edit(post.receipt, None) in corridor.slack.edits


async def test_a_case_that_moved_on_meanwhile_changes_no_word_of_what_was_told(corridor: Corridor) -> None:
    async def somebody_posts() -> None:
        corridor.slack.meanwhile = nothing
        corridor.does("ana", PostUpdate(WORDS))

    async def nothing() -> None: ...

    corridor.later(30)
    corridor.fires()
    corridor.slack.meanwhile = somebody_posts
    await corridor.delivers()
    (post,) = to_ops(corridor)
    assert not [edit for edit in corridor.slack.edits if edit.receipt == post.receipt]


async def test_a_place_without_a_room_was_not_told_and_is_reported() -> None:
    teams = Corridor(told(), frozenset({Platform.TEAMS}))
    teams.opens()
    teams.later(30)
    teams.fires()
    with teams.store.writing() as unit:
        events = [entry.event for entry in unit.entries("case1")]
    assert [event.place for event in events if isinstance(event, PlaceMissing)] == ["ops"]
    teams.store.close()
