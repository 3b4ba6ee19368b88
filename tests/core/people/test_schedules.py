"""Who is on duty (S17, S18)."""

from datetime import datetime

import pytest

from bot.people.presence import Override
from bot.people.roster import Layer, Load, Roster, Schedule, Team
from bot.people.schedules import Shift, next_on_call, on_call, shifts
from tests.core.people.builders import (
    COPENHAGEN,
    NETWORK_ON_CALL,
    at,
    away,
    layer,
    owning,
    person,
    roster,
    schedule,
    weekly,
    working_days,
)

COMPANY = roster()
CREWS = (Team("red", ("ana", "ben")), Team("blue", ("chen", "dora")))


def duty(local: str, *layers: Layer, company: Roster = COMPANY) -> tuple[str, ...]:
    return on_call(schedule(*layers), company, at(local))


@pytest.mark.parametrize(
    ("local", "people"),
    [
        ("2026-11-20 03:00", ("chen",)),  # Friday 10:00 in Singapore
        ("2026-11-20 10:05", ("ben",)),
        ("2026-11-20 17:55", ("dora",)),  # Friday 11:55 in New York
        ("2026-11-21 03:00", ("ana",)),  # Saturday: nobody works, the last layer stands
    ],
)
def test_the_example_follows_the_sun(local: str, people: tuple[str, ...]) -> None:
    assert on_call(NETWORK_ON_CALL, COMPANY, at(local)) == people


def test_the_first_layer_in_whose_hours_somebody_is_on_duty_answers() -> None:
    office = layer("ana", hours=working_days("08:00-16:00", COPENHAGEN))
    assert duty("2026-11-20 15:59", office, layer("ben")) == ("ana",)
    assert duty("2026-11-20 16:00", office, layer("ben")) == ("ben",)
    assert duty("2026-11-20 16:00", office) == ()


def test_the_hours_of_a_layer_may_name_a_calendar() -> None:
    assert duty("2026-12-25 12:00", layer("ana", hours="office-eu"), layer("ben")) == ("ben",)


def test_a_layer_stands_from_its_begin_until_before_its_end() -> None:
    august = layer("ana", starts_at=at("2026-08-01 00:00"), ends_at=at("2026-09-01 00:00"))
    assert duty("2026-07-31 23:59", august) == ()
    assert duty("2026-08-01 00:00", august) == ("ana",)
    assert duty("2026-08-31 23:59", august) == ("ana",)
    assert duty("2026-09-01 00:00", august) == ()


def test_without_turn_all_are_on_duty_at_once_and_each_is_named_once() -> None:
    assert duty("2026-11-20 12:00", layer("ben", "ana", "ben")) == ("ben", "ana")


def test_turns_change_at_the_hand_off_in_the_zone_of_the_layer() -> None:
    turns = weekly("ana", "ben", "chen")
    assert duty("2026-01-05 08:59", turns) == ()
    assert duty("2026-01-05 09:00", turns) == ("ana",)
    assert duty("2026-01-12 08:59", turns) == ("ana",)
    assert duty("2026-01-12 09:00", turns) == ("ben",)
    assert duty("2026-03-30 08:59", turns) == ("chen",)
    assert duty("2026-03-30 09:00", turns) == ("ana",)  # the week of the DST day is an hour shorter, not its hand-off


def test_the_first_turn_begins_at_the_first_hand_off_on_or_after_from() -> None:
    turns = layer("ana", "ben", turn_days=1, handoff=(None, 12 * 60), starts_at=at("2026-01-05 12:30"))
    assert duty("2026-01-06 11:59", turns) == ()
    assert duty("2026-01-06 12:00", turns) == ("ana",)
    assert duty("2026-01-07 12:00", turns) == ("ben",)
    assert duty("2026-01-05 12:00", layer("ana", turn_days=1, handoff=(0, 720), starts_at=at("2026-01-05 12:00")))


def test_turns_without_a_hand_off_begin_at_from() -> None:
    turns = layer("ana", "ben", turn_days=2, starts_at=at("2026-01-05 10:30"))
    assert duty("2026-01-07 10:29", turns) == ("ana",)
    assert duty("2026-01-07 10:30", turns) == ("ben",)


