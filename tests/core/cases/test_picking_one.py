"""Levels that ask one after another, and reminders before a limit ends (S26, S27)."""

from datetime import timedelta

from bot.cases.commands import Accept, Answer, Decline, NeedInfo, Triage
from bot.cases.reports import ReportUnreachable
from bot.durations import hours
from bot.people.roster import Load
from bot.policy.rules import Level, Pick
from tests.core.cases.world import World
from tests.harness.builders import START, clock, company, facts, level, path, rules, text, when


def one_of(ask: str, within: float, **more: object) -> Level:
    return level(ask, within, pick=Pick.ONE, **more)


def opened(*levels: Level, **more: object) -> World:
    return World(rules(path(*levels)), company(**more)).opens()  # type: ignore[arg-type]


def test_the_limit_is_shared_evenly_among_as_many_as_may_be_tried() -> None:
    assert opened(one_of("web:", 30, tries=3)).wait(30).story[:6] == [
        "Mon 10:00 level 1",
        "Mon 10:00 asks ana",
        "Mon 10:10 asks ben",
        "Mon 10:10 accept breached",
        "Mon 10:20 asks cleo",
        "Mon 10:30 fallback 1",
    ]


def test_everybody_has_five_minutes_at_the_least() -> None:
    assert "Mon 10:06 asks ben" in opened(one_of("web:", 12, tries=3)).wait(12).story
    assert "Mon 10:09 fallback 1" in opened(one_of("web:", 9, tries=3)).wait(9).story


def test_who_has_the_fewest_open_cases_goes_first_then_who_was_asked_longest_ago() -> None:
    loads = {"ana": Load(2), "ben": Load(1, START), "cleo": Load(1, START - timedelta(days=1))}
    assert "Mon 10:00 asks cleo" in opened(one_of("web:", 30), loads=loads).story


def test_targets_go_in_the_order_written() -> None:
    assert "Mon 10:00 asks mia" in opened(one_of("mia web:", 30)).story


def test_who_declines_passes_on_at_once_and_the_time_left_is_shared_anew() -> None:
    world = opened(one_of("web:", 30, tries=3)).wait(4)
    world.does("ana", Decline(text()))
    assert world.wait(30).story[-6:] == [
        "Mon 10:04 ana declined",
        "Mon 10:04 asks ben",
        "Mon 10:10 accept breached",
        "Mon 10:17 asks cleo",
        "Mon 10:30 fallback 1",
        "Mon 10:30 asks kim",
    ]


def test_the_last_one_who_declines_passes_on_to_the_next_level() -> None:
    world = opened(one_of("ana ben", 30), level("mia")).wait(20)
    world.does("ana", Decline(text()))
    world.does("ben", Decline(text()))
    assert world.story[-3:] == ["Mon 10:20 ben declined", "Mon 10:20 level 2", "Mon 10:20 asks mia"]


def test_an_ask_stays_open_when_its_share_is_over() -> None:
    world = opened(one_of("web:", 30, tries=3)).wait(15)
    world.does("ana", Accept())
    assert world.case.owner == "ana"


def test_somebody_whom_no_platform_reaches_passes_on_like_one_who_declines() -> None:
    world = opened(one_of("ana ben", 30), level("mia"))
    world.step(ReportUnreachable("ana", 1, 1), None)
    assert world.story[-2:] == ["Mon 10:00 ana unreachable", "Mon 10:00 asks ben"]
    assert world.step(ReportUnreachable("ana", 1, 1), None) == ()


def test_a_call_to_take_over_without_a_limit_asks_all_at_once() -> None:
    world = opened(level("mia", 5), one_of("web:", 30))
    world.does("mia", Accept())
    assert world.wait(hours=2).story[-3:] == [f"Mon 12:00 asks {who} to take over" for who in ("ana", "ben", "cleo")]


def test_while_the_level_stands_nobody_is_passed_over_and_the_next_gets_what_is_left() -> None:
    world = opened(one_of("ana ben", 30)).wait(10)
    world.does("ana", NeedInfo("steps"))
    world.wait(5)
    world.does("ana", Decline(text()))
    assert world.wait(20).story[-4:] == [
        "Mon 10:15 woke",
        "Mon 10:15 asks ben",
        "Mon 10:35 fallback 1",
        "Mon 10:35 asks kim",
    ]


