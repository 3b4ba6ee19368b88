"""Who may do what with a case: the one function that every door asks, and every card before it draws a button.

Until roles are built (R43): a call is answered by whoever was asked or told, the asked teams and their
coordinators; the owner's verbs are the owner's and the coordinators'; the reporter's are the reporter's. Reading comes
first: `access`.
"""

from bot.cases.case import Case, Status
from bot.cases.ladder import Duty
from bot.cases.transitions import fits_status
from bot.cases.verbs import OF_A_CASE, Verb
from bot.people.roster import APPROVE, BREAK_GLASS, HOLD, POLICY, Roster

RECEIVERS = frozenset({Verb.ACCEPT, Verb.DECLINE, Verb.NEED_INFO, Verb.VENDOR_HAS_IT})
OWNERS = frozenset(
    {
        Verb.ESCALATE,
        Verb.TRIAGE,
        Verb.REASSIGN,
        Verb.WAKE,
        Verb.NOTE,
        Verb.UPDATE,
        Verb.TOLD,
        Verb.RESOLVE,
        Verb.ADD_PEOPLE,
        Verb.WAIT_FOR,
        Verb.PASS_ON,
    }
)
REPORTERS = frozenset({Verb.ANSWER, Verb.CONFIRM, Verb.REOPEN, Verb.WITHDRAW, Verb.EDIT})
SUGGESTIONS = frozenset({Verb.SUGGESTION_FITS, Verb.SUGGESTION_MISFITS})
ONLY_THE_OWNER = frozenset({Verb.SNOOZE, Verb.HAND_BACK, Verb.KEEP})
APPROVERS = frozenset({Verb.APPROVE, Verb.DISAPPROVE})
TO_DECIDE = frozenset({Verb.TRIAGE, Verb.NOTE})  # who is asked for approval may see to it that it is asked rightly
# The authority, whatever their part in the case.
NEEDED = {Verb.BREAK_GLASS: BREAK_GLASS, Verb.MOVE_VERSION: POLICY, Verb.HOLD: HOLD, Verb.LIFT: HOLD}


def may(person: str, verb: Verb, case: Case, roster: Roster) -> bool:
    """Whether this person may ask it of this case, whatever its status."""
    if person in case.concerned:
        return False
    if verb in RECEIVERS:
        return person in receivers(case, roster)
    if verb is Verb.COORDINATE:
        return any(ask.person == person and ask.duty is Duty.TAKE_OVER for ask in case.ladder.asks)
    if verb in APPROVERS:
        return person in case.approvers and roster.has_authority(person, APPROVE)
    if verb in NEEDED:
        return roster.has_authority(person, NEEDED[verb])
    if verb in TO_DECIDE and case.approval and person in case.approval.people:
        return True
    if verb in ONLY_THE_OWNER:
        return person == case.owner
    if verb in OWNERS:
        return person == case.owner or person in coordinators(case, roster) or _writes(person, verb, case)
    if verb in REPORTERS:
        return person == case.reporter
    if verb in SUGGESTIONS:
        return person in (case.reporter, case.owner) or person in coordinators(case, roster)
    return verb in OF_A_CASE  # opening and showing: reading is asked elsewhere


def _writes(person: str, verb: Verb, case: Case) -> bool:
    """Whoever was asked for an update may post it; whoever has a text to pass on says that they did."""
    if verb is Verb.UPDATE:
        return any(audience.writer == person for audience in case.audiences)
    return verb is Verb.TOLD and any(one.handed and one.handed.person == person for one in case.audiences)


def offered(person: str, verb: Verb, case: Case, roster: Roster) -> bool:
    """Whether a card shows them the button: they may, and the case's status takes it."""
    return may(person, verb, case, roster) and fits_status(verb, case.status) and not _pointless(person, verb, case)


def _pointless(person: str, verb: Verb, case: Case) -> bool:  # noqa: C901  one arm a verb
    """What the status takes and this case at this moment does not."""
    called = any(ask.person == person for ask in case.open_asks())
    offered_it = case.handoff is not None and person in case.handoff.to
    match verb:
        case Verb.ACCEPT:
            taken = case.owner is not None or case.approval is not None
            return case.owner == person or (taken and not called and not offered_it)
        case Verb.APPROVE | Verb.DISAPPROVE:
            return case.approval is None or person not in case.approval.people
        case Verb.RESOLVE:
            return case.owner is None
        case Verb.DECLINE:
            return not offered_it and (not called or case.approval is not None)
        case Verb.COORDINATE:
            return not called
        case Verb.PASS_ON:
            return case.handoff is None
        case Verb.KEEP:
            return case.handoff is None or not case.handoff.may_be_kept
        case Verb.ANSWER:
            return case.question is None
        case Verb.WAKE:
            return case.snoozed_until is None and case.status is not Status.WAITING
        case Verb.UPDATE:
            return case.status is Status.CLOSED and not any(audience.wanted for audience in case.audiences)
        case Verb.TOLD:
            return not any(audience.handed for audience in case.audiences)
        case Verb.VENDOR_HAS_IT:
            return not case.vendors or case.vendor_reference is not None
        case Verb.HOLD:
            return case.hold is True
        case Verb.LIFT:  # closed, it may be held by the policy
            return case.hold is False or (case.hold is None and case.status is not Status.CLOSED)
        case Verb.NEED_INFO:
            return case.owner is not None and person != case.owner
        case _:
            return False


def receivers(case: Case, roster: Roster) -> frozenset[str]:
    """Whoever was asked or told of the case, the members of the asked teams, and their coordinators."""
    members = (member for team in case.asked_teams if team in roster.teams for member in roster.teams[team].members)
    return frozenset({*case.asked, *case.told, *members, *coordinators(case, roster)})


def coordinators(case: Case, roster: Roster) -> frozenset[str]:
    """Those of the asked teams and of the owner's own team."""
    own = roster.team_of(case.owner) if case.owner else None
    teams = [roster.teams[team] for team in case.asked_teams if team in roster.teams]
    return frozenset(team.coordinator for team in (*teams, *([own] if own else [])) if team.coordinator)
