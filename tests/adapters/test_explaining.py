"""`stige policy explain` and `schema`: what they say, in which form, and what they refuse."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adapters.cli import program
from adapters.pictures.drawing import drawn
from adapters.pictures.ladder import Ladder
from adapters.pictures.wrapping import wrapped
from adapters.policyfile.schema import printed
from bot import __main__ as stige
from bot.explaining.rungs import rungs_of
from tests.core.explaining.reading import desk, read

DESK = str(Path(__file__).parents[1] / "core" / "explaining" / "desk.yaml")
TUESDAY = "2026-11-24T10:00"


def explains(*line: str) -> Result:
    work = stige.WORK
    return CliRunner().invoke(program(work), ["policy", *line])


def said(*line: str) -> str:
    result = explains("explain", DESK, *line)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_without_an_option_the_whole_policy_is_told() -> None:
    told = said("--at", TUESDAY)
    assert told.startswith("Policy desk, version 7\n======================\n- IT incident: main.\n")
    assert "  1. On duty\n  - Asks whoever is on call in duty (now Ana Berg).\n" in told


def test_one_path_one_priority_one_type_or_one_case() -> None:
    assert said("--path", "personal").startswith("Path personal\n")
    assert said("--priority", "P2").startswith("Priority P2\n")
    assert said("--type", "hr").startswith("HR matter\n")
    assert "P2: " not in said("--path", "main", "--priority", "P1")
    case = said("--case", '{"type": "incident", "impact": "one", "urgency": "later", "area": "web"}', "--at", TUESDAY)
    assert "- Priority: P2 (impact one, urgency later)." in case
    assert "- Missing, and it cannot be opened without: Steps already taken." in case


def test_in_another_language_and_as_json() -> None:
    told = json.loads(said("--path", "personal", "--language", "da", "--json"))
    assert told[0]["heading"] == "Vejen personal"
    assert told[0]["parts"][0] == {
        "heading": "1. HR-partner",
        "lines": [
            "Spørger Kim Ost.",
            "Tid til at tage den: P1: 1 dag; P2: 1 åben dag i office.",
            "P2: spørger ingen, mens office har lukket.",
        ],
        "parts": [],
    }


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (["--path", "mian"], "--path: there is no path 'mian'. Did you mean 'main'?"),
        (["--type", "incidnt"], "--type: there is no type 'incidnt'. Did you mean 'incident'?"),
        (["--priority", "urgent"], "--priority: there is no priority 'urgent'. It has P1, P2."),
        (["--language", "xx"], "--language: there is no language 'xx'."),
        (["--case", '{"type": "hr"}', "--type", "hr"], "--case says itself what it is"),
        (["--case", "{"], "--case: it is no JSON"),
        (["--at", "noon"], "--at: 'noon' is no time"),
        (["--path", "main", "--picture", "ladder.gif"], "--picture wants a name that ends in .svg or .png."),
        (["--picture", "ladder.svg"], "--picture draws one ladder: say which with --path."),
    ],
)
def test_what_cannot_be_explained_is_a_sentence_and_exit_code_2(line: list[str], sentence: str) -> None:
    result = explains("explain", DESK, *line)
    assert (result.exit_code, sentence in result.stderr) == (2, True), result.stderr


def test_the_schema_is_printed_or_written(tmp_path: Path) -> None:
    assert explains("schema").stdout == printed()
    explains("schema", "--out", str(tmp_path / "schema.json"))
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == printed()


# the picture


def test_a_ladder_is_drawn_as_svg_and_png_with_its_words_escaped(tmp_path: Path) -> None:
    said("--path", "main", "--at", TUESDAY, "--picture", str(tmp_path / "ladder.png"))
    assert (tmp_path / "ladder.png").read_bytes().startswith(b"\x89PNG")
    rungs = rungs_of(desk().rules.path("main"), desk(), datetime(2026, 11, 24, 9, tzinfo=UTC))
    hostile = Ladder(rungs, lambda value: read(value).replace("Manager", "<script>&")).chart()
    svg = drawn(hostile, ".svg").decode()
    assert "&lt;script&gt;&amp;" in svg
    assert "<script" not in svg
    for words in ("Path main", "Crew", "1 hour", "every 30 minutes", "2 rounds", "Tells Kim Ost."):
        assert words in svg


def test_a_text_is_wrapped_broken_and_cut_to_what_fits_and_a_chinese_letter_takes_two_cells() -> None:
    assert wrapped("one two three", 7, 3) == ["one two", "three"]
    assert wrapped("abcdefghij kl", 4, 9) == ["abcd", "efgh", "ij", "kl"]
    assert wrapped("one two three four", 7, 2) == ["one two", "three…"]
    assert wrapped("值班工程师负责", 6, 2) == ["值班工", "程师…"]
    assert wrapped("", 6, 2) == [""]


def test_each_template_is_shown_filled_with_a_made_up_case() -> None:
    told = said("--templates", "--at", TUESDAY)
    for name in ("status", "customer", "manager", "end"):
        assert f"Template {name}, filled with a made-up case" in told
    assert "{" not in told
    assert "Kassen er nede" in said("--templates", "--language", "da")
