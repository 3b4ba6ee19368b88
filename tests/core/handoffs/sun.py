"""Ana is on duty by day, Cleo in the evening, Ben at night; a case that one of them has follows the sun."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.cases.commands import Accept
from bot.messages.notice import NoticeTopic
from bot.messages.shown import Card
from bot.notices.courier import Courier
from bot.notices.drawn import drawn
from bot.people.presence import Absence, Override
from bot.people.roster import PassOn, Roster, Schedule
from bot.people.targets import OnCall
from bot.policy.policy import Policy
from bot.upkeep.handoffs import HandoffChore
from bot.words import Say
from tests.core.corridor import Corridor, right_here
from tests.core.people.builders import WEEKDAYS, at, calendar, layer
from tests.harness.builders import company, level, minutes, path, rules

SHIFTS = {"ana": "08:00-16:00", "cleo": "16:00-24:00", "ben": "00:00-08:00"}
EVERY_DAY = " ".join(WEEKDAYS)
LADDER = path(level((OnCall("duty"),), 5), level("mia", 10), level("hugo", 15))
PASSED_ON = PassOn(("P1", "P2"), minutes(30))


def duty(shifts: Mapping[str, str], pass_on: PassOn | None = PASSED_ON) -> Schedule:
    layers = tuple(layer(who, hours=calendar({EVERY_DAY: hours})) for who, hours in shifts.items())
    return Schedule("duty", layers, pass_on)


def follows(pass_on: PassOn | None = PASSED_ON, **more: object) -> Roster:
    return company(schedules={"duty": duty(SHIFTS, pass_on)}, **more)  # type: ignore[arg-type]


class Crash(BaseException):
    """The process dies: nothing in it can catch that."""


@dataclass
class Sun(Corridor):
    """`rounds` are those of one process; `restarts` begins another one on the same database."""

    policy: Policy = field(default_factory=lambda: Policy(rules(LADDER), follows()))

    def __post_init__(self) -> None:
        super().__post_init__()
        self.courier = Courier(self.engine, self.senders, right_here, self.relay.found)
        self.restarts()

    def restarts(self) -> None:
        self.chore = HandoffChore(self.engine, right_here)

    async def rounds(self, local: str = "") -> None:
        """At that time of the Monday, or the day named."""
        if local:
            self.clock.at = at(local if "-" in local else f"2026-11-16 {local}")
        await self.chore.do(self.clock.at)

    async def has(self, who: str, *summaries: str, **given: object) -> list[str]:
        """Each of them was asked of who is on duty, and taken."""
        await self.chore.do(self.clock.at)
        opened = [self.opens(summary, **given).case.id for summary in summaries]  # type: ignore[arg-type]
        for case_id in opened:
            self.does(who, Accept(), case_id, key=f"{who} has {case_id}")
        return opened

    def becomes(self, roster: Roster) -> None:
        """The policy in force from now on."""
        self.replace_policy(rules(LADDER, version=f"v {self.clock.at}", label=f"{self.clock.at}"), roster)

    def offered(self, case_id: str = "case1") -> tuple[str, ...]:
        handoff = self.case(case_id).handoff
        return handoff.to if handoff else ()

    def times(self, kind: str, case_id: str = "case1") -> int:
        return self.happened(case_id).count(kind)

    def is_away(self, who: str, since: datetime, until: datetime | None = None) -> None:
        with self.store.writing() as unit:
            unit.be_absent(Absence(f"{who} {since}", who, since, until, "leave"), who, self.clock.at)

    def stands_in(self, who: str, since: datetime, until: datetime, deal: str = "d1") -> None:
        with self.store.writing() as unit:
            unit.override([Override("duty", who, since, until, deal=deal)], who, self.clock.at)

    def lists(self) -> dict[tuple[str, str], Card]:
        """What each notice would say now: ("take", "cleo"), ("take", "#ops")."""
        cards = {}
        try:
            with self.store.writing() as unit:
                while notice := unit.take_notice(self.clock.at, self.lease):
                    whom = notice.person or f"#{notice.place}"
                    kind = "give" if notice.topic is NoticeTopic.HANDOFF_GIVE else "take"
                    card = drawn(notice, unit, self.engine, self.clock.at)
                    unit.notice_ended(notice, "withdrawn", self.clock.at)
                    if card:
                        cards[kind, whom] = card
                raise _RollBack
        except _RollBack:
            return cards

    async def carries(self) -> list[tuple[str, str]]:
        done = []
        while one := await self.courier.deliver_next():
            done.append((one.to, one.how))
        return done

    @property
    def lease(self):
        return minutes(1).elapsed


class _RollBack(Exception):
    pass


def keys(card: Card) -> list[str]:
    """Of what its buttons say."""
    return [button.label.key.removeprefix("button.") for button in card.buttons]


def names(card: Card) -> list[object]:
    """Of the cases in it."""
    return [dict(row.label.params)["case"] for row in card.body if isinstance(row.label, Say)]
