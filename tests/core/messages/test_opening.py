"""The form that opens a case, and what was filled in it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.facts import Complexity, Facts, Handover, Reason
from bot.cases.verbs import Press, Verb
from bot.messages.fact_fields import customer_named, field_name
from bot.messages.opening import Opening, at_once, default_type, open_form, read_opening
from bot.messages.shown import FieldErrors, FieldKind, Values
from bot.policy.when import Unsure
from tests.core.messages.company import FRIDAY, read, roster, rules, text

ZONE = "Europe/Amsterdam"


def filled(**values: str | tuple[str, ...]) -> Opening | FieldErrors:
    sent = {name.replace("__", "."): (value,) if isinstance(value, str) else value for name, value in values.items()}
    return read_opening(sent, "noor", rules(), roster(), FRIDAY, ZONE)


def facts(**values: str | tuple[str, ...]) -> Facts:
    opening = filled(summary="x", **values)
    assert isinstance(opening, Opening)
    return opening.facts


def errors(**values: str | tuple[str, ...]) -> dict[str, str]:
    refused = filled(**values)
    assert isinstance(refused, FieldErrors)
    return {name: read(sentence) for name, sentence in refused.by_field}


def test_the_form_asks_for_the_six_items_and_the_facts_and_insists_on_the_summary_alone() -> None:
    form = open_form(rules())
    assert form.press == Press(Verb.OPEN)
    assert [field.name for field in form.fields] == [
        "summary", "type", "reason", "impact_on", "urgency", "users_affected", "complexity", "flags",
        "impact", "steps", "help", "customer", "deadline", "field.system", "field.shipment",
    ]  # fmt: skip
    assert [field.name for field in form.fields if field.required] == ["summary"]


def test_nothing_is_preselected() -> None:
    assert all(field.value == () for field in open_form(rules()).fields)


def test_the_choices_are_the_policys_words_worst_first_and_unsure_last() -> None:
    by_name = {field.name: [read(option.label) for option in field.options] for field in open_form(rules()).fields}
    assert by_name["impact_on"] == ["company", "site", "team", "person", "unsure"]
    assert by_name["type"][0] == "IT incident"
    assert by_name["field.system"] == ["booking", "tracking", "network"]
    assert "cold chain" in by_name["flags"]


def test_a_question_of_some_types_alone_says_of_which() -> None:
    fields = {field.name: field for field in open_form(rules()).fields}
    shipment = fields["field.shipment"]
    assert shipment.hint
    assert read(shipment.hint) == "Asked for: Customer support and Quality"
    assert (shipment.kind, fields["field.system"].kind) == (FieldKind.LINE, FieldKind.CHOICE)


def test_words_behind_the_command_stand_as_the_summary() -> None:
    assert open_form(rules(), "checkout is down").fields[0].value == ("checkout is down",)


def test_words_too_long_for_a_summary_are_not_lost() -> None:
    words = " ".join(["word"] * 100)
    form = {field.name: field.value for field in open_form(rules(), words).fields}
    (summary,) = form["summary"]
    assert len(summary) <= 200
    assert summary.endswith("word…")
    assert form["impact"] == (words,)
    opening = at_once(words, "noor", rules())
    assert (opening.handover.summary.body, opening.handover.impact) == (summary, text(words))


def test_one_endless_word_is_cut() -> None:
    opening = at_once("x" * 5000, "noor", rules())
    assert len(opening.handover.summary.body) == 200
    assert opening.handover.impact
    assert len(opening.handover.impact.body) == 3000


def test_without_a_form_everything_that_was_not_said_is_unsure() -> None:
    opening = at_once("down", "noor", rules())
    assert opening == Opening(Handover(text("down")), Facts("incident", users_affected=Unsure.UNSURE))


def test_the_items_and_the_facts_are_read() -> None:
    opening = filled(
        summary="Booking is down", steps="Restarted\nTwice", impact="No orders", customer="Aurora", deadline="20:00",
        help="Decide", type="support", reason="expertise", impact_on="site", urgency="today", users_affected="1.200",
        complexity="complex", flags=("security", "cold_chain"), field__system="network", field__shipment="S-1",
    )  # fmt: skip
    assert opening == Opening(
        Handover(
            text("Booking is down"),
            text("Restarted\nTwice"),
            text("No orders"),
            text("Aurora"),
            text("20:00"),
            text("Decide"),
            (("shipment", text("S-1")),),
        ),
        Facts(
            type="support",
            impact="site",
            urgency="today",
            complexity=Complexity.COMPLEX,
            reason=Reason.EXPERTISE,
            users_affected=1200,
            flags=frozenset({"security", "cold_chain"}),
            customer="aurora",
            deadline_at=datetime(2026, 11, 20, 19, 0, tzinfo=UTC),
            choices=(("system", "network"),),
        ),
    )


def test_what_is_left_open_is_not_stated() -> None:
    assert facts() == Facts("incident")
    assert facts(impact_on="unsure", urgency="unsure") == Facts("incident")


@pytest.mark.parametrize("word", ["every  one", "every\u00a0one", " everyone", "caf\u0065\u0301"])
def test_a_word_of_the_policy_can_be_chosen_however_the_policy_writes_it(word: str) -> None:
    odd = replace(rules(), flags=(word,), priority=replace(rules().priority, impact=(word,)))
    sent: Values = {"summary": ("x",), "impact_on": (word,), "flags": (word,)}
    opening = read_opening(sent, "noor", odd, roster(), FRIDAY, ZONE)
    assert isinstance(opening, Opening)
    assert (opening.facts.impact, opening.facts.flags) == (word, frozenset({word}))


def test_a_type_left_open_is_the_first_that_is_not_private() -> None:
    assert default_type(rules()) == "incident"


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("500", 500), ("1 200", 1200), ("1.200", 1200), ("1'200", 1200), ("１２", 12), ("", None),
        ("unsure", Unsure.UNSURE), ("Ved ikke", Unsure.UNSURE), ("?", Unsure.UNSURE),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(said: str, known: object) -> None:
    assert facts(users_affected=said).users_affected == known


NUMBERLESS = ["many", "-5", "about 50", "10000000000", "1e9", "٣", "9" * 400, "0" * 12 + "9" * 5000]


@pytest.mark.parametrize("said", NUMBERLESS)
def test_what_is_no_number_is_said_at_its_field(said: str) -> None:
    assert errors(summary="x", users_affected=said) == {"users_affected": 'Please write a whole number, or "unsure".'}


def test_a_summary_is_needed_and_bounded() -> None:
    assert errors(summary=" \u200b ") == {"summary": "Please fill this in."}
    assert errors(summary="x" * 201) == {"summary": "Too long: at most 200 characters."}
    assert errors(summary="x", steps="x" * 3001) == {"steps": "Too long: at most 3,000 characters."}


def test_all_mistakes_are_said_at_once_each_at_its_field() -> None:
    wrong = errors(
        deadline="25:00",
        users_affected="lots",
        type="nonsense",
        flags=("security", "nonsense"),
        complexity="x",
        reason="y",
    )
    assert set(wrong) == {"summary", "deadline", "users_affected", "type", "flags", "complexity", "reason"}
    assert wrong["deadline"].startswith("I do not understand this time.")
    assert wrong["flags"] == "Please choose one of the answers offered."


def test_a_deadline_in_words_is_kept_as_words() -> None:
    opening = filled(summary="x", deadline="before the board meets")
    assert isinstance(opening, Opening)
    assert (opening.handover.deadline, opening.facts.deadline_at) == (text("before the board meets"), None)


@pytest.mark.parametrize(
    ("said", "customer"),
    [
        ("aurora", "aurora"), ("AURORA FOODS", "aurora"), ("Aurora", "aurora"), ("Baobab textiles", "baobab"),
        ("Aur", None), ("", None), ("Nobody Ltd", None),
    ],
)  # fmt: skip
def test_a_customer_is_known_by_id_name_or_how_only_one_name_begins(said: str, customer: str | None) -> None:
    assert customer_named(said, roster()) == customer


def test_a_customer_unknown_to_the_policy_is_kept_as_words() -> None:
    opening = filled(summary="x", customer="Nobody Ltd")
    assert isinstance(opening, Opening)
    assert (opening.handover.customer, opening.facts.customer) == (text("Nobody Ltd"), None)


def test_a_question_of_the_policys_own_is_never_taken_for_one_of_ours() -> None:
    assert (field_name("impact"), field_name("urgency"), field_name("system")) == (
        "impact",
        "field.urgency",
        "field.system",
    )


NAMES = [field.name for field in open_form(rules()).fields]


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.text(max_size=40), max_size=2).map(tuple)))
def test_whatever_is_sent_is_read_or_refused_at_fields_of_the_form(values: Values) -> None:
    opening = read_opening(values, "noor", rules(), roster(), FRIDAY, ZONE)
    if isinstance(opening, FieldErrors):
        assert {name for name, _ in opening.by_field} <= set(NAMES)
    else:
        assert opening.handover.summary.body