# reminders


def test_reminders_come_at_their_share_of_the_time_of_the_person_asked() -> None:
    world = opened(one_of("ana ben", 40, remind=(50, 80)))
    assert [line for line in world.wait(40).story if "reminds" in line] == [
        "Mon 10:10 reminds ana at 50%",
        "Mon 10:16 reminds ana at 80%",
        "Mon 10:30 reminds ben at 50%",
        "Mon 10:36 reminds ben at 80%",
    ]


def test_the_remind_clock_counts_where_the_level_names_none() -> None:
    lines = [clock(accept=hours(1), update=hours(1), remind=(25.0,))]
    assert "Mon 10:15 reminds ana at 25%" in World(rules(path(level("ana")), clocks=lines)).opens().wait(20).story
    silent = World(rules(path(level("ana", remind=())), clocks=lines)).opens().wait(20).story
    assert not [line for line in silent if "reminds" in line]


def test_nobody_is_reminded_who_has_answered() -> None:
    world = opened(level("ana ben", 20, remind=(50,)))
    world.does("ana", Decline(text()))
    assert [line for line in world.wait(15).story if "reminds" in line] == ["Mon 10:10 reminds ben at 50%"]


def test_after_a_downtime_each_person_gets_the_last_reminder_only() -> None:
    world = opened(level("ana ben", 20, remind=(25, 50, 80)))
    world.is_down(17)
    reminded = [line for line in world.story if "reminds" in line]
    assert reminded == ["Mon 10:17 reminds ana at 80%", "Mon 10:17 reminds ben at 80%"]


def test_a_limit_that_is_over_as_well_sends_no_reminder() -> None:
    world = opened(level("ana", 20, remind=(50,)), level("ben"))
    world.is_down(30)
    assert not [line for line in world.story if "reminds" in line]


def test_somebody_whose_share_is_over_is_not_reminded_of_it_any_more() -> None:
    world = opened(one_of("ana ben", 40, remind=(50,)))
    world.is_down(25)
    assert [line for line in world.wait(10).story if "reminds" in line] == ["Mon 10:32:30 reminds ben at 50%"]


def test_time_that_stood_still_counts_for_no_reminder() -> None:
    world = opened(level("ana ben", 20, remind=(50,))).wait(5)
    world.does("ana", NeedInfo("steps"))
    world.wait(8)
    world.does("rita", Answer(text()))
    assert [line for line in world.wait(15).story if "at 10" in line or "reminds" in line] == [
        "Mon 10:20:30 reminds ana at 50%",
        "Mon 10:20:30 reminds ben at 50%",
    ]


# triage while one after another is asked


URGENT_SOON = [clock(when(priority="P1"), accept=hours(0.5)), clock(accept=hours(4), update=hours(1))]


def test_triage_shares_the_new_limit_among_those_whom_it_still_reaches() -> None:
    world = World(rules(path(one_of("web:", 0, tries=3)), clocks=URGENT_SOON)).opens(impact="one").wait(5)
    world.does("mia", Triage(text(), facts()))
    assert [line for line in world.wait(30).story if "asks" in line or "fallback" in line] == [
        "Mon 10:00 asks ana",
        "Mon 10:10 asks ben",
        "Mon 10:20 asks cleo",
        "Mon 10:30 fallback 1",
        "Mon 10:30 asks kim",
    ]


def test_triage_drops_from_the_queue_whom_the_new_limit_reaches_no_more() -> None:
    lines = [clock(when(priority="P1"), accept=hours(0.1)), clock(accept=hours(4), update=hours(1))]
    world = World(rules(path(one_of("web:", 0, tries=3), level("mia")), clocks=lines)).opens(impact="one").wait(5)
    world.does("mia", Triage(text(), facts()))
    assert [line for line in world.wait(5).story if "asks" in line] == ["Mon 10:00 asks ana", "Mon 10:06 asks mia"]
