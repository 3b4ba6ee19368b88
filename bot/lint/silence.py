"""No ladder ends in silence: somebody can be asked on each path, and approve where approval is wanted (S44)."""

from collections.abc import Iterable, Iterator

from bot.lint.draft import Draft
from bot.lint.finding import Finding, error
from bot.lint.possible import NOBODY, People
from bot.people.targets import Target, VendorTarget
from bot.policy.rules import Level, Path
from bot.policy.when import EVERY_CASE, When
from bot.words import say

APPROVE = "approve"


def path_that_asks_nobody(draft: Draft) -> Iterator[Finding]:
    """Of a path that fits no case at all this is not said too."""
    for path in draft.rules.paths:
        if _fits_some_case(path, EVERY_CASE, draft) and not _asks_somebody(path, draft):
            yield error(("paths", path.id, "levels"), "asks-nobody", say("lint.asks_nobody", path=path.id))


def may_be_asked(level: Level, path: Path, draft: Draft) -> People:
    """Whom the level could ever ask; of a vendor that it asks alone, those who answer for it (S35). Authority is the
    one thing wanted that never gives way (S20)."""
    asked = draft.possible.people(level.ask, _asked_before(level, path, draft))
    if not asked and any(isinstance(target, VendorTarget) for target in level.ask):
        asked = draft.possible.people(level.tell)
    return _with_authority(asked, level.authority, draft)


def _asks_somebody(path: Path, draft: Draft) -> bool:
    """Some level that stands for some of the path's cases does."""
    return any(may_be_asked(level, path, draft) and _fits_some_case(path, level.when, draft) for level in path.levels)


def _fits_some_case(path: Path, when: When, draft: Draft) -> bool:
    return draft.classes.case([draft.classes.fits_even_private(path.when), draft.classes.fits(when)]) is not None


def _asked_before(level: Level, path: Path, draft: Draft) -> People:
    """Who may have been asked last when this level is reached, in the same round or the one before (S16)."""
    others = (other for other in path.levels if other is not level)
    return NOBODY.union(*(draft.possible.people([*other.ask, *other.tell]) for other in others))


def _with_authority(people: Iterable[str], wanted: frozenset[str], draft: Draft) -> People:
    return frozenset(person for person in people if wanted <= draft.roster.people[person].authority)


def approval_by_nobody(draft: Draft) -> Iterator[Finding]:
    """In a chain each is asked in turn, so that each must be able to (S36)."""
    for place, line in enumerate(draft.rules.approval):
        at = ("approval", place, "by")
        if line.chain:
            unable = [(*at, turn) for turn, target in enumerate(line.by) if not _approvers([target], draft)]
            yield from (error(one, "approved-by-nobody", say("lint.approved_by_nobody")) for one in unable)
        elif not _approvers(line.by, draft):
            yield error(at, "approved-by-nobody", say("lint.approved_by_nobody"))


def _approvers(by: Iterable[Target], draft: Draft) -> People:
    return _with_authority(draft.possible.people(by, draft.possible.everybody), frozenset({APPROVE}), draft)
