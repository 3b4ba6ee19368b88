"""A small policy with nothing wrong in it, and what lint says of it once something is changed."""

from bot.lint.draft import Draft, Rule
from bot.lint.errors import errors
from bot.lint.finding import Finding, Means, Place
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.policy.rules import CaseType, Path, PrivateLine, Rules
from bot.words import Label, Param, Say
from tests.harness.builders import START, TYPES, company, fallback, level, path, rules, targets, when

INCIDENT, SUPPORT, HR = TYPES
PRIVATE = path(level("hugo"), path_id="private", fits=when(type="hr"), fallback=fallback("hugo kim"))
FLAGGED = path(level("hugo"), path_id="flagged", fits=when(flags="compliance"), fallback=fallback("hugo kim"))
EVERYDAY = path(level("ana"), path_id="everyday")

Said = tuple[Place, str]


def sound(*paths: Path, **more: object) -> Rules:
    return rules(*(paths or (FLAGGED, PRIVATE, EVERYDAY)), **more)  # type: ignore[arg-type]


def public(*paths: Path, **more: object) -> Rules:
    """Without anything private."""
    return rules(*paths, **{"types": {"incident": INCIDENT, "support": SUPPORT}, "private": (), **more})  # type: ignore[arg-type]


def draft(rules: Rules, roster: Roster | None = None, means: Means | None = None) -> Draft:
    return Draft(Policy(rules, roster or company()), means or Means(), START)


def findings(rule: Rule, rules: Rules, roster: Roster | None = None, means: Means | None = None) -> list[Finding]:
    return list(rule(draft(rules, roster, means)))


def said(rule: Rule, rules: Rules, roster: Roster | None = None, means: Means | None = None) -> list[Said]:
    return [(found.place, found.code) for found in findings(rule, rules, roster, means)]


def all_errors(rules: Rules, roster: Roster | None = None, means: Means | None = None) -> list[Said]:
    found = errors(Policy(rules, roster or company()), means or Means(), START)
    return [(one.place, one.code) for one in found]


def example(finding: Finding) -> tuple[str, ...]:
    """The case that it shows, as words apart by blanks."""
    case = dict(finding.sentence.params)["case"]
    return tuple(map(_words, case if isinstance(case, tuple) else ()))


def _words(one: Param) -> str:
    values = [str(value) for _, value in one.params] if isinstance(one, Say) else []
    key = one.key.removeprefix("lint.fact").strip("_") if isinstance(one, Say) else ""
    return " ".join([*values, *([key] if key else [])])


def private_type(name: str, readers: str) -> CaseType:
    return CaseType(name, Label.plain(name), private=True, readers=targets(readers))


def private_flag(flags: str, readers: str) -> PrivateLine:
    return PrivateLine(when(flags=flags), targets(readers))
