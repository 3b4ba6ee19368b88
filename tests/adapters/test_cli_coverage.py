"""`stige coverage`: what goes in, what comes out, and which exit codes."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from adapters.cli import program
from adapters.policyfile import read_policy, shipped_source
from bot import __main__ as stige
from bot.people.presence import Absence
from storage.store import open_store

WORK = stige.WORK
SECRET = "a secret key for tests"
POLICY = """\
stige: 1
policy: Nordlys
version: "1"
timezone: Europe/Copenhagen
people:
  ana: {name: Ana Holm, email: ana@nordlys.example, manager: mia}
  lin: {name: 林薇, email: lin@nordlys.example, manager: mia, timezone: Asia/Shanghai}
  mia: {name: Mia Lund, email: mia@nordlys.example, authority: [policy]}
schedules:
  net:
    layers:
      - {people: [ana, lin], turn: 1w, handoff: "mon 09:00", from: 2026-01-05}
  day:
    layers:
      - {people: [ana], hours: {mon-fri: "08:00-16:00"}}
types: {incident: {title: Incident}}
priority:
  names: [P1, P3]
  impact: [all, one]
  urgency: [now]
  table: {all: [P1], one: [P3]}
clocks: [{when: {}, accept: 1h, update: 1h, resolve: 1d}]
paths:
  web:
    when: {}
    levels: [{role: On call, ask: {on_call: net}}]
    fallback: {ask: {person: mia}, every: 30m}
