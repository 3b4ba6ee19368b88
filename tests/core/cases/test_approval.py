"""Approval: asked before a routine case is opened or moved up by a person (S36, S24, S25, R18)."""

from dataclasses import replace

import pytest

from bot.cases.case import Outcomes, Status
from bot.cases.clocks import ClockKind
from bot.cases.commands import (
    Accept,
    AddNote,
    Answer,
    Approve,
    Decline,
    Disapprove,
    EditHandover,
    Escalate,
    NeedInfo,
    Reopen,
    Resolve,
    Show,
    Triage,
    Withdraw,
)
from bot.cases.ladder import Stage
from bot.cases.reports import ReportOwnerUnreachable, ReportUnreachable
from bot.cases.rights import may, offered
from bot.cases.verbs import Verb
from bot.people.roster import Roster
from bot.policy.rules import ApprovalLine, Rules
from tests.core.cases.world import World
from tests.core.people.builders import at
from tests.harness.builders import (
    CLOSED_WELL,
    LADDER,
    START,
    approval,
    clock,
    company,
    facts,
    later,
    level,
    path,
    rules,
    text,
    when,
    with_authority,
)

WHY = text()
DECIDING = with_authority(mia="approve", kim="approve", hugo="approve")


def asking(*lines: ApprovalLine, roster: Roster = DECIDING, by: str = "rita") -> World:
    """A P3 of the small company."""
    return World(rules(approval=lines or [approval()]), roster).opens(by, impact="one")


def approved(*lines: ApprovalLine) -> World:
    world = asking(*lines)
    world.does("mia", Approve())
    assert world.case.status is Status.NEW
    return world


def moving_up(*lines: ApprovalLine, otherwise: str = "decline") -> World:
    """Ana has it; she was asked five minutes after the opening."""
    world = approved(*(lines or [approval(otherwise=otherwise)]))
    world.does("ana", Accept())
    assert world.story
    world.does("ana", Escalate(WHY))
    return world


# at opening


def test_a_routine_case_asks_first_and_nobody_else_is_asked_or_told() -> None:
    world = asking(approval("mia kim"))
    assert world.story == ["Mon 10:00 asks mia kim to approve"]
    assert world.case.status is Status.APPROVAL
    assert world.heard() == {("mia", "approval"), ("kim", "approval"), ("rita", "tell")}
    assert world.case.running(ClockKind.ACCEPT) is None
    resolve = world.case.running(ClockKind.RESOLVE)
    assert resolve
    assert resolve.started_at == START


def test_an_urgent_or_flagged_case_asks_nobody_first() -> None:
    line = approval()
    assert World(rules(approval=[line]), DECIDING).opens().case.status is Status.NEW
    flagged = World(rules(approval=[line]), DECIDING).opens(impact="one", flags=frozenset({"safety"}))
    assert (flagged.case.priority, flagged.case.status) == ("P3", Status.NEW)


def test_the_first_line_that_fits_counts_and_without_one_nobody_is_asked() -> None:
    world = asking(approval("kim", when=when(type="support")), approval("mia", when=when(priority="P3")))
    assert world.story == ["Mon 10:00 asks mia to approve"]
    assert asking(approval("kim", when=when(type="support"))).case.status is Status.NEW


def test_a_private_case_is_fitted_only_by_a_line_that_names_what_makes_it_so() -> None:
    private = rules(approval=[approval("mia"), approval("hugo", when=when(type="hr"))])
    world = World(private, DECIDING).opens(type="hr", impact="one")
    assert world.story == ["Mon 10:00 asks hugo to approve"]
    assert World(rules(approval=[approval("mia")]), DECIDING).opens(type="hr", impact="one").case.status is Status.NEW


def test_who_approves_lets_it_go_on_and_from_then_on_it_must_be_accepted() -> None:
    world = asking(approval("mia kim"), approval("ben"))
    world.wait(30)
    world.does("kim", Approve())
    assert world.story == ["Mon 10:00 asks mia kim to approve", "Mon 10:30 approved", "Mon 10:30 level 1",
                           "Mon 10:30 asks ana"]  # fmt: skip
    accept = world.case.running(ClockKind.ACCEPT)
    assert accept
    assert (accept.started_at, accept.ends_at) == (later(30), later(40))
    assert world.refuses("mia", Approve()) == "not_now"


def test_who_says_no_closes_it_and_the_reporter_hears_why() -> None:
    world = asking()
    world.does("mia", Disapprove(text("ask your team first", "mia")))
    assert world.story == ["Mon 10:00 asks mia to approve", "Mon 10:00 not approved", "Mon 10:00 closed not_approved"]
    assert (world.case.status, world.case.outcome) == (Status.CLOSED, Outcomes.NOT_APPROVED)
    assert world.heard() == {("rita", "not_approved"), ("cards", "refresh")}
    assert world.case.remarks[-1].text.body == "ask your team first"


