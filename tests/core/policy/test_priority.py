"""The priority of a case, with its reasons (R8, S13)."""

import pytest

from bot.policy.priority import Priority, priority
from bot.policy.rules import PriorityOverride
from bot.policy.when import Situation, When
from bot.words import Label
from tests.harness.builders import START, overridden, when

BECAUSE = Label.plain("because")


def override(fits: When, *, to: str | None = None, raised_by: int = 0) -> PriorityOverride:
    return PriorityOverride(fits, BECAUSE, to, raised_by)


def weighed(*overrides: PriorityOverride, impact: str = "one", urgency: str = "later", flags: str = "") -> Priority:
    words = {"impact": impact, "urgency": urgency, "type": "incident"}
    return priority(overridden(*overrides), Situation(START, words, frozenset(flags.split())))


@pytest.mark.parametrize(
    ("impact", "urgency", "name"),
    [("all", "now", "P1"), ("all", "later", "P2"), ("some", "later", "P3"), ("one", "later", "P4")],
)
def test_the_table_gives_it_by_impact_and_urgency(impact: str, urgency: str, name: str) -> None:
    assert weighed(impact=impact, urgency=urgency) == Priority(name)


def test_an_override_makes_it_at_least_that_bad_and_never_better() -> None:
    grave = override(when(flags="safety"), to="P2")
    assert weighed(grave, flags="safety") == Priority("P2", (grave,))
    assert weighed(grave, impact="all", urgency="now", flags="safety") == Priority("P1", (grave,))


def test_an_override_raises_by_steps_and_never_past_the_worst() -> None:
    assert weighed(override(when(), raised_by=1)).name == "P3"
    assert weighed(override(when(), raised_by=9)).name == "P1"


def test_all_that_fit_count_in_the_order_of_the_file_and_are_shown() -> None:
    first, other, last = (
        override(when(), raised_by=1),
        override(when(flags="legal"), to="P1"),
        override(when(), to="P2"),
    )
    assert weighed(first, other, last) == Priority("P2", (first, last))


def test_an_override_may_ask_for_the_priority_so_far() -> None:
    assert weighed(override(when(), raised_by=1), override(when(priority="P3"), to="P1")).name == "P1"
