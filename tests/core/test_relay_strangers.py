"""Whom Stige has to write to before they ever wrote to it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.people.identity import Identity, Membership, Platform
from bot.policy.policy import Policy
from bot.sending import Lost, Undeliverable
from tests.core.corridor import Corridor
from tests.core.relaying import ON_BOTH, TOLD, told_policy
from tests.harness.builders import company, rules

BOTH = frozenset({Platform.SLACK, Platform.TEAMS})


@pytest.fixture
async def strangers() -> AsyncIterator[Corridor]:
    """Nobody has spoken to Stige yet; Slack is asked before Teams."""
    made = Corridor(told_policy(ON_BOTH), BOTH)
    yield made
    made.store.close()


async def test_a_person_never_met_is_looked_for_by_e_mail_and_bound_once(strangers: Corridor) -> None:
    strangers.opens()
    await strangers.delivers()
    assert next(post.to for post in strangers.slack.posts if post.card.buttons) == "Uana"
    assert strangers.whose(Identity(Platform.SLACK, "T1", "Uana")) == "ana"
    assert strangers.teams.looked_for == []
    strangers.opens("another")
    await strangers.delivers()
    assert strangers.slack.looked_for.count("ana@nordlys.example") == 1
    assert len(strangers.slack.sent_to("Uana")) == 2


async def test_who_is_not_on_the_first_platform_is_looked_for_on_the_next(strangers: Corridor) -> None:
    strangers.slack.accounts.pop("ana@nordlys.example")
    strangers.opens()
    await strangers.delivers()
    assert len(strangers.teams.sent_to("Uana")) == 1
    assert strangers.whose(Identity(Platform.TEAMS, "T1", "Uana")) == "ana"


async def test_a_platform_that_refuses_for_good_does_not_hide_the_next(strangers: Corridor) -> None:
    strangers.slack.refuses("ana@nordlys.example", Undeliverable("token_revoked"))
    strangers.opens()
    await strangers.delivers()
    assert len(strangers.teams.sent_to("Uana")) == 1


async def test_who_is_nowhere_is_unreachable(strangers: Corridor) -> None:
    for sender in strangers.senders.values():
        sender.accounts.pop("ana@nordlys.example")
    strangers.opens()
    await strangers.delivers()
    assert "PersonUnreachable" in strangers.happened()
    assert [ask.person for ask in strangers.case().open_asks()] == ["ben"]


async def test_the_id_that_the_policy_gives_is_looked_for_before_the_e_mail() -> None:
    ana = replace(company().people["ana"], slack="U0ANA")
    corridor = Corridor(Policy(rules(TOLD), company(changed=[ana])))
    corridor.slack.accounts["U0ANA"] = replace(
        corridor.slack.has("somebody", email="a.berg@other.example"), identity=Identity(Platform.SLACK, "T1", "U0ANA")
    )
    corridor.opens()
    await corridor.delivers()
    assert corridor.slack.looked_for[0] == "U0ANA"
    assert corridor.whose(Identity(Platform.SLACK, "T1", "U0ANA")) == "ana"
    corridor.store.close()


async def test_an_answer_lost_while_looking_is_no_message_lost(strangers: Corridor) -> None:
    strangers.slack.refuses("ana@nordlys.example", Lost("TimeoutError"))
    strangers.opens()
    await strangers.delivers()
    strangers.later(seconds=5)
    await strangers.delivers()
    assert [post.repeated for post in strangers.slack.sent_to("Uana")] == [False]


async def test_an_identity_of_somebody_else_is_never_bound_to_who_is_looked_for(strangers: Corridor) -> None:
    """The e-mail of ana now belongs to an account that was ben's long ago."""
    strangers.teams.accounts.pop("ana@nordlys.example")
    found = strangers.slack.accounts["ana@nordlys.example"]
    with strangers.store.writing() as unit:
        unit.bind(found, "ben", strangers.clock.at)
    strangers.opens()
    await strangers.delivers()
    assert strangers.whose(found.identity) == "ben"
    assert "PersonUnreachable" in strangers.happened()


@pytest.mark.parametrize(
    "changed",
    [
        {"email": "ana@elsewhere.example"},
        {"membership": Membership.GUEST},
        {"membership": Membership.GONE},
    ],
    ids=["another e-mail", "a guest", "gone"],
)
async def test_a_find_that_is_not_the_person_is_not_bound(strangers: Corridor, changed: dict[str, object]) -> None:
    strangers.teams.accounts.pop("ana@nordlys.example")
    members = strangers.slack.accounts
    members["ana@nordlys.example"] = replace(members["ana@nordlys.example"], **changed)  # type: ignore[arg-type]
    strangers.opens()
    await strangers.delivers()
    assert strangers.whose(Identity(Platform.SLACK, "T1", "Uana")) is None
    assert "PersonUnreachable" in strangers.happened()


async def test_who_reported_before_the_policy_named_them_is_found_under_the_same_identity() -> None:
    corridor = Corridor(told_policy())
    profile = corridor.slack.has("ana")
    with corridor.store.writing() as unit:
        unit.bind(profile, str(profile.identity), corridor.clock.at)
    corridor.opens()
    await corridor.delivers()
    assert corridor.whose(profile.identity) == "ana"
    assert len(corridor.slack.sent_to("Uana")) == 1
    corridor.store.close()


async def test_a_reporter_whom_the_policy_does_not_name_hears_where_they_wrote() -> None:
    corridor = Corridor(told_policy())
    profile = corridor.slack.has("zoe")
    with corridor.store.writing() as unit:
        unit.bind(profile, str(profile.identity), corridor.clock.at)
    corridor.opens(by=str(profile.identity))
    await corridor.delivers()
    assert len(corridor.slack.sent_to("Uzoe")) == 1
    corridor.store.close()


async def test_who_left_a_platform_that_is_no_longer_set_up_is_asked_on_the_other() -> None:
    corridor = Corridor(told_policy(), frozenset({Platform.TEAMS}))
    on_slack = Identity(Platform.SLACK, "T1", "Uana")
    with corridor.store.writing() as unit:
        unit.bind(replace(corridor.teams.has("ana"), identity=on_slack), "ana", corridor.clock.at)
    corridor.opens()
    await corridor.delivers()
    assert len(corridor.teams.sent_to("Uana")) == 1
    assert corridor.whose(Identity(Platform.TEAMS, "T1", "Uana")) == "ana"
    corridor.store.close()


async def test_somebody_whom_nobody_knows_any_more_is_unreachable(strangers: Corridor) -> None:
    strangers.opens()
    strangers.replace_policy(rules(TOLD, version="v2", label="2"), company(without="ana"))
    await strangers.delivers()
    assert "PersonUnreachable" in strangers.happened()
