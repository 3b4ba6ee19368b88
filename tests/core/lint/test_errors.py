"""All errors together: nothing in a sound policy, and no waiting for what cannot be gone through (S44)."""

import pytest

from bot.durations import hours
from bot.lint import search
from bot.lint.errors import errors
from bot.lint.finding import Means, Severity
from bot.policy.policy import Policy
from tests.core.lint.drafts import EVERYDAY, PRIVATE, all_errors, sound
from tests.harness.builders import CLOCKS, OFFICE, START, clock, company

OFFICE_ALONE = {"office": OFFICE}


def test_a_sound_policy_has_no_error() -> None:
    assert all_errors(sound(calendars=OFFICE_ALONE)) == []


def test_errors_of_all_rules_come_together() -> None:
    clocks = [clock(accept=hours(4), resolve=hours(1)), CLOCKS]
    assert all_errors(sound(PRIVATE, EVERYDAY, clocks=clocks, calendars=OFFICE_ALONE)) == [
        (("paths", "everyday"), "no-path"),
        (("clocks", 0, "resolve"), "resolve-before-accept"),
    ]


def test_what_is_too_much_to_go_through_is_said_once_for_each_section(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_LOOKS", 0)
    monkeypatch.setattr(search.Effort.__init__, "__defaults__", (0,))
    found = errors(Policy(sound(calendars=OFFICE_ALONE), company()), Means(), START)
    assert [(one.place, one.code) for one in found] == [(("paths",), "not-proved"), (("clocks",), "not-proved")]
    assert {one.severity for one in found} == {Severity.WARNING}
