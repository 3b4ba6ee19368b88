"""Real processes are killed at random under load: nothing that was owed is lost, and every repeat is marked.

More of the same: `python -m bench.kills`.
"""

import pytest

from bench.kills.run import Plan, carried_out

KILLS = 20


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_however_often_processes_are_killed_nothing_owed_is_lost(database: str) -> None:
    """On PostgreSQL three replicas, and the server restarted without a word in between."""
    result = carried_out(Plan(database, KILLS))
    assert result.kills == KILLS
    assert result.verdict.pages > KILLS, "there was nothing to lose"
    assert not result.verdict.faults, result.told()
