"""What an audience is told where nobody wrote it: a template of the policy, else of ours, filled (R29, S39)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cases.audiences import Audience
from bot.cases.case import Case, Status
from bot.cases.clocks import ClockKind
from bot.cases.course import Course
from bot.changing import replace
from bot.messages.names import OUTCOMES, STATUSES, reference, word_name
from bot.people.roster import Customer, Roster
from bot.policy.routing import Span
from bot.policy.rules import Rules
from bot.words import Label, Name, Param, Template, say

END = "end"
SHIPPED: Mapping[str, str] = {
    "status": "template.status",
    "customer": "template.customer",
    "manager": "template.manager",
    END: "template.end",
}
NOTHING = say("template.nothing")


@dataclass(frozen=True, slots=True)
class Company:
    """By which rules, among whom and when a template is filled."""

    rules: Rules
    roster: Roster
    now: datetime


def sent(case: Case, audience: Audience, within: Company) -> Template:
    """What Stige itself tells an audience: it hears next when it is due."""
    return _filled(audience.template, case, audience.due_at, _customer(audience, within), within)


def draft(case: Case, audience: Audience, within: Company) -> Template:
    """What somebody is to send: it hears next so long after it was sent now. Once the case is closed, its end."""
    if case.status is Status.CLOSED:
        return _filled(END, case, None, _customer(audience, within), within)
    course = Course(case, None, within.rules, within.roster, within.now)
    next_at = course.end(Span(audience.every, audience.hours)) if audience.every else None
    customer = _customer(audience, within)
    filled = _filled(audience.template, case, next_at, customer, within)
    return filled if customer else replace(filled, timezone=within.roster.timezone, zone_named=True)


def end(case: Case, outside: str | None, within: Company) -> Template:
    """`outside`: the customer or vendor whom it is for."""
    customer = within.roster.customers.get(outside or "")
    filled = _filled(END, case, None, customer, within)
    if outside is None:
        return filled
    values = tuple((name, NOTHING if name == "link" else value) for name, value in filled.values)
    return replace(filled, values=values)


def previews(rules: Rules, roster: Roster, now: datetime) -> tuple[tuple[str, Template], ...]:
    """Every template by its name, filled with a made-up case among the policy's own people and customers."""
    values = _made_up(rules, roster, now)
    return tuple((name, Template(_text(name, rules), values)) for name in dict.fromkeys((*SHIPPED, *rules.templates)))


def _text(name: str, rules: Rules) -> Label | str:
    """The policy's own takes the place of one of ours."""
    return rules.templates.get(name) or SHIPPED.get(name, SHIPPED["status"])


def _customer(audience: Audience, within: Company) -> Customer | None:
    return within.roster.customers.get(audience.customer or "")


def _filled(name: str, case: Case, next_at: datetime | None, customer: Customer | None, within: Company) -> Template:
    """For a customer in their own language and zone, and without a way into Stige, which they have not."""
    values = _values(case, next_at, within.rules) | ({"link": NOTHING} if customer else {})
    language, timezone = (customer.language, customer.timezone) if customer else ("", "")
    return Template(_text(name, within.rules), tuple(values.items()), language, timezone)


def _values(case: Case, next_at: datetime | None, rules: Rules) -> dict[str, Param]:
    facts, handover = case.facts, case.handover
    update = case.running(ClockKind.UPDATE)
    given: dict[str, Param | None] = {
        "case": reference(case),
        "title": rules.types[facts.type].title,
        "summary": handover.summary,
        "impact": handover.impact or (word_name(facts.impact) if facts.impact else None),
        "priority": case.priority,
        "status": STATUSES[case.status],
        "owner": Name(case.owner) if case.owner else say("template.nobody"),
        "customer": Name(facts.customer) if facts.customer else handover.customer,
        "next_update": next_at or (update.ends_at if update and update.runs else None),
        "deadline": facts.deadline_at or handover.deadline,
        "opened": case.opened_at,
        "resolution": _resolution(case),
        "link": say("template.link", case=reference(case)),
    }
    return {name: NOTHING if value is None else value for name, value in given.items()}


def _resolution(case: Case) -> Param | None:
    """What was done; of a case that ended otherwise, how."""
    if case.closing:
        return case.closing.resolution
    return OUTCOMES[case.outcome] if case.outcome else None


def _made_up(rules: Rules, roster: Roster, now: datetime) -> tuple[tuple[str, Param], ...]:
    customer, owner = next(iter(roster.customers), None), next(iter(roster.people), None)
    return (
        ("case", "ESC-7"),
        ("title", next(iter(rules.types.values())).title),
        ("summary", say("preview.summary")),
        ("impact", say("preview.impact")),
        ("priority", rules.priority.names[0]),
        ("status", STATUSES[Status.ACCEPTED]),
        ("owner", Name(owner) if owner else NOTHING),
        ("customer", Name(customer) if customer else NOTHING),
        ("next_update", now + timedelta(hours=1)),
        ("deadline", now + timedelta(hours=4)),
        ("opened", now),
        ("resolution", say("preview.resolution")),
        ("link", say("template.link", case="ESC-7")),
    )
