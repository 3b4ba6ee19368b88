"""Overrides that let one person stand in for another (S17): cover, chains of it, swaps, and who has a place again."""

from collections.abc import Sequence
from itertools import groupby, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.presence import Override
from bot.people.roster import Layer, Roster, Schedule, Team
from bot.people.schedules import Shift, everybody_in, next_on_call, on_call, passed_over, shifts
from bot.people.skipping import Skip, SkipReason
from tests.core.people.builders import (
    COPENHAGEN,
    at,
    away,
    layer,
    owning,
    person,
    roster,
    schedule,
    weekly,
    working_days,
)
from tests.harness.by_chance import TIMES

MORNING, NOON, EVENING = at("2026-01-06 08:00"), at("2026-01-06 12:00"), at("2026-01-06 18:00")
DAY_OF_ANA = weekly("ana", "ben")  # a week in which ana is on duty


def stands_in(who: str, whom: str | None, deal: str = "", of: str = "duty") -> Override:
    """All day long."""
    return Override(of, who, MORNING, EVENING, whom, deal)


def duty(*overrides: Override, layers: Sequence[Layer] = (DAY_OF_ANA,), **more: object) -> tuple[str, ...]:
    return on_call(schedule(*layers), roster(overrides=overrides, **more), NOON)


def test_whoever_stands_in_is_on_duty_from_begin_until_before_the_end() -> None:
    company = roster(overrides=(stands_in("dora", "ana"),))
    assert shifts(schedule(DAY_OF_ANA), company, at("2026-01-06 00:00"), at("2026-01-07 00:00")) == (
        Shift(("ana",), at("2026-01-06 00:00"), MORNING),
        Shift(("dora",), MORNING, EVENING),
        Shift(("ana",), EVENING, at("2026-01-07 00:00")),
    )


def test_they_stand_in_wherever_a_layer_names_the_other_and_nowhere_else() -> None:
    assert duty(stands_in("dora", "ben")) == ("ana",)
    assert duty(stands_in("dora", "ana", of="other")) == ("ana",)
    assert duty(stands_in("dora", "ana"), layers=[layer("chen", "ana", "ben")]) == ("chen", "dora", "ben")
    crews = {"red": Team("red", ("ana", "ben")), "blue": Team("blue", ("chen",))}
    turns = layer(teams=("red", "blue"), turn_days=7, starts_at=at("2026-01-05 00:00"))
    assert duty(stands_in("dora", "ana"), layers=[turns], teams=crews) == ("dora", "ben")


def test_they_are_on_duty_only_where_the_other_would_be() -> None:
    office = layer("ana", hours=working_days("13:00-16:00", COPENHAGEN))
    assert duty(stands_in("dora", "ana"), layers=[office, layer("ben")]) == ("ben",)


def test_somebody_who_is_on_duty_beside_the_other_is_named_once() -> None:
    assert duty(stands_in("ben", "ana"), layers=[layer("ana", "ben")]) == ("ben",)


def test_a_stand_in_changes_nothing_about_who_may_ever_be_on_duty_by_the_file() -> None:
    assert everybody_in(schedule(DAY_OF_ANA), roster(overrides=(stands_in("dora", "ana"),))) == ("ana", "ben")


def test_while_the_stand_in_is_away_or_gone_the_other_has_their_place_again() -> None:
    assert duty(stands_in("dora", "ana"), away=away("dora")) == ("ana",)
    assert duty(stands_in("dora", "ana"), people={"ana": person("ana"), "ben": person("ben")}) == ("ana",)


def test_where_both_are_away_the_next_in_turn_answers() -> None:
    assert duty(stands_in("dora", "ana"), away=away("dora", "ana")) == ("ben",)


def test_load_alone_does_not_give_a_place_back() -> None:
    full = owning(chen=3)  # the limit of chen
    assert duty(stands_in("chen", "ana"), layers=[layer("ana"), layer("mia")], loads=full) == ("mia",)
    assert duty(stands_in("chen", "ana"), layers=[layer("ana")], loads=full) == ("chen",)


