"""What a policy says of people, teams, places, vendors, customers, calendars and schedules, as values."""

from datetime import UTC, date, datetime, time

import pytest

from bot.durations import Duration, hours, minutes
from bot.people.calendars import Calendar, Opening
from bot.people.roster import Customer, Layer, PassOn, Person, Place, Schedule, Team, Vendor
from tests.adapters.policyfile.builder import ANA, a_calendar, a_layer, people, policy

MORNING = Opening(time(8), time(12))
AFTERNOON = Opening(time(13), time(17, 30))


def calendar(days: str, more: str = "") -> Calendar:
    return policy(calendars=a_calendar(days, more)).roster.calendars["office"]


def layer(text: str) -> Layer:
    return policy(schedules=a_layer(text)).roster.schedules["duty"].layers[0]


def test_a_person_may_have_a_name_and_an_address_alone() -> None:
    assert policy().roster.people["kim"] == Person("kim", "Kim", "kim@tiny.example")


def test_a_person_may_have_much_more() -> None:
    more = (
        "manager: kim, skills: [web, mail], authority: approve, language: nb, timezone: Europe/Oslo, region: north, "
        "hours: office, limit: 3, leave: ana.ics, slack: U01, teams: ana@corp.example"
    )
    assert policy(people=people(f"{ANA}, {more}")).roster.people["ana"] == Person(
        "ana",
        "Ana",
        "ana@tiny.example",
        manager="kim",
        skills=frozenset({"web", "mail"}),
        authority=frozenset({"approve"}),
        language="nb",
        timezone="Europe/Oslo",
        region="north",
        hours="office",
        limit=3,
        leave="ana.ics",
        slack="U01",
        teams="ana@corp.example",
    )


def test_teams_places_vendors_and_customers() -> None:
    roster = policy(
        teams="{desk: {members: [kim, ana], coordinator: kim, place: ops}}",
        places="{ops: {slack: '#ops', teams: Ops/General, email: [a@b.dk, c@b.dk], webhook: 'https://status.example/x'}}",
        vendors="{telco: {name: Telco, email: noc@t.example, accept_within: 1h, resolve_within: 2d, hours: office}}",
        customers="{acme: {name: {en: Acme, da: Akme}, tier: gold, contact: it@acme.example, followers: [ana, kim], "
        "region: south, language: da, timezone: Asia/Tokyo}, bolt: {name: Bolt}}",
    ).roster
    assert roster.teams == {"desk": Team("desk", ("kim", "ana"), "kim", "ops")}
    assert roster.places == {
        "ops": Place("ops", "#ops", "Ops/General", ("a@b.dk", "c@b.dk"), "https://status.example/x")
    }
    assert roster.vendors["telco"] == Vendor(
        "telco", "Telco", "noc@t.example", None, hours(1), Duration(days=2), "office"
    )
    assert roster.customers["acme"] == Customer(
        "acme", "Acme", "gold", ("it@acme.example",), ("ana", "kim"), "south", "da", "Asia/Tokyo"
    )
    assert roster.customers["bolt"] == Customer("bolt", "Bolt")
    assert roster.tiers == ("gold", "plain")


def test_a_calendar_opens_by_weekday_by_day_of_the_year_and_by_date() -> None:
    found = calendar(
        "mon-wed: '08:00-12:00, 13:00-17:30', fri: '8:00-12:00', sat: closed, 12-24: closed, "
        "12-30..01-02: '08:00-12:00', 2026-07-13..2026-07-15: closed, 2026-11-20: '13:00-17:30'"
    )
    full = (MORNING, AFTERNOON)
    assert found.weekly == (full, full, full, (), (MORNING,), (), ())
    assert found.yearly == {
        (12, 24): (),
        (12, 30): (MORNING,),
        (12, 31): (MORNING,),
        (1, 1): (MORNING,),
        (1, 2): (MORNING,),
    }
    july = {date(2026, 7, day): () for day in (13, 14, 15)}
    assert found.dates == {**july, date(2026, 11, 20): (AFTERNOON,)}


def test_a_span_of_days_may_go_over_the_end_of_the_week() -> None:
    assert [bool(times) for times in calendar("sat-mon: '08:00-12:00'").weekly] == [True, *[False] * 4, True, True]


