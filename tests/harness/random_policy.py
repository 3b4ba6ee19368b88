"""Policy files by chance: text in which lint finds no error, over the whole of format 1. The same seed, the same file.

So that each path is reached, each but the last takes a case of its own, its witness, which no path above it takes.
What is private has paths of its own, with readers in their fallback, and nothing of it goes outside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from adapters.policyfile import read_policy
from bot.lint.finding import Means
from bot.policy.policy import Policy
from tests.core.cases.chance import Chance
from tests.harness.policy_text import policy_text
from tests.harness.random_around import approvals, communication, retention, templates
from tests.harness.random_company import HOOKS, REGIONS, TIERS, ZONES, Section, coin, company, maybe
from tests.harness.random_paths import paths
from tests.harness.random_words import Words

MEANS = Means(mail=True, hosts=frozenset({HOOKS}))


@dataclass(frozen=True)
class RandomPolicy:
    seed: int
    document: Section

    @cached_property
    def text(self) -> str:
        return written(self.document, self.seed)

    @cached_property
    def policy(self) -> Policy:
        return read_policy(self.text.encode())


def random_policy(seed: int) -> RandomPolicy:
    chance = Chance(seed)
    around = company(chance)
    words = Words(chance, around)
    return RandomPolicy(seed, {**_head(chance, words), **around, **_lines(chance, words)})


def written(document: Mapping[str, Any], seed: int) -> str:
    chance = Chance(seed)
    return policy_text(document, lambda: coin(chance))


def _head(chance: Chance, words: Words) -> Section:
    return {
        "stige": 1,
        "policy": "nordlys",
        "version": chance.one("2026-11", "1", "v 2: the second"),
        "timezone": chance.one(*ZONES),
        **maybe(chance, language=chance.one("en", "da")),
        "flags": list(words.flags),
        "tiers": list(TIERS),
        "regions": list(REGIONS),
        **maybe(chance, tone={"default": "plain", "apac": "gentle"}),
        "fields": words.fields,
    }


def _lines(chance: Chance, words: Words) -> Section:
    """All that says what happens."""
    private = {"private": [_private_line(words)]} if words.private_flags else {}
    return {
        "priority": _priority(chance, words),
        "types": words.types,
        **private,
        **maybe(chance, suggest=_suggestions(chance, words)),
        "clocks": clocks(chance, words),
        "paths": paths(chance, words),
        **approvals(chance, words),
        **communication(chance, words),
        **templates(chance),
        **retention(chance, words),
    }


def _private_line(words: Words) -> Section:
    return {"when": {"flags": list(words.private_flags)}, "readers": words.readers}


def _priority(chance: Chance, words: Words) -> Section:
    table = {impact: [chance.one(*words.priorities) for _ in words.urgency] for impact in words.impact}
    overrides = [_override(chance, words) for _ in range(chance.number(0, 3))]
    urgent = maybe(chance, urgent=["P1"])
    lists = {"names": list(words.priorities), "impact": list(words.impact), "urgency": list(words.urgency)}
    return {**lists, **urgent, "table": table, **({"overrides": overrides} if overrides else {})}


def _override(chance: Chance, words: Words) -> Section:
    change: Section = chance.one({"to": chance.one(*words.priorities)}, {"raise": chance.number(1, 2)})
    because = chance.one("it comes first", {"en": "it is near, so", "da": "det haster"})
    return {"when": words.condition(), **change, "because": because}


def _suggestions(chance: Chance, words: Words) -> list[Section]:
    flags = [{"words": ["breach", "ransom*"], "flag": chance.one(*words.flags)}]
    return [*flags, {"words": ["chikane*", "to be fired"], "type": chance.one(*words.types)}]


def clocks(chance: Chance, words: Words) -> list[Section]:
    """The last line is of every case, and no resolve ends before an accept."""
    special = [_clock_line(chance, words) for _ in range(chance.number(0, 3))]
    reminding = {"when": {}, "remind": chance.one("50%", ["50%", "80%"], "none"), "wait": chance.one("4h", "3d")}
    ends: Section = chance.one({"resolve": "10d"}, {"update": "1d"}, {"update": "2h", "resolve": "5d"})
    last = {"when": {}, "accept": chance.one("15m", "2h"), **ends, **_hours(chance, words)}
    return [*special, reminding, {**last, **maybe(chance, snooze="1d", review="3d", deliver="1m")}]


def _clock_line(chance: Chance, words: Words) -> Section:
    accept, resolve = chance.one("30s", "5m", "1h30m"), chance.one("3d", "1w")
    times = maybe(chance, update=chance.one("30m", "1d"), resolve=resolve, wait="1h", snooze="30m", remind=["80%"])
    return {"when": words.condition(), "accept": accept, **times, **_hours(chance, words)}


def _hours(chance: Chance, words: Words) -> Section:
    return {"hours": chance.one(*words.calendars)} if chance.number(0, 2) == 0 else {}
