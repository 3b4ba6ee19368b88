"""Many cases at once are few messages, the urgent first; nothing is dropped, and each case is told of once (R21)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cases.commands import Accept, Triage, Withdraw
from bot.cases.outcome import Message, MessageKind
from bot.cases.verbs import Press, Verb
from bot.messages.bundle_card import MOST_ACCEPTED, SHOWN, list_of, overtaken_card
from bot.messages.bundles import Page, cases_of
from bot.messages.notice import NoticeTopic
from bot.messages.shown import Card, Cards, Form, Line
from bot.people.roster import Place
from bot.sending import Lost, NotNow, Undeliverable
from bot.words import Say
from tests.core.storms.burst import Storm, storm
from tests.harness.builders import company, facts, fallback, level, path, text

WHY = text()
TOLD_IN_OPS = path(level("ana", 30, tell="#ops"), fallback=fallback("kim", every=60))


@pytest.fixture
def ana() -> Iterator[Storm]:
    made = storm()
    yield made
    made.store.close()


@pytest.fixture
def ops() -> Iterator[Storm]:
    made = storm(TOLD_IN_OPS, roster=company(places={"ops": Place("ops", slack="#ops")}))
    yield made
    made.store.close()


def cases_on(card: Card | None) -> list[str]:
    assert card
    return [str(dict(row.label.params)["case"]) for row in card.body]


def pressable(card: Card, verb: Verb) -> Press:
    return next(button.press for button in card.buttons if button.press.verb is verb)


def does_at_desk(ana: Storm, who: str, press: Press, key: str = "k") -> object:
    return ana.desk.pressed(ana.met(who), press, key)


def form_of(ana: Storm, who: str = "ana", key: str = "k") -> Form:
    form = does_at_desk(ana, who, pressable(ana.to("ana")[0].card, Verb.BUNDLE_ACCEPT), key)
    assert isinstance(form, Form)
    return form


def sends(ana: Storm, who: str, form: Form, key: str = "sent") -> list[Say]:
    said = ana.desk.submitted(ana.met(who), form.press, {"cases": form.fields[0].value}, key)
    assert isinstance(said, Line)
    return list(said.says)


async def test_sixty_cases_at_once_are_one_message_with_each_of_them_in_it(ana: Storm) -> None:
    await ana.bursts(60)
    await ana.brings()
    (only,) = ana.to("ana")
    assert only.card.headline == Say("bundle.headline", (("count", 60),))
    assert only.card.notes == (Say("list.more", (("count", 60 - SHOWN),)),)
    assert ana.states() == {"merged": 120}  # Ana's and Rita's


async def test_a_case_that_cannot_be_drawn_holds_up_none_that_was_merged_with_it(
    ana: Storm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storms.drawing.card", _cannot)
    await ana.bursts(8)
    await ana.brings()
    assert ana.to("ana") == [], "it is tried once more"
    ana.later(seconds=3)
    await ana.brings()
    assert len(ana.to("ana")) == 8
    assert ana.states() == {"sent": 16}


def _cannot(*_: object) -> None:
    raise ZeroDivisionError


async def test_who_has_one_chat_is_not_flooded_after_an_outage_of_it(ana: Storm) -> None:
    ana.slack.refuses("Uana", *[NotNow("service_unavailable")] * 6)
    await ana.bursts(40)
    await ana.goes_by(seconds=180)
    (only,) = ana.to("ana")
    assert only.card.headline == Say("bundle.headline", (("count", 40),))


async def test_after_a_long_outage_what_was_merged_comes_within_half_a_minute(ana: Storm) -> None:
    ana.slack.refuses("Uana", *[NotNow("service_unavailable")] * 12)
    await ana.bursts(40)
    while ana.slack.faults["Uana"]:
        await ana.goes_by(seconds=1)
    await ana.goes_by(seconds=30)
    assert ana.to("ana")


async def test_a_handful_is_not_merged(ana: Storm) -> None:
    await ana.bursts(5)
    await ana.brings()
    assert len(ana.to("ana")) == 5
    assert ana.states() == {"sent": 10}


async def test_cases_that_come_one_after_another_are_a_few_messages_a_minute_and_then_one_each_again(
    ana: Storm,
) -> None:
    for number in range(60):
        await ana.bursts(1, first=number)
        await ana.goes_by(1)
    await ana.goes_by(15)
    assert len(ana.to("ana")) < 15
    assert set(ana.states()) <= {"sent", "merged"}
    ana.later(minutes=2)
    before = len(ana.to("ana"))
    await ana.bursts(1, first=100)
    await ana.brings()
    assert len(ana.to("ana")) == before + 1
    assert ana.to("ana")[-1].card.case_id


async def test_the_worst_come_first_then_the_longest_waiting(ana: Storm) -> None:
    for number in range(4):
        await ana.bursts(1, first=number, impact="one", urgency="later")
        ana.later(seconds=1)
    await ana.bursts(4, first=10)
    await ana.brings()
    assert cases_on(ana.to("ana")[0].card) == [f"ESC-{n}" for n in (5, 6, 7, 8, 1, 2, 3, 4)]


async def test_each_line_says_why_and_has_its_own_button(ana: Storm) -> None:
    await ana.bursts(6)
    await ana.brings()
    card = ana.to("ana")[0].card
    assert {row.value.key for row in card.body if isinstance(row.value, Say)} == {"why.level"}
    assert [b.press.case_id for b in card.buttons if b.press.verb is Verb.ACCEPT] == [f"case{n}" for n in range(1, 7)]


async def test_what_is_taken_is_marked_and_the_next_moves_up(ana: Storm) -> None:
    await ana.bursts(10)
    await ana.brings()
    ana.does("ana", Accept(), "case3")
    await ana.goes_by(seconds=2)
    now = ana.as_it_is_now(ana.to("ana")[0])
    assert cases_on(now) == [f"ESC-{n}" for n in (1, 2, 4, 5, 6, 7, 8, 9)]
    for number in (1, 2, 4, 5):
        ana.does("ana", Accept(), f"case{number}")
    await ana.goes_by(seconds=2)
    now = ana.as_it_is_now(ana.to("ana")[0])
    assert now
    assert cases_on(now) == [f"ESC-{n}" for n in (6, 7, 8, 9, 10, 1, 2, 3)]
    assert [row.value.key for row in now.body[-3:] if isinstance(row.value, Say)] == ["where.owned_since"] * 3


async def test_however_often_its_cases_change_a_bundle_is_drawn_anew_every_other_second(ana: Storm) -> None:
    await ana.bursts(10)
    await ana.brings()
    (only,) = ana.to("ana")
    for number in range(1, 9):
        ana.does("ana", Accept(), f"case{number}")
        await ana.brings()
        ana.later(seconds=0.5)
    assert len([edit for edit in ana.slack.edits if edit.receipt == only.receipt]) <= 2


async def test_a_bundle_of_which_nothing_is_left_says_so(ana: Storm) -> None:
    await ana.bursts(6)
    await ana.brings()
    for number in range(1, 7):
        ana.does("rita", Withdraw(WHY), f"case{number}")
    await ana.goes_by(seconds=2)
    now = ana.as_it_is_now(ana.to("ana")[0])
    assert now
    assert (now.headline, now.buttons) == (Say("bundle.over"), ())


async def test_one_that_is_owed_no_more_is_left_out_and_one_alone_is_its_own_card(ana: Storm) -> None:
    await ana.bursts(6)
    await ana.delivers()  # merged, and not brought yet
    for number in range(1, 6):
        ana.does("rita", Withdraw(WHY), f"case{number}")
    await ana.brings()
    (only,) = ana.to("ana")
    assert only.card.case_id == "case6"
    assert ana.states()["withdrawn"] >= 5


async def test_a_bundle_that_never_arrives_fails_page_by_page(ana: Storm) -> None:
    ana.slack.refuses("Uana", *[Undeliverable("account_inactive")] * 7)
    await ana.bursts(6)
    await ana.brings()
    assert not ana.to("ana")
    assert ana.states()["failed"] == 6
    assert len(cases_on(ana.to("ben")[0].card)) == 6  # each was passed on to the next level, and those were merged


@pytest.mark.parametrize(("searchable", "marks"), [(True, [False]), (False, [False, True])])
async def test_a_bundle_whose_fate_is_unknown_is_looked_for_or_brought_again_with_the_mark(
    ana: Storm, searchable: bool, marks: list[bool]
) -> None:
    ana.slack.searchable = searchable
    ana.slack.refuses("Uana", Lost("hung up"))
    await ana.bursts(6)
    await ana.brings()
    await ana.goes_by(40)
    assert [post.repeated for post in ana.to("ana")] == marks


async def test_whoever_dies_with_a_bundle_in_hand_loses_nothing(ana: Storm) -> None:
    await ana.bursts(6)
    await ana.delivers()
    with ana.store.writing() as unit:
        assert unit.take_notice(ana.clock.at, timedelta(seconds=60))
    ana.later(seconds=61)
    await ana.brings()
    (only,) = ana.to("ana")
    assert only.repeated
    assert len(cases_on(only.card)) == 6


async def test_while_a_platform_wants_rest_pages_gather_for_when_it_is_over(ana: Storm) -> None:
    ana.slack.refuses("Uana", NotNow("rate_limited", timedelta(seconds=30)))
    await ana.bursts(3)
    await ana.brings()
    await ana.bursts(60, first=10)
    await ana.goes_by(40)
    assert len(ana.to("ana")) <= 3
    assert set(ana.states()) <= {"sent", "merged"}


# in a room


async def test_a_room_is_told_of_a_burst_in_one_message(ops: Storm) -> None:
    await ops.bursts(20)
    await ops.brings()
    (only,) = ops.slack.sent_to("#ops")
    assert only.card.headline == Say("bundle.headline", (("count", 20),))


async def test_a_case_that_turns_private_leaves_the_message_in_a_room(ops: Storm) -> None:
    await ops.bursts(7)
    await ops.brings()
    case = ops.case("case2")
    ops.does("ana", Accept(), "case2")
    private = replace(facts(type="hr"), impact=case.facts.impact)
    ops.does("ana", Triage(WHY, facts=private), "case2")
    await ops.goes_by(seconds=2)
    now = ops.as_it_is_now(ops.slack.sent_to("#ops")[0])
    assert "ESC-2" not in cases_on(now)


async def test_of_a_case_that_may_not_be_read_any_more_nothing_is_said(ops: Storm) -> None:
    await ops.bursts(7)
    await ops.brings()
    press = pressable(ops.slack.sent_to("#ops")[0].card, Verb.BUNDLE_ACCEPT)
    form = ops.desk.pressed(ops.met("ana"), press, "k")
    assert isinstance(form, Form)
    case = ops.case("case2")
    ops.does("ana", Accept(), "case2")
    ops.does("ana", Triage(WHY, facts=replace(facts(type="hr"), impact=case.facts.impact)), "case2")
    said = ops.desk.submitted(ops.met("ben"), form.press, {"cases": ("case2:",)}, "k2")
    assert said == Line((Say("told.accept_all_none"),))


async def test_a_bundle_of_no_pages_is_withdrawn(ana: Storm) -> None:
    with ana.store.writing() as unit:
        unit.notify(NoticeTopic.BUNDLE, "nothing", ana.clock.at, person="ana")
    assert [carried.how for carried in await ana.brings()] == ["withdrawn"]


# at the desk


async def test_accept_all_asks_first_and_then_takes_what_was_shown(ana: Storm) -> None:
    await ana.bursts(6)
    await ana.brings()
    form = form_of(ana)
    await ana.bursts(1, first=50)
    (taken,) = sends(ana, "ana", form)
    assert dict(taken.params)["cases"] == tuple(f"ESC-{n}" for n in range(1, 7))
    assert [ana.status(f"case{n}")[1] for n in range(1, 8)] == ["ana"] * 6 + [None]


async def test_what_was_taken_by_somebody_else_meanwhile_is_said_with_its_reason(ana: Storm) -> None:
    await ana.bursts(6)
    await ana.brings()
    form = form_of(ana)
    ana.does("rita", Withdraw(WHY), "case2")
    taken, refused = sends(ana, "ana", form)
    assert "ESC-2" not in dict(taken.params)["cases"]  # type: ignore[operator]
    assert (refused.key, dict(refused.params)["case"]) == ("told.accept_all_not", "ESC-2")


async def test_accept_all_that_comes_twice_is_answered_as_at_first_and_refused_as_at_first(ana: Storm) -> None:
    await ana.bursts(6)
    await ana.brings()
    form = form_of(ana)
    ana.does("rita", Withdraw(WHY), "case2")
    assert sends(ana, "ana", form) == sends(ana, "ana", form)


async def test_nobody_presses_on_what_was_sent_to_somebody_else(ana: Storm) -> None:
    await ana.bursts(6)
    await ana.brings()
    press = pressable(ana.to("ana")[0].card, Verb.BUNDLE_LIST)
    assert does_at_desk(ana, "ben", press) == Line((Say("bundle.unknown"),))
    unknown = Press(Verb.BUNDLE_LIST, "nothing")
    assert does_at_desk(ana, "ana", unknown, "k2") == Line((Say("bundle.unknown"),))


async def test_no_case_is_accepted_that_the_bundle_does_not_tell_of(ana: Storm) -> None:
    await ana.bursts(7)
    await ana.brings()
    form = form_of(ana)
    sly = replace(form, fields=(replace(form.fields[0], value=("case99:", "case1:", "case1:")),))
    (taken,) = sends(ana, "ana", sly)
    assert dict(taken.params)["cases"] == ("ESC-1",)
    assert sends(ana, "ana", replace(form, fields=(replace(form.fields[0], value=("other:",)),)), "k9") == [
        Say("told.accept_all_none")
    ]


async def test_the_list_says_of_each_why_and_who_is_next(ana: Storm) -> None:
    await ana.bursts(12)
    await ana.brings()
    shown = does_at_desk(ana, "ana", pressable(ana.to("ana")[0].card, Verb.BUNDLE_LIST))
    assert isinstance(shown, Cards)
    assert len(shown.cards) == SHOWN
    assert [says.key for says in shown.cards[0].lead] == ["why.level", "where.asked", "next.level"]
    assert shown.cards[0].buttons[-1].press.verb is Verb.SHOW


async def test_a_list_of_which_nothing_waits_any_more_says_so(ana: Storm) -> None:
    await ana.bursts(6)
    await ana.brings()
    card = ana.to("ana")[0].card
    for number in range(1, 7):
        ana.does("rita", Withdraw(WHY), f"case{number}")
    for verb in (Verb.BUNDLE_LIST, Verb.BUNDLE_ACCEPT):
        assert does_at_desk(ana, "ana", pressable(card, verb), verb) == Line((Say("told.accept_all_none"),))


async def test_a_list_is_not_sent_in_as_a_form(ana: Storm) -> None:
    await ana.bursts(6)
    await ana.brings()
    press = pressable(ana.to("ana")[0].card, Verb.BUNDLE_LIST)
    assert ana.desk.submitted(ana.met("ana"), press, {}, "k") == Line((Say("refused.not_now"),))


# later ones


async def test_a_later_bundle_takes_its_cases_from_the_earlier_one(ana: Storm) -> None:
    await ana.bursts(6)
    await ana.brings()
    ana.later(minutes=30)
    ana.fires()  # Ben is asked of all; Kim after him, and again
    await ana.brings()
    ana.later(minutes=30)
    ana.fires()
    await ana.brings()
    ana.later(minutes=60)
    ana.fires()
    await ana.brings()
    first, second = (post for post in ana.to("kim"))
    assert ana.as_it_is_now(first) == overtaken_card()
    assert len(cases_on(ana.as_it_is_now(second))) == 6


def test_of_several_pages_about_a_case_the_most_urgent_is_told(ana: Storm) -> None:
    told, asked = (Page(Message(kind, "case1", 1), True) for kind in (MessageKind.TELL, MessageKind.ASK))
    assert cases_of((told, asked)) == cases_of((asked, told)) == {"case1": asked}
    assert list_of(()) == ()
    assert MOST_ACCEPTED == 100
