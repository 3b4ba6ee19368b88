"""How a case climbs: levels and their limits, hours, rounds, the fallback, what cannot wait (S20, S23 to S30)."""

from dataclasses import replace

from bot.cases.commands import Accept, Decline
from bot.cases.ladder import Duty, Why
from bot.cases.ladder_events import LevelReached, Paged
from bot.cases.reports import ReportUnreachable
from bot.cases.timer_commands import EndLevel
from bot.cases.timers import Timer
from bot.durations import days, hours
from bot.people.roster import Roster
from bot.people.targets import ManagerOf, Party
from bot.policy.rules import AtOnce, Level, Path, Pick
from tests.core.cases.world import World
from tests.core.people.builders import at, person
from tests.harness.builders import (
    COMPANY,
    LADDER,
    NEVER_OPEN,
    OFFICE,
    clock,
    company,
    fallback,
    later,
    level,
    path,
    rules,
    targets,
    text,
    when,
)

NIGHT = at("2026-11-16 20:00")
SAFETY = frozenset({"safety"})


def climbs(ladder: Path, minutes: float, roster: Roster = COMPANY, **facts: object) -> list[str]:
    """What happens while nobody answers; clocks of the case apart."""
    world = World(rules(ladder), roster)
    return [line for line in world.opens(**facts).wait(minutes).story if "breached" not in line]


def test_an_unanswered_level_escalates_and_sets_its_timer() -> None:
    world = World(rules()).opens().wait(5)
    assert [entry.event for entry in world.record[-2:]] == [
        LevelReached(2, 1, Duty.ACCEPT, Why.TIME, ends_at=later(15), hours=None, teams=("web",)),
        Paged("ben", 2, 1, Duty.ACCEPT, ends_at=later(15)),
    ]
    assert Timer(later(15), EndLevel(2, 1), "level") in world.pending


def test_after_the_last_level_the_fallback_is_called_for_ever() -> None:
    assert climbs(LADDER, 95) == [
        "Mon 10:00 level 1",
        "Mon 10:00 asks ana",
        "Mon 10:05 level 2",
        "Mon 10:05 asks ben",
        "Mon 10:15 level 3",
        "Mon 10:15 asks mia",
        "Mon 10:30 fallback 1",
        "Mon 10:30 asks kim",
        "Mon 11:00 fallback 2",
        "Mon 11:00 asks kim",
        "Mon 11:30 fallback 3",
        "Mon 11:30 asks kim",
    ]


def test_the_fallback_keeps_one_call_a_person_however_often_it_repeats() -> None:
    world = World(rules()).opens().wait(days=1)
    assert world.case.ladder.fallbacks > 40
    assert [ask.person for ask in world.case.ladder.asks] == ["ana", "ben", "mia", "kim"]


def test_a_levels_limit_begins_when_it_is_asked_not_when_it_was_due() -> None:
    world = World(rules()).opens()
    world.is_down(60)
    assert [line for line in world.story if "11:" in line] == [
        "Mon 11:00 level 2",
        "Mon 11:00 asks ben",
        "Mon 11:00 accept breached",
    ]
    assert world.case.ladder.ends_at == later(70)


def test_rounds_begin_again_the_same_instant_and_may_ask_who_declined() -> None:
    world = World(rules(path(level("ana", 5), level("ben", 5), rounds=2))).opens()
    world.does("ana", Decline(text()))
    assert world.wait(12).story == [
        "Mon 10:00 level 1",
        "Mon 10:00 asks ana",
        "Mon 10:00 ana declined",
        "Mon 10:00 level 2",
        "Mon 10:00 asks ben",
        "Mon 10:05 level 1 round 2",
        "Mon 10:05 asks ana",
        "Mon 10:10 level 2 round 2",
        "Mon 10:10 asks ben",
        "Mon 10:10 accept breached",
    ]


