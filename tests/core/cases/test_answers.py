"""What those answer who are asked, and the reporter's answer to them (R16, R17, S28, S31, S33 to S35)."""

import pytest

from bot.cases.case import Status, WaitingFor
from bot.cases.clock_events import ClockStarted, ClockStopped
from bot.cases.clocks import ClockKind
from bot.cases.commands import (
    Accept,
    AddNote,
    Answer,
    Coordinate,
    Decline,
    Escalate,
    HandBack,
    NeedInfo,
    Reassign,
    Snooze,
    VendorHasIt,
    WaitFor,
    Withdraw,
)
from bot.cases.events import OwnerChanged
from bot.cases.ladder import Ask, Duty, Reply, Stage
from bot.cases.ladder_events import Answered, LadderRested
from bot.cases.outcome import Refused
from bot.cases.reports import ReportUnreachable
from bot.words import Name, Text
from tests.core.cases.world import World
from tests.harness.builders import START, company, later, level, path, rules, text, when

WHY = text()


def opened(*levels: object, **facts: object) -> World:
    return World(rules(path(*levels)) if levels else rules()).opens(**facts)  # type: ignore[arg-type]


def accepted(by: str = "ana", minutes: float = 0) -> World:
    world = opened().wait(minutes)
    world.does(by, Accept())
    world.story  # noqa: B018  told already
    return world


# accept


def test_accepting_makes_the_owner_stops_the_level_and_starts_the_time_for_news() -> None:
    world = opened()
    done = world.does("ana", Accept())
    assert done[:3] == (Answered("ana", Reply.ACCEPTED), OwnerChanged("ana", Status.ACCEPTED), LadderRested())
    assert done[3] == ClockStopped(ClockKind.ACCEPT)
    assert [event.clock.kind for event in done[4:] if isinstance(event, ClockStarted)] == [ClockKind.UPDATE]
    assert world.heard() == {("rita", "accepted"), ("cards", "refresh")}
    assert (world.case.ladder.stage, world.case.running(ClockKind.RESOLVE).started_at) == (Stage.REST, START)  # type: ignore[union-attr]


def test_nobody_owns_a_case_until_somebody_accepts_it() -> None:
    world = opened().wait(hours=30)
    assert (world.case.owner, world.case.owners) == (None, ())


def test_who_accepts_late_is_told_who_has_it_since_when() -> None:
    world = opened(level("ana ben", 5)).wait(2)
    world.does("ana", Accept())
    with pytest.raises(Refused) as refused:
        world.does("ben", Accept())
    assert dict(refused.value.sentence.params) == {"owner": Name("ana"), "since": later(2)}
    assert refused.value.sentence.key == "refused.already_accepted"


def test_accepting_twice_is_said_to_be_done_already() -> None:
    assert accepted().refuses("ana", Accept("ana")) == "yours_already"


def test_whoever_was_asked_earlier_may_still_accept() -> None:
    world = opened().wait(20)
    world.does("ana", Accept())
    assert world.case.owner == "ana"


def test_a_member_of_an_asked_team_may_accept_and_a_stranger_may_not() -> None:
    world = opened(level("web*", 5))
    assert world.refuses("hugo", Accept()) == "may_not.accept"
    world.does("cleo", Accept())
    assert world.case.owner == "cleo"


def test_accepting_while_the_next_level_sleeps_ends_the_sleep() -> None:
    world = World(rules(path(level("ana", 5), level("ben", hours="office"))), now=later(hours=8)).opens().wait(10)
    world.does("ana", Accept())
    assert (world.case.ladder.stage, world.case.ladder.opens_at) == (Stage.REST, None)


def test_accepting_while_the_case_waits_ends_the_wait_and_the_question_may_still_be_answered() -> None:
    world = opened(level("ana ben", 5))
    world.does("ben", NeedInfo("steps"))
    world.does("ana", Accept())
    assert (world.case.status, world.case.waiting_for) == (Status.ACCEPTED, None)
    world.does("rita", Answer(Text("restarted it", "rita")))
    assert (world.case.handover.steps, world.case.question) == (Text("restarted it", "rita"), None)
    assert world.heard() == {("ben", "info_given"), ("ana", "info_given"), ("cards", "refresh")}


# take over


def late() -> World:
    """Ana has it, and Ben is called to take over."""
    world = accepted()
    return world.wait(hours=2)


def test_who_is_called_may_take_over_from_the_owner_that_they_saw() -> None:
    world = late()
    assert world.refuses("ben", Accept()) == "owner_changed"
    world.does("ben", Accept("ana"))
    assert (world.case.owner, world.case.owners) == ("ben", ("ana", "ben"))
    assert world.heard() == {("rita", "accepted"), ("ana", "owner_changed"), ("cards", "refresh")}