def test_turns_without_from_have_an_order_all_the_same() -> None:
    weeks = [duty(f"2026-11-{day:02} 12:00", layer("ana", "ben", turn_days=7)) for day in (2, 8, 9, 15, 16)]
    assert weeks == [weeks[0], weeks[0], weeks[2], weeks[2], weeks[0]]
    assert {*weeks[0], *weeks[2]} == {"ana", "ben"}
    assert duty("2026-11-02 09:00", layer("ana", "ben", turn_days=7, handoff=(0, 540))) == weeks[0]


def test_a_midnight_that_comes_twice_hands_off_once() -> None:
    zone = "America/St_Johns"  # clocks went from 00:01 back to 23:01 of the day before
    turns = schedule(
        layer("ana", "ben", timezone=zone, turn_days=1, handoff=(None, 0), starts_at=at("2010-11-06 00:00", zone))
    )
    midnight = at("2010-11-07 00:00", zone)
    walked = [on_call(turns, COMPANY, datetime.fromtimestamp(midnight.timestamp() + 60 * m, midnight.tzinfo))
              for m in (-1, 0, 1, 59, 60, 61)]  # fmt: skip
    assert walked == [("ana",), ("ben",), ("ben",), ("ben",), ("ben",), ("ben",)]


def test_somebody_away_in_turn_is_passed_over_for_the_next_in_the_list() -> None:
    turns = weekly("ana", "ben", "chen")
    assert duty("2026-01-13 12:00", turns, company=roster(away=away("ben"))) == ("chen",)
    assert duty("2026-01-20 12:00", turns, company=roster(away=away("chen"))) == ("ana",)
    assert duty("2026-01-13 12:00", turns, layer("mia"), company=roster(away=away("ana", "ben", "chen"))) == ("mia",)


def test_teams_take_turns_as_whole_crews() -> None:
    company = roster(teams={team.id: team for team in CREWS})
    turns = layer(teams=("red", "blue"), turn_days=7, handoff=(0, 540), starts_at=at("2026-01-05 00:00"))
    assert duty("2026-01-06 12:00", turns, company=company) == ("ana", "ben")
    assert duty("2026-01-13 12:00", turns, company=company) == ("chen", "dora")
    somebody_ill = roster(teams=company.teams, away=away("chen"))
    assert duty("2026-01-13 12:00", turns, company=somebody_ill) == ("dora",)
    all_ill = roster(teams=company.teams, away=away("chen", "dora"))
    assert duty("2026-01-13 12:00", turns, company=all_ill) == ("ana", "ben")


def test_teams_without_turn_are_on_duty_all_at_once() -> None:
    company = roster(teams={team.id: team for team in CREWS})
    assert duty("2026-11-20 12:00", layer(teams=("red", "blue")), company=company) == ("ana", "ben", "chen", "dora")


def test_a_layer_that_reads_an_icalendar_address_is_empty() -> None:
    assert duty("2026-11-20 12:00", Layer(COPENHAGEN, ical="https://duty.example/a.ics"), layer("ben")) == ("ben",)
    assert duty("2026-11-20 12:00", Layer(COPENHAGEN, ical="https://duty.example/a.ics", turn_days=7)) == ()


def test_somebody_at_their_limit_is_passed_over() -> None:
    at_limit = roster(loads=owning(chen=3))
    assert duty("2026-11-20 12:00", layer("chen"), layer("ben"), company=at_limit) == ("ben",)
    assert duty("2026-11-20 12:00", layer("chen"), layer("ben"), company=roster(loads=owning(chen=2))) == ("chen",)


def test_a_limit_does_not_count_where_nobody_else_would_answer() -> None:
    at_limit = roster(loads=owning(chen=9), away=away("ben"))
    assert duty("2026-11-20 12:00", layer("chen"), layer("ben"), company=at_limit) == ("chen",)


def test_somebody_without_a_limit_may_own_any_number_of_cases() -> None:
    assert duty("2026-11-20 12:00", layer("ana"), layer("ben"), company=roster(loads={"ana": Load(99)})) == ("ana",)


