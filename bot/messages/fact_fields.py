"""The questions whose answers are facts, in the forms that open and triage a case, and back (R8, R9)."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from bot.cases.facts import Complexity, Facts
from bot.clean import folded
from bot.messages.filled import LINE, Filled
from bot.messages.names import COMPLEXITIES, ITEMS, flag_name, word_name
from bot.messages.shown import FieldKind, FormField, Option
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.policy.when import Unsure
from bot.words import say

UNSURE = Unsure.UNSURE.value
FIELD = "field."  # before the id of a question of the policy's own, so that it is never taken for one of ours


def field_name(item: str) -> str:
    """The form's field for an item of the hand-over or a field of the type."""
    return item if item in ITEMS else FIELD + item


def type_field(rules: Rules, chosen: str | None = None) -> FormField:
    options = tuple(Option(case_type.id, case_type.title) for case_type in rules.types.values())
    hint = None if chosen else say("hint.type", type=rules.types[default_type(rules)].title)
    return FormField("type", FieldKind.CHOICE, say("row.type"), hint, options=options, value=_said(chosen))


def default_type(rules: Rules) -> str:
    """What a case is until somebody says: the first type of the file that is not private."""
    return next((case_type.id for case_type in rules.types.values() if not case_type.private), next(iter(rules.types)))


def weighing_fields(rules: Rules, facts: Facts | None = None) -> tuple[FormField, ...]:
    """What the priority is made of. With `facts` they stand as they are now; without, nothing is preselected (R8)."""
    known = facts or Facts("")
    unstated = UNSURE if facts else None
    return (
        _impact(rules, known.impact or unstated),
        _urgency(rules, known.urgency or unstated),
        FormField(
            "users_affected", FieldKind.LINE, say("row.users"), say("hint.users"), value=_users(known), max_length=20
        ),
        _complexity(known.complexity),
        _flags(rules, known.flags),
    )


def _impact(rules: Rules, chosen: str | None) -> FormField:
    options = _words(rules.priority.impact)
    return FormField(
        "impact_on", FieldKind.CHOICE, say("row.impact"), say("hint.worst"), options=options, value=_said(chosen)
    )


def _urgency(rules: Rules, chosen: str | None) -> FormField:
    options = _words(rules.priority.urgency)
    return FormField(
        "urgency", FieldKind.CHOICE, say("row.urgency"), say("hint.worst"), options=options, value=_said(chosen)
    )


def _complexity(chosen: str | None) -> FormField:
    options = tuple(Option(word, name) for word, name in COMPLEXITIES.items())
    return FormField("complexity", FieldKind.CHOICE, say("row.complexity"), options=options, value=_said(chosen))


def _flags(rules: Rules, chosen: AbstractSet[str]) -> FormField:
    options = tuple(Option(flag, flag_name(flag)) for flag in rules.flags)
    value = tuple(flag for flag in rules.flags if flag in chosen)
    return FormField("flags", FieldKind.CHOICES, say("row.flags"), say("hint.flags"), options=options, value=value)


def _words(words: tuple[str, ...]) -> tuple[Option, ...]:
    """Worst first, as in the policy, and that one does not know."""
    return (*(Option(word, word_name(word)) for word in words), Option(UNSURE, say("word.unsure")))


def _users(facts: Facts) -> tuple[str, ...]:
    return () if facts.users_affected is None else (str(facts.users_affected),)


def customer_field(value: str | None = None) -> FormField:
    return FormField(
        "customer", FieldKind.LINE, ITEMS["customer"], say("hint.customer"), value=_said(value), max_length=LINE
    )


def _said(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def read_facts(filled: Filled, rules: Rules, roster: Roster, before: Facts) -> Facts:
    """`before` with what the form says of type, impact, urgency, users, complexity, flags and customer."""
    customer = filled.line("customer")
    return replace(
        before,
        type=filled.choice("type", rules.types) or before.type,
        impact=_sure(filled.choice("impact_on", (*rules.priority.impact, UNSURE))),
        urgency=_sure(filled.choice("urgency", (*rules.priority.urgency, UNSURE))),
        complexity=_complexity_of(filled.choice("complexity", tuple(Complexity))),
        users_affected=filled.count("users_affected"),
        flags=frozenset(filled.choices("flags", rules.flags)),
        customer=_customer(customer.body, roster, before) if customer else None,
    )


def _sure(word: str | None) -> str | None:
    return None if word == UNSURE else word


def _complexity_of(word: str | None) -> Complexity | None:
    return Complexity(word) if word in set(Complexity) else None


def _customer(said: str, roster: Roster, before: Facts) -> str | None:
    """One that the policy does not know any more is still the case's."""
    same = before.customer and folded(said) == folded(before.customer)
    return customer_named(said, roster) or (before.customer if same else None)


def customer_named(said: str, roster: Roster) -> str | None:
    """The customer of the policy that is meant: by id or name, or by how only one name begins. Any other stays text."""
    wanted = folded(said)
    exact = [c.id for c in roster.customers.values() if wanted in (folded(c.id), folded(c.name))]
    begins = [c.id for c in roster.customers.values() if folded(c.name).startswith(wanted + " ")]
    found = exact or begins
    return found[0] if len(found) == 1 else None
