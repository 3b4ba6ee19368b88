"""The door of a message: what is owed is drawn at the moment of sending, for whoever reads it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.cases.commands import Accept, Decline, NeedInfo, Triage
from bot.cases.outcome import MessageKind
from bot.cases.verbs import Verb
from bot.delivery.prepared import Delivered
from bot.policy.policy import Policy
from bot.sending import Lost
from storage.tables import OUTBOX
from tests.core.corridor import Corridor
from tests.core.relaying import how, told_policy
from tests.harness.builders import company, facts, level, path, rules, text
from tests.harness.senders import Edit


@pytest.fixture
async def corridor() -> AsyncIterator[Corridor]:
    """Ana, Ben and Rita have spoken to Stige on Slack; #ops is told of every case."""
    made = Corridor(told_policy())
    for person in ("ana", "ben", "rita"):
        made.met(person)
    yield made
    made.store.close()


# what is sent


async def test_the_page_goes_first_then_the_place_and_the_reporter(corridor: Corridor) -> None:
    corridor.opens()
    assert how(await corridor.delivers()) == [("ask", "sent"), ("tell", "sent"), ("tell", "sent")]
    assert corridor.slack.posts[0].to == "Uana"
    assert {post.to for post in corridor.slack.posts} == {"Uana", "Urita", "#ops"}
    assert not any(post.repeated for post in corridor.slack.posts)
    assert await corridor.relay.deliver_next() is None


async def test_each_card_is_drawn_for_its_reader(corridor: Corridor) -> None:
    profile = replace(corridor.slack.has("ana"), language="da", timezone="Asia/Tokyo")
    with corridor.store.writing() as unit:
        unit.acted(profile, corridor.clock.at)
    corridor.opens()
    await corridor.delivers()
    page, room = corridor.slack.sent_to("Uana")[0], corridor.slack.sent_to("#ops")[0]
    assert (page.reader.person, page.reader.language, page.reader.timezone) == ("ana", "da", "Asia/Tokyo")
    assert (room.reader.person, room.reader.language) == (None, "en")
    assert page.card.buttons
    assert page.card.case_id == room.card.case_id == "case1"


async def test_a_change_is_an_edit_of_the_cards_that_stand(corridor: Corridor) -> None:
    corridor.opens()
    await corridor.delivers()
    stood = {post.receipt for post in corridor.slack.posts}
    corridor.does("ana", Accept())
    await corridor.delivers()
    assert {edit.receipt for edit in corridor.slack.edits} == stood
    assert [post.to for post in corridor.slack.posts[3:]] == ["Urita"]  # hears that ana has it


async def test_what_is_no_longer_owed_is_withdrawn(corridor: Corridor) -> None:
    corridor.opens()
    corridor.does("ana", Decline(text("on a train", "ana"), 1, 1))
    delivered = await corridor.delivers()
    assert ("ask", "withdrawn") in how(delivered)
    assert next(post.to for post in corridor.slack.posts if post.card.buttons) == "Uben"
    assert corridor.slack.sent_to("Uana") == []


async def test_a_case_that_changed_between_drawing_and_sending_is_drawn_again(corridor: Corridor) -> None:
    corridor.opens()

    async def somebody_accepts() -> None:
        corridor.slack.meanwhile = nothing_more
        corridor.does("ana", Accept())

    async def nothing_more() -> None: ...

    corridor.slack.meanwhile = somebody_accepts
    await corridor.relay.deliver_next()
    assert corridor.slack.edits == []
    await corridor.delivers()
    page = corridor.slack.sent_to("Uana")[0]
    assert [edit.receipt for edit in corridor.slack.edits if edit.receipt == page.receipt] == [page.receipt]


async def test_a_message_of_a_case_that_is_not_there_is_withdrawn(
    corridor: Corridor, monkeypatch: pytest.MonkeyPatch
) -> None:
    corridor.opens()
    monkeypatch.setattr("storage.unit.SqlUnit.load", lambda *_: None)
    assert set(how(await corridor.delivers())) == {("ask", "withdrawn"), ("tell", "withdrawn")}
    assert corridor.slack.posts == []


