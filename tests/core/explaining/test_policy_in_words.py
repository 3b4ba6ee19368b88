"""A whole policy in plain words: desk.yaml, as it is explained in desk.en.txt and desk.da.txt."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.cases.facts import Facts, Handover
from bot.durations import Duration
from bot.explaining.around import approval_lines, communication_part
from bot.explaining.calendars import calendars_part
from bot.explaining.cases import Imagined, explain_case
from bot.explaining.conditions import conditions
from bot.explaining.ladder import level_part
from bot.explaining.overview import explain_policy
from bot.explaining.paths import path_part, subject_of
from bot.explaining.priorities import one_priority_part
from bot.explaining.rungs import rungs_of
from bot.explaining.scope import Scope, still_asked
from bot.explaining.targets import whom
from bot.explaining.times import percents_said, span_said
from bot.explaining.types import explain_type
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
    Target,
    TeamMembers,
    VendorTarget,
)
from bot.policy.policy import Policy
from bot.policy.routing import Span
from bot.policy.rules import AudienceLine, CommunicationPlan, Default, PriorityOverride, PrivateLine, Rules
from bot.policy.when import AnyFlag, CalendarIs, Clause, Compared, Comparison, OneOf, When
from bot.words import Label, Param, Text
from tests.core.explaining.reading import NOW, aloud, desk, read

HERE = Path(__file__).parent
RULES, ROSTER = desk().rules, desk().roster


def changed(**rules: object) -> Policy:
    return replace(desk(), rules=replace(RULES, **rules))  # type: ignore[arg-type]


def lines_of(parts: object, policy: Policy | None = None) -> list[str]:
    return aloud(parts, "en", policy).splitlines()  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_whole_policy_is_told_in_the_readers_language(language: str) -> None:
    told = aloud(explain_policy(desk(), NOW), language)
    assert told == (HERE / f"desk.{language}.txt").read_text(encoding="utf-8").rstrip("\n")


# conditions


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        (OneOf("type", frozenset({"hr", "incident"})), "the type is IT incident or HR matter"),
        (OneOf("audience", frozenset({"external"})), "the case is external"),
        (OneOf("priority", frozenset({"P2", "P1"})), "the priority is P1 or P2"),
        (OneOf("impact", frozenset({"all"})), "the impact is all"),
        (OneOf("urgency", frozenset({"later"})), "the urgency is later"),
        (OneOf("complexity", frozenset({"complex"})), "it is complex"),
        (OneOf("reason", frozenset({"legal"})), "the reason is “Legal matter”"),
        (OneOf("customer", frozenset({"acme"})), "the customer is Acme"),
        (OneOf("tier", frozenset({"plain", "gold"})), "the customer's tier is gold or plain"),
        (OneOf("region", frozenset({"south"})), "the region is south"),
        (OneOf("area", frozenset({"mail", "web"})), "“Which area?” is answered with web or mail"),
        (
            AnyFlag(frozenset({"legal", "security", "operations"})),
            "it has the flag security, legal or major operations",
        ),
        (Compared("users_affected", Comparison.AT_LEAST, 100), "at least 100 users are affected"),
        (Compared("users_affected", Comparison.BELOW, 5), "less than 5 users are affected"),
        (Compared("repeats", Comparison.ABOVE, 2), "it is one of more than 2 cases of the customer in 30 days"),
        (Compared("deadline", Comparison.AT_MOST, 7200), "at most 2 hours are left to the deadline"),
        (CalendarIs(True, ("office",)), "office is open"),
        (CalendarIs(False, ("office", "shop")), "office or shop is closed"),
    ],
)
def test_each_condition_has_its_words(clause: Clause, said: str) -> None:
    assert read(conditions(When((clause,)), RULES)) == said


def test_several_conditions_must_all_be_true_and_none_is_always() -> None:
    both = When((OneOf("type", frozenset({"hr"})), CalendarIs(True, ("office",))))
    assert read(conditions(both, RULES)) == "the type is HR matter and office is open"
    assert read(conditions(When(), RULES)) == "always"


# whom


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (OnePerson("ana"), "Ana Berg"),
        (TeamMembers("crew"), "team crew (Ana Berg and Ben Holm)"),
        (CoordinatorOf("crew"), "Mia Lund (coordinator of crew)"),
        (ManagerOf(Party.OWNER), "the manager of whoever has it or was asked last"),
        (ManagerOf(Party.REPORTER), "the reporter's manager"),
        (ManagerOf("ana"), "Mia Lund (manager of Ana Berg)"),
        (ManagerOf("kim"), "nobody (Kim Ost has no manager)"),
        (OnCall("duty"), "whoever is on call in duty (now Ana Berg)"),
        (OnCall("nights"), "whoever is on call in nights (now nobody)"),
        (NextOnCall("nights"), "whoever comes next in nights (now nobody)"),
        (NextOnCall("pair"), "whoever comes next in pair (now Ben Holm)"),
        (PlaceTarget("ops"), "the room #ops"),
        (VendorTarget("telco"), "the vendor Telco"),
        (CustomerFollowers(), "those who follow the customer"),
        (CustomerContact(), "the customer's contact"),
        (PartyOf(Party.OWNER), "the owner"),
        (PartyOf(Party.REPORTER), "the reporter"),
        (PartyOf(Party.FOLLOWERS), "those who follow the case"),
    ],
)
def test_each_target_is_named_and_duty_by_who_has_it_now(target: Target, said: str) -> None:
    duty, nights = ROSTER.schedules["duty"], ROSTER.schedules["nights"]
    after = replace(nights.layers[0], ends_at=None)
    pair = replace(duty, id="pair", layers=(*duty.layers, after))
    roster = replace(ROSTER, schedules={**ROSTER.schedules, "pair": pair})
    assert read(whom((target,), roster, NOW)) == said


# how long


@pytest.mark.parametrize(
    ("length", "hours", "said"),
    [
        (Duration(timedelta(minutes=5)), None, "5 minutes"),
        (Duration(days=1), None, "1 day"),
        (Duration(timedelta(hours=4)), "office", "4 open hours of office"),
        (Duration(timedelta(minutes=1)), "office", "1 open minute of office"),
        (Duration(timedelta(minutes=90)), "office", "1 hour 30 minutes of the opening hours of office"),
        (Duration(timedelta(hours=1), 2, 1), "office", "1 open week, 2 open days and 1 open hour of office"),
    ],
)
def test_under_hours_a_day_is_an_open_day(length: Duration, hours: str | None, said: str) -> None:
    assert read(span_said(Span(length, hours))) == said


def test_shares_of_a_time_are_percentages() -> None:
    assert read(percents_said((50.0, 87.5))) == "50% and 87.5%"


# which clock


def test_of_the_words_that_a_line_asks_for_those_are_told_that_the_cases_may_have() -> None:
    scope = Scope({"type": frozenset({"incident", "hr"})})
    asked = When((OneOf("type", frozenset({"hr", "other"})), CalendarIs(True, ("office",))))
    assert still_asked(asked, scope) == When((OneOf("type", frozenset({"hr"})), CalendarIs(True, ("office",))))


def test_a_clock_that_only_some_cases_have_says_which() -> None:
    gold = replace(RULES.clocks[0], when=When((OneOf("tier", frozenset({"gold"})),)))
    policy = changed(clocks=(gold, replace(RULES.clocks[2], resolve=None, accept=None)))
    assert "  - From opening to solved: 4 hours when the customer's tier is gold." in lines_of(
        explain_policy(policy, NOW), policy
    )


def test_a_line_that_says_what_the_next_one_says_decides_nothing() -> None:
    twice = (replace(RULES.clocks[1], accept=RULES.clocks[2].accept), RULES.clocks[2])
    policy = changed(clocks=twice)
    assert "  - Time to accept: 4 open hours of office." in lines_of(explain_policy(policy, NOW), policy)


def test_without_any_clock_only_the_defaults_are_told() -> None:
    policy = changed(clocks=())
    told = lines_of(explain_policy(policy, NOW), policy)
    assert told[told.index("  Clocks") + 1 :][:3] == [
        "  - To accept: 1 hour.",
        "  - For an answer that it waits for: 3 days.",
        "Path main",
    ]


# a path


def test_a_path_that_the_asked_cases_do_not_take_says_so() -> None:
    part = path_part(RULES.path("personal"), desk(), NOW, types=["incident"])
    assert lines_of((part,)) == [
        "Path personal",
        "- For cases of which this is true: the type is HR matter.",
        "- None of the cases asked about comes here.",
    ]


def test_a_path_narrowed_to_one_priority_says_its_times_alone() -> None:
    part = path_part(RULES.path("main"), desk(), NOW, priorities=["P1"])
    told = lines_of((part,))
    assert "- As the file stands, these come here: IT incident (P1)." in told
    assert told.count("  - Time to accept: 5 minutes.") == 2
    assert not [line for line in told if "Approved" in line]


def test_a_path_behind_a_private_flag_is_private_and_takes_no_approval() -> None:
    secret = When((AnyFlag(frozenset({"compliance"})),))
    hidden = replace(RULES.path("personal"), id="hidden", when=secret)
    named = replace(RULES.communication[0], when=secret)
    policy = changed(
        paths=(hidden, *RULES.paths),
        private=(PrivateLine(secret, (OnePerson("mia"),)),),
        communication=(*RULES.communication, named),
    )
    told = lines_of((path_part(hidden, policy, NOW),), policy)
    assert "- Private: besides those who take part, only Kim Ost and Mia Lund may read it." in told
    assert not [line for line in told if "Approved" in line]
    assert told[told.index("  Who hears of it") + 1 :] == [
        "  - the room #ops: first after 15 minutes, then every 30 minutes; Stige sends it.",
        "  - the customer's contact: first after 1 hour, once; the owner writes it, before there is one the reporter.",
    ]


def test_a_level_that_no_case_of_the_path_has_says_so() -> None:
    never = replace(RULES.path("main").levels[0], when=When((OneOf("type", frozenset({"hr"})),)))
    part = level_part(1, never, subject_of(RULES.path("main"), desk(), NOW, None, None))
    assert lines_of((part,)) == ["1. On duty", "- Not for this case: only when the type is HR matter."]


def test_a_level_that_some_of_its_cases_have_says_when() -> None:
    path = RULES.path("main")
    some = replace(path.levels[0], when=When((OneOf("priority", frozenset({"P1"})),)))
    part = level_part(1, some, subject_of(path, desk(), NOW, None, None))
    assert lines_of((part,))[1] == "- Only when the priority is P1."


@pytest.mark.parametrize(
    ("chain", "otherwise", "said"),
    [
        (
            False,
            Default.APPROVE,
            "Mia Lund (coordinator of crew) within 2 open hours of office (unanswered it goes on)",
        ),
        (
            False,
            Default.DECLINE,
            "Mia Lund (coordinator of crew) within 2 open hours of office (unanswered it is not approved)",
        ),
        (
            True,
            Default.APPROVE,
            (
                "one after another Mia Lund (coordinator of crew), each within 2 open hours of office "
                "(unanswered it goes on)"
            ),
        ),
        (
            True,
            Default.DECLINE,
            (
                "one after another Mia Lund (coordinator of crew), each within 2 open hours of office "
                "(unanswered it is not approved)"
            ),
        ),
    ],
)
def test_an_approval_says_by_whom_and_what_silence_means(chain: bool, otherwise: Default, said: str) -> None:
    policy = changed(approval=(replace(RULES.approval[0], chain=chain, otherwise=otherwise),))
    found = approval_lines(subject_of(RULES.path("main"), policy, NOW, None, None))
    assert [read(line) for line in found] == [f"Approved before anybody else is asked, unless it has a flag: {said}."]


def test_who_hears_of_it_says_how_often_in_which_hours_and_who_writes() -> None:
    four = Duration(timedelta(hours=4))
    audience = AudienceLine((PlaceTarget("ops"),), four, "status", every=Duration(days=1), by=PartyOf(Party.REPORTER))
    plan = CommunicationPlan(When(), (audience,), hours="office")
    policy = changed(communication=(plan, replace(plan, when=When((OneOf("type", frozenset({"hr"})),)))))
    (part,) = communication_part(subject_of(RULES.path("main"), policy, NOW, None, None))
    assert lines_of((part,)) == [
        "Who hears of it",
        (
            "- the room #ops: first after 4 open hours of office, then every 1 open day of office; "
            "written by the reporter."
        ),
    ]


def test_a_line_that_asks_for_a_type_which_no_case_of_the_path_has_is_not_told() -> None:
    only_hr = replace(RULES.path("main").at_once[0], when=When((OneOf("type", frozenset({"hr"})),)))
    main = replace(RULES.path("main"), at_once=(only_hr,))
    policy = changed(paths=(RULES.path("personal"), main))
    assert not [line for line in lines_of((path_part(main, policy, NOW),), policy) if "in and out of hours" in line]


# a priority


def test_a_priority_says_what_leads_to_it() -> None:
    assert lines_of((one_priority_part("P1", RULES), one_priority_part("P2", RULES))) == [
        "Priority P1",
        "- Urgent: nothing that is missing holds such a case up, and nobody need approve it.",
        "- Impact all with urgency now and later.",
        "- Impact one with urgency now.",
        "- At least P1 when it has the flag security: somebody got in.",
        "- 1 step worse when the customer's tier is gold: a gold customer.",
        "Priority P2",
        "- Routine: a missing item may hold such a case up, and it may need approval.",
        "- Impact one with urgency later.",
    ]


# a type


def test_a_type_says_its_paths_what_it_wants_and_then_each_ladder() -> None:
    told = lines_of(explain_type(RULES.types["incident"], desk(), NOW))
    assert told[:7] == [
        "IT incident",
        "- Kind: internal.",
        "- Path: main.",
        "- Required in the hand-over: P1: Summary; P2: Summary and Steps already taken.",
        "- Also asked: Which area?",
        "Path main",
        "- For every case that no path above it takes.",
    ]
    assert "Path personal" not in told


def test_a_private_type_says_who_may_read_it() -> None:
    told = lines_of(explain_type(RULES.types["hr"], desk(), NOW, ["P2"]))
    assert told[:6] == [
        "HR matter",
        "- Kind: internal.",
        "- Private: besides those who take part, only Kim Ost may read it.",
        "- Path: personal.",
        "- Required in the hand-over: nothing.",
        "Path personal",
    ]


# one case


def explained(policy: Policy | None = None, said: str = "", **facts: object) -> list[str]:
    given = {"type": "incident", "impact": "one", "urgency": "later"} | facts
    words = Handover(Text("It is slow", "ben"), steps=Text(said, "ben") if said else None)
    case = Imagined(Facts(**given), words, "ben", NOW)  # type: ignore[arg-type]
    return lines_of(explain_case(case, policy or desk()), policy)


def test_a_case_says_its_priority_with_reasons_its_path_and_its_times() -> None:
    told = explained(said="restarted it")
    assert told[: told.index("  2. Crew") + 2] == [
        "The case",
        "- Priority: P2 (impact one, urgency later).",
        "- Path: main, since no path above it takes the case.",
        "- It starts at level 1 (On duty).",
        (
            "- Approved before anybody else is asked, unless it has a flag: Mia Lund (coordinator of crew) "
            "within 2 open hours of office (unanswered it goes on)."
        ),
        "- To be solved by Friday 10:00.",
        "Path main",
        "- If nobody accepts, it climbs level by level, 2 times over, and then comes the last resort.",
        "  1. On duty",
        "  - Asks whoever is on call in duty (now Ana Berg).",
        "  - Tells the room #ops.",
        "  - Time to accept: 4 open hours of office.",
        "  - Asks nobody while office is closed.",
        "  - Expected here: keep it running.",
        "  2. Crew",
        "  - Not for this case: only when “Which area?” is answered with web.",
    ]


def test_a_flagged_case_starts_at_once_and_hours_count_nowhere() -> None:
    told = explained(flags=frozenset({"security"}), customer="acme")
    assert told[1:6] == [
        "- Priority: P1 (impact one, urgency later; also somebody got in and a gold customer).",
        "- Path: main, since no path above it takes the case.",
        "- It starts at level 3 (Carrier), at once, in and out of hours, and Kim Ost told beside it.",
        "- To be accepted by 10:05.",
        "- To be solved by 14:00.",
    ]
    (hybrid,) = [line for line in told if line.startswith("- At once")]
    assert hybrid.endswith("from level 3 (Carrier), and Kim Ost told beside it: when it has the flag security.")
    assert "Who hears of it" in aloud_headings(told)


def aloud_headings(told: list[str]) -> set[str]:
    return {line.strip() for line in told if not line.strip().startswith("-")}


def test_a_case_near_its_deadline_starts_at_once_too() -> None:
    told = explained(deadline_at=NOW + timedelta(hours=1))
    assert "- It starts at level 1 (On duty), at once, in and out of hours." in told


def test_what_is_missing_holds_up_a_routine_case_and_no_other() -> None:
    assert "- Missing, and it cannot be opened without: Steps already taken." in explained()
    assert "- Missing, and asked for afterwards: Steps already taken." in explained(flags=frozenset({"legal"}))


def test_a_private_case_says_why_its_path_and_who_reads_it() -> None:
    told = explained(type="hr", impact=None, urgency=None)
    assert told[1:4] == [
        "- Priority: P1 (impact unsure, urgency unsure).",
        "- Path: personal, the first of which this is true: the type is HR matter.",
        "- It starts at level 1 (HR partner).",
    ]
    assert "- Private: besides those who take part, only Kim Ost may read it." in told
    assert "Who hears of it" not in aloud_headings(told)


def test_a_clock_that_is_not_there_or_never_ends_has_no_instant() -> None:
    never = replace(RULES.calendars["office"], weekly=((),) * 7)
    silent = replace(RULES.clocks[2], resolve=None)
    policy = changed(clocks=(silent,), calendars={"office": never}, approval=())
    assert not [line for line in explained(policy) if "by " in line and line.startswith("- To be")]


# the picture


def test_the_rungs_of_a_picture_say_the_same_in_short() -> None:
    rungs = rungs_of(RULES.path("main"), desk(), NOW)
    assert [read(said) for said in (rungs.title, rungs.subtitle, rungs.rounds or "", rungs.foot)] == [
        "Path main",
        "For every case that no path above it takes.",
        "2 rounds",
        "A case is opened. Whoever accepts it ends the climb.",
    ]
    told = [
        (rung.level, read(rung.role), *([read(one) for one in group] for group in groups_of(rung)))
        for rung in rungs.rungs
    ]
    long = "1 hour 30 minutes of the opening hours of office"
    gold = f"P2: {long} when the customer's tier is gold, else 4 open hours of office"
    assert told == [
        (
            1,
            "On duty",
            ["Asks whoever is on call in duty (now Ana Berg).", "Tells the room #ops."],
            ["P1: 5 minutes", gold],
            ["reminders at P1: 50% and 80%"],
            ["At once when less than 2 hours are left to the deadline"],
        ),
        (
            2,
            "Crew",
            [
                "Only when “Which area?” is answered with web.",
                "Asks one after another, 2 at most: team crew (Ana Berg and Ben Holm).",
            ],
            ["P1: 5 open minutes of office", gold],
            ["reminders at 80%"],
            [],
        ),
        (
            3,
            "Carrier",
            ["Asks the vendor Telco.", "Tells Mia Lund."],
            ["1 hour"],
            [],
            ["At once when it has the flag security", "Tells Kim Ost."],
        ),
        (
            4,
            "Manager",
            ["Asks the manager of whoever has it or was asked last."],
            ["P1: 5 minutes", gold],
            ["reminders at P1: 50% and 80%"],
            [],
        ),
        (
            None,
            "Last resort",
            ["Asks Kim Ost and Mia Lund, away or not, every 30 minutes, until somebody acts."],
            ["every 30 minutes"],
            [],
            [],
        ),
    ]


def groups_of(rung: object) -> tuple[tuple[Param, ...], ...]:
    arrows = tuple(said for arrow in rung.arrows for said in arrow)  # type: ignore[attr-defined]
    return rung.lines, rung.times, rung.reminders, arrows  # type: ignore[attr-defined]


def test_a_picture_of_a_path_with_conditions_and_without_reminders_says_so() -> None:
    policy = changed(clocks=(replace(RULES.clocks[2], remind=None),))
    rungs = rungs_of(RULES.path("personal"), policy, NOW, ["P2"])
    assert read(rungs.subtitle) == "For cases of which this is true: the type is HR matter"
    assert rungs.rounds is None
    assert rungs.rungs[0].reminders == ()
    mute = replace(RULES.path("personal").levels[0], remind=())
    silent = replace(RULES.path("personal"), levels=(mute,))
    assert rungs_of(silent, replace(policy, rules=replace(policy.rules, paths=(silent,))), NOW).rungs[0].reminders == ()


def test_words_of_the_policy_without_a_place_in_the_file_are_shown_as_they_are() -> None:
    rules: Rules = replace(RULES, priority=replace(RULES.priority, overrides=(_worse(),)))
    assert "- 2 steps worse when always: just because." in lines_of((one_priority_part("P1", rules),))


def _worse() -> PriorityOverride:
    return PriorityOverride(When(), Label.plain("just because"), raised_by=2)


def test_a_calendar_tells_its_next_closed_days_so_that_nobody_is_surprised_by_a_holiday() -> None:
    office = RULES.calendars["office"]
    closed = replace(office, yearly={(12, 24): ()}, holidays=frozenset({date(2026, 12, 25), date(2026, 12, 26)}))
    told = lines_of(explain_policy(changed(calendars={"office": closed}), NOW))
    assert told[-1].endswith("though its week would have it open: 2026-12-24 and 2026-12-25.")  # the 26th is a Saturday
    assert calendars_part(changed(calendars={}), NOW) == ()
