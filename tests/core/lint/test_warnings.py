"""All warnings together, and what happens where there is too much to go through (S44)."""

from dataclasses import replace
from functools import partial

import pytest

from bot.durations import minutes
from bot.lint.finding import Means, Severity
from bot.lint.lint import lint
from bot.lint.search import Effort
from bot.lint.warnings import RULES, warnings
from bot.policy.policy import Policy
from tests.core.lint.drafts import EVERYDAY, FLAGGED, INCIDENT, PRIVATE, SUPPORT, private_type, sound
from tests.harness.builders import START, clock, company, fallback, level

QUIET = replace(EVERYDAY, fallback=fallback("mia kim"))
READ = {kind.id: kind for kind in (INCIDENT, SUPPORT, private_type("hr", "hugo kim"))}
UNWISE = replace(QUIET, fallback=fallback("mia", every=0.5))


def test_a_sound_policy_has_none() -> None:
    assert warnings(Policy(sound(FLAGGED, PRIVATE, QUIET, types=READ), company()), Means(), START) == ()


def test_every_rule_is_asked_and_all_it_finds_is_a_warning() -> None:
    found = warnings(Policy(sound(FLAGGED, PRIVATE, UNWISE, types=READ), company()), Means(), START)
    assert [one.code for one in found] == ["one-person", "often"]
    assert {one.severity for one in found} == {Severity.WARNING}
    assert len(set(RULES)) == len(RULES)


def test_lint_tells_the_errors_first_and_then_the_warnings() -> None:
    policy = Policy(sound(FLAGGED, PRIVATE, UNWISE, types=READ, clocks=[clock(accept=minutes(5))]), company())
    severities = [one.severity for one in lint(policy, Means(), START)]
    assert severities == sorted(severities)
    assert severities[0] is Severity.ERROR
    assert severities[-2:] == [Severity.WARNING] * 2


def test_where_there_is_too_much_to_go_through_the_other_warnings_are_told_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.lint.classes.Effort", partial(Effort, 1))
    sleepy = replace(UNWISE, levels=(level("ana", hours="office"),))
    assert [one.code for one in warnings(Policy(sound(sleepy), company()), Means(), START)] == ["often"]
