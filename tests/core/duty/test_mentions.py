"""Whoever is mentioned in a command is meant by their account, whatever it is called."""

from dataclasses import replace

import pytest

from bot.desk.desk import Desk
from bot.grammar import OpenForm, OverrideDuty, WhoIs, names_people, understood
from bot.messages.shown import Form, Line
from bot.people.identity import Identity, Membership, Platform
from tests.core.corridor import FILES
from tests.core.duty.rota import Rota

ELSEWHERE = Identity(Platform.SLACK, "T1", "UOTHER")


def test_an_account_is_its_persons_by_what_is_bound_and_else_by_the_policys_rules(rota: Rota) -> None:
    ben = rota.users["ben"]
    assert rota.desk.called(ben) == "ben"
    rota.types("ben", "mine")
    assert rota.desk.called(replace(ben, name="Ana Berg", email="")) == "ben"
    assert rota.desk.called(replace(ben, identity=ELSEWHERE)) is None, "a second claimant"


def test_guests_and_those_whom_no_policy_names_are_nobody(rota: Rota) -> None:
    stranger = replace(rota.users["ben"], identity=ELSEWHERE, email="ben@elsewhere.example")
    assert rota.desk.called(stranger) is None
    Desk(rota.engine, FILES).typed(stranger, "mine", "k")
    assert rota.desk.called(stranger) is None, "a reporter under the id of their identity"
    assert rota.desk.called(replace(rota.users["ben"], membership=Membership.GUEST)) is None


def test_an_id_names_one_person_whoever_else_is_called_so(rota: Rota) -> None:
    people = dict(rota.policy.roster.people)
    people["ida"] = replace(people["ida"], name="Ben Ovesen")
    rota.replace_policy(rota.policy.rules, replace(rota.policy.roster, people=people))
    rota.types("mia", "override @ben 14:00 – 18:00 in days")
    assert [override.person for override in rota.overrides()] == ["ben"]


def test_a_command_is_carried_out_for_whom_it_mentions(rota: Rota) -> None:
    said = rota.desk.typed(rota.users["mia"], "who @Somebody", "k", "who @ben")
    assert isinstance(said, Line)
    rota.desk.typed(
        rota.users["mia"], "override @Ana 14:00 – 18:00 in days", "k2", "override @ben 14:00 – 18:00 in days"
    )
    assert [override.person for override in rota.overrides()] == ["ben"]


def test_a_summary_keeps_the_names(rota: Rota) -> None:
    said = rota.desk.typed(rota.users["mia"], "override @Benny broke it", "k", "override @ben broke it")
    assert isinstance(said, Form)
    assert "override @Benny broke it" in str(said.fields)


@pytest.mark.parametrize(
    ("line", "by_ids", "asked"),
    [
        ("who @Ana Berg", "who @ana", WhoIs("ana")),
        ("override @A fri for @B", "override @ana fri for @ben", OverrideDuty("ana", "fri", "ben")),
        ("who did this, @Ana", "who did this, @ana", OpenForm("who did this, @Ana")),
        ("override @x 10:00 – 11:00", "override @", OpenForm("override @x 10:00 – 11:00")),
    ],
)
def test_no_name_of_an_account_makes_a_command(line: str, by_ids: str, asked: object) -> None:
    assert understood(line, by_ids) == asked


def test_only_what_may_be_about_people_is_looked_at() -> None:
    assert [names_people(line) for line in ("who @a", " Override @a", "whose @a", "", "the till is down")] == [
        *[True] * 2,
        *[False] * 3,
    ]
