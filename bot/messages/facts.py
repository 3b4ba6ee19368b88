"""The facts of a case as rows: short ones side by side, the hand-over's texts one under the other."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import assert_never

from bot.cases.case import About, Case, Remark, Status
from bot.cases.clocks import ClockKind
from bot.cases.facts import Item, PriorityReason
from bot.cases.handover import missing, readiness
from bot.changing import replace
from bot.messages.names import COMPLEXITIES, REASONS, STATUSES, WHY_IT_MATTERS, flag_name, item_name, word_name
from bot.messages.shown import Row
from bot.policy.rules import Rules
from bot.policy.when import Unsure
from bot.words import Name, Param, Say, Template, Text, say

MANY = 3
CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|\+\d[\d ().-]{6,}\d")


def rows(case: Case, rules: Rules) -> tuple[Row, ...]:
    """What a responder looks for first, first."""
    return tuple(Row(label, value) for label, value in _rows(case, rules) if value is not None and value != ())


def _rows(case: Case, rules: Rules) -> Iterator[tuple[Say, Param | None]]:
    facts = case.facts
    yield say("row.priority"), priority_with_reasons(case)
    yield say("row.customer"), _customer(case)
    yield say("row.deadline"), facts.deadline_at or case.handover.deadline
    yield say("row.type"), rules.types[facts.type].title
    yield say("row.users"), _users(facts.users_affected)
    yield say("row.flags"), tuple(flag_name(flag) for flag in rules.flags if flag in facts.flags)
    yield say("row.reason"), REASONS[facts.reason] if facts.reason else None
    yield say("row.complexity"), COMPLEXITIES[facts.complexity] if facts.complexity else None
    yield from ((_title(field, rules), word_name(word)) for field, word in facts.choices)
    yield say("row.status"), STATUSES[case.status]
    yield say("row.owner"), Name(case.owner) if case.owner else None
    yield say("row.reporter"), Name(case.reporter)
    yield say("row.resolve_by"), _ends_at(case, ClockKind.RESOLVE)
    yield say("row.overdue_since"), _overdue_since(case, ClockKind.RESOLVE)
    yield say("row.update_by"), _ends_at(case, ClockKind.UPDATE)
    yield say("row.vendor_reference"), case.vendor_reference
    yield say("row.vendor_by"), _ends_at(case, ClockKind.VENDOR)
    yield say("row.vendor_late_since"), _overdue_since(case, ClockKind.VENDOR)


def _customer(case: Case) -> Param | None:
    """From the third escalation in 30 days on it is said (R10)."""
    if case.facts.customer is None:
        return case.handover.customer
    name = Name(case.facts.customer)
    return say("customer.again", customer=name, times=case.repeats) if case.repeats >= MANY else name


def essentials(case: Case) -> tuple[Row, ...]:
    """What fits a phone screen beside the lead (R16): customer, priority and why."""
    customer = _customer(case)
    known = [Row(say("row.customer"), customer)] if customer else []
    return (*known, Row(say("row.priority"), priority_with_reasons(case)))


def priority_with_reasons(case: Case) -> Say:
    """What the table says of impact and urgency or what a person wrote at triage, and then every override that fits."""
    first, *others = (_reason(reason, case) for reason in case.reasons or (PriorityReason("table"),))
    if not others:
        return say("priority.because", priority=case.priority, because=first)
    return say("priority.also", priority=case.priority, because=first, others=tuple(others))


def _reason(reason: PriorityReason, case: Case) -> Param:
    impact, urgency = _stated(case.facts.impact), _stated(case.facts.urgency)
    return reason.label or reason.text or say("priority.table", impact=impact, urgency=urgency)


def _stated(word: str | None) -> Param:
    return say("word.policys", word=word_name(word)) if word else say("word.unsure")


def _users(count: int | Unsure | None) -> Param | None:
    return say("word.unsure") if isinstance(count, Unsure) else count


def _ends_at(case: Case, kind: ClockKind) -> datetime | None:
    clock = case.running(kind)
    return clock.ends_at if clock and clock.runs and case.status is not Status.CLOSED else None


def _overdue_since(case: Case, kind: ClockKind) -> datetime | None:
    """`resolve` only while nobody has it: an owner's clock runs anew (S31)."""
    clock = case.running(kind)
    return clock.ends_at if clock and clock.breached and case.status is not Status.CLOSED else None


