"""What a platform would not take, not now or never, and what was lost on the way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.cases.commands import Accept, AddNote, Reassign
from bot.cases.events import PlaceMissing
from bot.cases.outcome import MessageKind
from bot.delivery.prepared import Delivered
from bot.people.identity import Platform
from bot.sending import Lost, NotNow, Undeliverable
from tests.core.corridor import LEASE, Corridor
from tests.core.relaying import how, told_policy
from tests.harness.builders import company, level, path, rules, text
from tests.harness.senders import LIMIT


@pytest.fixture
async def corridor() -> AsyncIterator[Corridor]:
    """Ana, Ben and Rita have spoken to Stige on Slack; #ops is told of every case."""
    made = Corridor(told_policy())
    for person in ("ana", "ben", "rita"):
        made.met(person)
    yield made
    made.store.close()


# for good


async def test_who_cannot_be_reached_is_passed_over_at_once(corridor: Corridor) -> None:
    corridor.slack.refuses("Uana", Undeliverable("user_not_found"))
    corridor.opens()
    saved = corridor.saved
    assert (await corridor.relay.deliver_next()) == Delivered("case1", MessageKind.ASK, "failed", "user_not_found")
    assert corridor.saved == saved + 1
    assert [ask.person for ask in corridor.case().open_asks()] == ["ben"]
    await corridor.delivers()
    assert len(corridor.slack.sent_to("Uben")) == 1


async def test_a_reminder_that_cannot_be_delivered_counts_as_well(corridor: Corridor) -> None:
    corridor.replace_policy(
        rules(path(level("ana", 10, remind=(50.0,)), level("ben", 10)), version="v2", label="2"), company()
    )
    corridor.opens()
    await corridor.delivers()
    corridor.slack.refuses("Uana", Undeliverable("account_inactive"))
    corridor.later(5)
    corridor.fires()
    await corridor.delivers()
    assert [ask.person for ask in corridor.case().open_asks()] == ["ben"]


async def test_a_nudge_that_cannot_be_delivered_is_on_record_and_moves_nothing(corridor: Corridor) -> None:
    corridor.opens()
    await corridor.delivers()
    corridor.does("ana", Accept())
    corridor.slack.refuses("Urita", Undeliverable("user_not_found"))
    before = corridor.happened()
    assert ("nudge", "failed") in how(await corridor.delivers())
    assert corridor.happened() == [*before, "NotReached"]


async def test_a_case_given_to_somebody_whom_nothing_reaches_is_offered_to_the_next_level(corridor: Corridor) -> None:
    corridor.opens()
    await corridor.delivers()
    corridor.does("ana", Accept())
    corridor.slack.refuses("Ucleo", Undeliverable("account_inactive"))
    corridor.met("cleo")
    corridor.does("mia", Reassign("cleo", text("she knows it", "mia")))
    assert ("nudge", "failed") in how(await corridor.delivers())
    assert "ben" in [ask.person for ask in corridor.case().open_asks()]


async def test_of_a_missing_place_those_hear_who_can_mend_it(corridor: Corridor) -> None:
    corridor.slack.refuses("#ops", Undeliverable("channel_not_found"))
    corridor.met("kim")
    corridor.opens()
    await corridor.delivers()
    with corridor.store.writing() as unit:
        missing = [e.event for e in unit.entries("case1") if isinstance(e.event, PlaceMissing)]
    assert [(event.place, event.people) for event in missing] == [("ops", ("kim",))]
    assert len(corridor.slack.sent_to("Ukim")) == 1


async def test_a_report_about_a_case_that_is_not_there_is_dropped(
    corridor: Corridor, monkeypatch: pytest.MonkeyPatch
) -> None:
    corridor.opens()
    corridor.slack.refuses("Uana", Undeliverable("user_not_found"))

    async def the_case_goes() -> None:
        monkeypatch.setattr("storage.unit.SqlUnit.load", lambda *_: None)

    corridor.slack.meanwhile = the_case_goes
    assert (await corridor.relay.deliver_next()) == Delivered("case1", MessageKind.ASK, "failed", "user_not_found")


async def test_an_edit_of_a_deleted_message_is_dropped_without_a_word(corridor: Corridor) -> None:
    corridor.opens()
    await corridor.delivers()
    deleted = corridor.slack.sent_to("#ops")[0].receipt
    corridor.slack.gone.add(deleted.message)
    corridor.does("ana", Accept())
    before = corridor.happened()
    assert ("refresh", "failed") in how(await corridor.delivers())
    assert corridor.happened() == before
    corridor.does("ana", AddNote(text("looking", "ana")))
    assert "failed" not in dict(how(await corridor.delivers())).values()  # it is not tried again


async def test_a_platform_that_is_no_longer_set_up_can_take_nothing(corridor: Corridor) -> None:
    corridor.opens()
    sender = corridor.senders.pop(Platform.SLACK)
    delivered = await corridor.delivers()
    assert Delivered("case1", MessageKind.TELL, "failed", "slack is not set up") in delivered
    shut = Delivered("case1", MessageKind.ASK, "postponed", "their chat is not set up")
    assert shut in delivered, "that is nothing that Ana could mend"
    assert [ask.person for ask in corridor.case().open_asks()] == ["ana"]
    assert "GotStuck" in corridor.happened(), "who runs Stige hears of it"
    assert sender.posts == []


