"""All errors together: nothing in a sound policy, and no waiting for what cannot be gone through (S44)."""

from pathlib import Path

import pytest

from adapters.policyfile import read_policy
from bot.durations import hours
from bot.lint import search
from bot.lint.errors import errors
from bot.lint.finding import Means, Severity
from bot.policy.policy import Policy
from bot.policy.rules import Field
from bot.words import Label
from tests.core.lint.drafts import EVERYDAY, PRIVATE, all_errors, public, sound
from tests.harness.builders import CLOCKS, OFFICE, START, clock, company, level, path, when

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


def test_sixty_paths_over_fifteen_facts_are_gone_through() -> None:
    facts = [f"fact{number}" for number in range(15)]
    fields = {name: Field(name, Label.plain(name), ("a", "b", "c", "d")) for name in facts}
    words = ("a b", "b c", "c d", "a d", "a", "d")
    fits = [{facts[(n * step) % 15]: words[(n + step) % 6] for step in (1, 2, 4)} for n in range(60)]
    paths = [path(level("ana"), path_id=f"path{n}", fits=when(**asked)) for n, asked in enumerate(fits)]
    found = all_errors(public(*paths, fields=fields, calendars=OFFICE_ALONE))
    assert (("paths", "path59"), "no-path") in found
    assert "not-proved" not in [code for _, code in found]


FILES = sorted((Path(__file__).parents[3] / "adapters" / "policyfile").rglob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_no_policy_that_is_shipped_has_an_error(file: Path) -> None:
    assert errors(read_policy(file.read_bytes(), directory=file.parent), Means(), START) == ()
