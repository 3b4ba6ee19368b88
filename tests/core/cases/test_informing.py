"""Who is kept informed of a case, how often and by whom (S32, S38, S40, R26, R27)."""

from dataclasses import replace

import pytest

from bot.cases.audience_events import AudiencesChosen, AudienceTold
from bot.cases.audiences import Informed, Kind
from bot.cases.case import Realm, Status, WaitingFor
from bot.cases.clocks import CaseClock, ClockKind
from bot.cases.commands import (
    Accept,
    AddPeople,
    Confirm,
    MarkTold,
    Open,
    PostUpdate,
    Reopen,
    Resolve,
    Triage,
    WaitFor,
    Withdraw,
)
from bot.people.targets import CustomerFollowers, OnePerson, Party, PartyOf, Target
from bot.policy.rules import CommunicationPlan, Rules
from tests.core.cases.world import World
from tests.harness.builders import (
    CLOSED_WELL,
    COMPANY,
    START,
    audience,
    clock,
    company,
    facts,
    handover,
    later,
    level,
    path,
    plan,
    rules,
    target,
    text,
    when,
)

WORDS = text("The cable is on its way", "ana")
WHY = text()
LADDER = path(level("ana", 600), level("ben", 600))
QUIET = clock(accept=None, wait=None, snooze=None)  # no clock but those of the audiences
OPS = audience("#ops", 15, 30, by_stige=True)
KIM = audience("kim", 60, 60, template="manager")
ACME = audience("customer", 60, 60, template="customer")
NEWS = ("informs", "for an update", "missed", "is to tell", "tells the end", "take over")
WITH_MAIL = replace(COMPANY, mail=True)


def under(*plans: CommunicationPlan, remind: tuple[float, ...] = (), **more: object) -> Rules:
    return rules(LADDER, clocks=[clock(resolve=None, remind=remind), QUIET], communication=plans, **more)


def opened(*plans: CommunicationPlan, remind: tuple[float, ...] = (), **stated: object) -> World:
    return World(under(*plans, remind=remind)).opens(**stated)  # type: ignore[arg-type]


def accepted(*plans: CommunicationPlan, remind: tuple[float, ...] = (), **stated: object) -> World:
    world = opened(*plans, remind=remind, **stated)
    world.does("ana", Accept())
    return world


def news(world: World) -> list[str]:
    """What happened to those who are kept informed, since it was last asked for, without the day."""
    lines = [line.split(" ", 1)[1] for line in world.story]
    return [line for line in lines if any(word in line for word in NEWS)]


def told(world: World) -> list[tuple[Kind, str]]:
    return [(one.kind, one.id) for one in world.case.informed]


# whom a case keeps informed


def whom(world: World) -> list[tuple[Target, ...]]:
    return [one.to for one in world.case.audiences]


def test_every_plan_that_fits_has_its_audiences() -> None:
    urgent, rare = plan(OPS, fits=when(priority="P1")), plan(audience("kim", 9), fits=when(priority="P4"))
    world = opened(urgent, rare, plan(KIM))
    assert whom(world) == [(target("#ops"),), (target("kim"),)]
    assert [one.number for one in world.case.audiences] == [1, 2]


def test_a_case_that_no_plan_fits_keeps_nobody_informed() -> None:
    world = opened(plan(OPS, fits=when(priority="P4")))
    assert world.case.audiences == ()
    assert not any(isinstance(entry.event, AudiencesChosen) for entry in world.record)


def test_a_target_in_two_plans_follows_the_first() -> None:
    world = opened(plan(KIM, ACME), plan(audience("kim mia", 9), audience("customer", 9)), customer="acme")
    assert whom(world) == [(target("kim"),), (target("customer"),), (target("mia"),)]


def test_without_an_address_there_is_no_customer_to_keep_informed() -> None:
    assert opened(plan(ACME), customer="bolt").case.audiences == ()
    assert opened(plan(ACME)).case.audiences == ()
    assert opened(plan(ACME), customer="acme").case.audiences[0].customer == "acme"


def test_a_private_case_follows_only_plans_that_name_what_makes_it_private() -> None:
    hr = plan(audience("hugo", 9), fits=when(type="hr"))
    assert whom(opened(plan(KIM), hr, type="hr")) == [(target("hugo"),)]


