"""Whether a message that was owed once still is, at the moment of sending (promise 1)."""

import pytest

from bot.cases.commands import (
    Accept,
    Coordinate,
    Decline,
    NeedInfo,
    Resolve,
    Triage,
    Withdraw,
)
from bot.cases.outcome import Message, MessageKind, Topic
from bot.messages.delivery import LONGEST_WAIT_OF_CALLS, rest_of, still_owed
from bot.messages.owed import Destination, Owed
from bot.people.identity import Platform
from tests.core.cases.world import World
from tests.core.people.builders import at
from tests.harness.builders import CLOSED_WELL, facts, level, path, rules, text, when

WHY = text()
PRIVATE = path(level("hugo", 30), path_id="private", fits=when(flags="compliance"))
LADDER = path(level("ana cleo", 10, remind=(50,)), level("ben", 10), level("mia", 10))


def opened() -> World:
    return World(rules(PRIVATE, LADDER)).opens()


def owed(world: World, who: str, kind: MessageKind) -> Message:
    return next(message for message in world.messages if (message.person, message.kind) == (who, kind))


def nudge(topic: Topic) -> Message:
    return Message(MessageKind.NUDGE, "c1", 1, "ana", topic=topic)


def ask_of_ana(world: World) -> Message:
    return owed(world, "ana", MessageKind.ASK)


# attempts


def test_a_call_beside_the_chats_waits_ever_longer_since_its_attempts_are_counted() -> None:
    call = Message(MessageKind.ASK, "c1", 1, "ana")
    by_chat = Owed("1", call, Destination("ana"), 10, uncertain=False)
    by_mail = Owed("1", call, Destination("ana", platform=Platform.MAIL, room="ana@acme.example"), 10, uncertain=False)
    assert rest_of(by_chat) <= LONGEST_WAIT_OF_CALLS < rest_of(by_mail)


# asks


def test_an_ask_is_owed_until_somebody_has_the_case_even_after_it_climbed() -> None:
    world = opened()
    asked = ask_of_ana(world)
    assert still_owed(asked, world.case)
    assert still_owed(asked, world.wait(15).case)
    world.does("cleo", Accept())
    assert not still_owed(asked, world.case)


def test_an_ask_that_was_answered_or_is_over_is_owed_no_more() -> None:
    declined, withdrawn = opened(), opened()
    asked = ask_of_ana(declined)
    declined.does("ana", Decline(WHY))
    assert not still_owed(asked, declined.case)
    withdrawn.does("rita", Withdraw(WHY))
    assert not still_owed(asked, withdrawn.case)


def test_an_ask_of_another_path_is_owed_no_more() -> None:
    world = opened()
    asked = ask_of_ana(world)
    world.does("mia", Triage(WHY, facts(flags=frozenset({"compliance"}))))
    assert not still_owed(asked, world.case)


def test_a_call_to_take_over_is_owed_until_the_search_ends() -> None:
    for ends in (Coordinate(), Accept("ana")):
        world = opened()
        world.does("ana", Accept())
        world.wait(hours=2)
        called = owed(world, "ben", MessageKind.ASK)
        assert still_owed(called, world.case)
        world.does("ben", ends)
        assert not still_owed(called, world.case)


def test_a_reminder_is_owed_only_while_its_level_stands() -> None:
    world = opened().wait(5)
    reminded = Message(MessageKind.REMIND, "c1", 1, "ana", level=1, round=1)
    assert still_owed(reminded, world.case)
    assert not still_owed(reminded, world.wait(5).case)


# cards and nudges


def test_cards_are_always_owed_but_in_a_place_only_while_the_case_is_not_private() -> None:
    world = opened()
    kinds = (MessageKind.TELL, MessageKind.REFRESH, MessageKind.WITHDRAW)
    assert [still_owed(Message(kind, "c1", 1, place="ops"), world.case) for kind in kinds] == [True, True, True]
    world.does("mia", Triage(WHY, facts(flags=frozenset({"compliance"}))))
    assert [still_owed(Message(kind, "c1", 1, place="ops"), world.case) for kind in kinds] == [False, False, True]
    assert still_owed(Message(MessageKind.TELL, "c1", 1, "rita"), world.case)


def accepted() -> World:
    world = opened()
    world.does("ana", Accept())
    return world


def resolved() -> World:
    world = accepted()
    world.does("ana", Resolve(CLOSED_WELL))
    return world


def asked_back() -> World:
    world = opened()
    world.does("ana", NeedInfo("steps"))
    return world


def asleep() -> World:
    return World(rules(path(level("ana", hours="office"))), now=at("2026-11-16 20:00")).opens()


MISSED = Topic.UPDATE_MISSED
ENDED = {
    Topic.ACCEPTED,
    Topic.CLOCK_NEAR,
    Topic.BREACHED,
    MISSED,
    Topic.WOKE,
    Topic.VENDOR_NEAR,
    Topic.VENDOR_LATE,
}
OF_AUDIENCES = {Topic.UPDATE_WANTED, Topic.TO_COPY, Topic.ENDED}  # see test_updates
OF_A_HANDOFF = {Topic.PASSING_WANTED, Topic.OWNER_GONE, Topic.NOT_TAKEN}  # see test_passing_on
TRUE_ONLY_THEN = {
    "nobody has it": (opened, {MISSED}),
    "asleep": (asleep, {MISSED, Topic.ASLEEP}),
    "at the fallback": (lambda: opened().wait(40), {MISSED, Topic.AT_FALLBACK}),
    "asked back": (asked_back, {MISSED, Topic.INFO_ASKED}),
    "somebody has it": (accepted, ENDED),
    "resolved": (resolved, {Topic.RESOLVED, Topic.CLOSING_WANTED}),
}
FOR_A_WHILE = set().union(*(topics for _, topics in TRUE_ONLY_THEN.values()))


@pytest.mark.parametrize("situation", TRUE_ONLY_THEN)
def test_what_is_said_of_a_moment_is_owed_only_while_it_is_true(situation: str) -> None:
    make, true = TRUE_ONLY_THEN[situation]
    case = make().case
    assert {topic for topic in FOR_A_WHILE if still_owed(nudge(topic), case)} == true


@pytest.mark.parametrize("topic", sorted(set(Topic) - FOR_A_WHILE - OF_AUDIENCES - OF_A_HANDOFF))
def test_what_happened_is_always_owed(topic: Topic) -> None:
    assert all(still_owed(nudge(topic), make().case) for make, _ in TRUE_ONLY_THEN.values())
    assert still_owed(Message(MessageKind.NUDGE, "c1", 1, "ana"), opened().case)
