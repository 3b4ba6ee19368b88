"""What is done with a case that somebody has: reassign, add people, note, edit the hand-over (R16)."""

from bot.cases.case import About, Status
from bot.cases.commands import (
    Accept,
    AddNote,
    AddPeople,
    EditHandover,
    Follow,
    Join,
    NeedInfo,
    Reassign,
    Show,
    Triage,
    Withdraw,
)
from bot.cases.reports import ReportFailedWithdrawal, ReportMissingPlace, ReportStuck
from bot.people.identity import Platform
from tests.core.cases.world import World
from tests.core.people.builders import person
from tests.harness.builders import START, company, level, path, rules, text

WHY = text("because", "ana")


def accepted() -> World:
    world = World(rules()).opens()
    world.does("ana", Accept())
    return world


def test_a_reassigned_case_is_its_new_owners_who_hears_so() -> None:
    world = accepted()
    world.does("ana", Reassign("ben", WHY))
    assert (world.case.owner, world.case.owners) == ("ben", ("ana", "ben"))
    assert world.heard() == {("rita", "accepted"), ("ben", "assigned"), ("cards", "refresh")}


def test_a_coordinator_may_give_a_case_that_nobody_has_to_somebody_even_while_it_waits() -> None:
    world = World(rules()).opens()
    world.does("ana", NeedInfo("steps"))
    world.does("mia", Reassign("cleo", WHY))
    assert (world.case.status, world.case.owner) == (Status.ACCEPTED, "cleo")
    assert world.heard() == {("rita", "accepted"), ("cleo", "assigned"), ("cards", "refresh")}


def test_a_case_goes_only_to_somebody_whom_the_roster_knows() -> None:
    assert accepted().refuses("ana", Reassign("zoe", WHY)) == "unknown_person"


def test_people_who_are_added_hear_of_the_case_and_follow_it() -> None:
    world = accepted()
    world.does("ana", AddPeople(("hugo", "kim")))
    assert (world.case.followers, world.case.told) == (("hugo", "kim"), ("hugo", "kim"))
    assert world.heard() == {("hugo", "tell"), ("kim", "tell"), ("cards", "refresh")}
    for nobody in ((), ("hugo", "zoe")):
        assert world.refuses("ana", AddPeople(nobody)) == "unknown_person"


def test_what_people_say_is_kept_with_the_case() -> None:
    world = accepted()
    world.does("ana", AddNote(WHY))
    assert [(remark.at, remark.about, remark.text) for remark in world.case.remarks] == [(START, About.NOTE, WHY)]
    world.does("mia", Triage(WHY, priority="P2"))
    world.does("rita", Withdraw(WHY))
    assert [remark.about for remark in world.case.remarks] == [About.NOTE, About.TRIAGED, About.WITHDRAWN]


def test_the_reporter_may_mend_an_item_of_the_hand_over() -> None:
    world = accepted()
    world.does("rita", EditHandover("help", text("a new cable")))
    world.does("rita", EditHandover("batch", text("B-7")))
    assert (world.case.handover.help, world.case.handover.fields) == (text("a new cable"), (("batch", text("B-7")),))
    assert world.refuses("rita", EditHandover("shoe size", WHY)) == "unknown_item"


def test_what_a_later_part_of_the_policy_brings_is_not_in_force_yet() -> None:
    assert accepted().refuses("ana", Follow()) == "not_in_force"
    assert accepted().refuses("ana", Join("c2")) == "not_in_force"


def test_a_reading_is_on_record_and_draws_no_card_anew() -> None:
    world = accepted()
    world.does("rita", Show())
    assert (type(world.record[-1].event).__name__, world.record[-1].by, world.messages) == ("Shown", "rita", ())


# what those hear who can mend Stige


def test_a_missing_place_is_told_once_to_whoever_keeps_stige() -> None:
    keeper = person("hugo", "kim", authority=frozenset({"policy"}))
    world = World(rules(path(level("ana", 5, tell="#ops"))), company(changed=[keeper])).opens()
    world.step(ReportMissingPlace("ops"), None)
    assert world.heard() == {("hugo", "place_missing"), ("cards", "refresh")}
    assert world.step(ReportMissingPlace("ops"), None) == ()


def test_a_card_that_could_not_be_taken_back_is_told_once_a_room() -> None:
    world = World(rules(path(level("ana", 5, tell="#ops")))).opens()
    slack, teams = (ReportFailedWithdrawal("ops", platform) for platform in (Platform.SLACK, Platform.TEAMS))
    for room in (slack, teams):
        world.step(room, None)
        assert world.heard() == {("kim", "withdrawal_failed"), ("cards", "refresh")}
        assert world.step(room, None) == ()


def test_where_nobody_keeps_stige_it_is_the_fallback_who_hears_that_a_case_is_stuck() -> None:
    world = World(rules()).opens()
    world.step(ReportStuck(), None)
    assert world.heard() == {("kim", "stuck"), ("cards", "refresh")}
