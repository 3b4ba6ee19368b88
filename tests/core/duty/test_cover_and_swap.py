"""Cover for a shift, and swaps: they stand when the other agrees, and not before."""

from datetime import timedelta

import pytest

from bot.cases.outcome import Refused
from bot.cases.verbs import Press, Verb
from bot.duty.standing import MOST_ASKED, ask_to_swap, put_on_duty
from bot.messages.shown import Form
from bot.people.presence import Override
from bot.sending import Undeliverable
from tests.core.duty.rota import Rota, cards_of, drops, key_of, keys_of, options_of, press_of, verbs_of
from tests.core.test_me_at_the_desk import errors

TOMORROW = 22.5  # hours until Ben's shift has begun


def agrees(rota: Rota, who: str, request: str = "") -> str:
    return key_of(rota.presses(who, Press(Verb.DUTY_AGREE, request or rota.asked())))


# cover


async def test_cover_stands_once_the_other_agrees(rota: Rota) -> None:
    assert keys_of(rota.asks_cover("ben", "cleo")) == ["duty.asked", "duty.instead"]
    assert rota.on_duty(TOMORROW) == ("ben",)
    assert await rota.hears() == [("cleo", "duty.asks_cover")]
    assert agrees(rota, "cleo") == "duty.you_agreed"
    assert rota.on_duty(TOMORROW) == ("cleo",)
    assert await rota.hears() == [("ben", "duty.agreed")]
    assert rota.reads_now() == ["duty.you_agreed"]


async def test_what_was_declined_leaves_the_plan_as_it_was(rota: Rota) -> None:
    rota.asks_cover("ben", "cleo")
    await rota.hears()
    decline = press_of(rota.card("cleo"), Verb.DUTY_DECLINE)
    assert [key_of(rota.presses("cleo", decline)) for _ in range(2)] == ["duty.you_declined"] * 2
    assert rota.overrides() == ()
    assert await rota.hears() == [("ben", "duty.declined")]
    assert rota.reads_now() == ["duty.you_declined"]


async def test_a_second_press_changes_nothing(rota: Rota) -> None:
    rota.asks_cover("ben", "cleo")
    request = rota.asked()
    assert [agrees(rota, "cleo", request) for _ in range(2)] == ["duty.you_agreed"] * 2
    assert len(rota.overrides()) == 1
    assert (await rota.hears()) == [("ben", "duty.agreed")]


def test_only_who_was_asked_may_answer(rota: Rota) -> None:
    rota.asks_cover("ben", "cleo")
    assert agrees(rota, "ana") == "duty.not_asked_of_you"
    assert agrees(rota, "ben") == "duty.not_asked_of_you"
    assert agrees(rota, "cleo", "nonsense") == "duty.not_asked_of_you"


def test_a_delivery_that_comes_twice_asks_once(rota: Rota) -> None:
    press = Press(Verb.DUTY_COVER, "days")
    shift = options_of(rota.presses("ben", press))["shift"][0]
    answers = [rota.sends("ben", press, key="the same", shift=shift, person="cleo") for _ in range(2)]
    assert answers[0] == answers[1]
    assert rota.asked()


def test_a_line_asks_only_for_what_one_has_on_duty_in_that_time(rota: Rota) -> None:
    rota.types("ben", "override @cleo tomorrow 08:00 – 12:00 for @me")
    with rota.store.writing() as unit:
        [request] = unit.waiting_duty()
    [override] = request.overrides
    assert (override.ends_at - override.starts_at) == timedelta(hours=2)


async def test_who_is_away_finds_cover_all_the_same(rota: Rota) -> None:
    rota.is_away("ben", 0, 100)
    rota.asks_cover("ben", "ida")
    assert agrees(rota, "ida") == "duty.you_agreed"
    assert rota.on_duty(TOMORROW) == ("ida",)


