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
    HandBack,
    Hold,
    MarkTold,
    MoveVersion,
    NeedInfo,
    PostUpdate,
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
from bot.cases.handoff_commands import KeepCase, PassOnCase
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
from bot.cases.verbs import Verb

APPROVAL, NEW, ACCEPTED, WAITING, RESOLVED, CLOSED = (
    Status.APPROVAL,
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
DECIDED = _to(APPROVAL, NEW, ACCEPTED, CLOSED)
OWNED = (APPROVAL, ACCEPTED, WAITING)  # it may be passed on in them
PASSED_ON = {APPROVAL: _to(APPROVAL, ACCEPTED), ACCEPTED: _to(ACCEPTED), WAITING: _to(WAITING, ACCEPTED)}

TRANSITIONS: Mapping[type[Command], Landings] = {
    Accept: {
        APPROVAL: _to(ACCEPTED, APPROVAL),
        NEW: _to(ACCEPTED),
        ACCEPTED: _to(ACCEPTED),
        WAITING: _to(ACCEPTED, WAITING),
    },
    Coordinate: _stays(ACCEPTED, WAITING),
    Decline: {
        APPROVAL: _to(APPROVAL, ACCEPTED),
        NEW: _to(NEW),
        ACCEPTED: _to(ACCEPTED),
        WAITING: _to(NEW, ACCEPTED, WAITING),
    },
    PassOnCase: _stays(*OWNED),
    KeepCase: _stays(*OWNED),
    NeedInfo: {NEW: _to(WAITING), ACCEPTED: _to(WAITING)},
    Answer: {APPROVAL: _to(APPROVAL), NEW: _to(NEW), ACCEPTED: _to(ACCEPTED), WAITING: _to(NEW, ACCEPTED, WAITING)},
    HandBack: {ACCEPTED: _to(ACCEPTED, WAITING)},
    Escalate: {
        NEW: _to(NEW, APPROVAL),
        ACCEPTED: _to(ACCEPTED, APPROVAL),
        WAITING: _to(NEW, ACCEPTED, APPROVAL),
    },
    Approve: {APPROVAL: _to(APPROVAL, NEW, ACCEPTED)},
    Disapprove: {APPROVAL: _to(NEW, ACCEPTED, CLOSED)},
    BreakGlass: {
        APPROVAL: _to(NEW, ACCEPTED),
        NEW: _to(NEW),
        ACCEPTED: _to(ACCEPTED),
        WAITING: _to(NEW, ACCEPTED),
    },
    MoveVersion: {
        APPROVAL: DECIDED,
        NEW: _to(NEW),
        ACCEPTED: _to(ACCEPTED),
        WAITING: _to(NEW, ACCEPTED, WAITING),
        RESOLVED: _to(RESOLVED),
    },
    Triage: {APPROVAL: DECIDED, NEW: _to(NEW), ACCEPTED: _to(ACCEPTED), WAITING: _to(NEW, ACCEPTED, WAITING)},
    AnswerSuggestion: {APPROVAL: DECIDED, NEW: _to(NEW), ACCEPTED: _to(ACCEPTED), WAITING: _to(NEW, ACCEPTED, WAITING)},
    Reassign: {NEW: _to(ACCEPTED), ACCEPTED: _to(ACCEPTED), WAITING: _to(ACCEPTED)},
    AddPeople: _stays(*OPEN_STATUSES),
    Snooze: _stays(ACCEPTED),
    Wake: {ACCEPTED: _to(ACCEPTED), WAITING: _to(NEW, ACCEPTED)},
    WaitFor: {ACCEPTED: _to(WAITING)},
    AddNote: _stays(*Status),
    PostUpdate: _stays(*OPEN_STATUSES, CLOSED),
    MarkTold: _stays(*OPEN_STATUSES, CLOSED),
    Resolve: {status: _to(RESOLVED, CLOSED) for status in (APPROVAL, ACCEPTED, WAITING, RESOLVED)},
    Confirm: {RESOLVED: _to(CLOSED, RESOLVED)},
    Reopen: {RESOLVED: _to(ACCEPTED), CLOSED: _to(ACCEPTED, NEW, APPROVAL, CLOSED)},
    Withdraw: {status: _to(CLOSED) for status in (APPROVAL, *OPEN_STATUSES)},
    EditHandover: _stays(APPROVAL, NEW, ACCEPTED, WAITING),
    VendorHasIt: {NEW: _to(ACCEPTED), ACCEPTED: _to(ACCEPTED)},
    Hold: _stays(*Status),
    Show: _stays(*Status),
    EndLevel: _stays(NEW, ACCEPTED),
    AskNext: _stays(NEW, ACCEPTED),
    WakeLevel: _stays(NEW, ACCEPTED),
    RemindPerson: _stays(NEW, ACCEPTED),
    RepeatFallback: _stays(NEW, ACCEPTED),
    EndClock: {
        APPROVAL: _to(APPROVAL, ACCEPTED),
        NEW: _to(NEW),
        ACCEPTED: _to(ACCEPTED),
        WAITING: _to(NEW, ACCEPTED, WAITING),
        RESOLVED: _to(RESOLVED, CLOSED),
    },
    RemindClock: _stays(APPROVAL, NEW, ACCEPTED, WAITING),
    EndSnooze: _stays(ACCEPTED),
    AskForUpdate: _stays(NEW, ACCEPTED, WAITING),
    EndAudience: _stays(NEW, ACCEPTED, WAITING, RESOLVED),
    EndApproval: {APPROVAL: DECIDED},
    EndHandoff: PASSED_ON,
    OfferHandoff: PASSED_ON,
    ReportOwnerOff: _stays(*OWNED),
    ReportOwnerBack: _stays(*OWNED),
    ReportMissingPlace: _stays(*Status),
    ReportFailedWithdrawal: _stays(*Status),
    ReportOutsideUnreachable: _stays(*Status),
    ReportStuck: _stays(*Status),
    ReportBroughtElsewhere: _stays(*Status),
    ReportNotReached: _stays(*Status),
    ReportOwnerUnreachable: {APPROVAL: _to(ACCEPTED), ACCEPTED: _to(ACCEPTED), WAITING: _to(ACCEPTED)},
    ReportUnreachable: {
        APPROVAL: DECIDED,
        NEW: _to(NEW),
        ACCEPTED: _to(ACCEPTED),
        WAITING: _to(NEW, ACCEPTED, WAITING),
    },
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
    Verb.UPDATE: PostUpdate,
    Verb.TOLD: MarkTold,
    Verb.RESOLVE: Resolve,
    Verb.CONFIRM: Confirm,
    Verb.REOPEN: Reopen,
    Verb.WITHDRAW: Withdraw,
    Verb.VENDOR_HAS_IT: VendorHasIt,
    Verb.SHOW: Show,
    Verb.ADD_PEOPLE: AddPeople,
    Verb.EDIT: EditHandover,
    Verb.WAIT_FOR: WaitFor,
    Verb.APPROVE: Approve,
    Verb.DISAPPROVE: Disapprove,
    Verb.BREAK_GLASS: BreakGlass,
    Verb.MOVE_VERSION: MoveVersion,
    Verb.HOLD: Hold,
    Verb.LIFT: Hold,
    Verb.SUGGESTION_FITS: AnswerSuggestion,
    Verb.SUGGESTION_MISFITS: AnswerSuggestion,
    Verb.PASS_ON: PassOnCase,
    Verb.KEEP: KeepCase,
}
VERB_OF: Mapping[type[Command], Verb] = {command: verb for verb, command in COMMAND_OF.items()}


def fits(command: Command, status: Status) -> bool:
    return status in TRANSITIONS.get(type(command), {})


def fits_status(verb: Verb, status: Status) -> bool:
    return verb is Verb.OPEN or status in TRANSITIONS[COMMAND_OF[verb]]
