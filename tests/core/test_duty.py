"""Who somebody, a team or a schedule is, as lines."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.desk.duty import described
from bot.people.roster import Layer, Person, Roster, Schedule, Team
from tests.core.messages.company import read

NOW = datetime(2026, 11, 20, 16, 55, tzinfo=UTC)
ROSTER = Roster(
    "Europe/Copenhagen",
    "en",
    {name: Person(name, name.title(), f"{name}@x.example") for name in ("ana", "ben")},
    {"crew": Team("crew", ("ana", "ben"))},
    schedules={
        "always": Schedule("always", (Layer("UTC", people=("ana",)),)),
        "later": Schedule("later", (Layer("UTC", people=("ben",), starts_at=datetime(2026, 11, 23, tzinfo=UTC)),)),
        "never": Schedule("never", (Layer("UTC", people=("gone",)),)),
    },
)


def said(lines: object) -> list[str]:
    assert isinstance(lines, tuple)
    return [read(line, NOW) for line in lines]


def test_a_schedule_tells_who_has_it_now_and_next() -> None:
    assert said(described("always", ROSTER, NOW)) == ["always: ana."]
    assert said(described("later", ROSTER, NOW)) == ["later: nobody is on call now.", "Next: ben, from Monday 01:00."]
    assert said(described("never", ROSTER, NOW)) == ["never: nobody is on call now."]


def test_a_team_without_a_coordinator_names_none() -> None:
    assert said(described("crew", ROSTER, NOW)) == ["Team crew: ana and ben."]


def test_somebody_who_is_away_is_said_to_be() -> None:
    assert "Away now." in said(described("ben", replace(ROSTER, away={"ben": "leave"}), NOW))


def test_several_of_one_name_are_all_described() -> None:
    twins = {"a1": Person("a1", "Kim Ost", "a@x.example"), "a2": Person("a2", "Kim West", "b@x.example")}
    lines = said(described("kim", replace(ROSTER, people=twins), NOW))
    assert [line for line in lines if line.startswith("Kim")] == ["Kim Ost", "Kim West"]
