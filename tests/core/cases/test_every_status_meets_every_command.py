"""Every status meets every command, from everybody, with every belief.

It is refused in a sentence, or lands where the table of transitions lets it (`promises.hold` looks); nothing else is
ever raised. Of a timer's command that does not fit nothing comes at all.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import get_args

import pytest

from bot.cases.case import Status, WaitingFor
from bot.cases.clocks import ClockKind
from bot.cases.commands import (
    Accept,
    AddNote,
    AddPeople,
    Answer,
    AnswerSuggestion,
    Approve,
    BreakGlass,
    Command,
    Confirm,
    Coordinate,
    Decline,
    Disapprove,
    EditHandover,
    Escalate,
    Follow,
    Grade,
    HandBack,
    Hold,
    Join,
    Link,
    MarkTold,
    MoveVersion,
    NeedInfo,
    Open,
    PersonsCommand,
    PostUpdate,
    Reassign,
    Reopen,
    Resolve,
    Show,
    Snooze,
    Triage,
    Unfollow,
    VendorHasIt,
    WaitFor,
    Wake,
    Withdraw,
)
from bot.cases.handoff import Off
from bot.cases.handoff_commands import KeepCase, PassOnCase
from bot.cases.reports import (
    OfferHandoff,
    Report,
    ReportBroughtElsewhere,
    ReportFailedWithdrawal,
    ReportMissingPlace,
    ReportNotReached,
    ReportOutsideUnreachable,
    ReportOwnerBack,
    ReportOwnerOff,
    ReportOwnerUnreachable,
    ReportStuck,
    ReportUnreachable,
)
from bot.cases.timer_commands import (
    AskForUpdate,
    AskNext,
    EndApproval,
    EndAudience,
    EndClock,
    EndHandoff,
    EndLevel,
    EndSnooze,
    RemindClock,
    RemindPerson,
    RepeatFallback,
    TimersCommand,
    WakeLevel,
)
from bot.cases.transitions import TRANSITIONS
from bot.people.identity import Platform
from bot.policy.rules import Rules, Suggestion
from tests.core.cases.world import World
from tests.harness.builders import (
    BARELY_CLOSED,
    CLOCKS,
    CLOSED_WELL,
    LADDER,
    START,
    STRANGER,
    approval,
    audience,
    clock,
    facts,
    handover,
    later,
    level,
    path,
    plan,
    rules,
    text,
    when,
    with_authority,
)

WHY = text()
PHISHING = (Suggestion(("phish*",), flag="security"),)
SAID = handover(impact=text("phishing?"))
DECIDING = with_authority(mia="approve break-glass", kim="approve policy")
EVERYBODY = ("ana", "ben", "mia", "kim", "rita", STRANGER)
OFFICE_LEVEL = path(level("ana ben", 60, hours="office"), level("@telco", tell="cleo"), level("kim"))
GRAVE = path(level("web:", 30), level("mia"), path_id="grave", fits=when(flags="security"))

INFORMED = plan(audience("#ops", 15, 30, by_stige=True), audience("customer", 60, 60, template="customer"))


def begun(*, hours: bool = False) -> World:
    beginning = later(hours=8) if hours else START
    ladder = OFFICE_LEVEL if hours else LADDER
    clocks = [clock(when(priority="P4"), accept=None), CLOCKS]
    return _world(rules(GRAVE, ladder, clocks=clocks, suggest=PHISHING), beginning).opens(given=SAID)


def _world(own: Rules, now: datetime = START) -> World:
    world = World(own, DECIDING, now)
    world.versions = {"v2": rules(path(level("ben"), path_id="new"), version="v2", approval=[approval("kim")])}
    return world


def asked_first(otherwise: str = "approve", by: str = "mia") -> World:
    """A routine case."""
    world = _world(rules(GRAVE, LADDER, approval=[approval(by, otherwise=otherwise)], suggest=PHISHING))
    return world.opens(given=SAID, impact="one")


def moving_up(by: str = "ana", otherwise: str = "decline") -> World:
    world = asked_first(otherwise)
    world.does("mia", Approve())
    if by == "ana":
        world.does("ana", Accept())
    world.does(by, Escalate(WHY))
    return world


def accepted() -> World:
    world = begun()
    world.does("ana", Accept())
    return world


def after(make: Callable[[], World], by: str, *commands: PersonsCommand, minutes: float = 0) -> Callable[[], World]:
    def made() -> World:
        world = make().wait(minutes)
        for command in commands:
            world.does(by, command)
        return world

    return made


NEED, CUSTOMER = NeedInfo("steps"), WaitFor(WaitingFor.CUSTOMER, WHY)
SITUATIONS: dict[str, Callable[[], World]] = {
    "asked to approve": asked_first,
    "asked to approve, else declined": lambda: asked_first("decline"),
    "asked to approve, and an owner": moving_up,
    "asked to approve, and a level": lambda: moving_up("mia"),
    "declined": after(asked_first, "mia", Disapprove(WHY)),
    "asked at level 1": begun,
    "asked at level 2": after(begun, "", minutes=6),
    "asleep": lambda: begun(hours=True),
    "a vendor": after(lambda: begun(hours=True), "", minutes=60 * 15),
    "at the fallback": after(begun, "", minutes=40),
    "waiting for the reporter, nobody has it": after(begun, "ana", NEED),
    "waiting for the reporter at the fallback": after(begun, "kim", NEED, minutes=40),
    "accepted": accepted,
    "accepted, resolve breached": after(accepted, "", minutes=250),
    "accepted, at the fallback": after(accepted, "", minutes=2000),
    "handed back": after(after(begun, "ben", Accept(), minutes=6), "ben", HandBack(WHY)),
    "handed back to the reporter": after(accepted, "ana", HandBack(WHY)),
    "put off": after(accepted, "ana", Snooze(later(60), WHY)),
    "asked again after a snooze": after(after(accepted, "ana", Snooze(later(60), WHY)), "", minutes=61),
    "waiting for the customer": after(accepted, "ana", CUSTOMER),
    "waiting, with an old question": after(after(after(begun, "ana", NEED), "ana", Accept()), "ana", CUSTOMER),
    "resolved": after(accepted, "ana", Resolve(CLOSED_WELL)),
    "resolved, something lacking": after(after(accepted, "ana", Resolve(BARELY_CLOSED)), "rita", Confirm()),
    "closed": after(after(accepted, "ana", Resolve(CLOSED_WELL)), "rita", Confirm()),
    "withdrawn": after(begun, "rita", Withdraw(WHY)),
    "withdrawn while put off": after(after(accepted, "ana", Snooze(later(60), WHY)), "rita", Withdraw(WHY)),
}
BELIEVED = [(None, None), (1, 1), (2, 1), (9, 9)]
PEOPLES: list[PersonsCommand] = [
    Accept(),
    Accept("ana"),
    Accept("zoe"),
    Coordinate(),
    *(Decline(WHY, level_, round_) for level_, round_ in BELIEVED),
    NeedInfo("steps"),
    NeedInfo("batch"),
    NeedInfo("nothing"),
    Answer(WHY),
    HandBack(WHY),
    *(Escalate(WHY, level_, round_) for level_, round_ in BELIEVED),
    *(BreakGlass(level_, WHY) for level_ in (0, 1, 2, 9)),
    Triage(WHY),
    Triage(WHY, facts(impact="one", urgency="later")),
    Triage(WHY, facts(flags=frozenset({"security"}))),
    Triage(WHY, facts(flags=frozenset({"compliance"}))),
    Triage(WHY, priority="P3"),
    AnswerSuggestion("flag:security", fits=True),
    AnswerSuggestion("flag:security", fits=False),
    AnswerSuggestion("type:moon", fits=True),
    Triage(WHY, priority="P9"),
    *(Reassign(who, WHY) for who in ("ben", "ana", "zoe")),
    *(AddPeople(people) for people in ((), ("hugo",), ("hugo", "zoe"))),
    *(Snooze(START + timedelta(minutes=count), WHY) for count in (-1, 300, 100_000)),
    Wake(),
    *(WaitFor(party, WHY) for party in WaitingFor),
    AddNote(WHY),
    PostUpdate(WHY),
    *(PostUpdate(WHY, at_, audiences) for at_ in (START, later(100_000)) for audiences in ((1,), (2,), (9,))),
    *(MarkTold(audience) for audience in (1, 2, 9)),
    Resolve(CLOSED_WELL),
    Resolve(BARELY_CLOSED),
    Confirm(),
    Reopen(WHY),
    Withdraw(WHY),
    EditHandover("steps", WHY),
    EditHandover("nothing", WHY),
    Approve(),
    Disapprove(WHY),
    Follow(),
    Unfollow(),
    Join("c2"),
    Link("c2"),
    VendorHasIt(WHY),
    PassOnCase(WHY),
    KeepCase(),
    Hold(on=True, reason=WHY),
    *(MoveVersion(version, WHY) for version in ("v1", "v2", "v3")),
    Grade("help", 5),
    Show(),
]
TIMERS: list[TimersCommand | Report] = [
    *(kind(level_, round_) for kind in (EndLevel, AskNext, WakeLevel) for level_ in (1, 2, 9) for round_ in (1, 2)),
    *(RemindPerson(who, 1, 1, 50) for who in ("ana", "zoe")),
    *(RepeatFallback(count) for count in (0, 1, 99)),
    *(EndClock(kind, at_) for kind in ClockKind for at_ in (START, later(6), later(999))),
    *(RemindClock(kind, START, 50) for kind in ClockKind),
    *(AskForUpdate(number, later(due), 50) for number in (1, 9) for due in (30, 60, 61)),
    *(EndAudience(number, later(due)) for number in (1, 2, 9) for due in (15, 30, 60, 61)),
    *(EndSnooze(later(count)) for count in (60, 61)),
    *(EndApproval(later(count)) for count in (0, 1)),
    *(EndHandoff(later(count)) for count in (0, 1, 7)),
    *(OfferHandoff(schedule, to, START) for schedule in ("duty", "night") for to in (("ben",), ("rita", "zoe"), ())),
    *(ReportOwnerOff(why) for why in Off),
    ReportOwnerBack(),
    *(ReportOwnerUnreachable(who) for who in ("ana", "zoe")),
    *(ReportUnreachable(who, 1, 1) for who in ("ana", "zoe")),
    *(ReportBroughtElsewhere("ana", Platform.SLACK, Platform.TEAMS, refused) for refused in (True, False)),
    ReportNotReached("zoe", (Platform.SLACK,)),
    ReportMissingPlace("ops"),
    ReportFailedWithdrawal("ops", None),
    ReportOutsideUnreachable("telco"),
    ReportStuck(),
]
AT_ANY_TIME = (*get_args(Report), RemindPerson, RemindClock, AskForUpdate)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_person_is_refused_in_a_sentence_or_the_case_lands_where_it_may(situation: str) -> None:
    made = SITUATIONS[situation]()
    for command in PEOPLES:
        for who in EVERYBODY:
            refused = made.copy().attempts(who, command)
            assert refused is None or refused.key.startswith("refused.")


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_timer_never_fails_and_what_it_believes_in_vain_does_nothing(situation: str) -> None:
    made = SITUATIONS[situation]()
    pending = [timer.command for timer in made.pending]
    for command in TIMERS:
        world = made.copy()
        moved = world.step(command, None)
        assert moved or command not in pending, f"{command} is due for ever"
        assert not moved or command in pending or isinstance(command, AT_ANY_TIME), f"{command} has no timer"


def test_the_situations_cover_every_status() -> None:
    assert {SITUATIONS[name]().case.status for name in SITUATIONS} == set(Status)


def test_every_command_is_tried() -> None:
    tried: set[type[Command]] = {Open, *map(type, PEOPLES), *map(type, TIMERS)}
    assert tried == set(get_args(Command))
    assert set(TRANSITIONS) < tried
