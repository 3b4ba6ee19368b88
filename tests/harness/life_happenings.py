"""What happens in those weeks, all by one chance; and what is independently known of who is there because of it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cases.case import Case, Status
from bot.cases.commands import Accept, Confirm, Decline, PersonsCommand, Resolve, Withdraw
from bot.cases.handoff_commands import PassOnCase
from bot.cases.outcome import Refused
from bot.durations import minutes
from bot.duty.places import coming
from bot.duty.standing import AGREED, DECLINED, ask_to_swap, decide, put_on_duty, take_back
from bot.messages.shown import Line
from bot.people.identity import Membership, Profile
from bot.people.presence import DutyRequest, Override, Stretch
from bot.people.roster import POLICY, PassOn, Roster, Schedule
from bot.people.targets import OnCall
from bot.policy.policy import Policy
from tests.core.cases.chance import WHY, Chance
from tests.core.people.builders import COPENHAGEN, WEEKDAYS, at, calendar, layer, person
from tests.harness.builders import (
    CLOSED_WELL,
    COMPANY,
    OFFICE,
    PEOPLE,
    company,
    handover,
    level,
    path,
    rules,
    text,
    when,
)
from tests.harness.life import Doing, Life, Process

LEAVE, SHIFTS = "https://calendars.example/leave.ics", "https://calendars.example/shifts.ics"
EVERY_DAY = " ".join(WEEKDAYS)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MOST_OPEN = 4
SUN = {"ana": "08:00-16:00", "cleo": "16:00-24:00", "ben": "00:00-08:00"}
SCHEDULES = {
    "duty": Schedule(
        "duty",
        (*(layer(who, hours=calendar({EVERY_DAY: hours})) for who, hours in SUN.items()), layer("mia")),
        PassOn(("P1",), minutes(30)),
    ),
    "days": Schedule(
        "days",
        (layer("ben", "ana", "dora", turn_days=1, handoff=(None, 600), starts_at=at("2026-11-10 00:00")),),
    ),
    "desk": Schedule("desk", (layer(ical=SHIFTS), layer(teams=("web",), hours=OFFICE)), PassOn()),
}
EVERYBODY = (*PEOPLE, person("dora", "mia", region="eu"))
POLICIES = rules(
    path(level("hugo", 20), path_id="hr", fits=when(type="hr")),
    path(level((OnCall("days"),), 10), level((OnCall("desk"),), 20), path_id="support", fits=when(type="support")),
    path(level((OnCall("duty"),), 5), level("web:", 10), level("mia", 15)),
)


def policy(number: int = 0, without: tuple[str, ...] = ()) -> Policy:
    """Mia keeps it. Each version has a name of its own."""
    said = {"ben": {"leave": LEAVE}, "mia": {"authority": frozenset({POLICY, "approve", "break-glass"})}}
    people = {who.id: replace(who, **said.get(who.id, {})) for who in EVERYBODY if who.id not in without}  # type: ignore[arg-type]
    roster = replace(company(schedules=SCHEDULES), people=people)
    teams = {**COMPANY.teams, "web": replace(COMPANY.teams["web"], members=("ana", "ben", "cleo", "dora"))}
    return Policy(replace(POLICIES, version=f"v{number}", label=str(number)), replace(roster, teams=teams))


@dataclass
class Away:
    person: str
    said_at: datetime
    starts_at: datetime
    ends_at: datetime | None


@dataclass
class Replay:
    """Who is there, told by what they said and by the calendars alone: no line of the bot's own reckoning."""

    life: Life
    away: list[Away] = field(default_factory=list)
    deals: dict[str, tuple[Override, ...]] = field(default_factory=dict)
    set_at: dict[str, datetime] = field(default_factory=dict)

    def is_away(self, who: str, now: datetime) -> bool:
        said = any(one.person == who and _lasts(one, now) for one in self.away)
        return said or (who == "ben" and any(one.starts_at <= now < one.ends_at for one in self._leave()))

    def was_away_before(self, who: str, now: datetime) -> bool:
        """And what was said in this very instant may have come later."""
        said = any(one.person == who and _lasts(one, now) and one.said_at < now for one in self.away)
        leaves = self.life.feeds.good.get(LEAVE, ())
        on_leave = leaves and all(any(s.starts_at <= now < s.ends_at for s in leave) for leave in leaves)
        return said or (who == "ben" and bool(on_leave))

    def overrides(self, now: datetime) -> set[Override]:
        return {one for deal in self.deals.values() for one in deal if now < one.ends_at}

    def agreed(self, request: DutyRequest, now: datetime) -> None:
        """From now on at the earliest."""
        if request.state == AGREED and request.id not in self.deals:
            begins = (replace(one, starts_at=max(one.starts_at, now)) for one in request.overrides)
            self.deals[request.id], self.set_at[request.id] = tuple(begins), now

    def _leave(self) -> tuple[Stretch, ...]:
        return next(iter(self.life.feeds.good.get(LEAVE, ())), ())