async def test_the_asker_takes_cover_back_and_the_other_does_not(rota: Rota) -> None:
    rota.asks_cover("ben", "cleo")
    await rota.hears()
    agrees(rota, "cleo")
    await rota.hears()
    back = press_of(rota.card("ben"), Verb.DUTY_CANCEL)
    assert key_of(rota.presses("cleo", back)) == "duty.may_not_take_back"
    assert key_of(rota.presses("ben", back)) == "duty.you_took_back"
    assert await rota.hears() == [("cleo", "duty.took_back")]
    assert rota.reads_now()[-1] == "duty.was_taken_back"
    assert agrees(rota, "cleo", back.case_id or "") == "duty.you_agreed"
    assert rota.overrides() == ()


def test_the_same_is_not_asked_twice_of_one(rota: Rota) -> None:
    rota.asks_cover("ben", "cleo")
    assert errors(rota.asks_cover("ben", "cleo")) == {"person": "duty.asked_already"}


def test_what_one_waits_for_is_bounded(rota: Rota) -> None:
    for number in range(MOST_ASKED):
        rota.asks_cover("ben", "cleo", shift=number)
    assert errors(rota.asks_cover("ben", "cleo", shift=MOST_ASKED)) == {"person": "duty.too_many"}


async def test_with_one_agreed_the_others_need_not_answer(rota: Rota) -> None:
    rota.asks_cover("ben", "cleo")
    cleos = rota.asked()
    rota.asks_cover("ben", "ida")
    rota.asks_cover("ben", "ana", shift=1)
    with rota.store.writing() as unit:
        idas = next(request.id for request in unit.waiting_duty() if request.other == "ida")
    await rota.hears()
    agrees(rota, "ida", idas)
    assert agrees(rota, "cleo", cleos) == "duty.needed_no_more"
    assert await rota.hears() == [("ben", "duty.agreed")]
    assert set(rota.reads_now()) == {"duty.you_agreed", "duty.needed_no_more"}
    with rota.store.writing() as unit:
        assert [request.other for request in unit.waiting_duty()] == ["ana"]


async def test_who_wanted_a_shift_that_went_to_somebody_else_hears_of_it(rota: Rota) -> None:
    rota.asks_swap("cleo")
    rota.asks_cover("ana", "ida")
    await rota.hears()
    with rota.store.writing() as unit:
        [to_ida] = [request.id for request in unit.waiting_duty() if request.other == "ida"]
    assert agrees(rota, "ida", to_ida) == "duty.you_agreed"
    assert sorted(await rota.hears()) == [("ana", "duty.agreed"), ("cleo", "duty.shift_changed")]


async def test_nobody_is_asked_for_ever(rota: Rota) -> None:
    rota.asks_cover("ben", "cleo")
    request = rota.asked()
    await rota.hears()
    await rota.chore.do(rota.clock.at)
    rota.clock.at += timedelta(hours=22)
    assert agrees(rota, "cleo", request) == "duty.expired"
    assert agrees(rota, "cleo", request) == "duty.expired"
    assert ("ben", "duty.no_answer") in await rota.hears()
    assert rota.reads_now() == ["duty.expired"]


async def test_what_began_before_it_was_asked_waits_until_it_ends(rota: Rota) -> None:
    rota.asks_cover("ana", "cleo")
    rota.clock.at += timedelta(hours=1)
    assert agrees(rota, "cleo") == "duty.you_agreed"
    assert [override.starts_at for override in rota.overrides()] == [rota.clock.at]


async def test_who_cannot_be_reached_is_said_to_the_asker(rota: Rota) -> None:
    rota.slack.faults[rota.users["cleo"].identity.user].append(Undeliverable("gone"))
    rota.asks_cover("ben", "cleo")
    assert await rota.hears() == [("ben", "duty.unreached")]
    with rota.store.writing() as unit:
        assert unit.waiting_duty() == ()


# what may come between