def test_where_everybody_is_away_nobody_answers() -> None:
    company = roster(away=away("ana", "ben"), loads=owning(chen=3))
    assert duty("2026-11-20 12:00", layer("ana"), layer("ben"), company=company) == ()
    assert on_call(schedule(layer("dora")), COMPANY, at("2026-11-20 12:00"), frozenset({"dora"})) == ()


def test_whom_the_roster_no_longer_knows_is_passed_over() -> None:
    assert duty("2026-11-20 12:00", layer("ana"), layer("ben"), company=roster(person("ben"))) == ("ben",)


def test_an_override_beats_all_layers_while_it_lasts() -> None:
    mia = Override("duty", "mia", at("2026-11-20 10:00"), at("2026-11-20 12:00"))
    company = roster(overrides=(mia,))
    assert duty("2026-11-20 09:59", layer("ana"), company=company) == ("ana",)
    assert duty("2026-11-20 10:00", layer("ana"), company=company) == ("mia",)
    assert duty("2026-11-20 12:00", layer("ana"), company=company) == ("ana",)
    assert on_call(Schedule("other", (layer("ana"),)), company, at("2026-11-20 11:00")) == ("ana",)


def test_of_two_overrides_the_one_set_last_counts_unless_they_are_away() -> None:
    day = (at("2026-11-20 00:00"), at("2026-11-21 00:00"))
    overrides = (Override("duty", "mia", *day), Override("duty", "kim", *day))
    assert duty("2026-11-20 11:00", layer("ana"), company=roster(overrides=overrides)) == ("kim",)
    assert duty("2026-11-20 11:00", layer("ana"), company=roster(overrides=overrides, away=away("kim"))) == ("mia",)
    everybody = away("kim", "mia")
    assert duty("2026-11-20 11:00", layer("ana"), company=roster(overrides=overrides, away=everybody)) == ("ana",)


def test_the_next_on_call_is_who_would_be_if_those_on_duty_were_away() -> None:
    assert next_on_call(NETWORK_ON_CALL, COMPANY, at("2026-11-21 03:00")) == ("ben",)  # ana is on duty
    assert next_on_call(NETWORK_ON_CALL, COMPANY, at("2026-11-20 17:55")) == ("ana",)  # dora is; ana has the last layer
    assert next_on_call(schedule(layer("ana", "ben"), layer("chen")), COMPANY, at("2026-11-20 12:00")) == ("chen",)
    assert next_on_call(schedule(layer("ana")), COMPANY, at("2026-11-20 12:00")) == ()


def test_shifts_tell_who_is_on_duty_when() -> None:
    office = working_days("08:00-16:00", COPENHAGEN)
    plan = schedule(weekly("ana", "ben", hours=office), layer("dora", ends_at=at("2026-01-12 20:00")))
    company = roster(overrides=(Override("duty", "mia", at("2026-01-12 09:00"), at("2026-01-12 12:00")),))
    assert shifts(plan, company, at("2026-01-09 15:00"), at("2026-01-13 08:30")) == (
        Shift(("ana",), at("2026-01-09 15:00"), at("2026-01-09 16:00")),
        Shift(("dora",), at("2026-01-09 16:00"), at("2026-01-12 08:00")),
        Shift(("ana",), at("2026-01-12 08:00"), at("2026-01-12 09:00")),
        Shift(("mia",), at("2026-01-12 09:00"), at("2026-01-12 12:00")),
        Shift(("ben",), at("2026-01-12 12:00"), at("2026-01-12 16:00")),
        Shift(("dora",), at("2026-01-12 16:00"), at("2026-01-12 20:00")),
        Shift(("ben",), at("2026-01-13 08:00"), at("2026-01-13 08:30")),
    )


def test_shifts_of_one_person_in_several_turns_are_one() -> None:
    assert shifts(schedule(weekly("ana")), COMPANY, at("2026-01-01 00:00"), at("2026-02-01 00:00")) == (
        Shift(("ana",), at("2026-01-05 09:00"), at("2026-02-01 00:00")),
    )