"""


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch: pytest.MonkeyPatch, no_settings: None) -> None:
    monkeypatch.setenv("STIGE_SECRET_KEY", SECRET)
    Path("all.yaml").write_bytes(shipped_source("follow-the-sun"))
    Path("gaps.yaml").write_text(POLICY)


def run(*line: str) -> Result:
    return CliRunner().invoke(program(WORK), ["coverage", *line])


def told(*line: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*line, "--json").stdout)
    return found


def live(*absences: Absence) -> None:
    """A database in this folder, in which this policy is in force."""
    store, now = open_store("sqlite:///stige.db", [SECRET]), datetime.now(UTC)
    with store.writing() as unit:
        unit.activate(read_policy(POLICY.encode()), POLICY.encode(), "mia", "first", now)
        for absence in absences:
            unit.be_absent(absence, absence.person, now)
    store.close()


# a file


def test_where_somebody_always_answers_it_says_so_and_ends_well() -> None:
    done = run("all.yaml", "--from", "2026-12-01")
    assert done.exit_code == 0
    assert "somebody is on duty and can be asked at every moment" in done.stdout
    assert "林薇" in done.stdout


def test_gaps_come_first_with_what_to_do_and_end_with_1() -> None:
    done = run("gaps.yaml", "--from", "2026-12-01", "--days", "2")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[2] == "There are 3 gaps until Thu 3 Dec 00:00:"
    assert lines[3] == "- Schedule day: nobody is on call from Tue 1 Dec 00:00 to Tue 1 Dec 08:00 (8 hours)."
    assert lines[7].startswith("What to do:")
    assert lines[8].startswith("- Nobody on call: put somebody there with /escalate override")


def test_in_json_all_of_it_is_there_in_the_zone_asked_for() -> None:
    found = told("gaps.yaml", "--from", "2026-12-01T00:00", "--days", "1", "--zone", "Asia/Shanghai")
    assert (found["from"], found["zone"]) == ("2026-12-01T00:00:00+08:00", "Asia/Shanghai")
    assert found["gaps"][0] == {
        "kind": "nobody",
        "of": "schedule",
        "about": "day",
        "from": "2026-12-01T00:00:00+08:00",
        "to": "2026-12-01T15:00:00+08:00",
        "hours": 15.0,
        "missing": [],
    }
    assert found["load"][0] == {
        "person": "lin",
        "hours": 24.0,
        "shifts": 1,
        "shifts_a_week": 7.0,
        "night_hours": 8.0,
        "weekend_hours": 0.0,
        "longest_hours": 24.0,
        "holidays": [],
    }
    assert found["schedules"]["net"] == [
        {"people": ["lin"], "from": "2026-12-01T00:00:00+08:00", "to": "2026-12-02T00:00:00+08:00"}
    ]


def test_hours_on_duty_and_gaps_of_a_schedule_add_up() -> None:
    found = told("gaps.yaml", "--from", "2027-03-01", "--days", "90")
    for name in ("net", "day"):
        spans = [*found["schedules"][name], *(gap for gap in found["gaps"] if gap["about"] == name)]
        whole = sum((_length(span) for span in spans), timedelta())
        assert whole == datetime.fromisoformat(found["to"]) - datetime.fromisoformat(found["from"])
    assert whole == timedelta(days=90) - timedelta(hours=1), "clocks go forward in between"


def _length(span: dict[str, str]) -> timedelta:
    return datetime.fromisoformat(span["to"]) - datetime.fromisoformat(span["from"])


def test_days_on_which_clocks_change_are_told_with_the_shifts_that_change() -> None:
    found = told("gaps.yaml", "--from", "2027-03-20", "--days", "14")
    (change,) = found["clock_changes"]
    assert (change["at"], change["by_minutes"]) == ("2027-03-28T03:00:00+02:00", 60)
    assert change["zone"] == "Europe/Copenhagen"
    assert [(shift["schedule"], shift["people"]) for shift in change["shifts"]] == [("net", ["lin"])]
    said = run("gaps.yaml", "--from", "2027-03-20", "--days", "14").stdout
    assert "clocks go forward by 1 hour" in said
    assert "is 1 hour shorter" in said


def test_it_speaks_the_language_asked_for() -> None:
    said = run("gaps.yaml", "--from", "2026-12-01", "--days", "2", "--language", "da").stdout
    assert "ingen har vagt fra tirs. 1. dec. kl. 00.00" in said


# the database


def test_the_version_in_force_is_looked_at_with_the_leave_that_is_remembered() -> None:
    now = datetime.now(UTC)
    live(*(Absence(who, who, now + timedelta(days=1), now + timedelta(days=2), "leave") for who in ("ana", "lin")))
    done = run()
    assert done.exit_code == 1
    assert "only the fallback is left" in done.stdout
    assert "Ana Holm (on leave)" in done.stdout
    kinds = {(gap["about"], gap["kind"]) for gap in told()["gaps"]}
    assert kinds == {("net", "nobody"), ("web", "fallback"), ("day", "nobody")}


def test_days_that_are_over_are_not_judged_by_what_is_remembered_now() -> None:
    live()
    done = run("--from", "2026-01-01")
    assert done.exit_code == 2
    assert "--from: it lies in the past" in done.stderr
    today = datetime.now(UTC).date().isoformat()
    assert run("--from", today, "--zone", "UTC").exit_code == 1


def test_without_a_database_or_a_policy_in_it_it_says_what_to_do() -> None:
    assert (run().exit_code, run().stderr) == (
        2,
        "There is no database here: name a policy file, or say with STIGE_DATABASE_URL where it is.\n",
    )
    assert not Path("stige.db").exists()
    open_store("sqlite:///stige.db", [SECRET]).close()
    assert run().exit_code == 2


# what it cannot do


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (("missing.yaml",), "Cannot read missing.yaml"),
        (("gaps.yaml", "--from", "soon"), "--from: 'soon' is no time"),
        (("gaps.yaml", "--zone", "Mars/Olympus"), "--zone: there is no time zone 'Mars/Olympus'"),
        (("gaps.yaml", "--zone", "../etc"), "--zone: there is no time zone"),
        (("gaps.yaml", "--language", "dk"), "--language: there is no language 'dk'"),
        (("gaps.yaml", "--picture", "out.gif"), "--picture wants a name that ends in .svg or .png."),
        (("gaps.yaml", "--days", "0"), "Invalid value"),
        (("gaps.yaml", "--days", "1000"), "Invalid value"),
    ],
)
def test_what_it_cannot_do_is_one_sentence_and_ends_with_2(line: tuple[str, ...], sentence: str) -> None:
    done = run(*line)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert not done.stdout


# the picture


def test_the_picture_names_everybody_marks_gaps_and_changed_clocks() -> None:
    done = run("gaps.yaml", "--from", "2027-03-22", "--days", "14", "--picture", "out.svg")
    assert done.exit_code == 1
    drawn = Path("out.svg").read_text(encoding="utf-8")
    for text in ("Ana Holm", "林薇", "Schedule net", "nobody", "Europe/Copenhagen +1 h", "Sun 28 Mar"):
        assert text in drawn
    assert "#a3001f" in drawn


def test_of_very_many_schedules_the_first_are_drawn_and_the_picture_says_how_many_are_not() -> None:
    more = "".join(f"  s{n}:\n    layers: [{{people: [ana]}}]\n" for n in range(50))
    Path("many.yaml").write_text(POLICY.replace("types:", f"{more}types:", 1))
    run("many.yaml", "--from", "2027-03-22", "--days", "3", "--picture", "out.svg")
    assert "12 more rows are not drawn" in Path("out.svg").read_text(encoding="utf-8")
