"""Ladders that hang on one person, and what else is unwise about whom they ask (S44)."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.lint.draft import Draft
from bot.lint.finding import Finding, warning
from bot.lint.paths import path_lines
from bot.people.roster import HOLD
from bot.people.targets import Target
from bot.policy.rules import Level, Path
from bot.policy.when import EVERY_CASE
from bot.words import say

SHORTEST = timedelta(minutes=1)


def same_person_on_two_levels(draft: Draft) -> Iterator[Finding]:
    """In a row, for some case: a level between them that does not always stand keeps them apart only sometimes."""
    for path in draft.rules.paths:
        for place, level in enumerate(path.levels):
            if (person := _only(level.ask, draft)) and (before := _same_before(place, path, person, draft)):
                sentence = say("lint.same_person", person=person, level=level.role, before=before.role)
                yield warning(("paths", path.id, "levels", place, "ask"), "same-person", sentence)


def _same_before(place: int, path: Path, person: str, draft: Draft) -> Level | None:
    for before in reversed(path.levels[:place]):
        if _only(before.ask, draft) == person and _stand_together(before, path.levels[place], draft):
            return before
        if before.when == EVERY_CASE:
            return None
    return None


def _stand_together(one: Level, other: Level, draft: Draft) -> bool:
    return draft.classes.case([draft.classes.fits(one.when), draft.classes.fits(other.when)]) is not None


def _only(ask: Sequence[Target], draft: Draft) -> str | None:
    people = draft.possible.people(ask, draft.possible.everybody)
    return next(iter(people)) if len(people) == 1 else None


def fallback_of_one(draft: Draft) -> Iterator[Finding]:
    """On a path of private cases it is worse where nobody else is asked at all."""
    lines = path_lines(draft)
    for number, path in enumerate(draft.rules.paths):
        if (person := _only(path.fallback.ask, draft)) is None:
            continue
        private = draft.classes.case([lines[number], draft.classes.private()], lines[:number])
        alone = _only([target for level in path.levels for target in level.ask], draft) == person
        worse = private is not None and alone
        told = say("lint.private_path_of_one" if worse else "lint.fallback_of_one", path=path.id, person=person)
        yield warning(("paths", path.id, "fallback", "ask"), "one-person", told)


def fallback_that_hurries(draft: Draft) -> Iterator[Finding]:
    for path in draft.rules.paths:
        if path.fallback.every.elapsed < SHORTEST:
            sentence = say("lint.fallback_hurries", every=path.fallback.every.elapsed)
            yield warning(("paths", path.id, "fallback", "every"), "often", sentence)


def hold_that_nobody_lifts(draft: Draft) -> Iterator[Finding]:
    if not any(HOLD in person.authority for person in draft.roster.people.values()):
        for place, line in enumerate(draft.rules.retention):
            if line.keep is None:
                yield warning(("retention", place, "keep"), "hold-for-ever", say("lint.hold_for_ever"))
