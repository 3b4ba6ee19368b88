"""The bench of what is owed in time works, in small. How fast anything is, no test asserts."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile

import pytest
import structlog
from sqlalchemy import func, select

from bench.delivery.ballast import copied
from bench.delivery.beside import Beside, beside
from bench.delivery.bursts import Burst, burst
from bench.delivery.company import filled, settle_in, spread, urgent
from bench.delivery.growth import Size
from bench.delivery.life import DATABASE, percentile, store_in
from bench.delivery.memory import Memory
from bench.delivery.report import as_json, as_table, growth_as_json, growth_as_table
from bench.delivery.restarts import Restart
from bench.delivery.run import Figures, Grown, growth
from bench.delivery.timers import Downtime, Lateness, downtime, lateness
from bench.figures import Machine
from storage.tables import CASES, EVENTS, OUTBOX, TEXT_KEYS

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    store = store_in(folder)
    settle_in(store, datetime.now(UTC))
    store.close()
    return folder / DATABASE


@pytest.fixture
def folder(tmp_path: Path, settled: Path) -> Iterator[Path]:
    """With a company, and with logs as they were afterwards."""
    before = structlog.get_config()
    copyfile(settled, tmp_path / DATABASE)
    yield tmp_path
    structlog.configure(**before)


def test_timers_of_a_busy_minute_are_all_decided_and_none_early(folder: Path) -> None:
    found = lateness(folder, timers=5, stored=15, seconds=0.5)
    assert (found.timers, found.stored, found.undecided, found.early) == (5, 15, 0, 0)
    assert 0 <= found.p50_ms <= found.p99_ms <= found.worst_ms


def test_what_came_due_while_nobody_was_there_is_decided_and_sent(folder: Path) -> None:
    found = downtime(folder, timers=20)
    assert (found.timers, found.undecided, found.pages) == (20, 0, 10)
    assert 0 < found.messages <= 10
    assert found.seconds <= found.delivered_seconds


@pytest.mark.parametrize("to_team", [False, True])
def test_the_first_page_of_each_case_of_a_burst_is_confirmed(folder: Path, to_team: bool) -> None:
    found = burst(folder, cases=5, to_team=to_team, limited=True)
    assert (found.cases, found.unconfirmed) == (5, 0)
    assert 0 < found.p50 <= found.p99


def test_a_bundle_is_the_first_page_of_all_cases_in_it(folder: Path) -> None:
    found = burst(folder, cases=12, to_team=True, limited=True)
    assert found.unconfirmed == 0
    assert found.messages < 12 * 5 + 12, "nothing was merged"


def test_copies_of_cases_have_all_that_belongs_to_them(folder: Path) -> None:
    store = store_in(folder)
    filled(store, [NOON] * 3, urgent())
    copied(store, 9)
    with store.database.reading() as connection:
        counted = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (CASES, EVENTS, OUTBOX, TEXT_KEYS)
        ]
        events, owed, keys = (count // 12 for count in counted[1:])
    assert counted == [12, 12 * events, 12 * owed, 12 * keys]
    assert min(events, owed, keys) > 0
    store.close()


def test_the_scheduler_beside_runs_as_many_jobs(tmp_path: Path) -> None:
    found = beside(tmp_path, timers=3, stored=6, seconds=0.2, overdue=5)
    assert (found.timers, found.not_run, found.overdue) == (3, 0, 5)


def test_moments_are_the_same_in_every_run() -> None:
    moments = spread(NOON, timedelta(minutes=1), 50)
    assert moments == spread(NOON, timedelta(minutes=1), 50) == sorted(moments)
    assert all(NOON <= at < NOON + timedelta(minutes=1) for at in moments)
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0


def test_all_is_told_for_people_and_machines() -> None:
    figures = Figures(
        Machine("a processor", 2, "3.11", 0.5),
        Lateness(10, 100, 0, 0, 5.0, 20.0, 30.0, 2.0),
        (Burst(5, "5 people", True, 1.0, 0, 0.2, 0.4, 10, 3, 0, 6.0, 2.0, 9.0),),
        Downtime(20, 0, 1.0, 1.5, 10, 4, 2, 3, 2.0),
        Restart(1, 1.5, 0.4),
        Memory(10, 2, 80.0, 90.0),
        Beside(10, 100, 0, 4.0, 10.0, 12.0, 1.0, 20, 0.5, 0.8),
    )
    assert "killed 1 times: the next level sent 0.40 s" in as_table(figures)
    assert figures.ratios["lateness p99"] == 2.0
    assert json.loads(as_json(figures))["ratios"] == figures.ratios
    grown = [Grown(Size(10, 0.5, "skipped: no room"))]
    assert "skipped: no room" in next(growth_as_table(grown))
    assert json.loads(growth_as_json(grown))[0]["size"]["cases"] == 10


def test_each_size_has_a_database_of_its_own_that_is_used_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_in: list[str] = []
    monkeypatch.setattr("bench.delivery.run.SIZES", (100, 300, 10**9))
    monkeypatch.setattr("bench.delivery.run.measured", lambda what, folder, **_: looked_in.append(folder.name))
    for _ in range(2):
        assert [one.size.cases for one in growth(tmp_path, upto=300)] == [100, 300]
    assert list(dict.fromkeys(looked_in)) == ["100", "300"]
    for size in (100, 300):
        store = store_in(tmp_path / "stige-bench-growth" / str(size))
        with store.database.reading() as connection:
            assert connection.execute(select(func.count()).select_from(CASES)).scalar_one() == size
        store.close()
