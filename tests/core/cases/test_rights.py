"""Who may do what, in one table, and which buttons a card offers (R16, R43)."""

from dataclasses import replace

import pytest

from bot.cases.case import WaitingFor
from bot.cases.commands import Accept, NeedInfo, Snooze, VendorHasIt, WaitFor
from bot.cases.rights import may, offered
from bot.cases.verbs import OF_A_CASE, Verb
from tests.core.cases.world import World
from tests.harness.builders import COMPANY, company, later, level, path, rules, text

WHY = text()
LADDER = path(level("ana", 5, tell="hugo"), level("ben @telco", 5, tell="hugo"), level("crew:", 60))


def called() -> World:
    """Ana has it, Ben is called to take over; Hugo was told; Cleo is of the team, Mia leads it; Kim has no part."""
    world = World(rules(LADDER)).opens()
    world.does("ana", Accept())
    return world.wait(hours=2)


EVERYBODY = ("ana", "ben", "cleo", "mia", "hugo", "rita", "kim")
#                         ana    ben    cleo   mia    hugo   rita   kim
TABLE = """
    open                  yes    yes    yes    yes    yes    yes    yes
    approve               no     no     no     no     no     no     no
    disapprove            no     no     no     no     no     no     no
    break_glass           no     no     no     no     no     no     no
    move_version          no     no     no     no     no     no     no
    hold                  no     no     no     no     no     no     no
    lift                  no     no     no     no     no     no     no
    show                  yes    yes    yes    yes    yes    yes    yes
    accept                yes    yes    yes    yes    yes    no     no
    decline               yes    yes    yes    yes    yes    no     no
    need_info             yes    yes    yes    yes    yes    no     no
    vendor_has_it         yes    yes    yes    yes    yes    no     no
    coordinate            no     yes    no     no     no     no     no
    escalate              yes    no     no     yes    no     no     no
    triage                yes    no     no     yes    no     no     no
    reassign              yes    no     no     yes    no     no     no
    add_people            yes    no     no     yes    no     no     no
    wake                  yes    no     no     yes    no     no     no
    wait_for              yes    no     no     yes    no     no     no
    update                yes    no     no     yes    no     no     no
    told                  yes    no     no     yes    no     no     no
    note                  yes    no     no     yes    no     no     no
    resolve               yes    no     no     yes    no     no     no
    hand_back             yes    no     no     no     no     no     no
    snooze                yes    no     no     no     no     no     no
    answer                no     no     no     no     no     yes    no
    confirm               no     no     no     no     no     yes    no
    reopen                no     no     no     no     no     yes    no
    withdraw              no     no     no     no     no     yes    no
    edit                  no     no     no     no     no     yes    no
    suggestion_fits       yes    no     no     yes    no     yes    no
    suggestion_misfits    yes    no     no     yes    no     yes    no
    pass_on               yes    no     no     yes    no     no     no
    keep                  yes    no     no     no     no     no     no
"""
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()}


def test_the_table_says_who_may_do_what() -> None:
    case = called().case
    allowed = {verb: ["yes" if may(who, verb, case, COMPANY) else "no" for who in EVERYBODY] for verb in OF_A_CASE}
    assert allowed == ROWS


def test_who_is_concerned_may_do_nothing_at_all() -> None:
    case = replace(called().case, concerned=frozenset({"ana"}))
    assert not any(may("ana", verb, case, COMPANY) for verb in Verb)


def test_a_coordinator_of_an_asked_team_and_of_the_owners_own_may_act_while_the_roster_knows_them() -> None:
    case = World(rules(path(level("ana", 5)))).opens().case
    assert may("mia", Verb.TRIAGE, case, COMPANY)
    assert not may("mia", Verb.TRIAGE, case, company(teams={}))
    owned = replace(case, asked_teams=(), owner="hugo")
    assert (may("kim", Verb.TRIAGE, owned, COMPANY), may("mia", Verb.TRIAGE, owned, COMPANY)) == (True, False)
    assert not may("kim", Verb.TRIAGE, replace(owned, owner="rita"), COMPANY)


NOT_COUNTED = {
    "open",
    "show",
    "suggestion_fits",
    "suggestion_misfits",
}  # which stand only where words suggest something


def buttons(world: World, who: str) -> set[str]:
    return {verb for verb in OF_A_CASE if offered(who, verb, world.case, world.roster)} - NOT_COUNTED


RECEIVERS = {"accept", "decline", "need_info"}
OWNERS = {
    "need_info",
    "hand_back",
    "escalate",
    "triage",
    "reassign",
    "snooze",
    "note",
    "update",
    "resolve",
    "add_people",
    "wait_for",
}


def test_while_nobody_has_it_those_asked_are_offered_to_take_it() -> None:
    world = World(rules(LADDER)).opens()
    assert buttons(world, "ana") == RECEIVERS
    assert buttons(world, "hugo") == RECEIVERS - {"decline"}
    assert buttons(world, "rita") == {"withdraw", "edit"}
    assert buttons(world, "kim") == set()


def test_the_owner_is_offered_the_owners_verbs_and_others_nothing() -> None:
    world = World(rules(LADDER)).opens()
    world.does("ana", Accept())
    assert buttons(world, "ana") == OWNERS
    assert buttons(world, "hugo") == set()


def test_who_is_called_to_take_over_is_offered_to() -> None:
    assert buttons(called(), "ben") == {"accept", "decline", "coordinate", "vendor_has_it"}
    assert "vendor_has_it" in buttons(called(), "ana")


@pytest.mark.parametrize("pause", [WaitFor(WaitingFor.CUSTOMER, WHY), Snooze(later(60), WHY)])
def test_what_is_paused_may_be_woken(pause: WaitFor | Snooze) -> None:
    world = World(rules()).opens()
    world.does("ana", Accept())
    assert "wake" not in buttons(world, "ana")
    world.does("ana", pause)
    assert "wake" in buttons(world, "ana")


def test_only_a_question_is_answered_and_only_once_is_it_said_that_the_vendor_has_it() -> None:
    world = called()
    assert "answer" not in buttons(world, "rita")
    world.does("ana", NeedInfo("steps"))
    assert "answer" in buttons(world, "rita")
    world = called()
    world.does("ana", VendorHasIt(WHY))
    assert "vendor_has_it" not in buttons(world, "ana")
