"""Somebody can be asked on every path, and somebody may approve where approval is wanted (S44)."""

from bot.durations import hours
from bot.lint.silence import approval_by_nobody, path_that_asks_nobody
from bot.people.targets import CustomerFollowers, ManagerOf, NextOnCall, OnCall, Party, PartyOf, Target
from bot.policy.rules import ApprovalLine, Default, Level
from bot.policy.when import EVERY_CASE
from tests.core.lint.drafts import public, said
from tests.core.people.builders import layer, person, schedule
from tests.harness.builders import START, company, later, level, path, targets, when

OWNERS_MANAGER = ManagerOf(Party.OWNER)


def asks_somebody(*levels: Level, **changed: object) -> bool:
    found = said(path_that_asks_nobody, public(path(*levels)), company(**changed))  # type: ignore[arg-type]
    assert found in ([], [(("paths", "web", "levels"), "asks-nobody")])
    return not found


def test_a_level_asks_nobody_if_nobody_named_has_the_authority_it_wants() -> None:
    assert asks_somebody(level("ana ben", authority=frozenset({"release"})))
    assert not asks_somebody(level("ana", authority=frozenset({"release"})))


def test_skills_give_way_and_leave_nobody_unasked() -> None:
    assert asks_somebody(level("ana", skills=frozenset({"juggling"})))


def test_one_level_that_can_ask_somebody_is_enough() -> None:
    assert asks_somebody(level("ana", authority=frozenset({"release"})), level("mia"))


def test_a_level_that_stands_for_none_of_the_paths_cases_asks_nobody() -> None:
    fits = when(type="incident")
    never = path(level("ana", when=when(type="support")), fits=fits)
    assert said(path_that_asks_nobody, public(never)) == [(("paths", "web", "levels"), "asks-nobody")]


def test_of_a_path_that_fits_no_case_nothing_more_is_said() -> None:
    unfit = path(level("ana", authority=frozenset({"release"})), fits=when(type="support", audience="internal"))
    assert said(path_that_asks_nobody, public(unfit)) == []


def test_whoever_has_no_manager_has_nobody_above() -> None:
    assert asks_somebody(level([ManagerOf("ana")]))
    assert not asks_somebody(level([ManagerOf("kim")]))


def test_the_manager_of_the_owner_is_that_of_whoever_another_level_asks() -> None:
    assert asks_somebody(level("ana", authority=frozenset({"x"})), level([OWNERS_MANAGER]))
    assert not asks_somebody(level("kim", authority=frozenset({"x"})), level([OWNERS_MANAGER]))
    assert not asks_somebody(level([OWNERS_MANAGER])), "nobody owns it, and nobody was asked"


def test_a_manager_who_was_asked_gives_way_to_their_own_all_the_way_up() -> None:
    kim_decides = frozenset({"decide"})
    changed = [person("kim", authority=kim_decides)]
    assert asks_somebody(level([ManagerOf("ana")], authority=kim_decides), changed=changed)


def test_a_vendor_alone_is_answered_for_by_whoever_is_told() -> None:
    assert asks_somebody(level("@telco", tell="ben"))
    assert not asks_somebody(level("@telco", tell="#ops"))
    assert not asks_somebody(level("#ops", tell="ben"))


def test_teams_coordinators_followers_and_parts_in_the_case_are_people() -> None:
    assert asks_somebody(level("web:"))
    assert asks_somebody(level("web*"))
    assert not asks_somebody(level("crew*")), "a team without a coordinator"
    assert not asks_somebody(level("gone: gone*"))
    assert asks_somebody(level([PartyOf(Party.REPORTER)]))
    assert asks_somebody(level([PartyOf(Party.FOLLOWERS)]))
    assert not asks_somebody(level([PartyOf(Party.OWNER)]))
    assert asks_somebody(level([ManagerOf(Party.REPORTER)]))
    assert asks_somebody(level([CustomerFollowers()]))
    assert not asks_somebody(level([CustomerFollowers()]), customers={})
    assert not asks_somebody(level("ana"), without="ana")


def test_a_duty_asks_whoever_its_layers_name_from_now_on() -> None:
    duty: list[Target] = [OnCall("duty")]
    over = schedule(layer("ana", ends_at=START))
    assert asks_somebody(level(duty))
    assert asks_somebody(level(duty), schedules={"duty": schedule(layer("ana", ends_at=later(1)))})
    assert not asks_somebody(level(duty), schedules={"duty": over})
    assert not asks_somebody(level(duty), schedules={})
    assert asks_somebody(level(duty), schedules={"duty": schedule(layer(teams=("web",)))})
    assert asks_somebody(level(duty), schedules={"duty": schedule(layer(ical="https://duty.example/x.ics"))})


def test_next_on_call_wants_a_second_one() -> None:
    following: list[Target] = [NextOnCall("duty")]
    assert not asks_somebody(level(following))
    assert asks_somebody(level(following), schedules={"duty": schedule(layer("ana", "ben"))})


# approval


def approved_by(by: str | list[Target], chain: bool = False) -> list[tuple[object, ...]]:
    line = ApprovalLine(EVERY_CASE, targets(by), hours(1), Default.APPROVE, chain)
    roster = company(changed=[person("mia", "kim", authority=frozenset({"approve"}))])
    found = said(approval_by_nobody, public(approval=(line,)), roster)
    assert all(code == "approved-by-nobody" for _, code in found)
    return [place for place, _ in found]


def test_one_of_those_named_must_be_able_to_approve() -> None:
    assert approved_by("ana mia") == []
    assert approved_by([ManagerOf(Party.REPORTER)]) == []
    assert approved_by("ana ben") == [("approval", 0, "by")]


def test_in_a_chain_each_must_be_able_to() -> None:
    assert approved_by("ana mia ben", chain=True) == [("approval", 0, "by", 0), ("approval", 0, "by", 2)]
