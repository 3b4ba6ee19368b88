"""What people decide stays decided, what they say is kept, and whoever waits for word gets one."""

from bot.cases.case import About, Closing
from bot.cases.commands import Accept, AddNote, Decline, NeedInfo, Reassign, Reopen, Resolve, Snooze, Triage, Withdraw
from bot.cases.reports import ReportOwnerUnreachable, ReportUnreachable
from bot.durations import hours
from tests.core.cases.world import World
from tests.harness.builders import clock, facts, fallback, later, level, path, rules, text

WHY = text("because", "ana")


def test_a_priority_set_by_hand_outlives_the_next_change_of_a_fact() -> None:
    world = World(rules()).opens()
    world.does("mia", Triage(text("only a test shop", "mia"), priority="P4"))
    world.does("mia", Triage(text("and few of them", "mia"), facts=facts(impact="some")))
    assert world.case.priority == "P4"
    assert [reason.kind for reason in world.case.reasons] == ["triage"]


def test_graver_facts_are_stronger_than_an_earlier_decision() -> None:
    world = World(rules()).opens(stated=facts(impact="one"))
    world.does("mia", Triage(text("only a test shop", "mia"), priority="P4"))
    world.does("mia", Triage(text("all of them", "mia"), facts=facts(impact="all")))
    assert world.case.priority == "P1"


def test_what_people_say_is_kept_with_the_case_in_order() -> None:
    world = World(rules(clocks=[clock(accept=hours(1), resolve=hours(4), snooze=hours(1))])).opens()
    world.does("ana", Accept())
    world.does("ana", AddNote(text("looking", "ana")))
    world.does("ana", Snooze(later(20), text("the vendor sleeps", "ana")))
    world.does("mia", Triage(text("worse", "mia"), priority="P1"))
    world.does("ana", Resolve(Closing(text("restarted", "ana"))))
    world.does("rita", Reopen(text("down again")))
    world.does("rita", Withdraw(text("my mistake")))
    assert [(remark.about, remark.text.body) for remark in world.case.remarks] == [
        (About.NOTE, "looking"),
        (About.SNOOZED, "the vendor sleeps"),
        (About.TRIAGED, "worse"),
        (About.REOPENED, "down again"),
        (About.WITHDRAWN, "my mistake"),
    ]


def test_of_many_remarks_a_case_keeps_the_latest() -> None:
    world = World(rules()).opens()
    world.does("ana", Accept())
    for number in range(25):
        world.does("ana", AddNote(text(f"note {number}", "ana")))
    assert [remark.text.body for remark in world.case.remarks] == [f"note {number}" for number in range(5, 25)]


def test_who_asked_the_reporter_hears_that_no_answer_came() -> None:
    world = World(rules()).opens()
    world.does("ana", NeedInfo("steps"))
    world.heard()
    assert ("ana", "no_answer") in world.wait(5).heard()


def test_a_button_of_an_earlier_round_does_not_decline_the_ask_of_this_one() -> None:
    world = World(rules(path(level("ana", 5), rounds=2))).opens().wait(6)
    assert world.refuses("ana", Decline(WHY, level=1, round=1)) == "moved_on"
    world.does("ana", Decline(WHY, level=1, round=2))


def test_while_nobody_of_the_fallback_can_be_reached_their_managers_are_asked_too() -> None:
    world = World(rules(path(level("ana", 5), fallback=fallback("mia")))).opens().wait(6)
    assert "asks kim" not in " ".join(world.story)
    world.step(ReportUnreachable("mia", None, 1), None)
    assert any("asks kim" in line for line in world.wait(60).story)


def test_a_case_given_to_somebody_whom_nothing_reaches_is_offered_to_the_next_level() -> None:
    world = World(rules()).opens()
    world.does("ana", Accept())
    world.does("mia", Reassign("cleo", text("she knows it", "mia")))
    world.story  # noqa: B018  told already
    world.step(ReportOwnerUnreachable("cleo"), None)
    assert world.case.owner == "cleo"
    assert any("asks ben" in line for line in world.story)
    assert world.case.ladder.ends_at
    assert not world.step(ReportOwnerUnreachable("cleo"), None)