async def test_a_shift_that_changed_meanwhile_is_not_agreed_on(rota: Rota) -> None:
    rota.asks_cover("ben", "cleo")
    request = rota.asked()
    await rota.hears()
    rota.types("mia", "override @ida tomorrow 12:00 – tomorrow 14:00 for @ben in days")
    assert keys_of(rota.presses("cleo", Press(Verb.DUTY_AGREE, request))) == ["duty.taken_instead", "duty.asker_hears"]
    assert ("ben", "duty.no_answer") in await rota.hears()
    assert len(rota.overrides()) == 1


async def test_a_shift_that_went_to_somebody_else_altogether_is_not_agreed_on(rota: Rota) -> None:
    rota.asks_cover("ben", "cleo")
    request = rota.asked()
    rota.types("mia", "override @ida tomorrow 09:00 – tomorrow 14:00 in days")
    assert agrees(rota, "cleo", request) == "duty.shift_changed"


async def test_whoever_asked_and_left_is_not_stood_in_for(rota: Rota) -> None:
    rota.asks_cover("ben", "cleo")
    await rota.hears()
    request = rota.asked()
    drops(rota, people={who: person for who, person in rota.policy.roster.people.items() if who != "ben"})
    assert agrees(rota, "cleo", request) == "duty.gone"


async def test_whoever_was_asked_and_left_is_asked_no_more(rota: Rota) -> None:
    rota.asks_swap("ben", theirs=1)
    drops(rota, people={who: person for who, person in rota.policy.roster.people.items() if who != "cleo"})
    assert await rota.hears() == []


async def test_a_schedule_that_the_policy_dropped_needs_nobody(rota: Rota) -> None:
    rota.asks_cover("ben", "cleo")
    request = rota.asked()
    drops(rota, schedules={"hr": rota.policy.roster.schedules["hr"]})
    assert await rota.hears() == []
    assert agrees(rota, "cleo", request) == "duty.no_such_schedule"


def test_who_is_away_by_now_cannot_agree(rota: Rota) -> None:
    rota.asks_cover("ben", "cleo")
    rota.is_away("cleo", 20, 30)
    assert agrees(rota, "cleo") == "duty.away"


# swaps


async def test_a_swap_stands_as_one_once_the_other_agrees(rota: Rota) -> None:
    answer = rota.asks_swap("ben", theirs=1)
    assert keys_of(answer) == ["duty.asked", "duty.instead", "duty.instead"]
    assert await rota.hears() == [("cleo", "duty.asks_swap")]
    assert agrees(rota, "cleo") == "duty.you_agreed"
    assert [rota.on_duty(hours) for hours in (TOMORROW, TOMORROW + 24)] == [("cleo",), ("ben",)]
    assert len({override.deal for override in rota.overrides()}) == 1
    assert await rota.hears() == [("ben", "duty.agreed")]
    assert verbs_of(rota.card("ben")) == []


async def test_neither_undoes_a_swap_alone_but_a_coordinator_does(rota: Rota) -> None:
    rota.asks_swap("ben", theirs=1)
    agrees(rota, "cleo")
    back = Press(Verb.DUTY_CANCEL, rota.only_deal())
    assert [key_of(rota.presses(who, back)) for who in ("ben", "cleo")] == ["duty.may_not_take_back"] * 2
    assert key_of(rota.presses("mia", back)) == "duty.you_took_back"
    assert [rota.on_duty(hours) for hours in (TOMORROW, TOMORROW + 24)] == [("ben",), ("cleo",)]


def test_a_swap_is_declined(rota: Rota) -> None:
    rota.asks_swap("ben", theirs=1)
    assert key_of(rota.presses("cleo", Press(Verb.DUTY_DECLINE, rota.asked()))) == "duty.you_declined"
    assert rota.overrides() == ()


def test_a_swap_whose_other_shift_changed_is_not_agreed_on(rota: Rota) -> None:
    rota.asks_swap("ben", theirs=1)
    request = rota.asked()
    rota.types("mia", "override @ida 2026-11-18 09:00 – 2026-11-18 14:00 in days")
    assert agrees(rota, "cleo", request) == "duty.shift_changed"


