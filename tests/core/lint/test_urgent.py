"""What an urgent case should not wait for (S25, S26, S44)."""

from bot.durations import minutes
from bot.lint.urgent import urgent_accept_that_sleeps, urgent_level_that_waits
from bot.policy.rules import AtOnce, Path, Pick
from bot.policy.when import EVERY_CASE
from tests.core.lint.drafts import public, said
from tests.harness.builders import clock, level, path, when

ASLEEP = level("ana", hours="office")
URGENT, ROUTINE = when(priority="P1 P2"), when(priority="P3 P4")


def waits(*paths: Path) -> list[object]:
    return list(said(urgent_level_that_waits, public(*paths)))


def test_an_accept_in_office_hours_that_urgent_cases_come_to_is_told() -> None:
    soon, in_office = clock(URGENT, accept=minutes(5)), clock(accept=minutes(60), hours="office")
    no_accept = clock(URGENT, update=minutes(60), hours="office")
    assert said(urgent_accept_that_sleeps, public(clocks=[no_accept, in_office])) == [
        (("clocks", 1, "hours"), "urgent-hours")
    ]
    assert said(urgent_accept_that_sleeps, public(clocks=[soon, in_office])) == []


def test_a_level_that_sleeps_is_told_where_urgent_cases_come_to_it() -> None:
    assert waits(path(ASLEEP)) == [(("paths", "web", "levels", 0, "hours"), "urgent-hours")]
    assert waits(path(ASLEEP, fits=ROUTINE), path(level("ana"), path_id="rest")) == []
    assert waits(path(level("ana", hours="office", when=ROUTINE))) == []


def test_a_case_that_comes_at_once_heeds_no_hours() -> None:
    assert waits(path(ASLEEP, at_once=(AtOnce(URGENT),))) == []
    assert waits(path(ASLEEP, fits=when(flags="security")), path(level("ana"), path_id="rest")) == []


def test_a_grave_flag_that_the_path_names_only_beside_another_fact_is_not_at_once_by_itself() -> None:
    named = AtOnce(when(flags="security", type="support"))
    sleepy = path(ASLEEP, fits=when(flags="security"), at_once=(named,))
    assert waits(sleepy, path(level("ana"), path_id="rest")) == [
        (("paths", "web", "levels", 0, "hours"), "urgent-hours")
    ]


def test_one_after_another_is_told_where_urgent_cases_come_to_it_at_once_or_not() -> None:
    one_by_one = level("web:", pick=Pick.ONE)
    told = [(("paths", "web", "levels", 0, "pick"), "urgent-pick")]
    assert waits(path(one_by_one)) == told
    assert waits(path(one_by_one, at_once=(AtOnce(EVERY_CASE),))) == told
    assert waits(path(one_by_one, fits=ROUTINE), path(level("ana"), path_id="rest")) == []
