"""The form that opens a case, and what was filled in it: hand-over and facts (R1, R2, R4, R8)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cases.facts import Facts, Handover, Reason
from bot.cases.verbs import Press, Verb
from bot.messages.fact_fields import (
    FIELD,
    customer_field,
    default_type,
    field_name,
    read_facts,
    type_field,
    weighing_fields,
)
from bot.messages.filled import LINE, PARAGRAPH, Filled
from bot.messages.names import ITEMS, REASONS, word_name
from bot.messages.shown import FieldErrors, FieldKind, Form, FormField, Option, Values
from bot.people.roster import Roster
from bot.policy.rules import Field, Rules
from bot.policy.when import Unsure
from bot.words import Param, Say, Text, say


@dataclass(frozen=True, slots=True)
class Opening:
    handover: Handover
    facts: Facts
    dismissed: frozenset[str] = frozenset()


def open_form(rules: Rules, words: str = "") -> Form:
    """Only the summary must be filled in, and nothing is preselected. `words` were typed behind the command."""
    summary, whole = headed(words)
    return Form(
        Press(Verb.OPEN),
        say("form.open"),
        say("form.open_submit"),
        (
            FormField("summary", FieldKind.LINE, ITEMS["summary"], say("hint.summary"), True, (), _said(summary), LINE),
            type_field(rules),
            _reason(),
            *weighing_fields(rules),
            _item("impact", say("hint.impact"), whole),
            _item("steps", say("hint.steps")),
            _item("help", say("hint.help")),
            customer_field(),
            FormField("deadline", FieldKind.MOMENT, ITEMS["deadline"], say("hint.deadline"), max_length=LINE),
            *(_own_field(field, rules) for field in _own_fields(rules)),
        ),
        (say("form.open_intro"),),
    )


def headed(words: str) -> tuple[str, str]:
    """A summary of what was typed; where it is too long for one, all of it as well, to be kept as the impact."""
    if len(words) <= LINE:
        return words, ""
    return words[: LINE - 1].rsplit(" ", 1)[0] + "…", words[:PARAGRAPH]


def _said(words: str) -> tuple[str, ...]:
    return (words,) if words else ()


def _item(name: str, hint: Say, words: str = "") -> FormField:
    return FormField(name, FieldKind.PARAGRAPH, ITEMS[name], hint, value=_said(words), max_length=PARAGRAPH)


def _reason() -> FormField:
    options = tuple(Option(reason, name) for reason, name in REASONS.items())
    return FormField("reason", FieldKind.CHOICE, say("row.reason"), options=options)


def _own_fields(rules: Rules) -> Iterator[Field]:
    """The questions of all types: which of them count is known with the type."""
    asked = {field for case_type in rules.types.values() for field in case_type.fields}
    return (field for field in rules.fields.values() if field.id in asked)


def _own_field(field: Field, rules: Rules) -> FormField:
    kind = FieldKind.CHOICE if field.choices else FieldKind.LINE
    options = tuple(Option(word, word_name(word)) for word in field.choices)
    types: tuple[Param, ...] = tuple(t.title for t in rules.types.values() if field.id in t.fields)
    hint = say("hint.for_types", types=types)
    return FormField(FIELD + field.id, kind, say("row.item", item=field.title), hint, options=options, max_length=LINE)


def read_opening(
    values: Values, by: str, rules: Rules, roster: Roster, now: datetime, timezone: str
) -> Opening | FieldErrors:
    filled = Filled(values, by)
    opening = Opening(_handover(filled, rules), _facts(filled, rules, roster, now, timezone))
    return filled.errors or opening


def at_once(words: str, by: str, rules: Rules) -> Opening:
    """Without a form: everything that was not said is unsure (R1)."""
    summary, whole = headed(words)
    facts = Facts(default_type(rules), users_affected=Unsure.UNSURE)
    return Opening(Handover(Text(summary, by), impact=Text(whole, by) if whole else None), facts)


def _handover(filled: Filled, rules: Rules) -> Handover:
    free = [field.id for field in _own_fields(rules) if not field.choices]
    answers = ((field, filled.line(FIELD + field)) for field in free)
    return Handover(
        filled.needed("summary", filled.line("summary")),
        filled.paragraph("steps"),
        filled.paragraph("impact"),
        filled.line("customer"),
        filled.line("deadline"),
        filled.paragraph("help"),
        tuple((field, text) for field, text in answers if text),
    )


def _facts(filled: Filled, rules: Rules, roster: Roster, now: datetime, timezone: str) -> Facts:
    reason = filled.choice("reason", tuple(Reason))
    return replace(
        read_facts(filled, rules, roster, Facts(default_type(rules))),
        reason=Reason(reason) if reason in set(Reason) else None,
        deadline_at=filled.moment("deadline", timezone, now),
        choices=_choices(filled, rules),
    )


def _choices(filled: Filled, rules: Rules) -> tuple[tuple[str, str], ...]:
    with_choices = (field for field in _own_fields(rules) if field.choices)
    chosen = ((field.id, filled.choice(field_name(field.id), field.choices)) for field in with_choices)
    return tuple((field, word) for field, word in chosen if word)