def test_stand_ins_chain_in_the_order_in_which_they_were_set() -> None:
    chain = (stands_in("ben", "ana"), stands_in("chen", "ben"))
    assert duty(*chain, layers=[layer("ana", "ben")]) == ("chen",)
    assert duty(*reversed(chain), layers=[layer("ana", "ben")]) == ("ben", "chen")


def test_a_place_goes_back_through_the_chain_to_the_last_who_is_there() -> None:
    chain = (stands_in("ben", "ana"), stands_in("chen", "ben"))
    assert duty(*chain, layers=[layer("ana")], away=away("chen")) == ("ben",)
    assert duty(*chain, layers=[layer("ana")], away=away("chen", "ben")) == ("ana",)


def test_of_two_who_stand_in_for_the_same_person_the_one_set_last_counts() -> None:
    twice = (stands_in("ben", "ana"), stands_in("chen", "ana"))
    assert duty(*twice) == ("chen",)
    assert duty(*twice, away=away("chen")) == ("ben",)


def test_a_swap_in_two_layers_at_one_time_changes_both_places() -> None:
    swap = (stands_in("ben", "ana", "swap"), stands_in("ana", "ben", "swap"))
    layers = [layer("ana", hours=working_days("08:00-10:00", COPENHAGEN)), layer("ana", "ben")]
    assert duty(*swap, layers=layers) == ("ben", "ana")
    assert duty(*(stands_in(o.person, o.instead_of) for o in swap), layers=layers) == ("ana",)  # one after the other


def test_who_swapped_a_place_away_gives_up_the_one_they_got_for_it() -> None:
    swap = (stands_in("ben", "ana", "swap"), stands_in("ana", "ben", "swap"))
    assert duty(*swap, stands_in("chen", "ana"), layers=[layer("ana", "ben")]) == ("ben", "chen")


def test_in_a_swap_with_somebody_who_falls_ill_nobody_is_lost() -> None:
    swap = (stands_in("ben", "ana", "swap"), stands_in("ana", "ben", "swap"))
    assert duty(*swap, layers=[layer("ana"), layer("mia")], away=away("ben")) == ("ana",)
    assert duty(*swap, layers=[layer("ben"), layer("mia")], away=away("ana")) == ("ben",)


def test_swapped_times_of_their_own_count_each_at_its_time() -> None:
    morning = Override("duty", "ben", MORNING, NOON, "ana", "swap")
    afternoon = Override("duty", "ana", NOON, EVENING, "ben", "swap")
    company = roster(overrides=(morning, afternoon))
    assert shifts(schedule(layer("ana")), company, MORNING, EVENING) == (
        Shift(("ben",), MORNING, NOON),
        Shift(("ana",), NOON, EVENING),
    )


def test_an_override_of_all_layers_lies_above_those_who_stand_in_for_one() -> None:
    assert duty(stands_in("mia", None), stands_in("dora", "ana")) == ("mia",)
    assert duty(stands_in("dora", "ana"), stands_in("mia", None)) == ("mia",)


def test_who_took_the_place_of_all_layers_can_be_stood_in_for_afterwards() -> None:
    assert duty(stands_in("mia", None), stands_in("kim", "mia")) == ("kim",)
    assert duty(stands_in("mia", None), stands_in("kim", "mia"), away=away("kim")) == ("mia",)
    assert duty(stands_in("kim", "mia"), stands_in("mia", None)) == ("mia",)


def test_the_next_on_call_after_a_stand_in_is_whose_place_it_was() -> None:
    company = roster(overrides=(stands_in("dora", "ana"),))
    assert next_on_call(schedule(DAY_OF_ANA), company, NOON) == ("ana",)


