"""Opening a case: its priority with reasons, its path, its clocks, and the first ask (R8, R12, S30)."""

from bot.cases.climbing import enter, tell
from bot.cases.clocks import ClockKind
from bot.cases.commands import Open
from bot.cases.course import Course
from bot.cases.events import Opened
from bot.cases.facts import PriorityReason
from bot.cases.handover import holds_up, missing
from bot.cases.ladder import Duty, Why
from bot.cases.outcome import Refused
from bot.cases.situation import situation
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
    begin = start(path, known)
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
            at_once=begin.at_once,
            jumped=begin.level > 1,
        )
    )
    course.start_clock(ClockKind.ACCEPT, course.limit(Limit.ACCEPT))
    course.start_clock(ClockKind.RESOLVE, course.limit(Limit.RESOLVE))
    tell(course, begin.tell)
    enter(course, begin.level, 1, Duty.ACCEPT, Why.AT_ONCE if begin.at_once else Why.OPENED)


def reasons(found: Priority) -> tuple[PriorityReason, ...]:
    """All that count, the table first (S13)."""
    return (PriorityReason("table"), *(PriorityReason("override", line.because) for line in found.overrides))
