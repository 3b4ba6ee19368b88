"""The questions of each verb, and from the answers to the command."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.case import Case, Closing, WaitingFor
from bot.cases.commands import (
    Accept,
    AddNote,
    AddPeople,
    Answer,
    Confirm,
    Coordinate,
    Decline,
    EditHandover,
    Escalate,
    HandBack,
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
from bot.cases.facts import Complexity, Facts
from bot.cases.handoff_commands import KeepCase, PassOnCase
from bot.cases.verbs import OF_A_CASE, OF_A_POLICY, OF_PEOPLE, Belief, Press, Verb
from bot.messages.answers import command_from
from bot.messages.forms import form_for, refilled
from bot.messages.shown import FieldErrors, Form, Values
from tests.core.messages.company import FRIDAY, Matter, read, roster, rules, text

SUGGESTIONS = (Verb.SUGGESTION_FITS, Verb.SUGGESTION_MISFITS)
WITHOUT_FORM = (
    *sorted(OF_A_POLICY | OF_PEOPLE),
    Verb.APPROVE,
    Verb.ACCEPT,
    Verb.COORDINATE,
    Verb.WAKE,
    Verb.CONFIRM,
    Verb.SHOW,
    Verb.TOLD,
    Verb.KEEP,
    *SUGGESTIONS,
)
OF_ITS_OWN = (Verb.UPDATE,)  # see test_updates
WITH_FORM = [verb for verb in OF_A_CASE if verb not in (*WITHOUT_FORM, *OF_ITS_OWN)]
TWENTY_PAST_SIX = datetime(2026, 11, 20, 17, 20, tzinfo=UTC)
FIELDS = [
    "reason", "item", "words", "to", "people", "until", "party", "reference", "resolution", "customer_told", "priority",
    "type", "impact_on", "urgency", "users_affected", "flags", "customer",
]  # fmt: skip
BELIEF = Belief(2, 1, "linh")


def form(verb: Verb, case: Case | None = None) -> Form:
    shown = form_for(Press(verb, "c1"), case or Matter().case, rules(), roster())
    assert shown
    return shown


def meant(verb: Verb, case: Case | None = None, **values: str | tuple[str, ...]) -> PersonsCommand | FieldErrors:
    sent = {name: (value,) if isinstance(value, str) else value for name, value in values.items()}
    press, of = Press(verb, "c1", BELIEF), case or Matter().case
    return command_from(press, sent, "linh", of, rules(), roster(), FRIDAY, "Europe/Amsterdam")


def errors(verb: Verb, **values: str | tuple[str, ...]) -> dict[str, str]:
    refused = meant(verb, **values)
    assert isinstance(refused, FieldErrors)
    return {name: read(sentence) for name, sentence in refused.by_field}


def why(words: str = "because") -> dict[str, str]:
    return {"reason": words}


@pytest.mark.parametrize(
    ("verb", "values", "command"),
    [
        (Verb.ACCEPT, {}, Accept("linh")),
        (Verb.COORDINATE, {}, Coordinate()),
        (Verb.WAKE, {}, Wake()),
        (Verb.CONFIRM, {}, Confirm()),
        (Verb.SHOW, {}, Show()),
        (Verb.KEEP, {}, KeepCase()),
        (Verb.PASS_ON, {"words": "the disk is full"}, PassOnCase(text("the disk is full", "linh"))),
        *((verb, {}, Show()) for verb in sorted(OF_A_POLICY | OF_PEOPLE)),
        (Verb.DECLINE, why(), Decline(text("because", "linh"), 2, 1)),
        (Verb.ESCALATE, why(), Escalate(text("because", "linh"), 2, 1)),
        (Verb.HAND_BACK, why(), HandBack(text("because", "linh"))),
        (Verb.REOPEN, why(), Reopen(text("because", "linh"))),
        (Verb.WITHDRAW, why(), Withdraw(text("because", "linh"))),
        (Verb.NEED_INFO, {"item": "steps"}, NeedInfo("steps")),
        (Verb.NEED_INFO, {"item": "system", "words": "which?"}, NeedInfo("system", text("which?", "linh"))),
        (Verb.ANSWER, {"words": "this"}, Answer(text("this", "linh"))),
        (Verb.NOTE, {"words": "a\nb"}, AddNote(text("a\nb", "linh"))),
        (Verb.EDIT, {"item": "help", "words": "now"}, EditHandover("help", text("now", "linh"))),
        (Verb.REASSIGN, {"to": "sanna"} | why(), Reassign("sanna", text("because", "linh"))),
        (Verb.ADD_PEOPLE, {"people": ("sanna", "yuki", "sanna")}, AddPeople(("sanna", "yuki"))),
        (Verb.SNOOZE, {"until": "18:20"} | why(), Snooze(TWENTY_PAST_SIX, text("because", "linh"))),
        (Verb.WAIT_FOR, {"party": "vendor"} | why(), WaitFor(WaitingFor.VENDOR, text("because", "linh"))),
        (Verb.VENDOR_HAS_IT, {"reference": "SL-7"}, VendorHasIt(text("SL-7", "linh"))),
        (Verb.RESOLVE, {"resolution": "done"}, Resolve(Closing(text("done", "linh")))),
        (
            Verb.RESOLVE,
            {"resolution": "done", "root_cause": "old", "lesson": "new", "customer_told": "no"},
            Resolve(Closing(text("done", "linh"), text("old", "linh"), text("new", "linh"), customer_told=False)),
        ),
    ],
)  # fmt: skip
def test_answers_become_the_command(verb: Verb, values: dict[str, str], command: PersonsCommand) -> None:
    assert meant(verb, **values) == command


def test_triage_changes_what_the_form_says_and_leaves_the_rest() -> None:
    case = Matter(customer="aurora", users_affected=12, complexity=Complexity.SIMPLE).case
    sent = {field.name: field.value for field in form(Verb.TRIAGE, case).fields} | {"reason": ("why",)}
    same = meant(Verb.TRIAGE, case, **sent)
    assert same == Triage(text("why", "linh"))
    changed = meant(Verb.TRIAGE, case, **(sent | {"impact_on": ("unsure",), "flags": ("legal",), "priority": ("P2",)}))
    facts = Facts(
        "incident", None, "now", Complexity.SIMPLE, users_affected=12, flags=frozenset({"legal"}), customer="aurora"
    )
    assert changed == Triage(text("why", "linh"), facts, "P2")


def test_a_case_whose_impact_nobody_knew_stands_as_unsure_at_triage() -> None:
    fields = {field.name: field.value for field in form(Verb.TRIAGE, Matter(impact=None).case).fields}
    assert (fields["impact_on"], fields["urgency"], fields["customer"]) == (("unsure",), ("now",), ())


def test_triage_suggests_no_priority() -> None:
    fields = {field.name: field for field in form(Verb.TRIAGE).fields}
    assert fields["priority"].value == ()
    assert not fields["priority"].required


@pytest.mark.parametrize(
    ("verb", "values", "at"),
    [
        (Verb.DECLINE, {}, {"reason"}),
        (Verb.NEED_INFO, {}, {"item"}),
        (Verb.NEED_INFO, {"item": "shipment"}, {"item"}),
        (Verb.ANSWER, {"words": " \n "}, {"words"}),
        (Verb.REASSIGN, {}, {"to", "reason"}),
        (Verb.REASSIGN, {"to": "nobody"} | why(), {"to"}),
        (Verb.ADD_PEOPLE, {}, {"people"}),
        (Verb.ADD_PEOPLE, {"people": ("sanna", "nobody")}, {"people"}),
        (Verb.SNOOZE, why(), {"until"}),
        (Verb.SNOOZE, {"until": "25:00"} | why(), {"until"}),
        (Verb.SNOOZE, {"until": "later"} | why(), {"until"}),
        (Verb.SNOOZE, {"until": "2026-11-01 09:00"} | why(), {"until"}),
        (Verb.WAIT_FOR, why(), {"party"}),
        (Verb.WAIT_FOR, {"party": "reporter"} | why(), {"party"}),
        (Verb.WAIT_FOR, {"party": "moon"} | why(), {"party"}),
        (Verb.RESOLVE, {"customer_told": "perhaps"}, {"resolution", "customer_told"}),
        (Verb.VENDOR_HAS_IT, {"reference": "x" * 201}, {"reference"}),
        (Verb.TRIAGE, {"priority": "P9"}, {"reason", "priority"}),
        (Verb.EDIT, {"item": "nonsense"}, {"item", "words"}),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(verb: Verb, values: dict[str, str], at: set[str]) -> None:
    assert set(errors(verb, **values)) == at


def test_a_time_that_has_passed_is_said_to_have_passed() -> None:
    assert errors(Verb.SNOOZE, until="2026-11-01 09:00", reason="x") == {"until": "This time has passed."}


@pytest.mark.parametrize("verb", WITHOUT_FORM)
def test_a_verb_that_needs_no_words_has_no_form(verb: Verb) -> None:
    assert form_for(Press(verb, "c1"), Matter().case, rules(), roster()) is None


@pytest.mark.parametrize("verb", WITH_FORM)
def test_what_a_form_insists_on_is_what_its_answers_need(verb: Verb) -> None:
    shown = form(verb)
    assert len({field.name for field in shown.fields}) == len(shown.fields)
    assert read(shown.title)
    if verb is not Verb.OPEN:
        required = {field.name for field in shown.fields if field.required}
        assert required == set(errors(verb))
        assert "ESC-7" in read(shown.title)


def test_without_a_case_any_form_is_the_one_that_opens() -> None:
    shown = form_for(Press(Verb.DECLINE), None, rules(), roster())
    assert shown
    assert shown.press == Press(Verb.OPEN)


def test_a_form_reminds_of_what_the_case_is() -> None:
    assert [read(line) for line in form(Verb.DECLINE).intro] == ["Booking is down"]


def test_the_answer_form_says_what_was_asked() -> None:
    asked = Matter().does("linh", NeedInfo("steps", text("What did you restart?", "linh"))).case
    assert [read(line) for line in form(Verb.ANSWER, asked).intro] == [
        "Trần Mỹ Linh asks for: Steps already taken",
        '"What did you restart?"',
    ]
    bare = Matter().does("linh", NeedInfo("steps")).case
    assert len(form(Verb.ANSWER, bare).intro) == 1


def test_resolving_again_begins_with_what_was_said_and_names_what_is_missing() -> None:
    matter = Matter().does("linh", Accept())
    matter.does("linh", Resolve(Closing(text("New disk"), customer_told=True)))
    shown = form(Verb.RESOLVE, matter.case)
    assert [field.value for field in shown.fields] == [("New disk",), (), (), ("yes",)]
    assert read(shown.intro[0]) == "Needed before the case can close: Root cause and Lesson."
    matter.does("linh", Resolve(Closing(text("New disk"), text("a"), text("b"), customer_told=False)))
    assert form(Verb.RESOLVE, matter.case).fields[3].value == ("no",)


def test_those_asked_come_first_among_whom_a_case_may_be_given_to() -> None:
    matter = Matter(concerned=frozenset({"piet"})).waits(minutes=6).does("linh", Accept())
    options = [option.value for option in form(Verb.REASSIGN, matter.case).fields[0].options]
    assert options[0] == "sanna"
    assert not {"linh", "piet"} & set(options)


def test_a_mistake_costs_nobody_their_words() -> None:
    again = refilled(form(Verb.SNOOZE), {"until": ("25:00",), "reason": ("lunch",)})
    assert [field.value for field in again.fields] == [("25:00",), ("lunch",)]
    assert refilled(again, {}).fields == again.fields


@given(
    st.sampled_from([verb for verb in OF_A_CASE if verb not in OF_ITS_OWN]),
    st.dictionaries(
        st.sampled_from(FIELDS),
        st.lists(st.text(max_size=30), max_size=3).map(tuple),
    ),
)
def test_whatever_is_sent_is_a_command_or_refused_at_fields_of_the_form(verb: Verb, values: Values) -> None:
    case = Matter().case
    command = command_from(Press(verb, "c1"), values, "linh", case, rules(), roster(), FRIDAY, "UTC")
    if isinstance(command, FieldErrors):
        shown = form_for(Press(verb, "c1"), case, rules(), roster())
        assert shown
        assert {name for name, _ in command.by_field} <= {field.name for field in shown.fields}