def test_a_private_case_is_told_of_in_no_place_and_to_no_customer_and_to_a_vendor_only_by_a_person() -> None:
    everybody = ("#ops customer hugo @telco",)
    lines = [audience(*everybody, 9), audience("@telco", 9, by=OnePerson("hugo")), audience("#ops", 9, by_stige=True)]
    world = opened(plan(*lines, fits=when(type="hr")), type="hr", customer="acme")
    assert whom(world) == [(target("hugo"),), (target("@telco"),)]


def test_a_drill_reaches_nobody_outside() -> None:
    world = World(under(plan(audience("#ops customer @telco kim", 9))))
    opening = Open("c1", 7, Realm.DRILL, CaseClock(START), handover(), facts(customer="acme"))
    world.step(opening, "rita")
    assert whom(world) == [(target("kim"),)]


# Stige tells


def test_stige_tells_a_place_first_so_long_after_opening_and_then_again_and_again_until_the_case_ends() -> None:
    world = opened(plan(OPS)).wait(80)
    assert news(world) == ["10:15 informs #ops", "10:45 informs #ops", "11:15 informs #ops"]
    world.does("rita", Withdraw(WHY))
    assert world.pending == ()


def test_what_is_told_goes_to_the_place_with_the_number_of_its_audience() -> None:
    world = opened(plan(OPS))
    world.wait(15)
    message = next(message for message in world.messages if message.place)
    assert (message.place, message.topic, message.audience, message.seq) == ("ops", "update", 1, world.case.seq - 1)


def test_an_audience_without_every_is_told_once() -> None:
    world = opened(plan(audience("#ops", 15, by_stige=True)), remind=(50.0,)).wait(days=3)
    assert news(world) == ["10:15 informs #ops"]
    assert world.case.audiences[0].due_at is None


def test_the_hours_of_the_plan_count() -> None:
    world = opened(plan(audience("#ops", 7 * 60, by_stige=True), hours="office")).wait(hours=24)
    assert news(world) == ["09:00 informs #ops"]


def test_after_any_downtime_a_place_is_told_once() -> None:
    world = opened(plan(OPS))
    world.is_down(hours=5)
    assert news(world) == ["15:00 informs #ops"]
    assert world.case.audiences[0].due_at == later(hours=5, minutes=30)


def test_who_is_told_is_who_the_plan_names_at_that_moment() -> None:
    world = opened(plan(audience("web:", 15, 15, by_stige=True), audience([CustomerFollowers()], 20, by_stige=True)))
    world.wait(15)
    assert news(world) == ["10:15 informs ana ben cleo"]
    world.changes(company(without="cleo")).wait(15)
    assert news(world) == ["10:30 informs ana ben"]


def test_nobody_there_to_be_told_is_nobody_told() -> None:
    world = opened(plan(audience("#ops", 15, 15, by_stige=True)))
    world.changes(company(places={})).wait(15)
    assert news(world) == []
    assert world.case.audiences[0].due_at == later(30)


def test_what_stige_sends_is_no_update_of_the_owners() -> None:
    world = accepted(plan(OPS, audience("kim", 20, 20))).wait(25)
    assert world.case.missed_updates == 1
    assert world.wait(21).case.missed_updates == 2


# somebody writes


def test_the_owner_gets_the_draft_at_the_first_reminder_and_is_reminded_at_the_later_ones() -> None:
    world = accepted(plan(KIM), remind=(50.0, 80.0)).wait(55)
    assert news(world) == ["10:30 asks ana for an update to 1 at 50%", "10:48 asks ana for an update to 1 at 80%"]


def test_where_the_policy_reminds_of_nothing_they_are_asked_half_way() -> None:
    world = accepted(plan(KIM)).wait(59)
    assert news(world) == ["10:30 asks ana for an update to 1 at 50%"]


def test_the_draft_is_a_private_message_that_is_for_one_audience() -> None:
    world = accepted(plan(KIM)).wait(30)
    assert world.heard() == {("ana", "update_wanted")}
    assert [message.audience for message in world.messages] == [1]


def test_before_there_is_an_owner_the_reporter_writes() -> None:
    world = opened(plan(KIM)).wait(30)
    assert news(world) == ["10:30 asks rita for an update to 1 at 50%"]


def test_another_than_the_owner_may_be_named_to_write() -> None:
    world = accepted(plan(replace(KIM, by=target("mia")))).wait(30)
    assert news(world) == ["10:30 asks mia for an update to 1 at 50%"]


