"""Triage: another priority, other facts, another path (R9, S12 to S14)."""

from datetime import timedelta

from bot.cases.case import Status, WaitingFor
from bot.cases.clocks import ClockKind
from bot.cases.commands import Accept, NeedInfo, Snooze, Triage, WaitFor, Wake
from bot.cases.events import Triaged
from bot.cases.facts import PriorityReason
from bot.cases.ladder import Stage
from bot.durations import days, hours, minutes
from bot.policy.rules import AtOnce, Level, Path, PriorityOverride
from bot.words import Label
from tests.core.cases.world import World
from tests.core.people.builders import at
from tests.harness.builders import (
    LADDER,
    START,
    clock,
    facts,
    later,
    level,
    overridden,
    path,
    rules,
    targets,
    text,
    when,
)

WHY = text("it is worse", "mia")
MILD = facts(impact="one")
SAFETY = facts(impact="one", flags=frozenset({"safety"}))
LIMITS = [
    clock(when(priority="P1"), accept=minutes(5), update=minutes(30), resolve=hours(4)),
    clock(accept=hours(4), update=days(1), resolve=days(3), hours="office"),
    clock(wait=days(1), snooze=hours(8)),
]
GRAVE = path(level("kim", 5), path_id="grave", fits=when(flags="security"))


def mild(*paths: Path, now: object = START) -> World:
    """A P3 whose first level asks Ana, within the time of the clock."""
    ladder = paths or (path(level("ana"), level("ben", 10)),)
    return World(rules(*ladder, clocks=LIMITS), now=now).opens(stated=MILD)  # type: ignore[arg-type]


def accepted(*paths: Path) -> World:
    world = mild(*paths)
    world.does("ana", Accept())
    world.story  # noqa: B018  told already
    return world


def test_triage_sets_any_priority_with_its_reason() -> None:
    world = mild()
    done = world.does("mia", Triage(WHY, priority="P1"))
    assert done[0] == Triaged(MILD, "P1", (PriorityReason("triage", text=WHY),), WHY, private=False, readers=())
    assert world.refuses("mia", Triage(WHY, priority="P0")) == "unknown_priority"
    assert world.refuses("ana", Triage(WHY, priority="P1")) == "may_not.triage"


def test_a_changed_fact_is_weighed_anew_with_all_its_reasons() -> None:
    because = Label.plain("people could be hurt")
    policy = rules(priority=overridden(PriorityOverride(when(flags="safety"), because, to="P1")))
    world = World(policy).opens(stated=MILD)
    world.does("mia", Triage(WHY, SAFETY))
    assert (world.case.priority, world.case.reasons) == (
        "P1",
        (PriorityReason("table"), PriorityReason("override", because)),
    )


def test_what_a_person_decided_stays_decided_when_a_fact_changes() -> None:
    world = mild()
    world.does("mia", Triage(WHY, priority="P1"))
    world.does("mia", Triage(text("a slip", "mia"), facts(impact="one", urgency="later")))
    assert (world.case.priority, world.case.reasons) == ("P1", (PriorityReason("triage", text=WHY),))


# clocks


def test_clocks_keep_their_start_and_get_the_new_limit() -> None:
    world = mild().wait(2)
    world.does("mia", Triage(WHY, priority="P1"))
    assert {clock.kind: (clock.started_at, clock.ends_at) for clock in world.case.clocks} == {
        ClockKind.ACCEPT: (START, later(5)),
        ClockKind.RESOLVE: (START, later(hours=4)),
    }


def test_a_clock_that_is_past_its_new_limit_breaches_now() -> None:
    world = accepted().wait(hours=5)
    world.does("mia", Triage(WHY, priority="P1"))
    assert "Mon 15:00 resolve breached" in world.wait(0).story


def test_what_a_clock_used_up_before_it_stood_still_stays_used_up() -> None:
    world = accepted().wait(60)
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.wait(hours=3).does("mia", Triage(WHY, priority="P1"))
    assert world.case.running(ClockKind.RESOLVE).left == timedelta(hours=3)  # type: ignore[union-attr]
    world.wait(60).does("ana", Wake())
    assert world.case.running(ClockKind.RESOLVE).ends_at == later(hours=8)  # type: ignore[union-attr]


