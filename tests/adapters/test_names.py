"""By which name somebody or something is shown."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from adapters.names import Names
from bot.people.identity import Identity, Platform, Profile
from bot.people.roster import Place, Roster
from storage.store import SqlStore, open_store
from tests.harness.builders import START, company

ZOE = Profile(Identity(Platform.SLACK, "T1", "U1"), "Zoe Zahn", "zoe@nordlys.example")


@pytest.fixture
def store() -> Iterator[SqlStore]:
    made = open_store("sqlite://", ["a secret key for tests"])
    yield made
    made.close()


def names(store: SqlStore, roster: Roster | None = None) -> Names:
    return Names(lambda: roster or company(), store)


@pytest.mark.parametrize(("id_", "name"), [("ana", "Ana"), ("acme", "Acme"), ("telco", "Telco"), ("ops", "#ops")])
def test_whom_the_policy_names_is_called_so(store: SqlStore, id_: str, name: str) -> None:
    assert names(store)(id_) == name


def test_a_place_goes_by_its_room_on_slack_else_on_teams_else_by_its_id(store: SqlStore) -> None:
    places = {
        "both": Place("both", slack="#both", teams="Ops/Both"),
        "teams": Place("teams", teams="Ops/Incidents"),
        "mail": Place("mail", email=("all@nordlys.example",)),
    }
    called = names(store, company(places=places))
    assert [called(id_) for id_ in places] == ["#both", "Ops/Incidents", "mail"]


def test_whom_the_policy_does_not_name_is_called_as_on_their_platform(store: SqlStore) -> None:
    with store.writing() as unit:
        unit.bind(ZOE, str(ZOE.identity), START)
    assert names(store)(str(ZOE.identity)) == "Zoe Zahn"


def test_who_was_never_seen_goes_by_the_id_until_they_are(store: SqlStore) -> None:
    called = names(store)
    assert called("slack:T1:U1") == "slack:T1:U1"
    with store.writing() as unit:
        unit.bind(ZOE, "slack:T1:U1", START)
    assert called("slack:T1:U1") == "Zoe Zahn"


def test_a_profile_is_looked_up_once(store: SqlStore) -> None:
    with store.writing() as unit:
        unit.bind(ZOE, "zoe", START)
    called = names(store)
    assert called("zoe") == "Zoe Zahn"
    store.close()  # so that a second look would fail
    assert called("zoe") == "Zoe Zahn"


def test_a_policy_that_changes_changes_the_name(store: SqlStore) -> None:
    rosters = iter([company(), company(changed=[replace(company().people["ana"], name="Ana Berg")])])
    called = Names(lambda: next(rosters), store)
    assert [called("ana"), called("ana")] == ["Ana", "Ana Berg"]