@pytest.mark.parametrize(
    ("written", "opening"),
    [
        ("22:00-06:00", Opening(time(22), time(6))),
        ("00:00-24:00", Opening(time(0), None)),
        ("08:00-08:00", Opening(time(8), time(8))),
        ("22:00-00:00", Opening(time(22), time(0))),
    ],
)
def test_an_opening_may_end_at_midnight_or_on_the_next_day(written: str, opening: Opening) -> None:
    assert calendar(f"tue: '{written}'").weekly[1] == (opening,)


def test_openings_are_in_order_however_they_are_written() -> None:
    assert calendar("mon: '13:00-17:30, 08:00-12:00'").weekly[0] == (MORNING, AFTERNOON)


def test_holidays_of_several_places_add_up_for_the_years_of_any_case() -> None:
    both = calendar("mon: '08:00-12:00'", "holidays: [DK, DE-BY]").holidays
    danish = calendar("mon: '08:00-12:00'", "holidays: DK").holidays
    bavarian_epiphany, great_thursday = date(2026, 1, 6), date(2026, 4, 2)
    assert great_thursday in danish
    assert danish < both
    assert bavarian_epiphany in both - danish
    assert {day.year for day in both} == set(range(2020, 2046))
    assert calendar("mon: '08:00-12:00'", "holidays: none").holidays == frozenset()


def test_a_calendar_has_its_own_zone_or_the_files() -> None:
    assert calendar("mon: '08:00-12:00'").timezone == "Europe/Copenhagen"
    assert calendar("mon: '08:00-12:00'", "timezone: Asia/Tokyo").timezone == "Asia/Tokyo"


def test_rules_and_roster_hold_the_same_calendars() -> None:
    found = policy()
    assert found.rules.calendars == found.roster.calendars
    assert list(found.rules.calendars) == ["office"]


def test_a_layer_may_name_people_alone() -> None:
    assert layer("people: [ana, kim]") == Layer("Europe/Copenhagen", people=("ana", "kim"))


def test_a_layer_of_turns() -> None:
    turns = "turn: 1w, handoff: 'mon 09:00', from: 2026-01-05, until: '2026-07-01 12:30'"
    assert layer(f"people: [ana, kim], {turns}, timezone: Europe/Oslo") == Layer(
        "Europe/Oslo",
        people=("ana", "kim"),
        turn_days=7,
        handoff=(0, 540),
        starts_at=datetime(2026, 1, 4, 23, tzinfo=UTC),
        ends_at=datetime(2026, 7, 1, 10, 30, tzinfo=UTC),
    )


def test_a_moment_that_a_dst_gap_skips_is_the_first_instant_after_it() -> None:
    assert layer("people: ana, from: '2026-03-29T02:30'").starts_at == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_layer_of_crews_with_a_hand_off_on_any_day() -> None:
    found = layer("teams: [desk, crew], turn: 2d, handoff: '07:15'")
    assert (found.teams, found.turn_days, found.handoff) == (("desk", "crew"), 2, (None, 435))


def test_hours_of_a_layer_name_a_calendar_or_stand_in_place_in_its_zone_without_holidays() -> None:
    assert layer("people: ana, hours: office").hours == "office"
    in_place = layer("people: ana, hours: {mon: '08:00-12:00'}, timezone: Asia/Singapore").hours
    assert in_place == Calendar("", "Asia/Singapore", ((MORNING,), (), (), (), (), (), ()))


def test_follow_the_sun() -> None:
    text = "{duty: {layers: {people: ana}, pass_on: {note: P1, accept_within: 30m}}}"
    assert policy(schedules=text).roster.schedules["duty"] == Schedule(
        "duty", (Layer("Europe/Copenhagen", people=("ana",)),), PassOn(("P1",), minutes(30))
    )


@pytest.mark.parametrize("source", ["https://x.example/a", "ana.ics", "leave/Ana Berg.ICS"])
def test_leave_is_an_address_or_a_file_beside_the_policy(source: str) -> None:
    assert policy(people=people(f"{ANA}, leave: '{source}'")).roster.people["ana"].leave == source
