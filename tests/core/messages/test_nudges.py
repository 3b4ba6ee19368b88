"""Short private cards: what happened, what it means, what to press."""

from dataclasses import replace

import pytest

from bot.cases.case import Closing, Room, WaitingFor
from bot.cases.commands import Accept, AddNote, Answer, Confirm, NeedInfo, Reassign, Resolve, WaitFor
from bot.cases.outcome import Topic
from bot.messages.nudges import ABOUT_STIGE
from bot.messages.shown import Card
from bot.messages.updates import UPDATES
from bot.people.identity import Platform
from tests.core.messages.company import Matter, everything, labels, read, rows, text

SOLVED = Closing(text("New disk", "linh"))


def said(card: Card) -> str:
    return read(card.headline)


def test_the_reporter_hears_who_has_it() -> None:
    matter = Matter().does("linh", Accept())
    card = matter.nudge("noor", Topic.ACCEPTED)
    assert said(card) == "Trần Mỹ Linh has ESC-7."
    assert read(card.plain) == "Trần Mỹ Linh has ESC-7. Booking is down"
    assert read(card.lead[0]) == "P1 · Booking is down"
    assert labels(card) == ["Show"]


def test_a_question_to_the_reporter_brings_its_words_and_the_button_to_answer() -> None:
    matter = Matter().does("linh", NeedInfo("steps", text("What did you restart?", "linh")))
    card = matter.nudge("noor", Topic.INFO_ASKED)
    assert said(card) == "Trần Mỹ Linh needs something from you for ESC-7: Steps already taken"
    assert rows(card.body) == {"Question": "What did you restart?"}
    assert labels(card) == ["Answer", "Show"]


def test_a_question_without_words_names_the_item_alone() -> None:
    matter = Matter().does("linh", NeedInfo("system"))
    card = matter.nudge("noor", Topic.INFO_ASKED)
    assert said(card).endswith("for ESC-7: Which system?")
    assert card.body == ()


def test_an_answered_question_is_asked_no_more() -> None:
    matter = Matter().does("linh", NeedInfo("steps", text("What?", "linh"))).does("noor", Answer(text("The server")))
    card = matter.nudge("noor", Topic.INFO_ASKED)
    assert said(card) == "ESC-7 · P1 · Booking is down"
    assert read(card.plain) == "P1 ESC-7: Booking is down"
    assert labels(card) == ["Show"]


def test_who_asked_gets_the_answer_with_what_they_do_next() -> None:
    matter = Matter().does("linh", NeedInfo("steps", text("What?", "linh"))).does("noor", Answer(text("The server")))
    card = matter.nudge("linh", Topic.INFO_GIVEN)
    assert said(card) == "The answer to ESC-7 is here."
    assert rows(card.body) == {"Noor Haddad answered, 17:55": "The server"}
    assert labels(card) == ["Accept", "Decline", "Need info", "Show"]


def test_the_reporter_confirms_or_reopens_what_is_said_to_be_solved() -> None:
    matter = Matter().does("linh", Accept()).does("linh", Resolve(SOLVED))
    card = matter.nudge("noor", Topic.RESOLVED)
    assert said(card) == "Trần Mỹ Linh says that ESC-7 is solved. Is it?"
    assert rows(card.body) == {"Resolution": "New disk"}
    assert labels(card) == ["Confirm", "Reopen", "Show"]


def test_the_owner_is_told_what_closing_still_lacks() -> None:
    matter = Matter().does("linh", Accept()).does("linh", Resolve(SOLVED)).does("noor", Confirm())
    card = matter.nudge("linh", Topic.CLOSING_WANTED)
    assert said(card) == "ESC-7 cannot close yet: please complete what was found and done."
    assert labels(card) == ["Resolve", "Show"]


def test_a_closed_case_is_told_as_closed_whatever_the_news_were_in_rooms_too() -> None:
    done = Closing(text("New disk"), text("Old"), text("Buy two"))
    matter = Matter().does("linh", Accept()).does("linh", Resolve(done)).does("noor", Confirm())
    for topic in set(Topic) - set(ABOUT_STIGE) - UPDATES - {Topic.VENDOR_ASKED}:
        assert said(matter.nudge("linh", topic)) == "ESC-7 is closed."
    assert labels(matter.nudge("noor", Topic.CLOSED)) == ["Reopen", "Show"]
    assert labels(matter.nudge(None, Topic.CLOSED)) == ["Show"]


