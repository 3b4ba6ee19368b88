"""Coverage held against a look at every minute, in zones and weeks where clocks do odd things."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings

from bot.coverage.coverage import Coverage, coverage
from bot.coverage.gap import Gap, GapKind
from bot.people.roster import Roster
from bot.people.targets import OnCall, OnePerson
from bot.people.wall import is_night, is_weekend
from bot.policy.policy import Policy
from bot.policy.rules import Fallback
from tests.core.people.brute_force import DAY, MINUTE, Duty, minutes
from tests.core.people.test_schedules_by_brute_force import Plan, plans
from tests.harness.builders import level, path, rules
from tests.harness.by_chance import TIMES

PLANNED = (GapKind.NOBODY, GapKind.UNKNOWN)


def told(plan: Plan) -> Coverage:
    """Of a path that asks whoever is on duty, and in the end Ana."""
    ladder = path(level("ben", 5), path_id="up")
    ladder = replace(
        ladder,
        levels=(replace(ladder.levels[0], ask=(OnCall("duty"),)),),
        fallback=Fallback((OnePerson("ana"),), ladder.fallback.every),
    )
    company = replace(plan.roster, schedules={"duty": plan.schedule})
    return coverage(Policy(rules(ladder), company), company, plan.at, plan.at + DAY)


def walked(plan: Plan, roster: Roster) -> list[tuple[datetime, tuple[str, ...]]]:
    walk = Duty(plan.schedule, roster, plan.moment.day)
    return [(at, walk.on_call(at)) for at in minutes(plan.at, plan.at + DAY)]


def minutes_of(gaps: Iterable[Gap], *kinds: GapKind) -> list[datetime]:
    return [at for gap in gaps if gap.kind in kinds for at in minutes(gap.starts_at, gap.ends_at)]


def longest_run(times: list[datetime]) -> timedelta:
    run = longest = MINUTE if times else timedelta()
    for before, after in pairwise(times):
        run = run + MINUTE if after - before == MINUTE else MINUTE
        longest = max(longest, run)
    return longest


@settings(max_examples=4 * TIMES)
@given(plans())
def test_gaps_and_hours_are_those_of_a_walk_and_add_up(plan: Plan) -> None:
    found = told(plan)
    foreseen = walked(plan, replace(plan.roster, away={}, loads={}))
    reached = dict(walked(plan, replace(plan.roster, loads={})))

    nobody = [at for at, people in foreseen if not people]
    assert minutes_of(found.gaps, *PLANNED) == nobody
    assert minutes_of(found.gaps, GapKind.UNREACHABLE) == [at for at, people in foreseen if people and not reached[at]]

    carried = sum((shift.ends_at - shift.starts_at for shift in found.plans["duty"]), timedelta())
    assert carried + sum((gap.lasts for gap in found.gaps if gap.kind in PLANNED), timedelta()) == DAY
    assert found.rests == {"duty": ()}

    ana_there = {at for at in reached if plan.roster.why_away("ana", at) is None}
    empty = [at for at, people in reached.items() if not people]
    assert minutes_of(found.gaps, GapKind.FALLBACK) == [at for at in empty if at in ana_there]
    assert minutes_of(found.gaps, GapKind.UNSTAFFED) == [at for at in empty if at not in ana_there]


@settings(max_examples=4 * TIMES)
@given(plans())
def test_what_each_carries_is_what_a_walk_counts(plan: Plan) -> None:
    zone = plan.moment.zone
    abroad = {who.id: replace(who, timezone=zone) for who in plan.roster.people.values()}
    plan = plan._replace(roster=replace(plan.roster, people=abroad))
    foreseen = walked(plan, replace(plan.roster, away={}, loads={}))
    hours = Counter(person for _, people in foreseen for person in people)
    loads = {load.person: load for load in told(plan).loads}
    assert {person: load.on_duty // MINUTE for person, load in loads.items() if load.on_duty} == dict(hours)
    for person, load in loads.items():
        times = [at for at, people in foreseen if person in people]
        assert load.night == MINUTE * sum(is_night(at, zone) for at in times)
        assert load.weekend == MINUTE * sum(is_weekend(at, zone) for at in times)
        assert load.longest == longest_run(times)
        assert load.shifts == sum(before + MINUTE != at for before, at in pairwise([plan.at - DAY, *times]))
