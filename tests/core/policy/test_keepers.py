"""Who is told what is wrong with Stige or its policy."""

from bot.people.roster import Roster
from bot.people.targets import TeamMembers
from bot.policy.keepers import keepers
from bot.policy.policy import Policy
from tests.harness.builders import START, company, fallback, level, path, rules, with_authority

FIRST = path(level("ana", 5), path_id="first", fallback=fallback("kim"))
SECOND = path(level("ana", 5), path_id="second", fallback=fallback((TeamMembers("web"),)))


def of(roster: Roster) -> tuple[str, ...]:
    return keepers(Policy(rules(FIRST, SECOND), roster), START)


def test_those_who_keep_the_policy() -> None:
    assert of(with_authority(mia="policy", ben="operate", hugo="policy approve")) == ("mia", "hugo")


def test_where_nobody_does_those_who_run_stige() -> None:
    assert of(with_authority(ben="operate")) == ("ben",)


def test_else_whom_the_fallbacks_name_away_or_not() -> None:
    assert of(company(away="kim")) == ("kim", "ana", "ben", "cleo")
