"""`/escalate override`: who puts whom on duty, what is refused in a sentence, and what people hear."""

from datetime import timedelta

import pytest

from bot.cases.verbs import Press, Verb
from bot.messages.shown import Form, Line
from bot.people.presence import Override
from bot.words import Name
from tests.core.duty.rota import Rota, cards_of, filled_in, key_of, keys_of, press_of, said_of, verbs_of
from tests.core.test_me_at_the_desk import errors

FOR_ANA = "override @cleo 13:00 – 17:00 for @ana"


# who may


@pytest.mark.parametrize("who", ["mia", "olga"])
def test_a_coordinator_a_manager_or_an_operator_puts_somebody_on_duty_at_once(rota: Rota, who: str) -> None:
    assert key_of(rota.types(who, FOR_ANA)) == "duty.instead"
    assert [rota.on_duty(hours) for hours in (0.5, 1, 4.9, 5)] == [("ana",), ("cleo",), ("cleo",), ("ana",)]


def test_who_is_part_of_a_schedule_puts_themselves_in_for_another(rota: Rota) -> None:
    assert key_of(rota.types("cleo", "override @me 13:00 – 17:00 for @ana")) == "duty.instead"
    assert rota.on_duty(2) == ("cleo",)


def test_who_is_part_of_a_schedule_asks_another_for_cover(rota: Rota) -> None:
    assert keys_of(rota.types("ana", FOR_ANA)) == ["duty.asked", "duty.instead"]
    assert rota.overrides() == ()


@pytest.mark.parametrize(("who", "line"), [("ben", FOR_ANA), ("rita", FOR_ANA), ("ben", "override @ben 13:00 – 17:00")])
def test_others_are_refused(rota: Rota, who: str, line: str) -> None:
    assert key_of(rota.types(who, f"{line} in days")) == "duty.may_not"
    assert rota.overrides() == ()


def test_a_manager_says_who_stands_in_for_their_people_alone(rota: Rota) -> None:
    assert key_of(rota.types("kim", "override @ana 13:00 – 17:00 for @hugo")) == "duty.instead"
    assert key_of(rota.types("kim", f"{FOR_ANA} in days")) == "duty.may_not"


def test_without_another_the_place_of_all_layers_is_taken(rota: Rota) -> None:
    assert key_of(rota.types("mia", "override @cleo 13:00 – 17:00 in days")) == "duty.on"
    assert rota.on_duty(2) == ("cleo",)


def test_a_team_mate_stands_in_but_a_stranger_does_not(rota: Rota) -> None:
    assert key_of(rota.types("mia", "override @ida 13:00 – 14:00 for @ana")) == "duty.instead"
    assert key_of(rota.types("mia", "override @rita 15:00 – 16:00 for @ana")) == "duty.may_not_stand_in"


def test_where_private_cases_are_asked_only_its_own_people_stand_in(rota: Rota) -> None:
    assert key_of(rota.types("olga", "override @ida 13:00 – 14:00 for @hugo")) == "duty.may_not_stand_in"
    assert key_of(rota.types("olga", "override @ana 13:00 – 14:00 for @hugo")) == "duty.instead"


# which schedule, and when


def test_without_times_their_next_shift_is_meant(rota: Rota) -> None:
    rota.types("mia", "override @cleo for @ben")
    [override] = rota.overrides()
    assert override.schedule == "days"
    assert override.ends_at - override.starts_at == timedelta(days=1)
    assert rota.on_duty(22) == ("cleo",)


def test_all_schedules_are_meant_in_which_the_other_is_on_duty_then(rota: Rota) -> None:
    rota.types("olga", "override @hugo 2026-11-23 11:00 – 2026-11-23 12:00 for @ana")
    assert [override.schedule for override in rota.overrides()] == ["hr"]
    assert key_of(rota.types("olga", "override @ana 13:00 – 14:00 for @hugo")) == "duty.instead"


def test_without_a_schedule_the_form_asks_filled_in(rota: Rota) -> None:
    form = rota.types("ana", "override @cleo 13:00 – 17:00")
    expected = {"person": "cleo", "begins": "2026-11-16 13:00", "ends": "2026-11-16 17:00"}
    assert filled_in(form) == expected


def test_with_one_schedule_it_need_not_be_named() -> None:
    rota = Rota("schedules:\n  only: {layers: [{people: [ana, ben], turn: 1d, handoff: '10:00', from: 2026-11-16}]}\n")
    assert key_of(rota.types("mia", "override @ben 13:00 – 17:00")) == "duty.on"
    assert filled_in(rota.types("mia", "override @ben")) == {"person": "ben", "schedule": "only"}
    assert filled_in(rota.types("mia", "override @ben from fri 18:00"))["begins"] == "2026-11-20 18:00"
    rota.store.close()


