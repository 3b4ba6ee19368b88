"""Vendors whom a level asks: written to once, reminded of through people, timed once they have it (S27, S35, S40)."""

from dataclasses import replace

from bot.cases.case import Realm, WaitingFor
from bot.cases.clocks import CaseClock, ClockKind
from bot.cases.commands import (
    Accept,
    Answer,
    Confirm,
    NeedInfo,
    Open,
    Reassign,
    Resolve,
    Triage,
    VendorHasIt,
    WaitFor,
    Withdraw,
)
from bot.cases.outcome import MessageKind, Topic
from bot.cases.reports import ReportOutsideUnreachable
from bot.durations import hours, minutes
from bot.messages.delivery import still_owed
from bot.people.roster import Roster, Vendor
from bot.policy.rules import Level
from bot.words import Text
from tests.core.cases.world import World
from tests.harness.builders import (
    CLOSED_WELL,
    COMPANY,
    LADDER,
    START,
    clock,
    facts,
    handover,
    level,
    path,
    rules,
    text,
    when,
)

WITH_MAIL = replace(COMPANY, mail=True)
ALONE = level("@telco", tell="ben", remind=(50.0, 80.0))
NUMBER = Text("T-100", "ben")


def slow_telco(roster: Roster = WITH_MAIL, **more: object) -> Roster:
    telco = Vendor("telco", "Telco", "noc@telco.example", accept_within=hours(1), resolve_within=minutes(60))
    return replace(roster, vendors={"telco": replace(telco, **more)})  # type: ignore[arg-type]


def opened(*levels: Level, roster: Roster = WITH_MAIL, remind: tuple[float, ...] = (), **stated: object) -> World:
    clocks = [clock(accept=minutes(10), update=hours(50), resolve=hours(90), wait=hours(30), remind=remind)]
    steps = path(*(levels or (ALONE, level("mia"))), fits=when(type="incident hr"))
    return World(rules(steps, clocks=clocks), roster).opens(**stated)  # type: ignore[arg-type]


def outside(world: World) -> list[tuple[str, Topic | None]]:
    """What the last step owes to those outside."""
    return [(m.vendor, m.topic) for m in world.messages if m.vendor]


# the one message


def test_a_vendor_whom_a_level_asks_is_written_to_when_the_level_is_reached() -> None:
    world = opened(level("ana", 5), ALONE)
    assert outside(world) == []
    world.wait(5)
    assert outside(world) == [("telco", Topic.VENDOR_ASKED)]
    assert world.case.written == ("telco",)


def test_so_is_one_beside_people() -> None:
    assert outside(opened(level("ana @telco", 5, tell="ben"))) == [("telco", Topic.VENDOR_ASKED)]


def test_a_vendor_is_written_to_once_in_a_case() -> None:
    world = World(rules(path(ALONE, level("mia", 5), rounds=3)), WITH_MAIL).opens()
    told = 0
    for _ in range(40):
        told += len(outside(world))
        world.until_next_timer()
    assert told == 1


def test_without_a_way_that_is_set_up_nobody_is_written_to() -> None:
    assert outside(opened(roster=COMPANY)) == []
    assert opened(roster=COMPANY).case.vendors == ("telco",)


def test_a_webhook_is_a_way_where_webhooks_are_set_up() -> None:
    hooked = slow_telco(COMPANY, email=None, webhook="https://telco.example/in")
    assert outside(opened(roster=hooked)) == []
    assert outside(opened(roster=replace(hooked, webhooks=True))) == [("telco", Topic.VENDOR_ASKED)]
    assert not hooked.writes_to("nobody")


def test_of_a_private_case_no_vendor_hears() -> None:
    world = opened(level("hugo @telco", 5, tell="hugo"), type="hr")
    assert (world.case.private, outside(world), world.case.written) == (True, [], ())


def test_what_is_owed_to_a_vendor_is_owed_no_more_once_the_case_is_private() -> None:
    world = opened()
    [message] = [message for message in world.messages if message.vendor]
    assert still_owed(message, world.case)
    assert not still_owed(message, replace(world.case, private=True))


def test_a_drill_writes_to_no_vendor() -> None:
    world = World(rules(path(ALONE, level("mia"))), WITH_MAIL)
    world.step(Open("c1", 7, Realm.DRILL, CaseClock(START), handover(), facts()), "rita")
    assert world.case.written == ()


# the end


def test_a_vendor_who_was_written_to_hears_of_the_end() -> None:
    world = opened()
    world.does("rita", Withdraw(text()))
    assert outside(world) == [("telco", Topic.ENDED)]


def test_also_of_an_end_that_came_by_solving_it() -> None:
    world = opened()
    world.does("ben", VendorHasIt(NUMBER))
    world.does("ben", Resolve(CLOSED_WELL))
    world.does("rita", Confirm())
    assert outside(world) == [("telco", Topic.ENDED)]


def test_not_of_one_that_is_private_by_then_nor_one_whom_nothing_reached() -> None:
    private = opened(ALONE, level("hugo"), roster=slow_telco())
    private.does("ben", VendorHasIt(NUMBER))
    private.does("ben", Triage(text(), facts(type="hr")))
    private.does("rita", Withdraw(text()))
    silent = opened()
    silent.step(ReportOutsideUnreachable("telco"), None)
    silent.does("rita", Withdraw(text()))
    assert outside(private) == outside(silent) == []


# nothing reaches them


def test_whoever_is_told_beside_a_vendor_hears_that_nothing_reaches_them() -> None:
    world = opened()
    world.step(ReportOutsideUnreachable("telco"), None)
    assert ("ben", "outside_unreachable") in world.heard()
    assert (world.case.written, world.case.unreached) == ((), ("telco",))
    assert not world.step(ReportOutsideUnreachable("telco"), None)


