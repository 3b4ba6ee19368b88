"""The policies that Stige ships: lint finds nothing, and a grave and a trifling case go the way they should."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.policyfile import shipped_names, shipped_source
from adapters.policyfile.linting import judged
from adapters.wording import Wording
from bot.cases.access import may_read, viewer
from bot.lint.finding import Means
from bot.trying.happening import Kind
from tests.harness.shipped import EXAMPLES, SUNDAY_NIGHT, nobody_answers, page, policy, written

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
EVERY_ONE = pytest.mark.parametrize("name", sorted(EXAMPLES))


def test_each_has_its_examples_and_a_page() -> None:
    assert set(shipped_names()) == set(EXAMPLES)
    assert all(page(name).exists() for name in EXAMPLES)


@EVERY_ONE
def test_lint_finds_neither_error_nor_warning(name: str) -> None:
    wording = Wording(str, "en", lambda: NOW)
    assert list(judged(shipped_source(name), directory=None, means=Means(), at=NOW, wording=wording)) == []


@EVERY_ONE
def test_a_full_outage_asks_somebody_at_once_even_in_the_night_to_sunday(name: str) -> None:
    seen = nobody_answers(name, EXAMPLES[name].outage)
    assert seen.case.priority == policy(name).rules.priority.names[0]
    first = next(one for one in seen.happenings if one.event is Kind.PAGED)
    assert first.at == SUNDAY_NIGHT


@EVERY_ONE
def test_a_full_outage_climbs_within_minutes_and_is_at_its_last_resort_by_the_morning(name: str) -> None:
    told = nobody_answers(name, EXAMPLES[name].outage).happenings
    climbs = [one.at for one in told if one.event is Kind.ESCALATED]
    fallback = next(one.at for one in told if one.event is Kind.FALLBACK)
    assert not climbs or climbs[0] - SUNDAY_NIGHT <= timedelta(hours=1)
    assert fallback - SUNDAY_NIGHT <= timedelta(hours=8)


@EVERY_ONE
def test_a_cosmetic_fault_is_the_least_urgent_and_wakes_nobody(name: str) -> None:
    seen = nobody_answers(name, EXAMPLES[name].cosmetic)
    rules = policy(name).rules
    assert seen.case.priority == rules.priority.names[-1]
    assert seen.case.priority not in rules.priority.urgent
    asked = [one for one in seen.happenings if one.event in (Kind.PAGED, Kind.FALLBACK)]
    assert asked
    assert all(one.at >= SUNDAY_NIGHT + timedelta(hours=20) for one in asked)


@EVERY_ONE
def test_neither_ends_in_silence_and_all_who_are_asked_may_read_it(name: str) -> None:
    for facts in (EXAMPLES[name].outage, EXAMPLES[name].cosmetic):
        seen = nobody_answers(name, facts)
        calls = [one for one in seen.happenings if one.event is Kind.FALLBACK]
        assert len(calls) >= 3
        roster = policy(name).roster
        asked = {person for one in seen.happenings if one.event in (Kind.PAGED, Kind.FALLBACK) for person in one.who}
        assert all(may_read(viewer(person, roster), seen.case) for person in asked)


@EVERY_ONE
def test_the_page_tells_what_the_two_come_to(name: str) -> None:
    assert page(name).read_text(encoding="utf-8") == written(name), "python -m tests.harness.shipped"
