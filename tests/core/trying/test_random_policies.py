"""Policies by chance, tried before they count: a simulation and a replay are what the engine and the database do
(promise 5, S45), and whatever a policy says can be explained and compared."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given

from adapters.names import named
from adapters.pictures.ladder import Ladder
from adapters.wording import Wording
from bot.cases.handover import items
from bot.durations import minutes
from bot.explaining.cases import Imagined, explain_case
from bot.explaining.overview import explain_policy
from bot.explaining.part import Explanation
from bot.explaining.priorities import one_priority_part
from bot.explaining.rungs import rungs_of
from bot.explaining.types import explain_type
from bot.people.identity import Reader
from bot.policy.policy import Policy
from bot.policy.widening import widened
from bot.trying.diff import diff
from bot.trying.past import Past
from bot.trying.replay import lived, undisturbed
from bot.trying.simulate import Trial, everybody_there, filled, simulate
from bot.words import Say
from tests.core.cases.chance_by_policy import ChanceUnder
from tests.core.explaining.reading import aloud
from tests.core.explaining.reading import read as word
from tests.core.trying.test_replay import live as lived_live
from tests.core.trying.test_simulate_equals_live import deed, live, told
from tests.harness.builders import START
from tests.harness.by_chance import SEEDS, by_chance
from tests.harness.random_policy import random_policy

LANGUAGES = ("en", "da")


def span(chance: ChanceUnder) -> timedelta:
    """A fallback of every second is looked at for a while only."""
    restless = any(path.fallback.every.elapsed < minutes(1).elapsed for path in chance.under.rules.paths)
    return timedelta(minutes=10) if restless else chance.one(timedelta(hours=3), timedelta(days=1))


def trial(chance: ChanceUnder) -> Trial:
    at, long = chance.moment(), span(chance)
    times = sorted(at + long * chance.number(0, 100) / 100 + timedelta(seconds=1) for _ in range(5))
    deeds = tuple(deed(one, chance.one(*chance.everybody), chance.doing(one)) for one in times)
    return Trial(chance.facts(), at, deeds=deeds, until=at + long)


@by_chance(8)
@given(SEEDS)
def test_a_simulation_is_what_the_live_bot_does(seed: int) -> None:
    chance = ChanceUnder(seed)
    tried = trial(chance)
    policy = Policy(chance.under.rules, everybody_there(chance.under.roster, tried))
    seen = told(list(simulate(policy, tried).entries))
    assert seen
    assert seen == told(live(policy, tried))[: len(seen)]


@by_chance(8)
@given(SEEDS)
def test_a_replay_is_what_the_live_bot_does(seed: int) -> None:
    chance = ChanceUnder(seed)
    accepted = chance.one(None, 1, 12, 500)
    resolved = None if accepted is None else chance.one(None, accepted + 30, accepted + 900)
    went = Past(
        "ESC-1",
        chance.moment(),
        chance.facts(),
        chance.one(*chance.everybody),
        accepted_after=None if accepted is None else timedelta(minutes=accepted),
        resolved_after=None if resolved is None else timedelta(minutes=resolved),
        withdrawn_after=chance.one(None, None, timedelta(hours=2)),
        concerned=chance.concerned(),
    )
    policy = undisturbed(chance.under)
    replayed, lived_through = told(lived(policy, went)[1]), told(list(lived_live(policy, went)))
    length = min(len(replayed), len(lived_through))
    assert length >= 3
    assert replayed[:length] == lived_through[:length]


# in words


def read(sentences: tuple[Say, ...], policy: Policy, language: str) -> list[str]:
    wording = Wording(lambda thing: named(thing, policy.roster) or thing, language, lambda: START)
    return [wording.sentence(one, Reader("ana", language, policy.rules.timezone)) for one in sentences]


def is_read(explanation: Explanation, policy: Policy) -> None:
    for language in LANGUAGES:
        assert aloud(explanation, language, policy)


@by_chance(4)
@given(SEEDS)
def test_everything_in_a_policy_can_be_explained_and_drawn(seed: int) -> None:
    chance = ChanceUnder(seed)
    policy, rules, at = chance.under, chance.under.rules, chance.moment()
    is_read(explain_policy(policy, at), policy)
    is_read(tuple(one_priority_part(name, rules) for name in rules.priority.names), policy)
    for kind in rules.types.values():
        is_read(explain_type(kind, policy, at), policy)
    for path in rules.paths:
        assert Ladder(rungs_of(path, policy, at), lambda value: word(value, "da", policy)).chart().to_json()
    about, by = chance.facts(), chance.one(*chance.everybody)
    given = filled({}, by, items(rules.types[about.type]))
    is_read(explain_case(Imagined(about, given, by, at), policy), policy)


@by_chance(4)
@given(SEEDS, SEEDS)
def test_two_policies_are_compared_and_one_with_itself_is_the_same(seed: int, other: int) -> None:
    one, two = random_policy(seed).policy, random_policy(other).policy
    renamed = replace(one, rules=replace(one.rules, version="another", label="2027"))
    assert (diff(one, renamed), widened(one, renamed)) == ((), ())
    for language in LANGUAGES:
        assert all(read(diff(one, two), two, language))
        assert all(read(tuple(widened(one, two)), two, language))
    assert seed == other or diff(one, two)
