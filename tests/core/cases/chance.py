"""Policies, companies and lives of cases by chance, for the tests that hold the promises against all of them.

All chance comes of one seed, which a failing test prints: the same seed tells the same life again.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from bot.cases.case import Case, WaitingFor
from bot.cases.commands import (
    Accept,
    AddNote,
    AddPeople,
    Answer,
    Approve,
    BreakGlass,
    Confirm,
    Coordinate,
    Decline,
    Disapprove,
    EditHandover,
    Escalate,
    HandBack,
    MarkTold,
    MoveVersion,
    NeedInfo,
    PersonsCommand,
    PostUpdate,
    Reassign,
    Reopen,
    Resolve,
    Show,
    Snooze,
    Triage,
    VendorHasIt,
    WaitFor,
    Wake,
    Withdraw,
)
from bot.cases.facts import Complexity, Facts
from bot.cases.handoff import Off
from bot.cases.handoff_commands import KeepCase, PassOnCase
from bot.cases.reports import (
    OfferHandoff,
    Report,
    ReportMissingPlace,
    ReportOwnerBack,
    ReportOwnerOff,
    ReportStuck,
    ReportUnreachable,
)
from bot.durations import Duration, days, hours, minutes
from bot.people.roster import Load, PassOn, Person, Roster, Schedule
from bot.people.targets import CustomerFollowers, ManagerOf, NextOnCall, OnCall, Party, PartyOf, Target
from bot.policy.rules import (
    ApprovalLine,
    AtOnce,
    AudienceLine,
    ClockLine,
    CommunicationPlan,
    Default,
    Level,
    Path,
    Pick,
    Rules,
)
from bot.policy.when import EVERY_CASE, Unsure
from tests.harness.builders import (
    BARELY_CLOSED,
    CLOSED_WELL,
    COMPANY,
    PEOPLE,
    STRANGER,
    TYPES,
    approval,
    clock,
    fallback,
    level,
    path,
    rules,
    target,
    text,
    when,
)

T = TypeVar("T")
EVERYBODY = (*(who.id for who in PEOPLE), STRANGER)
HUMANS: tuple[Target, ...] = (
    *(target(name) for name in ("ana", "ben", "mia", "kim", "rita", "zoe", "web:", "hr:", "crew:", "web*", "crew*")),
    OnCall("duty"),
    NextOnCall("duty"),
    ManagerOf(Party.OWNER),
    ManagerOf(Party.REPORTER),
    ManagerOf("ana"),
    CustomerFollowers(),
    PartyOf(Party.OWNER),
)
INFORMED: tuple[Target, ...] = (*HUMANS, target("#ops"), target("#lobby"), target("customer"), target("@telco"))
TOLD: tuple[Target, ...] = (*HUMANS, target("#ops"), target("#lobby"))
SPANS = (minutes(1), minutes(5), minutes(20), hours(3), days(1), Duration(weeks=1))
HOURS = (*[None] * 9, *["office"] * 3, "never")
CONDITIONS = (
    EVERY_CASE,
    EVERY_CASE,
    when(priority="P1 P2"),
    when(priority="P3"),
    when(flags="security"),
    when(flags="safety compliance"),
    when(type="hr"),
    when(open_="office"),
    when(closed="office"),
    when(tier="vip"),
)
REMINDERS = (None, (), (50.0, 80.0), (10.0,))
NO_WORDS: frozenset[str] = frozenset()
WHY = text()


class Chance:
    """`everybody` are those who may do something, `boss` one who may decide. Of so many `tries` one should do."""

    everybody: tuple[str, ...] = EVERYBODY
    boss = "mia"
    tries = 1

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def one(self, *of: T) -> T:
        return self._random.choice(of)

    def some(self, of: tuple[T, ...], least: int = 0, most: int = 3) -> tuple[T, ...]:
        return tuple(self._random.sample(of, self._random.randint(least, min(most, len(of)))))

    def number(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    # policies

    def policy(self) -> Rules:
        clocks = [self.clocks() for _ in range(self.number(1, 3))]
        plans = tuple(self.plan() for _ in range(self.number(0, 2)))
        lines = tuple(self.approval() for _ in range(self.number(0, 2)))
        return rules(self.path("first"), self.path("last"), clocks=clocks, communication=plans, approval=lines)

    def plan(self) -> CommunicationPlan:
        lines = tuple(self.audience() for _ in range(self.number(1, 3)))
        return CommunicationPlan(self.one(*CONDITIONS), lines, self.one(*HOURS))

    def audience(self) -> AudienceLine:
        by_stige, by = self.one(True, False), self.one(None, None, *HUMANS)
        template = self.one("status", "customer")
        return AudienceLine(
            self.some(INFORMED, 1),
            self.one(*SPANS),
            template,
            self.one(None, *SPANS),
            None if by_stige else by,
            by_stige,
        )

    def versions(self) -> dict[str, Rules]:
        """Others that were in force once; they may have other words."""
        fewer = tuple(kind for kind in TYPES if kind.id != "support")
        other = replace(self.policy(), version="v2", types={kind.id: kind for kind in self.one(TYPES, fewer)})
        return {"v2": other, "v3": replace(self.policy(), version="v3")}

    def approval(self) -> ApprovalLine:
        return approval(
            self.some(HUMANS, 1),
            otherwise=self.one(*Default),
            when=self.one(EVERY_CASE, EVERY_CASE, *CONDITIONS),
            within=self.one(*SPANS),
            chain=self.one(True, False),
        )

    def path(self, name: str) -> Path:
        rungs = [self.level() for _ in range(self.number(1, 4))]
        return path(
            *rungs,
            path_id=name,
            fits=self.one(*CONDITIONS),
            fallback=fallback(self.some(HUMANS, 1), self.one(*SPANS), self.one(*HOURS)),
            at_once=tuple(self.at_once(len(rungs)) for _ in range(self.number(0, 2))),
            rounds=self.number(1, 3),
        )

    def level(self) -> Level:
        asked, vendor, tell = self.some(HUMANS, 1), self.one("", "", "", "alone", "beside"), self.some(TOLD)
        if vendor:
            asked = (*(asked if vendor == "beside" else ()), target("@telco"))
            tell = tuple(dict.fromkeys((target("ben"), *tell)))
        return replace(
            level(asked),
            tell=tell,
            when=self.one(*CONDITIONS),
            pick=self.one(*Pick),
            tries=self.number(1, 4),
            skills=self.one(NO_WORDS, frozenset({"network"})),
            authority=self.one(NO_WORDS, NO_WORDS, frozenset({"release"})),
            accept_within=self.one(None, *SPANS),
            resolve_within=self.one(None, *SPANS),
            remind=self.one(*REMINDERS),
            hours=self.one(*HOURS),
        )

    def at_once(self, levels: int) -> AtOnce:
        return AtOnce(self.one(*CONDITIONS), self.number(1, levels), self.some(TOLD))

    def clocks(self) -> ClockLine:
        given = {kind: self.one(None, *SPANS) for kind in ("accept", "update", "resolve", "wait", "snooze")}
        return clock(self.one(*CONDITIONS), remind=self.one(*REMINDERS), hours=self.one(*HOURS), **given)

    # companies

    def company(self) -> Roster:
        """People away, gone, at their limit; a vendor that is no more."""
        everybody = tuple(who.id for who in PEOPLE)
        gone = self.some(everybody, most=2)
        people = {
            who.id: replace(who, limit=self.one(None, 1), hours=self.one(None, "office"), authority=self.authority(who))
            for who in PEOPLE
            if who.id not in gone
        }
        return replace(
            COMPANY,
            people=people,
            away=dict.fromkeys(self.some(everybody), "leave"),
            vendors=self.one(COMPANY.vendors, {}),
            schedules=self.schedules(),
            mail=self.one(True, False),
            loads=dict.fromkeys(self.some(everybody), Load(1)),
        )

    def schedules(self) -> dict[str, Schedule]:
        """Who is on duty passes cases on, or is asked to."""
        passes_on = PassOn(self.one((), ("P1", "P2")), self.one(None, *SPANS))
        return {"duty": replace(COMPANY.schedules["duty"], pass_on=self.one(None, passes_on, passes_on))}

    def authority(self, who: Person) -> frozenset[str]:
        return who.authority | set(self.some(("approve", "break-glass", "policy"), 1))

    # what people say and do

    def facts(self) -> Facts:
        return Facts(
            type=self.one("incident", "incident", "support", "hr"),
            impact=self.one(None, "all", "some", "one", "one"),
            urgency=self.one(None, "now", "later"),
            complexity=self.one(None, Complexity.COMPLEX),
            users_affected=self.one(None, 5, Unsure.UNSURE),
            flags=self.one(NO_WORDS, NO_WORDS, frozenset({"security"}), frozenset({"compliance"})),
            customer=self.one(None, "acme", "bolt", "unknown"),
            choices=self.one((), (("area", "network"),)),
        )

    def person(self, case: Case) -> str:
        """Mostly somebody who has to do with the case."""
        near = [
            case.reporter,
            *([case.owner] * 3 if case.owner else []),
            *(ask.person for ask in case.open_asks()),
            *(case.approval.people * 3 if case.approval else ()),
            *(case.handoff.to * 2 if case.handoff else ()),
            self.boss,
        ]
        return self.one(*near, self.one(*self.everybody))

    def doing(self, now: datetime, owner: str | None = None) -> PersonsCommand:
        """Anything that anybody may ask for, fitting or not; `owner` is who they see has the case."""
        somebody = self.one(*self.everybody, "zoe")
        believed = self.one(None, 1, 2)
        anything: tuple[PersonsCommand, ...] = (
            Accept(self.one(None, somebody)),
            Accept(),
            Coordinate(),
            Decline(WHY),
            NeedInfo(self.one("steps", "batch", "nothing")),
            Answer(WHY),
            HandBack(WHY),
            Escalate(WHY, believed, believed),
            Approve(),
            Approve(),
            Disapprove(WHY),
            BreakGlass(self.number(0, 4), WHY),
            MoveVersion(self.one("v2", "v3", "v9"), WHY),
            Triage(WHY, self.one(None, self.facts()), self.one(None, "P1", "P3", "P9")),
            Reassign(somebody, WHY),
            AddPeople(self.some(self.everybody, most=2)),
            Snooze(now + timedelta(minutes=self.one(-5, 30, 60, 600)), WHY),
            Wake(),
            WaitFor(self.one(*WaitingFor), WHY),
            AddNote(WHY),
            PostUpdate(WHY, self.one(None, now + timedelta(minutes=self.one(-5, 45))), self.some((1, 2, 3, 9), most=2)),
            MarkTold(self.number(1, 4)),
            Resolve(self.one(CLOSED_WELL, BARELY_CLOSED)),
            Confirm(),
            Reopen(WHY),
            Withdraw(WHY),
            EditHandover(self.one("steps", "nothing"), WHY),
            VendorHasIt(WHY),
            *(Accept(owner) for owner in (owner, owner) if owner),
            PassOnCase(WHY),
            KeepCase(),
            Show(),
        )
        return self.one(*anything)

    def report(self, case: Case) -> Report:
        """What delivery and the clock on the wall may find out, of those asked last among others."""
        asked = [ReportUnreachable(ask.person, ask.level, ask.round) for ask in case.ladder.asks]
        approvers = [ReportUnreachable(person, None, 1) for person in case.approvers]
        passing = (
            OfferHandoff(case.duty_of or "duty", self.some(self.everybody), case.opened_at),
            ReportOwnerOff(self.one(*Off)),
            ReportOwnerBack(),
        )
        found: tuple[Report, ...] = (
            *asked[-2:],
            *approvers[-1:],
            *passing,
            ReportMissingPlace("ops"),
            ReportStuck(),
        )
        return self.one(*found)
