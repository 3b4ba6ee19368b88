"""`/escalate simulate`: a case tried in chat, by who keeps the policy (S45)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cases.outcome import Refused
from bot.desk.arrivals import Visit
from bot.desk.trying import MOST_LINES, simulated
from bot.grammar import SimulateCase, read_line
from bot.messages.shown import Form, Line
from bot.people.identity import Reader
from bot.words import say
from tests.harness.builders import PEOPLE, START, company, level, path, rules

KEEPER = replace(PEOPLE[3], authority=frozenset({"policy"}))  # mia


def visit(person: str = "mia", **policy: object) -> Visit:
    roster = company(changed=(KEEPER,))
    return Visit(person, Reader(person, "en", "Europe/Copenhagen"), roster, rules(**policy), START)  # type: ignore[arg-type]


def types(line: str, at: Visit | None = None) -> Line | Form:
    asked = read_line(line)
    assert isinstance(asked, SimulateCase)
    return simulated(asked, at or visit(), line)


def keys(answer: Line | Form) -> list[str]:
    assert isinstance(answer, Line)
    return [say.key for say in answer.says]


def test_a_policy_keeper_reads_what_would_happen_and_when() -> None:
    answer = types("simulate incident all now")
    assert isinstance(answer, Line)
    assert keys(answer)[:2] == ["trying.intro", "trying.line_named"]
    assert dict(answer.says[1].params)["at"] == START
    assert "trying.line" in keys(answer)


def test_left_out_words_are_unsure_and_flags_count() -> None:
    assert keys(types("simulate")) == keys(types("simulate incident all now"))
    assert types("simulate security") != types("simulate")


def test_another_time_is_one_of_the_reader() -> None:
    answer = types("simulate incident at 12:00")
    assert isinstance(answer, Line)
    assert dict(answer.says[1].params)["at"] == START + timedelta(hours=2)


def test_no_more_lines_than_anybody_reads() -> None:
    long = visit(paths=(path(*(level("ana", 5) for _ in range(12))),))
    answer = keys(types("simulate incident", long))
    assert len(answer) == MOST_LINES + 2
    assert answer[-1] == "list.more"


@pytest.mark.parametrize("line", ["simulate the outage of May", "simulate incident at the border", "simulate at 25:00"])
def test_other_words_are_the_summary_of_a_case(line: str) -> None:
    assert isinstance(types(line), Form)
    assert isinstance(types(line, visit("ana")), Form)


@pytest.mark.parametrize(
    ("line", "words"),
    [("simulate incident everyone now", ("everyone",)), ("simulate incident at the border", ("the border",))],
)
def test_a_policy_keeper_is_told_which_words_the_policy_does_not_know(line: str, words: tuple[str, ...]) -> None:
    answer = types(line)
    assert isinstance(answer, Form)
    assert answer.intro == (say("form.not_simulated", words=words),)
    others = types(line, visit("ana"))
    assert isinstance(others, Form)
    assert others.intro == (say("form.open_intro"),)


def test_anybody_else_is_told_who_may() -> None:
    for person in ("ana", "slack:T1:U9"):
        with pytest.raises(Refused) as refused:
            types("simulate", visit(person))
        assert refused.value.sentence.key == "refused.may_not_simulate"
