"""A step in the making: the case so far, what has happened to it, and what the rules and the roster say of it now."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NoReturn

from bot.cases.approval_events import ApprovalDropped
from bot.cases.case import Case, Status
from bot.cases.clock_events import ClockPaused, ClockResumed, ClockStarted, ClockStopped
from bot.cases.clocks import Clock, ClockKind
from bot.cases.events import Entry, Event, Woke
from bot.cases.evolve import evolve
from bot.cases.ladder import Ask, Duty
from bot.cases.narrowing import narrowing
from bot.cases.outcome import Refused
from bot.cases.situation import situation_of
from bot.changing import replace
from bot.durations import Duration
from bot.people.asking import able
from bot.people.calendars import Calendar, NeverOpens, end_of, is_open, next_open, open_time
from bot.people.naming import Standing, named
from bot.people.roster import Roster
from bot.policy.routing import Limit, Span, level_span, limit, reminders, vendor_spans
from bot.policy.rules import Path, Rules
from bot.policy.when import Situation
from bot.words import Param, say

if TYPE_CHECKING:
    from bot.cases.facts import Facts

REMINDED = frozenset({ClockKind.RESOLVE, ClockKind.UPDATE, ClockKind.VENDOR})
NOTHING = timedelta()
STANDS_STILL = (ClockKind.UPDATE, ClockKind.RESOLVE)  # S33: while waiting on the customer, or put off


class Course:
    """Lives for one `step`. Only `happens` changes it, and only by folding the event into the case."""

    def __init__(self, case: Case | None, by: str | None, rules: Rules, roster: Roster, now: datetime) -> None:
        self._case = case
        self.by = by
        self.rules = rules
        self.roster = roster
        self.now = now
        self.entries: list[Entry] = []
        self._situations: dict[tuple[Facts, str, datetime], Situation] = {}

    @property
    def case(self) -> Case:
        if self._case is None:
            raise LookupError("the case is not open yet")
        return self._case

    def happens(self, *events: Event) -> None:
        for event in events:
            seq = self._case.seq + 1 if self._case else 1
            entry = Entry(seq, self.now, self.by, event)
            self._case = evolve(self._case, entry)
            self.entries.append(entry)

    def refuse(self, what: str, field: str | None = None, **params: Param) -> NoReturn:
        raise Refused(say(f"refused.{what}", **params), field)

    @property
    def person(self) -> str:
        """Who gave the command; only a person's command may ask."""
        if self.by is None:
            raise LookupError("a timer has no person")
        return self.by

    # what the policy says of the case now

    @property
    def situation(self) -> Situation:
        """As the lines were last read: that time passes changes no limit (S12)."""
        return self._situation_at(self.case.read_at)

    @property
    def situation_now(self) -> Situation:
        """For a level's own `when`, read when it is reached."""
        return self._situation_at(self.now)

    def _situation_at(self, at: datetime) -> Situation:
        """Worked out once for as long as nobody weighs the case anew; a step asks a dozen times."""
        known = (self.case.facts, self.case.priority, at)
        if known not in self._situations:
            self._situations[known] = situation_of(self.case, self.rules, self.roster, at)
        return self._situations[known]

    @property
    def path(self) -> Path:
        return self.rules.path(self.case.ladder.path)

    def limit(self, kind: Limit) -> Span | None:
        return limit(kind, self.rules, self.situation)

    def reminders(self) -> tuple[float, ...]:
        return reminders(self.rules, self.situation)

    def calendar(self, hours: str | None) -> Calendar | None:
        """Of the pinned rules, else of the roster's policy (a vendor's hours); one unknown counts all time."""
        return (self.rules.calendars.get(hours) or self.roster.calendars.get(hours)) if hours else None

    def end(self, span: Span, start: datetime | None = None) -> datetime:
        try:
            return end_of(self.calendar(span.hours), start or self.now, span.length)
        except NeverOpens:
            return (start or self.now) + span.length.elapsed  # rather too early than in silence

    def after(self, left: timedelta, hours: str | None, start: datetime | None = None) -> datetime:
        """When so much open time has passed; at once where nothing is left of it, open or not."""
        return self.end(Span(Duration(left), hours), start) if left > NOTHING else start or self.now

    def opens_at(self, hours: str | None) -> datetime | None:
        """When the hours open, if they are closed now; a calendar that never opens holds nothing up."""
        calendar = self.calendar(hours)
        if calendar is None or is_open(calendar, self.now):
            return None
        try:
            return next_open(calendar, self.now)
        except NeverOpens:
            return None

    def standing(self) -> Standing:
        return self.standing_in(self.case.ladder.round)

    def standing_in(self, round_: int) -> Standing:
        return self._standing(round_, self.case.ladder.asks)

    def standing_below(self) -> Standing:
        """As it was when this level was reached: whom it asked itself makes nobody the manager of another (S16)."""
        ladder = self.case.ladder
        here = ladder.level, ladder.round
        return self._standing(ladder.round, tuple(ask for ask in ladder.asks if ask.rung != here))

    def _standing(self, round_: int, asks: tuple[Ask, ...]) -> Standing:
        case = self.case
        last = asks[-1].rung if asks else None
        together = [ask for ask in asks if ask.rung == last]
        return Standing(
            reporter=case.reporter,
            owner=case.owner,
            followers=case.followers,
            customer=case.facts.customer,
            asked_last=tuple(ask.person for ask in together),
            level_one=self._asked_first,
            asked_in_round=frozenset(ask.person for ask in asks if ask.round == round_),
        )

    def _asked_first(self) -> tuple[str, ...]:
        """Whom level 1 would ask now; where it names the manager of the owner, nobody is there yet (S16)."""
        case, level = self.case, self.path.levels[0]
        standing = Standing(case.reporter, followers=case.followers, customer=case.facts.customer)
        span = level_span(level, self.rules, self.situation, vendor_spans(self.roster), case.ladder.at_once)
        wants = narrowing(case, level, self.rules, self.roster, self.now, round_=1, duty=Duty.ACCEPT, hours=span.hours)
        return able(named(level.ask, standing, self.roster, self.now), wants, self.roster, self.now).asked

    # the case's clocks

    def start_clock(self, kind: ClockKind, span: Span | None) -> None:
        """From now; nothing where the policy sets no such clock."""
        if span:
            self.happens(ClockStarted(self._clock(kind, span, self.now)))

    def start_clock_until(self, kind: ClockKind, ends_at: datetime, hours: str | None) -> None:
        """From now to the instant that somebody named (R27)."""
        whole = open_time(self.calendar(hours), self.now, ends_at)
        self.happens(ClockStarted(Clock(kind, self.now, ends_at, whole, hours, self.reminders())))

    def _clock(self, kind: ClockKind, span: Span, started_at: datetime) -> Clock:
        ends_at = self.end(span, started_at)
        whole = open_time(self.calendar(span.hours), started_at, ends_at)
        return Clock(kind, started_at, ends_at, whole, span.hours, self.reminders() if kind in REMINDED else ())

    def move_clock(self, kind: ClockKind, span: Span | None) -> None:
        """It keeps its start and gets a new limit; what it had used up before it last stood still stays used up (S14),
        also where that is more than the new limit.
        """
        old = self.case.running(kind)
        if old is None or old.breached or span is None:
            return
        new = replace(self._clock(kind, span, old.started_at), reminded=old.reminded)
        if old.left is not None:
            new = replace(new, left=new.whole - (old.whole - old.left), resumed_at=old.resumed_at)
        elif old.resumed_at:
            used = max(NOTHING, old.whole - open_time(self.calendar(old.hours), old.resumed_at, old.ends_at))
            ends_at = self.after(new.whole - used, new.hours, old.resumed_at)
            new = replace(new, ends_at=ends_at, resumed_at=old.resumed_at)
        self.happens(ClockStarted(new))

    def resolve_limit(self) -> Span | None:
        """Under a policy that sets neither `update` nor `resolve` (lint refuses one) that of `wait`: whoever has a case
        always hears of it again (promise 2)."""
        return self.limit(Limit.RESOLVE) or (None if self.limit(Limit.UPDATE) else self.limit(Limit.WAIT))

    def stop_clocks(self, *kinds: ClockKind) -> None:
        self.happens(*(ClockStopped(kind) for kind in kinds if self.case.running(kind)))

    def pause_clocks(self) -> None:
        for kind in STANDS_STILL:
            clock = self.case.running(kind)
            if clock and clock.runs:
                left = open_time(self.calendar(clock.hours), self.now, clock.ends_at)
                self.happens(ClockPaused(kind, max(NOTHING, left)))

    def resume_clocks(self) -> None:
        """They go on exactly where they stood."""
        for kind in STANDS_STILL:
            clock = self.case.running(kind)
            if clock and clock.left is not None:
                self.happens(ClockResumed(kind, self.after(clock.left, clock.hours)))

    def drop_approval(self) -> None:
        """It goes on without; where nobody was asked to accept it before, their time begins (S24)."""
        question = self.case.approval
        if question:
            self.happens(ApprovalDropped())
        if question and not question.up:
            self.start_clock(ClockKind.ACCEPT, self.limit(Limit.ACCEPT))

    def stir(self) -> None:
        """End whatever the case waits for: it is asked about again."""
        self.drop_approval()
        if self.case.status is Status.WAITING or self.case.snoozed_until:
            self.happens(Woke())
            self.stop_clocks(ClockKind.WAIT)
            self.resume_clocks()
