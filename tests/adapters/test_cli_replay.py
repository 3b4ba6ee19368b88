"""`stige policy replay` and `stige policy diff`: what goes in, what comes out, and which exit codes."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adapters.cli import program
from adapters.cli.policy import pastcases
from adapters.cli.policy.figures import span_said
from adapters.cli.policy.pastcases import past_cases
from adapters.cli.policy.replaying import FEW, replayed
from adapters.policyfile import read_policy
from bot import __main__ as stige
from bot.cases.facts import Facts
from bot.policy.policy import Policy
from bot.settings import Unusable
from bot.trying.mix import mix
from bot.trying.past import Past
from bot.trying.replay import replay, undisturbed
from tests.harness.policies import story_policy

WORK = stige.WORK
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch: pytest.MonkeyPatch, no_settings: None) -> None:
    monkeypatch.setenv("STIGE_SECRET_KEY", "a secret key for tests")
    Path("old.yaml").write_text(story_policy())
    Path("new.yaml").write_text(story_policy().replace("accept: 15m", "accept: 20m"))


def run(*line: str) -> Result:
    return CliRunner().invoke(program(WORK), ["policy", *line])


def csv(*lines: str, header: str = "opened_at,type,impact,urgency,flags,customer,accepted_after,resolved_after") -> str:
    Path("past.csv").write_text("\n".join((header, *lines)) + "\n")
    return "past.csv"


def read(*lines: str, **more: str) -> tuple[tuple[Past, ...], tuple[str, ...]]:
    found = past_cases(Path(csv(*lines, **more)), the_policy())
    return found.cases, found.faults


def the_policy() -> Policy:
    return read_policy(story_policy().encode())


# replay


def test_a_spreadsheet_may_have_written_semicolons() -> None:
    cases, faults = read("2026-11-16T10:00;incident;7m", header="opened_at;type;accepted_after")
    assert [case.accepted_after for case in cases] == [timedelta(minutes=7)]
    assert not faults


def test_where_a_span_fits_too_a_wrong_time_says_so() -> None:
    _, faults = read("2026-11-16T10:00,incident,soon", header="opened_at,type,accepted_after")
    assert faults == ("line 2: 'soon' is no time; write it as 2026-11-20T17:55 or as a span such as 3h.",)


def test_numbers_and_spans_beyond_all_bounds_are_faults_of_their_lines() -> None:
    _, faults = read(f"2026-11-16T10:00,incident,9999999d,\n2026-11-16T10:00,incident,,{'9' * 5000}",
                     header="opened_at,type,accepted_after,users_affected")  # fmt: skip
    assert [fault.partition(":")[0] for fault in faults] == ["line 2", "line 3"]


def test_past_cases_of_a_file_are_replayed_under_a_policy() -> None:
    file = csv(
        "2026-11-16T10:00,incident,everyone,now,,,7m,1h",
        "2026-11-16T23:00,incident,person,today,security,acme,,",
    )
    done = run("replay", "old.yaml", "--cases", file)
    assert done.exit_code == 0, done.output
    assert "story 1: 2 cases replayed" in done.stdout
    told = json.loads(run("replay", "old.yaml", "--cases", file, "--json").stdout)
    first, second = told["cases"]
    assert [page["person"] for page in first["pages"]] == ["ana", "ben"]
    assert (first["level"], first["right_level"], first["accepted_at"]) == (2, 5.0, "2026-11-16T09:07:00+00:00")
    assert (second["accepted_at"], second["fallbacks"], second["pages"][0]["night"]) == (None, 3, True)
    assert told["totals"]["people"]["kim"] == {"pages": 3, "night_pages": 3, "cases": 1}
    assert told["totals"]["times"]["median_accepted"] == 7.0


def test_faulty_lines_are_named_the_others_are_replayed_and_the_exit_code_is_1() -> None:
    file = csv("2026-11-16T10:00,incident,all,now,,,,", "2026-11-16T10:00,incident,team,now,,,1m,2m")
    done = run("replay", "old.yaml", "--cases", file)
    assert done.exit_code == 1
    assert "1 case replayed" in done.stdout
    assert "line 2: this policy has no impact 'all'." in done.stderr


def test_only_cases_of_the_time_asked_for_are_replayed() -> None:
    file = csv(*(f"2026-11-{day}T10:00,incident,team,now,,,1m,2m" for day in (10, 15, 20)))
    told = run("replay", "old.yaml", "--cases", file, "--since", "2026-11-12", "--until", "2026-11-20T10:00", "--json")
    assert [case["case"] for case in json.loads(told.stdout)["cases"]] == ["line 3"]


def test_without_a_file_and_a_database_there_is_nothing_to_replay_and_none_is_made() -> None:
    done = run("replay", "old.yaml")
    assert done.exit_code == 2
    assert "There is no database here" in done.stderr
    assert not list(Path().glob("*.db"))


def test_of_the_database_closed_cases_are_replayed() -> None:
    assert run("activate", "old.yaml", "--why", "begin").exit_code == 0
    done = run("replay", "old.yaml")
    assert (done.exit_code, done.stdout.strip()) == (0, "story 1: 0 cases replayed")


@pytest.mark.parametrize("count", [FEW, FEW + 50], ids=["in this process", "in several"])
def test_cases_come_back_in_order_and_the_same_however_many_processes_do_it(count: int) -> None:
    policy = the_policy()
    cases = mix(policy, count, 1, NOW)
    calm = undisturbed(policy)
    assert replayed(policy, cases) == [replay(calm, past) for past in cases]


# a file of past cases


def test_a_line_may_say_everything_that_a_case_is_weighed_by() -> None:
    header = (
        "opened_at,type,impact,flags,customer,complexity,users_affected,reporter,deadline,reason,summary,resolved_after"
    )
    line = "2026-11-16 10:00,incident,unsure,security legal,acme,complex,1200,ana,4h,legal,down,2026-11-16 12:00"
    ((case,), faults) = read(line, header=header)
    assert not faults
    assert case.facts == Facts(
        "incident", None, None, case.facts.complexity, case.facts.reason, 1200, frozenset({"security", "legal"}),
        "acme", datetime(2026, 11, 16, 13, tzinfo=UTC),
    )  # fmt: skip
    assert (case.reporter, str(case.resolved_after)) == ("ana", "2:00:00")


def test_customers_and_reporters_unknown_to_the_policy_count_as_such() -> None:
    header = "opened_at,type,customer,reporter,users_affected"
    ((case,), _) = read("2026-11-16,incident,long gone,somebody,unsure", header=header)
    assert (case.facts.customer, case.reporter) == ("long gone", None)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (",incident,,,,,,", "line 2: it does not say opened_at."),
        ("yesterday,incident,,,,,,", "line 2: 'yesterday' is no time; write it as 2026-11-20T17:55 or with an offset."),
        ("2026-11-16,incidnt,,,,,,", "line 2: this policy has no type 'incidnt'. Did you mean 'incident'?"),
        ("2026-11-16,incident,,,,,2h,1h", "line 2: it was resolved before it was accepted."),
        ("2026-11-16,incident,,,,,2026-11-15,", "line 2: '2026-11-15' lies before it was opened."),
        ("2026-11-16,incident", "line 2: it has more or fewer cells than the first line."),
        ("2026-11-16,incident,,,,,,,,", "line 2: it has more or fewer cells than the first line."),
        ("2026-11-16,,,,,,,", "line 2: a case needs a type. This policy has incident, hr."),
    ],
)
def test_what_is_wrong_in_a_line_is_said_with_its_number(line: str, fault: str) -> None:
    assert read(line) == ((), (fault,))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"opened_at,typ\n", "no column is called 'typ'. Did you mean 'type'?"),
        (b"opened_at\n", "the first line names the columns, and type is not among them"),
        (b"", "the first line names the columns, and opened_at and type is not among them"),
        (b"opened_at,type,type\n", "a column stands there twice"),
        (b"\xff\xfe", "is not in UTF-8"),
        (b'opened_at,type\n"2026', "it is no CSV"),
    ],
)
def test_a_file_that_cannot_be_used_as_a_whole_is_refused(content: bytes, sentence: str) -> None:
    Path("past.csv").write_bytes(content)
    with pytest.raises(Unusable, match="--cases: ") as refused:
        past_cases(Path("past.csv"), the_policy())
    assert sentence in str(refused.value)


def test_a_file_that_is_not_there_or_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unusable, match="cannot be read"):
        past_cases(Path("none.csv"), the_policy())
    file = Path(csv(*["2026-11-16,incident,,,,,,"] * 3))
    monkeypatch.setattr(pastcases, "MOST", 2)
    with pytest.raises(Unusable, match="at most 2 cases"):
        past_cases(file, the_policy())
    monkeypatch.setattr(pastcases, "LARGEST", 10)
    with pytest.raises(Unusable, match="is larger than"):
        past_cases(file, the_policy())


# diff


def test_two_files_are_set_side_by_side_in_words_and_in_consequences() -> None:
    done = run("diff", "old.yaml", "new.yaml")
    assert done.exit_code == 0, done.output
    assert "clocks when always, accept: 15m → 20m" in done.stdout
    assert "Tried on 500 made-up cases of the last quarter (seed 1)." in done.stdout


def test_what_widens_and_what_changes_for_past_cases_is_told_to_programs_too() -> None:
    Path("new.yaml").write_text(story_policy().replace("ask: {person: ana}, accept_within: 5m", "ask: {person: kim}")
                                .replace("readers: [{team: hr}", "readers: [{person: ben}"))  # fmt: skip
    file = csv("2026-11-16T10:00,incident,everyone,now,,,7m,1h", "2026-11-16T10:00,incident,all,now,,,,")
    done = run("diff", "old.yaml", "new.yaml", "--cases", file, "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert "paths web, level 1 (Level 1), ask: Ana Berg → Kim Ost" in told["changes"]
    assert told["widens"] == ["Ben Holm may read HR matter cases, which are private."]
    assert (told["tried_on"], told["changed"], told["counts"]["other_people"]) == ("1 past case", 1, 1)
    assert told["worst"][0]["new"]["pages"][0]["person"] == "kim"
    assert len(told["faults"]) == 1


def test_the_same_file_twice_says_the_same() -> None:
    done = run("diff", "old.yaml", "old.yaml", "--made-up", "20")
    assert "The two say the same." in done.stdout
    assert "Nothing changes for them." in done.stdout


def test_a_case_with_a_word_that_one_of_the_versions_lacks_is_named() -> None:
    Path("new.yaml").write_text(story_policy().replace("this_week", "some_day"))
    done = run("diff", "old.yaml", "new.yaml", "--cases", csv("2026-11-16,incident,team,this_week,,,,"))
    assert done.exit_code == 1
    assert "line 2: the policy has no 'this_week'." in done.stderr


def test_one_file_is_held_against_the_version_in_force() -> None:
    assert run("diff", "new.yaml").exit_code == 2
    assert run("activate", "old.yaml", "--why", "begin").exit_code == 0
    assert "clocks when always, accept: 15m → 20m" in run("diff", "new.yaml", "--made-up", "20").stdout


def test_three_files_cannot_be_compared() -> None:
    done = run("diff", "old.yaml", "new.yaml", "old.yaml")
    assert (done.exit_code, done.stderr.strip()) == (2, "Two versions are compared: name one file or two.")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "never"), (0, "at once"), (90, "1m30s"), (3599, "59m59s"), (3630, "1h"), (93900, "1d2h5m")],
)
def test_spans_are_said_as_short_as_they_are_telling(seconds: float | None, words: str) -> None:
    assert span_said(None if seconds is None else timedelta(seconds=seconds)) == words
