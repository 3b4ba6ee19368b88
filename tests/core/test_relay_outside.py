"""What goes to vendors, and to places by mail or webhook: to whom, as what, and what becomes of it (R20, S35, S40)."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.wording import Wording
from bot.cases.case import Room
from bot.cases.commands import Accept, PostUpdate, Triage, VendorHasIt, Withdraw
from bot.durations import hours
from bot.messages.delivery import MOST_ATTEMPTS_OUTSIDE, stands
from bot.messages.owed import Destination
from bot.people.identity import Platform
from bot.people.roster import Place, Roster, Vendor
from bot.policy.policy import Policy
from bot.sending import Lost, NotNow, Undeliverable
from tests.core.corridor import Corridor
from tests.core.test_relay_customers import told
from tests.harness.builders import company, facts, level, path, rules, text, when
from tests.harness.senders import Post

NOC, HOOK = "noc@telco.example", "https://telco.example/in"
TELCO = Vendor("telco", "Telco", NOC, accept_within=hours(1), resolve_within=hours(2))
ALL = frozenset({Platform.SLACK, Platform.MAIL, Platform.WEBHOOK})
LADDER = path(level("@telco", tell="ben"), level("mia"), fits=when(type="incident hr"))


def corridor_of(platforms: frozenset[Platform] = ALL, **more: object) -> Corridor:
    roster: Roster = company(**{"vendors": {"telco": TELCO}, **more})  # type: ignore[arg-type]
    return Corridor(Policy(rules(LADDER), roster), platforms)


@pytest.fixture
async def corridor() -> AsyncIterator[Corridor]:
    made = corridor_of()
    made.opens("call +45 12345678", impact="all")
    await made.delivers()
    yield made
    made.store.close()


def mail(corridor: Corridor, to: str = NOC) -> list[Post]:
    return corridor.senders[Platform.MAIL].sent_to(to)


def read(corridor: Corridor, post: Post) -> list[str]:
    words = Wording(lambda name: name, "en", corridor.clock.now)
    card = post.card
    rows = [
        f"{words.sentence(r.label, post.reader)}: {words.param(r.value, post.reader)}" for r in (*card.rows, *card.body)
    ]
    return [
        words.sentence(card.headline, post.reader),
        *(words.sentence(line, post.reader) for line in card.lead),
        *rows,
    ]


# vendors


async def test_a_vendor_reads_what_is_asked_of_it_whom_to_answer_and_nothing_else(corridor: Corridor) -> None:
    [post] = mail(corridor)
    assert read(corridor, post) == [
        "ESC-1: your help is needed",
        "Please answer ben.",
        "Please give us your reference for it, and quote ESC-1.",
        "Priority: P1",
        "Summary: call …",
    ]
    assert (post.card.buttons, post.reader.language, post.repeated) == ((), "en", False)


async def test_once_somebody_has_the_case_they_are_whom_to_answer() -> None:
    made = corridor_of()
    made.opens()
    made.does("ben", Accept())
    await made.delivers()
    assert read(made, mail(made)[0])[1] == "Please answer ben."
    made.store.close()


async def test_a_vendor_with_a_webhook_hears_there_and_once(corridor: Corridor) -> None:
    both = corridor_of(vendors={"telco": replace(TELCO, webhook=HOOK)})
    both.opens()
    assert Destination(platform=Platform.WEBHOOK, room=HOOK, vendor="telco") in [o.destination for o in both.owed()]
    await both.delivers()
    assert (len(both.senders[Platform.WEBHOOK].sent_to(HOOK)), mail(both)) == (1, [])
    both.store.close()


async def test_where_no_webhooks_are_set_up_by_mail() -> None:
    both = corridor_of(ALL - {Platform.WEBHOOK}, vendors={"telco": replace(TELCO, webhook=HOOK)})
    both.opens()
    await both.delivers()
    assert len(mail(both)) == 1
    both.store.close()


async def test_a_vendor_that_is_gone_by_then_is_written_to_no_more(corridor: Corridor) -> None:
    corridor.replace_policy(rules(LADDER, version="v2", label="2"), company(vendors={}))
    corridor.does("rita", Withdraw(text()))
    await corridor.delivers()
    assert len(mail(corridor)) == 1


def test_each_address_of_a_vendor_is_a_queue_of_its_own() -> None:
    assert Destination(platform=Platform.MAIL, room=NOC, vendor="telco").key == f"mail:vendor:{NOC}"


async def test_what_was_mailed_never_changes_and_is_never_taken_back(corridor: Corridor) -> None:
    corridor.does("ben", VendorHasIt(text("T-1", "ben")))
    corridor.does("ben", Triage(text(), facts(type="hr")))
    await corridor.delivers()
    assert corridor.senders[Platform.MAIL].edits == []
    assert len(mail(corridor)) == 1


async def test_the_vendor_hears_of_the_end_without_a_way_into_stige(corridor: Corridor) -> None:
    corridor.does("rita", Withdraw(text("never mind", "rita")))
    await corridor.delivers()
    end = read(corridor, mail(corridor)[-1])
    assert end[0] == "About ESC-1"
    assert "It is over." in end[-1]
    assert "/escalate" not in end[-1]
    assert "never mind" not in "\n".join(end)


async def test_one_who_is_written_to_when_all_is_over_reads_that_it_is() -> None:
    made = corridor_of()
    made.opens()
    made.does("rita", Withdraw(text()))
    await made.delivers()
    assert "nothing is needed of you" in read(made, mail(made)[0])[1]
    made.store.close()


async def test_what_became_private_meanwhile_goes_to_no_vendor() -> None:
    made = corridor_of()
    made.opens()
    made.does("ben", VendorHasIt(text("T-1", "ben")))
    made.does("ben", Triage(text(), facts(type="hr")))
    await made.delivers()
    assert mail(made) == []
    made.store.close()


# what does not arrive


async def test_who_is_told_beside_a_vendor_hears_that_nothing_reaches_it() -> None:
    made = corridor_of()
    made.met("ben")
    made.senders[Platform.MAIL].refuses(NOC, Undeliverable("550"))
    made.opens()
    await made.delivers()
    heard = [read(made, post)[0] for post in made.slack.sent_to("Uben")]
    assert heard[-1] == "ESC-1: no message reaches telco. Please tell them yourself."
    assert made.case().unreached == ("telco",)
    made.store.close()


@pytest.mark.parametrize("fault", [NotNow("down"), Lost("silent")])
async def test_after_an_hour_of_trying_it_counts_as_not_arriving(fault: Exception) -> None:
    made = corridor_of()
    made.senders[Platform.MAIL].refuses(NOC, *[fault] * 50)
    made.opens()
    for _ in range(MOST_ATTEMPTS_OUTSIDE - 1):
        await made.delivers()
        assert made.case().unreached == ()
        made.later(6)
    assert made.clock.at - made.case().opened_at > hours(1).elapsed
    await made.delivers()
    assert made.case().unreached == ("telco",)
    made.store.close()


async def test_a_mail_whose_fate_is_unknown_comes_again_marked_under_the_same_id() -> None:
    made = corridor_of()
    made.senders[Platform.MAIL].refuses(NOC, Lost("silent"))
    made.opens()
    await made.delivers()
    made.later(1)
    await made.delivers()
    first, again = mail(made)
    assert (first.outbox_id, first.repeated, again.repeated) == (again.outbox_id, False, True)
    made.store.close()


async def test_a_customer_whom_nothing_reaches_is_told_of_likewise() -> None:
    made = Corridor(told(), frozenset({Platform.SLACK, Platform.MAIL}))
    made.senders[Platform.MAIL].refuses("it@acme.example", Undeliverable("550"))
    made.opens(customer="acme")
    made.does("ana", Accept())
    made.does("ana", PostUpdate(text("soon", "ana"), audiences=(2,)))
    await made.delivers()
    assert made.case().unreached == ("acme",)
    made.store.close()


# places


BOARD = Place("ops", slack="#ops", email=("one@nordlys.example", "two@nordlys.example"), webhook=HOOK)


def told_of(place: Place, platforms: frozenset[Platform] = ALL) -> Corridor:
    ladder = path(level("ana", 5, tell="#ops"), fits=when(type="incident hr"))
    return Corridor(Policy(rules(ladder), company(places={"ops": place})), platforms)


async def test_a_place_hears_in_its_room_at_each_address_and_at_its_webhook() -> None:
    made = told_of(BOARD)
    made.opens()
    await made.delivers()
    assert [len(mail(made, to)) for to in BOARD.email] == [1, 1]
    assert len(made.senders[Platform.WEBHOOK].sent_to(HOOK)) == len(made.slack.sent_to("#ops")) == 1
    made.store.close()


async def test_there_it_hears_once_and_of_the_end_and_no_card_changes_or_leaves() -> None:
    made = told_of(BOARD)
    made.opens()
    await made.delivers()
    made.does("ana", Accept())
    made.does("rita", Withdraw(text()))
    await made.delivers()
    assert len(mail(made, BOARD.email[0])) == 2
    assert made.senders[Platform.MAIL].edits == made.senders[Platform.WEBHOOK].edits == []
    made.store.close()


async def test_a_place_that_is_only_an_address_has_no_room_where_no_mail_is_set_up() -> None:
    made = told_of(Place("ops", email=("ops@nordlys.example",)), frozenset({Platform.SLACK}))
    made.opens()
    assert made.case().missing_places == (Room("ops"),)
    made.store.close()


async def test_an_address_of_a_place_that_nothing_reaches_is_for_a_keeper_to_mend() -> None:
    made = told_of(Place("ops", email=("ops@nordlys.example",)))
    made.senders[Platform.MAIL].refuses("ops@nordlys.example", Undeliverable("550"))
    made.opens()
    await made.delivers()
    assert made.case().missing_places == (Room("ops", Platform.MAIL),)
    made.store.close()


def test_what_left_the_chats_is_no_card() -> None:
    made = told_of(BOARD)
    made.opens()
    [told] = {owed.message for owed in made.owed() if owed.message.place}
    assert (stands(told, Platform.SLACK), stands(told, Platform.MAIL), stands(told, Platform.WEBHOOK)) == (
        True,
        False,
        False,
    )
    made.store.close()
