"""A type of case in words: which path it takes at which priority, and each of those ladders. Chat shows the same."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.cases.handover import required
from bot.explaining.conditions import AUDIENCES
from bot.explaining.part import Explanation, Part
from bot.explaining.paths import path_part
from bot.explaining.scope import ByPriority, Option, routes
from bot.explaining.targets import whom
from bot.explaining.times import choices_said
from bot.messages.names import item_name
from bot.policy.policy import Policy
from bot.policy.rules import CaseType, Rules
from bot.policy.when import EVERY_CASE
from bot.words import Param, Say, say


def explain_type(
    case_type: CaseType, policy: Policy, at: datetime, priorities: Iterable[str] | None = None
) -> Explanation:
    """The type, and the paths that its cases may take."""
    rules = policy.rules
    wanted = tuple(priorities or rules.priority.names)
    taken = {option.value.id for name in wanted for option in routes(rules, case_type.id, name)}
    paths = [path for path in rules.paths if path.id in taken]
    about = Part(say("explain.type", type=case_type.title), tuple(_lines(case_type, policy, at, wanted)))
    return (about, *(path_part(path, policy, at, (case_type.id,), wanted) for path in paths))


def _lines(case_type: CaseType, policy: Policy, at: datetime, priorities: tuple[str, ...]) -> Iterator[Say]:
    rules = policy.rules
    yield say("explain.type.audience", audience=AUDIENCES[case_type.audience])
    if case_type.private:
        yield say("explain.private", people=whom(case_type.readers, policy.roster, at))
    yield say("explain.type.paths", paths=paths_said(case_type, rules, priorities))
    yield say("explain.type.wanted", items=choices_said(_required(case_type, rules, priorities), rules, _items))
    if case_type.fields:
        yield say("explain.type.fields", fields=tuple(rules.fields[field].title for field in case_type.fields))


def paths_said(case_type: CaseType, rules: Rules, priorities: Iterable[str]) -> Param:
    """ "P1 and P2: confidential when it has the flag compliance, else urgent; P3: …"."""
    found = {name: tuple(Option(o.when, o.value.id) for o in routes(rules, case_type.id, name)) for name in priorities}
    return choices_said(found, rules, str)


def _required(case_type: CaseType, rules: Rules, priorities: Iterable[str]) -> ByPriority[tuple[Param, ...]]:
    return {
        name: (Option(EVERY_CASE, tuple(item_name(item, rules) for item in required(case_type, name, rules.priority))),)
        for name in priorities
    }


def _items(items: tuple[Param, ...]) -> Param:
    return items or say("explain.nothing")
