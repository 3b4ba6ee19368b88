"""The questions of each verb. Verbs that need no words have no form: their button is the whole command."""

from dataclasses import replace
from typing import assert_never

from bot.cases.case import Case, WaitingFor
from bot.cases.ending import closing_lacks
from bot.cases.handover import items
from bot.cases.verbs import Press, Verb
from bot.messages.fact_fields import customer_field, type_field, weighing_fields
from bot.messages.filled import LINE, PARAGRAPH
from bot.messages.names import PARTIES, VERBS, item_name, reference
from bot.messages.opening import open_form
from bot.messages.shown import FieldKind, Form, FormField, Option, Values
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.words import Name, Say, Text, say

YES, NO = "yes", "no"


def form_for(
    press: Press, case: Case | None, rules: Rules, roster: Roster, versions: tuple[Option, ...] = ()
) -> Form | None:
    """None where the press itself is the whole command. `versions` are those that the case may be moved to."""
    if press.verb is Verb.OPEN or case is None:
        return open_form(rules)
    fields = _fields(press.verb, case, rules, roster, versions)
    if not fields:
        return None
    title = say("form.title", verb=VERBS[press.verb], case=reference(case))
    return Form(press, title, say("form.send"), fields, _intro(press.verb, case, rules))


def refilled(form: Form, values: Values) -> Form:
    """The same form with what was typed, so that a mistake costs nobody their words."""
    return replace(form, fields=tuple(replace(f, value=values.get(f.name, f.value)) for f in form.fields))


def _fields(  # noqa: C901  one arm a verb
    verb: Verb, case: Case, rules: Rules, roster: Roster, versions: tuple[Option, ...]
) -> tuple[FormField, ...]:
    match verb:
        case Verb.DISAPPROVE | Verb.DECLINE | Verb.HAND_BACK | Verb.ESCALATE | Verb.REOPEN | Verb.WITHDRAW:
            return (_why(),)
        case Verb.HOLD | Verb.LIFT:
            return (_why(),)
        case Verb.NEED_INFO:
            return (_item_field(case, rules), _paragraph("words", say("field.question")))
        case Verb.ANSWER:
            return (_paragraph("words", say("field.answer"), needed=True),)
        case Verb.NOTE:
            return (_paragraph("words", say("row.note"), needed=True),)
        case Verb.PASS_ON:
            return (_paragraph("words", say("field.handoff_note"), needed=True),)
        case Verb.TRIAGE:
            return _triage(case, rules, roster)
        case Verb.REASSIGN:
            return (_person("to", say("field.to"), case, roster), _why())
        case Verb.ADD_PEOPLE:
            return (_person("people", say("field.people"), case, roster),)
        case Verb.SNOOZE:
            return (_until(), _why())
        case Verb.WAIT_FOR:
            return (_party(), _why())
        case Verb.RESOLVE:
            return _closing(case)
        case Verb.EDIT:
            return (_item_field(case, rules), _paragraph("words", say("field.words"), needed=True))
        case Verb.VENDOR_HAS_IT:
            return (_line("reference", say("row.vendor_reference")),)
        case Verb.BREAK_GLASS:
            return (_level(case, rules), _why())
        case Verb.MOVE_VERSION:
            return (
                FormField("version", FieldKind.CHOICE, say("field.version"), required=True, options=versions),
                _why(),
            )
        case Verb.UPDATE | Verb.TOLD:
            return ()  # `update_form` asks for the one, and the other is done at the press
        case Verb.OPEN | Verb.APPROVE | Verb.ACCEPT | Verb.COORDINATE | Verb.WAKE | Verb.CONFIRM | Verb.SHOW:
            return ()
        case Verb.POLICY_ACTIVATE | Verb.POLICY_APPROVE | Verb.POLICY_DECLINE:
            return ()
        case Verb.SUGGESTION_FITS | Verb.SUGGESTION_MISFITS | Verb.KEEP:
            return ()
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
            return ()  # of people, not of a case
        case _:
            assert_never(verb)


