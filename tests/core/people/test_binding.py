"""Which person of the directory somebody on a platform is (R22)."""

from dataclasses import replace

import pytest

from bot.people.binding import Known, Stranger, known_as, person_claimed
from bot.people.identity import Identity, Membership, Platform, Profile
from bot.people.roster import Person, Roster

IDENTITY = Identity(Platform.SLACK, "T1", "U1")
PROFILE = Profile(IDENTITY, "Ana Berg", "ana@nordlys.example")
ROSTER = Roster(
    "Europe/Copenhagen",
    "en",
    {
        "ana": Person("ana", "Ana Berg", "ana@nordlys.example"),
        "ben": Person("ben", "Ben Holm", "ben@nordlys.example", slack="U_BEN", teams="ben.holm@nordlys.example"),
    },
)


def claimed(profile: Profile, *domains: str) -> str | None:
    return person_claimed(profile, ROSTER, domains)


def test_a_full_member_is_the_person_with_their_e_mail_however_it_is_written() -> None:
    assert claimed(PROFILE) == "ana"
    assert claimed(replace(PROFILE, email=" Ana@NORDLYS.example ")) == "ana"


def test_an_e_mail_counts_only_in_the_companys_domains() -> None:
    assert claimed(PROFILE, "nordlys.example") == "ana"
    assert claimed(PROFILE, "other.example") is None


@pytest.mark.parametrize("email", ["", "nobody@nordlys.example", "ana@evil.example", "ana"])
def test_any_other_e_mail_names_nobody(email: str) -> None:
    assert claimed(replace(PROFILE, email=email)) is None


@pytest.mark.parametrize("membership", [Membership.GUEST, Membership.BOT, Membership.GONE])
def test_only_full_members_can_be_somebody(membership: Membership) -> None:
    assert claimed(replace(PROFILE, membership=membership)) is None


def test_the_policy_may_name_a_person_by_their_id_on_a_platform() -> None:
    assert claimed(Profile(Identity(Platform.SLACK, "T1", "U_BEN"), "Ben", "private@home.example")) == "ben"
    assert claimed(Profile(Identity(Platform.TEAMS, "T1", "U_BEN"), "Ben")) is None


def test_the_policy_may_name_a_person_by_another_e_mail_on_a_platform() -> None:
    assert claimed(Profile(Identity(Platform.TEAMS, "T1", "x"), "Ben", "Ben.Holm@nordlys.example")) == "ben"
    assert claimed(Profile(Identity(Platform.SLACK, "T1", "x"), "Ben", "ben.holm@nordlys.example")) is None


def test_whoever_is_claimed_for_the_first_time_is_bound() -> None:
    assert known_as(PROFILE, None, "ana", ()) == Known("ana", newly=True)


def test_from_then_on_the_platforms_id_counts_whatever_the_e_mail_becomes() -> None:
    assert known_as(PROFILE, "ana", "ben", ()) == Known("ana")
    assert known_as(PROFILE, "ana", None, ()) == Known("ana")


def test_a_full_member_whom_the_policy_does_not_name_is_a_reporter_under_their_identity() -> None:
    assert known_as(PROFILE, None, None, ()) == Known("slack:T1:U1", newly=True)
    assert known_as(PROFILE, "slack:T1:U1", None, ()) == Known("slack:T1:U1")


def test_when_the_policy_names_a_reporter_later_they_become_that_person() -> None:
    assert known_as(PROFILE, "slack:T1:U1", "ana", ()) == Known("ana", newly=True)


def test_a_second_claimant_is_refused() -> None:
    assert known_as(PROFILE, None, "ana", (Identity(Platform.SLACK, "T1", "U9"),)) is Stranger.SECOND_CLAIMANT


@pytest.mark.parametrize("held", [Identity(Platform.TEAMS, "T1", "U9"), Identity(Platform.SLACK, "T2", "U9"), IDENTITY])
def test_the_same_person_may_come_through_another_door(held: Identity) -> None:
    assert known_as(PROFILE, None, "ana", (held,)) == Known("ana", newly=True)


@pytest.mark.parametrize(
    ("membership", "stranger"),
    [(Membership.GUEST, Stranger.GUEST), (Membership.BOT, Stranger.BOT), (Membership.GONE, Stranger.GONE)],
)
def test_guests_bots_and_people_who_are_gone_are_not_served_even_if_they_once_were(
    membership: Membership, stranger: Stranger
) -> None:
    assert known_as(replace(PROFILE, membership=membership), "ana", None, ()) is stranger
