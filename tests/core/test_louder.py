"""A louder way beside the chats: for pages of the worst priority, else for the first reminder (R22)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cases.delivery_events import NotReached
from bot.cases.events import PersonUnreachable
from bot.people.identity import Platform
from bot.people.roster import BY_MAIL
from bot.policy.policy import Policy
from bot.sending import NotNow, Undeliverable
from tests.core.corridor import Corridor
from tests.harness.builders import company, level, path, rules
from tests.harness.senders import Post

SLACK, MAIL, WEBHOOK = Platform.SLACK, Platform.MAIL, Platform.WEBHOOK
HOOK = "https://bells.example/ana"
REMINDED = path(level("ana", 10, remind=(50.0, 80.0)), level("ben", 10))


def loud(louder: str, platforms: tuple[Platform, ...] = (SLACK, MAIL, WEBHOOK)) -> Corridor:
    ana = replace(company().people["ana"], louder=louder)
    made = Corridor(Policy(rules(REMINDED), company(changed=[ana])), frozenset(platforms))
    for person in ("ana", "ben", "rita"):
        made.met(person)
    return made


@pytest.fixture
async def by_mail() -> AsyncIterator[Corridor]:
    made = loud(BY_MAIL)
    yield made
    made.store.close()


def beside(corridor: Corridor, on: Platform = MAIL) -> list[Post]:
    return corridor.senders[on].posts


async def test_the_first_page_of_the_worst_priority_comes_both_ways(by_mail: Corridor) -> None:
    by_mail.opens()
    assert by_mail.case().priority == "P1"
    await by_mail.delivers()
    assert len(by_mail.slack.sent_to("Uana")) == 1
    assert [post.to for post in beside(by_mail)] == ["ana@nordlys.example"]
    by_mail.later(5)
    by_mail.fires()
    await by_mail.delivers()
    assert len(by_mail.slack.sent_to("Uana")) == 2
    assert len(beside(by_mail)) == 1, "its reminders do not"


async def test_of_any_other_it_is_the_first_reminder_that_does(by_mail: Corridor) -> None:
    by_mail.opens(impact="one")
    assert by_mail.case().priority != "P1"
    await by_mail.delivers()
    assert beside(by_mail) == []
    for _ in range(2):
        by_mail.later(4.2)
        by_mail.fires()
        await by_mail.delivers()
        by_mail.later(0.8)
        by_mail.fires()
        await by_mail.delivers()
    assert len(beside(by_mail)) == 1


async def test_a_webhook_is_another_such_way() -> None:
    made = loud(HOOK)
    made.opens()
    await made.delivers()
    assert [post.to for post in beside(made, WEBHOOK)] == [HOOK]
    assert beside(made) == []
    made.store.close()


async def test_who_wants_no_louder_way_hears_of_none() -> None:
    made = loud("")
    made.opens()
    await made.delivers()
    assert beside(made) == []
    made.store.close()


async def test_of_a_private_case_it_sends_only_the_number(by_mail: Corridor) -> None:
    by_mail.opens(type="hr")
    await by_mail.delivers()
    [page] = beside(by_mail)
    assert (page.card.headline.key, page.card.lead, page.card.rows) == ("card.bare", (), ())
    assert "checkout" in str(by_mail.slack.sent_to("Uana")[0].card)


async def test_that_it_fails_makes_nobody_unreachable_and_is_on_record(by_mail: Corridor) -> None:
    beside_chat = by_mail.senders[MAIL]
    beside_chat.refuses("ana@nordlys.example", Undeliverable("no such mailbox"))
    by_mail.opens()
    await by_mail.delivers()
    with by_mail.store.writing() as unit:
        events = [entry.event for entry in unit.entries("case1")]
    assert NotReached("ana", (MAIL,)) in events
    assert not [event for event in events if isinstance(event, PersonUnreachable)]


async def test_it_is_tried_again_and_never_brought_elsewhere(by_mail: Corridor) -> None:
    by_mail.senders[MAIL].refuses("ana@nordlys.example", *[NotNow("busy")] * 3)
    by_mail.opens()
    for _ in range(12):
        await by_mail.delivers()
        by_mail.clock.at += timedelta(seconds=10)
    assert len(beside(by_mail)) == 1
    assert "BroughtElsewhere" not in by_mail.happened()


async def test_where_the_way_is_not_set_up_there_is_none() -> None:
    made = loud(HOOK, (SLACK,))
    made.opens()
    await made.delivers()
    assert "NotReached" not in made.happened()
    made.store.close()