def test_a_level_that_can_ask_nobody_is_passed_at_once_with_its_reasons() -> None:
    ladder = path(level("ana zoe", 5), level("ben", 10))
    assert climbs(ladder, 0, company(away="ana")) == [
        "Mon 10:00 skips ana: leave",
        "Mon 10:00 skips zoe: gone",
        "Mon 10:00 level 1 passed",
        "Mon 10:00 level 2",
        "Mon 10:00 asks ben",
    ]


def test_once_a_whole_round_could_ask_nobody_it_is_the_fallback() -> None:
    ladder = path(level("ana", 5), level("ben", 5), rounds=9)
    assert climbs(ladder, 0, company(away="ana ben"))[-2:] == ["Mon 10:00 fallback 1", "Mon 10:00 asks kim"]


def test_a_level_whose_condition_does_not_fit_is_not_there() -> None:
    ladder = path(level("ana", 5, when=when(flags="legal")), level("ben", 5))
    assert climbs(ladder, 0) == ["Mon 10:00 level 2", "Mon 10:00 asks ben"]


def test_a_levels_condition_is_read_when_it_is_reached() -> None:
    ladder = path(level("ana", 7 * 60), level("ben", 5, when=when(open_="office")), level("mia", 5))
    assert climbs(ladder, 7 * 60)[-1] == "Mon 17:00 asks mia"


def test_who_opened_the_case_is_asked_only_where_nobody_else_stands() -> None:
    assert climbs(path(level("rita ana", 5)), 0) == [
        "Mon 10:00 skips rita: reporter",
        "Mon 10:00 level 1",
        "Mon 10:00 asks ana",
    ]
    assert climbs(path(level("rita", 5)), 0)[-1] == "Mon 10:00 asks rita"


def test_skills_of_the_level_and_chosen_words_of_the_case_narrow_whom_it_asks() -> None:
    named = path(level("web:", 5, skills=frozenset({"server"})))
    assert climbs(named, 0)[-1] == "Mon 10:00 asks ben"
    assert climbs(path(level("web:", 5)), 0, choices=(("area", "server"),))[-2:] == [
        "Mon 10:00 level 1",
        "Mon 10:00 asks ben",
    ]
    assert climbs(path(level("web:", 5)), 0, choices=(("batch", "server"),))[-1] == "Mon 10:00 asks cleo"


def test_an_authority_named_is_never_waived() -> None:
    ladder = path(level("ana", 5, authority=frozenset({"release"})))
    assert climbs(ladder, 0)[0] == "Mon 10:00 skips ana: authority"


# hours


def test_a_level_with_closed_hours_sleeps_and_is_asked_when_they_open() -> None:
    world = World(rules(path(level("kim", 5), level("ana", 30, hours="office"), level("ben", 5))), now=NIGHT).opens()
    assert world.wait(hours=12.5).story == [
        "Mon 20:00 level 1",
        "Mon 20:00 asks kim",
        "Mon 20:05 level 2 sleeps",
        "Mon 20:10 accept breached",
        "Tue 00:00 resolve breached",
        "Tue 08:00 level 2",
        "Tue 08:00 asks ana",
        "Tue 08:30 level 3",
        "Tue 08:30 asks ben",
    ]


def test_the_reporter_is_told_when_a_sleeping_level_will_be_asked() -> None:
    world = World(rules(path(level("kim", 5), level("ana", 30, hours="office"))), now=NIGHT).opens().wait(5)
    assert world.heard() == {("rita", "asleep"), ("cards", "refresh")}


def test_hours_of_the_accept_line_count_where_the_level_names_none_and_only_gives_another_length() -> None:
    lines = [clock(accept=hours(1), update=hours(1), hours="office")]
    world = World(rules(path(level("ana", 30), level("ben")), clocks=lines), now=at("2026-11-16 15:40")).opens()
    assert world.wait(days=1).story[:4] == [
        "Mon 15:40 level 1",
        "Mon 15:40 asks ana",
        "Tue 08:10 level 2",
        "Tue 08:10 asks ben",
    ]


