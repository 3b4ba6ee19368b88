"""The case's own clocks: accept, update, resolve, wait; their reminders, breaches and pauses (R14, R15, S31 to S33)."""

from datetime import timedelta

from bot.cases.case import Status, WaitingFor
from bot.cases.clocks import ClockKind
from bot.cases.commands import Accept, AddNote, Decline, NeedInfo, Show, Snooze, WaitFor, Wake
from bot.cases.ladder import Stage
from bot.durations import days, hours, minutes
from bot.policy.rules import ClockLine
from tests.core.cases.world import World
from tests.core.people.builders import at
from tests.harness.builders import START, clock, fallback, later, level, path, rules, text

WHY = text()


def accepted(*lines: ClockLine, after: float = 0) -> World:
    world = World(rules(clocks=lines) if lines else rules()).opens().wait(after)
    world.does("ana", Accept())
    world.story  # noqa: B018  told already
    return world


def ends_at(world: World, kind: ClockKind) -> object:
    clock = world.case.running(kind)
    return clock and clock.ends_at


RESOLVE = clock(accept=minutes(10), resolve=hours(4), wait=days(1), snooze=hours(2))
REMINDED = clock(accept=minutes(10), resolve=hours(4), remind=(50.0, 80.0))


def test_the_accept_clock_runs_from_opening_whatever_the_levels_limits_are_and_breaches_once() -> None:
    breaches = [line for line in World(rules()).opens().wait(hours=3).story if "accept" in line]
    assert breaches == ["Mon 10:10 accept breached"]


def test_a_resolve_breach_while_nobody_has_it_is_only_recorded() -> None:
    world = World(rules(path(level("ana", 600)), clocks=[RESOLVE])).opens().wait(hours=5)
    assert world.story[-1] == "Mon 14:00 resolve breached"
    assert world.case.ladder.level == 1


def test_who_accepts_after_that_has_the_time_to_resolve_anew() -> None:
    world = World(rules(path(level("ana", 600)), clocks=[RESOLVE])).opens().wait(hours=5)
    world.does("ana", Accept())
    assert ends_at(world, ClockKind.RESOLVE) == later(hours=9)


def test_a_resolve_breach_asks_the_next_level_to_take_over_and_runs_anew() -> None:
    world = accepted(RESOLVE)
    assert world.wait(hours=13).story == [
        "Mon 14:00 resolve breached",
        "Mon 14:00 level 2",
        "Mon 14:00 asks ben to take over",
        "Mon 18:00 resolve breached",
        "Mon 18:00 level 3",
        "Mon 18:00 asks mia to take over",
        "Mon 22:00 resolve breached",
        "Mon 22:00 fallback 1",
        "Mon 22:00 asks kim to take over",
        "Mon 22:30 fallback 2",
        "Mon 22:30 asks kim to take over",
        "Mon 23:00 fallback 3",
        "Mon 23:00 asks kim to take over",
    ]
    assert world.case.owner == "ana"


def test_the_owner_hears_of_the_breach() -> None:
    world = accepted(RESOLVE).wait(hours=4)
    assert world.heard() == {("ana", "breached"), ("ben", "ask"), ("cards", "refresh")}


def test_the_level_that_was_called_gives_its_own_time_to_resolve() -> None:
    ladder = path(level("ana", 5), level("ben", 5, resolve_within=hours(1)), level("mia"))
    world = World(rules(ladder, clocks=[RESOLVE])).opens()
    world.does("ana", Accept())
    world.wait(hours=4)
    assert ends_at(world, ClockKind.RESOLVE) == later(hours=5)


def test_a_sleeping_level_gives_the_usual_time_to_resolve() -> None:
    ladder = path(level("ana", 5), level("ben", 5, resolve_within=hours(1), hours="office"))
    world = World(rules(ladder, clocks=[RESOLVE]), now=at("2026-11-16 14:00")).opens()
    world.does("ana", Accept())
    world.wait(hours=4)
    assert world.case.ladder.stage is Stage.SLEEPING
    assert ends_at(world, ClockKind.RESOLVE) == world.now + timedelta(hours=4)