def test_a_writer_who_may_not_read_the_case_or_is_gone_gives_way_to_the_owner() -> None:
    line = audience("hugo", 60, by=target("cleo"))
    world = opened(plan(line, fits=when(type="hr")), type="hr").wait(30)
    assert news(world) == ["10:30 asks rita for an update to 1 at 50%"]


def test_who_was_asked_for_an_update_may_post_it() -> None:
    world = accepted(plan(replace(KIM, by=target("cleo"))))
    assert world.refuses("cleo", PostUpdate(WORDS, audiences=(1,))) == "may_not.update"
    world.wait(30).does("cleo", PostUpdate(WORDS, audiences=(1,)))
    assert told(world) == [(Kind.PERSON, "kim")]


def test_an_update_goes_to_its_audience_and_the_next_is_owed_after_the_interval() -> None:
    world = accepted(plan(KIM)).wait(40)
    world.does("ana", PostUpdate(WORDS, audiences=(1,)))
    assert world.heard() == {("kim", "update"), ("rita", "update"), ("cards", "refresh")}
    assert world.case.informed == (Informed(Kind.PERSON, "kim", later(40), 1),)
    assert world.case.audiences[0].due_at == later(100)
    assert news(world.wait(35)) == [
        "10:30 asks ana for an update to 1 at 50%",
        "10:40 informs kim in words",
        "11:10 asks ana for an update to 1 at 50%",
    ]


def test_an_update_to_nobody_in_particular_stands_on_the_cards_and_is_heard_by_reporter_owner_and_followers() -> None:
    world = accepted(plan(KIM))
    world.does("ana", AddPeople(("cleo",)))
    world.does("mia", PostUpdate(WORDS))
    assert world.heard() == {("rita", "update"), ("ana", "update"), ("cleo", "update"), ("cards", "refresh")}
    assert world.case.remarks[-1].text == WORDS
    assert world.case.informed == ()


def test_nobody_hears_the_same_words_twice_or_their_own() -> None:
    world = accepted(plan(audience("rita ana kim", 60)))
    world.does("ana", PostUpdate(WORDS, audiences=(1,)))
    assert sorted(m.person for m in world.messages if m.person) == ["kim", "rita"]


def test_an_audience_that_the_case_does_not_have_is_refused() -> None:
    assert accepted(plan(KIM)).refuses("ana", PostUpdate(WORDS, audiences=(1, 9))) == "unknown_audience"


# promises


def test_what_was_promised_is_when_it_is_owed() -> None:
    world = accepted(plan(KIM)).wait(40)
    world.does("ana", PostUpdate(WORDS, later(160), (1,)))
    assert world.case.audiences[0].due_at == later(160)
    assert news(world.wait(121))[-2:] == ["11:40 asks ana for an update to 1 at 50%", "12:40 update missed 1"]


def test_a_promise_moves_the_clock_of_the_next_update() -> None:
    clocks = [clock(accept=None, update=LADDER.levels[0].accept_within)]
    world = World(rules(LADDER, clocks=clocks)).opens()
    world.does("ana", Accept())
    world.does("ana", PostUpdate(WORDS, later(90)))
    update = world.case.running(ClockKind.UPDATE)
    assert update
    assert update.ends_at == later(90)
    world.does("ana", PostUpdate(WORDS))
    restarted = world.case.running(ClockKind.UPDATE)
    assert restarted
    assert restarted.ends_at == later(600)


def test_a_promise_is_a_timer_even_where_the_policy_sets_no_clock() -> None:
    world = World(rules(LADDER, clocks=[clock(resolve=LADDER.levels[0].accept_within)])).opens()
    world.does("ana", Accept())
    world.does("ana", PostUpdate(WORDS))
    assert world.case.running(ClockKind.UPDATE) is None
    world.does("ana", PostUpdate(WORDS, later(90)))
    assert news(world.wait(90)) == ["11:30 update missed 1"]


def test_while_the_case_waits_a_promise_starts_no_clock_of_the_owners() -> None:
    world = accepted(plan(KIM))
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.does("ana", PostUpdate(WORDS, later(90), (1,)))
    assert world.case.running(ClockKind.UPDATE) is None
    assert world.case.audiences[0].due_at == later(90)


def test_what_is_over_already_cannot_be_promised() -> None:
    world = accepted(plan(KIM)).wait(10)
    assert world.refuses("ana", PostUpdate(WORDS, later(10), (1,))) == "promise_past"


# missed