def test_unanswered_it_goes_on_or_is_closed_as_the_line_says() -> None:
    assert asking().wait(120).story[1:] == ["Mon 12:00 approved by default", "Mon 12:00 level 1", "Mon 12:00 asks ana"]
    declined = asking(approval(otherwise="decline")).wait(120)
    assert declined.story[1:] == ["Mon 12:00 not approved by default", "Mon 12:00 closed not_approved"]
    assert declined.heard() == {("rita", "not_approved"), ("cards", "refresh")}


def test_its_time_counts_in_the_hours_of_the_line_that_gives_accept() -> None:
    office = [clock(accept=None, resolve=None, remind=()), clock(accept=rules().clocks[0].accept, hours="office")]
    friday = at("2026-11-20 15:30")
    world = World(rules(approval=[approval(within=240)], clocks=office), DECIDING, friday).opens(impact="one")
    assert world.wait(hours=100).story[:2] == ["Fri 15:30 asks mia to approve", "Mon 11:30 approved by default"]


def test_nobody_approves_their_own_their_manager_does_the_first_who_may() -> None:
    by_mia = World(rules(approval=[approval("mia")]), DECIDING).opens("mia", impact="one")
    assert by_mia.story == ["Mon 10:00 asks kim to approve"]
    only_kim = with_authority(kim="approve", ana="approve")
    assert World(rules(approval=[approval("ana")]), only_kim).opens("ana", impact="one").story == [
        "Mon 10:00 asks kim to approve"
    ]


def test_where_nobody_is_left_it_is_at_once_as_if_nobody_answered() -> None:
    own = World(rules(approval=[approval("kim")]), with_authority(kim="approve")).opens("kim", impact="one")
    assert own.story == ["Mon 10:00 approved by default", "Mon 10:00 level 1", "Mon 10:00 asks ana"]
    declined = rules(approval=[approval("kim", otherwise="decline")])
    world = World(declined, with_authority(kim="approve")).opens("kim", impact="one")
    assert world.story == ["Mon 10:00 not approved by default", "Mon 10:00 closed not_approved"]
    assert ("kim", "not_approved") in world.heard()


def test_a_circle_of_managers_ends_in_nobody() -> None:
    circle = company(changed=[replace(DECIDING.people["mia"], manager="kim"), replace(COMPANY_KIM, manager="mia")])
    assert World(rules(approval=[approval("mia")]), circle).opens("mia", impact="one").case.status is Status.NEW


COMPANY_KIM = replace(DECIDING.people["kim"], authority=frozenset[str]())


def test_who_is_away_gone_concerned_or_without_the_authority_is_passed_over_and_the_record_says_why() -> None:
    line = approval("zoe mia hugo ben kim")
    roster = replace(DECIDING, away={"mia": "leave"})
    world = World(rules(approval=[line]), roster).opens(impact="one", concerned=frozenset({"hugo"}))
    assert world.story == [
        "Mon 10:00 skips zoe: gone",
        "Mon 10:00 skips mia: leave",
        "Mon 10:00 skips hugo: concerned",
        "Mon 10:00 skips ben: authority",
        "Mon 10:00 asks kim to approve",
    ]


# in turn


CHAIN = approval("mia hugo kim", chain=True)


def test_in_a_chain_each_is_asked_in_turn_with_as_much_time() -> None:
    world = asking(CHAIN)
    world.wait(30).does("mia", Approve())
    world.wait(120).does("kim", Approve())
    assert world.story == [
        "Mon 10:00 asks mia to approve",
        "Mon 10:30 approved",
        "Mon 10:30 asks hugo to approve",
        "Mon 12:30 approved by default",
        "Mon 12:30 asks kim to approve",
        "Mon 12:30 approved",
        "Mon 12:30 level 1",
        "Mon 12:30 asks ana",
    ]


def test_one_no_in_a_chain_is_enough() -> None:
    world = asking(replace(CHAIN, otherwise=approval(otherwise="decline").otherwise))
    world.does("mia", Approve())
    assert world.refuses("mia", Approve()) == "not_asked"
    assert world.refuses("kim", Approve()) == "may_not.approve"
    assert world.wait(120).case.outcome is Outcomes.NOT_APPROVED


def test_who_went_away_before_their_turn_is_passed_over() -> None:
    world = asking(CHAIN)
    world.changes(replace(DECIDING, away={"hugo": "leave"})).does("mia", Approve())
    assert world.story[-2:] == ["Mon 10:00 skips hugo: leave", "Mon 10:00 asks kim to approve"]


