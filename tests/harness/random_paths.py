"""Paths by chance: every case finds one, each is found by a case, and each ends with people."""

from typing import Any

from tests.core.cases.chance import Chance
from tests.harness.random_company import SKILLS, Section, coin, maybe
from tests.harness.random_words import ITEMS, Case, Words


def paths(chance: Chance, words: Words) -> Section:
    found: Section = {}
    for number, when in enumerate(_special(chance, words), 1):
        found[f"special-{number}"] = _path(chance, words, when, private=False)
    if words.private_types and words.private_flags and coin(chance):
        urgent = {"type": list(words.private_types), "priority": "P1"}
        found["private-urgent"] = _path(chance, words, urgent, private=True)
    if words.private_flags:
        found["flagged"] = _path(chance, words, {"flags": list(words.private_flags)}, private=True)
    if words.private_types:
        found["private"] = _path(chance, words, {"type": list(words.private_types)}, private=True)
    return {**found, "routine": _path(chance, words, {}, private=False)}


def _special(chance: Chance, words: Words) -> list[Section]:
    """Conditions with a witness each, and one witness left for the last path."""
    kinds = [(kind, priority) for kind in words.public_types for priority in words.priorities]
    chosen = chance.some(tuple(kinds), 1, 3)
    witnesses = [{**words.witness([kind]), "priority": priority} for kind, priority in chosen]
    return [_between(chance, words, case, witnesses[at + 1 :]) for at, case in enumerate(witnesses[:-1])]


def _between(chance: Chance, words: Words, case: Case, others: list[Case]) -> Section:
    """Fits the case and none of the others."""
    for _ in range(5):
        when = words.about(case, chance.number(1, 4))
        if not any(_may_fit(when, other) for other in others):
            return when
    return {"type": case["type"], "priority": case["priority"]}


def _may_fit(when: Section, case: Case) -> bool:
    """Of numbers and calendars it is not asked: they may."""
    words = (fact for fact, values in when.items() if isinstance(values, list) and fact not in ("open", "closed"))
    return all(case[fact] in when[fact] for fact in words)


def _path(chance: Chance, words: Words, when: Section, private: bool) -> Section:
    rungs = [_level(chance, words, private) for _ in range(chance.number(0, 2))]
    rungs.insert(chance.number(0, len(rungs)), _sure_level(words))
    for number, rung in enumerate(rungs, 1):
        rung["role"] = chance.one(f"Level {number}", {"en": f"Level {number}", "da": f"Trin {number}"})
    triggers = [_at_once(chance, words, private, len(rungs)) for _ in range(chance.number(0, 2))]
    return {
        "when": when,
        "levels": rungs,
        **({"at_once": triggers} if triggers else {}),
        **maybe(chance, rounds=chance.number(1, 3)),
        "fallback": _fallback(chance, words, private),
    }


def _sure_level(words: Words) -> Section:
    return {"ask": [words.somebody()]}


def _level(chance: Chance, words: Words, private: bool) -> Section:
    vendor = not private and chance.number(0, 4) == 0
    ask: list[Any] = words.people_targets(0 if vendor else 1, 3, outside=not private)
    tell = [*words.people_targets(), *([{"place": "ops"}] if not private and coin(chance) else [])]
    if vendor:
        ask, tell = [*ask, {"vendor": "telco"}], [words.somebody(), *tell]
    return {
        "ask": ask,
        **({"tell": tell} if tell else {}),
        **maybe(
            chance,
            when=words.condition(private),
            pick=chance.one("all", "one"),
            tries=chance.number(1, 4),
            accept_within=chance.one("90s", "10m", "2h"),
            remind=chance.one(["50%", "80%"], "12.5%", "none"),
        ),
        **_narrowing(chance, words),
    }


def _narrowing(chance: Chance, words: Words) -> Section:
    if coin(chance):
        return {}
    return maybe(
        chance,
        skills=list(chance.some(SKILLS, 1)),
        authority=words.authority(),
        hours=chance.one(*words.calendars),
        resolve_within=chance.one("8h", "2d"),
        handover=list(chance.some((*ITEMS, "batch"), 1)),
        duty=chance.one("stabilise first", {"en": "first, stabilise", "da": "stabilisér"}),
    )


def _at_once(chance: Chance, words: Words, private: bool, levels: int) -> Section:
    tell = [*words.people_targets(outside=not private), *([{"place": "board"}] if not private and levels > 1 else [])]
    level: Section = chance.one({}, {"level": levels}, {"level": f"Level {chance.number(1, levels)}"})
    return {"when": words.condition(private), **level, **({"tell": tell} if tell else {})}


def _fallback(chance: Chance, words: Words, private: bool) -> Section:
    """Of private cases it asks a reader."""
    certain = {"person": words.head} if private else words.somebody()
    every = chance.one("1s", "30m", "1d", "1w")
    hours = maybe(chance, hours=chance.one(*words.calendars)) if every != "1s" else {}
    return {"ask": [*words.people_targets(most=1), certain], "every": every, **hours}
