"""One step of a case: a command, the rules it is pinned to, the roster as it is now, and the time. Pure."""

from datetime import datetime
from typing import assert_never

from bot.cases import answering, approving, departing, ending, informing, opening, passing_on, timing, working
from bot.cases.case import Case, Room, Status
from bot.cases.climbing import keepers
from bot.cases.clocks import ClockKind
from bot.cases.commands import (
    Accept,
    AddNote,
    AddPeople,
    Answer,
    AnswerSuggestion,
    Approve,
    BreakGlass,
    Command,
    Confirm,
    Coordinate,
    Decline,
    Disapprove,
    EditHandover,
    Escalate,
    Follow,
    Grade,
    HandBack,
    Hold,
    Join,
    Link,
    MarkTold,
    MoveVersion,
    NeedInfo,
    Open,
    PostUpdate,
    Reassign,
    Reopen,
    Resolve,
    Show,
    Snooze,
    Triage,
    Unfollow,
    VendorHasIt,
    WaitFor,
    Wake,
    Withdraw,
)
from bot.cases.course import Course
from bot.cases.delivery_events import BroughtElsewhere, NotReached
from bot.cases.events import Entry, GotStuck, PlaceMissing, Shown, WithdrawalFailed
from bot.cases.handoff_commands import KeepCase, PassOnCase
from bot.cases.outcome import Outcome
from bot.cases.reacting import messages
from bot.cases.reports import (
    OfferHandoff,
    ReportBroughtElsewhere,
    ReportFailedWithdrawal,
    ReportMissingPlace,
    ReportNotReached,
    ReportOutsideUnreachable,
    ReportOwnerBack,
    ReportOwnerOff,
    ReportOwnerUnreachable,
    ReportStuck,
    ReportUnreachable,
)
from bot.cases.rights import may
from bot.cases.timer_commands import (
    AskForUpdate,
    AskNext,
    EndApproval,
    EndAudience,
    EndClock,
    EndHandoff,
    EndLevel,
    EndSnooze,
    RemindClock,
    RemindPerson,
    RepeatFallback,
    WakeLevel,
)
from bot.cases.transitions import VERB_OF, fits
from bot.cases.vendors import outside_unreachable
from bot.people.roster import Roster
from bot.policy.rules import Rules

HEARD_IN = (Status.ACCEPTED, Status.APPROVAL)


def step(case: Case | None, command: Command, by: str | None, rules: Rules, roster: Roster, now: datetime) -> Outcome:
    """`by` is the person who gave the command, None for a timer; `now` is case time.

    Raises `Refused` where a person's command does not fit. A timer's that no longer fits yields no entries.
    """
    after, entries = decide(case, command, by, rules, roster, now)
    return Outcome(after, entries, messages(case, after, entries, roster), _lists(case, after) if entries else ())


def _lists(*cases: Case | None) -> tuple[str, ...]:
    handoffs = (case.handoff for case in cases if case)
    return tuple(dict.fromkeys(handoff.list for handoff in handoffs if handoff and handoff.list))


def decide(
    case: Case | None, command: Command, by: str | None, rules: Rules, roster: Roster, now: datetime
) -> tuple[Case, tuple[Entry, ...]]:
    """The half of a step that moves the case, for who tries a policy and sends nothing."""
    course = Course(case, by, rules, roster, now)
    if case is None or by:
        _carry_out_for(course, command)
    elif fits(command, case.status):
        _carry_out(course, command)
    return course.case, tuple(course.entries)


def _carry_out_for(course: Course, command: Command) -> None:
    """What a person asks for: refused where it does not fit."""
    if not isinstance(command, Open):
        _check(course, command)
    _carry_out(course, command)
    _hear_the_owner(course, command)


def _check(course: Course, command: Command) -> None:
    """First whether this person may, then whether the case's status takes it."""
    verb = VERB_OF.get(type(command))
    if verb is None:
        return  # of a later part of the policy: refused below
    if not may(course.person, verb, course.case, course.roster):
        course.refuse(f"may_not.{verb}")
    if not fits(command, course.case.status):
        course.refuse("not_now.closed" if course.case.status is Status.CLOSED else "not_now")


