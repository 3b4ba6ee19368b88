"""Random policies and the lives of cases under them come back from their JSON as they were."""

import json
from typing import TypeVar

from hypothesis import given

from bot.cases.case import Case
from bot.policy.policy import Policy
from storage.codec import decode, dumps, encode
from tests.core.cases.chance_by_policy import ChanceUnder
from tests.core.cases.test_promises_by_chance import happens
from tests.harness.by_chance import SEEDS, by_chance
from tests.harness.random_policy import random_policy
from tests.storage.test_codec import Listed

T = TypeVar("T")


def stored(kind: type[T], value: T) -> T:
    texts = Listed()
    return decode(kind, json.loads(dumps(encode(kind, value, texts))), texts)


@by_chance(8)
@given(SEEDS)
def test_a_policy_comes_back_as_it_was_read_and_in_the_order_of_the_file(seed: int) -> None:
    policy = random_policy(seed).policy
    again = stored(Policy, policy)
    assert again == policy
    assert list(again.rules.types) == list(policy.rules.types)
    assert list(again.roster.people) == list(policy.roster.people)


@by_chance(8)
@given(SEEDS)
def test_every_event_of_a_case_and_the_case_itself_come_back_as_they_were(seed: int) -> None:
    chance = ChanceUnder(seed)
    life = chance.world(chance.under.rules)
    for _ in range(chance.number(5, 25)):
        happens(chance, life)
    for entry in life.record:
        assert stored(type(entry.event), entry.event) == entry.event
    assert stored(Case, life.case) == life.case
