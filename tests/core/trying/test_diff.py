"""Two versions of a policy in words: one line a change, in the file's own words (issue 3, point 6)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.durations import Duration, days, hours, minutes
from bot.people.calendars import Opening
from bot.people.roster import Layer, PassOn, Roster, Schedule
from bot.people.targets import (
    CoordinatorOf,
    CustomerContact,
    CustomerFollowers,
    ManagerOf,
    NextOnCall,
    OnCall,
    OnePerson,
    Party,
    PartyOf,
    PlaceTarget,
    TeamMembers,
    VendorTarget,
)
from bot.policy.policy import Policy
from bot.policy.rules import (
    AtOnce,
    AudienceLine,
    CommunicationPlan,
    Pick,
    PriorityOverride,
    Rules,
    Suggestion,
    Tone,
)
from bot.policy.when import EVERY_CASE
from bot.trying.diff import diff
from bot.trying.values import parts, said
from bot.words import Label, Param, Say
from tests.core.people.builders import COPENHAGEN, layer, person
from tests.harness.builders import (
    COMPANY,
    OFFICE,
    clock,
    company,
    fallback,
    level,
    overridden,
    path,
    rules,
    targets,
    when,
)

ANA, BEN = level("ana", 5, role=Label.plain("First")), level("ben", role=Label.plain("Second"))
LADDER = path(ANA, BEN)


def plain(value: Param) -> str:
    """English, near enough to be read in a test."""
    match value:
        case Say(key, params):
            return _filled(key.removeprefix("diff."), {name: plain(one) for name, one in params})
        case tuple():
            return " ".join(plain(one) for one in value)
        case Label():
            return value.read("en")
        case _:
            return str(value)


def _filled(key: str, given: dict[str, str]) -> str:
    texts = {
        "part": "{name}",
        "in": "{where}, {what}",
        "entry": "{name} {what}",
        "level": "level {number} ({role})",
        "line": "{name} when {when}",
        "item": "{name} {value}",
        "value": "{value}",
        "new": "{where} is new: {what}",
        "only_new": "{where} is new",
        "gone": "{where} is gone",
        "changed": "{where}: {old} → {new}",
        "gains": "{where} gains {what}",
        "loses": "{where} loses {what}",
        "order": "{where} in another order",
    }
    return texts.get(key, " ".join([key, *given.values()]).strip()).format(**given)


def changes(old: Rules | Roster, new: Rules | Roster) -> list[str]:
    return [plain(line) for line in diff(_policy(old), _policy(new))]


def _policy(half: Rules | Roster) -> Policy:
    return Policy(half, COMPANY) if isinstance(half, Rules) else Policy(rules(LADDER), half)


def ladder(*levels: object, **more: object) -> Rules:
    return rules(path(*levels, **more))  # type: ignore[arg-type]


def test_two_versions_that_differ_by_their_name_alone_say_the_same() -> None:
    renamed = replace(rules(LADDER), version="other", label="2026-12", policy="another")
    assert changes(rules(LADDER), renamed) == []


# levels and paths


def test_a_level_that_asks_somebody_else_is_said_by_number_and_role() -> None:
    after = ladder(replace(ANA, ask=targets("ben")), BEN)
    assert changes(ladder(ANA, BEN), after) == ["paths web, level 1 (First), ask: Ana → Ben"]


def test_who_joins_and_who_leaves_a_list_is_said_apart() -> None:
    before, after = ladder(level("ana ben", role=ANA.role)), ladder(level("ben kim", role=ANA.role))
    assert changes(before, after) == [
        "paths web, level 1 (First), ask gains Kim",
        "paths web, level 1 (First), ask loses Ana",
    ]
    assert changes(ladder(level("ana", role=ANA.role)), before) == ["paths web, level 1 (First), ask gains Ben"]
    assert changes(before, ladder(level("ana", role=ANA.role))) == ["paths web, level 1 (First), ask loses Ben"]


def test_another_order_of_the_same_is_said_whole() -> None:
    before, after = ladder(level("ana ben", role=ANA.role)), ladder(level("ben ana", role=ANA.role))
    assert changes(before, after) == ["paths web, level 1 (First), ask: Ana Ben → Ben Ana"]


def test_a_list_in_which_something_stands_twice_is_said_whole() -> None:
    table = replace(rules().priority, table={"all": ("P1", "P1"), "some": ("P2", "P3"), "one": ("P3", "P4")})
    assert changes(rules(), rules(priority=table)) == ["priority, table all: P1 P2 → P1 P1"]


def test_a_new_level_tells_what_it_says_of_itself_and_one_that_is_gone_its_name() -> None:
    new = level("kim", 10, role=Label.plain("Third"), pick=Pick.ONE)
    assert changes(ladder(ANA, BEN), ladder(ANA, new)) == [
        "paths web, level 2 (Second) is gone",
        "paths web, level 2 (Third) is new: ask Kim pick one accept_within 10m",
    ]


def test_levels_and_lines_in_another_order_are_said() -> None:
    assert changes(ladder(ANA, BEN), ladder(BEN, ANA)) == ["paths web, levels in another order"]


def test_two_levels_of_one_role_are_told_apart() -> None:
    assert changes(ladder(ANA, ANA), ladder(ANA, replace(ANA, tries=3))) == ["paths web, level 2 (First), tries: 2 → 3"]


def test_a_new_path_tells_its_levels_its_fallback_and_its_lines() -> None:
    grave = AtOnce(when(flags="security"), 2)
    new = path(ANA, path_id="new", at_once=(grave,), fallback=fallback("kim", days(1)))
    assert changes(rules(LADDER), rules(LADDER, new)) == [
        "paths new is new",
        "paths new, level 1 (First) is new: ask Ana accept_within 5m",
        "paths new, fallback is new: ask Kim every 1d",
        "paths new, at_once when explain.fact.flags flag.security is new: level 2",
    ]


def test_the_fallback_is_compared_field_by_field() -> None:
    assert changes(ladder(ANA), ladder(ANA, fallback=fallback("kim", 60))) == ["paths web, fallback, every: 30m → 1h"]


# lines without a name


def test_a_line_is_known_by_its_condition() -> None:
    before = rules(clocks=(clock(when(priority="P1"), accept=minutes(5)), clock(accept=minutes(30))))
    after = rules(clocks=(clock(when(priority="P1"), accept=minutes(10)), clock(accept=minutes(30))))
    assert changes(before, after) == ["clocks when explain.fact.priority P1, accept: 5m → 10m"]


def test_what_a_line_says_no_more_and_says_newly() -> None:
    before, after = clock(accept=minutes(5), remind=(50.0, 80.0)), clock(accept=minutes(5), hours="office")
    assert changes(rules(clocks=(before,)), rules(clocks=(after,))) == [
        "clocks when explain.always, remind: 50% 80% → nothing",
        "clocks when explain.always, hours: nothing → office",
    ]


def test_texts_are_compared_language_by_language() -> None:
    before = PriorityOverride(EVERY_CASE, Label((("en", "many"), ("da", "mange"))), raised_by=1)
    after = PriorityOverride(EVERY_CASE, Label((("en", "many"), ("nb", "mange"))), raised_by=1)
    assert changes(rules(priority=overridden(before)), rules(priority=overridden(after))) == [
        "priority, overrides when explain.always, because, da: mange → nothing",
        "priority, overrides when explain.always, because, nb: nothing → mange",
    ]
    assert changes(rules(templates={"end": Label.plain("Over")}), rules(templates={"end": Label.plain("Done")})) == [
        "templates end: Over → Done"
    ]


def test_suggestions_are_known_by_their_words_and_audiences_by_whom_they_tell() -> None:
    breach, plan = Suggestion(("breach",), flag="security"), AudienceLine(targets("kim"), hours(1), "manager")
    informed = CommunicationPlan(EVERY_CASE, (plan,))
    more = replace(informed, audiences=(plan, replace(plan, to=targets("#ops"), by_stige=True)))
    assert changes(rules(suggest=()), rules(suggest=(breach,))) == ["suggest breach is new: flag security"]
    assert changes(rules(communication=(informed,)), rules(communication=(more,))) == [
        "communication when explain.always, audiences place: ops is new: first 1h template manager stige word.yes"
    ]


# people and time


def test_a_person_who_comes_goes_or_changes_is_said_by_name() -> None:
    noor = person("noor", "mia", skills=frozenset({"network"}))
    assert changes(company(), company(changed=(noor,))) == [
        "people Noor is new: name Noor email noor@nordlys.example manager Mia skills network"
    ]
    assert changes(company(), company(without="ana"))[0] == "people Ana is gone"
    stronger = replace(COMPANY.people["ben"], authority=frozenset({"release", "approve"}))
    assert changes(company(), company(changed=(stronger,))) == ["people Ben, authority gains approve"]


def test_a_schedules_layers_are_known_by_their_place() -> None:
    duty = Schedule("duty", (layer("ana"), layer("ben", turn_days=7, handoff=(0, 540))), PassOn(("P1",)))
    before = company(schedules={"duty": Schedule("duty", (layer("ana"),))})
    assert changes(before, company(schedules={"duty": duty})) == [
        "schedules duty, layers 2 is new: timezone Europe/Copenhagen people Ben turn 7 handoff mon 09:00",
        "schedules duty, pass_on is new: note P1",
    ]


def test_what_a_part_lost_is_gone() -> None:
    duty = Schedule("duty", (layer("ana"),), PassOn(("P1",)))
    before, after = (company(schedules={"duty": one}) for one in (duty, replace(duty, pass_on=None)))
    assert changes(before, after) == ["schedules duty, pass_on is gone"]


def test_a_new_text_is_said_whole() -> None:
    assert changes(rules(), rules(templates={"end": Label.plain("Over")})) == ["templates end is new: Over"]


def test_opening_times_are_compared_day_by_day() -> None:
    morning = (Opening(time(8), time(12)),)
    shorter = replace(
        OFFICE,
        weekly=(morning, *OFFICE.weekly[1:]),
        yearly={(12, 24): ()},
        dates={date(2026, 5, 1): (Opening(time(8), None),)},
        holidays=frozenset({date(2026, 12, 25)}),
    )
    assert changes(rules(calendars={"office": OFFICE}), rules(calendars={"office": shorter})) == [
        "calendars office, mon: 08:00-16:00 → 08:00-12:00",
        "calendars office, holidays: nothing → 2026-12-25",
        "calendars office, 12-24: nothing → closed",
        "calendars office, 2026-05-01: nothing → 08:00-00:00",
    ]


# values


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        (frozenset(), "nothing"),
        (False, "word.no"),
        (Tone.GENTLE, "gentle"),
        (Duration(timedelta(minutes=90, seconds=5), 3, 2, 1), "1y2w3d1h30m5s"),
        (Duration(), "0s"),
        (12.5, "12.5%"),
        (7, "7"),
        (datetime(2026, 1, 5, tzinfo=UTC), "2026-01-05 00:00:00+00:00"),
        (frozenset({"b", "a"}), "a b"),
        (OnePerson("ana"), "Ana"),
        (OnePerson("gone"), "gone"),
        (TeamMembers("web"), "team: web"),
        (CoordinatorOf("web"), "coordinator_of: web"),
        (ManagerOf("ana"), "manager_of: Ana"),
        (ManagerOf(Party.OWNER), "manager_of: owner"),
        (OnCall("duty"), "on_call: duty"),
        (NextOnCall("duty"), "next_on_call: duty"),
        (PlaceTarget("ops"), "place: ops"),
        (VendorTarget("telco"), "vendor: telco"),
        (PartyOf(Party.REPORTER), "case: reporter"),
        (CustomerFollowers(), "customer: followers"),
        (CustomerContact(), "customer: contact"),
        (EVERY_CASE, "explain.always"),
    ],
)
def test_a_value_is_said_as_the_file_has_it(value: object, words: str) -> None:
    assert plain(said(value, Policy(rules(), COMPANY))) == words


def test_a_hand_off_without_a_weekday_is_every_day() -> None:
    assert dict(parts(Layer(COPENHAGEN, handoff=(None, 480))))["handoff"] == "08:00"
