"""What another version of a policy changes for cases: the same ones replayed under both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.trying.past import Replayed
from bot.trying.totals import Totals, totals

WORST = 5
NOTHING = timedelta()


class Change(StrEnum):
    """What became of a case; one may have several."""

    OTHER_PRIORITY = "other_priority"
    OTHER_PATH = "other_path"
    ASKED_LATER = "asked_later"
    ASKED_EARLIER = "asked_earlier"
    OTHER_PEOPLE = "other_people"
    MORE_PAGES = "more_pages"
    FEWER_PAGES = "fewer_pages"
    NEW_BREACH = "new_breach"


@dataclass(frozen=True, slots=True)
class Changed:
    """A case that goes another way under the new version. `later`: how much later somebody is first asked."""

    old: Replayed
    new: Replayed
    changes: tuple[Change, ...]

    @property
    def later(self) -> timedelta:
        return _wait(self.new) - _wait(self.old)

    @property
    def more_pages(self) -> int:
        return len(self.new.pages) - len(self.old.pages)


@dataclass(frozen=True, slots=True)
class Consequences:
    """`counts` say how many cases each change befell. `worst` are those with names for which somebody is asked so much
    later, then that breach or page more."""

    old: Totals
    new: Totals
    changed: int
    counts: dict[Change, int]
    worst: tuple[Changed, ...]


def consequences(old: Sequence[Replayed], new: Sequence[Replayed]) -> Consequences:
    """Of the same cases in the same order."""
    pairs = [Changed(one, other, _changes(one, other)) for one, other in zip(old, new, strict=True)]
    changed = [pair for pair in pairs if pair.changes]
    counts = {change: sum(change in pair.changes for pair in changed) for change in Change}
    return Consequences(
        totals(old),
        totals(new),
        len(changed),
        {change: count for change, count in counts.items() if count},
        tuple(sorted((pair for pair in changed if pair.old.name), key=_badness, reverse=True)[:WORST]),
    )


def _changes(old: Replayed, new: Replayed) -> tuple[Change, ...]:
    befell = {
        Change.OTHER_PRIORITY: old.priority != new.priority,
        Change.OTHER_PATH: old.path != new.path,
        Change.ASKED_LATER: _wait(new) > _wait(old),
        Change.ASKED_EARLIER: _wait(new) < _wait(old),
        Change.OTHER_PEOPLE: set(old.people) != set(new.people),
        Change.MORE_PAGES: len(new.pages) > len(old.pages),
        Change.FEWER_PAGES: len(new.pages) < len(old.pages),
        Change.NEW_BREACH: len(new.breaches) > len(old.breaches),
    }
    return tuple(change for change, holds in befell.items() if holds)


def _wait(case: Replayed) -> timedelta:
    """Never is longer than any."""
    return case.first_asked_at - case.opened_at if case.first_asked_at else timedelta(days=3650)


def _badness(pair: Changed) -> tuple[timedelta, int, int]:
    return max(pair.later, NOTHING), len(pair.new.breaches) - len(pair.old.breaches), pair.more_pages
