"""Approval: asked before a routine case is opened or moved up by a person, never by a timer (S36, R18)."""

from collections.abc import Iterable

from bot.cases.approval import Approval
from bot.cases.approval_events import ApprovalAsked, ApprovalDropped, Approved, ApproverSkipped, Disapproved
from bot.cases.case import Outcomes
from bot.cases.climbing import climb, enter, go_on_from, tell
from bot.cases.clocks import ClockKind
from bot.cases.commands import Approve, Disapprove
from bot.cases.course import Course
from bot.cases.events import Closed, PersonUnreachable
from bot.cases.ladder import Duty, Why
from bot.cases.ladder_events import LadderRested, PathChanged
from bot.cases.timer_commands import EndApproval
from bot.changing import replace
from bot.people.identity import Platform
from bot.people.naming import named
from bot.people.roster import APPROVE, Roster
from bot.people.skipping import SkipReason, not_there
from bot.policy.routing import Limit, Span, Start, approval_for, start
from bot.policy.rules import ApprovalLine, Default, Path
from bot.words import Text


def wanted(course: Course) -> ApprovalLine | None:
    """By what line, if the case as it is now would be moved by a person."""
    return approval_for(course.rules, course.situation)


def begin(course: Course, why: Why) -> None:
    """The path of the case, once it may: where approval is wanted nothing else is asked or told before."""
    line = wanted(course)
    if line:
        ask(course, line, course.case.reporter, up=False)
    else:
        set_out(course, why)


def set_out(course: Course, why: Why) -> None:
    """From now on somebody must accept it in time (S24)."""
    beginning = start(course.path, course.situation)
    course.start_clock(ClockKind.ACCEPT, course.limit(Limit.ACCEPT))
    tell(course, beginning.tell)
    enter(course, beginning.level, 1, Duty.ACCEPT, Why.AT_ONCE if beginning.at_once else why)


def ask(course: Course, line: ApprovalLine, asker: str, *, up: bool) -> None:
    """Those whom the line names, all at once or in turn; where nobody is left it is at once as if nobody answered."""
    able = _able(course, _named(course, line, asker))
    people, then = (able[:1], able[1:]) if line.chain else (able, ())
    now, ends_at = course.now, course.end(_span(course, line))
    _put(course, Approval(people, then, asker, up, now, now, ends_at, line.within, line.otherwise))


def _put(course: Course, question: Approval) -> None:
    if question.people:
        course.happens(ApprovalAsked(question))
    else:
        _by_default(course, question)


def _span(course: Course, line: ApprovalLine | Approval) -> Span:
    """It counts in the hours of the line that gives the accept clock (S25)."""
    accept = course.limit(Limit.ACCEPT)
    return Span(line.within, accept.hours if accept else None)


def _named(course: Course, line: ApprovalLine, asker: str) -> tuple[str, ...]:
    """Nobody approves their own: their manager does, the first above them who may."""
    people = named(line.by, course.standing(), course.roster, course.now)
    stand_ins = (_above(asker, course.roster) if person == asker else person for person in people)
    return tuple(dict.fromkeys(person for person in stand_ins if person))


def _above(asker: str, roster: Roster) -> str | None:
    passed = {asker}
    manager = roster.manager_of(asker)
    while manager and manager not in passed and not roster.has_authority(manager, APPROVE):
        passed.add(manager)
        manager = roster.manager_of(manager)
    return None if manager in passed else manager


def _able(course: Course, people: Iterable[str]) -> tuple[str, ...]:
    """Who can be asked now; the others are on record with why not."""
    hindered = {person: reason for person in people if (reason := _hindrance(course, person))}
    course.happens(*(ApproverSkipped(person, reason) for person, reason in hindered.items()))
    return tuple(person for person in people if person not in hindered)


def _hindrance(course: Course, person: str) -> SkipReason | None:
    if reason := not_there(person, course.roster, course.now):
        return reason
    if person in course.case.concerned:
        return SkipReason.CONCERNED
    return None if course.roster.has_authority(person, APPROVE) else SkipReason.AUTHORITY


def approve(course: Course, _: Approve) -> None:
    """One suffices."""
    _approved(course, _question_to(course), by_default=False)


def disapprove(course: Course, command: Disapprove) -> None:
    _disapproved(course, _question_to(course), command.reason)


def _question_to(course: Course) -> Approval:
    question = course.case.approval
    if question is None or course.by not in question.people:
        course.refuse("not_asked")
    return question


def end_approval(course: Course, command: EndApproval) -> None:
    question = course.case.approval
    if question and question.asked_at == command.asked_at:
        _by_default(course, question)


def unreachable(course: Course, person: str, by: tuple[Platform, ...] = ()) -> None:
    """The others asked are enough; without any the next in turn is asked, or it is as if nobody answered."""
    course.happens(PersonUnreachable(person, None, by))
    question = course.case.approval
    if question and not question.people and not _next_asked(course, question):
        _by_default(course, question)


def _by_default(course: Course, question: Approval) -> None:
    if question.otherwise is Default.APPROVE:
        _approved(course, question, by_default=True)
    else:
        _disapproved(course, question, None)


def _approved(course: Course, question: Approval, *, by_default: bool) -> None:
    course.happens(Approved(by_default))
    if not _next_asked(course, question):
        _go_on(course, question, Why.OPENED)


def _next_asked(course: Course, question: Approval) -> bool:
    """In a chain each is asked in turn, with as much time as the one before."""
    able = _able(course, question.then)
    if able:
        ends_at = course.end(_span(course, question))
        course.happens(
            ApprovalAsked(replace(question, people=able[:1], then=able[1:], asked_at=course.now, ends_at=ends_at))
        )
    return bool(able)


def _go_on(course: Course, question: Approval, why: Why) -> None:
    if question.up:
        climb(course, Why.BY_HAND, Duty.TAKE_OVER if course.case.owner else Duty.ACCEPT)
    else:
        set_out(course, why)


def _disapproved(course: Course, question: Approval, reason: Text | None) -> None:
    """Back to whose it was: a new case is closed; one that should move up stays, and its level gets its time back."""
    course.happens(Disapproved(question.asker, question.up, reason))
    if question.up:
        go_on_from(course, question.since_at)
    else:
        course.happens(LadderRested(), Closed(Outcomes.NOT_APPROVED))


def reconsider(course: Course, path: Path, beginning: Start, changed: bool, line: ApprovalLine | None) -> bool:
    """The case was weighed anew while it is asked, and `line` was wanted until then. False where the question is
    dropped, since the case takes another `path` (`changed`), or starts it higher, as any other would."""
    question, ladder = course.case.approval, course.case.ladder
    if question is None:
        return False
    if question.up and (changed or ladder.level < beginning.level):
        course.happens(ApprovalDropped())
        return False
    if changed or (ladder.at_once, ladder.jumped) != (beginning.at_once, beginning.level > 1):
        course.happens(PathChanged(path.id, beginning.at_once, beginning.level > 1))
    _put_anew(course, question, beginning, line)
    return True


def _put_anew(course: Course, question: Approval, beginning: Start, line: ApprovalLine | None) -> None:
    now_wanted = wanted(course)
    if now_wanted and now_wanted == line:
        return
    course.happens(ApprovalDropped())
    if now_wanted:
        ask(course, now_wanted, question.asker, up=question.up)
    else:
        tell(course, beginning.tell)
        _go_on(course, question, Why.TRIAGED)