def test_a_clock_that_stood_still_earlier_keeps_that_time_at_triage() -> None:
    world = accepted().wait(60)
    world.does("ana", Snooze(later(hours=4), WHY))
    world.wait(hours=4).does("mia", Triage(WHY, priority="P1"))
    assert world.case.running(ClockKind.RESOLVE).ends_at == world.now + timedelta(hours=2)  # type: ignore[union-attr]


def test_more_used_up_than_the_new_limit_has_breaches_when_it_goes_on() -> None:
    world = accepted().wait(hours=5)
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.does("mia", Triage(WHY, priority="P1"))
    world.does("ana", Wake())
    assert "Mon 15:00 resolve breached" in world.wait(0).story


def test_a_breached_clock_and_one_that_the_policy_no_longer_sets_stay_as_they_are() -> None:
    lines = [clock(when(priority="P3"), accept=minutes(5), update=hours(1), resolve=hours(1)), clock(accept=minutes(1))]
    world = World(rules(path(level("ana", 60)), clocks=lines)).opens(stated=MILD).wait(10)
    before = world.case.clocks
    world.does("mia", Triage(WHY, priority="P1"))
    assert world.case.clocks == before


# the level


def test_on_the_same_path_the_level_stays_and_has_its_new_limit_from_when_it_was_asked() -> None:
    world = mild().wait(2)
    world.does("mia", Triage(WHY, priority="P1"))
    assert [line for line in world.wait(5).story if "level" in line] == ["Mon 10:00 level 1", "Mon 10:05 level 2"]


def test_a_level_with_a_time_of_its_own_keeps_it() -> None:
    world = World(rules(path(level("ana", 30)), clocks=LIMITS)).opens(stated=MILD)
    world.does("mia", Triage(WHY, priority="P1"))
    assert world.case.ladder.ends_at == later(30)


def test_a_vendors_level_keeps_the_vendors_time() -> None:
    world = mild(path(level("ana", 1), level("@telco", tell="ben"))).wait(1)
    world.does("mia", Triage(WHY, priority="P1"))
    assert world.case.ladder.ends_at == later(61)


def test_a_call_to_take_over_without_a_limit_keeps_having_none() -> None:
    world = accepted().wait(days=2.5)
    assert (world.case.ladder.stage, world.case.ladder.ends_at) == (Stage.ASKING, None)
    world.does("mia", Triage(WHY, priority="P1"))
    assert world.case.ladder.ends_at is None


EVENING = at("2026-11-16 15:59")


def asleep(*more: Level, **ladder: object) -> World:
    """At 16:00 Ana has not answered, and the office is closed."""
    world = mild(path(level("ana", 1), *more, **ladder), now=EVENING).wait(1)
    world.story  # noqa: B018  told already
    return world


def test_a_sleeping_level_is_asked_at_once_where_the_new_priority_has_no_hours() -> None:
    world = asleep(level("ben"))
    world.does("mia", Triage(WHY, priority="P1"))
    assert world.story == ["Mon 16:00 level 2", "Mon 16:00 asks ben"]


def test_a_sleeping_level_sleeps_on_where_the_hours_are_the_same() -> None:
    world = asleep(level("ben", hours="office"))
    world.does("mia", Triage(WHY, priority="P1"))
    assert (world.story, world.case.ladder.stage) == ([], Stage.SLEEPING)


def test_a_sleeping_level_is_asked_at_once_where_a_grave_flag_makes_hours_count_no_more() -> None:
    world = asleep(level("ben", hours="office"))
    world.does("mia", Triage(WHY, SAFETY))
    assert world.story == ["Mon 16:00 tells kim", "Mon 16:00 level 2", "Mon 16:00 asks ben"]


def test_a_sleeping_fallback_is_called_at_once_where_the_new_priority_has_no_hours() -> None:
    world = asleep()
    world.does("mia", Triage(WHY, priority="P1"))
    assert world.story == ["Mon 16:00 fallback 1", "Mon 16:00 asks kim"]


def test_a_fallback_that_is_being_called_goes_on_at_its_rate() -> None:
    world = World(rules()).opens().wait(40)
    world.does("mia", Triage(WHY, priority="P2"))
    assert world.case.ladder.fallbacks == 1