def test_what_must_be_mended_is_said_even_when_the_case_is_over() -> None:
    done = Closing(text("New disk"), text("Old"), text("Buy two"))
    matter = Matter().does("linh", Accept()).does("linh", Resolve(done)).does("noor", Confirm())
    rooms = (Room("ops", Platform.SLACK), Room("plant"))
    matter.case = replace(matter.case, missing_places=rooms, left_in=rooms[:1])
    assert said(matter.nudge("linh", Topic.PLACE_MISSING)) == (
        "Stige could not post ESC-7 in ops on Slack and plant (no room on a platform that is set up): "
        "the room is not there, or Stige is not in it."
    )
    assert said(matter.nudge("linh", Topic.WITHDRAWAL_FAILED)).startswith("A card of ESC-7 may still be seen in ops on")


def test_the_nearer_of_two_clocks_is_the_one_that_is_near() -> None:
    matter = Matter().does("linh", Accept())
    near = matter.nudge("linh", Topic.CLOCK_NEAR)
    assert (said(near), labels(near)[0]) == ("ESC-7: an update is due by 18:25.", "Post update")
    matter.waits(hours=3.5).does("linh", AddNote(text("soon", "linh"))).waits(minutes=3)
    near = matter.nudge("linh", Topic.CLOCK_NEAR)
    assert (said(near), labels(near)[0]) == ("ESC-7 should be solved by 21:55.", "Resolve")
    matter.does("linh", WaitFor(WaitingFor.CUSTOMER, text("w")))
    assert said(matter.nudge("linh", Topic.CLOCK_NEAR)) == "ESC-7 · P1 · Booking is down"


def test_a_note_brings_its_words() -> None:
    matter = Matter().does("linh", Accept()).does("amara", AddNote(text("The carrier calls back", "amara")))
    card = matter.nudge("linh", Topic.NOTED)
    assert said(card) == "Amara Okafor wrote a note on ESC-7."
    assert rows(card.body) == {"Amara Okafor noted, 17:55": "The carrier calls back"}
    nothing = Matter().nudge("linh", Topic.NOTED)
    assert (said(nothing), nothing.body) == ("ESC-7 · P1 · Booking is down", ())


def test_an_older_note_keeps_its_own_words_and_author() -> None:
    matter = Matter().does("linh", Accept()).does("amara", AddNote(text("first", "amara")))
    seq = matter.case.remarks[-1].seq
    matter.does("linh", AddNote(text("second", "linh")))
    card = matter.nudge("linh", Topic.NOTED, seq)
    assert said(card) == "Amara Okafor wrote a note on ESC-7."
    assert list(rows(card.body).values()) == ["first"]


def test_who_was_given_a_case_reads_why_and_no_more_once_somebody_else_has_it() -> None:
    matter = Matter().does("linh", Accept()).does("linh", Reassign("sanna", text("knows it", "linh")))
    matter.does("sanna", AddNote(text("on it", "sanna")))
    card = matter.nudge("sanna", Topic.ASSIGNED)
    assert (said(card), list(rows(card.body).values())) == ("You have been given ESC-7.", ["knows it"])
    matter.waits(minutes=1).does("sanna", Reassign("tomas", text("off duty", "sanna")))
    assert said(matter.nudge("sanna", Topic.ASSIGNED)) == "ESC-7 · P1 · Booking is down"


def test_whoever_resolved_it_is_said_to_have_not_the_owner() -> None:
    matter = Matter().does("linh", Accept()).does("amara", Resolve(Closing(text("New disk", "amara"))))
    assert said(matter.nudge("noor", Topic.RESOLVED)) == "Amara Okafor says that ESC-7 is solved. Is it?"


@pytest.mark.parametrize(
    "topic", [Topic.ACCEPTED, Topic.OWNER_CHANGED, Topic.ASSIGNED, Topic.RESOLVED, Topic.CLOSING_WANTED]
)
def test_news_that_are_no_longer_so_give_way_to_where_the_case_stands(topic: Topic) -> None:
    card = Matter().nudge("noor", topic)
    assert said(card) == "ESC-7 · P1 · Booking is down"
    assert "Asked now: Trần Mỹ Linh" in everything(card)


@pytest.mark.parametrize("topic", Topic)
def test_every_topic_has_words_of_its_own(topic: Topic) -> None:
    matter = Matter().does("linh", Accept()).does("linh", AddNote(text("n"))).does("linh", NeedInfo("steps"))
    if topic in (Topic.RESOLVED, Topic.CLOSING_WANTED, Topic.CLOSED):
        matter.does("linh", Resolve(SOLVED)) if topic is not Topic.CLOSED else matter.does("noor", Answer(text("x")))
    headline = said(matter.nudge("linh", topic))
    assert "ESC-7" in headline
    assert "[" not in headline


def test_a_missed_update_can_be_made_good_by_a_note() -> None:
    matter = Matter().does("linh", Accept()).waits(minutes=31)
    card = matter.nudge("linh", Topic.UPDATE_MISSED)
    assert said(card) == "ESC-7: an update is overdue. A note is enough."
    assert labels(card) == ["Post update", "Note", "Resolve", "Reassign", "Show"]