async def test_what_cannot_be_drawn_keeps_no_other_message_to_that_person_waiting(corridor: Corridor) -> None:
    corridor.slack.refuses("Uana", ValueError("no such card"))
    corridor.opens(by="ben")
    failed = await corridor.relay.deliver_next()
    assert failed == Delivered("case1", MessageKind.ASK, "lost", "ValueError")
    assert isinstance(failed.error, ValueError)
    corridor.opens("another", by="ben")
    await corridor.delivers()
    assert [post.card.buttons[0].press.case_id for post in corridor.slack.sent_to("Uana")] == ["case2"]


# not now


async def test_a_destination_that_asks_for_rest_gets_it_and_no_other_waits(corridor: Corridor) -> None:
    corridor.slack.refuses("Uana", NotNow(LIMIT, timedelta(seconds=30)))
    corridor.opens("one")
    corridor.opens("two", by="ben")
    delivered = await corridor.delivers()
    assert delivered[0] == Delivered("case1", MessageKind.ASK, "postponed", LIMIT)
    assert {post.to for post in corridor.slack.posts} == {"Urita", "Uben", "#ops"}
    corridor.later(seconds=29)
    assert await corridor.delivers() == []
    corridor.later(seconds=1)
    assert how(await corridor.delivers()) == [("ask", "sent"), ("ask", "sent")]
    assert not any(post.repeated for post in corridor.slack.posts)  # certainly not delivered before


@pytest.mark.parametrize(
    ("to", "kind", "waits"),
    [
        ("Uana", MessageKind.ASK, [0, 2, 4, 8, 16, *[30] * 8]),
        ("#ops", MessageKind.TELL, [0, 2, 4, 8, 16, 32, 64, 128, 256, *[300] * 4]),
    ],
    ids=["a call never more seldom than twice a minute", "whatever calls nobody, every five minutes"],
)
async def test_without_a_word_of_when_it_is_tried_again_ever_more_seldom(
    corridor: Corridor, to: str, kind: MessageKind, waits: list[int]
) -> None:
    corridor.slack.refuses(to, *[NotNow("service_unavailable")] * 12)
    corridor.opens(by="ben")
    waited: list[float] = []
    before = corridor.clock.at
    for _ in range(400):
        if [one for one in await corridor.delivers() if one.kind is kind]:
            waited.append((corridor.clock.at - before).total_seconds())
            before = corridor.clock.at
        if corridor.slack.sent_to(to):
            break
        with corridor.store.writing() as unit:
            next_at = unit.next_message_at()
        assert next_at
        corridor.clock.at = max(next_at, corridor.clock.at)
    least = [round(wait * 0.75, 3) for wait in waits]
    assert all(shortest <= wait <= shortest / 0.75 for wait, shortest in zip(waited, least, strict=True)), waited
    assert len({wait % 1 for wait in waited}) > 2, "what one outage held up does not come back all at once"


async def test_one_message_that_waits_does_not_hold_up_others_to_the_same_person(corridor: Corridor) -> None:
    corridor.slack.refuses("Uana", NotNow("service_unavailable"))
    corridor.opens("one")
    corridor.opens("two")
    delivered = await corridor.delivers()
    assert [one.how for one in delivered if one.kind is MessageKind.ASK] == ["postponed", "sent"]


# lost


async def test_what_no_platform_can_be_asked_about_is_sent_again_and_marked(corridor: Corridor) -> None:
    corridor.slack.searchable = False
    corridor.slack.refuses("Uana", Lost("TimeoutError"), NotNow("service_unavailable"))
    corridor.opens()
    delivered = await corridor.delivers()
    assert Delivered("case1", MessageKind.ASK, "lost", "TimeoutError") in delivered
    for _ in range(2):
        corridor.later(seconds=10)
        await corridor.delivers()
    assert [post.repeated for post in corridor.slack.sent_to("Uana")] == [False, True]
    assert len({post.outbox_id for post in corridor.slack.sent_to("Uana")}) == 1  # by which it can be looked for


async def test_a_crash_in_mid_send_leaves_the_lease_and_is_sent_again_marked(corridor: Corridor) -> None:
    corridor.slack.refuses("Uana", asyncio.CancelledError())
    corridor.opens()
    with pytest.raises(asyncio.CancelledError):
        await corridor.relay.deliver_next()
    await corridor.delivers()
    assert {post.to for post in corridor.slack.posts} == {"Urita", "#ops"}
    corridor.clock.at += LEASE - timedelta(microseconds=1)
    assert await corridor.delivers() == []
    corridor.clock.at += timedelta(microseconds=1)
    await corridor.delivers()
    assert [post.repeated for post in corridor.slack.sent_to("Uana")] == [True]


async def test_two_relays_never_send_the_same_message(corridor: Corridor) -> None:
    corridor.opens()

    async def another_looks() -> None:
        corridor.slack.meanwhile = nobody_else
        assert [one.kind for one in await corridor.delivers()] == [MessageKind.TELL, MessageKind.TELL]

    async def nobody_else() -> None: ...

    corridor.slack.meanwhile = another_looks
    await corridor.relay.deliver_next()
    assert sorted(post.to for post in corridor.slack.posts) == ["#ops", "Uana", "Urita"]


async def test_work_goes_on_in_threads_while_several_are_under_way(corridor: Corridor) -> None:
    for number in range(4):
        corridor.opens(f"case {number}")
    await asyncio.gather(*(corridor.delivers() for _ in range(4)))
    assert len(corridor.slack.sent_to("Uana")) == 4
    assert len({post.outbox_id for post in corridor.slack.posts}) == len(corridor.slack.posts)
