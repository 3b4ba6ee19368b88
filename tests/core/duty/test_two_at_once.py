"""Two who agree to the same shift at one time: one of them has it, on every database."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.duty.standing import decide
from tests.core.duty.rota import Rota
from tests.storage.conftest import migrated_file, postgres, postgres_url, sqlite_url

__all__ = ["migrated_file", "postgres", "postgres_url", "sqlite_url"]


@pytest.mark.parametrize("database", ["sqlite_url", pytest.param("postgres_url", marks=pytest.mark.postgres)])
def test_a_shift_is_given_once_however_many_agree_at_one_time(database: str, request: pytest.FixtureRequest) -> None:
    rota = Rota(hour=11, url=request.getfixturevalue(database))
    for who in ("cleo", "ida", "mia"):
        rota.asks_cover("ben", who)
    with rota.store.writing() as unit:
        asked = [(one.id, one.other) for one in unit.waiting_duty()]
    with ThreadPoolExecutor() as people:
        decided = list(people.map(lambda one: decide(rota.engine, one[0], one[1], "agreed"), asked))
    assert sorted(request.state for request, _ in decided) == ["agreed", "withdrawn", "withdrawn"]
    assert len(rota.overrides()) == 1
    rota.store.close()
