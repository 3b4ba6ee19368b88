"""The life of a case as one table: which statuses a command fits, and where it may leave the case.

The diagram in docs/architecture.md is drawn from it. A command that is not in the table belongs to a later part of the
policy and is refused.
"""

from collections.abc import Mapping

from bot.cases.case import Status
from bot.cases.commands import (
    Accept,
    AddNote,
    AddPeople,
    Answer,
    Command,
    Confirm,
    Coordinate,
    Decline,
    EditHandover,
    Escalate,
    HandBack,
    NeedInfo,
    Reassign,
    Reopen,
    Resolve,
    Show,
    Snooze,
    Triage,
    VendorHasIt,
    WaitFor,
    Wake,
    Withdraw,
)
from bot.cases.reports import (
    ReportFailedWithdrawal,
    ReportMissingPlace,
    ReportOwnerUnreachable,
    ReportStuck,
    ReportUnreachable,
)
from bot.cases.timer_commands import (
    AskNext,
    EndClock,
    EndLevel,
    EndSnooze,
    RemindClock,
    RemindPerson,
    RepeatFallback,
    WakeLevel,
)
from bot.cases.verbs import Verb

NEW, ACCEPTED, WAITING, RESOLVED, CLOSED = (
    Status.NEW,
    Status.ACCEPTED,
    Status.WAITING,
    Status.RESOLVED,
    Status.CLOSED,
)
Landings = Mapping[Status, frozenset[Status]]


def _to(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


def _stays(*statuses: Status) -> Landings:
    return {status: _to(status) for status in statuses}


OPEN_STATUSES = (NEW, ACCEPTED, WAITING, RESOLVED)

TRANSITIONS: Mapping[type[Command], Landings] = {
    Accept: {NEW: _to(ACCEPTED), ACCEPTED: _to(ACCEPTED), WAITING: _to(ACCEPTED)},
    Coordinate: _stays(ACCEPTED, WAITING),
    Decline: {NEW: _to(NEW), ACCEPTED: _to(ACCEPTED), WAITING: _to(NEW, ACCEPTED, WAITING)},
    NeedInfo: {NEW: _to(WAITING), ACCEPTED: _to(WAITING)},
    Answer: {NEW: _to(NEW), ACCEPTED: _to(ACCEPTED), WAITING: _to(NEW, ACCEPTED, WAITING)},
    HandBack: {ACCEPTED: _to(ACCEPTED, WAITING)},
    Escalate: {NEW: _to(NEW), ACCEPTED: _to(ACCEPTED), WAITING: _to(NEW, ACCEPTED)},
    Triage: {NEW: _to(NEW), ACCEPTED: _to(ACCEPTED), WAITING: _to(NEW, ACCEPTED, WAITING)},
    Reassign: {NEW: _to(ACCEPTED), ACCEPTED: _to(ACCEPTED), WAITING: _to(ACCEPTED)},
    AddPeople: _stays(*OPEN_STATUSES),
    Snooze: _stays(ACCEPTED),
    Wake: {ACCEPTED: _to(ACCEPTED), WAITING: _to(NEW, ACCEPTED)},
    WaitFor: {ACCEPTED: _to(WAITING)},
    AddNote: _stays(*OPEN_STATUSES, CLOSED),
    Resolve: {status: _to(RESOLVED, CLOSED) for status in (ACCEPTED, WAITING, RESOLVED)},
    Confirm: {RESOLVED: _to(CLOSED, RESOLVED)},
    Reopen: {RESOLVED: _to(ACCEPTED), CLOSED: _to(ACCEPTED, NEW)},
    Withdraw: {status: _to(CLOSED) for status in OPEN_STATUSES},
    EditHandover: _stays(NEW, ACCEPTED, WAITING),
    VendorHasIt: {NEW: _to(ACCEPTED), ACCEPTED: _to(ACCEPTED)},
    Show: _stays(*Status),
    EndLevel: _stays(NEW, ACCEPTED),
    AskNext: _stays(NEW, ACCEPTED),
    WakeLevel: _stays(NEW, ACCEPTED),
    RemindPerson: _stays(NEW, ACCEPTED),
    RepeatFallback: _stays(NEW, ACCEPTED),
    EndClock: {
        NEW: _to(NEW),
        ACCEPTED: _to(ACCEPTED),
        WAITING: _to(NEW, ACCEPTED, WAITING),
        RESOLVED: _to(RESOLVED, CLOSED),
    },
    RemindClock: _stays(NEW, ACCEPTED, WAITING),
    EndSnooze: _stays(ACCEPTED),
    ReportMissingPlace: _stays(*Status),
    ReportFailedWithdrawal: _stays(*Status),
    ReportStuck: _stays(*Status),
    ReportOwnerUnreachable: {ACCEPTED: _to(ACCEPTED), WAITING: _to(ACCEPTED)},
    ReportUnreachable: {NEW: _to(NEW), ACCEPTED: _to(ACCEPTED), WAITING: _to(NEW, ACCEPTED, WAITING)},
}

COMMAND_OF: Mapping[Verb, type[Command]] = {
    Verb.ACCEPT: Accept,
    Verb.COORDINATE: Coordinate,
    Verb.DECLINE: Decline,
    Verb.NEED_INFO: NeedInfo,
    Verb.ANSWER: Answer,
    Verb.HAND_BACK: HandBack,
    Verb.ESCALATE: Escalate,
    Verb.TRIAGE: Triage,
    Verb.REASSIGN: Reassign,
    Verb.SNOOZE: Snooze,
    Verb.WAKE: Wake,
    Verb.NOTE: AddNote,
    Verb.RESOLVE: Resolve,
    Verb.CONFIRM: Confirm,
    Verb.REOPEN: Reopen,
    Verb.WITHDRAW: Withdraw,
    Verb.VENDOR_HAS_IT: VendorHasIt,
    Verb.SHOW: Show,
    Verb.ADD_PEOPLE: AddPeople,
    Verb.EDIT: EditHandover,
    Verb.WAIT_FOR: WaitFor,
}
VERB_OF: Mapping[type[Command], Verb] = {command: verb for verb, command in COMMAND_OF.items()}


def fits(command: Command, status: Status) -> bool:
    return status in TRANSITIONS.get(type(command), {})


def fits_status(verb: Verb, status: Status) -> bool:
    return verb is Verb.OPEN or status in TRANSITIONS[COMMAND_OF[verb]]
