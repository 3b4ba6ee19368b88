"""From a press, and the form that came back with it, to the command it means. Nothing here is trusted."""

from datetime import datetime
from typing import assert_never

from bot.cases.case import Case, Closing, WaitingFor
from bot.cases.commands import (
    Accept,
    AddNote,
    AddPeople,
    Answer,
    AnswerSuggestion,
    Approve,
    BreakGlass,
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
    PersonsCommand,
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
from bot.cases.handover import items
from bot.cases.verbs import Press, Verb
from bot.messages.fact_fields import read_facts
from bot.messages.filled import Filled
from bot.messages.forms import NO, YES
from bot.messages.shown import FieldErrors, Values
from bot.messages.update_form import audience_of, read_update
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.words import Text, say


def command_from(
    press: Press, values: Values, by: str, case: Case, rules: Rules, roster: Roster, now: datetime, timezone: str
) -> PersonsCommand | FieldErrors:
    """Words that cannot be read as what they should be are errors at their fields, all of them at once."""
    filled = Filled(values, by)
    command = _command(press, filled, case, rules, roster, now, timezone)
    return filled.errors or command


def _command(  # noqa: C901  one arm a verb
    press: Press, filled: Filled, case: Case, rules: Rules, roster: Roster, now: datetime, timezone: str
) -> PersonsCommand:
    belief = press.belief
    match press.verb:
        case Verb.ACCEPT:
            return Accept(belief.owner)
        case Verb.COORDINATE:
            return Coordinate()
        case Verb.DECLINE:
            return Decline(_why(filled), belief.level, belief.round)
        case Verb.NEED_INFO:
            return NeedInfo(_item(filled, case, rules), filled.paragraph("words"))
        case Verb.ANSWER:
            return Answer(_words(filled))
        case Verb.HAND_BACK:
            return HandBack(_why(filled))
        case Verb.ESCALATE:
            return Escalate(_why(filled), belief.level, belief.round)
        case Verb.TRIAGE:
            return _triage(filled, case, rules, roster)
        case Verb.REASSIGN:
            return Reassign(_person(filled, roster), _why(filled))
        case Verb.ADD_PEOPLE:
            return AddPeople(_people(filled, roster))
        case Verb.SNOOZE:
            return Snooze(_until(filled, now, timezone), _why(filled))
        case Verb.WAKE:
            return Wake()
        case Verb.WAIT_FOR:
            return WaitFor(_party(filled), _why(filled))
        case Verb.UPDATE:
            return read_update(filled, case, timezone, now)
        case Verb.TOLD:
            return MarkTold(audience_of(press))
        case Verb.NOTE:
            return AddNote(_words(filled))
        case Verb.RESOLVE:
            return Resolve(_closing(filled))
        case Verb.CONFIRM:
            return Confirm()
        case Verb.REOPEN:
            return Reopen(_why(filled))
        case Verb.WITHDRAW:
            return Withdraw(_why(filled))
        case Verb.EDIT:
            return EditHandover(_item(filled, case, rules), _words(filled))
        case Verb.VENDOR_HAS_IT:
            return VendorHasIt(filled.needed("reference", filled.line("reference")))
        case Verb.SUGGESTION_FITS | Verb.SUGGESTION_MISFITS:
            return AnswerSuggestion(belief.about or "", press.verb is Verb.SUGGESTION_FITS)
        case Verb.PASS_ON:
            return PassOnCase(_words(filled))
        case Verb.KEEP:
            return KeepCase()
        case Verb.APPROVE:
            return Approve()
        case Verb.DISAPPROVE:
            return Disapprove(_why(filled))
        case Verb.BREAK_GLASS:
            return BreakGlass(_level(filled, case, rules), _why(filled))
        case Verb.MOVE_VERSION:
            return MoveVersion(filled.needed("version", filled.line("version")).body, _why(filled))
        case Verb.HOLD | Verb.LIFT:
            return Hold(press.verb is Verb.HOLD, _why(filled))
        case Verb.SHOW | Verb.OPEN | Verb.POLICY_ACTIVATE | Verb.POLICY_APPROVE | Verb.POLICY_DECLINE:
            return Show()
        case (
            Verb.ME_EDIT
            | Verb.ME_AWAY
            | Verb.ME_BACK
            | Verb.CALENDAR_LINK
            | Verb.DUTY_OVERRIDE
            | Verb.DUTY_COVER
            | Verb.DUTY_SWAP
            | Verb.DUTY_AGREE
            | Verb.DUTY_DECLINE
            | Verb.DUTY_CANCEL
            | Verb.ACCEPT_ALL
            | Verb.BUNDLE_ACCEPT
            | Verb.BUNDLE_LIST
        ):
            return Show()  # of people, not of a case
        case _:
            assert_never(press.verb)


def _why(filled: Filled) -> Text:
    return filled.needed("reason", filled.paragraph("reason"))


def _words(filled: Filled) -> Text:
    return filled.needed("words", filled.paragraph("words"))


def _needed_choice(filled: Filled, name: str, among: tuple[str, ...]) -> str:
    chosen = filled.choice(name, among)
    if chosen is None:
        filled.wrong(name, say("error.needed"))
    return chosen or ""


def _item(filled: Filled, case: Case, rules: Rules) -> str:
    return _needed_choice(filled, "item", items(rules.types[case.facts.type]))


def _person(filled: Filled, roster: Roster) -> str:
    return _needed_choice(filled, "to", tuple(roster.people))


def _people(filled: Filled, roster: Roster) -> tuple[str, ...]:
    chosen = filled.choices("people", roster.people)
    if not chosen:
        filled.wrong("people", say("error.needed"))
    return chosen


def _party(filled: Filled) -> WaitingFor:
    chosen = _needed_choice(filled, "party", (WaitingFor.CUSTOMER, WaitingFor.VENDOR))
    return WaitingFor(chosen) if chosen in set(WaitingFor) else WaitingFor.CUSTOMER


def _level(filled: Filled, case: Case, rules: Rules) -> int:
    levels = range(1, len(rules.path(case.ladder.path).levels) + 1)
    return int(_needed_choice(filled, "level", tuple(map(str, levels))) or 0)


def _until(filled: Filled, now: datetime, timezone: str) -> datetime:
    until_at = filled.moment("until", timezone, now)
    if until_at is None:
        filled.wrong("until", say("error.time"))
    elif until_at <= now:
        filled.wrong("until", say("error.past"))
    return until_at or now


def _triage(filled: Filled, case: Case, rules: Rules, roster: Roster) -> Triage:
    priority = filled.choice("priority", rules.priority.names)
    facts = read_facts(filled, rules, roster, case.facts)
    if facts.customer is None and filled.line("customer"):
        filled.wrong("customer", say("error.customer"))
    return Triage(_why(filled), None if facts == case.facts else facts, priority)


def _closing(filled: Filled) -> Closing:
    told = filled.choice("customer_told", (YES, NO))
    return Closing(
        filled.needed("resolution", filled.paragraph("resolution")),
        filled.paragraph("root_cause"),
        filled.paragraph("lesson"),
        None if told is None else told == YES,
    )
