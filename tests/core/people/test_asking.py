"""Whom a level may ask, in which order, and whom the fallback asks (S20, S26, S29)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.people.asking import Choice, Narrowing, able, fallback_people, in_turn
from bot.people.naming import Standing, named
from bot.people.presence import Absence
from bot.people.roster import Load, Roster
from bot.people.skipping import Skip, SkipReason
from bot.people.targets import (
    CoordinatorOf,
    ManagerOf,
    NextOnCall,
    OnCall,
    OnePerson,
    Party,
    PartyOf,
    Target,
    TeamMembers,
)
from tests.core.people.builders import NORDLYS, at, away, owning, person, roster

FRIDAY = at("2026-11-20 12:00")
DAY = timedelta(days=1)
FRIDAY_NIGHT = at("2026-11-20 22:00")
STRANGER = "slack:T1:U1"
COMPANY = roster()
OF_HUGO = Standing("hugo")
NETWORK = ("ana", "ben", "chen", "dora")
ANYBODY = Narrowing("hugo")


def asks(
    people: tuple[str, ...], ask: Narrowing = ANYBODY, company: Roster = COMPANY, when: datetime = FRIDAY
) -> Choice:
    return able(people, ask, company, when)


def skip(person_id: str, reason: str) -> Skip:
    return Skip(person_id, SkipReason(reason))


def test_a_level_asks_everybody_it_names_where_nothing_hinders() -> None:
    assert asks(NETWORK) == Choice(NETWORK, ())
    assert asks(()) == Choice((), ())


GRAVE = [
    ("away", ANYBODY, roster(absences=(Absence("1", "ana", FRIDAY - DAY, None),))),
    ("leave", ANYBODY, roster(away=away("ana"))),
    ("unreachable", ANYBODY, roster(away={"ana": "unreachable"})),
    ("declined", replace(ANYBODY, declined=frozenset({"ana"})), COMPANY),
    ("concerned", replace(ANYBODY, concerned=frozenset({"ana"})), COMPANY),
    ("owner", replace(ANYBODY, owner="ana"), COMPANY),
    ("authority", replace(ANYBODY, authority=frozenset({"change-freeze"})), COMPANY),
    ("gone", ANYBODY, roster(*(who for who in NORDLYS if who.id != "ana"))),
]


@pytest.mark.parametrize(("reason", "ask", "company"), GRAVE)
def test_a_grave_reason_skips_somebody(reason: str, ask: Narrowing, company: Roster) -> None:
    assert asks(("ana", "ben"), ask, company) == Choice(("ben",), (skip("ana", reason),))


@pytest.mark.parametrize(("reason", "ask", "company"), GRAVE)
def test_a_grave_reason_holds_even_where_nobody_is_left(reason: str, ask: Narrowing, company: Roster) -> None:
    assert asks(("ana",), ask, company) == Choice((), (skip("ana", reason),))


AT_HOME = roster(*(replace(who, hours="office-eu") if who.id == "ana" else who for who in NORDLYS))
SLIGHT = [
    ("reporter", replace(ANYBODY, reporter="ana"), COMPANY),
    ("limit", ANYBODY, roster(*(replace(who, limit=1) for who in NORDLYS), loads=owning(ana=1))),
    ("hours", replace(ANYBODY, heed_hours=True), AT_HOME),
    ("skills", replace(ANYBODY, skills=frozenset({"vendor"})), COMPANY),
    ("chosen_skills", replace(ANYBODY, chosen_skills=frozenset({"vendor"})), COMPANY),
]


@pytest.mark.parametrize(("reason", "ask", "company"), SLIGHT)
def test_a_slight_reason_skips_somebody_too(reason: str, ask: Narrowing, company: Roster) -> None:
    assert asks(("ana", "ben"), ask, company, FRIDAY_NIGHT) == Choice(("ben",), (skip("ana", reason),))


@pytest.mark.parametrize(("reason", "ask", "company"), SLIGHT)
def test_a_slight_reason_gives_way_where_nobody_would_be_left(reason: str, ask: Narrowing, company: Roster) -> None:
    assert asks(("ana",), ask, company, FRIDAY_NIGHT) == Choice(("ana",), ())
    somebody_away = replace(company, away=away("ben"))
    assert asks(("ana", "ben"), ask, somebody_away, FRIDAY_NIGHT) == Choice(("ana",), (skip("ben", "leave"),))


def test_every_authority_and_every_skill_named_is_wanted() -> None:
    both = frozenset({"approve", "hold"})
    assert asks(("mia", "kim"), replace(ANYBODY, authority=both)).asked == ("kim",)
    both = frozenset({"network", "vendor"})
    assert asks(("ana", "ben"), replace(ANYBODY, skills=both)).asked == ("ben",)


def test_the_chosen_words_are_given_up_before_the_skills_named() -> None:
    wish = replace(ANYBODY, skills=frozenset({"network"}), chosen_skills=frozenset({"server"}))
    assert asks(("dora", "ana", "ben"), wish) == Choice(("ana", "ben"), (skip("dora", "skills"),))


@pytest.mark.parametrize(
    ("graver", "lighter"),
    [("reporter", "limit"), ("limit", "hours"), ("hours", "skills"), ("skills", "chosen_skills")],
)
def test_the_lightest_reason_is_given_up_first(graver: str, lighter: str) -> None:
    hindered = {graver: "ana", lighter: "ben"}
    company = roster(
        *(replace(who, limit=1, hours="office-eu" if who.id == hindered.get("hours") else None,
                  skills=frozenset(word for word in ("skills", "chosen_skills") if who.id != hindered.get(word)))
          for who in NORDLYS),
        loads=dict.fromkeys([hindered["limit"]] if "limit" in hindered else [], Load(1)),
    )  # fmt: skip
    ask = Narrowing(
        reporter=hindered.get("reporter", "hugo"),
        skills=frozenset({"skills"}),
        chosen_skills=frozenset({"chosen_skills"}),
        heed_hours=True,
    )
    assert asks(("ana", "ben"), ask, company, FRIDAY_NIGHT) == Choice(("ben",), (skip("ana", graver),))


def test_a_lighter_wish_still_counts_among_those_whom_a_graver_one_had_to_spare() -> None:
    """Both are at their limit, so the limit gives way; then the one with the skill is asked."""
    company = roster(*(replace(who, limit=1) for who in NORDLYS), loads=owning(ben=1, dora=1))
    choice = asks(("dora", "ben"), replace(ANYBODY, skills=frozenset({"network"})), company)
    assert choice == Choice(("ben",), (skip("dora", "skills"),))


def test_own_hours_count_only_where_the_level_has_hours_and_duty_did_not_name_them() -> None:
    assert asks(("ana", "ben"), ANYBODY, AT_HOME, FRIDAY_NIGHT).asked == ("ana", "ben")
    on_duty = replace(ANYBODY, heed_hours=True, on_duty=frozenset({"ana"}))
    assert asks(("ana", "ben"), on_duty, AT_HOME, FRIDAY_NIGHT).asked == ("ana", "ben")
    assert asks(("ana", "ben"), replace(ANYBODY, heed_hours=True), AT_HOME, FRIDAY).asked == ("ana", "ben")


def test_everybody_named_is_either_asked_or_skipped_each_once_in_the_order_named() -> None:
    ask = Narrowing("ben", declined=frozenset({"dora"}), owner="kim")
    choice = asks(("kim", "dora", "ben", "ana", "dora"), ask)
    assert choice == Choice(("ana",), (skip("kim", "owner"), skip("dora", "declined"), skip("ben", "reporter")))


def test_whoever_has_several_reasons_is_skipped_for_the_gravest() -> None:
    ask = Narrowing("ana", declined=frozenset({"ana"}), concerned=frozenset({"ana"}), skills=frozenset({"hr"}))
    assert asks(("ana",), ask, roster(away=away("ana"))).skipped == (skip("ana", "leave"),)


def test_people_outside_the_directory_may_be_asked_but_have_no_authority() -> None:
    assert asks((STRANGER,), replace(ANYBODY, heed_hours=True, skills=frozenset({"hr"}))).asked == (STRANGER,)
    assert asks((STRANGER,), replace(ANYBODY, authority=frozenset({"approve"}))).skipped == (
        skip(STRANGER, "authority"),
    )


def turn(*targets: Target, company: Roster = COMPANY, skipped: tuple[str, ...] = ()) -> tuple[str, ...]:
    people = tuple(who for who in named(targets, OF_HUGO, company, FRIDAY) if who not in skipped)
    return in_turn(people, targets, OF_HUGO, company, FRIDAY)


def test_within_a_team_the_one_with_the_fewest_open_cases_is_first() -> None:
    assert turn(TeamMembers("network"), company=roster(loads=owning(ana=2, ben=1, chen=1))) == (
        "dora", "ben", "chen", "ana",
    )  # fmt: skip


def test_then_whoever_was_not_asked_for_longest_and_never_is_longest() -> None:
    asked_at = {"ana": at("2026-11-20 10:00"), "ben": at("2026-11-20 09:00"), "chen": None}
    company = roster(loads={who: Load(1, moment) for who, moment in asked_at.items()} | {"dora": Load(2)})
    assert turn(TeamMembers("network"), company=company) == ("chen", "ben", "ana", "dora")


def test_then_the_order_of_the_file() -> None:
    assert turn(TeamMembers("network")) == NETWORK


def test_targets_stand_in_the_order_written_whatever_their_load() -> None:
    busy = roster(loads=owning(kim=9, ben=5, ana=1))
    assert turn(OnePerson("kim"), TeamMembers("network"), OnePerson("mia"), company=busy, skipped=("chen",)) == (
        "kim", "dora", "ana", "ben", "mia",
    )  # fmt: skip


def test_somebody_on_duty_goes_before_their_team_even_with_more_cases() -> None:
    busy = roster(loads=owning(ben=5))
    assert turn(OnCall("network-on-call"), TeamMembers("network"), company=busy) == ("ben", "ana", "chen", "dora")


def test_somebody_whom_no_target_names_any_more_comes_last() -> None:
    order = in_turn(("kim", "ana"), [TeamMembers("network")], OF_HUGO, COMPANY, FRIDAY)
    assert order == ("ana", "kim")


def falls_to(
    *targets: Target, company: Roster = COMPANY, concerned: tuple[str, ...] = (), standing: Standing = OF_HUGO
) -> tuple[str, ...]:
    return fallback_people(targets, standing, company, FRIDAY, frozenset(concerned))


def test_the_fallback_asks_all_it_names_away_or_not() -> None:
    assert falls_to(OnePerson("mia"), OnePerson("kim"), company=roster(away=away("mia"))) == ("mia", "kim")
    assert falls_to(PartyOf(Party.REPORTER), standing=Standing(STRANGER)) == (STRANGER,)


def test_where_all_of_the_fallback_are_away_their_managers_are_asked_too() -> None:
    assert falls_to(TeamMembers("hr"), CoordinatorOf("network"), company=roster(away=away("hugo", "mia"))) == (
        "hugo", "mia", "kim",
    )  # fmt: skip


def test_where_their_managers_are_away_too_it_climbs_on_as_far_as_there_is_anybody() -> None:
    assert falls_to(OnePerson("ana"), company=roster(away=away("ana", "mia"))) == ("ana", "mia", "kim")
    assert falls_to(OnePerson("kim"), company=roster(away=away("kim"))) == ("kim",)
    circle = roster(person("ana", "ben"), person("ben", "ana"), away=away("ana", "ben"))
    assert falls_to(OnePerson("ana"), company=circle) == ("ana", "ben")


def test_people_whom_the_case_concerns_are_not_asked_in_the_fallback_either() -> None:
    assert falls_to(OnePerson("mia"), OnePerson("kim"), concerned=("mia",)) == ("kim",)
    assert falls_to(OnePerson("mia"), concerned=("mia",)) == ("kim",)
    assert falls_to(OnePerson("kim"), concerned=("kim",)) == ()


def test_the_fallback_asks_who_is_on_duty_though_away_where_nobody_else_is() -> None:
    everybody = roster(away=away(*NETWORK))
    assert falls_to(OnCall("network-on-call"), company=roster(away=away("ben"))) == ("ana",)
    assert falls_to(OnCall("network-on-call"), company=everybody) == ("ben", "mia")
    assert falls_to(NextOnCall("network-on-call"), company=everybody) == ("ana", "mia")


def test_the_fallback_leaves_out_whom_the_roster_no_longer_knows() -> None:
    assert falls_to(OnePerson("zoe"), OnePerson("kim"), ManagerOf("zoe")) == ("kim",)
    assert falls_to(OnePerson("zoe")) == ()