def test_a_missed_update_is_told_to_owner_writer_and_coordinator_and_the_next_interval_begins() -> None:
    world = accepted(plan(replace(KIM, by=target("cleo")))).wait(60)
    assert world.heard() >= {("ana", "update_missed"), ("cleo", "update_missed"), ("mia", "update_missed")}
    assert world.case.audiences[0].due_at == later(120)


def test_two_missed_running_climb() -> None:
    world = accepted(plan(KIM)).wait(120)
    assert [line for line in news(world) if "an update to" not in line] == [
        "11:00 update missed 1",
        "12:00 update missed 2",
        "12:00 asks ben to take over",
    ]


def test_an_update_between_makes_the_first_miss_good() -> None:
    world = accepted(plan(KIM)).wait(60)
    world.does("ana", PostUpdate(WORDS, audiences=(1,)))
    assert world.wait(60).case.missed_updates == 1


def test_all_that_is_missed_in_the_same_instant_is_missed_once() -> None:
    clocks = [clock(accept=None, update=KIM.first)]
    both = plan(KIM, replace(KIM, to=(target("mia"),)))
    world = World(rules(LADDER, clocks=clocks, communication=(both,))).opens()
    world.does("ana", Accept())
    assert [line for line in news(world.wait(60)) if "missed" in line] == ["11:00 update missed 1"]


def test_while_nobody_has_the_case_a_miss_is_told_and_the_ladder_climbs_by_itself() -> None:
    world = opened(plan(KIM)).wait(120)
    assert [line for line in news(world) if "missed" in line or "take over" in line] == [
        "11:00 update missed 1",
        "12:00 update missed 2",
    ]
    assert ("rita", "update_missed") in world.heard()


def test_a_case_that_waits_is_not_climbed_for_a_missed_update() -> None:
    world = accepted(plan(KIM))
    world.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    world.wait(121)
    assert (world.case.status, world.case.missed_updates) == (Status.WAITING, 2)


def test_a_missed_only_update_is_owed_anew_after_as_long() -> None:
    world = accepted(plan(audience("kim", 60))).wait(60)
    assert world.case.audiences[0].due_at == later(120)


# to a customer


def test_with_mail_an_update_goes_to_the_customer() -> None:
    world = accepted(plan(ACME), customer="acme").changes(WITH_MAIL)
    world.does("ana", PostUpdate(WORDS, audiences=(1,)))
    assert [m.customer for m in world.messages if m.customer] == ["acme"]
    assert told(world) == [(Kind.CUSTOMER, "acme")]


def test_without_mail_whoever_posts_gets_the_text_and_it_counts_only_when_they_say_that_it_is_told() -> None:
    world = accepted(plan(ACME), customer="acme").wait(70)
    world.does("ana", PostUpdate(WORDS, audiences=(1,)))
    assert world.heard() == {("ana", "to_copy"), ("rita", "update"), ("cards", "refresh")}
    assert (told(world), world.case.missed_updates) == ([], 1)
    world.wait(5).does("ana", MarkTold(1))
    assert world.case.informed == (Informed(Kind.CUSTOMER, "acme", later(75), 1, by_hand=True),)
    assert (world.case.missed_updates, world.case.audiences[0].due_at) == (0, later(135))
    assert world.record[-1].by == "ana"


def test_a_promise_made_with_a_text_to_pass_on_holds_once_it_is_told_unless_it_is_over_by_then() -> None:
    world = accepted(plan(ACME), customer="acme")
    world.does("ana", PostUpdate(WORDS, later(150), (1,)))
    world.copy().does("ana", MarkTold(1))
    late = world.copy()
    world.does("ana", MarkTold(1))
    assert world.case.audiences[0].due_at == later(150)
    late.now = later(151)
    late.does("ana", MarkTold(1))
    assert late.case.audiences[0].due_at == later(211)


def test_who_is_with_the_customer_in_one_audience_is_told_at_once() -> None:
    world = accepted(plan(audience("customer kim @telco", 60, 60)), customer="acme")
    world.does("ana", PostUpdate(WORDS, audiences=(1,)))
    assert told(world) == [(Kind.PERSON, "kim")]
    world.does("ana", MarkTold(1))
    assert told(world) == [(Kind.PERSON, "kim"), (Kind.CUSTOMER, "acme"), (Kind.VENDOR, "telco")]