# whom no message reaches


def test_an_approver_whom_no_message_reaches_is_passed_over() -> None:
    world = asking(approval("mia kim"))
    world.step(ReportUnreachable("mia", None, 1), None)
    assert world.refuses("mia", Approve()) == "not_asked"
    assert world.case.status is Status.APPROVAL
    world.step(ReportUnreachable("kim", None, 1), None)
    assert world.story[-2:] == ["Mon 10:00 level 1", "Mon 10:00 asks ana"]
    chain = asking(CHAIN)
    chain.step(ReportUnreachable("mia", None, 1), None)
    assert chain.story[-1] == "Mon 10:00 asks hugo to approve"


# meanwhile


def test_meanwhile_it_can_be_edited_noted_read_and_withdrawn_and_nothing_else() -> None:
    world = asking()
    world.does("rita", EditHandover("steps", WHY))
    world.does("mia", AddNote(WHY))
    world.does("mia", Show())
    assert world.refuses("rita", Answer(WHY)) == "nothing_asked"
    assert world.refuses("mia", Escalate(WHY)) == "may_not.escalate"
    world.does("rita", Withdraw(WHY))
    assert world.case.status is Status.CLOSED


def test_triage_that_makes_it_urgent_or_flagged_lets_it_go_on_at_once() -> None:
    urgent = asking()
    urgent.does("mia", Triage(WHY, priority="P1"))
    assert urgent.story[1:] == ["Mon 10:00 approval dropped", "Mon 10:00 level 1", "Mon 10:00 asks ana"]
    assert urgent.case.running(ClockKind.ACCEPT)
    grave = path(level("ben", 5), path_id="grave", fits=when(flags="security"))
    flagged = World(rules(grave, LADDER, approval=[approval()]), DECIDING).opens(impact="one")
    flagged.does("mia", Triage(WHY, facts(impact="one", flags=frozenset({"security"}))))
    assert flagged.story[1:] == ["Mon 10:00 path grave", "Mon 10:00 approval dropped", "Mon 10:00 tells kim",
                                 "Mon 10:00 level 1", "Mon 10:00 asks ben"]  # fmt: skip


def test_triage_asks_anew_only_where_another_line_fits() -> None:
    world = asking(approval("mia", when=when(priority="P3")), approval("kim", when=when(priority="P4")))
    world.does("mia", Triage(WHY, facts(impact="one", users_affected=3)))
    assert world.story == ["Mon 10:00 asks mia to approve"]
    world.wait(10).does("mia", Triage(WHY, priority="P4"))
    assert world.story == ["Mon 10:10 approval dropped", "Mon 10:10 asks kim to approve"]
    assert world.refuses("mia", Approve()) == "not_asked"


def test_a_case_not_approved_asks_again_when_it_is_reopened() -> None:
    world = asking()
    world.does("mia", Disapprove(WHY))
    world.does("rita", Reopen(WHY))
    assert world.story[-1] == "Mon 10:00 asks mia to approve"
    world.does("mia", Approve())
    assert world.case.status is Status.NEW


def test_only_who_is_asked_and_still_has_the_authority_may_decide() -> None:
    world = asking()
    assert offered("mia", Verb.APPROVE, world.case, DECIDING)
    assert not offered("kim", Verb.APPROVE, world.case, DECIDING)
    assert world.refuses("kim", Approve()) == "may_not.approve"
    assert not may("mia", Verb.APPROVE, world.case, company())
    world.does("mia", Approve())
    assert not offered("mia", Verb.APPROVE, world.case, DECIDING)


def test_who_is_asked_to_approve_a_private_case_may_read_it_from_then_on() -> None:
    private = rules(approval=[approval("mia", when=when(type="hr"))])
    world = World(private, DECIDING).opens(type="hr", impact="one")
    assert ("mia", "approval") in world.heard()


# moving up


def test_moving_up_by_a_person_asks_first_and_the_owner_stays_with_running_clocks() -> None:
    world = moving_up()
    assert world.story == ["Mon 10:00 asks mia to approve"]
    assert (world.case.status, world.case.owner) == (Status.APPROVAL, "ana")
    assert world.case.running(ClockKind.UPDATE)
    world.does("mia", Approve())
    assert world.story == ["Mon 10:00 approved", "Mon 10:00 level 2", "Mon 10:00 asks ben to take over"]
    assert (world.case.status, world.case.owner) == (Status.ACCEPTED, "ana")


def test_declined_it_stays_and_who_wanted_it_up_hears_why() -> None:
    world = moving_up()
    world.does("mia", Disapprove(WHY))
    assert world.story[1:] == ["Mon 10:00 not approved"]
    assert (world.case.status, world.case.owner) == (Status.ACCEPTED, "ana")
    assert ("ana", "not_approved") in world.heard()


