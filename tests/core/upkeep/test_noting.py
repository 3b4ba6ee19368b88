"""What a platform tells of its own accord is heeded at once."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.cases.ladder_events import PersonSkipped
from bot.desk.desk import Desk
from bot.people.identity import Identity, Membership
from bot.upkeep.noting import Noting, has_left
from tests.core.corridor import FILES
from tests.core.upkeep.looking import SLACK, TEAMS, Looked


@pytest.fixture
async def looked() -> AsyncIterator[Looked]:
    made = Looked()
    yield made
    made.store.close()


async def test_who_joins_is_bound_at_once(looked: Looked) -> None:
    Desk(looked.engine, FILES).heard_of(looked.slack.accounts["ana@nordlys.example"])
    assert looked.owners() == {"Uana": "ana"}


async def test_a_level_skips_somebody_who_has_just_left_and_asks_the_next(looked: Looked) -> None:
    ana = looked.met("ana")
    Desk(looked.engine, FILES).heard_of(replace(ana, membership=Membership.GONE))
    looked.opens()
    assert looked.happened()[:5].count("PersonSkipped") == 1
    with looked.store.writing() as unit:
        skipped = [entry.event for entry in unit.entries("case1") if isinstance(entry.event, PersonSkipped)]
    assert [(skip.person, skip.reason) for skip in skipped] == [("ana", "unreachable")]
    assert [ask.person for ask in looked.case().open_asks()] == ["ben"]
    await looked.delivers()
    assert looked.slack.sent_to("Uana") == []
    assert len(looked.slack.sent_to("Uben")) == 1


async def test_who_left_one_chat_is_asked_on_the_other() -> None:
    both = Looked(platforms=frozenset({SLACK, TEAMS}))
    both.met("ana", TEAMS)
    ana = both.met("ana")
    Noting(both.engine, ()).heard_of(replace(ana, membership=Membership.GONE))
    assert both.away() == {}
    both.opens()
    await both.delivers()
    assert (len(both.slack.sent_to("Uana")), len(both.teams.sent_to("Uana"))) == (0, 1)
    both.store.close()


async def test_who_is_a_guest_now_is_asked_no_more(looked: Looked) -> None:
    ana = looked.met("ana")
    Noting(looked.engine, ()).heard_of(replace(ana, membership=Membership.GUEST))
    with looked.store.writing() as unit:
        assert unit.identities_of("ana") == ()


async def test_a_second_claimant_at_the_desk_is_told_to_the_keepers(looked: Looked) -> None:
    ana = looked.met("ana")
    impostor = replace(ana, identity=Identity(SLACK, "T1", "UEVIL"))
    noting = Noting(looked.engine, ())
    desk = Desk(looked.engine, FILES, on_claim=noting.claimed)
    for key in "ab":
        desk.typed(impostor, "help", key)
    assert await looked.hears() == [("Ukim", "reach.claim")]


async def test_a_claim_that_names_nobody_is_told_to_nobody(looked: Looked) -> None:
    Noting(looked.engine, ()).claimed(looked.slack.has("zoe"))
    assert await looked.hears() == []


async def test_that_nobody_has_left_changes_nothing(looked: Looked) -> None:
    with looked.store.writing() as unit:
        has_left(unit, Identity(SLACK, "T1", "UNOBODY"))
    assert looked.owners() == {}
