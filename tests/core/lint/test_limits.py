"""Every case has a clock to be accepted by and one to be dealt with by, and these do not contradict (S44)."""

import pytest

from bot.durations import Duration, days, hours, minutes
from bot.lint.limits import MOST, neither_update_nor_resolve, no_accept, resolve_before_accept
from bot.policy.rules import ClockLine
from bot.policy.when import Clause, Compared, Comparison, When
from tests.core.lint.drafts import example, findings, public, said
from tests.harness.builders import clock, when


def test_a_case_that_no_line_gives_accept_is_shown() -> None:
    clocks = [clock(when(priority="P1 P2"), accept=minutes(5)), clock(resolve=days(1))]
    (found,) = findings(no_accept, public(clocks=clocks))
    assert (found.place, found.code) == (("clocks",), "no-accept")
    assert example(found) == ("type incident", "priority P3")


def test_either_update_or_resolve_is_enough_and_neither_is_a_fault() -> None:
    clocks = [clock(when(type="incident"), update=hours(1)), clock(when(type="support"), resolve=hours(4))]
    assert said(neither_update_nor_resolve, public(clocks=clocks)) == []
    (found,) = findings(neither_update_nor_resolve, public(clocks=clocks[:1]))
    assert (found.place, found.code) == (("clocks",), "no-resolve")
    assert example(found) == ("type support", "priority P1")


def resolves_too_soon(*clocks: ClockLine) -> list[int | str]:
    return [place[1] for place, _ in said(resolve_before_accept, public(clocks=clocks))]


def test_resolve_must_be_longer_than_accept_for_the_cases_that_have_both() -> None:
    assert resolves_too_soon(clock(accept=hours(4), resolve=hours(4))) == [0]
    assert resolves_too_soon(clock(accept=hours(4), resolve=hours(5))) == []
    assert resolves_too_soon(
        clock(when(priority="P2"), accept=days(1)), clock(accept=minutes(5), resolve=hours(2))
    ) == [1]


def test_lines_that_no_case_has_both_of_may_say_what_they_like() -> None:
    apart = [clock(when(priority="P1"), accept=minutes(5)), clock(when(priority="P1"), resolve=hours(1))]
    assert resolves_too_soon(*apart, clock(accept=days(1), resolve=days(3))) == []
    overruled = [clock(when(priority="P1"), resolve=days(2)), clock(when(priority="P1 P2"), resolve=hours(1))]
    assert resolves_too_soon(*overruled, clock(when(priority="P1"), accept=days(1)), clock(accept=minutes(5))) == []


def test_a_line_is_told_of_once_with_an_example() -> None:
    clocks = [clock(when(priority="P3"), accept=days(2)), clock(accept=days(1)), clock(resolve=hours(1))]
    (found,) = findings(resolve_before_accept, public(clocks=clocks))
    assert (found.place, found.code) == (("clocks", 2, "resolve"), "resolve-before-accept")
    assert example(found) == ("type incident", "priority P3")


def test_an_example_shows_the_number_that_it_takes_and_unsure_where_no_number_does() -> None:
    def shown(accept: Clause, resolve: Clause) -> str:
        lines = [clock(When((accept,)), accept=days(1)), clock(When((resolve,)), resolve=hours(1))]
        return example(findings(resolve_before_accept, public(clocks=lines))[0])[-1]

    few, many = (Compared("users_affected", sign, 5) for sign in (Comparison.BELOW, Comparison.ABOVE))
    soon = Compared("deadline", Comparison.BELOW, 3600)
    assert shown(few, few) == "users_affected 4.0"
    assert shown(soon, soon) == "deadline 0:59:59.500000"
    assert shown(few, many) == "users_affected unsure"


@pytest.mark.parametrize(
    ("accept", "resolve", "wrong"),
    [
        (
            hours(8),
            days(1),
            False,
        ),  # one that comes overnight is to be accepted by 16:00, resolved by 8:00 the day after
        (hours(9), days(1), True),
        (hours(7), days(1), False),
        (days(2), hours(15), True),
        (days(1), hours(9), False),
    ],
)
def test_open_days_and_open_hours_are_compared_by_when_they_end(
    accept: Duration, resolve: Duration, wrong: bool
) -> None:
    assert bool(resolves_too_soon(clock(accept=accept, resolve=resolve, hours="office"))) is wrong


def test_in_different_hours_only_what_is_certain_is_a_fault() -> None:
    in_office, always = clock(accept=hours(4), hours="office"), clock(resolve=hours(6))
    assert resolves_too_soon(in_office, always) == [], "within the day 4h of office are over first"
    assert resolves_too_soon(clock(accept=hours(6), hours="office"), clock(resolve=hours(6))) == [1]


def test_hours_that_never_open_are_left_to_those_who_look_at_calendars() -> None:
    assert resolves_too_soon(clock(accept=hours(4), hours="never"), clock(resolve=hours(1))) == []


def test_of_very_many_contradictions_the_first_are_told() -> None:
    fits = [When((Compared("users_affected", Comparison.AT_LEAST, number),)) for number in range(MOST + 5, 0, -1)]
    lines = [clock(when_, accept=days(300), resolve=days(299), hours="office") for when_ in fits]
    assert resolves_too_soon(*lines, clock(accept=hours(1), resolve=hours(2))) == list(range(MOST))
