"""Opening a case: what is weighed, what is missing, what follows (R2, R8, R12, S8, S9, S12, S37)."""

from datetime import timedelta

import pytest

from bot.cases.case import Realm, Status
from bot.cases.clocks import CaseClock, ClockKind
from bot.cases.commands import Accept, Open, Triage
from bot.cases.facts import Facts, PriorityReason
from bot.cases.handover import items, missing, required
from bot.cases.outcome import Refused
from bot.cases.situation import situation
from bot.cases.step import step
from bot.durations import minutes
from bot.policy.rules import CaseType, PriorityOverride
from bot.policy.when import Unsure
from bot.words import Label
from tests.core.cases.world import World
from tests.core.people.builders import at
from tests.harness.builders import (
    COMPANY,
    PRIORITY,
    START,
    STRANGER,
    TYPES,
    clock,
    company,
    facts,
    handover,
    later,
    level,
    overridden,
    path,
    rules,
    text,
    when,
)

PICKY = CaseType(
    "incident", Label.plain("Incident"), required={"any": ("summary",), "P3": ("steps", "batch")}, fields=("batch",)
)
ASKS_MUCH = rules(types={kind.id: kind for kind in (*TYPES, PICKY)})


def seen(**stated: object) -> dict[str, str]:
    return dict(situation(facts(**stated), "rita", rules(), COMPANY, START, "P1").words)


def test_an_opened_case_has_its_priority_its_reasons_its_clocks_and_is_nobodys() -> None:
    because = Label.plain("a VIP")
    policy = rules(priority=overridden(PriorityOverride(when(tier="vip"), because, raised_by=1)))
    case = World(policy).opens(impact="some", urgency="now", customer="acme").case
    assert (case.number, case.status, case.owner, case.priority) == (7, Status.NEW, None, "P1")
    assert case.reasons == (PriorityReason("table"), PriorityReason("override", because))
    assert [(clock.kind, clock.started_at) for clock in case.clocks] == [
        (ClockKind.RESOLVE, START),
        (ClockKind.ACCEPT, START),
    ]
    assert (case.version, case.ladder.path, case.opened_at) == ("v1", "web", START)


def test_the_reporter_gets_a_card_and_those_asked_a_call() -> None:
    assert World(rules()).opens().heard() == {("rita", "tell"), ("ana", "ask")}


def test_somebody_whom_no_policy_names_opens_a_case_like_anybody() -> None:
    assert World(rules()).opens(STRANGER).case.reporter == STRANGER


def test_impact_and_urgency_not_stated_read_as_the_worst() -> None:
    case = World(rules()).opens(stated=Facts("incident")).case
    assert (case.priority, seen(impact=None, urgency=None)["impact"]) == ("P1", "all")


# facts that conditions see


def test_the_tier_is_the_customers_else_the_last_and_without_a_customer_there_is_none() -> None:
    assert seen(customer="acme")["tier"] == "vip"
    assert seen(customer="bolt")["tier"] == "standard"
    assert seen(customer="nobody knows them")["tier"] == "standard"
    assert "tier" not in seen()
    untiered = situation(facts(customer="acme"), "rita", rules(tiers=()), COMPANY, START)
    assert "tier" not in untiered.words


def test_the_region_is_the_customers_else_the_reporters_else_none() -> None:
    assert seen(customer="acme")["region"] == "eu"
    assert seen(customer="bolt")["region"] == "us"
    assert "region" not in situation(facts(), STRANGER, rules(), COMPANY, START).words


def test_numbers_are_users_repeats_of_the_customer_and_the_time_left() -> None:
    known = facts(users_affected=Unsure.UNSURE, customer="acme", deadline_at=START + timedelta(hours=2))
    numbers = situation(known, "rita", rules(), company(repeats={"acme": 2}), START).numbers
    assert numbers == {"users_affected": Unsure.UNSURE, "repeats": 3, "deadline": 7200}
    assert situation(facts(), "rita", rules(), COMPANY, START).numbers == {}


def test_words_are_those_stated_and_those_that_follow() -> None:
    assert seen(type="support", choices=(("area", "server"),)) == {
        "type": "support",
        "audience": "external",
        "priority": "P1",
        "impact": "all",
        "urgency": "now",
        "region": "us",
        "area": "server",
    }


def test_lines_are_not_read_again_because_time_passed_but_a_levels_own_condition_is() -> None:
    lines = [clock(when(open_="office"), accept=minutes(10)), clock(accept=minutes(60))]
    ladder = path(level("ana", 10), level("ben", when=when(open_="office")), level("mia"))
    world = World(rules(ladder, clocks=lines), now=at("2026-11-16 15:55")).opens().wait(15)
    assert [line for line in world.wait(10).story if "asks" in line] == [
        "Mon 15:55 asks ana",
        "Mon 16:05 asks mia",
        "Mon 16:15 asks kim",
    ]


# the hand-over


def test_a_list_of_required_items_holds_for_its_priority_and_the_less_urgent_ones() -> None:
    kind = CaseType("x", Label.plain("X"), required={"any": ("summary",), "P2": ("steps",), "P3": ("help",)})
    assert [required(kind, name, PRIORITY)[0] for name in PRIORITY.names] == ["summary", "steps", "help", "help"]
    assert required(CaseType("x", Label.plain("X"), required={}), "P1", PRIORITY) == ()


def test_words_count_for_an_item_and_so_does_a_fact_that_says_the_same() -> None:
    wants = CaseType(
        "incident", Label.plain("X"), required={"any": ("impact", "customer", "deadline", "steps", "area")}
    )
    policy = rules(types={"incident": wants})
    stated = facts(customer="acme", deadline_at=later(), choices=(("area", "server"),))
    assert missing(handover(), stated, policy, "P1") == ("steps",)
    assert (
        missing(
            handover(steps=text(), deadline=text(), customer=text(), fields=(("area", text()),)), facts(), policy, "P1"
        )
        == ()
    )
    assert items(PICKY) == ("summary", "steps", "impact", "customer", "deadline", "help", "batch")


def test_what_is_missing_holds_up_a_routine_case_at_its_field() -> None:
    with pytest.raises(Refused) as refused:
        World(ASKS_MUCH).opens(impact="one")
    assert (refused.value.field, refused.value.fields) == ("steps", ("steps", "batch"))
    assert (
        World(ASKS_MUCH).opens(given=handover(steps=text(), fields=(("batch", text()),)), impact="one").case.number == 7
    )


def test_it_never_holds_up_an_urgent_or_a_flagged_case() -> None:
    asks_of_all = CaseType("incident", Label.plain("Incident"), required={"any": ("steps",)})
    policy = rules(types={"incident": asks_of_all})
    assert World(policy).opens().case.priority == "P1"
    assert World(policy).opens(impact="one", flags=frozenset({"legal"})).case.priority == "P3"


# what nobody may get wrong


def test_only_a_person_opens_a_case_and_nothing_happens_before_that() -> None:
    command = Open("c1", 7, Realm.LIVE, CaseClock(START), handover(), facts())
    for wrong, by in ((command, None), (Accept(), "ana")):
        with pytest.raises(LookupError):
            step(None, wrong, by, rules(), COMPANY, START)


def test_how_often_the_customer_escalated_lately_is_kept_and_counted_anew_with_another_customer() -> None:
    often = company(repeats={"acme": 2})
    world = World(rules(), often).opens(customer="acme")
    assert world.case.repeats == 3
    world.does("mia", Triage(text(), facts(customer="bolt")))
    assert world.case.repeats == 1
    world.does("mia", Triage(text(), facts()))
    assert world.case.repeats == 0
