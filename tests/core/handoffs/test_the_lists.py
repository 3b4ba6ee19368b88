"""Who comes on duty gets one list of what is passed on to them, who goes off one of theirs, and their room one to read;
each is drawn anew as long as something is on its way (S19, R24)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.cases.commands import Accept, Decline, Reassign, Resolve, Triage
from bot.cases.handoff_commands import PassOnCase
from bot.cases.outcome import Message, MessageKind, Topic
from bot.cases.verbs import Press, Verb
from bot.desk.arrivals import Visit
from bot.desk.handoffs import accept_all
from bot.messages.card import card
from bot.messages.delivery import still_owed
from bot.messages.handoffs import SHOWN, packed, room_card, unpacked
from bot.messages.notice import Notice, NoticeTopic
from bot.messages.shown import Card, Line
from bot.notices.drawn import drawn, on_failed
from bot.people.identity import Reader
from bot.people.roster import PassOn, Team
from bot.words import Say, Text
from tests.core.handoffs.sun import Sun, follows, keys, names
from tests.harness.builders import CLOSED_WELL, COMPANY, facts, minutes, text

WHY = text()
FOUR = "2026-11-16T15:00:00+00:00"


@pytest.fixture
def sun() -> Iterator[Sun]:
    made = Sun()
    yield made
    made.store.close()


async def passed(sun: Sun, *summaries: str, **given: object) -> Sun:
    await sun.has("ana", *(summaries or ("one", "two")), **given)
    await sun.rounds("16:00")
    return sun


def said(shown: Card) -> list[str]:
    """What its rows say, by key, or as it was written."""
    values = [row.value for row in shown.body]
    return [value.key if isinstance(value, Say) else value.body for value in values if isinstance(value, Say | Text)]


async def test_who_comes_on_has_a_button_for_each_case_and_one_for_all(sun: Sun) -> None:
    await passed(sun)
    taking = sun.lists()["take", "cleo"]
    assert dict(taking.headline.params) == {"schedule": "duty", "count": 2}
    assert keys(taking) == ["accept_all", "accept_one", "accept_one"]
    assert names(taking) == ["ESC-1", "ESC-2"]
    assert taking.buttons[1].press.belief.owner == "ana"


async def test_who_goes_off_has_a_button_for_the_note_of_each_first_of_those_that_want_one(sun: Sun) -> None:
    await passed(sun)
    sun.does("ana", PassOnCase(WHY), "case1")
    giving = sun.lists()["give", "ana"]
    assert keys(giving) == ["note_for", "note_for"]
    assert [button.press.case_id for button in giving.buttons] == ["case2", "case1"]
    assert said(giving) == ["handoffs.with_note", "handoffs.with_note"]


async def test_a_case_that_lacks_its_note_is_marked_and_one_that_has_one_shows_it(sun: Sun) -> None:
    await passed(sun)
    sun.does("ana", PassOnCase(WHY), "case1")
    values = [dict(row.value.params)["note"] for row in sun.lists()["take", "cleo"].body]  # type: ignore[union-attr]
    assert values == [WHY, Say("handoffs.lacks_note")]


async def test_a_list_says_by_when_and_what_else_happens(sun: Sun) -> None:
    await passed(sun, "one")
    ends_at = sun.case().handoff.ends_at  # type: ignore[union-attr]
    taking, giving = sun.lists()["take", "cleo"], sun.lists()["give", "ana"]
    assert taking.lead == (Say("handoffs.take_by", (("at", ends_at),)),)
    assert giving.lead == (Say("handoffs.notes_first"), Say("handoffs.give_by", (("at", ends_at),)))
    sun.does("ana", PassOnCase(WHY))
    assert [said.key for said in sun.lists()["give", "ana"].lead] == ["handoffs.give_by"], "no note is wanted any more"
    sun.later(30)
    sun.fires()
    lists = sun.lists()
    assert [said.key for said in lists["take", "cleo"].lead] == ["handoffs.take_late"]
    assert [said.key for said in lists["give", "ana"].lead] == ["handoffs.give_late"]


async def test_the_worst_come_first(sun: Sun) -> None:
    await sun.has("ana", "mild", impact="one")
    await sun.has("ana", "grave")
    await sun.rounds("16:00")
    assert names(sun.lists()["take", "cleo"]) == ["ESC-2", "ESC-1"]
    assert said(sun.lists()["take", "cleo"])[1] == "mild"


async def test_the_room_of_their_team_reads_it_without_buttons_and_without_contacts(sun: Sun) -> None:
    await passed(sun, "call me at jo@acme.example")
    room = sun.lists()["take", "#ops"]
    assert (room.buttons, names(room)) == ((), ["ESC-1"])
    assert "jo@acme" not in str(room)


async def test_of_a_private_case_a_list_says_that_it_is_there_and_a_room_hears_nothing(sun: Sun) -> None:
    await passed(sun, "secret", type="hr")
    assert set(sun.lists()) == {("take", "cleo"), ("give", "ana")}
    assert said(sun.lists()["take", "cleo"]) == ["handoffs.lacks_note"]
    sun.does("ana", PassOnCase(WHY))
    assert said(sun.lists()["take", "cleo"]) == ["handoffs.private"]
    with pytest.raises(ValueError, match="private"):
        room_card([sun.case()], "duty")


async def test_one_that_turns_private_leaves_the_rooms_list(sun: Sun) -> None:
    await passed(sun, "one")
    with sun.store.writing() as unit:
        notice = Notice("n", NoticeTopic.HANDOFF_TAKE, f"duty|{FOUR}", None, "ops", "slack", 1, uncertain=False)
        assert drawn(notice, unit, sun.engine, sun.clock.at)
    sun.does("ana", Triage(WHY, facts(flags=frozenset({"compliance"}))))
    with sun.store.writing() as unit:
        assert drawn(notice, unit, sun.engine, sun.clock.at) is None


async def test_a_team_without_a_room_and_people_without_a_team_have_no_room(sun: Sun) -> None:
    sun.becomes(replace(follows(), teams={"web": Team("web", ("ana", "cleo"), place="gone")}))
    await passed(sun)
    assert set(sun.lists()) == {("take", "cleo"), ("give", "ana")}
    sun.becomes(replace(follows(), teams={}, places=COMPANY.places))
    assert set(sun.lists()) == {("take", "cleo"), ("give", "ana")}


async def test_of_many_the_first_are_shown_and_how_many_more_there_are(sun: Sun) -> None:
    await passed(sun, *(f"case {number}" for number in range(SHOWN + 3)))
    taking = sun.lists()["take", "cleo"]
    assert (len(taking.body), len(taking.buttons)) == (SHOWN, SHOWN + 1)
    assert dict(taking.notes[0].params) == {"count": 3}


async def test_who_goes_off_sees_what_wants_a_note_before_all_else_and_then_the_worst(sun: Sun) -> None:
    sun.becomes(follows(PassOn(("P1",), minutes(30))))
    await sun.has("ana", *(f"mild {number}" for number in range(SHOWN)), impact="one")
    await sun.has("ana", "grave")
    await sun.rounds("16:00")
    giving = sun.lists()["give", "ana"]
    last = f"case{SHOWN + 1}"
    assert (names(giving)[0], giving.buttons[0].press.case_id) == (f"ESC-{SHOWN + 1}", last)
    sun.does("ana", PassOnCase(WHY), last)
    assert names(sun.lists()["give", "ana"])[0] == f"ESC-{SHOWN + 1}"


async def test_lists_are_edited_when_something_about_them_changes_until_nothing_is_left(sun: Sun) -> None:
    await passed(sun, "one")
    await sun.carries()
    for by, command in (("ana", PassOnCase(WHY)), ("cleo", Accept("ana"))):
        sun.does(by, command)
        assert set(await sun.carries()) == {("ana", "changed"), ("cleo", "changed"), ("ops", "changed")}
    assert {edit.card.headline.key for edit in sun.slack.edits[-3:] if edit.card} == {"handoffs.over"}


@pytest.mark.parametrize("does", [Decline(WHY), Resolve(CLOSED_WELL), Reassign("mia", WHY)])
async def test_what_is_over_before_it_was_told_is_not_told(sun: Sun, does: Decline | Resolve | Reassign) -> None:
    await passed(sun, "one")
    sun.does("cleo" if isinstance(does, Decline) else "ana", does)
    assert {how for _, how in await sun.carries()} == {"withdrawn"}


async def test_a_list_that_cannot_be_delivered_takes_nothing_with_it(sun: Sun) -> None:
    await passed(sun, "one")
    with sun.store.writing() as unit:
        notice = Notice("n", NoticeTopic.HANDOFF_TAKE, f"duty|{FOUR}", "cleo", None, None, 1, uncertain=False)
        on_failed(notice, unit, sun.clock.at)
    assert sun.offered() == ("cleo",)


# all at once


def visit(sun: Sun, who: str) -> Visit:
    roster = sun.engine.roster()
    return Visit(who, Reader(who, "en", roster.timezone), roster, sun.policy.rules, sun.clock.at)


def takes_all(sun: Sun, who: str = "cleo", key: str = "k1") -> list[tuple[str, dict[str, object]]]:
    press = Press(Verb.ACCEPT_ALL, packed(f"duty|{FOUR}"))
    again = Press.unpacked(press.packed())
    assert again == press
    answer = accept_all(visit(sun, who), press, sun.engine, key)
    assert isinstance(answer, Line)
    return [(line.key.removeprefix("told."), dict(line.params)) for line in answer.says]


async def test_accept_all_takes_all_that_may_pass_and_says_which_may_not_and_why(sun: Sun) -> None:
    await passed(sun, "one", "two", "three")
    for case_id in ("case1", "case3"):
        sun.does("ana", PassOnCase(WHY), case_id, key=f"note {case_id}")
    first, second = takes_all(sun)
    assert first == ("accept_all", {"cases": ("ESC-1", "ESC-3")})
    assert (second[0], second[1]["case"]) == ("accept_all_not", "ESC-2")
    assert [sun.status(case)[1] for case in ("case1", "case2", "case3")] == ["cleo", "ana", "cleo"]


async def test_it_takes_those_that_the_list_does_not_show_as_well(sun: Sun) -> None:
    await passed(sun, *(f"case {number}" for number in range(SHOWN + 3)), impact="one")
    ((_, told),) = takes_all(sun)
    assert len(told["cases"]) == SHOWN + 3  # type: ignore[arg-type]


async def test_pressed_twice_it_says_the_same_and_later_that_nothing_is_left(sun: Sun) -> None:
    await passed(sun, impact="one")
    assert takes_all(sun) == takes_all(sun) == [("accept_all", {"cases": ("ESC-1", "ESC-2")})]
    assert takes_all(sun, key="k2") == [("accept_all_none", {})]
    assert sun.times("HandedOff") == 1


async def test_whoever_else_presses_it_takes_nothing(sun: Sun) -> None:
    await passed(sun, impact="one")
    assert takes_all(sun, "ben") == [("accept_all_none", {})]


def test_a_button_carries_the_key_of_the_list() -> None:
    assert unpacked(packed(f"duty|{FOUR}")) == f"duty|{FOUR}"


# the case's own card, and nudges


async def test_the_card_says_to_whom_it_passes_and_until_when(sun: Sun) -> None:
    await passed(sun, "one")
    assert _line(sun) == "handoff.wants_note"
    sun.does("ana", PassOnCase(WHY))
    assert _line(sun) == "handoff.offered"
    sun.later(30)
    sun.fires()
    assert _line(sun) == "handoff.late"


async def test_and_that_its_owner_is_to_pass_it_on(sun: Sun) -> None:
    sun.becomes(follows(pass_on=None))
    await passed(sun, "one")
    assert _line(sun) == "handoff.asked"


def _line(sun: Sun) -> str:
    case = sun.case()
    drawn_ = card(case, sun.policy.rules, sun.engine.roster(), sun.clock.at, "ana")
    return next(line.key for line in drawn_.lead if line.key.startswith("handoff."))


NUDGES = {
    Topic.PASSING_WANTED: ("ana", "news.pass_on_shift"),
    Topic.ASKED_AGAIN: ("mia", "news.asked_again"),
    Topic.NOT_TAKEN: ("ana", "news.not_taken"),
}


@pytest.mark.parametrize("topic", NUDGES)
async def test_a_nudge_says_what_is_wanted_of_its_reader(sun: Sun, topic: Topic) -> None:
    sun.becomes(follows(pass_on=None))
    await passed(sun, "one")
    who, key = NUDGES[topic]
    assert _nudged(sun, topic, who) == key
    assert still_owed(_nudge(topic, who), sun.case())


async def test_what_is_no_longer_wanted_is_not_said(sun: Sun) -> None:
    await passed(sun, "one")
    assert not still_owed(_nudge(Topic.PASSING_WANTED, "ana"), sun.case())
    assert _nudged(sun, Topic.PASSING_WANTED, "ana") == _nudged(sun, Topic.OWNER_GONE, "mia") == "card.headline"
    sun.does("ana", Resolve(CLOSED_WELL))
    assert not still_owed(_nudge(Topic.NOT_TAKEN, "ana"), sun.case())


def _nudge(topic: Topic, who: str) -> Message:
    return Message(MessageKind.NUDGE, "case1", 1, who, topic=topic)


def _nudged(sun: Sun, topic: Topic, who: str) -> str:
    case = sun.case()
    shown = card(case, sun.policy.rules, sun.engine.roster(), sun.clock.at, who, _nudge(topic, who))
    return shown.headline.key