def _intro(verb: Verb, case: Case, rules: Rules) -> tuple[Say, ...]:
    if verb is Verb.ANSWER and case.question:
        item = item_name(case.question.item, rules)
        asked = say("form.asked", person=Name(case.question.asked_by), item=item)
        return (asked, say("form.words", words=case.question.words)) if case.question.words else (asked,)
    if verb is Verb.RESOLVE and (lacks := closing_lacks(case, rules)):
        return (say("form.closing_lacks", items=tuple(CLOSING[item] for item in lacks)),)
    comes_of_it = COMES_OF_IT.get(verb)
    return (say("form.summary", summary=case.handover.summary), *((comes_of_it,) if comes_of_it else ()))


COMES_OF_IT = {
    Verb.BREAK_GLASS: say("form.break_glass"),
    Verb.MOVE_VERSION: say("form.move_version"),
    Verb.HOLD: say("form.hold"),
    Verb.LIFT: say("form.lift"),
}


CLOSING = {
    "root_cause": say("row.root_cause"),
    "lesson": say("row.lesson"),
    "customer_told": say("row.customer_told"),
}


def _why() -> FormField:
    return _paragraph("reason", say("field.why"), needed=True)


def _paragraph(name: str, label: Say, needed: bool = False, words: Text | None = None) -> FormField:
    value = (words.body,) if words else ()
    return FormField(name, FieldKind.PARAGRAPH, label, required=needed, value=value, max_length=PARAGRAPH)


def _line(name: str, label: Say) -> FormField:
    return FormField(name, FieldKind.LINE, label, required=True, max_length=LINE)


def _item_field(case: Case, rules: Rules) -> FormField:
    options = tuple(Option(item, item_name(item, rules)) for item in items(rules.types[case.facts.type]))
    return FormField("item", FieldKind.CHOICE, say("field.item"), required=True, options=options)


def _triage(case: Case, rules: Rules, roster: Roster) -> tuple[FormField, ...]:
    """As it is now; a priority is chosen only to set it by hand."""
    priorities = tuple(Option(name, name) for name in rules.priority.names)
    known = roster.customers.get(case.facts.customer or "")
    return (
        FormField("priority", FieldKind.CHOICE, say("row.priority"), say("hint.priority"), options=priorities),
        type_field(rules, case.facts.type),
        *weighing_fields(rules, case.facts),
        customer_field(known.name if known else case.facts.customer),
        _why(),
    )


def _person(name: str, label: Say, case: Case, roster: Roster) -> FormField:
    """Those whom the case asked come first."""
    able = [person for person in roster.people if person != case.owner and person not in case.concerned]
    ordered = sorted(able, key=lambda person: person not in case.asked)
    options = tuple(Option(person, Name(person)) for person in ordered)
    return FormField(name, FieldKind.PERSON, label, required=True, options=options)


def _choice(name: str, label: Say, options: tuple[Option, ...]) -> FormField:
    return FormField(name, FieldKind.CHOICE, label, required=True, options=options)


def _level(case: Case, rules: Rules) -> FormField:
    levels = enumerate(rules.path(case.ladder.path).levels, 1)
    options = tuple(Option(str(n), say("ladder.level", level=n, role=level.role)) for n, level in levels)
    return _choice("level", say("field.level"), options)


def _until() -> FormField:
    return FormField("until", FieldKind.MOMENT, say("field.until"), say("hint.until"), required=True, max_length=LINE)


def _party() -> FormField:
    options = tuple(Option(party, PARTIES[party]) for party in (WaitingFor.CUSTOMER, WaitingFor.VENDOR))
    return FormField("party", FieldKind.CHOICE, say("field.party"), required=True, options=options)


def _closing(case: Case) -> tuple[FormField, ...]:
    """What was said before stands there; said again, it completes."""
    said = case.closing
    told = () if said is None or said.customer_told is None else (YES if said.customer_told else NO,)
    options = (Option(YES, say("word.yes")), Option(NO, say("word.no")))
    return (
        _paragraph("resolution", say("row.resolution"), needed=True, words=said.resolution if said else None),
        _paragraph("root_cause", say("row.root_cause"), words=said.root_cause if said else None),
        _paragraph("lesson", say("row.lesson"), words=said.lesson if said else None),
        FormField("customer_told", FieldKind.CHOICE, say("row.customer_told"), options=options, value=told),
    )
