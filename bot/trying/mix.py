"""Made-up past cases, where there is no past: over types, impacts, urgencies, flags, customers and hours."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from bot.cases.facts import Facts
from bot.policy.policy import Policy
from bot.trying.past import Past

T = TypeVar("T")
QUARTER = timedelta(days=91)
ONE_IN = 8  # so many carry a flag
ACCEPTED_AFTER = (2, 4, 7, 12, 25, 50, 110, 300, 900)  # minutes; what comes after the last is never
WORKED_ON = (10, 30, 90, 240, 600, 1500)


def mix(policy: Policy, count: int, seed: int, until_at: datetime) -> tuple[Past, ...]:
    """Opened in the quarter before `until_at`. The same seed gives the same cases for the same words of a policy."""
    return tuple(sorted(_cases(policy, count, seed, until_at), key=lambda past: past.opened_at))


def _cases(policy: Policy, count: int, seed: int, until_at: datetime) -> Iterator[Past]:
    rules, customers = policy.rules, (None, None, *policy.roster.customers)
    for number in range(count):
        dice = _Dice(f"{seed}:{number}")
        flagged = rules.flags and dice.below(ONE_IN) == 0
        facts = Facts(
            type=dice.one_of(tuple(rules.types)),
            impact=dice.one_of(rules.priority.impact),
            urgency=dice.one_of(rules.priority.urgency),
            flags=frozenset({dice.one_of(rules.flags)} if flagged else ()),
            customer=dice.one_of(customers),
        )
        accepted = dice.one_of((*ACCEPTED_AFTER, None))
        worked_on = dice.one_of(WORKED_ON)
        yield Past(
            f"made-up {number + 1}",
            until_at - QUARTER + QUARTER * dice.below(10_000) / 10_000,
            facts,
            dice.one_of(tuple(policy.roster.people)),
            accepted_after=timedelta(minutes=accepted) if accepted else None,
            resolved_after=timedelta(minutes=accepted + worked_on) if accepted else None,
        )


class _Dice:
    """Chance that a seed repeats on every machine."""

    def __init__(self, seed: str) -> None:
        self._left = int.from_bytes(sha256(seed.encode()).digest(), "big")

    def below(self, count: int) -> int:
        self._left, drawn = divmod(self._left, count)
        return drawn

    def one_of(self, words: Sequence[T]) -> T:
        return words[self.below(len(words))]
