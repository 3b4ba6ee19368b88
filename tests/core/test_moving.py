"""Moving a case to another version, through the doors (R18)."""

from collections.abc import Iterator

import pytest

from bot.cases.commands import MoveVersion
from bot.cases.outcome import Refused
from bot.cases.verbs import Verb
from bot.desk.told import handled
from bot.desk.versions import rules_on_record, versions_for
from bot.policy.policy import Policy
from tests.core.corridor import Corridor
from tests.harness.builders import approval, company, level, path, rules, text, with_authority

DECIDING = with_authority(kim="policy", mia="approve")


@pytest.fixture
def corridor() -> Iterator[Corridor]:
    made = Corridor(Policy(rules(), DECIDING))
    yield made
    made.store.close()


def test_the_engine_weighs_a_move_by_the_rules_of_the_version_it_goes_to(corridor: Corridor) -> None:
    case = corridor.opens().case
    assert corridor.refusal("kim", MoveVersion("v2", text())) == "refused.unknown_version"
    with pytest.raises(Refused, match="no_other_version"):
        versions_for(corridor.engine, case)
    newer = rules(path(level("cleo"), path_id="new"), version="v2", label="2")
    corridor.replace_policy(newer, DECIDING)
    assert [option.value for option in versions_for(corridor.engine, case)] == ["v2"]
    done = corridor.does("kim", MoveVersion("v2", text("a slip", "kim")))
    assert (done.case.version, done.case.ladder.path) == ("v2", "new")
    corridor.later(30)
    assert all(fired.error is None for fired in corridor.fires())
    with corridor.store.writing() as unit:
        record = unit.entries("case1")
    assert set(rules_on_record(corridor.engine, record)) == {"v1", "v2"}
    assert rules_on_record(corridor.engine, record[:2]) == {}


def test_who_escalates_where_nobody_can_approve_hears_that_it_stays() -> None:
    own = rules(approval=[approval("mia", otherwise="decline")])
    made = Corridor(Policy(own, company()))
    done = made.opens(impact="one")
    says = handled(Verb.ESCALATE, done, (), own, company())
    assert [said.key for said in says][:2] == ["told.escalate_first", "told.not_approved"]
    made.store.close()