def fails_for(who: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.messages.card import card

    def fails(*given: object) -> object:
        if given[4] == who:
            raise KeyError(given[4])
        return card(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.delivery.prepared.card", fails)


async def test_what_cannot_be_drawn_keeps_no_other_message_waiting(
    corridor: Corridor, monkeypatch: pytest.MonkeyPatch
) -> None:
    corridor.opens()
    fails_for(None, monkeypatch)
    delivered = await corridor.delivers()
    assert Delivered("case1", MessageKind.TELL, "not drawn", "KeyError") in delivered
    assert {post.to for post in corridor.slack.posts} == {"Uana", "Urita"}
    monkeypatch.undo()
    corridor.later(seconds=2)
    assert how(await corridor.delivers()) == [("tell", "sent")]
    assert not corridor.slack.sent_to("#ops")[0].repeated  # it was never sent before


async def test_a_page_that_cannot_be_drawn_goes_out_bare_and_who_runs_stige_hears_of_it(
    corridor: Corridor, monkeypatch: pytest.MonkeyPatch
) -> None:
    corridor.met("hugo")
    corridor.opens()
    fails_for("ana", monkeypatch)
    delivered = await corridor.delivers()
    assert delivered[0] == Delivered("case1", MessageKind.ASK, "sent bare", "KeyError")
    assert isinstance(delivered[0].error, KeyError)
    page = corridor.slack.sent_to("Uana")[0]
    assert [button.press.verb for button in page.card.buttons] == [Verb.ACCEPT, Verb.SHOW]
    assert "checkout" not in str(page.card), "nothing of what people wrote"
    assert corridor.happened().count("GotStuck") == 1
    monkeypatch.undo()
    corridor.later(minutes=5)
    await corridor.delivers()
    whole = [edit.card for edit in corridor.slack.edits if edit.receipt == page.receipt][-1]
    assert whole
    assert "checkout" in str(whole), "it becomes whole as soon as it can be drawn"


async def test_what_cannot_be_drawn_when_it_is_to_be_changed_waits_and_tells_nobody(
    corridor: Corridor, monkeypatch: pytest.MonkeyPatch
) -> None:
    corridor.opens()
    await corridor.delivers()
    corridor.does("ana", Accept())
    fails_for("ana", monkeypatch)
    for _ in range(4):
        await corridor.delivers()
        corridor.later(minutes=1)
    assert "GotStuck" not in corridor.happened()
    assert len(corridor.slack.sent_to("Uana")) == 1


# private cases


async def test_a_private_case_reaches_no_room(corridor: Corridor) -> None:
    corridor.opens(type="hr")
    await corridor.delivers()
    assert corridor.slack.sent_to("#ops") == []
    assert corridor.slack.sent_to("Uana")


async def test_a_case_that_became_private_is_not_told_in_a_room_any_more(corridor: Corridor) -> None:
    corridor.opens()
    becomes_private(corridor)
    assert ("tell", "withdrawn") in how(await corridor.delivers())
    assert corridor.slack.sent_to("#ops") == []


async def test_a_card_of_a_case_that_became_private_is_taken_out_of_the_room(corridor: Corridor) -> None:
    corridor.opens()
    await corridor.delivers()
    stood = corridor.slack.sent_to("#ops")[0].receipt
    becomes_private(corridor)
    await corridor.delivers()
    assert [edit for edit in corridor.slack.edits if edit.receipt == stood] == [Edit(stood, None)]
    corridor.does("ana", NeedInfo("steps"))
    await corridor.delivers()
    assert [edit for edit in corridor.slack.edits if edit.receipt == stood] == [Edit(stood, None)]


async def test_who_may_no_longer_read_a_case_is_told_nothing_new(corridor: Corridor) -> None:
    """Cleo was told while everybody might read it."""
    policy = Policy(rules(path(level("ana", 5, tell=["cleo"]))), company())
    corridor = Corridor(policy)
    for person in ("ana", "cleo", "rita"):
        corridor.met(person)
    corridor.opens()
    await corridor.delivers()
    assert len(corridor.slack.sent_to("Ucleo")) == 1
    becomes_private(corridor)
    await corridor.delivers()
    theirs = corridor.slack.sent_to("Ucleo")[0].receipt
    assert all(edit.card is None for edit in corridor.slack.edits if edit.receipt == theirs)
    assert any(edit.card for edit in corridor.slack.edits if edit.receipt != theirs)
    corridor.store.close()


def becomes_private(corridor: Corridor) -> None:
    corridor.does("ana", Accept())
    corridor.does("ana", Triage(text("it is about a person", "ana"), facts(type="hr")))
    assert corridor.case().private


# what is kept


async def test_every_message_keeps_its_receipt_and_whether_it_was_repeated(corridor: Corridor) -> None:
    corridor.slack.searchable = False
    corridor.slack.refuses("Uana", Lost("TimeoutError"))
    corridor.opens()
    await corridor.delivers()
    corridor.later(seconds=5)
    await corridor.delivers()
    with corridor.store.database.reading() as connection:
        kept = {row.destination: (row.state, row.repeated) for row in connection.execute(OUTBOX.select())}
    assert kept == {
        "person:ana": ("sent", True),
        "person:rita": ("sent", False),
        "slack:place:ops": ("sent", False),
    }