def test_what_has_begun_counts_from_now_on(rota: Rota) -> None:
    rota.types("mia", "override @cleo until 17:00 for @ana")
    assert [override.starts_at for override in rota.overrides()] == [rota.clock.at]


# what is wrong with it


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("@nobody 13:00 – 17:00", "duty.unknown_person"),
        ("@Zoe von Nobody 13:00 – 17:00 for @ana", "duty.unknown_person"),
        ("@ben 13:00 – 17:00 for @nobody", "duty.unknown_person"),
        ("@ben for @nobody", "duty.unknown_person"),
        ("@holm 13:00 – 17:00", "duty.which"),
        ("@ben 25:00 – 26:00", "error.time"),
        ("@ben 2026-11-20 18:00 – 2026-11-19 08:00", "error.ends_before"),
        ("@ben 13:00 – 17:00 in nowhere", "duty.unknown_schedule"),
        ("@ben in nowhere", "duty.unknown_schedule"),
        ("@cleo 2026-11-15 08:00 – 2026-11-15 09:00 for @ana in days", "duty.past"),
        ("@cleo 2026-11-17 08:00 – 2027-02-17 09:00 for @ana in days", "duty.too_long"),
        ("@ana 13:00 – 17:00 for @ana", "duty.same_person"),
        ("@cleo 13:00 – 17:00 for @hugo in days", "duty.never_in"),
        ("@cleo 13:00 – 17:00 for @ben in days", "duty.not_on_duty"),
        ("@ben for @rita", "duty.of_no_schedule"),
        ("@ana for @ben in hr", "duty.no_shift"),
    ],
)
def test_a_clear_wish_with_one_mistake_gets_a_sentence(rota: Rota, line: str, key: str) -> None:
    assert key_of(rota.types("mia", f"override {line}")) == key
    assert rota.overrides() == ()


@pytest.mark.parametrize(
    "line",
    [
        "override @ben the printer is broken",
        "override @nobody of the budget",
        "override @nobody",
        "override @nobody 25:00 – 26:00",
        "override @ben ways to fail in nowhere",
    ],
)
def test_words_that_name_nobody_or_no_time_were_a_summary(rota: Rota, line: str) -> None:
    answer = rota.types("mia", line)
    assert isinstance(answer, Form), answer
    assert answer.press.verb is Verb.OPEN
    assert [hint.key for hint in answer.intro] == ["form.not_duty"], "a slip of the finger is told how it is said"


def test_in_two_hours_is_no_schedule(rota: Rota) -> None:
    rota.types("mia", "override @ida in 1h – in 2h for @ana")
    assert [override.person for override in rota.overrides()] == ["ida"]


def test_whoever_is_away_then_cannot_stand_in(rota: Rota) -> None:
    rota.is_away("cleo", 3, 4)
    assert key_of(rota.types("mia", FOR_ANA)) == "duty.away"
    assert key_of(rota.types("mia", "override @cleo 16:00 – 17:00 for @ana")) == "duty.instead"


def test_who_is_on_duty_then_anyway_is_only_said_to_be(rota: Rota) -> None:
    assert keys_of(rota.types("olga", "override @hugo for @ana in hr")) == ["duty.instead"]
    assert keys_of(rota.types("olga", "override @ana 13:00 – 14:00 for @hugo")) == ["duty.instead", "duty.also_on_duty"]


def test_one_place_is_given_once_at_a_time(rota: Rota) -> None:
    rota.types("mia", FOR_ANA)
    taken = rota.types("mia", "override @ida 16:00 – 18:00 for @ana in days")
    assert key_of(taken) in ("duty.taken_instead", "duty.not_on_duty")
    rota.types("mia", "override @cleo 18:00 – 19:00 in days")
    assert key_of(rota.types("mia", "override @ida 18:30 – 20:00 in days")) == "duty.taken"


def test_without_schedules_there_is_nothing_to_change() -> None:
    rota = Rota("\n")
    assert key_of(rota.types("mia", "override @ben 13:00 – 14:00")) == "oncall.no_schedules"
    assert key_of(rota.types("mia", "oncall")) == "oncall.no_schedules"
    rota.store.close()


# once