# at once and other paths


def test_a_new_at_once_line_that_lies_higher_is_jumped_to_and_hours_count_no_more() -> None:
    lines = (AtOnce(when(flags="safety"), 2, targets("kim")),)
    world = mild(path(level("ana"), level("ben", 5, hours="office"), at_once=lines), now=EVENING)
    world.wait(0.5).does("mia", Triage(WHY, SAFETY))
    assert world.wait(minutes=7).story[2:] == [
        "Mon 15:59:30 tells kim",
        "Mon 15:59:30 level 2",
        "Mon 15:59:30 asks ben",
        "Mon 16:04:30 fallback 1",
        "Mon 16:04:30 asks kim",
    ]


def test_an_owner_of_what_cannot_wait_any_more_gets_help_from_the_higher_level() -> None:
    world = accepted(path(level("ana"), level("ben", 5), at_once=(AtOnce(when(flags="safety"), 2),)))
    world.does("mia", Triage(WHY, SAFETY))
    assert (world.case.owner, world.story[-1]) == ("ana", "Mon 10:00 asks ben to take over")


def test_an_at_once_line_never_leads_down() -> None:
    ladder = path(level("ana", 5), level("ben", 5), level("mia", 5), at_once=(AtOnce(when(flags="safety"), 2),))
    higher = mild(ladder).wait(11)
    higher.does("mia", Triage(WHY, SAFETY))
    assert higher.case.ladder.level == 3
    ended = mild(path(level("ana", 5), level("zoe", 5), at_once=(AtOnce(when(flags="safety"), 2),))).wait(6)
    ended.does("mia", Triage(WHY, SAFETY))
    assert ended.case.ladder.stage is Stage.FALLBACK


def test_another_path_begins_at_its_first_level() -> None:
    world = mild(GRAVE, path(level("ana"))).wait(1)
    world.does("ana", NeedInfo("steps"))
    world.does("mia", Triage(WHY, facts(impact="one", flags=frozenset({"security"}))))
    assert world.story[-4:] == ["Mon 10:01 path grave", "Mon 10:01 woke", "Mon 10:01 level 1", "Mon 10:01 asks kim"]
    assert world.case.status is Status.NEW


def test_on_another_path_the_owner_stays_and_is_helped_only_where_it_cannot_wait() -> None:
    other = path(level("kim", 5), path_id="other", fits=when(type="support"))
    world = accepted(other, LADDER)
    world.does("mia", Triage(WHY, facts(type="support", impact="one")))
    assert (world.case.owner, world.story) == ("ana", ["Mon 10:00 path other"])
    world = accepted(GRAVE, LADDER)
    world.does("mia", Triage(WHY, facts(flags=frozenset({"security"}))))
    assert (world.case.owner, world.story[-1]) == ("ana", "Mon 10:00 asks kim to take over")


def test_whoever_was_asked_on_the_old_path_may_still_accept() -> None:
    world = mild(GRAVE, path(level("ana")))
    world.does("mia", Triage(WHY, facts(flags=frozenset({"security"}))))
    world.does("ana", Accept())
    assert world.case.owner == "ana"


def test_from_the_fallback_nothing_lies_higher() -> None:
    ladder = path(level("ana", 5), level("zoe", 5), at_once=(AtOnce(when(flags="safety"), 2),))
    world = World(rules(ladder)).opens(stated=MILD).wait(6)
    world.does("mia", Triage(WHY, SAFETY))
    assert (world.case.ladder.stage, world.case.ladder.fallbacks) == (Stage.FALLBACK, 1)


def test_what_an_owner_was_reminded_of_already_is_not_said_again() -> None:
    urgent = clock(when(priority="P1"), accept=minutes(5), resolve=hours(4))
    usual = clock(accept=hours(1), resolve=hours(5))
    world = World(rules(clocks=[urgent, usual, clock(remind=(50.0,))])).opens(stated=MILD)
    world.does("ana", Accept())
    assert "Mon 12:30 resolve near for ana at 50%" in world.wait(hours=3).story
    world.does("mia", Triage(WHY, priority="P1"))
    assert world.wait(hours=0.5).story == []
