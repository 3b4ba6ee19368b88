"""What the roster knows of one person."""

from bot.people.roster import Load
from tests.core.people.builders import owning, person, roster

STRANGER = "slack:T1:U1"


def test_a_persons_own_team_is_the_first_in_the_file_that_has_them() -> None:
    company = roster()
    own = company.team_of("ana")
    assert own
    assert own.id == "network"
    assert company.team_of("kim") is None


def test_somebody_without_a_zone_lives_in_the_zone_of_the_file() -> None:
    company = roster(person("ana", timezone="Europe/Oslo"), person("ben"))
    assert [company.zone_of(who) for who in ("ana", "ben", STRANGER)] == [
        "Europe/Oslo", "Europe/Copenhagen", "Europe/Copenhagen",
    ]  # fmt: skip


def test_gone_is_whom_the_policy_no_longer_names_but_nobody_it_never_named() -> None:
    assert [roster().gone(who) for who in ("ana", "zoe", STRANGER)] == [False, True, False]


def test_a_limit_is_reached_with_as_many_open_cases() -> None:
    company = roster(loads=owning(ana=99, chen=3) | {STRANGER: Load(99)})
    assert [company.at_limit(who) for who in ("chen", "ana", STRANGER, "zoe")] == [True, False, False, False]
    assert not roster(loads=owning(chen=2)).at_limit("chen")