def test_a_delivery_that_comes_twice_is_one_override_even_after_it_was_taken_back(rota: Rota) -> None:
    answers = [rota.types("mia", FOR_ANA, key="the same") for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(rota.overrides()) == 1
    rota.presses("mia", Press(Verb.DUTY_CANCEL, rota.only_deal()))
    rota.types("mia", FOR_ANA, key="the same")
    assert rota.overrides() == ()


# what people hear


async def test_both_hear_of_it_and_whose_place_it_is_may_take_it_back(rota: Rota) -> None:
    rota.types("mia", FOR_ANA)
    assert set(await rota.hears()) == {("ana", "duty.changed"), ("cleo", "duty.changed")}
    assert verbs_of(rota.card("cleo")) == []
    back = press_of(rota.card("ana"), Verb.DUTY_CANCEL)
    assert key_of(rota.presses("ana", back)) == "duty.you_took_back"
    assert rota.overrides() == ()
    assert await rota.hears() == [("cleo", "duty.took_back")]
    assert rota.reads_now().count("duty.was_taken_back") == 2
    assert key_of(rota.presses("ana", back)) == "duty.stands_no_more"


def test_who_may_not_take_back_is_told_who_may(rota: Rota) -> None:
    rota.types("mia", FOR_ANA)
    back = Press(Verb.DUTY_CANCEL, rota.only_deal())
    assert key_of(rota.presses("cleo", back)) == "duty.may_not_take_back"
    assert key_of(rota.presses("mia", Press(Verb.DUTY_CANCEL, "nonsense"))) == "duty.stands_no_more"
    assert key_of(rota.presses("mia", Press(Verb.DUTY_CANCEL))) == "duty.stands_no_more"


def test_who_was_put_in_nobodys_place_cannot_take_it_back(rota: Rota) -> None:
    rota.types("mia", "override @cleo 13:00 – 17:00 in days")
    assert key_of(rota.presses("cleo", Press(Verb.DUTY_CANCEL, rota.only_deal()))) == "duty.may_not_take_back"


# a look


def test_what_stands_is_shown_with_a_way_to_take_it_back_where_one_may(rota: Rota) -> None:
    rota.types("mia", FOR_ANA)
    assert [card.headline.key for card in cards_of(rota.types("ben", "override"))] == ["duty.standing", "duty.instead"]
    assert [verbs_of(card) for card in cards_of(rota.types("ben", "override"))] == [[Verb.DUTY_OVERRIDE], []]
    assert [verbs_of(card) for card in cards_of(rota.types("mia", "override"))][1] == [Verb.DUTY_CANCEL]
    assert [card.headline.key for card in cards_of(rota.types("rita", "override"))] == ["duty.nothing_stands"]


def test_a_look_is_bounded_and_shows_all_of_a_deal(rota: Rota) -> None:
    with rota.store.writing() as unit:
        for number in range(9):
            begins = rota.clock.at + timedelta(days=number)
            deal = [Override("days", who, begins, begins + timedelta(hours=1), None, f"d{number}") for who in "ab"]
            unit.override(deal, "mia", rota.clock.at)
    first, *deals = cards_of(rota.types("mia", "override"))
    assert [note.key for note in first.notes] == ["duty.more"]
    assert (len(deals), len(deals[0].lead), verbs_of(deals[0])) == (7, 1, [])


# the form


def test_the_form_asks_the_same(rota: Rota) -> None:
    press = Press(Verb.DUTY_OVERRIDE)
    assert isinstance(rota.presses("mia", press), Form)
    assert filled_in(rota.presses("mia", Press(Verb.DUTY_OVERRIDE, "days"))) == {"schedule": "days"}
    answers = {"schedule": "days", "person": "cleo", "begins": "13:00", "ends": "17:00"}
    assert key_of(rota.sends("mia", press, **answers, instead_of="ana")) == "duty.instead"
    assert errors(rota.sends("ben", press, **answers)) == {"person": "duty.may_not"}
    empty = {"schedule": "error.needed", "person": "error.needed", "begins": "error.time", "ends": "error.time"}
    assert errors(rota.sends("mia", press)) == empty
    wrong = answers | {"ends": "2026-11-16 12:30"}
    assert errors(rota.sends("mia", press, **wrong)) == {"person": "duty.ends_before"}


def test_the_form_is_for_those_who_have_a_part_in_some_schedule(rota: Rota) -> None:
    assert key_of(rota.presses("rita", Press(Verb.DUTY_OVERRIDE))) == "duty.no_part"


def test_who_stands_in_has_a_part(rota: Rota) -> None:
    rota.types("mia", "override @ida 13:00 – 14:00 for @ana")
    assert len(cards_of(rota.types("ida", "override"))) == 2


def test_a_form_that_is_none_of_these_is_refused(rota: Rota) -> None:
    assert key_of(rota.sends("mia", Press(Verb.DUTY_AGREE, "x"))) == "refused.not_now"


def test_a_refusal_names_who_and_how_long(rota: Rota) -> None:
    rota.types("mia", "override @cleo 18:00 – 19:00 in days")
    refused = rota.types("mia", "override @ida 18:30 – 20:00 in days")
    assert isinstance(refused, Line)
    assert said_of(refused.says[0])["person"] == Name("cleo")


def test_a_mention_arrives_as_a_whole_name(rota: Rota) -> None:
    """As Slack and Teams deliver it, once it has been put into words."""
    rota.types("mia", "override @Cleo Dam 13:00 – 17:00 for @Ana Berg in days")
    [override] = rota.overrides()
    assert (override.person, override.instead_of) == ("cleo", "ana")