def test_a_breach_at_the_fallback_changes_nothing_of_its_rate() -> None:
    world = World(rules(path(level("ana", 5), fallback=fallback(every=days(1))), clocks=[RESOLVE])).opens()
    world.does("ana", Accept())
    fallbacks = [line for line in world.wait(hours=30).story if "fallback" in line]
    assert fallbacks == ["Mon 14:00 fallback 1", "Tue 14:00 fallback 2"]


def test_a_case_whose_policy_sets_no_clock_for_its_owner_still_hears_of_it_again_and_again() -> None:
    world = accepted(clock(accept=minutes(10), wait=days(1)))
    assert [line for line in world.wait(days=3).story if "level" in line or "fallback 1" in line] == [
        "Tue 10:00 level 2",
        "Wed 10:00 level 3",
        "Thu 10:00 fallback 1",
    ]


# reminders of clocks


def test_the_owner_alone_is_reminded_before_the_time_to_resolve_is_over() -> None:
    world = accepted(REMINDED).wait(hours=2)
    assert world.story == ["Mon 12:00 resolve near for ana at 50%"]
    assert world.heard() == {("ana", "clock_near")}
    assert world.wait(hours=1.5).story == ["Mon 13:12 resolve near for ana at 80%"]


def test_what_was_due_before_somebody_had_it_is_not_sent_to_them() -> None:
    assert accepted(REMINDED, after=150).wait(hours=1).story == ["Mon 13:12 resolve near for ana at 80%"]


def test_after_a_downtime_only_the_last_reminder_of_a_clock_is_sent() -> None:
    world = accepted(REMINDED)
    world.is_down(hours=3.5)
    assert world.story == ["Mon 13:30 resolve near for ana at 80%"]


def test_time_that_stood_still_counts_for_no_reminder_of_a_clock() -> None:
    world = accepted(REMINDED, RESOLVE)
    world.wait(60).does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.wait(hours=5).does("ana", Wake())
    world.story  # noqa: B018  told already
    assert world.wait(hours=3).story[:2] == [
        "Mon 17:00 resolve near for ana at 50%",
        "Mon 18:12 resolve near for ana at 80%",
    ]


def test_a_clock_that_went_on_past_its_reminders_reminds_of_what_is_left_at_once() -> None:
    world = accepted(REMINDED, RESOLVE).wait(hours=3.5)
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.wait(60).does("ana", Wake())
    assert ends_at(world, ClockKind.RESOLVE) == later(hours=5)


# update


UPDATES = clock(accept=minutes(10), update=hours(1), wait=days(1))


def test_news_missed_once_is_told_to_the_owner_and_their_coordinator_and_twice_it_climbs() -> None:
    world = accepted(UPDATES).wait(60)
    assert world.heard() == {("ana", "update_missed"), ("mia", "update_missed"), ("cards", "refresh")}
    assert world.wait(60).story == [
        "Mon 11:00 update missed 1",
        "Mon 12:00 update missed 2",
        "Mon 12:00 level 2",
        "Mon 12:00 asks ben to take over",
    ]


def test_a_note_for_all_counts_as_news() -> None:
    world = accepted(UPDATES).wait(70)
    world.does("ana", AddNote(WHY))
    assert (world.case.missed_updates, ends_at(world, ClockKind.UPDATE)) == (0, later(130))
    assert world.heard() == {("cards", "refresh")}


def test_a_note_while_the_case_stands_lets_the_clock_stand() -> None:
    world = accepted()
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.does("ana", AddNote(WHY))
    assert not world.case.running(ClockKind.UPDATE).runs  # type: ignore[union-attr]


def test_a_note_where_no_news_are_due_starts_no_clock() -> None:
    world = accepted(RESOLVE)
    world.does("mia", AddNote(WHY))
    assert world.case.running(ClockKind.UPDATE) is None
    assert world.heard() == {("ana", "noted"), ("cards", "refresh")}


# wait and snooze


def test_while_it_waits_for_the_customer_update_and_resolve_stand_and_go_on_where_they_stood() -> None:
    world = accepted().wait(30)
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    assert (world.case.status, [c.kind for c in world.case.clocks if c.runs]) == (Status.WAITING, [ClockKind.WAIT])
    world.wait(hours=10).does("ana", Wake())
    assert (world.case.status, ends_at(world, ClockKind.UPDATE), ends_at(world, ClockKind.RESOLVE)) == (
        Status.ACCEPTED,
        later(hours=11),
        later(hours=14),
    )


