"""What needs a second person beside what the new version says itself: the cases that there are, the say over it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.cases.access import grants, held
from bot.keeping.opening import opened
from bot.people.roster import Layer, Person, Roster, Schedule, Team
from bot.people.targets import CoordinatorOf, ManagerOf, OnCall, Target, TeamMembers
from bot.policy.policy import Policy
from bot.words import Say, say
from storage.store import SqlStore
from tests.core.keeping.builder import STORY, a_policy, a_store
from tests.harness.builders import COMPANY
from tests.storage.builder import an_opening, saved

EVE = Person("eve", "Eve", "eve@example.com", manager="mia")
MAY_READ = say("wider.cases", people=("Eve",))


@pytest.fixture
def store() -> Iterator[SqlStore]:
    made = a_store()
    yield made
    made.close()


def with_roster(**changes: object) -> Policy:
    return replace(a_policy(), roster=replace(a_policy().roster, **changes))  # type: ignore[arg-type]


def with_eve(**changes: object) -> Policy:
    return with_roster(people={**a_policy().roster.people, "eve": EVE}, **changes)


def said(store: SqlStore, old: Policy, new: Policy) -> tuple[Say, ...]:
    with store.writing() as unit:
        return opened(unit, old, new)


def a_private_case(store: SqlStore, *readers: Target, reporter: str = "rita") -> None:
    outcome = an_opening(private=True, reporter=reporter)
    saved(store, replace(outcome, case=replace(outcome.case, readers=readers)))


# the cases that there are


@pytest.mark.parametrize("reader", [TeamMembers("old"), CoordinatorOf("old"), OnCall("old"), ManagerOf("zoe")])
def test_whoever_comes_to_a_word_that_opens_a_case_is_said_though_no_rule_has_it_now(
    store: SqlStore, reader: Target
) -> None:
    zoe = Person("zoe", "Zoe", "zoe@example.com", manager="eve")
    after = with_eve(
        teams={**STORY.roster.teams, "old": Team("old", ("eve",), "eve")},
        schedules={**STORY.roster.schedules, "old": Schedule("old", (Layer("UTC", people=("eve",)),))},
    )
    after = replace(after, roster=replace(after.roster, people={**after.roster.people, "zoe": zoe}))
    assert MAY_READ not in said(store, with_eve(), after)
    a_private_case(store, reader)
    assert MAY_READ in said(store, with_eve(), after)
    assert MAY_READ not in said(store, after, after)


def test_an_id_that_comes_back_may_be_somebody_else(store: SqlStore) -> None:
    assert said(store, a_policy(), with_eve()) == ()
    a_private_case(store, reporter="eve")
    assert said(store, a_policy(), with_eve()) == (MAY_READ,)


@pytest.mark.parametrize("roster", [STORY.roster, COMPANY, Roster("UTC", "en", {})])
def test_what_everybody_holds_is_what_each_of_them_holds(roster: Roster) -> None:
    assert held(roster) == {(person, word) for person in roster.people for word in grants(person, roster)}


# the say over the policy


def test_the_second_person_is_not_got_rid_of_alone(store: SqlStore) -> None:
    alone = a_policy(keepers=("mia",))
    assert said(store, a_policy(keepers=("mia", "kim")), alone) == (say("wider.no_second"),)
    assert said(store, alone, alone) == ()


def test_nobody_chooses_their_second_person_alone(store: SqlStore) -> None:
    two = a_policy(keepers=("mia", "kim"), approvers=("ben",))
    one = a_policy(keepers=("mia",), approvers=("ben",))
    assert said(store, two, one) == (say("wider.seconds", people=("Ben Holm",)),)
    assert said(store, two, two) == ()


def test_one_keeper_less_is_no_matter_where_another_remains_to_agree(store: SqlStore) -> None:
    three = a_policy(keepers=("mia", "kim", "ben"))
    assert said(store, three, a_policy(keepers=("mia", "kim"))) == ()
