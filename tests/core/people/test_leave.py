"""Who is away for a while (S17, S19, S20): duty while they are, who is passed over, and plans ahead."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.asking import Narrowing, able, fallback_people
from bot.people.lookup import Same, in_order
from bot.people.naming import Standing, duty_passed_over
from bot.people.presence import Absence, Feed, Override, OwnSettings, Stretch
from bot.people.roster import Layer, Roster, Schedule
from bot.people.schedules import (
    Shift,
    changes,
    next_change,
    next_on_call,
    on_call,
    passed_over,
    planned,
    shifts,
    shifts_of,
)
from bot.people.skipping import Skip, SkipReason, not_there
from bot.people.targets import NextOnCall, OnCall, OnePerson, TeamMembers
from tests.core.people.builders import COPENHAGEN, at, away, layer, owning, person, roster, schedule, working_days
from tests.harness.by_chance import TIMES

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = at("2026-06-01 00:00")
MORNING, NOON, EVENING = MONDAY + 8 * HOUR, MONDAY + 12 * HOUR, MONDAY + 18 * HOUR
LEAVE = "https://leave.example/ana.ics"
FEED = "https://duty.example/team.ics"
ANA_THEN_BEN = schedule(layer("ana"), layer("ben"))


def absent(who: str, starts_at: datetime, ends_at: datetime | None, why: str = "away") -> Absence:
    return Absence(f"{who} {starts_at}", who, starts_at, ends_at, why)


def on_leave(*spans: tuple[datetime, datetime]) -> Roster:
    """Ana, by the calendar that the policy names for her."""
    feed = Feed(LEAVE, tuple(Stretch(("Summer",), *span) for span in spans))
    return roster(person("ana", "mia", leave=LEAVE), *map(person, ("ben", "mia", "kim")), feeds={LEAVE: feed})


def ana_away(why: str = "away") -> Roster:
    return roster(absences=(absent("ana", MORNING, EVENING, why), absent("ben", EVENING, None)))


def test_somebody_away_is_off_duty_from_the_begin_until_before_the_end() -> None:
    for company in (ana_away(), on_leave((MORNING, EVENING))):
        assert shifts(schedule(layer("ana"), layer("mia")), company, MONDAY, MONDAY + DAY) == (
            Shift(("ana",), MONDAY, MORNING),
            Shift(("mia",), MORNING, EVENING),
            Shift(("ana",), EVENING, MONDAY + DAY),
        )


def test_an_absence_without_an_end_lasts() -> None:
    company = roster(absences=(absent("ana", MORNING, None),))
    assert on_call(ANA_THEN_BEN, company, MORNING - HOUR) == ("ana",)
    assert on_call(ANA_THEN_BEN, company, MORNING + 400 * DAY) == ("ben",)


def test_a_calendar_of_leave_that_was_never_read_keeps_nobody_away() -> None:
    company = roster(person("ana", leave=LEAVE), person("ben"))
    assert on_call(ANA_THEN_BEN, company, NOON) == ("ana",)


def test_stretches_of_leave_may_lie_within_one_another() -> None:
    company = on_leave((MORNING, EVENING), (MORNING + HOUR, NOON))
    assert [shift.people for shift in shifts(ANA_THEN_BEN, company, MONDAY, MONDAY + DAY)] == [
        ("ana",), ("ben",), ("ana",),
    ]  # fmt: skip


def test_why_somebody_is_not_there_is_told_apart() -> None:
    assert not_there("ana", ana_away("leave"), NOON) is SkipReason.LEAVE
    assert not_there("ana", ana_away(), NOON) is SkipReason.AWAY
    assert not_there("ana", on_leave((MORNING, EVENING)), NOON) is SkipReason.LEAVE
    assert not_there("ana", roster(away={"ana": "unreachable"}), NOON) is SkipReason.UNREACHABLE
    assert not_there("zoe", ana_away(), NOON) is SkipReason.GONE
    assert not_there("ana", ana_away(), EVENING) is None


def test_a_level_skips_whoever_is_away_at_the_moment_it_asks() -> None:
    company, ask = ana_away("leave"), Narrowing("hugo")
    assert able(("ana", "mia"), ask, company, NOON).skipped == (Skip("ana", SkipReason.LEAVE),)
    assert able(("ana", "mia"), ask, company, EVENING).skipped == ()


def test_hours_that_people_set_themselves_count_before_those_of_the_policy() -> None:
    early = OwnSettings(hours=working_days("06:00-09:00", COPENHAGEN))
    company = roster(person("ana", hours="office-eu"), person("ben"), own={"ana": early})
    ask = Narrowing("hugo", heed_hours=True)
    assert able(("ana", "ben"), ask, company, NOON).skipped == (Skip("ana", SkipReason.HOURS),)
    assert able(("ana", "ben"), ask, company, MORNING).asked == ("ana", "ben")


def test_the_fallback_asks_those_who_are_on_leave_and_their_managers_too() -> None:
    for company in (on_leave((MORNING, EVENING)), roster(absences=(absent("ana", MORNING, EVENING),))):
        assert fallback_people([OnePerson("ana")], Standing("hugo"), company, NOON) == ("ana", "mia")
        assert fallback_people([OnePerson("ana")], Standing("hugo"), company, EVENING) == ("ana",)


def test_the_fallback_asks_by_duty_though_all_who_have_it_are_away_for_a_while() -> None:
    read = Feed(FEED, (Stretch(("Ana",), MORNING, EVENING),))
    company = on_leave((MORNING, EVENING))
    feeds = {**company.feeds, FEED: read}
    for duty in (schedule(layer("ana")), schedule(Layer(COPENHAGEN, ical=FEED))):
        company = roster(*company.people.values(), feeds=feeds, schedules={"duty": duty})
        assert fallback_people([OnCall("duty")], Standing("hugo"), company, NOON) == ("ana", "mia")
    absences = (absent("ana", MORNING, EVENING),)
    company = roster(absences=absences, schedules={"duty": schedule(layer("ana"))})
    assert fallback_people([OnCall("duty")], Standing("hugo"), company, NOON) == ("ana", "mia")


# who was passed over


def test_whom_duty_passed_over_and_why_is_known() -> None:
    plan = schedule(layer("ana", "ben"), layer("chen"), layer("zoe"), layer("dora"), layer("mia"))
    company = roster(absences=(absent("ana", MORNING, EVENING, "leave"),), away={"ben": "unreachable"})
    busy = roster(absences=company.absences, away=company.away, loads=owning(chen=3))
    assert on_call(plan, busy, NOON) == ("dora",)
    assert passed_over(plan, busy, NOON) == (
        Skip("ana", SkipReason.LEAVE),
        Skip("ben", SkipReason.UNREACHABLE),
        Skip("chen", SkipReason.LIMIT),
        Skip("zoe", SkipReason.GONE),
    )


def test_of_a_crew_that_answers_those_who_are_missing_were_passed_over() -> None:
    assert passed_over(schedule(layer("ana", "mia"), layer("kim")), ana_away(), NOON) == (
        Skip("ana", SkipReason.AWAY),
    )  # fmt: skip


def test_whoever_would_come_after_those_on_duty_was_not_passed_over() -> None:
    company = roster(away=away("ben"))
    assert passed_over(ANA_THEN_BEN, company, NOON) == ()


def test_whose_limit_gave_way_was_not_passed_over() -> None:
    company = roster(away=away("ben"), loads=owning(chen=3))
    plan = schedule(layer("ben"), layer("chen"))
    assert on_call(plan, company, NOON) == ("chen",)
    assert passed_over(plan, company, NOON) == (Skip("ben", SkipReason.LEAVE),)


def test_where_nobody_is_left_all_were_passed_over() -> None:
    assert [skip.person for skip in passed_over(ANA_THEN_BEN, roster(away=away("ana", "ben")), NOON)] == ["ana", "ben"]


def test_a_level_that_asks_duty_knows_of_everybody_passed_over_each_once() -> None:
    plans = {"day": ANA_THEN_BEN, "night": schedule(layer("ana"), layer("mia"))}
    company = roster(schedules=plans, away=away("ana"))
    targets = (OnCall("day"), OnCall("night"), OnCall("old"), NextOnCall("old"), TeamMembers("hr"))
    assert duty_passed_over(targets, company, NOON) == (Skip("ana", SkipReason.LEAVE),)


def test_those_on_duty_are_not_passed_over_for_whoever_comes_next() -> None:
    plan = schedule(layer("ana"), layer("ben"), layer("mia"))
    company = roster(schedules={"duty": plan}, away=away("ben"))
    assert next_on_call(plan, company, NOON) == ("mia",)
    assert duty_passed_over([NextOnCall("duty")], company, NOON) == (Skip("ben", SkipReason.LEAVE),)


# plans


def test_a_plan_knows_of_leave_and_overrides_and_neither_load_nor_who_cannot_be_reached() -> None:
    override = Override("duty", "chen", EVENING, EVENING + HOUR)
    company = roster(
        absences=(absent("ana", MORNING, NOON),),
        away={"ana": "unreachable", "ben": "unreachable"},
        loads=owning(chen=3),
        overrides=(override,),
    )
    assert [shift.people for shift in shifts(ANA_THEN_BEN, planned(company), MONDAY, MONDAY + DAY)] == [
        ("ana",), ("ben",), ("ana",), ("chen",), ("ana",),
    ]  # fmt: skip


def test_own_shifts_are_those_of_all_schedules_by_their_begins() -> None:
    late = Schedule("late", (layer("ana", hours=working_days("14:00-16:00", COPENHAGEN)),))
    early = Schedule("early", (layer("ben"), layer("ana")))
    company = roster(
        schedules={"late": late, "early": early, "other": Schedule("other", (layer("mia"),))},
        absences=(absent("ben", MORNING, NOON),),
    )
    assert shifts_of("ana", company, MONDAY, MONDAY + DAY) == (
        ("early", Shift(("ana",), MORNING, NOON)),
        ("late", Shift(("ana",), MONDAY + 14 * HOUR, MONDAY + 16 * HOUR)),
    )


def test_a_shift_goes_on_while_only_those_beside_them_change() -> None:
    absences = (absent("ben", MORNING, NOON), absent("ana", EVENING, EVENING + HOUR))
    company = roster(schedules={"duty": schedule(layer("ana", "ben"))}, absences=absences)
    assert shifts_of("ana", company, MONDAY, MONDAY + DAY) == (
        ("duty", Shift(("ana",), MONDAY, EVENING)),
        ("duty", Shift(("ana",), EVENING + HOUR, MONDAY + DAY)),
    )


def test_shifts_that_an_override_or_a_calendar_gives_are_ones_own_too() -> None:
    read = Feed(FEED, (Stretch(("Dora",), MORNING, NOON),))
    company = roster(
        schedules={"duty": schedule(layer("ana")), "read": Schedule("read", (Layer(COPENHAGEN, ical=FEED),))},
        overrides=(Override("duty", "dora", NOON, EVENING, "ana"),),
        feeds={FEED: read},
    )
    assert shifts_of("dora", company, MONDAY, MONDAY + DAY) == (
        ("read", Shift(("dora",), MORNING, NOON)),
        ("duty", Shift(("dora",), NOON, EVENING)),
    )


def test_the_next_change_is_the_first_of_all_schedules() -> None:
    office = schedule(layer("ana", hours=working_days("14:00-16:00", COPENHAGEN)))
    company = roster(
        schedules={"office": office, "duty": schedule(layer("ben"))}, absences=(absent("ben", EVENING, None),)
    )
    assert next_change(company, MONDAY, DAY) == MONDAY + 14 * HOUR
    assert next_change(company, MONDAY + 14 * HOUR, DAY) == MONDAY + 16 * HOUR
    assert next_change(company, MONDAY + 16 * HOUR, DAY) == EVENING
    assert next_change(company, MONDAY, 14 * HOUR) is None
    assert next_change(roster(schedules={}), MONDAY, DAY) is None


def test_the_absence_of_somebody_who_has_no_duty_changes_nothing() -> None:
    company = roster(absences=(absent("kim", MORNING, EVENING),))
    assert changes(ANA_THEN_BEN, company, MONDAY, MONDAY + DAY) == [MONDAY, MONDAY + DAY]


# by chance, against a look at every hour

PEOPLE = ("ana", "ben", "chen", "dora")
names = st.sampled_from(PEOPLE)
hours = st.integers(-3, 27).map(lambda count: MONDAY + count * HOUR)
absences = st.lists(st.builds(absent, names, hours, st.none() | hours, st.sampled_from(["away", "leave"])), max_size=4)
leave = st.lists(st.builds(Stretch, st.just(("Leave",)), hours, hours), max_size=3)
plans = st.lists(st.lists(names, min_size=1, max_size=2, unique=True).map(lambda who: layer(*who)), max_size=3)
companies = st.builds(
    lambda said, of_ana, of_ben: roster(
        person("ana", leave="ana.ics"),
        person("ben", leave="ben.ics"),
        *map(person, ("chen", "dora")),
        absences=tuple(said),
        feeds={source: Feed(source, tuple(found)) for source, found in (("ana.ics", of_ana), ("ben.ics", of_ben))},
    ),
    absences,
    leave,
    leave,
)


def is_away(who: str, company: Roster, now: datetime) -> bool:
    spans = [(a.starts_at, a.ends_at or datetime.max.replace(tzinfo=UTC)) for a in company.absences if a.person == who]
    if source := company.people[who].leave:
        spans += [(stretch.starts_at, stretch.ends_at) for stretch in company.feeds[source].stretches]
    return any(begins <= now < ends for begins, ends in spans)


def there(plan: list[Layer], company: Roster, now: datetime) -> tuple[str, ...]:
    crews = (tuple(who for who in one.people if not is_away(who, company, now)) for one in plan)
    return next(filter(None, crews), ())


@settings(max_examples=120 * TIMES)
@given(plans, companies)
def test_in_every_hour_those_are_on_duty_who_are_not_away(plan: list[Layer], company: Roster) -> None:
    found = shifts(schedule(*plan), company, MONDAY, MONDAY + DAY)
    for now in (MONDAY + count * HOUR for count in range(24)):
        wanted = there(plan, company, now)
        assert on_call(schedule(*plan), company, now) == wanted
        assert [s.people for s in found if s.starts_at <= now < s.ends_at] == ([wanted] if wanted else [])


@settings(max_examples=120 * TIMES)
@given(plans, companies)
def test_whoever_is_named_first_is_on_duty_or_was_passed_over(plan: list[Layer], company: Roster) -> None:
    for now in (MONDAY + count * HOUR for count in range(0, 24, 5)):
        skipped = {skip.person for skip in passed_over(schedule(*plan), company, now)}
        on_duty = set(on_call(schedule(*plan), company, now))
        assert not skipped & on_duty
        assert all(is_away(who, company, now) for who in skipped)
        assert not plan or set(plan[0].people) <= skipped | on_duty


@settings(max_examples=60 * TIMES)
@given(plans, companies)
def test_own_shifts_say_of_every_hour_whether_one_is_on_duty(plan: list[Layer], company: Roster) -> None:
    company = roster(*company.people.values(), absences=company.absences, feeds=company.feeds,
                     schedules={"duty": schedule(*plan)})  # fmt: skip
    for who in PEOPLE:
        found = [shift for _, shift in shifts_of(who, company, MONDAY, MONDAY + DAY)]
        for now in (MONDAY + count * HOUR for count in range(24)):
            assert any(s.starts_at <= now < s.ends_at for s in found) == (who in there(plan, company, now))
        assert all(earlier.ends_at < later.starts_at for earlier, later in pairwise(found))


@settings(max_examples=120 * TIMES)
@given(st.lists(st.builds(Stretch, st.just(("x",)), hours, hours), max_size=8), hours, hours)
def test_stretches_in_order_answer_as_a_look_at_each_of_them(
    found: list[Stretch], one: datetime, other: datetime
) -> None:
    first, last = sorted((one, other))
    ordered = in_order(tuple(found))
    real = [s for s in found if s.starts_at < s.ends_at]
    by_begin = sorted(found, key=lambda s: s.starts_at)
    assert ordered.at(one) == [s for s in by_begin if s.starts_at <= one < s.ends_at]
    assert [s for s in ordered.between(first, last) if s in real] == [
        s for s in by_begin if s in real and s.starts_at < last and s.ends_at > first
    ]
    ends = {at for s in found for at in (s.starts_at, s.ends_at)}
    assert list(ordered.changes(first, last)) == sorted(at for at in ends if first < at < last)


def test_what_was_worked_out_is_found_again_by_the_value_itself_and_not_by_one_like_it() -> None:
    value, like_it = [1], [1]
    assert Same(value) == Same(value)
    assert Same(value) != Same(like_it)
    assert Same(value) != value
