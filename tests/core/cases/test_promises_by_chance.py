"""The promises, held against policies, companies and lives of cases made by chance (`promises.hold` at every step)."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.cases.commands import Accept
from bot.cases.ladder import Stage
from bot.cases.outcome import Refused
from bot.cases.reports import OfferHandoff
from bot.cases.timer_commands import AskForUpdate, RemindClock, RemindPerson
from bot.cases.timers import due
from bot.people.targets import OnCall
from bot.policy.rules import Default
from bot.policy.when import EVERY_CASE
from tests.core.cases.chance import EVERYBODY, HUMANS, Chance
from tests.core.cases.world import World
from tests.harness.builders import COMPANY, START, level, targets

SEEDS = st.integers(0, 2**32)
HAPPENINGS = ("time", "time", "down", "report", "company", *["person"] * 6)


def world(chance: Chance, otherwise: Default | None = None, informs: bool = True) -> World:
    """`otherwise`: what any approval comes to that nobody answers. `informs`: by whatever plans the policy has."""
    began = START + chance.one(timedelta(), timedelta(hours=9), timedelta(days=5))
    policy = chance.policy()
    lines = tuple(replace(line, otherwise=otherwise or line.otherwise) for line in policy.approval)
    plans = policy.communication if informs else ()
    opened = World(replace(policy, approval=lines, communication=plans), chance.company(), began)
    opened.versions = chance.versions()
    who = chance.one("rita", "ana", "slack:T1:U9")
    return opened.opens(who, stated=chance.facts(), concerned=frozenset(chance.some(EVERYBODY, most=2)))


def routine(chance: Chance) -> World:
    """Neither urgent nor flagged, under a policy that asks first."""
    line = replace(chance.approval(), when=EVERY_CASE, by=(*targets("mia kim"), *chance.some(HUMANS)))
    opened = World(replace(chance.policy(), approval=(line,)), chance.company())
    opened.versions = chance.versions()
    return opened.opens(chance.one("rita", "mia"), impact="one")


def happens(chance: Chance, life: World) -> None:
    span = timedelta(minutes=chance.one(0, 3, 15, 100))
    match chance.one(*HAPPENINGS):
        case "time":
            for _ in range(chance.number(1, 6)):
                life.until_next_timer()
        case "down":
            life.is_down(hours=span.total_seconds() / 60)
        case "report":
            life.step(chance.report(life.case), None)
        case "company":
            life.changes(chance.company())
        case _:
            life.now += span if not due(life.pending, life.now + span) else timedelta()
            for _ in range(chance.tries):
                with suppress(Refused):
                    life.does(chance.person(life.case), chance.doing(life.now, life.case.owner))
                    break


def by_chance(examples: int) -> settings:
    return settings(max_examples=examples, phases=[Phase.explicit, Phase.reuse, Phase.generate])


@by_chance(30)
@given(SEEDS)
def test_whatever_happens_the_promises_hold(seed: int) -> None:
    chance = Chance(seed)
    life = world(chance)
    for _ in range(chance.number(1, 25)):
        happens(chance, life)


@by_chance(30)
@given(SEEDS)
def test_whatever_happens_to_a_case_that_passes_on_the_promises_hold(seed: int) -> None:
    chance = Chance(seed)
    life = passing(chance)
    for _ in range(chance.number(1, 25)):
        happens(chance, life)


def passing(chance: Chance) -> World:
    """Somebody has it through a schedule, and their shift is over."""
    follows = replace(chance.path("first"), when=EVERY_CASE, levels=(level((OnCall("duty"),)),), at_once=())
    policy = replace(chance.policy(), paths=(follows,), approval=())
    opened = World(policy, replace(COMPANY, schedules=chance.schedules()))
    opened.versions = chance.versions()
    opened.opens("rita", concerned=frozenset(chance.some(("ben", "cleo"), most=1)))
    opened.does("ana", Accept())
    opened.step(OfferHandoff("duty", chance.some(EVERYBODY, 1), opened.now), None)
    return opened


@by_chance(15)
@given(SEEDS)
def test_whatever_happens_to_a_routine_case_that_is_asked_for_first_the_promises_hold(seed: int) -> None:
    chance = Chance(seed)
    life = routine(chance)
    for _ in range(chance.number(1, 25)):
        happens(chance, life)


@by_chance(15)
@given(SEEDS)
def test_where_nobody_answers_the_fallback_is_reached_and_then_called_for_ever(seed: int) -> None:
    life = world(Chance(seed), Default.APPROVE, informs=False)
    while life.case.ladder.stage is not Stage.FALLBACK:
        assert life.until_next_timer()
        assert len(life.record) < 1000, "it climbs and climbs and comes to no end"
    for count in range(1, 5):
        while life.case.ladder.fallbacks < count:
            assert life.until_next_timer()
            assert life.case.ladder.stage is Stage.FALLBACK


@by_chance(15)
@given(SEEDS)
def test_after_any_downtime_each_limit_that_is_over_moves_the_case_once(seed: int) -> None:
    chance = Chance(seed)
    life = world(chance)
    for _ in range(chance.number(0, 10)):
        happens(chance, life)
    reminders = RemindPerson | RemindClock | AskForUpdate
    fired = [timer for timer in life.is_down(days=400) if not isinstance(timer.command, reminders)]
    strands = [timer.strand for timer in fired]
    assert sorted(strands) == sorted(set(strands)), fired
