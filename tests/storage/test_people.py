"""Identities and loads."""

from dataclasses import replace

import pytest

from bot.cases.case import Realm
from bot.cases.clocks import CaseClock
from bot.people.identity import Identity, Membership, Platform, Profile
from bot.people.known import Account
from bot.people.presence import OwnSettings
from bot.people.roster import Load
from bot.ports import AlreadyBound, Store
from tests.storage.builder import NOON, after, an_opening, asked, closed, next_outcome, noted, owned, saved

ON_SLACK = Profile(Identity(Platform.SLACK, "T1", "U1"), "Ana", "ana@acme.example", "da", "Europe/Copenhagen")
ON_TEAMS = Profile(Identity(Platform.TEAMS, "tenant", "29:x"), "Ana A.", "ana@acme.example", "en", "UTC")


# identities


def test_an_identity_that_nobody_bound_is_nobodys(store: Store) -> None:
    with store.writing() as unit:
        assert unit.person_of(ON_SLACK.identity) is None
        assert unit.identities_of("ana") == ()
        assert unit.profile_of("ana") is None


def test_a_bound_identity_is_the_persons_from_then_on(store: Store) -> None:
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", NOON)
    with store.writing() as unit:
        assert unit.person_of(ON_SLACK.identity) == "ana"
        assert unit.profile_of("ana") == ON_SLACK


def test_where_somebody_acted_last_comes_first(store: Store) -> None:
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", NOON)
        unit.bind(ON_TEAMS, "ana", after(minutes=1))
        assert unit.identities_of("ana") == (ON_TEAMS.identity, ON_SLACK.identity)
        unit.acted(ON_SLACK, after(minutes=2))
        assert unit.identities_of("ana") == (ON_SLACK.identity, ON_TEAMS.identity)
        assert unit.profile_of("ana") == ON_SLACK


def test_what_the_platform_tells_anew_is_kept(store: Store) -> None:
    left = replace(ON_SLACK, name="Ana Berg", timezone="UTC", membership=Membership.GONE)
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", NOON)
        unit.acted(left, after(minutes=1))
        assert unit.profile_of("ana") == left


def test_binding_again_to_the_same_person_changes_nothing(store: Store) -> None:
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", NOON)
        unit.bind(replace(ON_SLACK, name="Someone"), "ana", after(minutes=1))
        assert unit.profile_of("ana") == ON_SLACK


def test_an_identity_cannot_be_claimed_for_another_person(store: Store) -> None:
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", NOON)
        with pytest.raises(AlreadyBound):
            unit.bind(ON_SLACK, "ben", NOON)
        assert unit.person_of(ON_SLACK.identity) == "ana"


def test_a_second_identity_in_a_workspace_cannot_claim_the_person(store: Store) -> None:
    claimant = replace(ON_SLACK, identity=Identity(Platform.SLACK, "T1", "U2"))
    elsewhere = replace(ON_SLACK, identity=Identity(Platform.SLACK, "T2", "U2"))
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", NOON)
        with pytest.raises(AlreadyBound, match="slack:T1:U2"):
            unit.bind(claimant, "ana", NOON)
        unit.bind(elsewhere, "ana", NOON)
        assert set(unit.identities_of("ana")) == {ON_SLACK.identity, elsewhere.identity}


def test_who_reported_before_the_policy_named_them_is_bound_when_it_does(store: Store) -> None:
    with store.writing() as unit:
        unit.bind(ON_SLACK, str(ON_SLACK.identity), NOON)
        unit.bind(ON_SLACK, "ana", after(minutes=1))
        assert unit.person_of(ON_SLACK.identity) == "ana"
        with pytest.raises(AlreadyBound):
            unit.bind(ON_SLACK, "ben", after(minutes=2))


def test_such_a_reporter_cannot_claim_somebody_who_is_there_already(store: Store) -> None:
    claimant = replace(ON_SLACK, identity=Identity(Platform.SLACK, "T1", "U2"))
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", NOON)
        unit.bind(claimant, str(claimant.identity), NOON)
        with pytest.raises(AlreadyBound):
            unit.bind(claimant, "ana", after(minutes=1))


def test_a_reporter_whom_the_policy_names_keeps_their_name_while_a_case_of_theirs_is_open(store: Store) -> None:
    own_name = str(ON_SLACK.identity)
    with store.writing() as unit:
        unit.bind(ON_SLACK, own_name, NOON)
    case = saved(store, an_opening(reporter=own_name))
    with store.writing() as unit:
        assert unit.bind(ON_SLACK, "ana", after(minutes=1)) == own_name
        assert unit.person_of(ON_SLACK.identity) == own_name
    saved(store, closed(next_outcome(case)))
    with store.writing() as unit:
        assert unit.bind(ON_SLACK, "ana", after(minutes=2)) == "ana"
        assert unit.person_of(ON_SLACK.identity) == "ana"


def test_an_open_case_of_somebody_else_keeps_nobody_from_their_name(store: Store) -> None:
    with store.writing() as unit:
        unit.bind(ON_SLACK, str(ON_SLACK.identity), NOON)
    saved(store, an_opening(reporter=str(ON_TEAMS.identity)))
    with store.writing() as unit:
        assert unit.bind(ON_SLACK, "ana", after(minutes=1)) == "ana"


