"""A notice is brought to its person or place, tried again, edited where it stands, and never lost without a word."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.keeping.proposing import approve, decline
from bot.messages.delivery import LONGEST_WAIT, MOST_ATTEMPTS_OUTSIDE
from bot.messages.notice import NoticeTopic
from bot.notices.courier import Carried, Courier
from bot.notices.drawn import on_failed
from bot.people.identity import Platform
from bot.people.roster import Place
from bot.policy.policy import Policy
from bot.sending import Lost, NotNow, Undeliverable
from storage.tables import DESTINATIONS
from tests.core.corridor import right_here
from tests.core.keeping.builder import a_policy
from tests.core.notices.kept import Kept

TOLD = NoticeTopic.POLICY_DECLINED
NOTHING = "no|such|thing"


def notify(kept: Kept, person: str | None = None, place: str | None = None, platform: str | None = None) -> None:
    with kept.store.writing() as unit:
        unit.notify(TOLD, "p1", kept.clock.at, person=person, place=place, platform=platform)


async def test_somebody_who_never_spoke_to_stige_is_looked_for() -> None:
    kept = Kept()
    kept.proposes()
    assert [one.how for one in await kept.carries()] == ["sent", "sent"]
    assert kept.slack.looked_for
    kept.store.close()


async def test_who_is_on_no_platform_is_unreachable(kept: Kept) -> None:
    kept.courier = Courier(kept.engine, {}, right_here, _finds_nobody)
    assert {one.why for one in await kept.carries()} == {"on no platform"}


async def _finds_nobody(_: object) -> None:
    return None


async def test_somebody_whom_no_policy_names_is_reached_where_they_spoke(kept: Kept) -> None:
    await kept.carries()
    profile = kept.slack.has("guest")
    with kept.store.writing() as unit:
        unit.bind(profile, "slack:T1:Uguest", kept.clock.at)
    notify(kept, person="slack:T1:Uguest")
    assert [(one.to, one.how) for one in await kept.carries()] == [("slack:T1:Uguest", "sent")]


@pytest.mark.parametrize(
    ("fault", "again_after", "repeated"),
    [
        (lambda: NotNow("busy", timedelta(seconds=30)), 30, False),
        (lambda: NotNow("busy"), 2, False),
        (lambda: Lost("no answer"), 2, True),
        (lambda: ZeroDivisionError(), 2, True),
    ],
    ids=["later", "busy", "lost", "a fault of ours"],
)
async def test_what_did_not_arrive_is_tried_again(
    kept: Kept, fault: Callable[[], Exception], again_after: int, repeated: bool
) -> None:
    kept.slack.searchable = False
    kept.fails(fault, "kim", "hugo")
    assert {one.how for one in await kept.carries()} == {"postponed"}
    kept.later(seconds=again_after - 1)
    assert await kept.carries() == []
    kept.later(seconds=1)
    assert {one.how for one in await kept.carries()} == {"sent"}
    assert {post.repeated for post in kept.slack.posts[-2:]} == {repeated}


@pytest.mark.parametrize("everywhere", [True, False])
async def test_where_the_platform_wants_rest_no_message_of_a_case_goes_either(kept: Kept, everywhere: bool) -> None:
    kept.fails(lambda: NotNow("busy", timedelta(seconds=30), everywhere), "kim")
    await kept.carries()
    assert resting(kept) == {"person:kim"}
    kept.later(seconds=30)
    await kept.carries()
    kept.slack.refuses(kept.slack.sent_to("Ukim")[0].receipt.message, NotNow("busy", timedelta(seconds=30), everywhere))
    approve(kept.store, "p1", "hugo", kept.clock.at)
    await kept.carries()
    assert resting(kept) == ({"slack:edits"} if everywhere else {"person:kim"})


def resting(kept: Kept) -> set[str]:
    with kept.store.database.reading() as connection:
        rows = connection.execute(select(DESTINATIONS.c.key).where(DESTINATIONS.c.next_allowed_at > kept.clock.at))
        return set(rows.scalars())


async def test_it_is_tried_less_and_less_often_and_never_given_up(kept: Kept) -> None:
    for _ in range(12):
        kept.fails(lambda: NotNow("busy"), "kim", "hugo")
        assert {one.how for one in await kept.carries()} == {"postponed"}
        kept.clock.at += LONGEST_WAIT
    assert {one.how for one in await kept.carries()} == {"sent"}


async def test_a_fault_of_ours_is_handed_to_the_log(kept: Kept) -> None:
    kept.fails(lambda: ZeroDivisionError("a secret word"), "kim")
    done = await kept.carries()
    assert [(one.to, one.why, type(one.error)) for one in done if one.error] == [
        ("kim", "ZeroDivisionError", ZeroDivisionError)
    ]


async def test_what_cannot_be_drawn_keeps_nothing_else_waiting(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    await kept.carries()
    notify(kept, person="mia")
    monkeypatch.setattr("bot.notices.policy.told_card", _cannot)
    assert [(one.how, one.why) for one in await kept.carries()] == [("not drawn", "ZeroDivisionError")]
    monkeypatch.undo()
    kept.later(seconds=2)
    assert [one.how for one in await kept.carries()] == ["sent"]
    assert not kept.slack.posts[-1].repeated


def _cannot(*_: object) -> None:
    raise ZeroDivisionError


async def test_others_are_sent_for_before_the_platform_is_waited_for(kept: Kept) -> None:
    said: list[str] = []

    async def waits() -> None:
        said.append("on its way")

    kept.slack.meanwhile = waits
    await kept.courier.deliver_next(lambda: said.append("found"))
    assert said == ["found", "on its way"]


# places


async def test_a_place_is_told_in_its_room_in_its_own_language(kept: Kept) -> None:
    await kept.carries()
    notify(kept, place="ops", platform="slack")
    assert await kept.carries() == [Carried("ops", TOLD, "sent")]
    post = kept.slack.posts[-1]
    assert (post.to, post.reader.person, post.reader.language) == ("#ops", None, "en")


def with_two_addresses() -> Kept:
    kept = Kept(frozenset({Platform.SLACK, Platform.MAIL}))
    kept.proposes()
    both = Place("ops", email=("one@acme.example", "two@acme.example"))
    kept.policy = Policy(
        replace(kept.policy.rules, version="v2", label="2"), replace(kept.policy.roster, places={"ops": both})
    )
    kept.replace_policy()
    notify(kept, place="ops", platform="mail")
    return kept


def mailed(kept: Kept) -> list[str]:
    return [post.to for post in kept.senders[Platform.MAIL].posts]


@pytest.mark.parametrize("busy", ["one", "two"])
async def test_an_address_that_is_busy_keeps_it_from_no_other_nor_brings_it_there_again(busy: str) -> None:
    kept = with_two_addresses()
    kept.senders[Platform.MAIL].refuses(f"{busy}@acme.example", *(NotNow("busy") for _ in range(3)))
    for _ in range(3):
        assert ("ops", "postponed") in [(one.to, one.how) for one in await kept.carries()]
        kept.clock.at += LONGEST_WAIT
    assert ("ops", "sent") in [(one.to, one.how) for one in await kept.carries()]
    assert sorted(mailed(kept)) == ["one@acme.example", "two@acme.example"]
    kept.store.close()


async def test_an_address_that_refuses_keeps_it_from_no_other_and_all_that_refuse_are_a_failure() -> None:
    kept = with_two_addresses()
    mail = kept.senders[Platform.MAIL]
    mail.refuses("one@acme.example", Undeliverable("unknown"))
    assert ("ops", "sent") in [(one.to, one.how) for one in await kept.carries()]
    assert mailed(kept) == ["two@acme.example"]
    for address in ("one", "two"):
        mail.refuses(f"{address}@acme.example", Undeliverable("unknown"))
    with kept.store.writing() as unit:
        unit.notify(NoticeTopic.POLICY_ACTIVATED, "p1", kept.clock.at, place="ops", platform="mail")
    assert [(one.to, one.how) for one in await kept.carries()] == [("ops", "failed")]
    kept.store.close()


@pytest.mark.parametrize(("place", "platform"), [("ops", "teams"), ("nowhere", "slack")])
async def test_a_place_without_a_room_there_is_told_nothing(kept: Kept, place: str, platform: str) -> None:
    await kept.carries()
    notify(kept, place=place, platform=platform)
    assert await kept.carries() == [Carried(place, TOLD, "failed", "on no platform")]


async def test_a_place_on_a_platform_that_is_gone_is_told_nothing(kept: Kept) -> None:
    await kept.carries()
    notify(kept, place="ops", platform="slack")
    kept.courier = Courier(kept.engine, {}, right_here, kept.relay.found)
    assert await kept.carries() == [Carried("ops", TOLD, "failed", "slack is not set up")]


async def test_a_place_by_mail_is_told_at_each_of_its_addresses() -> None:
    policy = a_policy("v9", "9", keepers=("mia", "kim", "hugo"))
    addressed = replace(policy.roster.places["ops"], email=("a@x.example", "b@x.example"))
    places = {**policy.roster.places, "ops": addressed}
    kept = Kept(platforms=frozenset({Platform.SLACK, Platform.MAIL}))
    kept.replace_policy(policy.rules, replace(policy.roster, places=places))
    kept.proposes()
    notify(kept, place="ops", platform="mail")
    await kept.carries()
    assert [post.to for post in kept.senders[Platform.MAIL].posts] == ["a@x.example", "b@x.example"]
    kept.store.close()


async def test_which_of_several_addresses_have_it_nobody_can_say_so_the_one_in_doubt_gets_it_again_marked() -> None:
    policy = a_policy("v9", "9", keepers=("mia", "kim", "hugo"))
    places = {**policy.roster.places, "ops": replace(policy.roster.places["ops"], email=("a@x.example", "b@x.example"))}
    kept = Kept(platforms=frozenset({Platform.SLACK, Platform.MAIL}))
    kept.replace_policy(policy.rules, replace(policy.roster, places=places))
    kept.proposes()
    await kept.carries()
    notify(kept, place="ops", platform="mail")
    kept.senders[Platform.MAIL].refuses("b@x.example", Lost("hung up"))
    await kept.carries()
    kept.clock.at += LONGEST_WAIT
    await kept.carries()
    posts = [(post.to, post.repeated) for post in kept.senders[Platform.MAIL].posts]
    assert posts == [("a@x.example", False), ("b@x.example", False), ("b@x.example", True)]
    kept.store.close()


async def test_mail_that_is_never_taken_is_given_up_after_an_hour_or_so() -> None:
    policy = a_policy("v9", "9", keepers=("mia", "kim", "hugo"))
    places = {**policy.roster.places, "ops": replace(policy.roster.places["ops"], email=("a@x.example",))}
    kept = Kept(platforms=frozenset({Platform.SLACK, Platform.MAIL}))
    kept.replace_policy(policy.rules, replace(policy.roster, places=places))
    kept.proposes()
    await kept.carries()
    notify(kept, place="ops", platform="mail")
    for _ in range(MOST_ATTEMPTS_OUTSIDE - 1):
        kept.senders[Platform.MAIL].faults["a@x.example"].append(NotNow("full"))
        assert {one.how for one in await kept.carries()} == {"postponed"}
        kept.clock.at += LONGEST_WAIT
    kept.senders[Platform.MAIL].faults["a@x.example"].append(NotNow("full"))
    assert [one.how for one in await kept.carries()] == ["failed"]
    kept.clock.at += LONGEST_WAIT
    assert await kept.carries() == []
    kept.store.close()


# what stands


async def decided(kept: Kept) -> None:
    await kept.carries()
    approve(kept.store, "p1", "kim", kept.clock.at)


async def test_a_message_that_is_gone_is_not_sent_anew(kept: Kept) -> None:
    await decided(kept)
    kept.slack.gone.update(post.receipt.message for post in kept.slack.posts)
    done = await kept.carries()
    assert [(one.to, one.how, one.why) for one in done[:2]] == [
        ("hugo", "left", "message_not_found"),
        ("kim", "left", "message_not_found"),
    ]
    assert [post.card.headline.key for post in kept.slack.posts].count("keeping.proposed") == 2
    assert await kept.carries() == []


async def test_an_edit_that_did_not_arrive_is_tried_again(kept: Kept) -> None:
    await decided(kept)
    for post in kept.slack.posts:
        kept.slack.refuses(post.receipt.message, Lost("no answer"))
    assert [one.how for one in await kept.carries()] == ["postponed", "postponed", "sent"]
    kept.later(seconds=2)
    assert [one.how for one in await kept.carries()] == ["changed", "changed"]


async def test_what_stands_on_a_platform_that_is_gone_is_left(kept: Kept) -> None:
    await decided(kept)
    kept.courier = Courier(kept.engine, {}, right_here, _finds_nobody)
    assert [one.how for one in await kept.carries()] == ["left", "left", "failed"]


async def test_what_has_nothing_more_to_say_is_left_as_it_stands(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    await decided(kept)
    monkeypatch.setattr("bot.notices.policy.ended_card", lambda *_: None)
    assert [one.how for one in await kept.carries()] == ["left", "left", "sent"]
    assert kept.slack.edits == []


async def test_what_changes_while_it_is_on_its_way_is_put_right_at_once(kept: Kept) -> None:
    async def is_declined() -> None:
        kept.slack.meanwhile = _nothing
        decline(kept.store, "p1", "kim", kept.clock.at)

    kept.slack.meanwhile = is_declined
    done = [(one.to, one.topic.value, one.how) for one in await kept.carries()]
    assert sorted(how for _, _, how in done) == ["changed", "sent", "sent", "withdrawn"]
    assert kept.reads_now() == ["keeping.told_declined"]


async def _nothing() -> None:
    return None


# every topic


@pytest.mark.parametrize("topic", NoticeTopic)
async def test_a_notice_of_what_is_not_there_holds_no_other_up(kept: Kept, topic: NoticeTopic) -> None:
    await kept.carries()
    with kept.store.writing() as unit:
        unit.notify(topic, NOTHING, kept.clock.at, person="mia")
    notify(kept, person="kim")
    assert Carried("kim", TOLD, "sent") in await kept.carries()
    assert await kept.carries() == []


@pytest.mark.parametrize("topic", NoticeTopic)
async def test_of_what_is_not_there_nobody_is_told_that_it_failed(kept: Kept, topic: NoticeTopic) -> None:
    await kept.carries()
    with kept.store.writing() as unit:
        unit.notify(topic, NOTHING, kept.clock.at, person="mia")
        notice = unit.take_notice(kept.clock.at, timedelta(minutes=1))
        assert notice
        on_failed(notice, unit, kept.clock.at)
        unit.notice_ended(notice, "failed", kept.clock.at)
    assert await kept.carries() == []
