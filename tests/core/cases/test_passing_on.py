"""A case passes on when its owner's shift ends, when they go on leave, or are no longer there (S19, R24)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cases.access import may_read, viewer
from bot.cases.case import About, Status, WaitingFor
from bot.cases.clocks import ClockKind
from bot.cases.commands import (
    Accept,
    AddNote,
    Approve,
    Decline,
    Escalate,
    HandBack,
    NeedInfo,
    PersonsCommand,
    Reassign,
    Resolve,
    Snooze,
    Triage,
    VendorHasIt,
    WaitFor,
)
from bot.cases.handoff import Off
from bot.cases.handoff_commands import KeepCase, PassOnCase
from bot.cases.ladder import Stage
from bot.cases.reports import OfferHandoff, ReportOwnerBack, ReportOwnerOff
from bot.cases.rights import offered
from bot.cases.verbs import Verb
from bot.durations import Duration, minutes
from bot.people.roster import PassOn, Roster
from bot.people.targets import NextOnCall, OnCall
from bot.policy.rules import Path
from tests.core.cases.world import World
from tests.core.people.builders import layer, schedule
from tests.harness.builders import (
    CLOCKS,
    CLOSED_WELL,
    COMPANY,
    START,
    approval,
    clock,
    company,
    fallback,
    later,
    level,
    path,
    rules,
    text,
    when,
    with_authority,
)

WHY, NOTE = text(), text("the cable is ordered", "ana")
NOBODY_PASSES_ON = schedule(layer("ana"))
DUTY = OnCall("duty")
FOLLOWING = path(level((DUTY,), 5), level("ben", 10), level("mia", 15))


TWENTY = minutes(20)


def following(note: str = "", within: Duration | None = TWENTY, roster: Roster = COMPANY, **more: object) -> Roster:
    """Ana is on duty; who is on duty passes cases on."""
    sun = replace(NOBODY_PASSES_ON, pass_on=PassOn(tuple(note.split()), within))
    return replace(roster, schedules={"duty": sun, "night": schedule(layer("cleo"))}, **more)  # type: ignore[arg-type]


def goes_off(world: World) -> World:
    """From now on Cleo is on duty instead of Ana."""
    known = world.roster.schedules["duty"]
    return world.changes(replace(world.roster, schedules={**world.roster.schedules, "duty": _with(known, "cleo")}))


def _with(known: object, person: str) -> object:
    return replace(known, layers=(layer(person),))  # type: ignore[type-var]


def owned(roster: Roster | None = None, *paths: Path, **given: object) -> World:
    """Ana has it, since she was on duty."""
    world = World(rules(*(paths or (FOLLOWING,))), roster or following()).opens(**given)
    world.does("ana", Accept())
    assert world.story
    return world


def passing(roster: Roster | None = None, *to: str, minutes: float = 10, **given: object) -> World:
    """Ten minutes later her shift is over."""
    return offers(goes_off(owned(roster, **given).wait(minutes)), *(to or ("cleo",)))


def offers(world: World, *to: str) -> World:
    world.step(OfferHandoff("duty", to, world.now), None)
    return world


def alone(minutes: float = 10) -> World:
    """Her schedule passes nothing on by itself, so she is asked."""
    plain = replace(COMPANY, schedules={"duty": NOBODY_PASSES_ON})
    return offers(goes_off(owned(plain).wait(minutes)), "cleo")


# through which schedule somebody has it


def test_who_is_asked_by_a_schedule_and_accepts_has_the_case_through_it() -> None:
    assert owned().case.duty_of == "duty"


def test_so_has_who_stands_next_in_line_and_who_accepts_after_their_shift() -> None:
    backup = World(rules(path(level((NextOnCall("duty"),), 5))), following())
    backup.changes(replace(backup.roster, schedules={"duty": replace(backup.roster.schedules["duty"], layers=(
        layer("ana"), layer("ben")))})).opens().does("ben", Accept())  # fmt: skip
    assert backup.case.duty_of == "duty"
    late = goes_off(World(rules(FOLLOWING), following()).opens())
    late.does("ana", Accept())
    assert late.case.duty_of == "duty"


def test_of_two_schedules_it_is_the_one_in_which_they_are_on_duty_now() -> None:
    both = path(level((OnCall("night"), DUTY), 5))
    assert owned(following(), both).case.duty_of == "duty"


def test_at_the_fallback_too() -> None:
    last = replace(path(level("ben", 5)), fallback=fallback((DUTY,)))
    world = World(rules(last), following()).opens().wait(6)
    world.does("ana", Accept())
    assert world.case.duty_of == "duty"


@pytest.mark.parametrize("ask", [("ana",), ("ana", DUTY)])
def test_who_is_named_in_person_has_it_in_person(ask: tuple[str | OnCall, ...]) -> None:
    world = goes_off(World(rules(path(level(ask, 5))), following()).opens())
    world.does("ana", Accept())
    assert world.case.duty_of is None


def test_who_was_only_told_and_takes_it_has_it_through_no_schedule() -> None:
    told = World(rules(path(level((DUTY,), 5, tell="ben"))), following()).opens()
    told.does("ben", Accept())
    vendor = World(rules(path(level("@telco", 5, tell="ben"))), following()).opens()
    vendor.does("ben", VendorHasIt(WHY))
    assert (told.case.duty_of, vendor.case.duty_of) == (None, None)


def test_given_by_hand_it_goes_on_with_the_sun_only_with_who_is_on_duty_there() -> None:
    world = goes_off(owned())
    world.copy().does("ana", Reassign("cleo", WHY))
    to_cleo, to_ben = world.copy().changes(world.roster), world.copy().changes(world.roster)
    to_cleo.does("ana", Reassign("cleo", WHY))
    to_ben.does("ana", Reassign("ben", WHY))
    assert (to_cleo.case.duty_of, to_ben.case.duty_of) == ("duty", None)


# a shift ends


def test_at_the_end_of_a_shift_the_case_is_offered_to_who_comes_on_and_stays_until_they_take_it() -> None:
    world = passing()
    assert world.story[-1] == "Mon 10:10 offered to cleo"
    assert (world.case.owner, world.case.status) == ("ana", Status.ACCEPTED)
    assert offered("cleo", Verb.ACCEPT, world.case, world.roster)
    assert offered("cleo", Verb.DECLINE, world.case, world.roster)
    assert not offered("ben", Verb.ACCEPT, world.case, world.roster)
    world.does("cleo", Accept("ana"))
    assert world.story == ["Mon 10:10 cleo takes it on"]
    assert (world.case.owner, world.case.owners, world.case.handoff) == ("cleo", ("ana", "cleo"), None)
    assert world.heard() == {("rita", "accepted"), ("ana", "owner_changed"), ("cards", "refresh")}


def test_it_goes_on_with_the_sun_to_the_shift_after_that() -> None:
    world = passing()
    world.does("cleo", Accept("ana"))
    offers(world.wait(60), "ben")
    world.does("ben", Accept("cleo"))
    assert (world.case.owners, world.case.duty_of) == (("ana", "cleo", "ben"), "duty")


def test_all_its_clocks_run_on_with_the_deadlines_they_have() -> None:
    world = passing()
    before = world.case.clocks
    world.does("cleo", Accept("ana"))
    assert world.case.clocks == before
    resolve = world.case.running(ClockKind.RESOLVE)
    assert resolve
    assert resolve.ends_at == later(hours=4)


@pytest.mark.parametrize(
    ("does", "status"),
    [(Snooze(later(100), WHY), Status.ACCEPTED), (WaitFor(WaitingFor.CUSTOMER, WHY), Status.WAITING)],
)
def test_a_case_that_is_put_off_or_waits_for_the_customer_passes_on_as_it_is(
    does: PersonsCommand, status: Status
) -> None:
    world = owned()
    world.does("ana", does)
    offers(goes_off(world.wait(10)), "cleo")
    before = world.case
    world.does("cleo", Accept("ana"))
    after = world.case
    assert (after.owner, after.status) == ("cleo", status)
    assert (after.snoozed_until, after.waiting_for, after.clocks) == (
        before.snoozed_until, before.waiting_for, before.clocks)  # fmt: skip


def test_one_that_waits_for_its_reporter_still_gets_its_answer() -> None:
    world = owned()
    world.does("ana", NeedInfo("steps"))
    offers(goes_off(world), "cleo").does("cleo", Accept("ana"))
    assert (world.case.owner, world.case.status) == ("cleo", Status.WAITING)
    assert world.case.waits_for_answer


def test_one_that_is_to_move_up_still_waits_for_its_approval() -> None:
    approving = following(roster=with_authority(mia="approve"))
    world = World(rules(FOLLOWING, approval=[approval()]), approving).opens(impact="one")
    world.does("mia", Approve())
    world.does("ana", Accept())
    world.does("ana", Escalate(WHY))
    assert offers(goes_off(world), "cleo").case.status is Status.APPROVAL
    assert offered("cleo", Verb.DECLINE, world.case, world.roster)
    world.does("cleo", Accept("ana"))
    assert (world.case.owner, world.case.status) == ("cleo", Status.APPROVAL)
    world.does("mia", Approve())
    assert world.story[-1] == "Mon 10:00 asks ben to take over"


def test_resolved_and_unowned_cases_and_those_of_another_schedule_are_not_offered() -> None:
    resolved = owned()
    resolved.does("ana", Resolve(CLOSED_WELL))
    nobodys = World(rules(FOLLOWING), following()).opens()
    in_person = World(rules(), following()).opens()
    in_person.does("ana", Accept())
    elsewhere = owned()
    for world in (resolved, nobodys, in_person):
        assert offers(world, "cleo").case.handoff is None
    for name in ("night", "gone"):
        assert not elsewhere.step(OfferHandoff(name, ("cleo",), START), None)


def test_resolving_it_ends_the_handoff() -> None:
    world = passing()
    world.does("ana", Resolve(CLOSED_WELL))
    assert world.case.handoff is None


def test_who_has_been_offered_it_must_look_at_who_has_it_now() -> None:
    world = passing(None, "cleo", "ben")
    world.does("cleo", Accept("ana"))
    assert world.copy().refuses("ben", Accept("ana")) == "already_accepted"
    again = passing(None, "cleo", "ben")
    assert again.refuses("ben", Accept("mia")) == "owner_changed"
    assert again.refuses("ana", Accept("ana")) == "yours_already"


# the note


def test_an_urgent_case_passes_only_with_a_note_which_the_giver_or_a_coordinator_writes() -> None:
    world = passing(following(note="P1 P2"))
    assert world.refuses("cleo", Accept("ana")) == "note_wanted"
    assert world.refuses("cleo", PassOnCase(NOTE)) == "may_not.pass_on"
    coordinated = world.copy()
    coordinated.does("mia", PassOnCase(text("all quiet", "mia")))
    world.does("ana", PassOnCase(NOTE))
    assert (world.case.remarks[-1].about, world.case.remarks[-1].text) == (About.PASSED_ON, NOTE)
    for each in (coordinated, world):
        each.changes(goes_off(world).roster).does("cleo", Accept("ana"))
        assert each.case.owner == "cleo"


def test_other_cases_pass_without_one() -> None:
    world = passing(following(note="P1 P2"), impact="one")
    world.does("cleo", Accept("ana"))
    assert world.case.owner == "cleo"


def test_nor_does_the_case_of_somebody_who_is_gone_wait_for_theirs() -> None:
    world = goes_off(owned(following(note="P1")))
    offers(world.changes(replace(world.roster, people=company(without="ana").people)), "cleo")
    world.does("cleo", Accept("ana"))
    assert world.case.owner == "cleo"


def test_one_that_turns_urgent_on_its_way_waits_for_its_note_too() -> None:
    world = passing(following(note="P1"), impact="one")
    world.does("ana", Triage(text(), priority="P1"))
    assert world.refuses("cleo", Accept("ana")) == "note_wanted"
    world.does("ana", Triage(text(), priority="P4"))
    world.does("cleo", Accept("ana"))
    assert world.case.owner == "cleo"


def test_a_note_outlasts_the_shift_that_did_not_take_the_case() -> None:
    world = passing(following(note="P1"))
    world.does("ana", PassOnCase(NOTE))
    offers(world.wait(60), "ben").does("ben", Accept("ana"))
    assert world.case.owner == "ben"


def test_there_is_no_note_where_nothing_passes_on() -> None:
    assert owned().refuses("ana", PassOnCase(NOTE)) == "not_passed_on"


# not taken


def test_not_taken_in_time_it_stays_with_the_giver_climbs_one_level_and_may_still_be_taken() -> None:
    world = passing()
    world.wait(20)
    assert world.story[-3:] == ["Mon 10:30 not taken in time", "Mon 10:30 level 2", "Mon 10:30 asks ben to take over"]
    assert world.case.owner == "ana"
    world.does("cleo", Accept("ana"))
    assert (world.case.owner, world.case.ladder.stage) == ("cleo", Stage.REST)


def test_the_giver_hears_of_it() -> None:
    world = passing().wait(20)
    assert ("ana", "not_taken") in world.heard()
    assert ("ben", "ask") in world.heard()


def test_nobody_there_either_it_climbs_on() -> None:
    world = passing().wait(30)
    assert world.story[-1] == "Mon 10:40 asks mia to take over"


def test_without_a_limit_of_the_schedule_it_is_that_for_accepting() -> None:
    world = passing(following(within=None))
    assert world.case.handoff
    assert world.case.handoff.ends_at == later(20)


def test_where_a_policy_sets_no_such_limit_it_is_an_hour() -> None:
    world = World(rules(FOLLOWING, clocks=[replace(CLOCKS, accept=None)]), following(within=None)).opens()
    world.does("ana", Accept())
    offers(goes_off(world), "cleo")
    assert world.case.handoff
    assert world.case.handoff.ends_at == later(60)


def test_the_limit_for_accepting_counts_in_its_hours_and_that_of_the_schedule_all_time() -> None:
    office = rules(FOLLOWING, clocks=[clock(when(), accept=minutes(30), resolve=minutes(600), hours="office")])
    ends = []
    for within in (None, minutes(20)):
        world = World(office, following(within=within), later(hours=5.5)).opens(flags=frozenset({"security"}))
        world.does("ana", Accept())
        offers(goes_off(world.wait(35)), "cleo")
        assert world.case.handoff
        ends.append(world.case.handoff.ends_at)
    assert ends[1] == later(hours=5.5) + timedelta(minutes=55)


def test_once_everybody_offered_it_declines_it_climbs_at_once() -> None:
    world = passing(None, "cleo", "ben")
    world.does("cleo", Decline(WHY))
    assert world.story[-1] == "Mon 10:10 cleo declines it"
    world.does("ben", Decline(WHY))
    assert world.story == ["Mon 10:10 ben declines it", "Mon 10:10 handoff ends: nobody", "Mon 10:10 level 2",
                           "Mon 10:10 asks ben to take over"]  # fmt: skip
    assert world.case.handoff is None


def test_who_declines_after_the_limit_sends_it_no_higher() -> None:
    world = passing().wait(20)
    assert world.story
    world.does("cleo", Decline(WHY))
    assert world.story == ["Mon 10:30 cleo declines it", "Mon 10:30 handoff ends: nobody"]


def test_who_is_called_to_take_over_answers_that_call() -> None:
    world = passing(following(note="P1"), "ben").wait(20)
    world.does("ben", Accept("ana"))
    assert (world.case.owner, world.case.handoff, world.case.duty_of) == ("ben", None, None)


def test_offered_to_nobody_who_may_be_asked_it_climbs_at_once_and_says_why() -> None:
    concerned = World(rules(FOLLOWING), following(roster=company(without="kim"))).opens(concerned=frozenset({"cleo"}))
    concerned.does("ana", Accept())
    assert concerned.story
    offers(concerned, "cleo", "kim", "ana")
    assert concerned.story == [
        "Mon 10:00 skips cleo: concerned",
        "Mon 10:00 skips kim: gone",
        "Mon 10:00 skips ana: owner",
        "Mon 10:00 handoff ends: nobody",
        "Mon 10:00 level 2",
        "Mon 10:00 asks ben to take over",
    ]


def test_the_reporter_is_offered_it_only_where_nobody_else_is() -> None:
    assert passing(None, "cleo", "rita").case.handoff == replace(_handoff(passing()), to=("cleo",))
    assert _handoff(passing(None, "rita")).to == ("rita",)


def _handoff(world: World):
    assert world.case.handoff
    return world.case.handoff


def test_a_private_case_is_opened_to_whom_it_is_offered() -> None:
    world = owned(type="hr")
    assert not may_read(viewer("cleo", world.roster), world.case)
    offers(goes_off(world), "cleo")
    assert may_read(viewer("cleo", world.roster), world.case)


def test_at_the_fallback_not_being_taken_sends_it_nowhere_else() -> None:
    last = replace(path(level("ben", 5)), fallback=fallback((DUTY,)))
    world = World(rules(last), following()).opens().wait(6)
    world.does("ana", Accept())
    offers(goes_off(world), "cleo").wait(20)
    assert world.case.ladder.stage is Stage.FALLBACK
    assert world.case.owner == "ana"


def test_a_giver_who_is_on_duty_again_by_then_keeps_it() -> None:
    world = passing()
    world.changes(following()).wait(20)
    assert world.story[-1] == "Mon 10:30 handoff ends: back"
    assert world.case.duty_of == "duty"


def test_a_giver_who_comes_on_duty_again_keeps_it_at_once() -> None:
    world = passing()
    world.step(ReportOwnerBack(), None)
    assert world.case.handoff is None
    assert not world.step(ReportOwnerBack(), None)


@pytest.mark.parametrize("to", ["mia", "cleo"])
def test_changing_the_owner_by_hand_ends_it(to: str) -> None:
    world = passing()
    world.does("ana", Reassign(to, WHY))
    assert (world.case.owner, world.case.handoff) == (to, None)


def test_offered_to_the_same_people_again_it_stays_as_it_is() -> None:
    world = passing()
    assert not world.wait(5).step(OfferHandoff("duty", ("cleo",), world.now), None)
    assert _handoff(world).offered_at == later(10)


def test_a_new_change_of_duty_offers_it_to_the_next_who_come_on() -> None:
    world = offers(passing().wait(60), "ben")
    assert _handoff(world).to == ("ben",)
    assert world.refuses("cleo", Accept("ana")) == "already_accepted"


# an owner who is asked personally


def test_without_pass_on_the_owner_is_asked_and_may_keep_it() -> None:
    world = alone()
    assert world.story[-1] == "Mon 10:10 ana is to pass it on: shift_ended"
    assert world.heard() == {("ana", "passing_wanted"), ("cards", "refresh")}
    assert offered("ana", Verb.KEEP, world.case, world.roster)
    world.does("ana", KeepCase())
    assert (world.case.handoff, world.case.duty_of) == (None, None)
    assert not world.step(OfferHandoff("duty", ("cleo",), world.now), None)


def test_not_passed_on_its_level_is_asked_again_and_the_coordinator_told() -> None:
    world = alone().wait(10)
    assert world.story[-3:] == ["Mon 10:20 not taken in time", "Mon 10:20 level 1", "Mon 10:20 asks cleo to take over"]
    assert {("mia", "asked_again"), ("cleo", "ask")} <= world.heard()
    assert world.case.handoff is None


@pytest.mark.parametrize("why", [Off.LEAVE, Off.GONE])
def test_on_leave_or_gone_the_owner_is_asked_and_cannot_keep_it(why: Off) -> None:
    world = owned()
    world.step(ReportOwnerOff(why), None)
    assert world.story == [f"Mon 10:00 ana is to pass it on: {why}"]
    assert world.refuses("ana", KeepCase()) == "nothing_to_keep"
    assert not offered("ana", Verb.KEEP, world.case, world.roster)
    world.does("ana", Reassign("ben", WHY))
    assert world.case.handoff is None


def test_the_coordinator_hears_at_once_that_an_owner_is_gone() -> None:
    world = owned()
    world.step(ReportOwnerOff(Off.GONE), None)
    assert ("mia", "owner_gone") in world.heard()


def test_an_owner_who_is_back_in_time_keeps_it() -> None:
    back = owned()
    back.step(ReportOwnerOff(Off.LEAVE), None)
    back.changes(replace(back.roster, away={"ana": "unreachable"})).wait(10)
    assert back.story[-1] == "Mon 10:10 handoff ends: back"
    still = owned()
    still.step(ReportOwnerOff(Off.LEAVE), None)
    still.changes(following(away={"ana": "leave"})).wait(10)
    assert "Mon 10:10 level 2" in still.story


def test_one_who_accepted_at_the_fallback_leaves_it_to_the_fallback() -> None:
    world = World(rules(path(level("ana", 5))), COMPANY).opens().wait(6)
    world.does("kim", Accept())
    world.step(ReportOwnerOff(Off.GONE), None)
    world.changes(company(without="kim")).wait(10)
    assert world.case.ladder.stage is Stage.FALLBACK


def test_where_somebody_is_sought_already_nobody_else_is() -> None:
    world = owned()
    world.step(ReportOwnerOff(Off.GONE), None)
    world.changes(following(roster=company(without="ana")))
    world.does("mia", Escalate(WHY))
    assert world.story
    assert world.wait(9.5).story == []
    assert world.wait(0.5).story == [
        "Mon 10:10 level 3",
        "Mon 10:10 asks mia to take over",
        "Mon 10:10 not taken in time",
    ]


def test_who_is_asked_already_is_not_asked_twice_but_leave_counts_more_than_the_end_of_a_shift() -> None:
    world = alone()
    world.step(ReportOwnerOff(Off.LEAVE), None)
    assert _handoff(world).why is Off.LEAVE
    assert not world.step(ReportOwnerOff(Off.GONE), None)
    assert not passing().step(ReportOwnerOff(Off.LEAVE), None)
    assert not World(rules(), COMPANY).opens().step(ReportOwnerOff(Off.LEAVE), None)


def test_an_owner_on_leave_is_offered_to_who_comes_on_at_the_end_of_the_shift() -> None:
    world = owned()
    world.step(ReportOwnerOff(Off.LEAVE), None)
    world.does("ana", PassOnCase(NOTE))
    offers(goes_off(world), "cleo")
    assert (_handoff(world).to, _handoff(world).note) == (("cleo",), NOTE)


def test_handing_back_while_it_passes_on_leaves_the_offer_open() -> None:
    world = passing()
    world.does("ana", HandBack(WHY))
    world.does("cleo", Accept("ana"))
    assert world.case.owner == "cleo"


def test_a_note_for_all_is_no_note_for_the_next_shift() -> None:
    world = passing(following(note="P1"))
    world.does("ana", AddNote(WHY))
    assert world.refuses("cleo", Accept("ana")) == "note_wanted"