def test_what_stige_cannot_send_itself_the_owner_is_given_to_pass_on() -> None:
    world = accepted(plan(replace(ACME, by_stige=True)), customer="acme").wait(60)
    assert news(world) == ["11:00 ana is to tell acme"]
    assert ("ana", "to_copy") in world.heard()
    world.does("ana", MarkTold(1))
    assert told(world) == [(Kind.CUSTOMER, "acme")]
    assert world.case.audiences[0].due_at == later(120)


def test_whoever_has_one_text_to_pass_on_does_not_say_that_another_is_told() -> None:
    by_rita = replace(audience("@telco", 60, 60), by=PartyOf(Party.REPORTER))
    world = accepted(plan(ACME), plan(by_rita), customer="acme").wait(40)
    world.does("ana", PostUpdate(WORDS, audiences=(1,)))
    world.does("rita", PostUpdate(WORDS, audiences=(2,)))
    assert world.refuses("rita", MarkTold(1)) == "nothing_to_tell"
    world.does("rita", MarkTold(2))
    world.does("ana", MarkTold(1))


def test_nothing_that_nobody_was_given_can_be_said_to_be_told() -> None:
    world = accepted(plan(ACME), customer="acme")
    assert world.refuses("ana", MarkTold(1)) == "nothing_to_tell"
    assert world.refuses("ana", MarkTold(2)) == "unknown_audience"


def test_a_customer_who_lost_their_address_is_not_told() -> None:
    world = accepted(plan(ACME), customer="acme").changes(company(customers={}))
    world.does("ana", PostUpdate(WORDS, audiences=(1,)))
    assert told(world) == []


# triage


def test_an_audience_chosen_anew_keeps_what_it_heard_and_when_it_hears_next() -> None:
    urgent, routine = plan(OPS, fits=when(priority="P1")), plan(audience("#ops", 90, 90, by_stige=True))
    world = opened(urgent, routine).wait(20)
    before = world.case.audiences[0]
    world.does("mia", Triage(WHY, priority="P3"))
    after = world.case.audiences[0]
    assert (after.number, after.due_at, after.told_at) == (before.number, before.due_at, before.told_at)
    assert news(world.wait(120))[-2:] == ["10:45 informs #ops", "12:15 informs #ops"]


def test_an_audience_that_comes_late_has_its_time_once_more_and_a_place_is_told_at_once() -> None:
    urgent = plan(OPS, KIM, fits=when(priority="P1"))
    world = opened(urgent, impact="one").wait(70)
    world.does("mia", Triage(WHY, priority="P1"))
    assert [one.due_at for one in world.case.audiences] == [later(15), later(130)]
    assert news(world.wait(1)) == ["11:10 informs #ops"]


def test_an_audience_that_comes_in_time_counts_from_opening() -> None:
    world = opened(plan(KIM, fits=when(priority="P1")), impact="one").wait(20)
    world.does("mia", Triage(WHY, priority="P1"))
    assert world.case.audiences[0].due_at == later(60)


def test_an_audience_chosen_no_more_hears_of_the_end_alone_and_comes_back_with_what_it_heard() -> None:
    world = opened(plan(OPS, KIM, fits=when(priority="P1"))).wait(20)
    world.does("mia", Triage(WHY, priority="P3"))
    assert [(one.to, one.due_at) for one in world.case.audiences] == [((target("#ops"),), None)]
    world.does("mia", Triage(WHY, priority="P1"))
    assert [(one.number, one.due_at) for one in world.case.audiences] == [(1, later(50)), (2, later(60))]
    world.does("mia", Triage(WHY, priority="P3"))
    world.does("rita", Withdraw(WHY))
    assert world.story[-2].endswith("closed withdrawn")
    assert world.heard() >= {("#ops", "ended")}


def test_an_audience_that_was_told_once_stays_told() -> None:
    once = audience("#ops", 15, by_stige=True)
    world = opened(plan(once)).wait(20)
    world.does("mia", Triage(WHY, priority="P3"))
    assert world.case.audiences[0].due_at is None


def test_another_customer_is_another_audience() -> None:
    world = accepted(plan(ACME), customer="acme").changes(WITH_MAIL)
    world.does("ana", PostUpdate(WORDS, audiences=(1,)))
    world.does("ana", Triage(WHY, facts(customer="bolt")))
    assert [(one.customer, one.due_at) for one in world.case.audiences] == [("acme", None)]