def _hear_the_owner(course: Course, command: Command) -> None:
    """An owner who was asked again after a wait or a snooze and does anything at all has answered (S33); reading is not
    doing."""
    case = course.case
    if not isinstance(command, Show) and course.by == case.owner and case.status in HEARD_IN:
        course.stop_clocks(ClockKind.WAIT)


def _carry_out(course: Course, command: Command) -> None:  # noqa: C901  one arm a command
    match command:
        case Open():
            opening.open_case(course, command)
        case Accept():
            answering.accept(course, command)
        case Coordinate():
            answering.coordinate(course, command)
        case Decline():
            answering.decline(course, command)
        case NeedInfo():
            answering.need_info(course, command)
        case Answer():
            answering.answer(course, command)
        case HandBack():
            answering.hand_back(course, command)
        case Escalate():
            answering.escalate(course, command)
        case VendorHasIt():
            answering.vendor_has_it(course, command)
        case ReportOwnerUnreachable():
            answering.report_owner_unreachable(course, command)
        case ReportUnreachable():
            answering.report_unreachable(course, command)
        case Triage():
            working.triage(course, command)
        case AnswerSuggestion():
            working.answer_suggestion(course, command)
        case Reassign():
            working.reassign(course, command)
        case AddPeople():
            working.add_people(course, command)
        case Snooze():
            working.snooze(course, command)
        case Wake():
            working.wake(course, command)
        case WaitFor():
            working.wait_for(course, command)
        case AddNote():
            working.add_note(course, command)
        case PostUpdate():
            informing.post_update(course, command)
        case MarkTold():
            informing.mark_told(course, command)
        case EditHandover():
            working.edit_handover(course, command)
        case Resolve():
            ending.resolve(course, command)
        case Confirm():
            ending.confirm(course, command)
        case Reopen():
            ending.reopen(course, command)
        case Withdraw():
            ending.withdraw(course, command)
        case ReportMissingPlace(place, platform):
            if Room(place, platform) not in course.case.missing_places:
                course.happens(PlaceMissing(place, platform, keepers(course)))
        case ReportFailedWithdrawal(place, platform):
            if Room(place, platform) not in course.case.left_in:
                course.happens(WithdrawalFailed(place, platform, keepers(course)))
        case ReportOutsideUnreachable(whom):
            outside_unreachable(course, whom)
        case ReportStuck():
            course.happens(GotStuck(keepers(course)))
        case ReportBroughtElsewhere(person, tried, to, refused):
            course.happens(BroughtElsewhere(person, tried, to, refused))
        case ReportNotReached(person, by):
            course.happens(NotReached(person, by))
        case Show():
            course.happens(Shown())
        case EndLevel():
            timing.end_level(course, command)
        case AskNext():
            timing.try_next(course, command)
        case WakeLevel():
            timing.wake_level(course, command)
        case RemindPerson():
            timing.remind_person(course, command)
        case RepeatFallback():
            timing.repeat_fallback(course, command)
        case EndClock():
            timing.end_clock(course, command)
        case RemindClock():
            timing.remind_clock(course, command)
        case EndSnooze():
            timing.end_snooze(course, command)
        case AskForUpdate():
            informing.ask_for_update(course, command)
        case EndAudience():
            informing.end_audience(course, command)
        case EndApproval():
            approving.end_approval(course, command)
        case Approve():
            approving.approve(course, command)
        case Disapprove():
            approving.disapprove(course, command)
        case BreakGlass():
            departing.break_glass(course, command)
        case MoveVersion():
            departing.move_version(course, command)
        case Hold():
            departing.hold(course, command)
        case PassOnCase():
            passing_on.add_note(course, command)
        case KeepCase():
            passing_on.keep(course, command)
        case OfferHandoff():
            passing_on.offer(course, command)
        case ReportOwnerOff():
            passing_on.owner_off(course, command)
        case ReportOwnerBack():
            passing_on.owner_back(course, command)
        case EndHandoff():
            passing_on.end_handoff(course, command)
        case PostUpdate() | Follow() | Unfollow() | Join() | Link() | Grade():
            course.refuse("not_in_force")
        case _:
            assert_never(command)
