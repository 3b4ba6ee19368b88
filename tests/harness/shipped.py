"""The shipped policies and the guide's two examples, on every one of them: a full outage that stops all users, and a
cosmetic fault of a few.

`python -m tests.harness.shipped` writes into each page of docs/policies what the two come to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters.policyfile import read_policy, shipped_source
from bot.cases.facts import Facts
from bot.policy.policy import Policy
from bot.trying.happening import Happening, Kind
from bot.trying.simulate import Simulation, Trial, simulate

PAGES = Path(__file__).parents[2] / "docs" / "policies"
BEGINS, ENDS = "<!-- by `python -m tests.harness.shipped` -->\n", "<!-- end -->\n"
SUNDAY_NIGHT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TELLS = {
    Kind.OPENED: "opened",
    Kind.PAGED: "asked",
    Kind.TOLD: "told",
    Kind.ASKED_APPROVAL: "asked to approve",
    Kind.APPROVED: "approved by itself",
    Kind.FALLBACK: "the last resort",
}


@dataclass(frozen=True)
class Examples:
    outage: Facts
    cosmetic: Facts


EXAMPLES = {
    "compliance": Examples(
        Facts("compliance", "company", "now", flags=frozenset({"operations"})),
        Facts("question", "person", "later", users_affected=3),
    ),
    "customer-support": Examples(
        Facts("outage", "all_customers", "now", users_affected=5000),
        Facts("question", "one_person", "whenever", users_affected=3, customer="salgado"),
    ),
    "follow-the-sun": Examples(
        Facts("incident", "all_users", "now", users_affected=100_000),
        Facts("incident", "one_user", "cosmetic", users_affected=3),
    ),
    "hr": Examples(
        Facts("hr", "many_people", "now", users_affected=900, choices=(("matter", "pay"),)),
        Facts("hr", "one_person", "later", users_affected=3),
    ),
    "it-incident": Examples(
        Facts("incident", "everybody", "stopped", users_affected=2000),
        Facts("incident", "person", "cosmetic", users_affected=3),
    ),
    "network-vendor": Examples(
        Facts("fault", "whole_network", "down", users_affected=50_000, choices=(("part", "backbone"),)),
        Facts("fault", "one_line", "cosmetic", users_affected=3),
    ),
    "quality": Examples(
        Facts("defect", "everything", "now", flags=frozenset({"line_stop"})),
        Facts("defect", "a_package", "this_week", users_affected=3),
    ),
}


@cache
def policy(name: str) -> Policy:
    return read_policy(shipped_source(name))


@cache
def nobody_answers(name: str, facts: Facts) -> Simulation:
    """On a Sunday night, to the third call of the fallback."""
    return simulate(policy(name), Trial(facts, SUNDAY_NIGHT))


# the pages


def page(name: str) -> Path:
    return PAGES / f"{name}.md"


def written(name: str) -> str:
    before, _, rest = page(name).read_text(encoding="utf-8").partition(BEGINS)
    return before + BEGINS + "\n".join(_told(name)) + "\n" + ENDS + rest.partition(ENDS)[2]


def _told(name: str) -> Iterator[str]:
    for title, facts in (
        ("A full outage that stops all users", EXAMPLES[name].outage),
        ("A cosmetic fault of a few", EXAMPLES[name].cosmetic),
    ):
        seen = nobody_answers(name, facts)
        yield f"\n**{title}**, opened in the night to Sunday, {seen.case.priority}, nobody answering:\n"
        yield "| when | what |\n|---|---|"
        yield from _rows(seen.happenings, policy(name))


def _rows(told: Iterable[Happening], by: Policy) -> Iterator[str]:
    """Up to the first call of the fallback."""
    shown = [one for one in told if one.event in TELLS]
    last = next((place for place, one in enumerate(shown) if one.event is Kind.FALLBACK), len(shown) - 1)
    for at, together in groupby(shown[: last + 1], key=lambda one: one.at):
        local = at.astimezone(ZoneInfo(by.rules.timezone))
        what = "; ".join(_what(one, by) for one in together)
        yield f"| {local:%a %H:%M} | {what} |"


def _what(one: Happening, by: Policy) -> str:
    names = [by.roster.people[person].name for person in one.who] + [f"`{place}`" for place in one.where]
    level = f" (level {one.level})" if one.level and one.event is Kind.PAGED else ""
    return f"{TELLS[one.event]}{level}{': ' if names else ''}{', '.join(names)}"


if __name__ == "__main__":
    for each in EXAMPLES:
        page(each).write_text(written(each), encoding="utf-8")
