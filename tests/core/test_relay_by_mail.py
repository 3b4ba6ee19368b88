"""Who is on no chat is asked by mail (S21); a private case sends only its number there."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.cases.events import PersonUnreachable
from bot.people.identity import Identity, Membership, Platform
from bot.policy.policy import Policy
from bot.sending import NotNow, Undeliverable
from tests.core.corridor import Corridor
from tests.core.relaying import TOLD
from tests.harness.builders import company, rules
from tests.harness.senders import FakeSender

SLACK, MAIL = Platform.SLACK, Platform.MAIL


def corridor_of(*platforms: Platform) -> Corridor:
    """Ana has no account anywhere; Ben and Rita have."""
    made = Corridor(Policy(rules(TOLD), company()), frozenset(platforms))
    for person in ("ben", "rita"):
        made.met(person)
    made.slack.accounts.pop("ana@nordlys.example")
    if MAIL in platforms:
        made.senders[MAIL].accounts.clear()  # nobody is found there
    return made


@pytest.fixture
async def mailing() -> AsyncIterator[Corridor]:
    made = corridor_of(SLACK, MAIL)
    yield made
    made.store.close()


def mail(corridor: Corridor) -> FakeSender:
    return corridor.senders[MAIL]


def unreachable(corridor: Corridor) -> list[str]:
    with corridor.store.writing() as unit:
        return [e.event.person for e in unit.entries("case1") if isinstance(e.event, PersonUnreachable)]


async def test_who_is_on_no_chat_is_asked_by_mail(mailing: Corridor) -> None:
    mailing.opens()
    await mailing.delivers()
    [page] = mail(mailing).posts
    assert page.to == "ana@nordlys.example"
    assert page.reader.person == "ana"
    assert "checkout is down" in str(page.card)
    assert unreachable(mailing) == []


async def test_without_mail_they_are_unreachable() -> None:
    corridor = corridor_of(SLACK)
    corridor.opens()
    await corridor.delivers()
    assert unreachable(corridor) == ["ana"]
    corridor.store.close()


async def test_a_mail_that_is_refused_makes_them_unreachable_too(mailing: Corridor) -> None:
    nobody_found, refused = Undeliverable("nobody is found by mail"), Undeliverable("no such mailbox")
    mail(mailing).refuses("ana@nordlys.example", nobody_found, refused)
    mailing.opens()
    await mailing.delivers()
    assert unreachable(mailing) == ["ana"]
    assert [ask.person for ask in mailing.case().open_asks()] == ["ben"]


async def test_of_a_private_case_only_the_number_is_mailed(mailing: Corridor) -> None:
    mailing.opens(type="hr")
    await mailing.delivers()
    [page] = mail(mailing).posts
    assert "checkout" not in str(page.card)
    assert page.card.headline.key == page.card.plain.key == "card.bare"
    assert (page.card.lead, page.card.rows, page.card.body) == ((), (), ())


async def test_who_has_left_is_not_written_to_at_home(mailing: Corridor) -> None:
    mailing.opens()
    profile = replace(mailing.slack.has("ana"), membership=Membership.GONE)
    mailing.slack.accounts.pop("ana@nordlys.example")
    with mailing.store.writing() as unit:
        unit.bind(profile, "ana", mailing.clock.at)
        unit.heard_of(profile)
    await mailing.delivers()
    assert mail(mailing).posts == []
    assert unreachable(mailing) == ["ana"]


async def test_whose_chat_is_switched_off_is_asked_by_mail_meanwhile(mailing: Corridor) -> None:
    with mailing.store.writing() as unit:
        there = replace(mailing.slack.has("ana"), identity=Identity(Platform.TEAMS, "T1", "Uana"))
        unit.bind(there, "ana", mailing.clock.at)
    mailing.slack.accounts.pop("ana@nordlys.example")
    mailing.opens()
    await mailing.delivers()
    assert [post.to for post in mail(mailing).posts] == ["ana@nordlys.example"]


async def test_a_chat_that_cannot_be_asked_now_proves_of_nobody_that_they_are_on_none(mailing: Corridor) -> None:
    mailing.slack.refuses("ana@nordlys.example", NotNow("service_unavailable"))
    mailing.opens()
    await mailing.delivers()
    assert mail(mailing).posts == []
    mailing.later(seconds=5)
    await mailing.delivers()
    assert len(mail(mailing).posts) == 1