def test_a_timer_never_asks_first() -> None:
    world = approved().wait(5)
    assert world.story[-2:] == ["Mon 10:05 level 2", "Mon 10:05 asks ben"]


def test_who_wants_it_up_is_replaced_by_their_manager() -> None:
    world = approved()
    world.does("mia", Escalate(WHY))
    assert world.story[-1] == "Mon 10:00 asks kim to approve"


def test_the_level_that_asks_stands_still_and_goes_on_with_the_time_it_had_left() -> None:
    world = approved(approval(otherwise="decline")).wait(2)
    world.does("mia", Escalate(WHY))
    assert world.wait(60).story[-2:] == ["Mon 10:02 asks kim to approve", "Mon 10:10 accept breached"]
    assert world.wait(60).story == ["Mon 12:02 not approved by default"]
    assert world.wait(2).story == []
    assert world.wait(1).story == ["Mon 12:05 level 2", "Mon 12:05 asks ben"]


def test_a_level_that_slept_meanwhile_is_woken() -> None:
    sleeping = path(level("ana", 5, hours="office"), level("ben"))
    world = World(rules(sleeping, approval=[approval("mia kim")]), DECIDING, later(hours=8)).opens(impact="one")
    world.does("kim", Approve())
    assert world.case.ladder.stage is Stage.SLEEPING


def test_whoever_was_asked_before_may_still_accept_and_then_nothing_needs_approval() -> None:
    world = approved()
    world.does("mia", Escalate(WHY))
    assert not offered("ben", Verb.ACCEPT, world.case, DECIDING)
    assert world.refuses("ben", Accept()) == "not_now"
    assert world.refuses("ana", Decline(WHY)) == "not_now"
    world.does("ana", Accept())
    assert (world.case.status, world.case.owner, world.case.approval) == (Status.ACCEPTED, "ana", None)


def test_the_owner_may_solve_it_meanwhile() -> None:
    world = moving_up()
    world.does("ana", Resolve(CLOSED_WELL))
    assert (world.case.status, world.case.approval) == (Status.RESOLVED, None)


def test_a_breach_climbs_without_asking_and_ends_the_question() -> None:
    world = moving_up(approval("mia", within=600))
    story = world.wait(120).story
    assert story[1:] == [
        "Mon 11:00 update missed 1",
        "Mon 12:00 update missed 2",
        "Mon 12:00 approval dropped",
        "Mon 12:00 level 2",
        "Mon 12:00 asks ben to take over",
    ]
    assert (world.case.status, world.case.approval) == (Status.ACCEPTED, None)


def test_an_owner_whom_no_message_reaches_ends_the_question() -> None:
    world = moving_up()
    world.step(ReportOwnerUnreachable("ana"), None)
    assert world.case.status is Status.ACCEPTED
    assert world.story[-1] == "Mon 10:00 asks ben to take over"


def test_the_reporters_answer_does_not_end_the_question() -> None:
    world = approved()
    world.does("ana", NeedInfo("steps"))
    world.does("mia", Escalate(WHY))
    world.does("rita", Answer(WHY))
    assert world.case.status is Status.APPROVAL
    assert world.case.handover.steps


def test_triage_while_moving_up_goes_up_at_once_or_takes_the_new_path() -> None:
    urgent = moving_up()
    urgent.does("mia", Triage(WHY, priority="P1"))
    assert urgent.story[1:] == ["Mon 10:00 approval dropped", "Mon 10:00 level 2", "Mon 10:00 asks ben to take over"]
    elsewhere = path(level("cleo", 5), path_id="support", fits=when(type="support"))
    world = World(rules(elsewhere, LADDER, approval=[approval("mia kim")]), DECIDING).opens(impact="one")
    world.does("mia", Approve())
    world.does("mia", Escalate(WHY))
    assert world.story
    world.does("mia", Triage(WHY, facts(type="support", impact="one")))
    assert world.story == ["Mon 10:00 approval dropped", "Mon 10:00 path support", "Mon 10:00 level 1",
                           "Mon 10:00 asks cleo"]  # fmt: skip


@pytest.mark.parametrize("otherwise", ["approve", "decline"])
def test_moving_up_where_nobody_is_left_to_ask(otherwise: str) -> None:
    own: Rules = rules(approval=[approval("mia", otherwise=otherwise)])
    world = World(own, DECIDING).opens(impact="one")
    world.does("mia", Approve())
    world.changes(with_authority(mia="approve")).does("mia", Escalate(WHY))
    assert world.case.status is Status.NEW
    assert world.case.ladder.level == (2 if otherwise == "approve" else 1)
