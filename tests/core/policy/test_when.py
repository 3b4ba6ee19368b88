"""Conditions: which cases a line of the policy is for (S7, S8)."""

from datetime import timedelta

import pytest

from bot.policy.when import (
    AnyFlag,
    CalendarIs,
    Compared,
    Comparison,
    OneOf,
    Situation,
    Unsure,
    When,
    fits,
    seconds_left,
)
from tests.core.people.builders import at
from tests.harness.builders import OFFICE, START, when

KNOWN = Situation(
    START,
    words={"type": "incident", "priority": "P2"},
    flags=frozenset({"safety"}),
    numbers={"users_affected": 100, "deadline": 3600.0},
    calendars={"office": OFFICE},
)


def number(said: str, fact: str = "users_affected") -> When:
    sign, amount = said.split()
    return When((Compared(fact, Comparison(sign), float(amount)),))


def test_a_condition_without_keys_fits_every_case() -> None:
    assert fits(When(), KNOWN)


def test_several_words_are_alternatives_and_several_keys_must_all_fit() -> None:
    assert fits(when(type="support incident"), KNOWN)
    assert fits(when(type="incident", priority="P2 P3"), KNOWN)
    assert not fits(when(type="incident", priority="P1"), KNOWN)


def test_a_fact_that_nobody_gave_fits_no_line_that_names_it() -> None:
    assert not fits(when(tier="vip"), KNOWN)
    assert not fits(number(">= 0", "repeats"), KNOWN)


def test_one_flag_of_several_is_enough() -> None:
    assert fits(when(flags="security safety"), KNOWN)
    assert not fits(when(flags="security legal"), KNOWN)


@pytest.mark.parametrize(
    ("said", "expected"),
    [("< 100", False), ("<= 100", True), (">= 100", True), ("> 100", False), ("< 101", True), ("> 99", True)],
)
def test_numbers_compare(said: str, expected: bool) -> None:
    assert fits(number(said), KNOWN) is expected


def test_an_unsure_number_fits_every_comparison() -> None:
    unsure = Situation(START, {}, numbers={"users_affected": Unsure.UNSURE})
    assert all(fits(number(f"{sign} 5"), unsure) for sign in Comparison)


def test_a_calendar_is_asked_at_that_moment_and_one_of_several_is_enough() -> None:
    always = Situation(START, {}, calendars={"office": OFFICE, "shut": OFFICE})
    night = Situation(at("2026-11-16 23:00"), {}, calendars={"office": OFFICE})
    assert fits(when(open_="office"), KNOWN)
    assert not fits(when(closed="office"), KNOWN)
    assert fits(when(closed="office"), night)
    assert fits(When((CalendarIs(True, ("office", "shut")),)), always)


def test_a_condition_tells_the_words_and_flags_that_it_names() -> None:
    named = When(
        (OneOf("type", frozenset({"hr"})), AnyFlag(frozenset({"legal"})), OneOf("type", frozenset({"support"})))
    )
    assert (named.words("type"), named.words("tier"), named.flags()) == ({"hr", "support"}, frozenset(), {"legal"})


def test_a_deadline_is_the_seconds_left_and_below_zero_once_it_has_passed() -> None:
    assert seconds_left(START + timedelta(hours=1), START) == 3600
    assert seconds_left(START - timedelta(minutes=1), START) == -60
