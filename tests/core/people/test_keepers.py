"""Who is told what is wrong with Stige or its policy."""

from bot.people.keepers import keepers
from bot.people.targets import OnePerson, TeamMembers
from tests.harness.builders import START, company, with_authority

FALLBACKS = (OnePerson("kim"), TeamMembers("web"))


def test_those_who_keep_the_policy() -> None:
    assert keepers(with_authority(mia="policy", ben="operate", hugo="policy approve"), FALLBACKS, START) == (
        "mia",
        "hugo",
    )


def test_where_nobody_does_those_who_run_stige() -> None:
    assert keepers(with_authority(ben="operate"), FALLBACKS, START) == ("ben",)


def test_else_whom_the_fallbacks_name_away_or_not() -> None:
    assert keepers(company(away="kim"), FALLBACKS, START) == ("kim", "ana", "ben", "cleo")