def test_so_does_whoever_has_the_case_by_then_and_where_nobody_is_told_who_can_mend_it() -> None:
    world = opened(level("ana @telco", tell="ben"))
    world.does("ana", Accept())
    world.step(ReportOutsideUnreachable("telco"), None)
    assert {("ana", "outside_unreachable"), ("ben", "outside_unreachable")} <= world.heard()
    customers = World(rules(LADDER), WITH_MAIL).opens(customer="acme")
    customers.step(ReportOutsideUnreachable("acme"), None)
    assert ("kim", "outside_unreachable") in customers.heard()


# reminders


def reminders(world: World) -> list[str]:
    return [line for line in world.story if "reminds" in line]


def test_at_a_level_of_a_vendor_alone_those_told_are_reminded() -> None:
    assert reminders(opened().wait(59)) == ["Mon 10:30 reminds ben at 50%", "Mon 10:48 reminds ben at 80%"]


def test_those_told_beside_people_who_were_asked_are_not() -> None:
    beside = level("ana @telco", 60, tell="ben", remind=(50.0,))
    assert reminders(opened(beside).wait(59)) == ["Mon 10:30 reminds ana at 50%"]


def test_nobody_is_reminded_once_somebody_says_that_the_vendor_has_it() -> None:
    world = opened().wait(31)
    [reminder] = [message for message in opened().wait(30).messages if message.kind is MessageKind.REMIND]
    assert still_owed(reminder, world.case)
    world.does("ben", VendorHasIt(NUMBER))
    assert not still_owed(reminder, world.case)
    assert reminders(world.wait(28)) == ["Mon 10:30 reminds ben at 50%"]


def test_nor_while_somebody_else_has_it_for_whom_the_vendor_has_it() -> None:
    world = opened(level("ana", 5), level("@telco", tell="ben", remind=(50.0,)), level("mia")).wait(6)
    assert reminders(world.wait(10)) == []
    world.does("ben", VendorHasIt(NUMBER))
    assert reminders(world.wait(200)) == []


def test_the_next_level_ends_the_reminders() -> None:
    world = opened(ALONE, level("mia", 60)).wait(61)
    assert world.case.ladder.aware == ()


def test_what_stood_for_the_reporters_answer_is_reminded_of_later() -> None:
    world = opened().wait(10)
    world.does("ben", NeedInfo("impact", text("how many?", "ben")))
    world.wait(20)
    world.does("rita", Answer(text("all", "rita")))
    assert reminders(world.wait(26)) == ["Mon 10:55 reminds ben at 50%"]


def test_several_who_are_told_are_each_reminded() -> None:
    both = level("@telco", tell="ben cleo", remind=(50.0,))
    lines = reminders(opened(both).wait(59))
    assert sorted(lines) == ["Mon 10:30 reminds ben at 50%", "Mon 10:30 reminds cleo at 50%"]


# the vendor's own time


def taken(**more: object) -> World:
    world = opened(roster=slow_telco(WITH_MAIL, **more), remind=(50.0,))
    world.does("ben", VendorHasIt(NUMBER))
    world.story  # noqa: B018  what follows is told
    return world


def test_the_vendors_time_runs_once_the_vendor_has_it_and_reminds_whoever_owns_it() -> None:
    world = taken()
    assert world.wait(60).story == ["Mon 10:30 vendor near for ben at 50%", "Mon 11:00 the vendor is late"]
    assert world.heard() == {("ben", "vendor_late"), ("cards", "refresh")}


def test_its_end_is_no_breach_of_the_case() -> None:
    world = taken().wait(61)
    assert world.case.ladder.stage == "rest"
    assert not any("breached" in line for line in world.story)


def test_it_counts_in_the_vendors_hours() -> None:
    world = taken(hours="office", resolve_within=hours(7))
    assert [line for line in world.wait(60 * 24).story if "vendor" in line] == [
        "Mon 13:30 vendor near for ben at 50%",
        "Tue 09:00 the vendor is late",
    ]


def test_it_goes_on_while_the_case_waits_for_the_vendor_and_reminds_a_new_owner() -> None:
    world = taken()
    world.does("ben", WaitFor(WaitingFor.VENDOR, text("they dig", "ben")))
    world.does("mia", Reassign("ana", text("ben goes home", "mia")))
    world.wait(60)
    assert ("ana", "vendor_late") in world.heard()


def test_it_stops_when_the_case_is_solved() -> None:
    world = taken()
    world.does("ben", Resolve(CLOSED_WELL))
    assert world.case.running(ClockKind.VENDOR) is None


def test_a_vendor_without_a_time_to_resolve_has_no_clock_and_said_again_it_runs_on() -> None:
    assert taken(resolve_within=None).case.running(ClockKind.VENDOR) is None
    world = taken()
    began = world.case.running(ClockKind.VENDOR)
    world.wait(10).does("ben", VendorHasIt(Text("T-101", "ben")))
    assert world.case.running(ClockKind.VENDOR) == began


def test_a_vendor_of_an_earlier_level_has_its_own_time() -> None:
    world = opened(level("@telco", 5, tell="ben"), level("mia", 600), roster=slow_telco()).wait(6)
    world.does("ben", VendorHasIt(NUMBER))
    assert world.case.running(ClockKind.VENDOR)


def test_a_vendors_number_of_a_case_that_somebody_has_changes_no_owner_and_begins_the_time() -> None:
    world = opened(level("ana @telco", 5, tell="ben"), roster=slow_telco())
    world.does("ana", Accept())
    world.does("ben", VendorHasIt(NUMBER))
    assert (world.case.owner, bool(world.case.running(ClockKind.VENDOR))) == ("ana", True)