def test_a_swap_is_not_even_asked_of_a_shift_that_just_changed(rota: Rota) -> None:
    begins, ends = (rota.clock.at + timedelta(hours=hours) for hours in (22, 60))
    too_long = (Override("days", "cleo", begins, ends, "ben", "x"), Override("days", "ben", begins, ends, "cleo", "x"))
    with pytest.raises(Refused) as refused:
        ask_to_swap(rota.engine, "ben", too_long, "x")
    assert refused.value.sentence.key == "duty.shift_changed"
    assert rota.overrides() == ()


def test_two_equal_deliveries_at_once_are_one_request(rota: Rota) -> None:
    begins, ends = (rota.clock.at + timedelta(hours=hours) for hours in (22, 46))
    cover = Override("days", "cleo", begins, ends, "ben", "x")
    assert len({put_on_duty(rota.engine, "ben", [cover], "x") for _ in range(2)}) == 1
    days = timedelta(days=3)
    give = Override("days", "cleo", begins + days, ends + days, "ben", "y")
    take = Override("days", "ben", ends + days, ends + days + timedelta(hours=24), "cleo", "y")
    swap = (give, take)
    assert len({ask_to_swap(rota.engine, "ben", swap, "y") for _ in range(2)}) == 1


def test_a_swap_comes_once_however_often_it_is_delivered(rota: Rota) -> None:
    press = Press(Verb.DUTY_SWAP, "days")
    options = options_of(rota.presses("ben", press))
    chosen = {"mine": options["mine"][0], "theirs": options["theirs"][1]}
    answers = [rota.sends("ben", press, key="the same", **chosen) for _ in range(2)]
    assert answers[0] == answers[1]


# forms


def test_the_forms_offer_ones_own_shifts_and_those_who_may_take_them(rota: Rota) -> None:
    cover = options_of(rota.presses("ben", Press(Verb.DUTY_COVER, "days")))
    assert len(cover["shift"]) == 20
    assert cover["person"] == ["ana", "cleo", "mia", "ida"]
    swap = options_of(rota.presses("ben", Press(Verb.DUTY_SWAP, "days")))
    assert {option.partition("~")[0] for option in swap["theirs"]} == {"ana", "cleo"}


def test_what_is_left_open_is_said_at_its_field(rota: Rota) -> None:
    needed = {"shift": "error.needed", "person": "error.needed"}
    assert errors(rota.sends("ben", Press(Verb.DUTY_COVER, "days"))) == needed
    needed = {"mine": "error.needed", "theirs": "error.needed"}
    assert errors(rota.sends("ben", Press(Verb.DUTY_SWAP, "days"))) == needed


@pytest.mark.parametrize("verb", [Verb.DUTY_COVER, Verb.DUTY_SWAP])
def test_who_has_no_shift_has_none_to_give(rota: Rota, verb: Verb) -> None:
    assert key_of(rota.presses("rita", Press(verb, "days"))) == "duty.no_shift"
    assert key_of(rota.presses("ben", Press(verb, "dropped"))) == "duty.no_such_schedule"
    assert key_of(rota.presses("ben", Press(verb))) == "duty.no_such_schedule"


def test_alone_in_a_schedule_nobody_is_there_to_swap_with() -> None:
    rota = Rota(
        "schedules:\n  solo: {layers: [{people: [ana], hours: {mon-fri: '08:00-16:00'}}]}\n",
        hour=5,
    )
    assert key_of(rota.presses("ana", Press(Verb.DUTY_SWAP, "solo"))) == "duty.nobody_to_swap_with"
    assert isinstance(rota.presses("ana", Press(Verb.DUTY_COVER, "solo")), Form)
    rota.store.close()


def test_what_waits_is_seen_by_both(rota: Rota) -> None:
    rota.asks_cover("ben", "cleo")
    for who in ("ben", "cleo"):
        assert [note.key for note in cards_of(rota.types(who, "override"))[0].notes] == ["duty.waiting"]
