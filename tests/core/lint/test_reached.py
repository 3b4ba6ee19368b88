"""Lines that nothing reaches (S10, S11, S36, S38, S41, S44)."""

from collections.abc import Iterable

from bot.durations import days, hours, minutes
from bot.lint.draft import Rule
from bot.lint.reached import (
    approval_nobody_reaches,
    clock_line_nobody_reaches,
    communication_nobody_reaches,
    line_of_a_path_nobody_reaches,
    override_that_fits_nothing,
    retention_nobody_reaches,
    suggestion_nobody_needs,
)
from bot.policy.rules import (
    ApprovalLine,
    AtOnce,
    AudienceLine,
    ClockLine,
    CommunicationPlan,
    Default,
    Path,
    PriorityOverride,
    RetentionLine,
    Rules,
    Suggestion,
)
from bot.policy.when import EVERY_CASE, When
from bot.words import Label
from tests.core.lint.drafts import FLAGGED, PRIVATE, findings, public, sound
from tests.harness.builders import clock, level, overridden, path, targets, when

IMPOSSIBLE = when(type="incident", audience="external")


def told(rule: Rule, rules: Rules) -> list[tuple[object, ...]]:
    """Where, why, and up to which line above."""
    found = findings(rule, rules)
    return [(one.place, one.sentence.key, *(v for k, v in one.sentence.params if k == "line")) for one in found]


def test_an_override_that_fits_no_case_never_acts() -> None:
    lines = [PriorityOverride(fits, Label.plain("why"), raised_by=1) for fits in (IMPOSSIBLE, EVERY_CASE, EVERY_CASE)]
    rules = public(priority=overridden(*lines))
    assert told(override_that_fits_nothing, rules) == [(("priority", "overrides", 0), "lint.fits_nothing")]


def clocks(*lines: ClockLine) -> list[tuple[object, ...]]:
    return told(clock_line_nobody_reaches, public(clocks=lines))


def test_a_clock_line_is_unreached_if_lines_above_give_all_its_clocks_to_all_its_cases() -> None:
    first, second = clock(when(priority="P1"), accept=minutes(5)), clock(when(priority="P2"), accept=minutes(5))
    both = clock(when(priority="P1 P2"), accept=minutes(9))
    assert clocks(first, second, both, clock(accept=hours(1))) == [(("clocks", 2), "lint.taken_above", 2)]


def test_one_clock_that_no_line_above_gives_is_enough() -> None:
    assert clocks(clock(accept=minutes(5)), clock(accept=minutes(5), remind=(50.0,))) == []
    assert clocks(clock(accept=minutes(5), remind=(80.0,)), clock(accept=minutes(5), remind=(50.0,))) != []


def test_a_clock_line_may_fit_no_case_at_all() -> None:
    assert clocks(clock(IMPOSSIBLE, accept=minutes(5)), clock(accept=minutes(5))) == [
        (("clocks", 0), "lint.fits_nothing")
    ]


def on_paths(*paths: Path) -> list[tuple[object, ...]]:
    return told(line_of_a_path_nobody_reaches, public(*paths))


def test_lines_and_levels_for_cases_that_the_path_never_gets_are_told() -> None:
    never = when(priority="P4")
    urgent = path(level("ana"), level("ben", when=never), fits=when(priority="P1"), at_once=(AtOnce(never),))
    assert on_paths(urgent, path(level("ana"), path_id="rest")) == [
        (("paths", "web", "at_once", 0), "lint.at_once_unreached"),
        (("paths", "web", "levels", 1, "when"), "lint.level_never_stands"),
    ]


def test_cases_that_a_path_above_takes_do_not_come_here() -> None:
    first = path(level("ana"), fits=when(priority="P1"))
    rest = path(level("ana"), path_id="rest", at_once=(AtOnce(when(priority="P1")), AtOnce(when(priority="P1 P2"))))
    assert on_paths(first, rest) == [(("paths", "rest", "at_once", 0), "lint.at_once_unreached")]


def test_of_a_path_that_nobody_reaches_the_lines_are_not_told_too() -> None:
    assert on_paths(path(level("ana")), path(level("ana", when=when(type="support")), path_id="rest")) == []


def approvals(*fits: When) -> list[tuple[object, ...]]:
    lines = tuple(ApprovalLine(one, targets("kim"), hours(1), Default.APPROVE) for one in fits)
    return told(approval_nobody_reaches, sound(approval=lines))


def test_approval_is_never_asked_of_urgent_or_flagged_cases() -> None:
    assert approvals(when(priority="P1 P2")) == [(("approval", 0), "lint.never_approved")]
    assert approvals(when(flags="legal")) == [(("approval", 0), "lint.never_approved")]
    assert approvals(when(priority="P1 P3")) == []


def test_an_approval_behind_another_is_told_but_not_one_of_private_cases_which_the_other_does_not_take() -> None:
    assert approvals(EVERY_CASE, when(type="incident")) == [(("approval", 1), "lint.taken_above", 1)]
    assert approvals(EVERY_CASE, when(type="hr")) == []
    assert approvals(IMPOSSIBLE) == [(("approval", 0), "lint.fits_nothing")]


def plans(*named: tuple[When, Iterable[str]]) -> list[tuple[object, ...]]:
    made = [
        CommunicationPlan(fits, tuple(AudienceLine(targets(to), hours(1), "status") for to in each))
        for fits, each in named
    ]
    return told(communication_nobody_reaches, sound(FLAGGED, PRIVATE, path(level("ana")), communication=tuple(made)))


def test_an_audience_that_plans_above_name_for_all_its_cases_is_told() -> None:
    assert plans((EVERY_CASE, ["#ops"]), (when(type="incident"), ["#ops", "mia"])) == [
        (("communication", 1, "audiences", 0), "lint.audience_taken")
    ]
    assert plans((when(priority="P1"), ["#ops"]), (when(type="incident"), ["#ops"])) == []
    assert plans((EVERY_CASE, ["#ops"]), (EVERY_CASE, ["#ops mia"])) == []


def test_a_plan_that_fits_no_case_is_told() -> None:
    assert plans((IMPOSSIBLE, ["#ops"])) == [(("communication", 0), "lint.fits_nothing")]


def retained(*lines: RetentionLine) -> list[tuple[object, ...]]:
    return told(retention_nobody_reaches, public(retention=lines))


def test_a_line_of_retention_behind_one_for_every_case_is_told() -> None:
    first, second = RetentionLine(EVERY_CASE, days(9)), RetentionLine(when(type="support"), days(3))
    assert retained(first, second) == [(("retention", 1), "lint.taken_above", 1)]
    assert retained(second, first) == []


def test_a_hold_leaves_its_cases_to_the_lines_below_once_it_is_lifted() -> None:
    assert retained(RetentionLine(EVERY_CASE, None), RetentionLine(EVERY_CASE, days(9))) == []


def suggested(*lines: Suggestion) -> list[tuple[object, ...]]:
    return told(suggestion_nobody_needs, public(suggest=lines))


def test_words_that_lines_above_suggest_the_same_for_are_told() -> None:
    first = Suggestion(("breach", "ransom*"), flag="security")
    again = Suggestion(("Ransomware", "BREACH"), flag="security")
    assert suggested(first, again) == [(("suggest", 1), "lint.suggested_above")]


def test_another_word_or_another_suggestion_is_no_repetition() -> None:
    first = Suggestion(("breach", "ransom"), flag="security")
    assert suggested(first, Suggestion(("breach", "ransom*"), flag="security")) == []
    assert suggested(first, Suggestion(("breach",), flag="legal"), Suggestion(("breach",), type="incident")) == []