def test_pauses_count_open_time_only() -> None:
    office = clock(accept=minutes(10), resolve=hours(4), hours="office")
    world = World(rules(clocks=[office, UPDATES]), now=at("2026-11-16 15:00")).opens()
    world.does("ana", Accept())
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.wait(hours=12).does("ana", Wake())
    assert ends_at(world, ClockKind.RESOLVE) == at("2026-11-17 12:00")


def test_after_the_wait_the_owner_is_asked_again_and_unanswered_it_climbs() -> None:
    world = accepted()
    world.does("ana", WaitFor(WaitingFor.VENDOR, WHY))
    world.wait(days=1)
    assert world.heard() == {("ana", "woke"), ("cards", "refresh")}
    assert world.wait(10).story[-3:] == ["Tue 10:00 woke", "Tue 10:10 level 2", "Tue 10:10 asks ben to take over"]


def test_whatever_the_owner_does_then_is_an_answer_and_reading_is_none() -> None:
    world = accepted()
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.wait(days=1)
    world.does("ana", Show())
    world.does("mia", AddNote(WHY))
    assert world.case.running(ClockKind.WAIT)
    world.does("ana", AddNote(WHY))
    assert world.case.running(ClockKind.WAIT) is None


def test_a_case_may_be_put_off_as_long_as_the_policy_lets_its_owner() -> None:
    world = accepted()
    world.does("ana", Snooze(later(120), WHY))
    assert world.refuses("ana", Snooze(later(121), WHY)) == "snooze_too_long"
    assert world.refuses("ana", Snooze(START, WHY)) == "snooze_too_long"
    assert world.refuses("mia", Snooze(later(60), WHY)) == "may_not.snooze"
    assert accepted(UPDATES).refuses("ana", Snooze(later(1), WHY)) == "no_snooze"


def test_after_a_snooze_the_owner_is_asked_again_and_unanswered_it_climbs() -> None:
    world = accepted()
    world.does("ana", Snooze(later(120), WHY))
    assert world.wait(130).story == [
        "Mon 10:00 snoozed",
        "Mon 12:00 woke",
        "Mon 12:10 level 2",
        "Mon 12:10 asks ben to take over",
    ]
    assert ends_at(world, ClockKind.RESOLVE) == later(hours=6)


def test_a_snooze_gives_way_to_a_wait() -> None:
    world = accepted()
    world.does("ana", Snooze(later(60), WHY))
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    assert world.wait(hours=10).case.status is Status.WAITING


def test_nothing_can_be_woken_that_does_not_sleep() -> None:
    assert accepted().refuses("ana", Wake()) == "not_now"


def test_a_coordinator_may_end_the_wait_for_an_answer_and_the_level_goes_on() -> None:

    world = World(rules()).opens().wait(2)
    world.does("ana", NeedInfo("steps"))
    world.wait(4).does("mia", Wake())
    assert (world.case.status, world.case.ladder.ends_at) == (Status.NEW, later(9))


def test_a_call_after_a_breach_has_no_limit_of_its_own_even_after_a_night_or_a_refusal() -> None:
    ladder = path(level("ana", 5), level("ben", 5, hours="office"), level("mia", 5))
    world = World(
        rules(ladder, clocks=[clock(accept=minutes(10), resolve=days(1))]), now=at("2026-11-16 20:00")
    ).opens()
    world.does("ana", Accept())
    world.wait(days=1, hours=12)
    assert (world.story[-1], world.case.ladder.ends_at) == ("Wed 08:00 asks ben to take over", None)
    world.does("ben", Decline(WHY))
    assert (world.story[-1], world.case.ladder.ends_at) == ("Wed 08:00 asks mia to take over", None)


def test_a_clock_that_was_over_before_it_stood_still_breaches_when_it_goes_on() -> None:
    world = accepted(REMINDED, RESOLVE)
    world.now = later(hours=5)
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.does("ana", Wake())
    assert "Mon 15:00 resolve breached" in world.wait(0).story
