"""A private case goes to those who may read it and to nobody else (S40, S44)."""

from collections.abc import Iterable, Iterator
from itertools import chain

from bot.lint.draft import Draft
from bot.lint.example import in_words
from bot.lint.finding import Finding, Place, error
from bot.lint.paths import path_lines
from bot.lint.possible import NOBODY, People
from bot.people.targets import CustomerContact, CustomerFollowers, PlaceTarget, Target, VendorTarget
from bot.policy.rules import AudienceLine, Path
from bot.policy.when import When
from bot.words import say

Readers = tuple[Place, tuple[Target, ...]]
Named = Iterator[tuple[Place, Target]]


def readers_who_are_nobody(draft: Draft) -> Iterator[Finding]:
    private = (kind for kind in draft.rules.types.values() if kind.private)
    types: Iterator[Readers] = ((("types", kind.id, "readers"), kind.readers) for kind in private)
    flags: Iterator[Readers] = (
        (("private", at, "readers"), line.readers) for at, line in enumerate(draft.rules.private)
    )
    for at, readers in chain(types, flags):
        if not draft.possible.people(readers, draft.possible.everybody):
            yield error(at, "read-by-nobody", say("lint.read_by_nobody"))


def fallback_that_is_no_reader(draft: Draft) -> Iterator[Finding]:
    """The fallback is the end of the ladder: of whatever private case comes there, one of its people must be a
    reader."""
    lines = path_lines(draft)
    for place, path in enumerate(draft.rules.paths):
        asked = draft.possible.people(path.fallback.ask, draft.possible.everybody)
        closed = [what for what, readers in _readers(draft).items() if asked.isdisjoint(readers)]
        shut, shown = (draft.classes.private(*_apart(some)) for some in (closed, _readers(draft).keys() - closed))
        if box := draft.classes.case([lines[place], shut], [*lines[:place], shown]):
            at = ("paths", path.id, "fallback", "ask")
            yield error(at, "fallback-no-reader", say("lint.fallback_no_reader", case=in_words(box, draft.classes)))


def _readers(draft: Draft) -> dict[tuple[str, str], People]:
    """By each type and each flag that makes a case private."""
    everybody = draft.possible.everybody
    found = {
        ("type", kind.id): draft.possible.people(kind.readers, everybody)
        for kind in draft.rules.types.values()
        if kind.private
    }
    for line in draft.rules.private:
        for flag in line.when.flags():
            found["flag", flag] = found.get(("flag", flag), NOBODY) | draft.possible.people(line.readers, everybody)
    return found


def _apart(some: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Types and flags."""
    some = list(some)
    return [name for kind, name in some if kind == "type"], [name for kind, name in some if kind == "flag"]


def private_case_let_out(draft: Draft) -> Iterator[Finding]:
    """In lines that name a private type or flag: no place, no customer, and no vendor but as an audience that a person
    writes to (S40)."""
    for place, target in _named_by_private_lines(draft):
        match target:
            case PlaceTarget():
                yield error(place, "private-in-a-place", say("lint.private_in_a_place", place=target.place))
            case CustomerFollowers() | CustomerContact():
                yield error(place, "private-to-a-customer", say("lint.private_to_a_customer"))
            case VendorTarget():
                yield error(place, "private-to-a-vendor", say("lint.private_to_a_vendor", vendor=target.vendor))
            case _:
                pass


def _named_by_private_lines(draft: Draft) -> Named:
    for path in draft.rules.paths:
        yield from _of_path(path, draft)
    for place, line in enumerate(draft.rules.approval):
        if _names_private(draft, line.when):
            yield from _each(("approval", place, "by"), line.by)
    for place, plan in enumerate(draft.rules.communication):
        if _names_private(draft, plan.when):
            for number, audience in enumerate(plan.audiences):
                yield from _of_audience(("communication", place, "audiences", number, "to"), audience)


def _of_path(path: Path, draft: Draft) -> Named:
    at = ("paths", path.id)
    if _names_private(draft, path.when):
        yield from _each((*at, "fallback", "ask"), path.fallback.ask)
    for place, level in enumerate(path.levels):
        if _names_private(draft, path.when, level.when):
            yield from _each((*at, "levels", place, "ask"), level.ask)
            yield from _each((*at, "levels", place, "tell"), level.tell)
    for place, line in enumerate(path.at_once):
        if _names_private(draft, path.when, line.when):
            yield from _each((*at, "at_once", place, "tell"), line.tell)


def _of_audience(at: Place, audience: AudienceLine) -> Named:
    written_by_a_person = audience.by is not None
    named = _each(at, audience.to)
    return (found for found in named if not (written_by_a_person and isinstance(found[1], VendorTarget)))


def _each(at: Place, targets: Iterable[Target]) -> Named:
    return (((*at, place), target) for place, target in enumerate(targets))


def _names_private(draft: Draft, *whens: When) -> bool:
    rules = draft.rules
    flags = NOBODY.union(*(line.when.flags() for line in rules.private))
    types = {kind.id for kind in rules.types.values() if kind.private}
    return any(not (types.isdisjoint(when.words("type")) and flags.isdisjoint(when.flags())) for when in whens)
