"""Whom levels ask, in lives by chance, held against an independent look at every person (S15 to S17, S20, S26, S28):
everybody whom a level names is asked, or skipped once with the reason that is true; nobody left, it is passed at once.
"""

from dataclasses import replace

from hypothesis import given

from bot.cases.commands import Decline
from bot.cases.reports import ReportUnreachable
from bot.durations import hours
from bot.people.roster import Roster, Schedule
from bot.people.targets import ManagerOf, OnCall, Party
from bot.policy.rules import Level, Pick
from tests.core.cases.unanswered import Life
from tests.core.cases.world import World
from tests.core.people.builders import layer
from tests.harness.builders import COMPANY, clock, company, level, path, rules, target, text
from tests.harness.by_chance import SEEDS, by_chance


@by_chance(50)
@given(SEEDS)
def test_everybody_named_is_asked_or_skipped_once_for_the_true_reason(seed: int) -> None:
    Life(seed).lives()


@by_chance(50)
@given(SEEDS)
def test_one_after_another_whoever_is_next_is_looked_up_at_that_moment(seed: int) -> None:
    Life(seed, one_by_one=True).lives()


# by hand: what is easily got wrong


PATIENT = clock(accept=hours(8), remind=())
TEAM = (level("web:", 30, pick=Pick.ONE, tries=3), level("mia", 10))


def asked(*ladder: Level, roster: Roster = COMPANY, rounds: int = 1) -> World:
    return World(rules(path(*ladder, rounds=rounds), clocks=[PATIENT]), roster).opens()


def test_who_goes_on_leave_before_their_turn_is_skipped_and_the_next_has_the_time() -> None:
    world = asked(*TEAM).changes(company(away="ben"))
    assert world.wait(30).story[2:] == [
        "Mon 10:10 skips ben: leave",
        "Mon 10:10 asks cleo",
        "Mon 10:30 level 2",
        "Mon 10:30 asks mia",
    ]


def test_the_turn_of_who_went_on_leave_falls_to_somebody_else_whom_the_level_names() -> None:
    world = asked(replace(TEAM[0], tries=2), TEAM[1]).changes(company(away="ben"))
    assert world.wait(15).story[-2:] == ["Mon 10:15 skips ben: leave", "Mon 10:15 asks cleo"]


def test_where_nobody_is_left_at_the_level_the_next_one_is_asked_at_once() -> None:
    world = asked(*TEAM).changes(company(away="ben cleo")).wait(10)
    assert world.story[-3:] == ["Mon 10:10 skips cleo: leave", "Mon 10:10 level 2", "Mon 10:10 asks mia"]
    world = asked(*TEAM).changes(company(away="ben cleo"))
    world.does("ana", Decline(text()))
    assert world.story[-2:] == ["Mon 10:00 level 2", "Mon 10:00 asks mia"]


def test_after_a_downtime_those_whom_the_time_still_reaches_have_five_minutes_each() -> None:
    world = asked(*TEAM)
    world.is_down(25)
    assert world.wait(5).story[2:] == ["Mon 10:25 asks ben", "Mon 10:30 level 2", "Mon 10:30 asks mia"]


def test_a_manager_beside_a_team_stays_the_one_of_those_asked_before_the_level() -> None:
    both = level((ManagerOf(Party.OWNER), target("hr:")), 30, pick=Pick.ONE, tries=3)
    world = asked(level("ana", 5), both).wait(6).changes(company(away="hugo"))
    assert world.wait(30).story[3:6] == [
        "Mon 10:05 asks mia",
        "Mon 10:20 skips hugo: leave",
        "Mon 10:20 fallback 1",
    ]


def test_who_went_on_leave_is_not_asked_in_the_next_round_and_who_is_back_is() -> None:
    world = asked(level("ana ben", 5), rounds=3)
    assert world.changes(company(away="ana")).wait(5).story[-3:] == [
        "Mon 10:05 skips ana: leave",
        "Mon 10:05 level 1 round 2",
        "Mon 10:05 asks ben",
    ]
    assert world.changes(company()).wait(5).story[-2:] == ["Mon 10:10 asks ana", "Mon 10:10 asks ben"]


def test_who_could_not_be_reached_is_not_said_to_have_declined() -> None:
    world = asked(level("ana ben", 5), level("ana mia", 5))
    world.step(ReportUnreachable("ana", 1, 1), None)
    assert world.wait(5).story[-3:] == ["Mon 10:05 skips ana: unreachable", "Mon 10:05 level 2", "Mon 10:05 asks mia"]


def test_where_nobody_in_the_whole_path_can_be_asked_the_fallback_is_asked_at_once_however_many_rounds() -> None:
    nobody = (level("ana ben", 30), level([OnCall("duty")], 30), level("zoe", 30), level("web:", 30, pick=Pick.ONE))
    everybody_away = company(away="ana ben cleo", schedules={"duty": Schedule("duty", (layer("cleo"),))})
    assert asked(*nobody, roster=everybody_away, rounds=9).story == [
        "Mon 10:00 skips ana: leave",
        "Mon 10:00 skips ben: leave",
        "Mon 10:00 level 1 passed",
        "Mon 10:00 skips cleo: leave",
        "Mon 10:00 level 2 passed",
        "Mon 10:00 skips zoe: gone",
        "Mon 10:00 level 3 passed",
        "Mon 10:00 skips ana: leave",
        "Mon 10:00 skips ben: leave",
        "Mon 10:00 skips cleo: leave",
        "Mon 10:00 level 4 passed",
        "Mon 10:00 fallback 1",
        "Mon 10:00 asks kim",
    ]