def _lasts(one: Away, now: datetime) -> bool:
    return one.starts_at <= now and (one.ends_at is None or now < one.ends_at)


class Happenings:
    """One after another, each at work in one of the processes; some befall the processes or the world."""

    def __init__(self, life: Life) -> None:
        self.life, self.chance, self.replay = life, life.chance, Replay(life)
        self.count, self.version = 0, 0
        self.told: list[str] = []
        self.closed_at: dict[str, datetime] = {}
        life.feeds.says = {LEAVE: (), SHIFTS: ()}

    async def next(self) -> str:
        """Its name, for who reads the log of a seed."""
        self.count += 1
        doing: tuple[Callable[[], Doing | None], ...] = (
            *[self.opens] * 6, *[self.acts] * 12, *[self.ends_one] * 5, *[self.answers] * 8,
            self.says_away, self.says_away, self.says_back, self.says_back,
            self.overrides, self.overrides, self.swaps, *[self.decides] * 2, self.takes_back,
            self.calendar_changes, self.calendar_changes, self.account, self.policy_changes,
            self.weather, *[self.strike] * 8, self.processes, self.stop,
        )  # fmt: skip
        what = self.chance.one(*doing)
        done = what()
        if done:
            await self.life.meanwhile(done)
        else:
            await self.life.all_work()
        return what.__name__

    @property
    def now(self) -> datetime:
        return self.life.now

    @property
    def key(self) -> str:
        return f"k{self.count}"

    def roster(self) -> Roster:
        return self.life.policy.roster

    # cases

    def opens(self) -> Doing | None:
        if len(self._open()) >= MOST_OPEN:
            return self.ends_one()
        by, facts, key = self.chance.one("rita", "ana", "hugo", "slack:T1:U9"), self.chance.facts(), self.key
        words, concerned = handover(summary=text(f"no {key}", by)), frozenset(self.chance.some(("ben", "kim"), most=1))
        concerned = self.chance.one(frozenset[str](), frozenset[str](), concerned)
        return lambda process: _unless_refused(lambda: process.engine.open(by, words, facts, key, concerned))

    def acts(self) -> Doing | None:
        """Anybody does anything."""
        case = self._case()
        if case is None:
            return None
        who, command = self.chance.person(case), self.chance.doing(self.now, case.owner)
        return self._does(who, case, command)

    def answers(self) -> Doing | None:
        """Who was asked, or is offered it."""
        case = self._case()
        offered = case.handoff.to if case and case.handoff else ()
        asked = (*offered, *(ask.person for ask in case.open_asks())) if case else ()
        if case is None or not asked:
            return None
        if case.handoff and case.handoff.note is None and self.chance.one(True, False):
            return self._does(case.handoff.giver, case, PassOnCase(WHY))
        who = self.chance.one(*asked)
        answer: PersonsCommand = Decline(WHY) if self.chance.number(1, 3) == 1 else Accept(case.owner)
        return self._does(who, case, answer)

    def ends_one(self) -> Doing | None:
        case = self._case()
        if case is None or case.owner is None:
            return None
        done = case.status is Status.RESOLVED
        return self._does(case.reporter if done else case.owner, case, Confirm() if done else Resolve(CLOSED_WELL))

    async def ends_them_all(self) -> None:
        """But for one."""
        for case in self._open()[1:]:
            withdrawn = self._does(case.reporter, case, Withdraw(WHY))
            await self.life.meanwhile(withdrawn)
            self.count += 1

    def _does(self, who: str, case: Case, command: PersonsCommand) -> Doing:
        key = self.key
        return lambda process: _unless_refused(lambda: process.engine.handle(who, case.id, command, key))

    def _case(self) -> Case | None:
        """One of those that are not closed."""
        open_ = self._open()
        return self.chance.one(*open_) if open_ else None

    def _open(self) -> list[Case]:
        with self.life.book.writing() as unit:
            cases = [unit.load(f"case{number}") for number in range(1, self.life.ids.given + 1)]
        return [case for case in cases if case and case.status is not Status.CLOSED]

    # who is there

    def says_away(self) -> Doing:
        who, key, now = self._somebody(), self.key, self.now
        begins = _minute_after(now) + HOUR * self.chance.one(0, 3, 20)
        ends = begins + HOUR * self.chance.one(2, 9, 40)
        span, line = self.chance.one(
            ((begins, ends), f"{_local(begins)} – {_local(ends)}"),
            ((begins, None), f"from {_local(begins)}"),
            ((now, ends), f"until {_local(ends)}"),
            ((now, ends), f"until {_local(ends)}"),
        )

        def say(process: Process) -> None:
            with suppress(Refused):
                answer = process.desk.typed(self._profile(who), f"me away {line}", key)
                if isinstance(answer, Line) and answer.says[0].key.startswith("me.is_away"):
                    self.replay.away.append(Away(who, now, *span))

        return say

    def says_back(self) -> Doing:
        who, key, now = self._somebody(), self.key, self.now

        def say(process: Process) -> None:
            with suppress(Refused):
                process.desk.typed(self._profile(who), "me back", key)
                for one in (one for one in self.replay.away if one.person == who):
                    one.ends_at = min(one.ends_at or now, now)

        return say

    def overrides(self) -> Doing:
        begins = self.now + HOUR * self.chance.one(-1, 1, 5, 30)
        span = begins, begins + HOUR * self.chance.one(1, 8, 30)
        by, who, instead = self._somebody(), self._somebody(), self.chance.one(None, self._somebody())
        wanted = Override(self.chance.one(*SCHEDULES), who, *span, instead, f"deal {self.key}")
        consent = instead is not None and self.chance.one(True, False)

        def put(process: Process) -> DutyRequest:
            return put_on_duty(process.engine, self.chance_boss(by), (wanted,), wanted.deal, with_consent=consent)

        return self._agrees(put)

    def chance_boss(self, by: str) -> str:
        return by if self.count % 2 else "mia"

    def swaps(self) -> Doing | None:
        roster = replace(self.roster(), overrides=tuple(self.replay.overrides(self.now)))
        one, other = self.chance.some(("ana", "ben", "dora"), 2, 2)
        mine, theirs = (coming(who, roster, self.now, "days") for who in (one, other))
        if not mine or not theirs:
            return None
        (_, given), (_, taken) = self.chance.one(*mine[:3]), self.chance.one(*theirs[:3])
        deal = f"swap {self.key}"
        swap = (
            Override("days", other, given.starts_at, given.ends_at, one, deal),
            Override("days", one, taken.starts_at, taken.ends_at, other, deal),
        )
        return self._agrees(lambda process: ask_to_swap(process.engine, one, swap, deal))

    def decides(self) -> Doing | None:
        with self.life.book.writing() as unit:
            waiting = unit.waiting_duty()
        if not waiting:
            return None
        request, word = self.chance.one(*waiting), self.chance.one(AGREED, AGREED, DECLINED)
        return self._agrees(lambda process: decide(process.engine, request.id, request.other, word)[0])

    def _agrees(self, ask: Callable[[Process], DutyRequest]) -> Doing:
        def does(process: Process) -> None:
            with suppress(Refused):
                self.replay.agreed(ask(process), self.now)

        return does

    def takes_back(self) -> Doing | None:
        standing = sorted({one.deal for one in self.replay.overrides(self.now)})
        if not standing:
            return None
        deal, who, tries = self.chance.one(*standing), self._somebody(), [0]

        def take(process: Process) -> None:
            tries[0] += 1
            try:
                take_back(process.engine, deal, who)
            except Refused as refused:
                if tries[0] == 1 or refused.sentence.key != "duty.stands_no_more":
                    return
            self.replay.deals.pop(deal)

        return take

    # the world

    def calendar_changes(self) -> None:
        source, begins = self.chance.one(LEAVE, SHIFTS), self.now + HOUR * self.chance.one(-5, 1, 12)
        names = self.chance.one("Dora", "Ana", "Nobody known")
        stretch = Stretch((names,), begins, begins + HOUR * self.chance.one(4, 30))
        self.life.feeds.says[source] = self.chance.one(None, (), (stretch,), (stretch,))

    def account(self) -> None:
        """One of those that are asked seldom: else the whole company would be gone."""
        who = self.chance.one("ben", "dora")
        profile = self._profile(who)
        gone = profile.identity.user in self.life.chat.closed
        (self.life.chat.closed.discard if gone else self.life.chat.closed.add)(profile.identity.user)
        membership = Membership.MEMBER if gone else Membership.GONE
        self.life.chat.accounts[profile.email] = replace(profile, membership=membership)
        self.closed_at[who] = self.now

    def policy_changes(self) -> Doing:
        self.version += 1
        new = policy(self.version, self.chance.one((), (), ("dora",), ("ben",), ("cleo", "rita")))

        def activate(process: Process) -> None:
            with process.store.writing() as unit:
                unit.activate(new, b"", "pia", "why", self.now)
            self.life.policy = new

        return activate

    def weather(self) -> None:
        self.life.chat.foul = not self.life.chat.foul

    # the processes

    def strike(self) -> None:
        """One of them dies soon."""
        self.chance.one(*self.life.processes).fuse.left = self.chance.number(0, 40)

    def processes(self) -> None:
        if len(self.life.processes) > 1:
            self.life.one_less()
        else:
            self.life.one_more()

    def stop(self) -> None:
        self.life.is_down(HOUR * self.chance.one(1, 1, 9, 9, 70))

    def _somebody(self) -> str:
        return self.chance.one("ana", "ben", "cleo", "dora", "mia", "hugo")

    def _profile(self, who: str) -> Profile:
        return self.life.chat.accounts[f"{who}@nordlys.example"]


def _unless_refused(do: Callable[[], object]) -> None:
    with suppress(Refused):
        do()


def _minute_after(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0) + MINUTE


def _local(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(COPENHAGEN)).strftime("%Y-%m-%d %H:%M")


def life(seed: int, url: str = "sqlite://") -> Happenings:
    return Happenings(Life(Chance(seed), policy(), url))
