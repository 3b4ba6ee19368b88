"""Of a proposed policy, who may agree is asked, the first hears what came of it, and what stands is put right."""

from datetime import timedelta

from bot.keeping.proposing import approve, decline, go_ahead, lapse, propose
from bot.lint.finding import Means
from bot.messages.notice import NoticeTopic
from bot.notices.courier import Carried
from bot.policy.proposals import ProposalState
from bot.sending import Undeliverable
from tests.core.keeping.builder import a_policy, drafted
from tests.core.notices.kept import Kept

ASK = NoticeTopic.POLICY_ASK
BOTH_SEE_IT = [Carried("hugo", ASK, "changed"), Carried("kim", ASK, "changed")]


async def test_everybody_who_may_agree_is_asked(kept: Kept) -> None:
    assert await kept.carries() == [Carried("hugo", ASK, "sent"), Carried("kim", ASK, "sent")]
    assert {key for _, key in kept.hears()} == {"keeping.proposed"}
    assert await kept.courier.deliver_next() is None


async def test_nobody_is_asked_about_what_is_decided(kept: Kept) -> None:
    first = await kept.courier.deliver_next()
    assert first
    decline(kept.store, "p1", first.to, kept.clock.at)
    done = {(one.topic, one.how) for one in await kept.carries()}
    assert done == {(ASK, "withdrawn"), (ASK, "changed"), (NoticeTopic.POLICY_DECLINED, "sent")}
    assert kept.hears()[-1][1] == "keeping.told_declined"


async def test_nobody_is_asked_about_what_has_expired(kept: Kept) -> None:
    kept.clock.at += timedelta(days=1)
    assert {one.how for one in await kept.carries()} == {"withdrawn"}


async def test_the_first_hears_that_it_was_agreed(kept: Kept) -> None:
    await kept.carries()
    approve(kept.store, "p1", "kim", kept.clock.at)
    assert await kept.carries() == [*BOTH_SEE_IT, Carried("mia", NoticeTopic.POLICY_ACTIVATED, "sent")]
    assert kept.hears()[-1][1] == "keeping.told_activated"


async def test_whoever_was_asked_sees_what_became_of_it_and_has_no_buttons_left(kept: Kept) -> None:
    await kept.carries()
    assert all(post.card.buttons for post in kept.slack.posts)
    approve(kept.store, "p1", "kim", kept.clock.at)
    await kept.carries()
    assert kept.reads_now() == ["keeping.told_activated", "keeping.told_activated"]
    assert {edit.receipt for edit in kept.slack.edits} == {post.receipt for post in kept.slack.posts[:2]}
    assert not any(edit.card and edit.card.buttons for edit in kept.slack.edits)


async def test_declined_it_says_by_whom(kept: Kept) -> None:
    await kept.carries()
    decline(kept.store, "p1", "kim", kept.clock.at)
    await kept.carries()
    assert kept.reads_now() == ["keeping.told_declined", "keeping.told_declined"]


def lapses(kept: Kept) -> ProposalState | None:
    with kept.store.writing() as unit:
        lapse(unit, kept.clock.at)
        proposal = unit.proposal("p1")
        return proposal.state if proposal else None


async def test_after_a_day_it_lapses_and_those_asked_see_that(kept: Kept) -> None:
    await kept.carries()
    kept.clock.at += timedelta(hours=23, minutes=59)
    assert lapses(kept) is ProposalState.ASKED
    kept.later(minutes=1)
    assert lapses(kept) is ProposalState.LAPSED
    assert await kept.carries() == BOTH_SEE_IT
    assert kept.reads_now() == ["keeping.ended_expired", "keeping.ended_expired"]
    assert lapses(kept) is ProposalState.LAPSED
    assert await kept.carries() == []


async def test_it_lapses_when_another_version_comes_into_force(kept: Kept) -> None:
    await kept.carries()
    propose(kept.store, drafted(a_policy("v3", "3", ("mia", "kim", "hugo"))), "kim", kept.clock.at, "p2", Means())
    go_ahead(kept.store, "p2", "kim", "first", kept.clock.at)
    assert lapses(kept) is ProposalState.LAPSED
    assert await kept.carries() == BOTH_SEE_IT
    assert kept.reads_now() == ["keeping.ended_void", "keeping.ended_void"]


async def test_who_cannot_be_reached_is_named_to_the_first(kept: Kept) -> None:
    kept.fails(lambda: Undeliverable("gone"), "kim", "hugo")
    done = await kept.carries()
    assert [one.how for one in done if one.topic is ASK] == ["failed", "failed"]
    assert {one.to for one in done if one.topic is NoticeTopic.POLICY_UNREACHED} == {"mia"}
    assert named_to_the_first(kept) == ("2", 2)


async def test_who_cannot_be_reached_later_is_named_beside_the_others(kept: Kept) -> None:
    kept.fails(lambda: Undeliverable("gone"), "kim")
    kept.slack.refuses(kept.users["hugo"], Undeliverable("gone"))
    assert (await kept.carries())[-1].how == "sent"
    with kept.store.writing() as unit:
        unit.notify(ASK, "p1", kept.clock.at, person="rita")
    kept.met("rita")
    kept.slack.refuses("Urita", Undeliverable("gone"))
    assert [(one.to, one.how) for one in await kept.carries()] == [("mia", "changed"), ("rita", "failed")]
    card = kept.slack.edits[-1].card
    assert card
    assert len(dict(card.headline.params)["people"]) == 3  # type: ignore[arg-type]


def named_to_the_first(kept: Kept) -> tuple[object, int]:
    headline = kept.slack.posts[-1].card.headline
    params = dict(headline.params)
    assert headline.key == "keeping.told_unreached"
    return params["label"], len(params["people"])  # type: ignore[arg-type]


async def test_the_first_who_cannot_be_told_is_not_told_that_either(kept: Kept) -> None:
    await kept.carries()
    approve(kept.store, "p1", "kim", kept.clock.at)
    kept.fails(lambda: Undeliverable("gone"), "mia")
    assert (await kept.carries())[-1] == Carried("mia", NoticeTopic.POLICY_ACTIVATED, "failed", "gone")
    assert await kept.carries() == []


async def test_a_notice_of_a_proposal_that_is_not_there_is_withdrawn(kept: Kept) -> None:
    await kept.carries()
    with kept.store.writing() as unit:
        unit.notify(ASK, "p9", kept.clock.at, person="kim")
    assert [one.how for one in await kept.carries()] == ["withdrawn"]