def test_people_outside_their_own_hours_are_skipped_where_the_level_has_hours() -> None:
    roster = company(changed=[person("ana", "mia", hours="never")], calendars={"office": OFFICE, "never": NEVER_OPEN})
    ladder = path(level("ana ben", 5, hours="office"))
    assert climbs(ladder, 0, roster)[0] == "Mon 10:00 skips ana: hours"
    assert climbs(path(level("ana ben", 5)), 0, roster)[1:] == ["Mon 10:00 asks ana", "Mon 10:00 asks ben"]


def test_hours_that_never_open_hold_nothing_up() -> None:
    ladder = path(level("ana", 5, hours="never"), level("ben", 5), fallback=fallback(hours="never"))
    assert climbs(ladder, 10) == [
        "Mon 10:00 level 1",
        "Mon 10:00 asks ana",
        "Mon 10:05 level 2",
        "Mon 10:05 asks ben",
        "Mon 10:10 fallback 1",
        "Mon 10:10 asks kim",
    ]


def test_a_fallback_with_hours_sleeps_and_repeats_in_them() -> None:
    ladder = path(level("ana", 5), fallback=fallback(every=days(1), hours="office"))
    world = World(rules(ladder), now=NIGHT).opens()
    assert [line for line in world.wait(days=2).story if "fallback" in line] == [
        "Mon 20:05 fallback sleeps",
        "Tue 08:00 fallback 1",
        "Wed 08:00 fallback 2",
    ]


# what cannot wait


def test_an_at_once_line_starts_higher_tells_in_parallel_and_ignores_hours() -> None:
    lines = (AtOnce(when(flags="safety"), 2, targets("mia")),)
    ladder = path(
        level("ana", 5, hours="office"),
        level("ben", 5, hours="office"),
        at_once=lines,
        fallback=fallback(hours="office"),
    )
    world = World(rules(ladder), now=NIGHT).opens(flags=SAFETY)
    assert world.wait(5).story == [
        "Mon 20:00 tells mia",
        "Mon 20:00 level 2",
        "Mon 20:00 asks ben",
        "Mon 20:05 fallback 1",
        "Mon 20:05 asks kim",
    ]


def test_the_highest_at_once_line_counts_and_all_of_them_tell() -> None:
    lines = (AtOnce(when(flags="safety"), 3, targets("ana")), AtOnce(when(), 2, targets("kim")))
    assert climbs(replace(LADDER, at_once=lines), 0, flags=SAFETY) == [
        "Mon 10:00 tells ana kim",
        "Mon 10:00 level 3",
        "Mon 10:00 asks mia",
    ]


def test_a_level_jumped_over_is_asked_in_the_next_round() -> None:
    ladder = replace(LADDER, at_once=(AtOnce(when(flags="safety"), 3),), rounds=2)
    assert climbs(ladder, 15, company(away="mia"), flags=SAFETY) == [
        "Mon 10:00 skips mia: leave",
        "Mon 10:00 level 3 passed",
        "Mon 10:00 level 1 round 2",
        "Mon 10:00 asks ana",
        "Mon 10:05 level 2 round 2",
        "Mon 10:05 asks ben",
        "Mon 10:15 skips mia: leave",
        "Mon 10:15 level 3 passed",
        "Mon 10:15 fallback 1",
        "Mon 10:15 asks kim",
    ]


def test_a_grave_flag_that_no_line_names_starts_at_level_1_and_tells_the_fallback() -> None:
    for flag in ("security", "safety", "legal", "operations"):
        assert climbs(LADDER, 0, flags=frozenset({flag})) == [
            "Mon 10:00 tells kim",
            "Mon 10:00 level 1",
            "Mon 10:00 asks ana",
        ]
    assert "Mon 10:00 tells kim" not in climbs(LADDER, 0, flags=frozenset({"compliance"}))


# telling


def test_a_target_is_told_once_in_a_case_however_often_its_level_comes() -> None:
    ladder = path(level("ana", 5, tell="ben #ops #gone"), rounds=3)
    assert [line for line in climbs(ladder, 15) if "tells" in line] == ["Mon 10:00 tells ben #ops"]


