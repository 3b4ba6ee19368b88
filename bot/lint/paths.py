"""Every case finds a path, and every path a case (S43)."""

from collections.abc import Iterator

from bot.lint.draft import Draft
from bot.lint.example import in_words
from bot.lint.finding import Finding, error
from bot.lint.search import Condition
from bot.words import say


def path_lines(draft: Draft) -> list[Condition]:
    return [draft.classes.fits_even_private(path.when) for path in draft.rules.paths]


def hole_in_paths(draft: Draft) -> Iterator[Finding]:
    """Ordinary and private cases are two findings: they are mended in two ways."""
    lines, classes = path_lines(draft), draft.classes
    last = ("paths", draft.rules.paths[-1].id)
    if box := classes.case(outside_of=[*lines, classes.private()]):
        yield error(last, "no-path", say("lint.no_path", case=in_words(box, classes)))
    if box := classes.case([classes.private()], lines):
        yield error(last, "no-path", say("lint.no_path_private", case=in_words(box, classes)))


def path_nobody_reaches(draft: Draft) -> Iterator[Finding]:
    """An error at it and at the line that takes the last of its cases; at it alone where it fits no case at all."""
    lines, paths = path_lines(draft), draft.rules.paths
    for place, path in enumerate(paths):
        if draft.classes.first(lines, place):
            continue
        at = ("paths", path.id, "when")
        if (taker := draft.classes.taken_by(lines, place)) is None:
            yield error(at, "unreached", say("lint.fits_no_case", path=path.id))
            continue
        taken_by = paths[taker].id
        yield error(at, "unreached", say("lint.unreached", path=path.id, earlier=taken_by))
        yield error(("paths", taken_by, "when"), "takes-all", say("lint.takes_all", path=taken_by, later=path.id))