def test_the_chat_that_somebody_chose_comes_before_where_they_acted_last(store: Store) -> None:
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", NOON)
        unit.bind(ON_TEAMS, "ana", after(minutes=1))
        unit.set_own("ana", OwnSettings(platform=Platform.SLACK), after(minutes=2))
        assert unit.identities_of("ana") == (ON_SLACK.identity, ON_TEAMS.identity)
        assert unit.profile_of("ana") == ON_SLACK
        unit.set_own("ana", OwnSettings(language="da"), after(minutes=3))
        assert unit.identities_of("ana") == (ON_TEAMS.identity, ON_SLACK.identity)


# loads


def loads(store: Store) -> dict[str, Load]:
    with store.writing() as unit:
        return dict(unit.loads())


def test_who_was_asked_carries_when(store: Store) -> None:
    saved(store, asked(asked(an_opening(), "ana", "ben"), "ben", at=after(minutes=5)))
    assert loads(store) == {"ana": Load(0, NOON), "ben": Load(0, after(minutes=5))}


def test_an_owner_carries_open_cases(store: Store) -> None:
    for number in (1, 2):
        saved(store, owned(an_opening(f"case{number}", number), "ana"))
    assert loads(store) == {"ana": Load(2)}


def test_a_case_that_passes_on_or_closes_is_carried_no_more(store: Store) -> None:
    first = saved(store, owned(asked(an_opening("case1", 1), "ana"), "ana"))
    second = saved(store, owned(an_opening("case2", 2), "ana"))
    saved(store, owned(next_outcome(first), "ben"))
    saved(store, closed(next_outcome(second)))
    assert loads(store) == {"ana": Load(0, NOON), "ben": Load(1)}


def test_a_change_without_a_new_owner_changes_no_load(store: Store) -> None:
    case = saved(store, owned(an_opening(), "ana"))
    saved(store, noted(next_outcome(case), "still hers"))
    assert loads(store) == {"ana": Load(1)}


def test_loads_that_are_read_as_they_are_asked_for_are_the_same_before_and_after_a_case_is_saved(store: Store) -> None:
    saved(store, owned(asked(an_opening("case1", 1), "ana"), "ana"))
    second = asked(owned(an_opening("case2", 2), "ana"), "ben", at=after(minutes=1))
    with store.writing() as unit:
        before, then = unit.loads_as_asked(), unit.loads_as_asked()
        assert before["ana"] == Load(1, NOON)
        assert "ben" not in before
        unit.save(second, (), ())
        expected = {"ana": Load(2, NOON), "ben": Load(0, after(minutes=1))}
        assert {person: then[person] for person in expected} == expected, "counted, whether it was asked before or not"
        assert unit.loads() == then == expected
        assert then.get("kim", Load()) == Load()
    assert loads(store) == expected


def test_a_load_first_asked_for_between_saving_and_writing_is_counted_once(store: Store) -> None:
    with store.writing() as unit:
        unit.save(owned(an_opening("case1", 1), "ana"), (), ())
        assert unit.loads_as_asked()["ana"] == Load(1)
        assert unit.load("case1") is not None
        assert unit.entries("case1")
        assert unit.loads_as_asked()["ana"] == Load(1)
        unit.save(owned(an_opening("case2", 2), "ana"), (), ())
        assert unit.loads_as_asked()["ana"] == Load(2)


def test_drills_are_nobodys_load(store: Store) -> None:
    saved(store, owned(asked(an_opening(realm=Realm.DRILL, clock=CaseClock(NOON, 60)), "ana"), "ana"))
    assert loads(store) == {}


def test_what_a_platform_tells_of_somebody_is_noted_without_their_having_acted(store: Store) -> None:
    heard = replace(ON_TEAMS, name="Ana Berg", timezone="Asia/Tokyo")
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", NOON)
        unit.bind(ON_TEAMS, "ana", after(minutes=1), acted=False)
        unit.heard_of(heard)
    with store.writing() as unit:
        assert unit.identities_of("ana") == (ON_SLACK.identity, ON_TEAMS.identity)
        assert unit.account(ON_TEAMS.identity) == Account("ana", heard)
        assert unit.accounts(Platform.SLACK) == (Account("ana", ON_SLACK),)
        assert unit.account(replace(ON_SLACK.identity, user="U0")) is None


def test_who_is_no_full_member_any_more_has_no_identity_to_be_asked_under(store: Store) -> None:
    with store.writing() as unit:
        unit.bind(ON_SLACK, "ana", NOON)
        unit.bind(ON_TEAMS, "ana", NOON)
        unit.heard_of(replace(ON_SLACK, membership=Membership.GONE))
    with store.writing() as unit:
        assert unit.identities_of("ana") == (ON_TEAMS.identity,)
        assert unit.presence(NOON).unreachable == frozenset()
        unit.heard_of(replace(ON_TEAMS, membership=Membership.GONE))
    with store.writing() as unit:
        assert unit.presence(NOON).unreachable == {"ana"}
        unit.heard_of(ON_SLACK)
    with store.writing() as unit:
        assert unit.presence(NOON).unreachable == frozenset()