def test_who_is_asked_at_the_level_is_not_told_as_well() -> None:
    assert climbs(path(level("ana", 5, tell="web:")), 0)[-1] == "Mon 10:00 tells ben cleo"


# vendors


def test_a_level_of_a_vendor_alone_tells_a_person_and_runs_for_the_vendors_time() -> None:
    ladder = path(level("@telco", tell="ben"), level("mia", 5))
    assert climbs(ladder, 60) == [
        "Mon 10:00 level 1",
        "Mon 10:00 tells ben @telco",
        "Mon 11:00 level 2",
        "Mon 11:00 asks mia",
    ]


def test_a_vendor_beside_people_is_told_and_the_peoples_time_counts() -> None:
    ladder = path(level("ana @telco", 5, tell="ben"), level("mia", 5))
    assert climbs(ladder, 5)[:3] == ["Mon 10:00 level 1", "Mon 10:00 asks ana", "Mon 10:00 tells ben @telco"]


def test_a_vendor_whom_nobody_here_would_hear_of_or_who_is_no_more_is_passed() -> None:
    assert climbs(path(level("@telco", tell="zoe")), 0)[0] == "Mon 10:00 level 1 passed"
    assert climbs(path(level("@telco", tell="ben")), 0, company(vendors={}))[0] == "Mon 10:00 level 1 passed"


def test_a_vendor_alone_at_a_level_that_picks_one_is_told_all_the_same() -> None:
    ladder = path(level("@telco", tell="ben", pick=Pick.ONE))
    assert climbs(ladder, 0)[-1] == "Mon 10:00 tells ben @telco"


def test_somebody_of_an_earlier_level_who_declines_late_does_not_pass_the_vendor_over() -> None:
    world = World(rules(path(level("ana", 5), level("@telco", tell="ben"), level("mia")))).opens().wait(6)
    world.does("ana", Decline(text()))
    assert (world.case.ladder.level, world.story[-1]) == (2, "Mon 10:06 ana declined")


# managers


def test_two_levels_of_managers_climb_from_those_asked_last() -> None:
    boss = (ManagerOf(Party.OWNER),)
    assert climbs(path(level("ana", 5), level(boss, 5), level(boss, 5)), 10)[1::2] == [
        "Mon 10:00 asks ana",
        "Mon 10:05 asks mia",
        "Mon 10:10 asks kim",
    ]


def at_once_to_the_manager(first: Level) -> Path:
    return path(first, level((ManagerOf(Party.OWNER),), 5), at_once=(AtOnce(when(), 2),))


def test_while_nobody_was_asked_the_managers_are_those_of_level_1() -> None:
    assert climbs(at_once_to_the_manager(level("ana", 5)), 0)[-1] == "Mon 10:00 asks mia"


def test_and_only_of_those_whom_level_1_would_ask() -> None:
    ladder = at_once_to_the_manager(level("hugo ben", 5, authority=frozenset({"release"})))
    assert climbs(ladder, 0) == ["Mon 10:00 level 2", "Mon 10:00 asks mia"]


def test_a_level_1_that_itself_asks_the_manager_of_the_owner_would_ask_nobody() -> None:
    ladder = at_once_to_the_manager(level((ManagerOf(Party.OWNER),), 5))
    assert climbs(ladder, 0)[-2:] == ["Mon 10:00 fallback 1", "Mon 10:00 asks kim"]


# the fallback's people


def test_the_fallback_is_asked_away_or_not_and_while_all_are_away_their_managers_too() -> None:
    ladder = path(level("ana", 5), fallback=fallback("mia"))
    assert climbs(ladder, 5, company(away="mia"))[-3:] == [
        "Mon 10:05 fallback 1",
        "Mon 10:05 asks mia",
        "Mon 10:05 asks kim",
    ]


def test_a_fallback_that_is_the_late_owner_alone_calls_their_manager() -> None:
    world = World(rules(path(level("mia", 5), fallback=fallback("mia")))).opens()
    world.does("mia", Accept())
    assert world.wait(hours=2).story[-2:] == ["Mon 12:00 fallback 1", "Mon 12:00 asks kim to take over"]


