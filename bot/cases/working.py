"""What is done with a case that somebody has: triage, reassign, put off, wait, note (R9, R16, S14, S33)."""

from bot.cases.answering import take
from bot.cases.case import ClockKind, Duty, PriorityReason, Stage
from bot.cases.climbing import enter, tell
from bot.cases.commands import (
    AddNote,
    AddPeople,
    EditHandover,
    Reassign,
    Snooze,
    Triage,
    WaitFor,
    Wake,
)
from bot.cases.course import Course
from bot.cases.events import (
    CardsWithdrawn,
    HandoverEdited,
    LadderRested,
    LevelHeld,
    Noted,
    PathChanged,
    PeopleAdded,
    Reassigned,
    Snoozed,
    Triaged,
    WaitBegan,
    Why,
)
from bot.cases.opening import reasons
from bot.cases.situation import situation
from bot.policy.priority import priority
from bot.policy.routing import Limit, Start, path_for, privacy, start
from bot.words import Name


def triage(course: Course, command: Triage) -> None:
    """Path and clocks are chosen anew; the owner stays (S14)."""
    before = course.case
    _weigh_anew(course, command)
    if course.case.private and before.told_places:
        course.happens(CardsWithdrawn(before.told_places))
    _move_clocks(course)
    _move_path(course)


def _weigh_anew(course: Course, command: Triage) -> None:
    case = course.case
    facts = command.facts or case.facts
    if command.priority not in (None, *course.rules.priority.names):
        course.refuse("unknown_priority", "priority")
    seen = situation(facts, case.reporter, course.rules, course.roster, course.now)
    worked_out = priority(course.rules.priority, seen)
    by_hand = command.priority is not None
    name = command.priority or worked_out.name
    known = situation(facts, case.reporter, course.rules, course.roster, course.now, name)
    private = privacy(course.rules, known)
    course.happens(
        Triaged(
            facts=facts,
            priority=name,
            reasons=_by_hand(command) if by_hand else reasons(worked_out),
            reason=command.reason,
            private=case.private or private.private,
            readers=private.readers or case.readers,
        )
    )


def _by_hand(command: Triage) -> tuple[PriorityReason, ...]:
    return (PriorityReason("triage", text=command.reason),)


def _move_clocks(course: Course) -> None:
    """They keep their start and get the new limit; one already past breaches at once, by its timer."""
    limits = {ClockKind.ACCEPT: Limit.ACCEPT, ClockKind.UPDATE: Limit.UPDATE, ClockKind.RESOLVE: Limit.RESOLVE}
    for kind, which in limits.items():
        clock = course.case.running(kind)
        if clock and clock.runs:
            course.start_clock(kind, course.limit(which), clock.started_at)


def _move_path(course: Course) -> None:
    path = path_for(course.rules, course.situation)
    begin = start(path, course.situation)
    tell(course, begin.tell)
    if path.id != course.case.ladder.path:
        course.happens(PathChanged(path.id, begin.at_once, begin.level > 1))
        _begin_path(course, begin)
    elif begin.at_once and begin.level > course.case.ladder.level:
        _jump(course, begin)
    else:
        _move_level_limit(course)


def _begin_path(course: Course, begin: Start) -> None:
    """An owned case waits for its clocks, unless the new path wants somebody at once."""
    if course.case.owner is None:
        course.stir()
        enter(course, begin.level, 1, Duty.ACCEPT, Why.TRIAGED)
    elif begin.at_once:
        _jump(course, begin)


def _jump(course: Course, begin: Start) -> None:
    course.stir()
    duty = Duty.TAKE_OVER if course.case.owner else Duty.ACCEPT
    enter(course, begin.level, course.case.ladder.round, duty, Why.AT_ONCE)


def _move_level_limit(course: Course) -> None:
    ladder = course.case.ladder
    if ladder.stage is not Stage.ASKING or ladder.ends_at is None or ladder.reached_at is None or ladder.queue:
        return
    level = course.path.levels[ladder.level - 1]
    accept = course.limit(Limit.ACCEPT)
    if level.accept_within is None and accept:
        course.happens(LevelHeld(course.end(accept, ladder.reached_at), None))


def reassign(course: Course, command: Reassign) -> None:
    """The person named owns it from now on, and hears so."""
    if command.to not in course.roster.people or command.to in course.case.concerned:
        course.refuse("unknown_person", "to")
    if command.to == course.case.owner:
        course.refuse("has_it_already", "to", owner=Name(command.to))
    course.happens(Reassigned(command.to, command.reason))
    take(course, command.to)


def add_people(course: Course, command: AddPeople) -> None:
    unknown = [p for p in command.people if p not in course.roster.people or p in course.case.concerned]
    if unknown or not command.people:
        course.refuse("unknown_person", "people")
    course.happens(PeopleAdded(command.people))


def snooze(course: Course, command: Snooze) -> None:
    """Put off by its owner, at most as long as the policy lets them (S33)."""
    longest = course.limit(Limit.SNOOZE)
    if longest is None:
        course.refuse("no_snooze")
    if not course.now < command.until_at <= course.end(longest):
        course.refuse("snooze_too_long", "until", until=course.end(longest))
    course.pause_clocks()
    course.happens(Snoozed(command.until_at, command.reason))


def wake(course: Course, _: Wake) -> None:
    course.stir()


def wait_for(course: Course, command: WaitFor) -> None:
    course.pause_clocks()
    course.happens(WaitBegan(command.party, command.reason), LadderRested())
    course.start_clock(ClockKind.WAIT, course.limit(Limit.WAIT))


def add_note(course: Course, command: AddNote) -> None:
    """A note for all counts as an update (S32)."""
    course.happens(Noted(command.words))
    if course.case.running(ClockKind.UPDATE):
        course.start_clock(ClockKind.UPDATE, course.limit(Limit.UPDATE))


def edit_handover(course: Course, command: EditHandover) -> None:
    course.happens(HandoverEdited(command.item, command.words))
