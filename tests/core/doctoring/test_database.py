"""What `stige doctor` says of a database that it has looked at."""

from datetime import timedelta
from typing import Any

import pytest

from bot.changing import replace
from bot.doctoring.database import Examined, diagnosed
from bot.doctoring.figures import Figures, Queue, spelt
from bot.doctoring.finding import State
from bot.people.presence import Reach
from bot.policy.policy import Policy
from bot.running import Replica
from tests.harness.builders import START, company, rules

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def process(version: str = "1.0") -> Replica:
    return Replica(version, "host", version, 6, START, START)


WELL = Examined(
    START,
    START + SECOND,
    latest_at=START - MINUTE,
    copied_at=START - HOUR,
    figures=Figures(START, {"ask": Queue(2, START - MINUTE)}, replicas=(process(),)),
    policy=Policy(rules(), company()),
    reaches=(Reach("ana", START, True), Reach("gone from the policy", START, False)),
    version="1.0",
)


def found(seen: Examined) -> dict[str, tuple[State, str]]:
    return {finding.check: (finding.state, finding.message) for finding in diagnosed(seen)}


def test_a_database_that_is_well() -> None:
    assert {state for state, _ in found(WELL).values()} == {State.OK}


@pytest.mark.parametrize(
    ("changed", "check", "state", "said"),
    [
        ({"machine": START + MINUTE}, "clock.database", State.WARNING, "1 min apart"),
        ({"latest_at": START + 3 * DAY}, "clock.database", State.ERROR, "3 days ahead"),
        ({"latest_at": None}, "clock.database", State.OK, ""),
        ({"missing_keys": ("k1", "k2")}, "database.secret_keys", State.ERROR, "k1 and k2"),
        ({"policy": None}, "policy.in_force", State.ERROR, "no policy"),
        ({"policy": Policy(rules(), company(), ("drills",))}, "policy.in_force", State.OK, "drills"),
        ({"reaches": ()}, "people", State.SKIPPED, "nobody"),
        ({"reaches": (Reach("ana", START, False, why="gone"),)}, "people", State.WARNING, "ana (gone)"),
        ({"policy": None, "reaches": (Reach("ana", START, False),)}, "people", State.OK, ""),
        ({"copied_at": None}, "backup", State.WARNING, "no `stige backup`"),
        ({"copied_at": START - 3 * DAY}, "backup", State.WARNING, "3 days old"),
        ({"version": "0.9"}, "replicas", State.WARNING, "this one is 0.9"),
    ],
)
def test_what_is_wrong_is_said(changed: dict[str, Any], check: str, state: State, said: str) -> None:
    is_so, message = found(replace(WELL, **changed))[check]
    assert is_so is state
    assert said in message


def test_of_another_schema_nothing_else_is_looked_at() -> None:
    assert set(found(Examined(START, START, "the schema is 5"))) == {"clock.database", "database.schema"}


def test_without_figures_nothing_is_said_of_them() -> None:
    assert "timers" not in found(replace(WELL, figures=None))


def test_what_waits_too_long_is_said_and_how_long() -> None:
    late = Figures(
        START,
        {"ask": Queue(3, START - 6 * MINUTE), "refresh": Queue(9, START - DAY)},
        Queue(1, START - HOUR),
        overdue=2,
        overdue_since_at=START - MINUTE,
        findings={"chain": 1, "lease": 3},
    )
    said = found(replace(WELL, figures=late))
    assert said["messages"] == (State.ERROR, "the oldest of 4 messages (ask, notice) has waited for 1 h")
    assert said["timers"] == (State.ERROR, "2 timers are overdue, the first for 1 min")
    assert said["audit"] == (State.ERROR, "what the auditor found is not mended: chain (1), lease (3)")
    assert late.grave() == "what the auditor found is not mended: chain (1)", "of the rest nobody has to hear at once"
    assert replace(late, findings={"lease": 3}).grave() is None
    assert said["replicas"] == (State.ERROR, "no Stige is alive on this database")


def test_many_people_are_counted() -> None:
    people = tuple(Reach(person, START, False, why="nowhere") for person in sorted(company().people))
    assert len(people) > 5
    assert f"and {len(people) - 5} more" in found(replace(WELL, reaches=people))["people"][1]


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(), "0 s"),
        (5 * SECOND, "5 s"),
        (5 * MINUTE + 10 * SECOND, "5 min 10 s"),
        (HOUR, "1 h"),
        (3 * DAY + 2 * HOUR + MINUTE, "3 days 2 h"),
    ],
)
def test_spans_are_told_in_their_two_largest_units(span: timedelta, said: str) -> None:
    assert spelt(span) == said
