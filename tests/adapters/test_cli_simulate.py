"""`stige policy simulate`, as a policy keeper and a script meet it (S45)."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adapters.cli import program
from tests.adapters.test_cli import REAL

FERRIES = str(Path(__file__).parents[1] / "core" / "cases" / "worked.yaml")
OUTAGE = '{"type": "outage", "impact": "fleet", "urgency": "now"}'
FRIDAY = "2026-11-20T17:55"


def simulates(case: str = OUTAGE, *more: str, file: str = FERRIES, at: str = FRIDAY) -> Result:
    line = ["policy", "simulate", file, "--case", case, "--at", at, *more]
    return CliRunner().invoke(program(REAL), line)


def told(case: str = OUTAGE, *more: str) -> list[dict[str, object]]:
    said = simulates(case, "--json", *more)
    assert said.exit_code == 0, said.output
    told = json.loads(said.stdout)
    assert isinstance(told, list)
    return told


def test_it_lists_events_in_time_order_with_the_names_that_scripts_rely_on() -> None:
    events = told()
    assert list(events[0]) == ["at", "event", "level", "who", "where", "rule"]
    assert (events[0]["at"], events[0]["event"], events[0]["level"]) == ("2026-11-20T17:55:00+01:00", "opened", None)
    asked = [(str(e["at"])[11:16], e["level"], e["who"], e["where"]) for e in events if e["event"] == "paged"]
    assert asked[:3] == [("17:55", 1, ["dan"], []), ("18:00", 2, ["bo"], []), ("18:10", 3, [], ["carrier"])]
    assert [event["at"] for event in events] == sorted(str(event["at"]) for event in events)
    assert events[1]["rule"] == "S24 until 18:00; paths.urgent.levels[0].ask (1. Watch)"


def test_an_instant_with_an_offset_is_the_same_instant() -> None:
    other = simulates(OUTAGE, "--json", at="2026-11-20T16:55:00Z")
    assert json.loads(other.stdout) == told()


def test_the_table_says_when_in_the_policys_zone_who_and_why() -> None:
    said = simulates().stdout
    assert "Fri 2026-11-20 17:55" in said
    assert "1 Watch" in said
    assert "harbour closed" in said
    assert "told to the 3rd call of the fallback" in said


@pytest.mark.parametrize(("at", "night"), [("2026-11-20T21:59", False), ("2026-11-20T22:00", True)])
def test_the_table_calls_the_same_hours_night_as_a_replay_does(at: str, night: bool) -> None:
    assert ("night" in simulates(OUTAGE, "--until", "10s", at=at).stdout) is night


def test_the_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    said = simulates(OUTAGE, "--until", "70m", at="2026-10-25T02:55").stdout
    assert "Sun 2026-10-25 02:55 +02:00" in said
    assert "02:00 +01:00" in said
    assert "03:00 +01:00" not in said


def test_what_a_case_may_wait_for_is_said_to_whoever_states_a_duration() -> None:
    waits = simulates(OUTAGE, "--answers", '[{"after": "1m", "who": "dan", "does": "wait", "for": "1h"}]')
    assert waits.exit_code == 2
    assert "--answers: wait takes no for '1h'. It has reporter, customer, vendor." in waits.stderr


def test_people_may_answer_and_it_goes_as_far_as_one_says() -> None:
    answers = '[{"after": "7m", "who": "bo", "does": "accept"}]'
    events = told(OUTAGE, "--answers", answers, "--until", "1h")
    assert events[-1]["event"] == "accepted"
    assert events[-1]["who"] == ["bo"]


def test_an_answer_that_does_not_fit_is_told_on_standard_error_and_the_rest_is_printed() -> None:
    early = '[{"after": "1m", "who": "bo", "does": "decline"}, {"after": "9h", "who": "owner", "does": "note"}]'
    said = simulates(OUTAGE, "--json", "--until", "2h", "--answers", early)
    assert said.exit_code == 1
    assert "Fri 2026-11-20 17:56:00 bo could not" in said.stderr
    assert "came after the end" in said.stderr
    assert json.loads(said.stdout)


def test_a_case_and_answers_may_stand_in_files(tmp_path: Path) -> None:
    (tmp_path / "case.json").write_text(OUTAGE)
    assert told(f"@{tmp_path}/case.json") == told()


def test_a_customer_whom_the_file_does_not_name_is_one_all_the_same() -> None:
    """S9: with the last tier; only a slip of the pen is refused."""
    assert simulates('{"type": "outage", "impact": "fleet", "urgency": "now", "customer": "newcomer"}').exit_code == 0


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ('{"type": "outge"}', "no type 'outge'. Did you mean 'outage'?"),
        ('{"type": "outage", "flags": ["securty"]}', "Did you mean 'security'?"),
        ('{"type": "outage", "impakt": "fleet"}', "type outage has no 'impakt'. Did you mean 'impact'?"),
        ('{"type": "outage", "reporter": "rolff"}', "Did you mean 'rolf'?"),
        ('{"type": "outage", "users_affected": "many"}', "users_affected wants a whole number"),
        ('{"type": "outage", "deadline": "soon"}', "'soon' is no time"),
        ('{"type": "outage", "deadline": "9999999w"}', "'9999999w' is no time"),
        ('{"impact": "fleet"}', "a case needs a type"),
        ("[]", "a case is an object"),
        ("{", "no JSON"),
        ('{"type": "outage", "type": "defect"}', "a key stands there twice"),
        ("@nowhere.json", "nowhere.json cannot be read"),
        ("@/dev/zero", "it is too large"),
    ],
)
def test_what_the_policy_does_not_know_is_refused_with_the_near_miss(case: str, sentence: str) -> None:
    said = simulates(case)
    assert said.exit_code == 2
    assert said.stdout == ""
    assert sentence in said.stderr


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ('{"after": "7m", "who": "bob", "does": "accept"}', "there is no person 'bob'. Did you mean 'bo'?"),
        ('{"after": "7m", "who": "bo", "does": "acept"}', "nobody can 'acept'. Did you mean 'accept'?"),
        ('{"after": "soon", "who": "bo", "does": "accept"}', "after wants a duration"),
        ('{"after": "9999999d", "who": "bo", "does": "accept"}', "after wants a duration"),
        ('{"after": "1m", "who": "bo", "does": "snooze", "for": "9999999w"}', "for wants a duration"),
        ('{"who": "bo", "does": "accept"}', "an answer needs 'after'"),
        ('{"after": "7m", "who": "bo", "does": "reassign"}', "reassign needs 'to'"),
        ('{"after": "7m", "who": "bo", "does": "accept", "why": "x"}', "accept has no 'why'"),
        ("[3]", "an answer is an object"),
    ],
)
def test_an_answer_nobody_can_give_is_refused_before_anything_is_tried(answer: str, sentence: str) -> None:
    said = simulates(OUTAGE, "--answers", answer)
    assert said.exit_code == 2
    assert sentence in said.stderr


@pytest.mark.parametrize("at", ["yesterday", "1066-10-14", "2026-11-20T25:00"])
def test_a_time_that_is_none_is_refused(at: str) -> None:
    assert simulates(at=at).exit_code == 2


def test_until_before_the_beginning_is_refused() -> None:
    assert "lies before --at" in simulates(OUTAGE, "--until", "2026-11-19").stderr


def test_a_file_with_errors_says_them_and_tries_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("stige: 1\n")
    said = simulates(file=str(broken))
    assert said.exit_code == 2
    assert "broken.yaml:1:1" in said.stderr


@pytest.mark.parametrize(("name", "begins"), [("case.svg", b"<svg"), ("case.png", b"\x89PNG")])
def test_it_is_drawn_as_a_picture(name: str, begins: bytes, tmp_path: Path) -> None:
    assert simulates(OUTAGE, "--picture", str(tmp_path / name)).exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_another_kind_of_picture_is_refused(tmp_path: Path) -> None:
    assert ".svg or .png" in simulates(OUTAGE, "--picture", str(tmp_path / "case.gif")).stderr
