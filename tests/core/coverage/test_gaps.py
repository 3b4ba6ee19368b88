"""When nobody would answer: of a schedule by plan or by reach, of a path by whom its levels could ask (R25)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.coverage.awake import hours_of_cases
from bot.coverage.coverage import Coverage, Source, coverage
from bot.coverage.gap import Gap, GapKind
from bot.durations import hours
from bot.people.presence import Absence, Feed, Override, Stretch
from bot.people.roster import Layer, Roster, Schedule, Team, Vendor
from bot.people.skipping import Skip, SkipReason
from bot.people.targets import (
    CustomerFollowers,
    ManagerOf,
    NextOnCall,
    OnCall,
    OnePerson,
    Party,
    PartyOf,
    Target,
    TeamMembers,
    VendorTarget,
)
from bot.policy.policy import Policy
from bot.policy.rules import ClockLine, Fallback, Level, Path
from bot.policy.when import EVERY_CASE, CalendarIs, Compared, Comparison, OneOf, When
from bot.words import Label
from tests.core.people.builders import OFFICE, at, layer, person, roster, weekly, working_days
from tests.harness.builders import rules

MONDAY = at("2026-11-23 00:00")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
SOMETIME = ClockLine(EVERY_CASE, accept=hours(1))


def level(*ask: Target, **more: object) -> Level:
    return replace(Level(Label.plain("Level"), ask), **more)  # type: ignore[arg-type]


def ladder(*levels: Level, last: str = "kim", fits: When = EVERY_CASE) -> Path:
    return Path("up", fits, levels, Fallback((OnePerson(last),), hours(1)))


def company(*layers: Layer, **more: object) -> Roster:
    schedules = {"duty": Schedule("duty", layers)} if layers else {}
    return roster(schedules=schedules, **more)


def found(
    company: Roster, *paths: Path, clocks: Iterable[ClockLine] = (SOMETIME,), days: int = 1, since: datetime = MONDAY
) -> Coverage:
    given = rules(*(paths or (ladder(level(OnCall("duty"))),)), clocks=tuple(clocks), calendars=company.calendars)
    return coverage(Policy(given, company), company, since, since + days * DAY)


def told(*given: object, **more: object) -> list[tuple[GapKind, str, datetime, datetime]]:
    gaps = found(*given, **more).gaps  # type: ignore[arg-type]
    return [(gap.kind, gap.about, gap.starts_at, gap.ends_at) for gap in gaps]


def absent(who: str, since: str, until: str) -> Absence:
    return Absence("a", who, at(since), at(until), "leave")


# schedules


def test_where_somebody_is_always_on_call_there_is_no_gap() -> None:
    assert told(company(layer("ana", "ben"))) == []


def test_an_hour_that_no_layer_covers_is_a_gap_of_the_schedule_and_of_the_path_that_asks_it() -> None:
    shop = company(layer("ana", hours=working_days("00:00-18:00", "Europe/Copenhagen")))
    evening = (at("2026-11-23 18:00"), MONDAY + DAY)
    assert told(shop) == [(GapKind.NOBODY, "duty", *evening), (GapKind.FALLBACK, "up", *evening)]


def test_leave_of_the_only_one_is_a_gap_and_says_who_is_missing() -> None:
    shop = company(layer("ana"), absences=(absent("ana", "2026-11-23 10:00", "2026-11-23 12:00"),))
    first = found(shop).gaps[0]
    assert first == Gap(
        GapKind.NOBODY,
        "duty",
        at("2026-11-23 10:00"),
        at("2026-11-23 12:00"),
        (Skip("ana", SkipReason.LEAVE),),
    )
    assert first.lasts == timedelta(hours=2)


def test_who_stands_in_closes_it() -> None:
    leave = absent("ana", "2026-11-23 10:00", "2026-11-23 12:00")
    stands_in = Override("duty", "ben", leave.starts_at, at("2026-11-23 12:00"), instead_of="ana")
    assert told(company(layer("ana"), absences=(leave,), overrides=(stands_in,))) == []


def test_outside_the_hours_of_every_level_that_asks_nobody_needs_to_be_on_call() -> None:
    office = working_days("08:00-16:00", "Europe/Copenhagen")
    shop = company(layer("ana", hours=office), calendars={"day": replace(office, id="day")})
    seen = found(shop, ladder(level(OnCall("duty"), hours="day")))
    assert seen.gaps == ()
    assert seen.rests == {"duty": ((MONDAY, at("2026-11-23 08:00")), (at("2026-11-23 16:00"), MONDAY + DAY))}
    assert found(shop, ladder(level(OnePerson("ana")))).rests == {"duty": ()}, "nobody asks it: who knows what for"


# reach


def test_where_nobody_who_would_answer_can_be_reached_now_that_is_told_apart() -> None:
    shop = company(layer("ana"), layer("ben"), away={"ana": "unreachable", "ben": "unreachable"})
    assert told(shop) == [
        (GapKind.UNREACHABLE, "duty", MONDAY, MONDAY + DAY),
        (GapKind.FALLBACK, "up", MONDAY, MONDAY + DAY),
    ]
    assert {skip.person for skip in found(shop).gaps[0].missing} == {"ana", "ben"}


def test_where_the_next_one_answers_for_whom_nothing_reaches_there_is_no_gap() -> None:
    assert told(company(layer("ana"), layer("ben"), away={"ana": "unreachable"})) == []


# calendars that are read


def read(until: str | None, good_at: datetime | None = MONDAY) -> dict[str, Feed]:
    stretches = (Stretch(("ana",), MONDAY - DAY, at(until)),) if until else ()
    return {"https://cal.example/duty.ics": Feed("https://cal.example/duty.ics", stretches, good_at)}


SUBSCRIBED = Layer("Europe/Copenhagen", ical="https://cal.example/duty.ics")


def test_beyond_the_last_event_of_a_calendar_it_is_not_known_who_is_on_call() -> None:
    shop = company(SUBSCRIBED, feeds=read("2026-11-23 12:00"))
    assert told(shop) == [(GapKind.UNKNOWN, "duty", at("2026-11-23 12:00"), MONDAY + DAY)]
    assert found(shop).sources == (
        Source("https://cal.example/duty.ics", ("duty",), (), MONDAY, at("2026-11-23 12:00")),
    )


def test_a_calendar_that_was_never_read_tells_nothing() -> None:
    assert told(company(SUBSCRIBED)) == [(GapKind.UNKNOWN, "duty", MONDAY, MONDAY + DAY)]
    assert found(company(SUBSCRIBED)).sources[0].good_at is None


def test_a_hole_between_two_events_is_an_ordinary_gap() -> None:
    feed = read("2026-11-23 12:00")["https://cal.example/duty.ics"]
    later = Stretch(("ben",), at("2026-11-23 14:00"), MONDAY + 9 * DAY)
    shop = company(SUBSCRIBED, feeds={feed.source: replace(feed, stretches=(*feed.stretches, later))})
    hole = (at("2026-11-23 12:00"), at("2026-11-23 14:00"))
    assert told(shop) == [(GapKind.NOBODY, "duty", *hole), (GapKind.FALLBACK, "up", *hole)]
    assert found(shop).sources == ()


@pytest.mark.parametrize(("age", "doubtful"), [(timedelta(hours=23), False), (timedelta(hours=25), True)])
def test_a_calendar_of_leave_is_told_of_only_when_it_is_old(age: timedelta, doubtful: bool) -> None:
    ana = person("ana", leave="leave.ics")
    shop = replace(company(layer("ana")), people={"ana": ana}, feeds={"leave.ics": Feed("leave.ics", (), MONDAY - age)})
    told_of = found(shop, ladder(level(OnePerson("ana")), last="ana")).sources
    assert [source.people for source in told_of] == ([("ana",)] if doubtful else [])


# paths


def test_a_path_whose_people_are_all_away_has_only_its_fallback_and_then_nobody() -> None:
    away = [absent(who, "2026-11-23 10:00", "2026-11-23 12:00") for who in ("ana", "ben")]
    also = absent("kim", "2026-11-23 11:00", "2026-11-23 13:00")
    shop = company(absences=(*away, also))
    path = ladder(level(OnePerson("ana")), level(OnePerson("ben")))
    assert told(shop, path) == [
        (GapKind.FALLBACK, "up", at("2026-11-23 10:00"), at("2026-11-23 11:00")),
        (GapKind.UNSTAFFED, "up", at("2026-11-23 11:00"), at("2026-11-23 12:00")),
    ]
    assert [skip.person for skip in found(shop, path).gaps[0].missing] == ["ana", "ben"]


def test_who_lacks_the_authority_of_a_level_is_nobody_for_it() -> None:
    needs = ladder(level(OnePerson("ana"), authority=frozenset({"change-freeze"})))
    assert [gap[0] for gap in told(company(), needs)] == [GapKind.FALLBACK]
    has = ladder(level(OnePerson("ben"), authority=frozenset({"change-freeze"})))
    assert told(company(), has) == []


def test_a_level_that_sleeps_keeps_the_case_for_the_morning() -> None:
    path = ladder(level(OnePerson("nobody")), level(OnePerson("ana"), hours="office-eu"))
    assert told(company(), path) == []
    off = company(absences=(absent("ana", "2026-11-23 00:00", "2026-11-24 00:00"),))
    assert told(off, path) == [(GapKind.FALLBACK, "up", at("2026-11-23 08:00"), at("2026-11-23 16:30"))]


def test_a_level_stands_only_while_its_calendar_says_so() -> None:
    by_day = level(OnePerson("ana"), when=When((CalendarIs(True, ("office-eu",)),)))
    gaps = [(begins, ends) for _, _, begins, ends in told(company(), ladder(by_day))]
    assert gaps == [(MONDAY, at("2026-11-23 08:00")), (at("2026-11-23 16:30"), MONDAY + DAY)]


def test_a_vendor_is_somebody() -> None:
    shop = company(vendors={"telco": Vendor("telco", "Telco")})
    assert told(shop, ladder(level(VendorTarget("telco")))) == []


@pytest.mark.parametrize("target", [ManagerOf(Party.REPORTER), PartyOf(Party.FOLLOWERS), CustomerFollowers()])
def test_a_level_that_the_case_decides_is_judged_by_whom_it_might_name(target: Target) -> None:
    assert told(company(), ladder(level(target))) == []


def test_the_manager_of_the_owner_is_that_of_whom_the_first_level_would_ask() -> None:
    path = ladder(level(OnePerson("ana")), level(ManagerOf(Party.OWNER)))
    ana_away = absent("ana", "2026-11-23 10:00", "2026-11-23 12:00")
    assert told(company(absences=(ana_away,)), path) == []
    mia_too = absent("mia", "2026-11-23 11:00", "2026-11-23 13:00")
    assert [gap[2:] for gap in told(company(absences=(ana_away, mia_too)), path)] == [
        (at("2026-11-23 11:00"), at("2026-11-23 12:00"))
    ]


def test_the_next_on_call_must_be_somebody_else() -> None:
    assert [gap[0] for gap in told(company(layer("ana")), ladder(level(NextOnCall("duty"))))] == [GapKind.FALLBACK]


def test_people_of_a_team_and_their_leave_count() -> None:
    shop = company(
        teams={"two": Team("two", ("ana", "ben"))},
        absences=(
            absent("ana", "2026-11-23 10:00", "2026-11-23 12:00"),
            absent("ben", "2026-11-23 11:00", "2026-11-23 14:00"),
        ),
    )
    gaps = told(shop, ladder(level(TeamMembers("two"))))
    assert [gap[2:] for gap in gaps] == [(at("2026-11-23 11:00"), at("2026-11-23 12:00"))]


# in which hours the cases of a path count


def line(hours_: str | None, when: When = EVERY_CASE) -> ClockLine:
    return ClockLine(when, accept=hours(1), hours=hours_)


def of(fact: str, *words: str) -> When:
    return When((OneOf(fact, frozenset(words)),))


@pytest.mark.parametrize(
    ("fits", "lines", "expected"),
    [
        (EVERY_CASE, [], {None}),
        (EVERY_CASE, [line("day"), line(None)], {"day"}),
        (EVERY_CASE, [line(None, of("priority", "P1", "P2")), line("day")], {None, "day"}),
        (of("priority", "P1"), [line(None, of("priority", "P1", "P2")), line("day")], {None}),
        (of("priority", "P3", "P4"), [line("a", of("priority", "P3")), line("b", of("priority", "P4")), line(None)],
         {"a", "b"}),
        (of("type", "hr"), [line(None, of("type", "incident")), line("day")], {"day"}),
        (EVERY_CASE, [line("vip", of("tier", "vip")), line("day")], {"vip", "day"}),
        (EVERY_CASE, [line("many", When((Compared("repeats", Comparison.ABOVE, 2),))), line("day")], {"many", "day"}),
        (EVERY_CASE, [ClockLine(EVERY_CASE, resolve=hours(1), hours="x"), line("day")], {"day"}),
    ],
)  # fmt: skip
def test_the_hours_of_a_path_are_those_of_the_lines_that_may_fit_its_cases(
    fits: When, lines: list[ClockLine], expected: set[str | None]
) -> None:
    path = ladder(level(OnePerson("ana")), fits=fits)
    assert hours_of_cases(path, rules(path, clocks=tuple(lines))) == expected


def test_cases_that_count_in_office_hours_leave_no_gap_at_night() -> None:
    shop = company(layer("ana", hours=replace(OFFICE, id="")))
    assert told(shop, clocks=[line("office-eu")]) == []
    assert len(told(shop, clocks=[line(None)])) == 4, "of the schedule and the path, in the morning and in the evening"


def test_gaps_come_the_soonest_first_and_never_twice() -> None:
    shop = company(weekly("ana", "ben", hours=working_days("08:00-16:00", "Europe/Copenhagen")))
    starts = [gap.starts_at for gap in found(shop, days=30).gaps]
    assert starts == sorted(starts)
    assert len(set(told(shop, days=30))) == len(told(shop, days=30))
