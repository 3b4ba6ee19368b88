"""What a whole Stige says of itself at `/readyz` and `/metrics`: nothing that is wrong is left out."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from starlette.testclient import TestClient

from adapters.clock import TrustedClock
from adapters.policyfile.beginning import begin_with
from adapters.slack.settings import SlackSettings
from bot.composition.corridor import WallClock
from bot.composition.live import Live
from bot.lint.finding import Means
from bot.settings import Settings
from bot.upkeep.auditing import AuditChore
from storage.store import open_store
from storage.tables import FINDINGS
from tests.adapters.test_trusted_clock import HOUR, Wall
from tests.harness.builders import START
from tests.harness.policies import story_policy

NOT_STARTED = {"timers", "slack"}  # nobody looks at timers, nor has asked Slack


class Watched:
    def __init__(self, folder: Path) -> None:
        self.url, self.file, self.wall = f"sqlite:///{folder / 'stige.db'}", folder / "stige.db", Wall()
        self.store = open_store(self.url, ["a secret key that is watched"])
        (folder / "policy.yaml").write_text(story_policy())
        begin_with(self.store, str(folder / "policy.yaml"), WallClock(), Means())
        self.clock = TrustedClock(self.wall.read, lambda: self.wall.monotonic, lambda: self.wall.machine)
        slack = SlackSettings("xoxb-1", "signing secret", api_url="http://127.0.0.1:1/api/")
        settings = Settings(database_url=self.url, record=str(folder / "record"))
        self.live = Live(self.store, self.clock, settings, slack, None)
        self.client = TestClient(self.live.app())

    def troubles(self) -> dict[str, str]:
        answer = self.client.get("/readyz")
        assert answer.status_code == 503, "it is not started"
        return {part: why for part, why in answer.json()["trouble"].items() if part not in NOT_STARTED}

    def figures(self) -> list[str]:
        return self.client.get("/metrics").text.splitlines()

    def does(self, statement: str) -> None:
        with self.store.database.writing() as connection:
            connection.execute(text(statement))

    def finds(self, what: str) -> None:
        with self.store.database.writing() as connection:
            connection.execute(insert(FINDINGS).values(key=f"{what}|case1", what=what, found_at=START))


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_one_that_is_well_says_nothing(watched: Watched) -> None:
    assert watched.troubles() == {}
    assert 'stige_trouble{part="audit"} 0.0' in watched.figures()


def test_a_clock_in_doubt_is_said(watched: Watched) -> None:
    watched.wall.off = HOUR
    watched.wall.passes(1)
    watched.clock.look()
    assert "the clock jumped by" in watched.troubles()["clock"]
    assert "stige_clock_held 1.0" in watched.figures()


def test_a_schema_that_is_too_old_is_said(watched: Watched) -> None:
    watched.does("UPDATE alembic_version SET version_num = '0005'")
    assert watched.troubles()["schema"].startswith("the schema is 5 and not")


def test_a_schema_that_is_too_new_for_it_is_said(watched: Watched) -> None:
    watched.does("UPDATE alembic_version SET version_num = '9999'")
    watched.does("UPDATE schema_mark SET oldest = 9999")
    assert watched.troubles()["schema"].startswith("a newer Stige")


def test_a_database_that_is_gone_is_said_and_no_old_figure_is_given(watched: Watched) -> None:
    watched.live.store.database.close()
    watched.file.unlink()
    shutil.rmtree(watched.file.parent)
    assert "cannot be" in watched.troubles()["database"]
    figures = watched.figures()
    assert "stige_database_up 0.0" in figures
    assert not any(line.startswith("stige_owed") for line in figures)


@pytest.mark.parametrize(("what", "said"), [("chain", True), ("stuck_page", True), ("lease", False)])
def test_what_the_auditor_found_is_said_where_it_is_grave_and_counted_in_any_case(
    watched: Watched, what: str, said: bool
) -> None:
    watched.finds(what)
    wanted = {"audit": f"what the auditor found is not mended: {what} (1)"} if said else {}
    assert watched.troubles() == wanted
    assert f'stige_audit_findings{{what="{what}"}} 1.0' in watched.figures()


async def test_the_auditors_own_numbers_are_among_the_figures(watched: Watched) -> None:
    (auditor,) = (chore for chore in watched.live.alarm.chores if isinstance(chore, AuditChore))
    figures = watched.figures()
    assert "stige_audit_cases_total 0.0" in figures
    assert 'stige_audit_found_total{what="timers"} 0.0' in figures
    auditor._cases = 3
    assert "stige_audit_cases_total 3.0" in watched.figures()
