"""Trying a case: the worked examples to the second, what people answer, and where it ends (S45, S46)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.policyfile import read_policy
from adapters.wording import Wording
from bot.cases.approval_events import ApprovalDropped
from bot.cases.case import Case, WaitingFor
from bot.cases.clocks import ClockKind
from bot.cases.commands import (
    Accept,
    Answer,
    BreakGlass,
    Confirm,
    Coordinate,
    Decline,
    Disapprove,
    HandBack,
    NeedInfo,
    PersonsCommand,
    PostUpdate,
    Reopen,
    Resolve,
    Snooze,
    Triage,
    WaitFor,
    Wake,
    Withdraw,
)
from bot.cases.commands import Approve as Yes
from bot.cases.facts import Facts
from bot.cases.ladder import Why
from bot.cases.timer_commands import EndLevel
from bot.cases.timers import Timer
from bot.durations import hours
from bot.people.identity import Reader
from bot.policy.policy import Policy
from bot.policy.rules import ApprovalLine, AudienceLine, CommunicationPlan, Default, Rules
from bot.policy.when import EVERY_CASE
from bot.trying import play as play_module
from bot.trying.bars import Doing, bars, marks
from bot.trying.because import WHY as WHY_MOVED
from bot.trying.because import Because
from bot.trying.happening import Happening, Kind
from bot.trying.play import Deed, Stalled
from bot.trying.simulate import SOMEBODY, Ended, Simulation, Trial, simulate
from bot.trying.telling_around import of_approval
from tests.core.people.builders import at, calendar
from tests.harness.builders import (
    BARELY_CLOSED,
    CLOCKS,
    CLOSED_WELL,
    COMPANY,
    OFFICE,
    START,
    clock,
    company,
    facts,
    fallback,
    later,
    level,
    path,
    rules,
    target,
    text,
    when,
)

WORKED = read_policy((Path(__file__).parents[1] / "cases" / "worked.yaml").read_bytes())
FERRIES = Policy(replace(WORKED.rules, approval=()), WORKED.roster)
WHY = text()
Act = tuple[str, PersonsCommand]


def told(happening: Happening, zone: str = "Europe/Copenhagen") -> str:
    """ "Fri 17:55 paged 1 dan": when, what, level, who and where."""
    local = happening.at.astimezone(ZoneInfo(zone))
    clock = f"{local:%a %H:%M:%S}".removesuffix(":00")
    named = (*happening.who, *(f"#{place}" for place in happening.where))
    return " ".join([clock, happening.event, *([str(happening.level)] if happening.level else []), *named])


def tried(policy: Policy, opened: str | datetime, *deeds: Deed, until: str = "", **about: object) -> Simulation:
    opened_at = at(opened) if isinstance(opened, str) else opened
    trial = Trial(Facts(**about), opened_at, deeds=deeds, until=at(until) if until else None)  # type: ignore[arg-type]
    return simulate(policy, trial)


def does(after: float, who: str, command: PersonsCommand | Callable[[Case], PersonsCommand]) -> Deed:
    """So many minutes after everything begins."""

    def act(case: Case) -> Act:
        return who, command(case) if callable(command) else command

    return Deed(START + timedelta(minutes=after), act)


def small(*deeds: Deed, until: float | None = None, **more: object) -> Simulation:
    """A P1 incident on the ladder ana (5), ben (10), mia (15), fallback kim."""
    policy = Policy(rules(**more), COMPANY)  # type: ignore[arg-type]
    ends = START + timedelta(minutes=until) if until is not None else None
    return simulate(policy, Trial(facts(), START, deeds=deeds, until=ends))


def lines(simulation: Simulation, *but: Kind) -> list[str]:
    return [told(one) for one in simulation.happenings if one.event not in but]


# the worked examples (S46)


def test_an_urgent_case_that_nobody_answers_to_the_second() -> None:
    seen = tried(FERRIES, "2026-11-20 17:55", type="outage", impact="fleet", urgency="now")
    assert lines(seen) == [
        "Fri 17:55 opened",
        "Fri 17:55 paged 1 dan",
        "Fri 17:55 told 1 #bridge",
        "Fri 17:57:30 reminded 1 dan",
        "Fri 17:59 reminded 1 dan",
        "Fri 18:00 escalated 2",
        "Fri 18:00 paged 2 bo",
        "Fri 18:00 breached",
        "Fri 18:10 escalated 3",
        "Fri 18:10 paged 3 #carrier",
        "Fri 18:10 told 3 bo",
        "Fri 18:40 reminded 3 bo",
        "Fri 18:58 reminded 3 bo",
        "Fri 19:10 escalated 4",
        "Fri 19:10 paged 4 mona",
        "Fri 19:25 escalated 1",
        "Fri 19:25 paged 1 dan",
        "Fri 19:27:30 reminded 1 dan",
        "Fri 19:29 reminded 1 dan",
        "Fri 19:30 escalated 2",
        "Fri 19:30 paged 2 bo",
        "Fri 19:40 escalated 3",
        "Fri 19:40 paged 3 #carrier",
        "Fri 20:10 reminded 3 bo",
        "Fri 20:28 reminded 3 bo",
        "Fri 20:40 escalated 4",
        "Fri 20:40 paged 4 mona",
        "Fri 20:55 fallback kit",
        "Fri 21:25 fallback kit",
        "Fri 21:55 fallback kit",
        "Fri 21:55 breached",
    ]
    assert seen.ended is Ended.FALLBACK


def test_a_grave_flag_tells_in_parallel_and_begins_higher() -> None:
    seen = tried(
        FERRIES, "2026-11-20 17:55", until="2026-11-20 19:20", type="outage", impact="fleet",
        flags=frozenset({"security"}),
    )  # fmt: skip
    assert lines(seen, Kind.BREACHED) == [
        "Fri 17:55 opened",
        "Fri 17:55 told kit",
        "Fri 17:55 paged 2 bo",
        "Fri 18:05 escalated 3",
        "Fri 18:05 paged 3 #carrier",
        "Fri 18:05 told 3 bo",
        "Fri 18:35 reminded 3 bo",
        "Fri 18:53 reminded 3 bo",
        "Fri 19:05 escalated 4",
        "Fri 19:05 paged 4 mona",
        "Fri 19:20 escalated 1",
        "Fri 19:20 paged 1 dan",
        "Fri 19:20 told 1 #bridge",
    ]
    assert seen.ended is Ended.UNTIL


def approved_by_mona(otherwise: Default = Default.APPROVE, **more: object) -> Policy:
    line = ApprovalLine(when(priority="P3"), (target("radio*"),), hours(4), otherwise, **more)  # type: ignore[arg-type]
    return Policy(replace(FERRIES.rules, approval=(line,)), FERRIES.roster)


def test_a_routine_case_is_approved_by_default_and_counts_open_hours() -> None:
    seen = tried(approved_by_mona(), "2026-11-20 15:30", type="outage", impact="desk", urgency="now")
    assert lines(seen, Kind.BREACHED) == [
        "Fri 15:30 opened",
        "Fri 15:30 asked_approval mona",
        "Mon 11:30 approved",
        "Mon 11:30 paged 1 ida",
        "Mon 13:06 reminded 1 ida",
        "Mon 13:30 paged 1 bo",
        "Mon 15:06 reminded 1 bo",
        "Mon 15:30 escalated 2",
        "Mon 15:30 paged 2 mona",
        "Tue 11:00 fallback mona",
        "Wed 11:00 fallback mona",
        "Thu 11:00 fallback mona",
    ]


def test_what_cannot_wait_is_asked_on_a_saturday_night() -> None:
    seen = tried(
        FERRIES, "2026-11-21 03:00", until="2026-11-21 03:15", type="defect", impact="desk", flags=frozenset({"halt"})
    )
    assert lines(seen, Kind.BREACHED) == [
        "Sat 03:00 opened",
        "Sat 03:00 told #bridge",
        "Sat 03:00 paged 1 bo",
        "Sat 03:05 skipped 2 dan",
        "Sat 03:05 escalated 2",
        "Sat 03:05 paged 2 ida",
        "Sat 03:10 escalated 3",
        "Sat 03:10 paged 3 mona kit",
        "Sat 03:15 fallback kit mona",
    ]


def test_a_level_that_sleeps_asks_when_it_opens_and_where_it_was_reached_says_until_when() -> None:
    seen = tried(FERRIES, "2026-11-21 03:00", until="2026-11-23 08:00", type="defect", impact="desk")
    assert lines(seen) == ["Sat 03:00 opened", "Mon 08:00 skipped 2 dan", "Mon 08:00 paged 2 ida"]
    assert [say.key for say in seen.happenings[0].rule] == ["trying.opened", "trying.slept"]
    assert "S25 asleep until Monday 08:00" in said(seen, 0)


def said(seen: Simulation, number: int) -> str:
    words = Wording(str, "en", lambda: seen.case.opened_at)
    reader = Reader("", "en", "Europe/Copenhagen")
    return "; ".join(words.sentence(one, reader) for one in seen.happenings[number].rule)


def test_an_hour_that_clocks_skip_is_no_hour_of_anybodys_time() -> None:
    """The night of 28 to 29 March 2026 has no 02:00 in Copenhagen: 01:57 and 5 minutes is 03:02."""
    seen = tried(FERRIES, "2026-03-29 01:57", until="2026-03-29 03:02", type="outage", impact="fleet")
    assert [told(one) for one in seen.happenings if one.event is Kind.PAGED] == [
        "Sun 01:57 paged 1 ida",
        "Sun 03:02 paged 2 bo",
    ]


def test_a_holiday_is_no_open_day() -> None:
    """Christmas Eve is closed, and the two days after it are holidays and weekend."""
    seen = tried(FERRIES, "2026-12-23 16:00", until="2026-12-31 00:00", type="defect", impact="desk")
    assert "Mon 11:30 escalated 3" in lines(seen)


# people who answer


def test_whoever_accepts_has_it_and_nobody_else_is_asked() -> None:
    seen = small(does(7, "ben", lambda case: Accept(case.owner)), until=60)
    assert lines(seen) == [
        "Mon 10:00 opened",
        "Mon 10:00 paged 1 ana",
        "Mon 10:05 escalated 2",
        "Mon 10:05 paged 2 ben",
        "Mon 10:07 accepted 2 ben",
    ]
    assert (seen.turned, seen.idle) == ((), ())


def test_who_is_not_asked_yet_is_turned_away_and_the_rest_goes_on() -> None:
    seen = small(does(2, "ben", Decline(WHY)), until=5)
    assert [(one.person, one.sentence.key) for one in seen.turned] == [("ben", "refused.not_asked")]
    assert lines(seen)[-1] == "Mon 10:05 paged 2 ben"


def test_who_declines_passes_it_on_at_once() -> None:
    assert lines(small(does(1, "ana", Decline(WHY)), until=1))[2:] == [
        "Mon 10:01 declined 1 ana",
        "Mon 10:01 escalated 2",
        "Mon 10:01 paged 2 ben",
    ]


def test_a_case_handed_back_goes_down_and_what_the_owner_puts_off_waits() -> None:
    seen = small(
        does(6, "ben", Accept()),
        does(10, "ben", lambda case: Snooze(START + timedelta(minutes=20), WHY)),
        does(25, "ben", WaitFor(WaitingFor.CUSTOMER, WHY)),
        does(35, "ben", Wake()),
        does(40, "ben", HandBack(WHY)),
        until=41,
    )
    assert lines(seen)[4:] == [
        "Mon 10:06 accepted 2 ben",
        "Mon 10:10 waiting ben",
        "Mon 10:20 reminded ben",
        "Mon 10:25 waiting ben",
        "Mon 10:40 declined 2 ben",
        "Mon 10:40 escalated 1",
        "Mon 10:40 paged 1 ana",
    ]


def test_the_reporter_is_asked_resolves_and_reopens_outside_the_file() -> None:
    seen = small(
        does(1, "ana", NeedInfo("steps")),
        does(3, SOMEBODY, Answer(text("all", SOMEBODY))),
        does(4, "ana", Accept()),
        does(5, "ana", Resolve(BARELY_CLOSED)),
        does(6, SOMEBODY, Confirm()),
        does(7, "ana", Resolve(CLOSED_WELL)),
        does(8, SOMEBODY, Reopen(WHY)),
        until=20,
    )
    assert lines(seen)[2:] == [
        "Mon 10:01 waiting",
        "Mon 10:04 accepted 1 ana",
        "Mon 10:05 resolved ana",
        "Mon 10:06 reminded ana",
        "Mon 10:07 resolved ana",
        "Mon 10:07 closed ana",
        "Mon 10:08 opened",
    ]
    assert seen.ended is Ended.UNTIL


def test_it_ends_when_the_case_is_closed_and_says_what_was_still_to_come() -> None:
    assert small(does(1, "ana", Accept()), does(2, SOMEBODY, Withdraw(WHY))).ended is Ended.CLOSED
    assert [deed.at for deed in small(does(9, "ana", Accept()), until=5).idle] == [START + timedelta(minutes=9)]


def test_reopening_is_told_as_opening_again() -> None:
    seen = small(
        does(1, "ana", Accept()), does(2, "ana", Resolve(CLOSED_WELL)), does(3, SOMEBODY, Reopen(WHY)), until=3
    )
    assert lines(seen)[-1] == "Mon 10:03 opened"


def test_a_late_owner_is_reminded_then_another_is_sought_and_may_help() -> None:
    late = replace(CLOCKS, update=None, remind=(50.0,))
    seen = small(does(1, "ana", Accept()), does(241, "ben", Coordinate()), until=242, clocks=(late,))
    assert lines(seen, Kind.OPENED)[-6:] == [
        "Mon 10:01 accepted 1 ana",
        "Mon 12:00 reminded ana",
        "Mon 14:00 breached",
        "Mon 14:00 escalated 2",
        "Mon 14:00 paged 2 ben",
        "Mon 14:01 accepted 2 ben",
    ]


def test_triage_to_another_path_begins_there() -> None:
    other = path(level("mia", 5), path_id="grave", fits=when(flags="safety"))
    policy = Policy(rules(other, path(level("ana", 30))), COMPANY)
    deed = does(2, "mia", Triage(WHY, facts(flags=frozenset({"safety"}))))
    seen = simulate(policy, Trial(facts(), START, deeds=(deed,), until=START + timedelta(minutes=3)))
    assert lines(seen)[2:] == ["Mon 10:02 told kim", "Mon 10:02 escalated 1", "Mon 10:02 paged 1 mia"]
    assert {bar.path for bar in bars(seen, policy.rules)} == {"web", "grave"}


# approval and who is kept informed


def test_an_approver_may_say_no_or_yes_and_nobody_else_is_asked_before() -> None:
    opened_at = START
    no = tried(approved_by_mona(), opened_at, does(5, "mona", Disapprove(WHY)), type="outage", impact="desk")
    assert lines(no) == [
        "Mon 10:00 opened",
        "Mon 10:00 asked_approval mona",
        "Mon 10:05 declined mona",
        "Mon 10:05 closed mona",
    ]
    yes = tried(approved_by_mona(), opened_at, does(5, "mona", Yes()), type="outage", impact="desk")
    assert lines(yes)[2:4] == ["Mon 10:05 approved mona", "Mon 10:05 paged 1 ida"]
    silent = tried(approved_by_mona(Default.DECLINE), opened_at, type="outage", impact="desk")
    assert lines(silent)[2:] == ["Mon 14:00 declined", "Mon 14:00 closed"]


def test_an_approval_that_nobody_needs_any_more_is_no_news() -> None:
    seen = tried(FERRIES, START, type="outage", impact="desk", until="2026-11-16 10:00")
    entry = replace(seen.entries[0], event=ApprovalDropped())
    assert list(of_approval(ApprovalDropped(), entry, Because(seen.case, FERRIES))) == []


def test_a_vendor_asked_without_a_limit_is_asked_all_the_same() -> None:
    seen = tried(FERRIES, START, type="outage", impact="desk", until="2026-11-16 10:00")
    assert Because(seen.case, FERRIES).asked(1, None).key == "trying.asked"


def test_an_audience_is_told_once_drafts_not_at_all_and_all_hear_of_the_end() -> None:
    by_stige = AudienceLine((target("#ops"),), hours(1), "status", every=hours(1), by_stige=True)
    by_ana = AudienceLine((target("kim"),), hours(2), "manager", by=target("ana"))
    plan = CommunicationPlan(EVERY_CASE, (by_stige, by_ana))
    seen = small(
        does(1, "ana", Accept()), does(250, "ana", Resolve(CLOSED_WELL)), does(251, SOMEBODY, Confirm()),
        clocks=(replace(CLOCKS, update=None, resolve=None),), communication=(plan,),
    )  # fmt: skip
    around = [told(one) for one in seen.happenings if one.event in (Kind.TOLD, Kind.REMINDED)]
    assert around[0] == "Mon 11:00 told #ops"
    assert around[1].startswith("Mon 14:11 told")
    assert len(around) == 2


# what is assumed, and where it ends


def test_everybody_can_be_reached_and_no_customer_has_come_before() -> None:
    roster = company("ana ben", repeats={"acme": 7})
    policy = Policy(rules(), roster)
    seen = simulate(policy, Trial(facts(customer="acme"), START, until=START))
    assert lines(seen) == ["Mon 10:00 opened", "Mon 10:00 paged 1 ana"]


def test_the_region_is_the_reporters_and_the_reporter_may_be_named() -> None:
    paths = (path(level("ben"), path_id="far", fits=when(region="apac")), path(level("ana")))
    policy = Policy(rules(*paths), COMPANY)
    trial = Trial(facts(), START, until=START)
    assert lines(simulate(policy, trial))[-1].endswith("ana")
    assert lines(simulate(policy, replace(trial, region="apac")))[-1].endswith("ben")
    named = replace(trial, region="apac", reporter="rita")
    assert lines(simulate(policy, named)) == ["Mon 10:00 opened rita", "Mon 10:00 paged 1 ben"]


def test_a_case_that_always_climbs_is_told_for_thirty_days_and_not_for_ever() -> None:
    slow = rules(path(level("ana", 60 * 24 * 60)))
    seen = simulate(Policy(slow, COMPANY), Trial(facts(), START))
    assert seen.ended is Ended.LONG
    assert seen.ended_at - START == timedelta(days=30)


def test_a_fallback_every_second_is_cut_off() -> None:
    quick = rules(path(level("ana", 1), fallback=fallback("kim", 1 / 60)))
    seen = simulate(Policy(quick, COMPANY), Trial(facts(), START, until=START + timedelta(days=2)))
    assert seen.ended is Ended.MANY


def test_after_the_third_fallback_it_goes_on_while_an_answer_is_still_to_come() -> None:
    assert small(does(500, "kim", Accept())).idle == ()
    assert small(does(500, "kim", Withdraw(WHY))).turned[0].person == "kim"


def test_a_level_that_can_ask_nobody_is_passed_over_with_its_reason() -> None:
    policy = Policy(rules(path(level("ana", authority=frozenset({"release"})), level("ben"))), COMPANY)
    seen = simulate(policy, Trial(facts(), START, until=START))
    assert lines(seen) == ["Mon 10:00 opened", "Mon 10:00 skipped 1 ana", "Mon 10:00 paged 2 ben"]
    assert [say.key for say in seen.happenings[1].rule] == ["trying.skipped", "trying.passed"]


def test_the_fallback_of_a_ladder_that_could_ask_nobody_says_so() -> None:
    policy = Policy(rules(path(level("ana", authority=frozenset({"release"})))), COMPANY)
    seen = simulate(policy, Trial(facts(), START, until=START))
    assert dict(seen.happenings[-1].rule[0].params)["why"] == WHY_MOVED[Why.NOBODY]


def test_every_reason_why_a_ladder_moves_has_its_words() -> None:
    assert set(WHY_MOVED) == set(Why)


def test_whoever_may_break_the_glass_sends_it_to_any_level() -> None:
    kim = replace(COMPANY.people["kim"], authority=frozenset({"break-glass"}))
    roster = replace(COMPANY, people={**COMPANY.people, "kim": kim})
    deeds = (does(1, "kim", BreakGlass(3, WHY)),)
    seen = simulate(Policy(rules(), roster), Trial(facts(), START, deeds=deeds, until=later(1)))
    assert lines(seen)[2:] == ["Mon 10:01 escalated 3", "Mon 10:01 paged 3 mia"]


def test_a_vendor_beside_people_is_told_in_parallel() -> None:
    policy = Policy(rules(path(level("ana @telco", tell="ben"))), COMPANY)
    assert lines(simulate(policy, Trial(facts(), START, until=START)))[1:] == [
        "Mon 10:00 paged 1 ana",
        "Mon 10:00 told 1 ben #telco",
    ]


def test_a_missed_update_is_a_breach_and_a_level_above_that_sleeps_says_so() -> None:
    office = path(level("ana", 5), level("ben", 10, hours="office"))
    trial = Trial(facts(), later(420), deeds=(does(421, "ana", Accept()),), until=later(600))
    seen = simulate(Policy(rules(office), COMPANY), trial)
    assert lines(seen)[2:] == [
        "Mon 17:01 accepted 1 ana",
        "Mon 18:01 breached",
        "Mon 19:01 breached",
        "Mon 19:01 escalated 2",
    ]
    assert [say.key for say in seen.happenings[-1].rule] == ["trying.moved", "trying.slept"]


def test_a_private_case_says_that_it_is_one() -> None:
    seen = simulate(Policy(rules(path(level("hugo"))), COMPANY), Trial(Facts("hr"), START, until=START))
    assert [say.key for say in seen.happenings[0].rule] == ["trying.opened", "trying.private"]


def test_a_clock_that_no_line_names_is_named_without_a_line() -> None:
    seen = simulate(Policy(rules(clocks=(clock(),)), COMPANY), Trial(facts(), START, until=START + timedelta(hours=1)))
    breach = [one for one in seen.happenings if one.event is Kind.BREACHED]
    assert dict(breach[0].rule[0].params)["line"] == "clocks.accept"


def test_an_approver_without_the_authority_is_skipped_and_a_vendor_is_written_to_by_hand() -> None:
    by = ApprovalLine(EVERY_CASE, (target("kim"),), hours(1), Default.APPROVE)
    plan = CommunicationPlan(EVERY_CASE, (AudienceLine((target("@telco"),), hours(0.1), "status", by=target("ana")),))
    made = rules(approval=(by,), communication=(plan,))
    deed = does(7, "ana", PostUpdate(WHY, audiences=(1,)))
    seen = simulate(Policy(made, COMPANY), Trial(facts(impact="one", urgency="later"), START, deeds=(deed,)))
    assert lines(seen)[1:3] == ["Mon 10:00 skipped kim", "Mon 10:00 approved"]


def test_a_sleeping_level_that_gets_other_hours_has_not_moved() -> None:
    calendars = {
        "office": OFFICE,
        "always": calendar({"mon tue wed thu fri sat sun": "00:00-24:00"}),
        "late": calendar({"mon tue wed thu fri": "12:00-16:00"}),
    }
    made = rules(
        path(level("web:", 5, hours="always"), level("ben")),
        clocks=(
            clock(when(priority="P1"), accept=hours(1), hours="office"),
            clock(accept=hours(1), hours="late"),
            CLOCKS,
        ),
        calendars=calendars,
    )
    evening = START + timedelta(hours=8)
    deed = does(490, "mia", Triage(WHY, None, "P3"))
    trial = Trial(facts(), evening, deeds=(deed,), until=evening + timedelta(hours=20))
    seen = simulate(Policy(made, replace(COMPANY, calendars=calendars)), trial)
    assert seen.turned == ()
    climbed = [told(one) for one in seen.happenings if one.event in (Kind.ESCALATED, Kind.PAGED)]
    assert climbed[-2:] == ["Mon 18:05 escalated 2", "Tue 12:00 paged 2 ben"]


def test_a_vendors_time_is_the_line_of_the_vendor() -> None:
    seen = tried(FERRIES, START, type="outage", impact="desk", until="2026-11-16 10:00")
    why = Because(replace(seen.case, vendors=("carrier",)), FERRIES)
    assert dict(why.clock_reminded(ClockKind.VENDOR, 50).params)["line"] == "vendors.carrier.resolve_within"


# as stretches and marks


def test_each_ask_is_a_stretch_until_its_end_or_an_answer() -> None:
    seen = small(does(7, "ben", Accept()), does(9, "ben", Resolve(CLOSED_WELL)), until=10)
    drawn = [
        (bar.doing, bar.level, bar.who, minutes(bar.begins_at), minutes(bar.ends_at)) for bar in bars(seen, rules())
    ]
    assert drawn == [
        (Doing.ASKED, 1, "ana", 0, 5),
        (Doing.ASKED, 2, "ben", 5, 7),
        (Doing.OWNER, None, "ben", 7, 9),
    ]
    assert [(mark.event, mark.who) for mark in marks(seen)] == [(Kind.ACCEPTED, "ben"), (Kind.RESOLVED, "")]


def minutes(moment: datetime) -> float:
    return (moment - START) / timedelta(minutes=1)


def test_sleep_approval_and_fallback_are_stretches_too() -> None:
    seen = tried(approved_by_mona(), "2026-11-20 15:30", type="outage", impact="desk", urgency="now")
    doing = [bar.doing for bar in bars(seen, FERRIES.rules)]
    assert doing == [Doing.APPROVAL, Doing.ASKED, Doing.ASKED, Doing.ASKED, *[Doing.FALLBACK] * 3]
    asleep = tried(FERRIES, "2026-11-21 03:00", until="2026-11-23 09:00", type="defect", impact="desk")
    assert [(bar.doing, bar.level) for bar in bars(asleep, FERRIES.rules)] == [(Doing.ASLEEP, 2), (Doing.ASKED, 2)]


@pytest.mark.parametrize("language", ["en", "da"])
def test_every_reason_can_be_read(language: str) -> None:
    seen = tried(FERRIES, "2026-11-20 17:55", type="outage", impact="fleet", urgency="now")
    words, reader = Wording(str, "en", lambda: START), Reader("", language, "Europe/Copenhagen")
    read = [words.sentence(one, reader) for happening in seen.happenings for one in happening.rule]
    assert read
    assert not [line for line in read if "{" in line or line.startswith("[")]


def test_a_timer_that_would_be_due_for_ever_ends_the_play(monkeypatch: pytest.MonkeyPatch) -> None:
    def of_nothing(case: Case, _: Rules) -> tuple[Timer, ...]:
        return (Timer(case.opened_at, EndLevel(9, 9), "level"),)

    monkeypatch.setattr(play_module, "timers", of_nothing)
    with pytest.raises(Stalled, match="changed nothing"):
        simulate(Policy(rules(), COMPANY), Trial(facts(), START))
