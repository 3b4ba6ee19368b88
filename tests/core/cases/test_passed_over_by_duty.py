"""Whom duty would have named and did not stands on the timeline with the reason, like anybody whom a level skips."""

from datetime import timedelta

from bot.people.presence import Absence, Override
from bot.people.roster import Roster, Schedule
from bot.people.targets import NextOnCall, OnCall, OnePerson
from bot.policy.rules import Path
from tests.core.cases.world import World
from tests.core.people.builders import layer, owning, person
from tests.harness.builders import START, company, level, path, rules

ON_CALL = path(level([OnCall("duty")], 5))
DUTY = {"duty": Schedule("duty", (layer("ana"), layer("ben"), layer("mia")))}
HOUR = timedelta(hours=1)


def opened(roster: Roster, ladder: Path = ON_CALL) -> list[str]:
    return World(rules(ladder), roster).opens().story


def test_somebody_on_duty_who_is_away_is_skipped_on_the_timeline() -> None:
    absences = (Absence("1", "ben", START - HOUR, START + HOUR, "away"),)
    assert opened(company(away="ana", schedules=DUTY, absences=absences)) == [
        "Mon 10:00 skips ana: leave",
        "Mon 10:00 skips ben: away",
        "Mon 10:00 level 1",
        "Mon 10:00 asks mia",
    ]


def test_somebody_on_duty_at_their_limit_is_skipped_on_the_timeline() -> None:
    busy = company(changed=[person("ana", limit=1)], loads=owning(ana=1), schedules=DUTY)
    assert opened(busy)[0] == "Mon 10:00 skips ana: limit"


def test_a_stand_in_who_is_away_is_skipped_and_whose_place_it_was_is_asked() -> None:
    cover = Override("duty", "ben", START - HOUR, START + HOUR, "ana")
    assert opened(company(away="ben", schedules=DUTY, overrides=(cover,))) == [
        "Mon 10:00 skips ben: leave",
        "Mon 10:00 level 1",
        "Mon 10:00 asks ana",
    ]


def test_where_all_who_have_duty_are_away_each_is_skipped_before_the_level_is_passed() -> None:
    assert opened(company(away="ana ben mia", schedules=DUTY))[:4] == [
        "Mon 10:00 skips ana: leave",
        "Mon 10:00 skips ben: leave",
        "Mon 10:00 skips mia: leave",
        "Mon 10:00 level 1 passed",
    ]


def test_those_on_duty_are_not_skipped_for_whoever_comes_next() -> None:
    assert opened(company(schedules=DUTY), path(level([NextOnCall("duty")], 5))) == [
        "Mon 10:00 level 1",
        "Mon 10:00 asks ben",
    ]


def test_whoever_is_named_besides_is_skipped_once_or_asked() -> None:
    both = path(level([OnCall("duty"), OnePerson("ana")], 5))
    assert opened(company(away="ana", schedules=DUTY), both)[:2] == ["Mon 10:00 skips ana: leave", "Mon 10:00 level 1"]
    busy = company(changed=[person("ana", limit=1)], away="ben mia", loads=owning(ana=1), schedules=DUTY)
    assert [line for line in opened(busy, both) if "ana" in line] == ["Mon 10:00 asks ana"]


def test_where_nobody_is_away_nobody_is_skipped() -> None:
    assert opened(company(schedules=DUTY)) == ["Mon 10:00 level 1", "Mon 10:00 asks ana"]