def handover_rows(case: Case, rules: Rules, items: Iterable[str]) -> tuple[Row, ...]:
    """The texts given for these items, and then those for the fields of the type."""
    given = [(item, getattr(case.handover, item)) for item in items]
    chosen = dict(case.facts.choices)
    fields = [(field, text) for field, text in case.handover.fields if field not in chosen]
    return tuple(Row(_title(item, rules), text) for item, text in (*given, *fields) if text)


BODY_ITEMS = (Item.IMPACT, Item.STEPS, Item.HELP)


def closing_rows(case: Case) -> tuple[Row, ...]:
    if case.closing is None:
        return ()
    told = case.closing.customer_told
    given: tuple[tuple[Say, Param | None], ...] = (
        (say("row.resolution"), case.closing.resolution),
        (say("row.root_cause"), case.closing.root_cause),
        (say("row.lesson"), case.closing.lesson),
        (say("row.customer_told"), None if told is None else say("word.yes") if told else say("word.no")),
    )
    return tuple(Row(label, value) for label, value in given if value is not None)


def remark_rows(case: Case, most: int) -> tuple[Row, ...]:
    """The latest that people said, oldest of them first: who, when, and what they did when they said it. An answer
    stands in the hand-over."""
    said = [remark for remark in case.remarks if remark.about is not About.ANSWERED]
    return tuple(remark_row(remark) for remark in said[-most:])


def remark_row(remark: Remark) -> Row:
    return Row(_remark_label(remark), remark.text)


def _remark_label(remark: Remark) -> Say:  # noqa: C901  one arm a kind
    person, at = Name(remark.text.by), remark.at
    match remark.about:
        case About.NOTE:
            return say("remark.note", person=person, at=at)
        case About.UPDATE:
            return say("remark.update", person=person, at=at)
        case About.DECLINED:
            return say("remark.declined", person=person, at=at)
        case About.ESCALATED:
            return say("remark.escalated", person=person, at=at)
        case About.HANDED_BACK:
            return say("remark.handed_back", person=person, at=at)
        case About.REASSIGNED:
            return say("remark.reassigned", person=person, at=at)
        case About.REOPENED:
            return say("remark.reopened", person=person, at=at)
        case About.SNOOZED:
            return say("remark.snoozed", person=person, at=at)
        case About.WAITING:
            return say("remark.waiting", person=person, at=at)
        case About.ANSWERED:
            return say("remark.answered", person=person, at=at)
        case About.TRIAGED:
            return say("remark.triaged", person=person, at=at)
        case About.DISAPPROVED:
            return say("remark.disapproved", person=person, at=at)
        case About.GLASS_BROKEN:
            return say("remark.glass_broken", person=person, at=at)
        case About.MOVED:
            return say("remark.moved", person=person, at=at)
        case About.PASSED_ON:
            return say("remark.passed_on", person=person, at=at)
        case About.WITHDRAWN:
            return say("remark.withdrawn", person=person, at=at)
        case _:
            assert_never(remark.about)


def readiness_line(case: Case, rules: Rules) -> tuple[Say, ...]:
    """How ready the hand-over is, and what is missing: of the six items, and of what the policy wants (R3)."""
    ready = readiness(case.handover, case.facts, rules)
    wanted = missing(case.handover, case.facts, rules, case.priority)
    lacks = dict.fromkeys((*ready.missing, *wanted))
    names = tuple(item_name(item, rules) for item in lacks)
    return (say("note.readiness", score=ready.score, items=names),) if lacks else ()


def why_it_matters(case: Case, rules: Rules) -> tuple[Say, ...]:
    """Of each item that is missing."""
    return tuple(WHY_IT_MATTERS[item] for item in readiness(case.handover, case.facts, rules).missing)


def _title(item: str, rules: Rules) -> Say:
    return say("row.item", item=item_name(item, rules))


def without_contacts(value: Param) -> Param:
    """For rooms: mail addresses and telephone numbers that somebody wrote are not repeated there (R41)."""
    match value:
        case Text(body, by):
            return Text(CONTACT.sub("…", body), by)
        case Say(key, params):
            return Say(key, tuple((name, without_contacts(param)) for name, param in params))
        case Template():
            return replace(value, values=tuple((name, without_contacts(param)) for name, param in value.values))
        case tuple():
            return tuple(without_contacts(one) for one in value)
        case _:
            return value