def test_a_fallback_that_is_an_owner_without_a_manager_calls_the_owner() -> None:
    world = World(rules(path(level("kim", 5)))).opens()
    world.does("kim", Accept())
    assert world.wait(hours=2).story[-2:] == ["Mon 12:00 fallback 1", "Mon 12:00 asks kim to take over"]


def test_a_fallback_of_people_who_are_gone_falls_to_whoever_keeps_stige_and_to_coordinators() -> None:
    keeper = person("hugo", "kim", authority=frozenset({"operate"}))
    ladder = path(level("ana", 5))
    assert climbs(ladder, 5, company(without="kim", changed=[keeper]))[-2:] == [
        "Mon 10:05 asks hugo",
        "Mon 10:05 asks mia",
    ]


def test_a_private_fallback_of_people_who_are_gone_falls_to_its_readers() -> None:
    ladder = path(level("ana", 5), fits=when(type="hr"))
    assert climbs(ladder, 5, company(without="kim mia"), type="hr")[-1] == "Mon 10:05 asks hugo"


def test_a_fallback_whom_no_platform_reaches_counts_as_away_and_their_managers_are_asked_at_once() -> None:
    world = World(rules(path(level("ana", 5), fallback=fallback("mia")))).opens().wait(5)
    world.step(ReportUnreachable("mia", None, 1), None)
    assert world.story[-2:] == ["Mon 10:05 mia unreachable", "Mon 10:05 asks kim"]
    world.step(ReportUnreachable("kim", None, 1), None)
    assert world.story == ["Mon 10:05 kim unreachable"]
    assert world.wait(30).story[-2:] == ["Mon 10:35 asks mia", "Mon 10:35 asks kim"]
    assert [ask.person for ask in world.case.ladder.asks] == ["ana", "mia", "kim"]


def test_a_fallback_without_managers_whom_no_platform_reaches_falls_to_coordinators() -> None:
    world = World(rules(path(level("ana", 5)))).opens().wait(5)
    world.step(ReportUnreachable("kim", None, 1), None)
    assert world.story[-2:] == ["Mon 10:05 kim unreachable", "Mon 10:05 asks mia"]


def test_while_a_platform_reaches_somebody_of_the_fallback_nobody_else_is_sought() -> None:
    world = World(rules(path(level("ana", 5), fallback=fallback("ben mia")))).opens().wait(5)
    world.step(ReportUnreachable("mia", None, 1), None)
    assert world.story[-1] == "Mon 10:05 mia unreachable"


def test_the_reporter_hears_once_that_it_is_at_the_end_of_the_ladder() -> None:
    world = World(rules(path(level("ana", 5)))).opens().wait(5)
    assert world.heard() == {("kim", "ask"), ("rita", "at_fallback"), ("cards", "refresh")}
    world.wait(30)
    assert world.heard() == {("kim", "ask"), ("cards", "refresh")}


def test_a_case_that_concerns_all_whom_its_fallback_names_asks_whoever_may_approve() -> None:
    alone = rules(path(level("ana"), fallback=fallback("ben")))
    nobody_above = company(changed=[replace(COMPANY.people["ben"], manager=None)], teams={})
    approving = replace(COMPANY.people["cleo"], authority=frozenset({"approve"}))
    with_cleo = replace(nobody_above, people={**nobody_above.people, "cleo": approving})
    world = World(alone, with_cleo).opens(concerned=frozenset({"ben"})).wait(20)
    assert [ask.person for ask in world.case.open_asks() if ask.level is None] == ["cleo"]


def test_where_nobody_else_is_left_in_the_end_the_reporter_is_asked() -> None:
    alone = rules(path(level("ana"), fallback=fallback("ben")))
    two = replace(COMPANY, people={"ben": replace(COMPANY.people["ben"], manager=None)}, teams={})
    world = World(alone, two).opens("slack:T1:U9", concerned=frozenset({"ben"})).wait(20)
    assert [ask.person for ask in world.case.open_asks() if ask.level is None] == ["slack:T1:U9"]
