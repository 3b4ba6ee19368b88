"""Past cases under a policy: people do what they did then, and whoever is asked by now does it (issue 3, point 6)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.cases.case import Status
from bot.cases.clocks import ClockKind
from bot.cases.events import Entry, Opened
from bot.cases.ladder_events import Paged
from bot.durations import Duration, days, hours, minutes
from bot.engine import Engine
from bot.people.identity import Platform
from bot.people.roster import Roster
from bot.people.targets import CoordinatorOf
from bot.people.wall import is_night
from bot.policy.policy import Policy
from bot.policy.rules import ApprovalLine, AudienceLine, CommunicationPlan, Default, Path, Pick
from bot.policy.when import EVERY_CASE
from bot.trying.past import Page, Past, unknown
from bot.trying.play import Deed
from bot.trying.replay import MOST, deeds, lived, replay, undisturbed
from bot.trying.simulate import SOMEBODY
from bot.trying.totals import Burden, Times, middle, totals
from tests.core.corridor import Corridor
from tests.core.people.builders import COPENHAGEN, at, person
from tests.harness.builders import (
    CLOCKS,
    START,
    clock,
    company,
    facts,
    fallback,
    later,
    level,
    path,
    rules,
    targets,
    when,
)

STEEP = path(level("ana", 5), level("ben", 10), level("mia", 15), fallback=fallback("kim", 30))


def span(count: float | None) -> timedelta | None:
    return None if count is None else timedelta(minutes=count)


def past(accepted: float | None = None, resolved: float | None = None, **more: object) -> Past:
    """In minutes after opening."""
    went = Past("ESC-1", START, facts(), "rita", accepted_after=span(accepted), resolved_after=span(resolved))
    return replace(went, **more)  # type: ignore[arg-type]


def policy(*paths: Path, roster: Roster | None = None, **more: object) -> Policy:
    return undisturbed(Policy(rules(*(paths or (STEEP,)), **more), roster or company()))  # type: ignore[arg-type]


def asked(case: Past, by: Policy | None = None) -> list[tuple[str, float]]:
    """Who, and how many minutes after opening."""
    pages = replay(by or policy(), case).pages
    return [(page.person, (page.at - case.opened_at) / timedelta(minutes=1)) for page in pages]


# what people do


def test_whoever_is_asked_at_that_moment_accepts() -> None:
    seen = replay(policy(), past(accepted=7, resolved=60))
    assert [page.person for page in seen.pages] == ["ana", "ben"]
    assert (seen.accepted_at, seen.level, seen.found_at) == (later(7), 2, later(5))
    assert (seen.climbed, seen.fallbacks, seen.first_asked_at) == (1, 0, START)


def test_while_nobody_is_asked_the_first_who_is_accepts_at_once() -> None:
    asleep = path(level("ana", 5, hours="office"))
    evening = at("2026-11-16 18:00")
    seen = replay(policy(asleep, calendars=company().calendars), past(accepted=5, resolved=2000, opened_at=evening))
    assert (seen.accepted_at, seen.found_at) == (at("2026-11-17 08:00"), at("2026-11-17 08:00"))


def test_a_case_that_was_resolved_and_never_accepted_is_accepted_when_it_is_resolved() -> None:
    seen = replay(policy(), past(resolved=7))
    assert (seen.accepted_at, seen.level) == (later(7), 2)
    assert replay(policy(), past(accepted=9, resolved=7)).accepted_at == later(9)


def test_a_withdrawn_case_asks_nobody_any_more() -> None:
    assert asked(past(withdrawn_after=timedelta(minutes=6))) == [("ana", 0), ("ben", 5)]


def test_one_that_was_never_accepted_runs_to_the_third_fallback() -> None:
    assert asked(past()) == [("ana", 0), ("ben", 5), ("mia", 15), ("kim", 30), ("kim", 60), ("kim", 90)]
    assert replay(policy(), past()).fallbacks == 3


def test_an_acceptance_after_the_third_fallback_is_waited_for() -> None:
    seen = replay(policy(), past(accepted=200, resolved=210))
    assert (seen.fallbacks, seen.accepted_at, seen.level) == (6, later(200), None)


def test_a_case_is_followed_for_30_days_at_most_and_no_longer_than_is_telling() -> None:
    seldom = path(level("ana", 5), fallback=fallback("kim", days(20)))
    assert len(replay(policy(seldom), past()).pages) == 3
    restless = path(level("ana", 5), fallback=fallback("kim", Duration(timedelta(seconds=1))))
    _, entries = lived(policy(restless), past(accepted=10000, resolved=10001))
    assert sum(isinstance(entry.event, Paged) for entry in entries) <= MOST


def test_a_case_that_is_resolved_late_calls_the_next_level() -> None:
    seen = replay(policy(), past(accepted=1, resolved=300))
    assert [page.person for page in seen.pages] == ["ana", "ben"]
    assert seen.breaches == (ClockKind.RESOLVE,)


def test_updates_are_given_in_time_and_nobody_is_reminded() -> None:
    informed = CommunicationPlan(EVERY_CASE, (AudienceLine(targets("kim"), minutes(5), "manager", minutes(5)),))
    restless = clock(accept=minutes(10), update=minutes(5), resolve=days(2), remind=(50.0,))
    nagging = path(level("ana", 5, remind=(50.0,)))
    _, entries = lived(policy(nagging, clocks=(restless,), communication=(informed,)), past(accepted=1, resolved=1000))
    happened = {type(entry.event).__name__ for entry in entries}
    assert happened.isdisjoint({"UpdateMissed", "PersonReminded", "ClockReminded", "Breached"})


def test_what_nobody_answers_is_approved_or_declined_by_default() -> None:
    asking = ApprovalLine(EVERY_CASE, (CoordinatorOf("web"),), hours(1), Default.APPROVE)
    boss = company(changed=(person("mia", "kim", authority=frozenset({"approve"})),))
    routine = past(accepted=1, resolved=400, facts=facts(impact="one", urgency="later"))
    approved = replay(policy(approval=(asking,), roster=boss), routine)
    assert (approved.approved_by_default, approved.disapproved, approved.first_asked_at) == (True, False, later(60))
    declined = replay(policy(approval=(replace(asking, otherwise=Default.DECLINE),), roster=boss), routine)
    assert (declined.disapproved, declined.pages, declined.accepted_at) == (True, (), None)


def test_everybody_is_there_and_nobody_is_at_their_limit() -> None:
    assert asked(past(accepted=1, resolved=2), policy(roster=company(away="ana"))) == [("ana", 0)]


def test_a_region_that_is_stated_is_the_reporters() -> None:
    near = path(level("ben", 5), path_id="near", fits=when(region="eu"))
    two = policy(near, STEEP, regions=("eu", "us"))
    assert replay(two, past(region="eu")).path == "near"
    assert replay(two, past(region=None, reporter=None)).path == "web"


def test_whom_a_case_concerns_is_not_asked() -> None:
    assert asked(past(accepted=1, resolved=2, concerned=frozenset({"ana"}))) == [("ben", 0)]


def test_a_case_is_never_refused_for_what_is_missing_from_it() -> None:
    demanding = replace(rules(STEEP).types["incident"], required={"any": ("summary", "help", "batch")})
    by = policy(types={**rules(STEEP).types, "incident": demanding})
    routine = facts(impact="one", urgency="later")
    assert asked(past(accepted=1, resolved=2, facts=routine), by) == [("ana", 0)]


# night


@pytest.mark.parametrize(
    ("local", "night"),
    [("21:59", False), ("22:00", True), ("00:30", True), ("05:59", True), ("06:00", False)],
)
def test_night_is_from_22_to_6_where_somebody_lives(local: str, night: bool) -> None:
    assert is_night(at(f"2026-11-20 {local}"), COPENHAGEN) is night


def test_a_page_at_night_is_one_in_the_persons_own_zone() -> None:
    far = company(changed=(person("ana", timezone="Asia/Singapore"),))
    (page,) = replay(policy(roster=far), past(accepted=1, resolved=2, opened_at=at("2026-11-16 15:30"))).pages
    assert page == Page("ana", at("2026-11-16 15:30"), 1, night=True)


# words that the policy does not have


@pytest.mark.parametrize(
    ("about", "word"),
    [
        ({"type": "gone"}, "gone"),
        ({"impact": "gone"}, "gone"),
        ({"urgency": "gone"}, "gone"),
        ({"flags": frozenset({"gone"})}, "gone"),
        ({"choices": (("gone", "x"),)}, "gone"),
        ({"customer": "gone"}, None),
        ({"impact": None, "urgency": None}, None),
    ],
)
def test_a_case_with_a_word_that_the_policy_does_not_have_cannot_be_replayed(
    about: dict[str, object], word: str | None
) -> None:
    assert unknown(past(facts=replace(facts(), **about)), policy().rules) == word  # type: ignore[arg-type]


# figures


def test_the_totals_count_pages_per_person_cases_per_path_and_breaches() -> None:
    night = at("2026-11-17 00:00")
    cases = [replay(policy(), one) for one in (past(7, 60), past(opened_at=night), past(1, 300))]
    found = totals(cases)
    assert (found.cases, found.pages, found.night_pages, found.never_accepted) == (3, 10, 6, 1)
    assert found.people == {
        "ana": Burden(3, 1, 3),
        "ben": Burden(3, 1, 3),
        "kim": Burden(3, 3, 1),
        "mia": Burden(1, 1, 1),
    }
    assert list(found.people) == ["ana", "ben", "kim", "mia"]
    assert found.paths == {"web": 3}
    assert found.breaches == {ClockKind.ACCEPT: 1, ClockKind.RESOLVE: 1}
    assert (found.climbed, found.fallbacks, found.approved_by_default, found.disapproved) == (4, 1, 0, 0)
    assert found.times == Times(timedelta(), timedelta(minutes=5), timedelta(minutes=7))


def test_a_median_counts_never_as_longer_than_any() -> None:
    one, two = timedelta(hours=1), timedelta(hours=2)
    assert middle([two, None, one]) == two
    assert middle([None, one]) == one
    assert middle([None, None, one]) is None
    assert middle([]) is None


# the same as live


class Undisturbed(Engine):
    """Everybody there and nobody loaded, as a replay has it."""

    def roster_in(self, unit, now, *, within=False):  # type: ignore[no-untyped-def]
        return replace(self.policy_in(unit).roster, overrides=unit.presence(now).overrides)


def live(by: Policy, went: Past) -> tuple[Entry, ...]:
    """The same life through the engine and a database, timer by timer."""
    corridor = Corridor(by, frozenset({Platform.SLACK, Platform.MAIL, Platform.WEBHOOK}))
    corridor.engine.__class__ = Undisturbed
    corridor.clock.at = went.opened_at
    given = lived(by, went)[1][0].event
    assert isinstance(given, Opened)
    reporter = went.reporter or SOMEBODY
    corridor.engine.open(reporter, given.handover, went.facts, "open", went.concerned)
    _live_on(corridor, list(deeds(went)))
    with corridor.store.writing() as unit:
        entries = unit.entries("case1")
    corridor.store.close()
    return entries


def _live_on(corridor: Corridor, to_come: list[Deed]) -> None:
    """Until everything has been done or 40 steps have passed."""
    late: list[Deed] = []
    for step in range(40):
        case = corridor.case()
        if case.status in (Status.RESOLVED, Status.CLOSED):
            return
        doable = next((deed for deed in late if deed.act(case)), None)
        act = doable.act(case) if doable else None
        if doable and act:
            late.remove(doable)
            corridor.does(*act, key=f"step {step}")
            continue
        with corridor.store.writing() as unit:
            due_at = unit.next_due_at()
        if to_come and (due_at is None or to_come[0].at < due_at):
            corridor.clock.at = to_come[0].at
            late.append(to_come.pop(0))
        elif due_at:
            corridor.clock.at = due_at
            assert corridor.engine.fire()


def by_chance(seed: int) -> tuple[Policy, Past]:
    chance = Random(seed)
    people = ["ana", "ben", "web:", "web*", "mia", "kim"]
    levels = [
        level(
            chance.choice(people),
            chance.choice([None, 5, 20]),
            hours=chance.choice([None, "office"]),
            pick=chance.choice([Pick.ALL, Pick.ONE]),
            tell=chance.choice(["", "#ops", "kim"]),
        )
        for _ in range(chance.randint(1, 4))
    ]
    ladder = path(*levels, rounds=chance.randint(1, 2), fallback=fallback("kim", chance.choice([30, 240])))
    approval = (ApprovalLine(when(priority="P4"), targets("mia"), hours(1), Default.APPROVE),)
    boss = company(changed=(person("mia", "kim", authority=frozenset({"approve"})),))
    made = Policy(rules(ladder, calendars=boss.calendars, approval=approval, clocks=(CLOCKS,)), boss)
    accepted = chance.choice([None, 1, 12, 45, 500])
    weighed = facts(impact=chance.choice(["all", "some", "one"]), urgency=chance.choice(["now", "later"]))
    went = past(
        accepted,
        None if accepted is None else chance.choice([None, accepted + 30, accepted + 900]),
        opened_at=START + timedelta(minutes=chance.randrange(7 * 24 * 60)),
        facts=weighed,
        reporter=chance.choice(["rita", "ana"]),
    )
    return undisturbed(made), went


@pytest.mark.parametrize("seed", range(25))
def test_a_replay_is_what_the_live_engine_does_with_its_database(seed: int) -> None:
    by, went = by_chance(seed)
    replayed, lived_through = lived(by, went)[1], live(by, went)
    length = min(len(replayed), len(lived_through))
    assert _told(replayed[:length]) == _told(lived_through[:length])
    assert length > 3


def _told(entries: Sequence[Entry]) -> list[object]:
    """All but the number, the id and the drawing of lots that a database gives."""
    return [
        (entry.seq, entry.at, entry.by, None if isinstance(entry.event, Opened) else entry.event) for entry in entries
    ]
