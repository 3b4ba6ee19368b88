"""How long a message is kept up to date: until a newer one has taken its place, so that edits do not pile up."""

from collections.abc import AsyncIterator

import pytest

from bot.cases.commands import Accept, AddNote, Answer, NeedInfo
from bot.cases.outcome import MessageKind
from bot.desk.desk import Desk
from bot.messages.shown import Card, Line
from bot.policy.policy import Policy
from bot.sending import Undeliverable
from bot.words import say
from tests.core.corridor import FILES, Corridor
from tests.harness.builders import company, fallback, level, path, rules, text
from tests.harness.senders import Post

LATE = path(level("ana", 5), fallback=fallback("kim ben", every=30))


@pytest.fixture
async def corridor() -> AsyncIterator[Corridor]:
    """Nobody answers at the only level; the fallback asks Kim and Ben every half hour."""
    made = Corridor(Policy(rules(LATE), company()))
    for person in ("ana", "ben", "kim", "rita"):
        made.met(person)
    made.opens()
    await made.delivers()
    await goes_by(made, 5)
    yield made
    made.store.close()


async def goes_by(corridor: Corridor, minutes: float) -> None:
    corridor.later(minutes)
    corridor.fires()
    await corridor.delivers()


def as_it_is_now(corridor: Corridor, post: Post) -> Card | None:
    return next((e.card for e in reversed(corridor.slack.edits) if e.receipt == post.receipt), post.card)


async def test_a_newer_call_takes_the_buttons_from_the_older_one_and_says_where_to_look(corridor: Corridor) -> None:
    await goes_by(corridor, 30)
    older, newer = corridor.slack.sent_to("Ukim")
    retired = as_it_is_now(corridor, older)
    assert retired
    assert (retired.buttons, retired.notes[-1]) == ((), say("card.retired"))
    assert newer.card.buttons


async def test_a_retired_card_is_never_drawn_again(corridor: Corridor) -> None:
    await goes_by(corridor, 30)
    older, newer = corridor.slack.sent_to("Ukim")
    drawn = len(corridor.slack.edits)
    corridor.does("kim", Accept())
    await corridor.delivers()
    edited = [edit.receipt for edit in corridor.slack.edits[drawn:]]
    assert newer.receipt in edited
    assert older.receipt not in edited


async def test_a_night_of_repeats_owes_as_many_edits_at_the_last_as_at_the_first(corridor: Corridor) -> None:
    edits = []
    for _ in range(12):
        before = len(corridor.slack.edits)
        await goes_by(corridor, 30)
        edits.append(len(corridor.slack.edits) - before)
    assert len(corridor.slack.sent_to("Ukim")) == len(corridor.slack.sent_to("Uben")) == 13
    assert len(set(edits)) == 1
    assert edits[0] == 4  # Rita's and Ana's cards are drawn anew, Kim's and Ben's older ones retire


async def test_a_call_that_never_arrives_leaves_the_older_one_as_it_is(corridor: Corridor) -> None:
    corridor.slack.refuses("Ukim", Undeliverable("account_inactive"))
    await goes_by(corridor, 30)
    (older,) = corridor.slack.sent_to("Ukim")
    standing = as_it_is_now(corridor, older)
    assert standing
    assert standing.buttons


async def test_the_last_edit_is_owed_in_the_commit_that_confirms_the_newer_call(corridor: Corridor) -> None:
    corridor.later(30)
    corridor.fires()
    assert [owed.message.kind for owed in corridor.owed()].count(MessageKind.RETIRE) == 0
    await corridor.relay.deliver_next()
    retired = [owed for owed in corridor.owed() if owed.message.kind is MessageKind.RETIRE]
    assert len(retired) == 1
    assert retired[0].posted
    assert retired[0].posted.message.person == corridor.slack.posts[-1].reader.person


async def test_a_nudge_without_a_button_that_may_become_pointless_is_not_drawn_again(corridor: Corridor) -> None:
    corridor.does("kim", Accept())
    await corridor.delivers()
    news = corridor.slack.sent_to("Urita")[-1]
    assert news.card.headline.key == "news.owner"
    corridor.does("kim", AddNote(text("looking", "kim")))
    await corridor.delivers()
    assert news.receipt not in [edit.receipt for edit in corridor.slack.edits]


async def test_a_nudge_takes_the_place_of_an_older_one_about_the_same_thing_and_of_no_other(corridor: Corridor) -> None:
    for item in ("steps", "impact"):
        corridor.does("kim", NeedInfo(item))
        await corridor.delivers()
        asked = corridor.slack.sent_to("Urita")[-1]
        assert asked.card.headline.key == "news.info_asked"
        corridor.does("rita", Answer(text("so it is")), key=f"answers {item}")
        await corridor.delivers()
    questions = [post for post in corridor.slack.sent_to("Urita") if post.card.headline.key == "news.info_asked"]
    first, second = (as_it_is_now(corridor, post) for post in questions)
    assert first
    assert second
    assert first.notes[-1:] == (say("card.retired"),)
    assert say("card.retired") not in second.notes
    opening = as_it_is_now(corridor, corridor.slack.sent_to("Urita")[0])
    assert opening
    assert opening.buttons


async def test_a_press_on_a_card_as_it_was_before_it_retired_is_answered_like_any_other(corridor: Corridor) -> None:
    """A phone may still show its buttons."""
    await goes_by(corridor, 30)
    accept = corridor.slack.sent_to("Ukim")[0].card.buttons[0].press
    desk = Desk(corridor.engine, FILES)
    late = desk.pressed(corridor.slack.has("kim"), accept, "late")
    assert isinstance(late, Line)
    assert corridor.status()[1] == "kim"
    too_late = desk.pressed(corridor.slack.has("ben"), corridor.slack.sent_to("Uben")[0].card.buttons[0].press, "later")
    assert isinstance(too_late, Line)
    assert corridor.status()[1] == "kim"
