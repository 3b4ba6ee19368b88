"""Private cases, and people whom a case concerns (R5, S11, S40)."""

from dataclasses import replace

from bot.cases.access import ROOM, grants, keys, may_read, viewer
from bot.cases.case import Case
from bot.cases.commands import Accept, AddPeople, Reassign, Triage, Withdraw
from bot.people.roster import Schedule
from bot.people.targets import (
    CustomerContact,
    CustomerFollowers,
    ManagerOf,
    NextOnCall,
    OnCall,
    OnePerson,
    Party,
    PartyOf,
    Target,
)
from tests.core.cases.world import World
from tests.core.people.builders import layer
from tests.harness.builders import COMPANY, company, facts, fallback, level, path, rules, target, text, when

WHY = text()
HR = path(level("hugo", 30, tell="#ops ana kim"), path_id="hr", fits=when(type="hr"), fallback=fallback("kim mia"))
FLAGGED = path(level("hugo", 30), path_id="flagged", fits=when(flags="compliance"))
OPEN = path(level("ana", 30, tell="#ops ben rita"))


def private(concerned: str = "") -> World:
    return World(rules(HR, FLAGGED, OPEN)).opens(type="hr", concerned=frozenset(concerned.split()))


def readable_by(case: Case) -> set[str]:
    return {who for who in COMPANY.people if may_read(viewer(who, COMPANY), case)}


def test_a_private_case_is_read_by_its_readers_its_reporter_its_owner_and_whoever_was_asked() -> None:
    world = private()
    assert readable_by(world.case) == {"rita", "hugo"}
    world.wait(30)
    assert readable_by(world.case) == {"rita", "hugo", "kim", "mia"}
    world.does("kim", Accept())
    assert world.refuses("kim", Reassign("ben", WHY)) == "unknown_person"
    world.does("kim", Reassign("mia", WHY))
    assert readable_by(world.case) == {"rita", "hugo", "kim", "mia"}


def test_a_room_reads_only_what_is_not_private() -> None:
    assert not may_read(ROOM, private().case)
    assert may_read(ROOM, World(rules()).opens().case)


def test_a_private_case_tells_no_place_and_nobody_who_may_not_read_it() -> None:
    assert private().story == ["Mon 10:00 level 1", "Mon 10:00 asks hugo"]


def test_nobody_is_let_into_a_private_case_by_being_added_or_given_it() -> None:
    world = private()
    world.does("hugo", Accept())
    assert world.refuses("hugo", AddPeople(("ana",))) == "unknown_person"
    assert world.refuses("hugo", Reassign("ana", WHY)) == "unknown_person"


def test_people_whom_it_concerns_are_never_asked_told_or_readers() -> None:
    world = private("hugo mia")
    assert world.wait(30).story == [
        "Mon 10:00 skips hugo: concerned",
        "Mon 10:00 level 1 passed",
        "Mon 10:00 fallback 1",
        "Mon 10:00 asks kim",
        "Mon 10:10 accept breached",
        "Mon 10:30 fallback 2",
        "Mon 10:30 asks kim",
    ]
    assert readable_by(world.case) == {"rita", "kim"}
    world.does("kim", Accept())
    assert world.refuses("kim", Reassign("mia", WHY)) == "unknown_person"
    assert world.refuses("mia", Withdraw(WHY)) == "may_not.withdraw"


def test_who_opens_a_case_reads_it_even_where_they_say_that_it_concerns_them() -> None:
    assert private("rita").case.concerned == frozenset()


def test_becoming_private_withdraws_its_cards_from_every_place() -> None:
    world = World(rules(HR, FLAGGED, OPEN)).opens()
    world.does("mia", Triage(WHY, facts(flags=frozenset({"compliance"}))))
    assert world.story[-4:] == [
        "Mon 10:00 withdraws ops",
        "Mon 10:00 path flagged",
        "Mon 10:00 level 1",
        "Mon 10:00 asks hugo",
    ]
    assert ("#ops", "withdraw") in world.heard()
    assert (world.case.private, world.case.readers) == (True, (OnePerson("hugo"), OnePerson("kim")))


def test_once_private_it_stays_private_with_its_readers() -> None:
    world = World(rules(HR, FLAGGED, OPEN)).opens(flags=frozenset({"compliance"}))
    world.does("hugo", Accept())
    world.does("hugo", Triage(WHY, facts()))
    assert (world.case.private, world.case.readers) == (True, (OnePerson("hugo"), OnePerson("kim")))


def test_who_was_told_before_it_was_private_hears_no_more_of_it() -> None:
    world = World(rules(HR, FLAGGED, OPEN)).opens()
    assert world.case.told == ("ben", "rita")
    world.does("mia", Triage(WHY, facts(flags=frozenset({"compliance"}))))
    world.does("hugo", Accept())
    world.does("rita", Withdraw(WHY))
    assert world.heard() == {("hugo", "closed"), ("cards", "refresh")}


# who holds what


def test_what_a_person_holds_comes_of_the_roster_as_it_is() -> None:
    roster = company(
        schedules={
            "duty": Schedule("duty", (layer("ana"),)),
            "crews": Schedule("crews", (layer(teams=("crew", "gone")),)),
        }
    )
    assert grants("ana", roster) == {"person:ana", "team:web", "schedule:duty"}
    assert grants("mia", roster) == {
        "person:mia",
        "coordinator:web",
        "manager:ana",
        "manager:ben",
        "manager:cleo",
    }
    assert grants("cleo", roster) == {"person:cleo", "team:web", "team:crew", "schedule:crews"}
    assert grants("slack:T1:U9", roster) == {"person:slack:T1:U9"}


def opened_by(*readers: Target) -> frozenset[str]:
    case = replace(private().case, readers=readers, followers=("ben",), owners=("ana",), asked=())
    return keys(case) - {"person:rita", "person:ana"}


def test_readers_open_a_case_to_all_whom_they_could_name() -> None:
    assert opened_by(target("web:"), target("web*"), OnCall("duty"), NextOnCall("night")) == {
        "team:web",
        "coordinator:web",
        "schedule:duty",
        "schedule:night",
    }
    assert opened_by(ManagerOf("cleo"), ManagerOf(Party.REPORTER), ManagerOf(Party.OWNER)) == {
        "manager:cleo",
        "manager:rita",
        "manager:ana",
    }
    assert opened_by(OnePerson("mia"), PartyOf(Party.FOLLOWERS)) == {"person:mia", "person:ben"}
    assert opened_by(target("#ops"), target("@telco"), CustomerFollowers(), CustomerContact()) == frozenset()