def test_once_it_is_taken_over_nobody_else_is_called_any_more() -> None:
    world = World(rules(path(level("ana", 5), level("ben cleo", 5)))).opens()
    world.does("ana", Accept())
    world.wait(hours=2).does("ben", Accept("ana"))
    assert world.refuses("cleo", Accept("ben")) == "already_accepted"
    assert world.refuses("cleo", Coordinate()) == "not_asked"


def test_who_is_called_may_coordinate_and_the_owner_stays() -> None:
    world = late()
    world.does("ben", Coordinate())
    assert (world.case.owner, world.case.ladder.stage) == ("ana", Stage.REST)
    assert world.heard() == {("ana", "coordinated"), ("cards", "refresh")}


def test_nobody_coordinates_what_nobody_has() -> None:
    assert opened().refuses("ana", Coordinate()) == "may_not.coordinate"


def test_who_declines_to_take_over_passes_it_on() -> None:
    world = late()
    world.story  # noqa: B018
    world.does("ben", Decline(WHY))
    assert world.story == ["Mon 12:00 ben declined", "Mon 12:00 level 3", "Mon 12:00 asks mia to take over"]


# decline


def test_the_last_one_asked_who_declines_sends_it_up_at_once() -> None:
    world = opened(level("ana ben", 30), level("mia", 5))
    world.does("ana", Decline(WHY))
    world.does("ben", Decline(WHY))
    assert world.story[-4:] == [
        "Mon 10:00 ana declined",
        "Mon 10:00 ben declined",
        "Mon 10:00 level 2",
        "Mon 10:00 asks mia",
    ]


def test_who_declined_is_not_asked_again_in_the_round_even_at_another_level() -> None:
    world = opened(level("ana", 5), level("ana ben", 5))
    world.does("ana", Decline(WHY))
    assert world.story[-3:] == ["Mon 10:00 skips ana: declined", "Mon 10:00 level 2", "Mon 10:00 asks ben"]


def test_declining_answers_every_ask_that_one_holds() -> None:
    world = World(rules(path(level("ana", 5), rounds=2))).opens().wait(6)
    world.does("ana", Decline(WHY))
    assert [ask.reply for ask in world.case.ladder.asks[:2]] == [Reply.DECLINED, Reply.DECLINED]
    assert world.refuses("ana", Decline(WHY)) == "not_asked"


def test_an_earlier_level_that_declines_late_changes_nothing_for_the_present_one() -> None:
    world = opened().wait(7)
    world.does("ana", Decline(WHY))
    assert (world.case.ladder.level, world.case.ladder.ends_at) == (2, later(15))


def test_declining_what_somebody_has_tells_who() -> None:
    world = opened(level("ana ben", 5))
    world.does("ana", Accept())
    assert world.refuses("ben", Decline(WHY)) == "already_accepted"


def test_declining_at_the_fallback_is_on_record_and_the_fallback_goes_on() -> None:
    world = opened().wait(40)
    world.does("kim", Decline(WHY))
    assert world.wait(30).story[-1] == "Mon 11:00 asks kim"


def test_a_report_about_an_ask_that_is_answered_does_nothing() -> None:
    assert accepted().step(ReportUnreachable("ana", 1, 1), None) == ()


# need info


def test_need_info_lets_the_level_stand_and_the_answer_lets_it_go_on_with_the_time_left() -> None:
    world = opened().wait(2)
    world.does("ana", NeedInfo("steps", text("what did you try?", "ana")))
    assert (world.case.status, world.case.waiting_for) == (Status.WAITING, WaitingFor.REPORTER)
    assert world.heard() == {("rita", "info_asked"), ("cards", "refresh")}
    world.wait(4)
    world.does("rita", Answer(text("a restart")))
    assert (world.case.status, world.case.ladder.ends_at) == (Status.NEW, later(9))
    assert world.case.ladder.asks == (Ask("ana", 1, 1, Duty.ACCEPT, START, later(9), resumed_at=later(6)),)
    assert world.heard() == {("ana", "info_given"), ("cards", "refresh")}


def test_unanswered_the_level_goes_on_after_one_limit() -> None:
    world = opened().wait(2)
    world.does("ana", NeedInfo("steps"))
    assert world.wait(5).story[-1] == "Mon 10:07 woke"
    assert world.heard() == {("ana", "no_answer"), ("cards", "refresh")}
    assert world.wait(3).story[:2] == ["Mon 10:10 level 2", "Mon 10:10 asks ben"]


