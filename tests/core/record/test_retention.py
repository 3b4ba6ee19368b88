"""How long a closed case is kept (S41)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.cases.commands import Accept, Hold, Withdraw
from bot.durations import Duration, days, hours
from bot.policy.policy import Policy
from bot.policy.rules import RetentionLine
from bot.policy.when import EVERY_CASE, When
from bot.record.retention import Kept, kept, later, soonest
from tests.core.cases.world import World
from tests.harness.builders import START, company, rules, text, when, with_authority

YEARS = Duration(years=2)
COPENHAGEN = "Europe/Copenhagen"


def line(keep: Duration | None, fits: When = EVERY_CASE) -> RetentionLine:
    return RetentionLine(fits, keep)


def closed(*lines: RetentionLine, **stated: object) -> tuple[World, Policy]:
    world = World(rules(retention=lines), with_authority(kim="hold")).opens(**stated)
    world.does("rita", Withdraw(text("not needed")))
    return world, Policy(world.rules, world.roster)


def judged(world: World, policy: Policy) -> Kept | None:
    return kept(world.case, policy, world.rules)


def test_it_counts_from_closing_by_the_first_line_that_fits() -> None:
    world, policy = closed(line(days(1), when(flags="legal")), line(YEARS, when(type="incident")), line(days(3)))
    assert judged(world, policy) == Kept(START.replace(year=START.year + 2), 2)


def test_a_case_that_no_line_fits_is_kept() -> None:
    assert judged(*closed(line(days(1), when(flags="legal")))) is None
    assert judged(*closed()) is None


def test_an_open_case_is_kept() -> None:
    world = World(rules(retention=(line(days(1)),))).opens()
    assert judged(world, Policy(world.rules, world.roster)) is None


def test_a_hold_of_the_policy_keeps_until_it_is_lifted_for_the_case_then_the_next_line_counts() -> None:
    world, policy = closed(line(None), line(None), line(days(7)), line(days(1)))
    assert judged(world, policy) is None
    world.does("kim", Hold(on=False, reason=text("settled", "kim")))
    assert judged(world, policy) == Kept(START + timedelta(days=7), 3)


def test_a_hold_on_the_case_keeps_it_whatever_the_policy_says() -> None:
    world, policy = closed(line(days(1)))
    world.does("kim", Hold(on=True, reason=text("a lawsuit", "kim")))
    assert judged(world, policy) is None
    world.does("kim", Hold(on=False, reason=text("settled", "kim")))
    assert judged(world, policy) == Kept(START + timedelta(days=1), 1)


def test_the_lines_are_those_in_force_and_the_words_the_cases_own() -> None:
    world, _ = closed(line(YEARS))
    newer = rules(version="v2", retention=(line(days(5), when(type="incident")),), types={})
    assert kept(world.case, Policy(newer, company()), world.rules) == Kept(START + timedelta(days=5), 1)


def test_facts_are_as_they_were_at_its_closing() -> None:
    line_of_many = line(days(1), replace(when(), clauses=when(open_="office").clauses))
    world, policy = closed(line_of_many, line(YEARS), customer="acme")
    first = judged(world, policy)
    assert first
    assert first.line == 1  # it was closed while the office was open; what is open now is nothing to it


def test_a_drill_counts_on_the_wall() -> None:
    world, policy = closed(line(hours(1)))
    fast = replace(world.case, clock=replace(world.case.clock, speed=60.0), closed_at=START + timedelta(hours=1))
    assert kept(fast, policy, world.rules) == Kept(START + timedelta(minutes=61), 1)


@pytest.mark.parametrize(
    ("at", "keep", "until"),
    [
        ("2024-02-29T12:00", Duration(years=1), "2025-03-01T12:00"),
        ("2024-02-29T12:00", Duration(years=4), "2028-02-29T12:00"),
        ("2026-03-28T01:30", days(1), "2026-03-29T01:00"),  # 02:30 there is skipped: the first instant after it
        ("2026-03-27T12:00", days(7), "2026-04-03T11:00"),  # the same local time, an hour of summer
        ("2026-03-28T12:00", Duration(timedelta(hours=24)), "2026-03-29T12:00"),
        ("2026-12-31T23:30", Duration(years=1, weeks=1, days=1), "2028-01-08T23:30"),
        ("2026-01-01T00:00", Duration(years=99999), "9899-01-01T00:00"),
    ],
)
def test_days_and_years_are_the_calendars_of_the_zone(at: str, keep: Duration, until: str) -> None:
    assert later(_utc(at), keep, COPENHAGEN) == _utc(until)


def _utc(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=UTC)


def test_no_case_that_may_be_over_is_left_out() -> None:
    chance = Random(7)
    for _ in range(500):
        keeps = [Duration(timedelta(hours=chance.randint(0, 50)), chance.randint(0, 40), 1, chance.randint(0, 9))]
        keeps.append(days(chance.randint(1, 900)))
        closed_at = START + timedelta(hours=chance.randint(0, 99999))
        now = min(later(closed_at, keep, COPENHAGEN) for keep in keeps)
        until_at = soonest(tuple(map(line, keeps)), now, COPENHAGEN)
        assert until_at
        assert closed_at <= until_at
    assert soonest((line(None),), START, COPENHAGEN) is None


def test_only_those_with_the_authority_set_and_lift_a_hold_and_not_twice() -> None:
    world, _ = closed(line(None))
    hold, lift = Hold(on=True, reason=text("a lawsuit", "kim")), Hold(on=False, reason=text("settled", "kim"))
    assert world.refuses("rita", hold).startswith("may_not.")
    world.does("kim", hold)
    assert world.refuses("kim", hold) == "on_hold"
    world.does("kim", lift)
    assert world.refuses("kim", lift) == "not_on_hold"
    assert [remark.text.body for remark in world.case.remarks][-2:] == ["a lawsuit", "settled"]


def test_an_open_case_may_be_held_beforehand_and_goes_on() -> None:
    world = World(rules(), with_authority(kim="hold")).opens()
    world.does("kim", Hold(on=True, reason=text("a lawsuit", "kim")))
    world.does("ana", Accept())
    assert (world.case.hold, world.case.owner) == (True, "ana")
