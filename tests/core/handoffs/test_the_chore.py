"""Whatever happens between two looks, a change of duty offers each case once, to who is on duty now (S19, R24)."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from bot.cases.case import Case
from bot.cases.commands import Accept, Command, Reassign
from bot.cases.handoff import Off
from bot.cases.handoff_commands import KeepCase, PassOnCase
from bot.cases.ladder_events import PersonSkipped
from bot.changing import replace
from bot.people.identity import Membership
from bot.people.presence import Feed, Reach, Stretch
from bot.people.skipping import SkipReason
from bot.ports import Unit
from bot.upkeep.handoffs import HandoffChore
from tests.core.corridor import right_here
from tests.core.handoffs.sun import SHIFTS, Crash, Sun, duty, follows
from tests.core.people.builders import at
from tests.harness.builders import COMPANY, company, text

WHY = text()


@pytest.fixture
def sun() -> Iterator[Sun]:
    made = Sun()
    yield made
    made.store.close()


async def test_when_duty_changes_what_who_goes_off_owns_is_offered_to_who_comes_on(sun: Sun) -> None:
    await sun.has("ana", "one", "two")
    await sun.rounds("15:59")
    assert (sun.offered("case1"), sun.offered("case2")) == ((), ())
    await sun.rounds("16:00")
    assert (sun.offered("case1"), sun.offered("case2")) == (("cleo",), ("cleo",))
    assert sun.status("case1")[1] == "ana"


async def test_it_knows_when_duty_changes_next(sun: Sun) -> None:
    await sun.rounds()
    assert sun.chore.next_at(sun.clock.at) == at("2026-11-16 16:00")
    assert HandoffChore(sun.engine, right_here).next_at(sun.clock.at) is None
    await sun.rounds("16:00")
    assert sun.chore.next_at(sun.clock.at) == at("2026-11-17 00:00")


async def test_each_is_offered_once_however_often_it_looks_and_whoever_does(sun: Sun) -> None:
    await sun.has("ana", "one")
    other = HandoffChore(sun.engine, right_here)
    await other.do(sun.clock.at)
    await sun.rounds("16:00")
    await sun.rounds("16:05")
    sun.restarts()
    await sun.rounds("16:06")
    await other.do(sun.clock.at)
    assert sun.times("HandoffOffered") == 1


async def test_cases_owned_in_person_or_through_another_schedule_stay(sun: Sun) -> None:
    await sun.has("ana", "one")
    sun.does("ana", Reassign("mia", WHY))
    await sun.rounds("16:00")
    assert sun.offered() == ()


async def test_it_follows_the_sun_all_around(sun: Sun) -> None:
    await sun.has("ana", "one", impact="one")
    for local, who, owner in (
        ("16:00", "cleo", "ana"),
        ("2026-11-17 00:00", "ben", "cleo"),
        ("2026-11-17 08:00", "ana", "ben"),
    ):
        await sun.rounds(local)
        sun.does(who, Accept(owner))
    assert sun.case().owners == ("ana", "cleo", "ben")
    assert sun.status()[1] == "ana"


async def test_who_accepts_after_their_shift_passes_it_on_at_the_next_change(sun: Sun) -> None:
    await sun.rounds()
    sun.opens()
    await sun.rounds("16:00")
    sun.does("ana", Accept())
    await sun.rounds("2026-11-17 00:00")
    assert sun.offered() == ("ben",)


async def test_a_giver_who_comes_on_again_keeps_it(sun: Sun) -> None:
    await sun.has("ana", "one")
    await sun.rounds("16:00")
    await sun.rounds("2026-11-17 08:00")
    assert (sun.offered(), sun.status()[1]) == ((), "ana")


async def test_of_changes_that_were_slept_through_the_last_counts(sun: Sun) -> None:
    await sun.has("ana", "one")
    await sun.rounds("2026-11-17 03:00")
    assert sun.offered() == ("ben",)
    assert sun.times("HandoffOffered") == 1


@pytest.mark.parametrize("days", [3, 59])
async def test_a_stop_of_days_loses_nothing(sun: Sun, days: int) -> None:
    await sun.has("ana", "one")
    sun.restarts()
    sun.clock.at += timedelta(days=days, hours=8)
    await sun.rounds()
    assert sun.offered() == ("cleo",)


async def test_who_stopped_before_a_change_and_began_after_it_sees_to_it(sun: Sun) -> None:
    await sun.has("ana", "one")
    sun.restarts()
    await sun.rounds("16:30")
    assert sun.offered() == ("cleo",)


async def test_the_first_look_ever_passes_nothing_on(sun: Sun) -> None:
    sun.opens()
    sun.does("ana", Accept())
    sun.clock.at = at("2026-11-16 16:30")
    await sun.rounds()
    assert sun.offered() == ()


# what changes duty otherwise


async def test_who_stands_in_is_offered_what_whose_place_they_take_has_and_back_again(sun: Sun) -> None:
    await sun.has("ana", "one")
    sun.stands_in("hugo", at("2026-11-16 11:00"), at("2026-11-16 12:00"))
    await sun.rounds("11:00")
    assert sun.offered() == ("hugo",)
    sun.does("ana", PassOnCase(WHY))
    sun.does("hugo", Accept("ana"))
    await sun.rounds("12:00:05")
    assert sun.offered() == ("ana",)


async def test_one_that_is_said_late_or_taken_back_counts_from_then_on(sun: Sun) -> None:
    await sun.has("ana", "one")
    await sun.rounds("11:00")
    sun.stands_in("hugo", at("2026-11-16 10:30"), at("2026-11-16 15:00"))
    await sun.rounds("11:01")
    assert sun.offered() == ("hugo",)
    with sun.store.writing() as unit:
        unit.cancel_override("d1", sun.clock.at)
    await sun.rounds("11:02")
    assert sun.offered() == ()


async def test_a_new_policy_may_change_who_is_on_duty(sun: Sun) -> None:
    await sun.has("ana", "one")
    sun.becomes(replace(follows(), schedules={"duty": duty({"hugo": "00:00-24:00"})}))
    await sun.rounds("11:00")
    assert sun.offered() == ("hugo",)
    sun.restarts()
    await sun.rounds("11:01")
    assert sun.times("HandoffOffered") == 1


async def test_who_is_on_leave_takes_nothing_over_and_the_next_in_line_does(sun: Sun) -> None:
    await sun.has("ana", "one")
    sun.is_away("cleo", at("2026-11-16 12:00"))
    await sun.rounds("16:00")
    assert sun.happened()[-1] == "Paged"
    assert sun.status()[1] == "ana"


async def test_who_would_have_come_on_and_is_not_there_stands_on_the_timeline_with_the_reason(sun: Sun) -> None:
    crowd = duty(SHIFTS)
    evening = replace(crowd.layers[1], people=("cleo", "mia"))
    sun.becomes(replace(follows(), schedules={"duty": replace(crowd, layers=(crowd.layers[0], evening))}))
    await sun.has("ana", "one")
    sun.is_away("cleo", at("2026-11-16 12:00"))
    await sun.rounds("16:00")
    assert sun.offered() == ("mia",)
    with sun.store.writing() as unit:
        skips = [one.event for one in unit.entries("case1") if isinstance(one.event, PersonSkipped)]
    assert [(skip.person, skip.reason) for skip in skips] == [("cleo", SkipReason.LEAVE)]


async def test_where_only_somebody_leaves_the_others_on_duty_are_offered_it(sun: Sun) -> None:
    both = duty({"ana": "08:00-16:00"})
    layers = (replace(both.layers[0], people=("ana", "ben")),)
    sun.becomes(replace(follows(), schedules={"duty": replace(both, layers=layers)}))
    await sun.has("ana", "one")
    sun.is_away("ana", at("2026-11-16 12:00"))
    await sun.rounds("12:00")
    assert sun.offered() == ("ben",)


# crashes


@pytest.mark.parametrize("after", range(4))
async def test_a_crash_between_two_cases_loses_none_and_doubles_none(sun: Sun, after: int) -> None:
    cases = await sun.has("ana", "one", "two", "three")
    _crash_after(sun, after)
    sun.clock.at = at("2026-11-16 16:00")
    with pytest.raises(Crash):
        await sun.rounds()
    sun.restarts()
    await sun.rounds("16:01")
    assert [sun.times("HandoffOffered", case) for case in cases] == [1, 1, 1]
    assert set(sun.lists()) == {("take", "cleo"), ("give", "ana"), ("take", "#ops")}


def _crash_after(sun: Sun, count: int) -> None:
    """Of the transactions that follow the look, so many commit."""
    writing, left = sun.store.writing, [count + 2]

    def until_then():
        left[0] -= 1
        if left[0] < 0:
            sun.store.writing = writing  # type: ignore[method-assign]
            raise Crash
        return writing()

    sun.store.writing = until_then  # type: ignore[method-assign]


async def test_a_case_that_fails_holds_up_no_other_and_is_tried_again(
    sun: Sun, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = await sun.has("ana", "one", "two", "three")
    with monkeypatch.context() as broken:
        broken.setattr(sun.engine, "report", _failing_for("case2", sun))
        for local in ("16:00", "16:01"):
            with pytest.raises(ExceptionGroup, match="could not be passed on"):
                await sun.rounds(local)
    assert [sun.offered(case) for case in cases] == [("cleo",), (), ("cleo",)]
    assert set(sun.lists()) == {("take", "cleo"), ("give", "ana"), ("take", "#ops")}
    await sun.rounds("16:02")
    assert [sun.times("HandoffOffered", case) for case in cases] == [1, 1, 1]


async def test_an_owner_who_cannot_be_asked_holds_up_no_other_and_is_tried_again(
    sun: Sun, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = await sun.has("ana", "one", "two")
    sun.is_away("ana", at("2026-11-16 10:00"))
    with monkeypatch.context() as broken:
        broken.setattr(sun.engine, "report", _failing_for("case1", sun))
        with pytest.raises(ExceptionGroup):
            await sun.rounds("10:30")
    await sun.rounds("10:31")
    assert [sun.times("PassingOnAsked", case) for case in cases] == [1, 1]


def _failing_for(case_id: str, sun: Sun) -> Callable[[Unit, Case, Command], Case]:
    report = sun.engine.report

    def fails(unit: Unit, case: Case, command: Command) -> Case:
        if case.id == case_id:
            raise ZeroDivisionError
        return report(unit, case, command)

    return fails


@pytest.mark.parametrize("restarted", [False, True], ids=["", "and another process goes on"])
async def test_a_clock_that_went_ahead_and_was_set_back_loses_no_handover(sun: Sun, restarted: bool) -> None:
    await sun.has("ana", "one")
    await sun.rounds("16:30")
    await sun.rounds("11:00")
    assert sun.offered() == ()
    if restarted:
        sun.restarts()
        await sun.rounds("11:01")
    await sun.rounds("16:00")
    assert sun.offered() == ("cleo",)


# owners who are not there


async def test_an_owner_who_goes_on_leave_is_asked_once_for_each_absence(sun: Sun) -> None:
    sun.opens()
    sun.does("mia", Accept())
    await sun.rounds()
    sun.is_away("mia", at("2026-11-16 11:00"), at("2026-11-16 12:00"))
    await sun.rounds("10:59")
    assert sun.chore.next_at(sun.clock.at) == at("2026-11-16 11:00")
    await sun.rounds("11:00")
    await sun.rounds("11:01")
    sun.restarts()
    await sun.rounds("11:02")
    assert sun.times("PassingOnAsked") == 1
    sun.is_away("mia", at("2026-11-16 13:00"))
    await sun.rounds("12:30")
    sun.fires()
    await sun.rounds("13:00")
    assert sun.times("PassingOnAsked") == 2


async def test_leave_of_a_calendar_counts(sun: Sun) -> None:
    changed = replace(COMPANY.people["mia"], leave="leave.ics")
    sun.becomes(replace(follows(), people={**COMPANY.people, "mia": changed}))
    sun.opens()
    sun.does("mia", Accept())
    away = Stretch(("mia",), at("2026-11-16 11:00"), at("2026-11-16 12:00"))
    with sun.store.writing() as unit:
        unit.keep_feed(Feed("leave.ics", (away,), sun.clock.at, sun.clock.at))
    await sun.rounds()
    assert sun.chore.next_at(sun.clock.at) == at("2026-11-16 11:00")
    await sun.rounds("11:00")
    assert sun.times("PassingOnAsked") == 1


async def test_who_is_no_longer_in_the_policy_or_whose_accounts_are_closed_is_gone(sun: Sun) -> None:
    sun.opens("one")
    sun.opens("two")
    for case_id in ("case1", "case2"):
        sun.does("mia", Accept(), case_id, key=case_id)
    sun.does("mia", Reassign("hugo", WHY), "case2")
    profile = sun.met("hugo")
    with sun.store.writing() as unit:
        unit.heard_of(replace(profile, membership=Membership.GONE))
    sun.becomes(replace(follows(), people=company(without="mia").people))
    await sun.rounds()
    for case_id in ("case1", "case2"):
        handoff = sun.case(case_id).handoff
        assert handoff
        assert handoff.why is Off.GONE
    sun.later(10)
    sun.fires()
    assert sun.times("HandoffLate", "case1") == sun.times("HandoffLate", "case2") == 1


async def test_who_was_back_in_between_is_gone_anew(sun: Sun) -> None:
    await sun.has("ana", "one")
    everybody = follows()
    without = replace(everybody, people={who: one for who, one in everybody.people.items() if who != "ana"})
    for minute, roster in enumerate((without, everybody, without), start=1):
        sun.becomes(roster)
        await sun.rounds(f"10:{minute:02}")
        sun.later(10)
        sun.fires()
    assert sun.times("PassingOnAsked") == 2


async def test_who_cannot_be_reached_by_chat_just_now_is_not_asked(sun: Sun) -> None:
    sun.opens()
    sun.does("mia", Accept())
    sun.met("mia")
    with sun.store.writing() as unit:
        unit.keep_reach(Reach("mia", sun.clock.at + timedelta(minutes=1), reachable=False))
    await sun.rounds("10:30")
    assert sun.times("PassingOnAsked") == 0


async def test_a_case_that_went_to_somebody_else_meanwhile_is_not_asked_about(sun: Sun) -> None:
    sun.opens()
    sun.does("mia", Accept())
    sun.is_away("mia", sun.clock.at)
    look = sun.chore._look

    def then_somebody_takes_it(now):
        found = look(now)
        sun.does("mia", Reassign("ben", WHY))
        return found

    sun.chore._look = then_somebody_takes_it  # type: ignore[method-assign]
    await sun.rounds()
    assert sun.times("PassingOnAsked") == 0


async def test_without_pass_on_the_owner_is_asked_and_nobody_gets_a_list(sun: Sun) -> None:
    sun.becomes(follows(pass_on=None))
    await sun.has("ana", "one")
    await sun.rounds("16:00")
    assert sun.times("PassingOnAsked") == 1
    assert sun.lists() == {}
    sun.does("ana", KeepCase())
    await sun.rounds("2026-11-17 00:00")
    assert sun.times("PassingOnAsked") == 1