def test_in_hours_the_level_has_its_open_time_left() -> None:
    world = World(rules(path(level("ana", 120, hours="office"))), now=later(300)).opens()
    world.does("ana", NeedInfo("steps"))
    world.wait(5)
    world.does("rita", Answer(WHY))
    assert world.case.ladder.ends_at == later(days=1, minutes=-55)


def test_need_info_while_asleep_or_at_the_fallback_returns_there() -> None:
    asleep = World(rules(path(level("ana", 5), level("ben", hours="office"))), now=later(hours=8)).opens().wait(6)
    asleep.does("ana", NeedInfo("steps"))
    asleep.wait(1).does("rita", Answer(WHY))
    assert asleep.case.ladder.stage is Stage.SLEEPING
    ended = opened().wait(40)
    ended.does("kim", NeedInfo("steps"))
    ended.wait(5).does("rita", Answer(WHY))
    assert ended.wait(30).story[-1] == "Mon 11:00 asks kim"


def test_the_owners_need_comes_back_to_the_owner() -> None:
    world = accepted()
    world.does("ana", NeedInfo("batch"))
    world.does("rita", Answer(text("17")))
    assert (world.case.status, world.case.owner, world.case.handover.fields) == (
        Status.ACCEPTED,
        "ana",
        (("batch", text("17")),),
    )


def test_only_items_of_the_hand_over_can_be_needed_and_only_the_owner_needs_once_there_is_one() -> None:
    assert opened().refuses("ana", NeedInfo("shoe size")) == "unknown_item"
    assert accepted().refuses("mia", NeedInfo("steps")) == "not_yours"


def test_what_nobody_asked_cannot_be_answered() -> None:
    assert opened().refuses("rita", Answer(WHY)) == "nothing_asked"


def test_an_old_question_answered_while_the_case_waits_for_another_lets_it_wait() -> None:
    world = opened(level("ana ben", 5))
    world.does("ben", NeedInfo("steps"))
    world.does("ana", Accept())
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.does("rita", Answer(WHY))
    assert (world.case.status, world.case.waiting_for) == (Status.WAITING, WaitingFor.CUSTOMER)


def test_an_old_question_answered_while_the_owner_waits_for_the_reporter_lets_the_clocks_go_on() -> None:
    world = opened(level("ana ben", 5))
    world.does("ben", NeedInfo("steps"))
    world.does("ana", Accept())
    world.does("ana", WaitFor(WaitingFor.REPORTER, WHY))
    world.does("rita", Answer(WHY))
    assert world.case.status is Status.ACCEPTED
    assert all(clock.runs for clock in world.case.clocks)


def test_a_need_ends_the_snooze_of_the_owner_who_has_it() -> None:
    world = accepted()
    world.does("ana", Snooze(later(60), WHY))
    world.does("ana", NeedInfo("steps"))
    assert (world.case.status, world.case.snoozed_until) == (Status.WAITING, None)


# hand back


def test_handing_back_asks_the_level_below_anew_and_the_owner_stays_till_somebody_has_it() -> None:
    world = accepted("ben", 6)
    world.does("ben", HandBack(WHY))
    assert world.wait(5).story == [
        "Mon 10:06 handed back",
        "Mon 10:06 ben handed_back",
        "Mon 10:06 level 1",
        "Mon 10:06 asks ana to take over",
        "Mon 10:11 skips ben: declined",
        "Mon 10:11 level 2 passed",
        "Mon 10:11 level 3",
        "Mon 10:11 asks mia to take over",
    ]
    assert world.case.owner == "ben"


def test_a_case_that_goes_to_and_fro_is_shown_to_the_coordinators() -> None:
    world = World(rules()).opens().wait(6)
    world.does("ben", Accept())
    world.does("ben", HandBack(WHY))
    assert ("mia", "to_and_fro") not in world.heard()
    world.does("ana", Accept("ben"))
    world.does("ana", HandBack(WHY))
    assert ("mia", "to_and_fro") in world.heard()


def test_handed_back_at_the_first_level_it_is_the_reporter_who_is_asked() -> None:
    world = accepted()
    world.does("ana", HandBack(WHY))
    assert (world.case.status, world.case.question and world.case.question.item) == (Status.WAITING, "help")
    assert world.heard() == {("rita", "handed_back"), ("rita", "info_asked"), ("cards", "refresh")}


def test_a_level_that_does_not_stand_for_the_case_is_no_level_below() -> None:
    absent = level("hugo", 5, when=when(flags="security"))
    world = World(rules(path(level("ana", 5), absent, level("mia", 5)))).opens().wait(6)
    world.does("mia", Accept())
    world.does("mia", HandBack(WHY))
    assert world.story[-2:] == ["Mon 10:06 level 1", "Mon 10:06 asks ana to take over"]


