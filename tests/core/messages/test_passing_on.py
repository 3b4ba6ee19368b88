"""What is said of a case that passes on: a line of the record for each event, and what its owner is asked (S19)."""

import pytest

from bot.cases.handoff import Handoff, HandoffEnd, Off
from bot.cases.handoff_events import (
    HandedOff,
    HandoffDeclined,
    HandoffEnded,
    HandoffEvent,
    HandoffLate,
    HandoffNoted,
    HandoffOffered,
    PassingOnAsked,
)
from bot.cases.ladder import Why
from bot.cases.outcome import Message, MessageKind, Topic
from bot.cases.reports import ReportOwnerOff
from bot.messages.card import card
from bot.messages.passing_on import told_of_handoff
from bot.messages.record import what_happened
from bot.words import Name
from tests.core.cases.test_passing_on import following, goes_off, offers, owned
from tests.core.cases.world import World
from tests.core.messages.company import read
from tests.harness.builders import START, text

WHY = text()


def handoff(why: Off = Off.SHIFT_ENDED) -> Handoff:
    return Handoff(why, "ana", START, START, to=("ben", "cleo"))


LINES: list[tuple[HandoffEvent, str]] = [
    (HandoffOffered(handoff()), "ana went off duty: ben and cleo may take it over"),
    (PassingOnAsked(handoff()), "ana went off duty and was asked to pass it on"),
    (PassingOnAsked(handoff(Off.LEAVE)), "ana is away and was asked to pass it on"),
    (PassingOnAsked(handoff(Off.GONE)), "ana is no longer here; somebody must pass it on"),
    (HandoffNoted(WHY), "mia wrote a note for whoever takes it over"),
    (HandoffDeclined("ben", WHY), "ben declined"),
    (HandoffLate(), "nobody took it over in time"),
    (HandoffEnded(HandoffEnd.KEPT), "its owner keeps it"),
    (HandoffEnded(HandoffEnd.BACK), "its owner is there again"),
    (HandoffEnded(HandoffEnd.NOBODY), "nobody on duty takes it over"),
    (HandedOff("ben"), "ben took it over"),
]


@pytest.mark.parametrize(("event", "line"), LINES, ids=[line for _, line in LINES])
def test_each_event_is_a_line_of_the_record(event: HandoffEvent, line: str) -> None:
    assert read(told_of_handoff(event, Name("mia"))) == line


def test_it_stands_on_the_record_of_the_case() -> None:
    world = offers(goes_off(owned(following())), "cleo")
    assert "may take it over" in read(what_happened(world.record, world.rules)[0].value)


@pytest.mark.parametrize(
    ("why", "topic", "who", "said"),
    [
        (Off.LEAVE, Topic.PASSING_WANTED, "ana", "You are away: please pass ESC-7 on."),
        (Off.GONE, Topic.OWNER_GONE, "mia", "ana, who has ESC-7, is no longer here. Please give it to somebody."),
    ],
)
def test_an_owner_who_is_not_there_is_asked_and_of_one_who_is_gone_the_coordinator_hears(
    why: Off, topic: Topic, who: str, said: str
) -> None:
    world = owned(following())
    world.step(ReportOwnerOff(why), None)
    assert read(_nudge(world, topic, who).headline) == said


def _nudge(world: World, topic: Topic, who: str):
    message = Message(MessageKind.NUDGE, "c1", world.case.seq, who, topic=topic)
    return card(world.case, world.rules, world.roster, world.now, who, message)


def test_who_is_asked_to_take_over_reads_why() -> None:
    world = offers(goes_off(owned(following())), "cleo").wait(20)
    assert world.case.ladder.sought is Why.HANDOFF
    message = Message(MessageKind.ASK, "c1", world.case.seq, "ben", level=2, round=1)
    lead = [read(line) for line in card(world.case, world.rules, world.roster, world.now, "ben", message).lead]
    assert any("nobody has taken the case over" in line for line in lead)


def test_the_card_says_who_is_asked_when_nobody_takes_it() -> None:
    world = offers(goes_off(owned(following())), "cleo")
    lead = [read(line) for line in card(world.case, world.rules, world.roster, world.now, "rita").lead]
    assert any("ben (Level) is asked" in line for line in lead), lead
