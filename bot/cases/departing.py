"""Where a case leaves the course that its policy set: break-glass, and moving to another version (S34, R18)."""

from collections.abc import Iterator

from bot.cases.approving import reconsider
from bot.cases.case import Status
from bot.cases.choosing_audiences import choose
from bot.cases.climbing import enter, tell
from bot.cases.commands import BreakGlass, Hold, MoveVersion
from bot.cases.course import Course
from bot.cases.departure_events import GlassBroken, HoldChanged, VersionMoved
from bot.cases.events import CardsWithdrawn
from bot.cases.facts import Facts, PriorityReason
from bot.cases.ladder import Duty, Ladder, Stage, Why
from bot.cases.ladder_events import PathChanged
from bot.cases.opening import reasons
from bot.cases.situation import situation
from bot.cases.working import begin_path, below, jump, limit_here, move_clocks, move_level_limit
from bot.policy.priority import priority
from bot.policy.routing import Privacy, path_for, privacy, start
from bot.policy.rules import Path, Rules


def break_glass(course: Course, command: BreakGlass) -> None:
    """Any level of the path, up or down, without approval and whatever the hours; an owner stays until taken over."""
    if not 1 <= command.level <= len(course.path.levels):
        course.refuse("no_such_level", "level")
    course.stir()
    course.happens(GlassBroken(command.level, command.reason))
    duty = Duty.TAKE_OVER if course.case.owner else Duty.ACCEPT
    enter(course, command.level, course.case.ladder.round, duty, Why.GLASS_BROKEN)


def move_version(course: Course, command: MoveVersion) -> None:
    """The step is given the rules of the version to move to. Path, clocks and priority are chosen anew, as by triage;
    on the same path the level stays. A version to which a private case is like any other would have people asked who
    are not its readers.
    """
    before, rules = course.case, course.rules
    if rules.version != command.version:
        course.refuse("unknown_version", "version")
    if before.version == command.version:
        course.refuse("same_version", "version")
    if lacking := tuple(_without_place(before.facts, rules)):
        course.refuse("no_place_for", "version", words=lacking)
    if before.private and not _private(course).private:
        course.refuse("would_open", "version")
    course.happens(_weighed(course, command))
    if course.case.private and before.told_places:
        course.happens(CardsWithdrawn(before.told_places))
    move_clocks(course)
    choose(course)
    _choose_path(course)


def hold(course: Course, command: Hold) -> None:
    """Kept until further notice, whatever the policy says of how long; or let go, also where the policy holds it."""
    if course.case.hold is command.on:
        course.refuse("on_hold" if command.on else "not_on_hold")
    course.happens(HoldChanged(command.on, command.reason))


def _without_place(facts: Facts, rules: Rules) -> Iterator[str]:
    """The words of the case that these rules do not know."""
    if facts.type not in rules.types:
        yield facts.type
    yield from sorted(facts.flags - set(rules.flags))
    for stated, known in ((facts.impact, rules.priority.impact), (facts.urgency, rules.priority.urgency)):
        if stated and stated not in known:
            yield stated
    for field, word in facts.choices:
        if field not in rules.fields or word not in rules.fields[field].choices:
            yield word


def _weighed(course: Course, command: MoveVersion) -> VersionMoved:
    case, rules = course.case, course.rules
    name, because = _priority(course)
    known = situation(case.facts, case.reporter, rules, course.roster, course.now, name)
    private = privacy(rules, known)
    return VersionMoved(
        version=command.version,
        priority=name,
        reasons=because,
        reason=command.reason,
        private=case.private or private.private,
        readers=private.readers or case.readers,
        at_once=start(path_for(rules, known), known).at_once,
    )


def _private(course: Course) -> Privacy:
    name, _ = _priority(course)
    case = course.case
    return privacy(course.rules, situation(case.facts, case.reporter, course.rules, course.roster, course.now, name))


def _priority(course: Course) -> tuple[str, tuple[PriorityReason, ...]]:
    """What a person decided stays decided, where these rules know the word."""
    case, rules = course.case, course.rules
    by_hand = any(reason.kind == "triage" for reason in case.reasons)
    if by_hand and case.priority in rules.priority.names:
        return case.priority, case.reasons
    found = priority(rules.priority, situation(case.facts, case.reporter, rules, course.roster, course.now))
    return found.name, reasons(found)


def _choose_path(course: Course) -> None:
    ladder, path = course.case.ladder, path_for(course.rules, course.situation)
    beginning = start(path, course.situation)
    changed = not _stands_on(ladder, path)
    if reconsider(course, path, beginning, changed, None):
        return
    if changed:
        course.happens(PathChanged(path.id, beginning.at_once, beginning.level > 1))
    if course.case.status is Status.RESOLVED:
        return
    tell(course, beginning.tell)
    if changed:
        begin_path(course, beginning)
    elif beginning.at_once and below(ladder, beginning.level):
        jump(course, beginning)
    else:
        _stay(course)


def _stands_on(ladder: Ladder, path: Path) -> bool:
    """Whether it is the same path, with every level that the case has been at."""
    highest = max(ladder.level, *(ask.level or 0 for ask in ladder.asks), 0)
    return ladder.path == path.id and highest <= len(path.levels)


def _stay(course: Course) -> None:
    """The level asks on, by its new limit; one that sleeps is asked whether it is open now."""
    ladder = course.case.ladder
    if ladder.stage is Stage.ASKING and (limit := limit_here(course)):
        move_level_limit(course, limit)
    elif ladder.stage is Stage.SLEEPING and course.case.status in (Status.NEW, Status.ACCEPTED):
        enter(course, ladder.level, ladder.round, ladder.duty, Why.TRIAGED)