def test_handed_back_where_no_level_below_stands_it_is_the_reporter_who_is_asked() -> None:
    world = World(rules(path(level("ana", 5, when=when(flags="security")), level("mia", 5)))).opens()
    world.does("mia", Accept())
    world.does("mia", HandBack(WHY))
    assert world.case.status is Status.WAITING


def test_handed_back_from_the_fallback_it_is_the_last_level_that_is_asked() -> None:
    world = accepted("kim", 40)
    world.does("kim", HandBack(WHY))
    assert world.story[-2:] == ["Mon 10:40 level 3", "Mon 10:40 asks mia to take over"]


def test_handing_back_ends_a_snooze() -> None:
    world = accepted("ben", 6)
    world.does("ben", Snooze(later(60), WHY))
    world.does("ben", HandBack(WHY))
    assert world.case.snoozed_until is None
    assert all(clock.runs for clock in world.case.clocks)


def test_who_was_asked_before_and_is_away_at_the_second_time_holds_nothing_up() -> None:
    world = World(rules(path(level("ana cleo", 5), level("ben", 5), level("mia", 5)))).opens().wait(6)
    world.does("ben", Accept())
    world.changes(company(away="cleo")).does("ben", HandBack(WHY))
    world.does("ana", Decline(WHY))
    assert world.story[-1] == "Mon 10:06 asks mia to take over"


# escalate


def test_escalating_by_hand_asks_the_next_level_at_once() -> None:
    world = opened()
    world.does("mia", Escalate(WHY, 1, 1))
    assert world.story[-2:] == ["Mon 10:00 level 2", "Mon 10:00 asks ben"]


def test_an_owner_who_escalates_stays_the_owner_until_somebody_takes_over() -> None:
    world = accepted()
    world.does("ana", Escalate(WHY))
    assert (world.case.owner, world.story) == ("ana", ["Mon 10:00 level 2", "Mon 10:00 asks ben to take over"])


def test_an_escalation_from_where_the_case_is_no_more_is_refused() -> None:
    assert opened().wait(6).refuses("mia", Escalate(WHY, 1, 1)) == "moved_on"


def test_above_the_fallback_is_nobody() -> None:
    assert opened().wait(40).refuses("mia", Escalate(WHY)) == "at_the_top"


def test_above_the_last_level_is_the_fallback() -> None:
    world = opened().wait(20)
    world.does("mia", Escalate(WHY))
    assert world.story[-2:] == ["Mon 10:20 fallback 1", "Mon 10:20 asks kim"]


def test_escalating_ends_a_wait() -> None:
    world = accepted()
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.does("ana", Escalate(WHY))
    assert world.case.status is Status.ACCEPTED
    assert all(clock.runs for clock in world.case.clocks)


def test_a_level_may_want_its_hand_over_of_a_routine_case_but_never_of_an_urgent_or_flagged_one() -> None:
    levels = (level("ana", 30), level("ben", 5, handover=("steps",)))
    assert opened(*levels, impact="one").refuses("mia", Escalate(WHY)) == "missing_above"
    for grave in (opened(*levels), opened(*levels, impact="one", flags=frozenset({"legal"}))):
        grave.does("mia", Escalate(WHY))
        assert grave.case.ladder.level == 2


# vendors


def test_whoever_says_that_the_vendor_has_it_owns_the_case() -> None:
    world = opened(level("@telco", tell="ben"), level("mia"))
    world.does("ben", VendorHasIt(Text("T-100", "ben")))
    assert (world.case.owner, world.case.vendor_reference) == ("ben", Text("T-100", "ben"))


def test_the_vendors_reference_changes_no_owner() -> None:
    world = opened(level("ana @telco", 5, tell="ben"))
    world.does("ana", Accept())
    world.does("ben", VendorHasIt(Text("T-100", "ben")))
    assert world.case.owner == "ana"


def test_without_a_vendor_none_has_it() -> None:
    assert opened().refuses("ana", VendorHasIt(WHY)) == "no_vendor"


# in general


def test_one_who_may_is_still_refused_what_the_status_does_not_take() -> None:
    world = opened()
    world.does("rita", Withdraw(WHY))
    assert world.refuses("ana", Accept()) == "not_now.closed"
    assert accepted().refuses("ana", Reassign("ana", WHY)) == "has_it_already"


def test_a_note_after_the_end_is_taken() -> None:
    world = accepted()
    world.does("rita", Withdraw(WHY))
    world.does("ana", AddNote(WHY))
    assert world.case.status is Status.CLOSED
