"""A ladder that hangs on one person, and a fallback or a hold that is unwise (S44)."""

from dataclasses import replace

from bot.durations import days
from bot.lint.alone import fallback_of_one, fallback_that_hurries, hold_that_nobody_lifts, same_person_on_two_levels
from bot.people.targets import ManagerOf, OnCall, Party
from bot.policy.rules import Level, RetentionLine
from bot.policy.when import EVERY_CASE
from tests.core.lint.drafts import PRIVATE, findings, public, said, sound
from tests.core.people.builders import person
from tests.harness.builders import company, fallback, level, path, targets, when

LATER_LEVEL = [(("paths", "web", "levels", 1, "ask"), "same-person")]


def twice(*levels: Level) -> list[object]:
    return list(said(same_person_on_two_levels, public(path(*levels))))


def test_one_person_alone_on_two_levels_in_a_row_is_told_at_the_second() -> None:
    assert twice(level("mia"), level("web*")) == LATER_LEVEL
    assert twice(level("mia"), level("ana"), level("mia")) == []


def test_somebody_else_on_one_of_the_two_is_enough() -> None:
    assert twice(level("mia kim"), level("mia")) == []
    assert twice(level("mia"), level([*targets("mia"), ManagerOf(Party.OWNER)])) == []


def test_a_duty_of_one_person_is_that_person() -> None:
    assert twice(level([OnCall("duty")]), level("ana")) == LATER_LEVEL


def test_a_level_between_that_does_not_always_stand_keeps_them_apart_only_sometimes() -> None:
    between = level("ana", when=when(type="incident"))
    assert twice(level("mia"), between, level("mia")) == [(("paths", "web", "levels", 2, "ask"), "same-person")]
    assert twice(level("mia", when=when(type="incident")), level("mia", when=when(type="support"))) == []


def test_a_fallback_of_one_person_is_told_and_one_of_two_is_not() -> None:
    alone = public(path(level("ana"), fallback=fallback("web*")))
    (found,) = findings(fallback_of_one, alone)
    assert (found.place, found.sentence.key) == (("paths", "web", "fallback", "ask"), "lint.fallback_of_one")
    assert said(fallback_of_one, public(path(level("ana"), fallback=fallback("mia kim")))) == []


def test_a_private_path_that_asks_one_person_in_all_is_told_as_worse() -> None:
    everyday = path(level("ana"), fallback=fallback("mia kim"))
    two, one = replace(PRIVATE, fallback=fallback("kim")), replace(PRIVATE, fallback=fallback("hugo"))
    keys = [[found.sentence.key for found in findings(fallback_of_one, sound(p, everyday))] for p in (two, one)]
    assert keys == [["lint.fallback_of_one"], ["lint.private_path_of_one"]]


def test_a_fallback_more_often_than_every_minute_is_told() -> None:
    hurried = public(path(level("ana"), fallback=fallback(every=0.5)))
    assert said(fallback_that_hurries, hurried) == [(("paths", "web", "fallback", "every"), "often")]
    assert said(fallback_that_hurries, public(path(level("ana"), fallback=fallback(every=1)))) == []


def test_a_hold_wants_somebody_who_may_lift_it() -> None:
    rules = public(retention=(RetentionLine(EVERY_CASE, days(1)), RetentionLine(EVERY_CASE, None)))
    assert said(hold_that_nobody_lifts, rules) == [(("retention", 1, "keep"), "hold-for-ever")]
    lifter = company(changed=[person("kim", authority=frozenset({"hold"}))])
    assert said(hold_that_nobody_lifts, rules, lifter) == []
