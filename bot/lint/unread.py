"""Private cases that come to people who are not their readers (S40, S44)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from bot.lint.classes import TYPE
from bot.lint.draft import Draft
from bot.lint.finding import Finding, Place, warning
from bot.lint.paths import path_lines
from bot.lint.possible import People
from bot.lint.search import Condition, Fact, Kind
from bot.people.targets import ManagerOf, Party, PartyOf, Target
from bot.policy.rules import Path
from bot.policy.when import EVERY_CASE, When
from bot.words import say

ON, OFF = frozenset({True}), frozenset({False})


@dataclass(frozen=True, slots=True)
class Private:
    """A type or flag by which alone a case is private, and who reads it then."""

    name: str
    readers: tuple[Target, ...]
    condition: Condition


def approval_by_the_reporters_manager(draft: Draft) -> Iterator[Finding]:
    """A private matter may well be about that very manager."""
    types = {kind.id for kind in draft.rules.types.values() if kind.private}
    for place, line in enumerate(draft.rules.approval):
        for number, target in enumerate(line.by):
            if target == ManagerOf(Party.REPORTER) and types & line.when.words("type"):
                yield warning(("approval", place, "by", number), "reporters-manager", say("lint.reporters_manager"))


def asked_but_no_reader(draft: Draft) -> Iterator[Finding]:
    """Each target is told once, for the first type or flag whose readers lack somebody of it."""
    lines, told = path_lines(draft), set[Place]()
    for number, path in enumerate(draft.rules.paths):
        for private in _privates(draft):
            for place, when, strangers in _strangers(path, private, draft):
                here = [lines[number], private.condition, draft.classes.fits(when)]
                if place not in told and draft.classes.case(here, lines[:number]):
                    told.add(place)
                    people = tuple(sorted(strangers))
                    sentence = say("lint.not_a_reader", people=people, private=private.name, count=len(people))
                    yield warning(place, "asked-no-reader", sentence)


def _strangers(path: Path, private: Private, draft: Draft) -> Iterator[tuple[Place, When, People]]:
    """Whom the levels and the fallback may ask beside the readers. Who has a part in the case may read it anyway. A
    fallback without any reader is an error of its own."""
    asked_before = draft.possible.people(chain.from_iterable((*level.ask, *level.tell) for level in path.levels))
    readers = draft.possible.people(private.readers, draft.possible.everybody)
    rungs: list[tuple[Place, When, tuple[Target, ...]]] = [
        (("levels", number), level.when, level.ask) for number, level in enumerate(path.levels)
    ]
    if draft.possible.people(path.fallback.ask, asked_before) & readers:
        rungs.append((("fallback",), EVERY_CASE, path.fallback.ask))
    for rung, when, ask in rungs:
        for place, target in enumerate(ask):
            strangers = draft.possible.people([target], asked_before) - readers
            if strangers and target not in private.readers and not isinstance(target, PartyOf):
                yield ("paths", path.id, *rung, "ask", place), when, strangers


def _privates(draft: Draft) -> Iterator[Private]:
    rules = draft.rules
    types = [kind for kind in rules.types.values() if kind.private]
    flags = sorted(frozenset[str]().union(*(line.when.flags() for line in rules.private)))
    for kind in types:
        yield Private(kind.id, kind.readers, (((TYPE, frozenset({kind.id})),), *_off(flags)))
    public = frozenset(rules.types) - {kind.id for kind in types}
    for flag in flags:
        readers = chain.from_iterable(line.readers for line in rules.private if flag in line.when.flags())
        others = _off(other for other in flags if other != flag)
        yield Private(flag, tuple(readers), (((TYPE, public),), ((Fact(Kind.FLAG, flag), ON),), *others))


def _off(flags: Iterable[str]) -> Condition:
    return tuple(((Fact(Kind.FLAG, flag), OFF),) for flag in flags)
