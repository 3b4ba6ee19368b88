"""Resolving, confirming, closing, reopening, withdrawing (R30, S33)."""

from dataclasses import replace

from bot.cases.case import Outcomes, Status, WaitingFor
from bot.cases.clocks import ClockKind
from bot.cases.commands import Accept, Confirm, NeedInfo, Reopen, Resolve, Snooze, WaitFor, Withdraw
from bot.cases.ladder import Stage
from bot.durations import days, minutes
from tests.core.cases.world import World
from tests.harness.builders import BARELY_CLOSED, CLOSED_WELL, clock, later, rules, text

WHY = text()
MILD = {"impact": "one", "urgency": "later"}


def accepted(by: str = "ana", **facts: object) -> World:
    world = World(rules()).opens(**facts)
    world.does(by, Accept())
    world.story  # noqa: B018  told already
    return world


def resolved(closing: object = CLOSED_WELL, **facts: object) -> World:
    world = accepted(**facts)
    world.does("ana", Resolve(closing))  # type: ignore[arg-type]
    return world


def test_a_resolved_case_asks_its_reporter_and_runs_only_the_clock_of_the_wait() -> None:
    world = resolved()
    assert (world.case.status, [clock.kind for clock in world.case.clocks]) == (Status.RESOLVED, [ClockKind.WAIT])
    assert world.heard() == {("rita", "resolved"), ("cards", "refresh")}


def test_the_reporter_confirms_and_it_is_closed() -> None:
    world = resolved()
    world.does("rita", Confirm())
    assert (world.case.status, world.case.outcome, world.case.clocks) == (Status.CLOSED, Outcomes.DONE, ())
    assert world.heard() == {("ana", "closed"), ("cards", "refresh")}


def test_a_silent_reporter_has_agreed_after_the_wait() -> None:
    assert resolved().wait(days=1).story == ["Mon 10:00 resolved", "Tue 10:00 closed done"]


def test_who_resolves_their_own_case_has_confirmed_it() -> None:
    world = World(rules()).opens("ana")
    world.does("ana", Accept())
    world.does("ana", Resolve(CLOSED_WELL))
    assert world.case.status is Status.CLOSED


def test_an_urgent_or_flagged_case_is_not_closed_without_what_was_learned() -> None:
    for grave in ({}, MILD | {"flags": frozenset({"compliance"}), "type": "hr"}):
        world = resolved(BARELY_CLOSED, **grave)
        world.does("rita", Confirm())
        assert (world.story[-1], world.case.status) == ("Mon 10:00 closing wants root_cause lesson", Status.RESOLVED)


def test_of_a_customer_it_is_also_asked_whether_they_were_told() -> None:
    for outside in ({"customer": "acme"}, {"type": "support"}):
        world = resolved(replace(CLOSED_WELL, customer_told=None), **outside)
        world.does("rita", Confirm())
        assert world.story[-1] == "Mon 10:00 closing wants customer_told"


def test_a_routine_case_closes_without() -> None:
    world = resolved(BARELY_CLOSED, **MILD)
    world.does("rita", Confirm())
    assert world.case.status is Status.CLOSED


def test_what_is_lacking_is_asked_of_the_owner_again_and_again() -> None:
    world = resolved(BARELY_CLOSED).wait(days=2)
    assert world.heard() == {("ana", "closing_wanted"), ("cards", "refresh")}
    assert world.story[-2:] == [
        "Tue 10:00 closing wants root_cause lesson",
        "Wed 10:00 closing wants root_cause lesson",
    ]


def test_once_confirmed_the_owner_completes_and_it_closes() -> None:
    world = resolved(BARELY_CLOSED)
    world.does("rita", Confirm())
    world.does("rita", Confirm())
    world.does("ana", Resolve(BARELY_CLOSED))
    assert world.case.status is Status.RESOLVED
    world.does("ana", Resolve(CLOSED_WELL))
    assert world.case.status is Status.CLOSED


def test_completing_before_the_reporter_said_anything_waits_on_without_starting_anew() -> None:
    world = resolved(BARELY_CLOSED).wait(hours=5)
    world.does("ana", Resolve(CLOSED_WELL))
    assert world.wait(hours=19).case.status is Status.CLOSED


def test_what_nobody_has_nobody_resolves() -> None:
    world = World(rules()).opens()
    assert world.refuses("mia", Resolve(CLOSED_WELL)) == "not_now"
    world.does("ana", NeedInfo("steps"))
    assert world.refuses("mia", Resolve(CLOSED_WELL)) == "not_now"


def test_resolving_ends_a_wait_and_a_snooze() -> None:
    world = accepted()
    world.does("ana", Snooze(later(60), WHY))
    world.does("ana", Resolve(CLOSED_WELL))
    assert (world.case.snoozed_until, world.case.waiting_for, len(world.pending)) == (None, None, 1)


# reopening


def test_a_reopened_case_goes_on_with_its_owner_on_new_clocks() -> None:
    world = resolved().wait(30)
    world.does("rita", Reopen(WHY))
    assert (world.case.status, world.case.owner) == (Status.ACCEPTED, "ana")
    assert {clock.kind: clock.ends_at for clock in world.case.clocks} == {
        ClockKind.RESOLVE: later(30 + 240),
        ClockKind.UPDATE: later(30 + 60),
    }
    assert world.heard() == {("ana", "reopened"), ("cards", "refresh")}


def test_a_closed_case_may_be_reopened_and_is_not_confirmed_any_more() -> None:
    world = resolved()
    world.does("rita", Confirm())
    world.does("rita", Reopen(WHY))
    assert (world.case.closed_at, world.case.outcome, world.case.confirmed) == (None, None, False)
    world.does("ana", Resolve(CLOSED_WELL))
    assert world.case.status is Status.RESOLVED


def test_reopened_after_it_was_withdrawn_while_put_off_or_waiting_it_neither_sleeps_nor_waits() -> None:
    for pause in (Snooze(later(60), WHY), WaitFor(WaitingFor.CUSTOMER, WHY)):
        world = accepted()
        world.does("ana", pause)
        world.does("rita", Withdraw(WHY))
        world.wait(days=3).does("rita", Reopen(WHY))
        assert (world.case.snoozed_until, world.case.waiting_for) == (None, None)


def test_a_case_that_nobody_ever_had_begins_its_path_anew() -> None:
    world = World(rules()).opens().wait(7)
    world.does("rita", Withdraw(WHY))
    world.wait(60).does("rita", Reopen(WHY))
    assert [line for line in world.wait(9).story if "11:" in line] == [
        "Mon 11:07 path web",
        "Mon 11:07 level 1",
        "Mon 11:07 asks ana",
        "Mon 11:12 level 2",
        "Mon 11:12 asks ben",
    ]


def test_reopened_without_any_clock_of_its_owner_in_the_policy_it_still_has_a_timer() -> None:
    world = World(rules(clocks=[clock(accept=minutes(5), wait=days(1))])).opens()
    world.does("ana", Accept())
    world.does("ana", Resolve(CLOSED_WELL))
    world.does("rita", Reopen(WHY))
    assert world.pending


# withdrawing


def test_the_reporter_may_withdraw_it_and_whoever_was_told_hears() -> None:
    world = accepted()
    world.does("rita", Withdraw(WHY))
    assert (world.case.status, world.case.outcome, world.case.ladder.stage) == (
        Status.CLOSED,
        Outcomes.WITHDRAWN,
        Stage.REST,
    )
    assert (world.pending, world.heard()) == ((), {("ana", "closed"), ("cards", "refresh")})
