"""`/escalate policy`: the policy in plain words, for the one who asked alone. The policy itself is no secret."""

from bot.clean import folded, tidy
from bot.desk.arrivals import Visit
from bot.explaining.overview import overview
from bot.explaining.part import Part, on_lines
from bot.explaining.types import explain_type
from bot.grammar import ExplainPolicy
from bot.messages.opening import open_form
from bot.messages.shown import Accent, Card, Cards, Form, Line, Row
from bot.policy.policy import Policy
from bot.policy.rules import CaseType, Rules
from bot.words import say


def explained(asked: ExplainPolicy, visit: Visit, line: str, command: str) -> Line | Cards | Form:
    """Of one type its ladders, else the types with their paths. Words that name no type are the summary of a case."""
    if not asked.type:
        return _overview(visit.rules, command)
    case_type = _called(asked.type, visit.rules)
    if case_type is None:
        return open_form(visit.rules, tidy(line))
    about, *paths = explain_type(case_type, Policy(visit.rules, visit.roster), visit.now)
    return Cards((about.heading, *about.lines), tuple(_card(part) for part in paths))


def _overview(rules: Rules, command: str) -> Line:
    whole, first = overview(rules), next(iter(rules.types.values()))
    return Line(
        (whole.heading, *whole.lines, say("explain.overview.more", type=first.title, command=command, id=first.id))
    )


def _called(name: str, rules: Rules) -> CaseType | None:
    """By id, or by title in any language."""
    types = {folded(title): t for t in rules.types.values() for _, title in t.title.by_language}
    return {**types, **{folded(t.id): t for t in rules.types.values()}}.get(folded(name))


def _card(part: Part) -> Card:
    rows = tuple(Row(rung.heading, on_lines(rung.lines)) for rung in part.parts if rung.lines)
    return Card(part.heading, part.heading, Accent.QUIET, lead=part.lines, body=rows)
