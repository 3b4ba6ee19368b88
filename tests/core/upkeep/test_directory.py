"""The daily look through everybody whom the platforms list."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.people.identity import Identity, Membership, Profile
from bot.sending import Lost, NotNow, Reachable, Undeliverable
from bot.upkeep.directory import BREATH, PAUSE, SLICE
from tests.core.upkeep.looking import QUIET_AT, SLACK, TEAMS, Looked, looked_at
from tests.harness.builders import company

ASKABLE = {"ana", "ben", "cleo", "mia", "kim", "rita", "hugo"}


@pytest.fixture
async def looked() -> AsyncIterator[Looked]:
    made = Looked()
    yield made
    made.store.close()


async def test_at_the_first_start_everybody_of_the_policy_is_bound_to_their_account(looked: Looked) -> None:
    await looked.directory.do(looked.clock.at)
    assert looked.owners() == {f"U{person}": person for person in ASKABLE}
    assert looked.directory.next_at(looked.clock.at) == QUIET_AT


async def test_it_comes_round_once_a_day_at_a_quiet_hour(looked: Looked) -> None:
    for moment, listed in (
        (looked.clock.at, 7),
        (looked.clock.at + timedelta(hours=1), 7),
        (QUIET_AT - timedelta(seconds=1), 7),
        (QUIET_AT, 14),
        (QUIET_AT + timedelta(hours=20), 14),
        (QUIET_AT + timedelta(days=3), 21),
    ):
        await looked.moved_to(moment).directory.do(moment)
        looked.restart()
        assert looked.slack.pages == listed, moment


async def test_of_people_whom_the_policy_does_not_name_nothing_is_kept(looked: Looked) -> None:
    looked.slack.has("zoe")
    looked.slack.has("yan", email="ana@elsewhere.example")
    await looked.directory.do(looked.clock.at)
    assert set(looked.owners().values()) == ASKABLE


async def test_an_e_mail_outside_the_mail_domains_binds_nobody() -> None:
    ana = replace(company().people["ana"], email="ana@nordlys.example", slack="ana@mail.example")
    looked = Looked(looked_at(company(changed=[ana])))
    looked.slack.accounts.clear()
    looked.slack.has("ana", email="ana@mail.example")
    await looked.directory.do(looked.clock.at)
    assert looked.owners() == {}
    looked.store.close()


async def test_by_the_id_that_the_policy_gives_somebody_is_bound_whatever_their_e_mail() -> None:
    ana = replace(company().people["ana"], slack="U0ANA")
    looked = Looked(looked_at(company(changed=[ana])))
    looked.slack.accounts.clear()
    looked.slack.has("somebody", email="", user="U0ANA")
    await looked.directory.do(looked.clock.at)
    assert looked.owners() == {"U0ANA": "ana"}
    looked.store.close()


@pytest.mark.parametrize("membership", [Membership.GUEST, Membership.BOT, Membership.GONE])
async def test_only_full_members_are_bound(looked: Looked, membership: Membership) -> None:
    looked.changes("ana", membership=membership)
    await looked.directory.do(looked.clock.at)
    assert "ana" not in looked.owners().values()


async def test_who_reported_before_the_policy_named_them_is_bound_now(looked: Looked) -> None:
    profile = looked.slack.accounts["ana@nordlys.example"]
    with looked.store.writing() as unit:
        unit.bind(profile, str(profile.identity), looked.clock.at)
    await looked.directory.do(looked.clock.at)
    assert looked.owners()["Uana"] == "ana"


async def test_a_second_claimant_is_refused_and_the_keepers_hear_of_it_once(looked: Looked) -> None:
    await looked.directory.do(looked.clock.at)
    impostor = Profile(Identity(SLACK, "T1", "UEVIL"), "Ana", "ana@nordlys.example")
    looked.slack.accounts["second"] = impostor
    for day in range(3):
        moment = QUIET_AT + timedelta(days=day)
        await looked.moved_to(moment).directory.do(moment)
    assert "UEVIL" not in looked.owners()
    assert await looked.hears() == [("Ukim", "reach.claim")]
    lead = looked.slack.posts[-1].card.lead[0]
    assert dict(lead.params)["account"] == "slack:T1:UEVIL"


async def test_a_new_name_language_or_zone_is_noted_and_what_is_left_out_stays(looked: Looked) -> None:
    looked.changes("ana", language="da", timezone="Europe/Oslo")
    await looked.directory.do(looked.clock.at)
    looked.changes("ana", name="Ana Berg", email="", language="", timezone="Asia/Tokyo")
    await looked.moved_to(QUIET_AT).directory.do(QUIET_AT)
    account = looked.account("Uana")
    assert account
    told = account.profile
    assert (told.name, told.email, told.language, told.timezone) == (
        "Ana Berg",
        "ana@nordlys.example",
        "da",
        "Asia/Tokyo",
    )


async def test_being_listed_is_not_acting_there() -> None:
    looked = Looked(platforms=frozenset({SLACK, TEAMS}))
    looked.met("ana", TEAMS)
    await looked.directory.do(looked.clock.at)
    with looked.store.writing() as unit:
        assert [identity.platform for identity in unit.identities_of("ana")] == [TEAMS, SLACK]
    looked.store.close()


# who has left


async def test_who_is_said_to_have_left_is_away_at_once_and_keeps_their_name(looked: Looked) -> None:
    await looked.directory.do(looked.clock.at)
    looked.changes("ana", membership=Membership.GONE, name="", email="")
    await looked.moved_to(QUIET_AT).directory.do(QUIET_AT)
    account = looked.account("Uana")
    assert account
    assert (account.profile.name, account.profile.membership) == ("Ana", Membership.GONE)
    assert looked.away() == {"ana": "unreachable"}
    with looked.store.writing() as unit:
        assert unit.identities_of("ana") == ()


async def test_who_comes_back_is_there_again(looked: Looked) -> None:
    looked.met("ana")
    for membership, away in ((Membership.GONE, {"ana": "unreachable"}), (Membership.MEMBER, {})):
        looked.changes("ana", membership=membership)
        await looked.moved_to(looked.clock.at + timedelta(days=1)).directory.do(looked.clock.at)
        assert looked.away() == away


async def test_who_is_bound_and_no_longer_listed_has_left_if_no_message_reaches_them(looked: Looked) -> None:
    looked.met("ana")
    looked.met("ben")
    looked.slack.unlisted = {"Uana", "Uben"}
    looked.slack.reachable["Uana"] = Reachable(False, why="user_not_found")
    await looked.directory.do(looked.clock.at)
    assert (looked.membership("Uana"), looked.membership("Uben")) == (Membership.GONE, Membership.MEMBER)
    assert looked.slack.asked_after == ["Uana", "Uben"]


async def test_who_is_known_to_have_left_is_not_looked_for_again(looked: Looked) -> None:
    looked.met("ana")
    looked.slack.unlisted = {"Uana"}
    looked.slack.reachable["Uana"] = Reachable(False)
    for day in range(2):
        moment = looked.clock.at + timedelta(days=day)
        await looked.directory.do(moment)
    assert looked.slack.asked_after == ["Uana"]


async def test_a_platform_that_lists_nobody_says_of_nobody_that_they_have_left(looked: Looked) -> None:
    looked.met("ana")
    looked.slack.unlisted = {f"U{person}" for person in ASKABLE}
    looked.slack.reachable["Uana"] = Reachable(False)
    await looked.directory.do(looked.clock.at)
    assert looked.membership("Uana") is Membership.MEMBER
    assert looked.directory.next_at(looked.clock.at) == QUIET_AT


async def test_another_workspace_s_people_are_not_missed_on_this_one_s_list(looked: Looked) -> None:
    elsewhere = Profile(Identity(SLACK, "T2", "Uana"), "Ana", "ana@nordlys.example")
    with looked.store.writing() as unit:
        unit.bind(elsewhere, "ana", looked.clock.at)
    await looked.directory.do(looked.clock.at)
    assert looked.slack.asked_after == []


@pytest.mark.parametrize("fault", [NotNow("ratelimited"), Lost("TimeoutError"), Undeliverable("token_revoked")])
async def test_a_list_that_breaks_off_says_of_nobody_that_they_have_left(looked: Looked, fault: Exception) -> None:
    looked.met("hugo")
    looked.slack.unlisted = {"Uhugo"}
    looked.slack.reachable["Uhugo"] = Reachable(False)
    looked.slack.refuses("page 4", fault)
    await looked.directory.do(looked.clock.at)
    assert looked.membership("Uhugo") is Membership.MEMBER
    assert looked.directory.next_at(looked.clock.at) == looked.clock.at + PAUSE


async def test_after_a_rate_limit_it_goes_on_where_it_stopped_when_the_platform_allows(looked: Looked) -> None:
    looked.slack.refuses("page 4", NotNow("ratelimited", timedelta(seconds=30)))
    await looked.directory.do(looked.clock.at)
    assert len(looked.owners()) == 3  # those before are noted already
    looked.later(seconds=29)
    await looked.directory.do(looked.clock.at)
    assert looked.slack.pages == 3
    looked.later(seconds=1)
    await looked.directory.do(looked.clock.at)
    assert (looked.slack.pages, len(looked.owners())) == (7, 7)


async def test_while_it_cannot_be_known_whether_a_message_reaches_them_nobody_has_left(looked: Looked) -> None:
    looked.met("ana")
    looked.slack.unlisted = {"Uana"}
    looked.slack.reachable["Uana"] = Reachable(False)
    looked.slack.refuses("reach Uana", NotNow("ratelimited"))
    await looked.directory.do(looked.clock.at)
    assert looked.membership("Uana") is Membership.MEMBER
    looked.clock.at += PAUSE
    await looked.directory.do(looked.clock.at)
    assert looked.membership("Uana") is Membership.GONE
    assert looked.slack.pages == 6  # the list was not read again


async def test_a_long_list_is_read_slice_by_slice(looked: Looked) -> None:
    for number in range(SLICE):
        looked.slack.has(f"other{number}")
    await looked.directory.do(looked.clock.at)
    assert looked.slack.pages == SLICE
    assert looked.directory.next_at(looked.clock.at) == looked.clock.at + BREATH
    looked.clock.at += BREATH
    await looked.directory.do(looked.clock.at)
    assert looked.slack.pages == SLICE + 7


async def test_a_fault_of_ours_is_tried_again_later_and_hides_no_other_platform() -> None:
    looked = Looked(platforms=frozenset({SLACK, TEAMS}))
    looked.slack.refuses("page 1", RuntimeError("ours"))
    with pytest.raises(RuntimeError):
        await looked.directory.do(looked.clock.at)
    await looked.directory.do(looked.clock.at)
    assert (len(looked.owners(SLACK)), len(looked.owners(TEAMS))) == (0, 7)
    looked.clock.at += PAUSE
    await looked.directory.do(looked.clock.at)
    assert len(looked.owners(SLACK)) == 7
    looked.store.close()


async def test_one_that_died_in_the_middle_is_replaced_within_the_hour_and_nothing_is_done_twice(
    looked: Looked,
) -> None:
    looked.slack.refuses("page 4", NotNow("ratelimited"))
    await looked.directory.do(looked.clock.at)
    looked.restart()
    await looked.directory.do(looked.clock.at)
    next_hour = looked.clock.at + timedelta(hours=1)
    assert (looked.slack.pages, looked.directory.next_at(looked.clock.at)) == (3, next_hour)
    await looked.moved_to(next_hour).directory.do(next_hour)
    assert (looked.slack.pages, len(looked.owners())) == (10, 7)


async def test_two_processes_read_the_list_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'stige.db'}"
    one, other = Looked(url=url), Looked(url=url)
    await one.directory.do(one.clock.at)
    await other.directory.do(other.clock.at)
    assert (one.slack.pages, other.slack.pages) == (7, 0)
    one.store.close()
    other.store.close()