def test_a_case_that_becomes_private_drops_its_places_and_its_customer() -> None:
    everybody = plan(OPS, ACME, audience("kim", 60))
    compliance = plan(audience("kim #ops customer", 60), fits=when(flags="compliance"))
    world = accepted(everybody, compliance, customer="acme").changes(WITH_MAIL)
    world.wait(15).does("ana", PostUpdate(WORDS, audiences=(2, 3)))
    world.does("ana", Triage(WHY, facts(flags=frozenset({"compliance"}), customer="acme")))
    assert ("#ops", "withdraw") in world.heard()
    world.does("ana", PostUpdate(WORDS, audiences=(1, 2, 3)))
    assert not [m for m in world.messages if m.place or m.customer]
    world.does("ana", Resolve(CLOSED_WELL))
    world.does("rita", Confirm())
    assert not [m for m in world.messages if m.place or m.customer]


# the end


def ends(world: World) -> World:
    world.does("ana", Resolve(CLOSED_WELL))
    world.does("rita", Confirm())
    return world


def test_all_who_were_told_hear_of_the_end_once() -> None:
    world = accepted(plan(OPS, audience("kim ana rita", 20, by_stige=True))).wait(20)
    ends(world)
    assert world.heard() == {
        ("#ops", "ended"),
        ("kim", "ended"),
        ("ana", "closed"),
        ("cards", "refresh"),
    }
    assert world.story[-1].endswith("tells the end to kim #ops")


def test_who_was_never_told_hears_no_end() -> None:
    world = ends(accepted(plan(OPS)))
    assert world.heard() == {("ana", "closed"), ("cards", "refresh")}


def test_a_place_that_holds_a_card_is_told_by_it() -> None:
    ladder = path(level("ana", 600, tell="#ops"))
    world = World(rules(ladder, clocks=[QUIET], communication=(plan(OPS),))).opens().wait(15)
    world.does("ana", Accept())
    assert ("#ops", "ended") not in ends(world).heard()
    assert ("#ops", "closed") in world.heard()


def test_a_customer_hears_the_end_from_a_person() -> None:
    world = accepted(plan(ACME), customer="acme").changes(WITH_MAIL)
    world.does("ana", PostUpdate(WORDS, audiences=(1,)))
    ends(world)
    assert ("ana", "update_wanted") in world.heard()
    assert world.refuses("ana", PostUpdate(WORDS)) == "not_now"
    world.does("ana", PostUpdate(WORDS, audiences=(1,)))
    assert [m.customer for m in world.messages if m.customer] == ["acme"]
    assert not world.case.audiences[0].wanted


def test_without_mail_the_end_is_passed_on_and_told() -> None:
    world = accepted(plan(ACME), customer="acme")
    world.does("ana", PostUpdate(WORDS, audiences=(1,)))
    world.does("ana", MarkTold(1))
    ends(world).does("ana", PostUpdate(WORDS, audiences=(1,)))
    world.does("ana", MarkTold(1))
    assert world.case.status is Status.CLOSED
    assert world.pending == ()


def test_where_the_policy_lets_stige_write_to_the_customer_it_tells_them_the_end() -> None:
    world = accepted(plan(replace(ACME, by_stige=True)), customer="acme").changes(WITH_MAIL).wait(60)
    ends(world)
    assert [(m.customer, m.topic) for m in world.messages if m.customer] == [("acme", "ended")]


@pytest.mark.parametrize("solved", [True, False])
def test_a_case_that_is_open_again_owes_everybody_their_interval_anew(solved: bool) -> None:
    world = accepted(plan(OPS, KIM)).wait(10)
    world.does("ana", Resolve(CLOSED_WELL))
    if solved:
        world.does("rita", Confirm())
    world.wait(100).does("rita", Reopen(WHY))
    assert world.case.missed_updates == 0
    stiges, kims = world.case.audiences
    assert stiges.due_at == (later(140) if solved else later(135))
    assert kims.due_at == later(170)


def test_once_it_is_resolved_only_stige_goes_on_telling() -> None:
    world = accepted(plan(OPS, KIM))
    world.does("ana", Resolve(CLOSED_WELL))
    world.wait(130)
    assert [line for line in news(world) if "informs" not in line] == []
    assert world.case.missed_updates == 0


def test_what_is_told_is_told_on_record() -> None:
    world = opened(plan(OPS)).wait(15)
    assert [entry.event for entry in world.record if isinstance(entry.event, AudienceTold)] == [
        AudienceTold(1, places=("ops",))
    ]