def test_a_stand_in_who_is_away_is_passed_over_and_whose_place_it_was_is_not() -> None:
    company = roster(overrides=(stands_in("dora", "ana"),), away=away("dora"))
    assert passed_over(schedule(DAY_OF_ANA), company, NOON) == (Skip("dora", SkipReason.LEAVE),)
    assert passed_over(schedule(DAY_OF_ANA), roster(overrides=company.overrides), NOON) == ()


# by chance, against places that are given away one by one

PEOPLE = ("ana", "ben", "chen", "dora", "emil")
names = st.sampled_from(PEOPLE)
hours = st.integers(0, 8).map(lambda count: at(f"2026-01-06 {8 + count:02}:00"))
overrides = st.lists(
    st.builds(
        Override,
        st.sampled_from(["duty", "duty", "duty", "other"]),
        names,
        hours,
        hours,
        st.none() | names | names,
        st.sampled_from(["", "", "swap", "deal"]),
    ),
    max_size=7,
).map(tuple)
layers = st.lists(st.lists(names, min_size=1, max_size=3, unique=True).map(lambda who: layer(*who)), max_size=3)


def walked(plan: Schedule, company: Roster, hour: int) -> tuple[str, ...]:
    """Every place is a pile of names: who is put on top has it, and below lies whom it falls back to."""
    now = at(f"2026-01-06 {hour:02}:00")
    above: list[list[str]] = []
    places = [[[name] for name in layer.people] for layer in plan.layers]
    own = {name: [name] for name in PEOPLE}  # as if every person had a place somewhere
    for deal in deals(company, now):
        every = [*above, *(place for layer in places for place in layer), *own.values()]
        tops = [place[-1] for place in every]
        holding = {pile[-1] for pile in own.values()}
        for place, top in zip(every, tops, strict=True):
            for override in reversed(deal):
                if override.instead_of == top:
                    place.append(override.person)
                    break
            else:
                late = [o.person for o in deal if o.instead_of == place[0] and o.instead_of not in holding]
                place.extend(late[-1:])
        above.extend([o.person] for o in deal if o.instead_of is None)
    crews = [*([place] for place in reversed(above)), *places]
    there = ([next((name for name in reversed(p) if name not in company.away), None) for p in crew] for crew in crews)
    return next((tuple(dict.fromkeys(filter(None, crew))) for crew in there if any(crew)), ())


def deals(company: Roster, now: object) -> list[list[Override]]:
    """Each where its first override stands, those not of the schedule or the hour left out."""
    ours = [(o.deal or str(number), o) for number, o in enumerate(company.overrides) if o.schedule == "duty"]
    firsts = {key: number for number, (key, _) in reversed(list(enumerate(ours)))}
    ordered = sorted(ours, key=lambda one: firsts[one[0]])
    found = [[o for _, o in deal if o.starts_at <= now < o.ends_at] for _, deal in groupby(ordered, lambda one: one[0])]  # type: ignore[operator]
    return [deal for deal in found if deal]


@settings(max_examples=250 * TIMES)
@given(overrides, layers, st.frozensets(names, max_size=2), st.integers(8, 16))
def test_whoever_is_on_duty_is_on_top_of_the_first_place_that_has_anybody(
    chosen: tuple[Override, ...], plan: list[Layer], missing: frozenset[str], hour: int
) -> None:
    company = roster(*map(person, PEOPLE), overrides=chosen, away=away(*missing))
    now = at(f"2026-01-06 {hour:02}:00")
    assert on_call(schedule(*plan), company, now) == walked(schedule(*plan), company, hour)


@settings(max_examples=50 * TIMES)
@given(overrides, layers)
def test_no_override_between_people_who_are_there_leaves_a_schedule_empty(
    chosen: tuple[Override, ...], plan: list[Layer]
) -> None:
    company = roster(*map(person, PEOPLE), overrides=chosen)
    found = shifts(schedule(layer("ana"), *plan), company, MORNING, EVENING)
    assert (found[0].starts_at, found[-1].ends_at) == (MORNING, EVENING)
    assert all(earlier.ends_at == later.starts_at for earlier, later in pairwise(found))
