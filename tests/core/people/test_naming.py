"""Whom a target names at a moment (S15, S16)."""

import pytest

from bot.people.naming import Standing, duty_named, known, named, places_named, vendors_named
from bot.people.roster import Customer, Roster
from bot.people.targets import (
    CoordinatorOf,
    CustomerContact,
    CustomerFollowers,
    ManagerOf,
    NextOnCall,
    OnCall,
    OnePerson,
    Party,
    PartyOf,
    PlaceTarget,
    Target,
    TeamMembers,
    VendorTarget,
)
from tests.core.people.builders import at, away, owning, person, roster

COMPANY = roster()
OF_DORA = Standing("dora")
SATURDAY_NIGHT = at("2026-11-21 03:00")
STRANGER = "slack:T1:U1"
OF_OWNER = ManagerOf(Party.OWNER)


def names(*targets: Target, standing: Standing = OF_DORA, company: Roster = COMPANY) -> tuple[str, ...]:
    return named(targets, standing, company, SATURDAY_NIGHT)


@pytest.mark.parametrize(
    ("target", "people"),
    [
        (OnePerson("kim"), ("kim",)),
        (TeamMembers("network"), ("ana", "ben", "chen", "dora")),
        (CoordinatorOf("network"), ("mia",)),
        (CoordinatorOf("new"), ()),
        (ManagerOf("ana"), ("mia",)),
        (ManagerOf(Party.REPORTER), ("mia",)),
        (OnCall("network-on-call"), ("ana",)),
        (NextOnCall("network-on-call"), ("ben",)),
        (PartyOf(Party.REPORTER), ("dora",)),
        (PlaceTarget("ops"), ()),
        (VendorTarget("telco"), ()),
        (CustomerContact(), ()),
    ],
)
def test_each_kind_of_target(target: Target, people: tuple[str, ...]) -> None:
    assert names(target) == people


def test_targets_name_what_the_case_knows() -> None:
    standing = Standing("dora", owner="ben", followers=("hugo", "kim"), customer="acme")
    assert names(PartyOf(Party.OWNER), standing=standing) == ("ben",)
    assert names(PartyOf(Party.FOLLOWERS), standing=standing) == ("hugo", "kim")
    assert names(CustomerFollowers(), standing=standing) == ("mia",)
    assert names(OF_OWNER, standing=standing) == ("mia",)
    assert names(ManagerOf(Party.FOLLOWERS), standing=standing) == ("kim",)


def test_targets_name_nobody_where_the_case_has_nobody() -> None:
    assert names(PartyOf(Party.OWNER), PartyOf(Party.FOLLOWERS), CustomerFollowers()) == ()
    assert names(CustomerFollowers(), standing=Standing("dora", customer="gone")) == ()


def test_several_targets_are_one_set_in_the_order_written_each_once() -> None:
    assert names(OnePerson("dora"), TeamMembers("network"), CoordinatorOf("network"), OnePerson("ana")) == (
        "dora", "ana", "ben", "chen", "mia",
    )  # fmt: skip


def test_while_nobody_owns_it_the_manager_is_of_the_people_asked_last() -> None:
    standing = Standing("dora", asked_last=("hugo", "ana", "ben"), level_one=lambda: ("mia",))
    assert names(OF_OWNER, standing=standing) == ("kim", "mia")


def test_while_nobody_was_asked_the_manager_is_of_those_level_1_would_ask() -> None:
    assert names(OF_OWNER, standing=Standing("dora", level_one=lambda: ("ana", "ben"))) == ("mia",)


def test_a_manager_already_asked_in_this_round_gives_way_to_their_own() -> None:
    assert names(OF_OWNER, standing=Standing("dora", owner="ana", asked_in_round=frozenset({"mia"}))) == ("kim",)
    assert names(ManagerOf("ana"), standing=Standing("dora", asked_in_round=frozenset({"mia"}))) == ("kim",)


def test_above_the_last_manager_there_is_nobody() -> None:
    assert names(ManagerOf("kim")) == ()
    assert names(ManagerOf("ana"), standing=Standing("dora", asked_in_round=frozenset({"mia", "kim"}))) == ()


def test_managers_in_a_circle_end_in_nobody() -> None:
    circle = roster(person("ana", "ben"), person("ben", "chen"), person("chen", "ben"))
    asked = frozenset({"ben", "chen"})
    assert names(ManagerOf("ana"), standing=Standing("dora", asked_in_round=asked), company=circle) == ()


def test_people_outside_the_directory_can_be_named_and_have_no_manager() -> None:
    standing = Standing(STRANGER, owner=STRANGER)
    assert names(PartyOf(Party.REPORTER), standing=standing) == (STRANGER,)
    assert names(ManagerOf(Party.REPORTER), OF_OWNER, standing=standing) == ()


def test_what_the_roster_no_longer_has_names_nobody() -> None:
    empty = Roster("UTC", "en", {})
    gone = (TeamMembers("network"), CoordinatorOf("network"), OnCall("day"), NextOnCall("day"), ManagerOf("ana"))
    assert names(*gone, company=empty) == ()
    assert duty_named(gone, empty, SATURDAY_NIGHT) == frozenset()
    assert places_named([PlaceTarget("ops")], empty) == ()


def test_a_person_gone_is_named_still_but_not_known() -> None:
    assert names(OnePerson("zoe"), OnePerson("kim")) == ("zoe", "kim")
    assert known(("zoe", "kim", STRANGER), COMPANY) == ("kim", STRANGER)


def test_duty_heeds_who_is_away_and_at_their_limit_but_other_targets_do_not() -> None:
    company = roster(away=away("ana"), loads=owning(chen=3))
    assert names(OnCall("network-on-call"), company=company) == ("ben",)
    assert names(OnePerson("ana"), OnePerson("chen"), company=company) == ("ana", "chen")


def test_those_whom_duty_names_are_told_apart() -> None:
    targets = (OnCall("network-on-call"), NextOnCall("network-on-call"), OnePerson("kim"))
    assert duty_named(targets, COMPANY, SATURDAY_NIGHT) == {"ana", "ben"}


def test_places_and_vendors_are_named_by_their_ids_each_once() -> None:
    targets = (PlaceTarget("board"), VendorTarget("telco"), PlaceTarget("ops"), PlaceTarget("board"), OnePerson("kim"))
    assert places_named(targets, COMPANY) == ("board", "ops")
    assert vendors_named([*targets, *targets]) == ("telco",)


def test_a_customer_without_followers_names_nobody() -> None:
    company = roster(customers={"bolt": Customer("bolt", "Bolt Oy")})
    assert names(CustomerFollowers(), standing=Standing("dora", customer="bolt"), company=company) == ()
