"""Opening a case: its priority with reasons, its path, its clocks, and the first ask (R8, R12, S30)."""

from bot.cases.approving import begin
from bot.cases.choosing_audiences import choose
from bot.cases.clocks import ClockKind
from bot.cases.commands import Open
from bot.cases.course import Course
from bot.cases.events import Opened
from bot.cases.facts import PriorityReason
from bot.cases.handover import holds_up, missing
from bot.cases.ladder import Why
from bot.cases.outcome import Refused
from bot.cases.situation import repeats, situation
from bot.policy.priority import Priority, priority
from bot.policy.routing import Limit, path_for, privacy, start
from bot.words import say


def open_case(course: Course, command: Open) -> None:
    """Refused while a required item is missing, unless the case is urgent or flagged (R2)."""
    rules, roster, facts = course.rules, course.roster, command.facts
    found = priority(rules.priority, situation(facts, course.person, rules, roster, course.now))
    known = situation(facts, course.person, rules, roster, course.now, found.name)
    lacks = missing(command.handover, facts, rules, found.name)
    if lacks and holds_up(facts, found.name, rules):
        kind = rules.types[facts.type].title
        raise Refused(say("refused.missing", type=kind, priority=found.name), *lacks)
    private = privacy(rules, known)
    path = path_for(rules, known)
    beginning = start(path, known)
    course.happens(
        Opened(
            id=command.case_id,
            number=command.number,
            realm=command.realm,
            clock=command.clock,
            version=rules.version,
            reporter=course.person,
            handover=command.handover,
            facts=facts,
            priority=found.name,
            reasons=reasons(found),
            path=path.id,
            private=private.private,
            readers=private.readers,
            concerned=command.concerned - {course.person},
            at_once=beginning.at_once,
            jumped=beginning.level > 1,
            dismissed=command.dismissed,
            repeats=repeats(facts, roster),
        )
    )
    course.start_clock(ClockKind.RESOLVE, course.limit(Limit.RESOLVE))
    choose(course)
    begin(course, Why.OPENED)


def reasons(found: Priority) -> tuple[PriorityReason, ...]:
    """All that count, the table first (S13)."""
    return (PriorityReason("table"), *(PriorityReason("override", line.because) for line in found.overrides))
