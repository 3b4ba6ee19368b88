"""The doors of a person and of a timer into the one corridor: load, step, save. The third door is `bot.relay`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from bot.cases.access import Viewer, may_read, viewer
from bot.cases.case import Case
from bot.cases.clocks import CaseClock
from bot.cases.commands import Command, Open, PersonsCommand
from bot.cases.events import Entry
from bot.cases.facts import Facts, Handover
from bot.cases.outcome import Outcome, Refused
from bot.cases.reports import ReportMissingPlace, ReportStuck
from bot.cases.step import step
from bot.cases.timers import due, timers
from bot.changing import replace
from bot.destinations import destinations, owed_by
from bot.messages.delivery import tells
from bot.messages.notice import NoticeTopic
from bot.people.identity import Platform
from bot.people.rooms import rooms_of
from bot.people.roster import Place, Roster
from bot.policy.policy import Policy
from bot.policy.rules import Rules
from bot.ports import Clock, Ids, Remembered, Store, Unit
from bot.stepping import customers_of, remembered, stepped
from bot.words import say

LONGEST_PAUSE = timedelta(minutes=5)
TOGETHER = 100  # cases whose timers fire in one transaction: what a person does meanwhile waits for them
REPEATS_COUNT_FOR = timedelta(days=30)


class NoPolicy(RuntimeError):
    """The database holds no policy in force yet: `stige run` seeds it from STIGE_POLICY."""


class Stalled(RuntimeError):
    """A due timer that changed nothing would be due for ever."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a person's command did. `repeated`: the platform delivered it again, and this is what it did at first."""

    case: Case
    entries: tuple[Entry, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer carried out, so `late`, or the error that rolled it back: the case rests and is tried again."""

    case_id: str
    error: Exception | None = None
    late: timedelta | None = field(default=None, compare=False)


class Engine:
    """Synchronous, called from worker threads. `platforms` are those that are set up here; `on_saved` is called after
    every commit that may have made a timer or a message; `held` says whether the clock is doubted (`bot.clock`)."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        ids: Ids,
        platforms: frozenset[Platform],
        on_saved: Callable[[], None] = lambda: None,
        held: Callable[[], bool] = lambda: False,
    ) -> None:
        self.store = store
        self.clock = clock
        self.on_saved = on_saved
        self._ids = ids
        self._platforms = platforms
        self._held = held

    # a person

    def open(
        self,
        by: str,
        handover: Handover,
        facts: Facts,
        key: str,
        concerned: frozenset[str] = frozenset(),
        dismissed: frozenset[str] = frozenset(),
    ) -> Done:
        """Raises `Refused`; then nothing has happened."""
        with self.store.writing() as unit:
            if past := self.past(unit, key):
                return past
            now = self.clock.now()
            number = unit.next_number()
            if past := self.past(unit, key):
                return past  # it was carried out elsewhere while this one waited for its number
            command = Open(
                self._ids.case_id(), number, self.store.realm, CaseClock(now), handover, facts, concerned, dismissed
            )
            roster = self._roster_for(unit, now, [facts.customer])
            outcome = step(None, command, by, self.policy_in(unit).rules, roster, now)
            done = self._done(unit, outcome, roster, key, now)
        self.on_saved()
        return done

    def handle(self, by: str, case_id: str, command: PersonsCommand, key: str) -> Done:
        """Raises `Refused`. A case that this person may not read is refused like one that does not exist (R5)."""
        with self.store.writing() as unit:
            case = unit.load(case_id)  # locks it: of two equal deliveries the later one sees what the first one did
            if past := self.past(unit, key):
                return past
            now = self.clock.now()
            roster = self._roster_for(unit, now, customers_of(case, command), case_id)
            if case is None or not may_read(viewer(by, roster), case):
                raise Refused(say("refused.unknown_case"))
            outcome = stepped(case, command, by, unit, roster, now)
            done = self._done(unit, outcome, roster, key, now)
        self.on_saved()
        return done

    def past(self, unit: Unit, key: str) -> Done | None:
        """A platform that delivers twice gets its first answer again."""
        did = unit.remembered(key)
        case = unit.load(did.case_id) if did else None
        if did is None or case is None:
            return None
        entries = unit.entries(did.case_id, did.first_seq)
        return Done(case, tuple(entry for entry in entries if entry.seq <= did.last_seq), repeated=True)

    def _done(self, unit: Unit, outcome: Outcome, roster: Roster, key: str, now: datetime) -> Done:
        case = self._save(unit, outcome, roster)
        if outcome.entries:
            first, last = outcome.entries[0].seq, outcome.entries[-1].seq
            unit.remember(key, Remembered(case.id, first, last), now)
        return Done(case, outcome.entries)

    # a timer

    def fire_due(self) -> tuple[Fired, ...]:
        """Carry out what is most overdue, of each of so many cases one timer, in one transaction; empty where none is
        due. Where one of them raises, all are rolled back and each is carried out by itself."""
        if self._held():
            return ()
        try:
            with self.store.writing() as unit:
                now = self.clock.now()
                due = unit.due_cases(now, TOGETHER)
                fired = tuple(Fired(case_id, late=self._fire(unit, case_id, now)) for case_id in due)
        except Exception:
            return tuple(islice(iter(self.fire, None), TOGETHER))
        if fired:
            self.on_saved()
        return fired

    def fire(self) -> Fired | None:
        """Carry out the one timer that is most overdue; None where none is due, or nobody knows how late it is."""
        if self._held():
            return None
        case_id, late = None, None
        try:
            with self.store.writing() as unit:
                now = self.clock.now()
                for case_id in unit.due_cases(now, 1):
                    late = self._fire(unit, case_id, now)
        except Exception as error:
            if case_id is None:
                raise
            self._rest(case_id)
            return Fired(case_id, error)
        if case_id is None:
            return None
        self.on_saved()
        return Fired(case_id, late=late)

    def _fire(self, unit: Unit, case_id: str, now: datetime) -> timedelta:
        case = unit.load(case_id)
        if case is None:
            raise Stalled(f"a timer of a case that is not there: {case_id}")
        rules = unit.rules(case.version)
        timer = due(timers(case, rules), case.clock.case_time(now))
        if timer is None:
            raise Stalled(f"no timer of {case_id} is due")
        roster = self._roster_for(unit, now, [case.facts.customer], case_id)
        outcome = stepped(case, timer.command, None, unit, roster, now)
        if not outcome.entries:
            raise Stalled(f"{type(timer.command).__name__} changed nothing in {case_id}")
        self._save(unit, outcome, roster)
        return now - case.clock.wall_time(timer.due_at)

    def _rest(self, case_id: str) -> None:
        """Tried again with ever longer rests, for ever; at the first failure those who can act hear of it."""
        try:
            self._lay_to_rest(case_id, self._tell_that_it_is_stuck)
        except Exception:  # what cannot be told must not keep the timers of all other cases waiting
            self._lay_to_rest(case_id)

    def _lay_to_rest(self, case_id: str, tell: Callable[[Unit, str], None] | None = None) -> None:
        with self.store.writing() as unit:
            now = self.clock.now()
            if not unit.is_due(case_id, now):
                return  # another process has carried it out meanwhile
            failures = unit.failures(case_id)
            if tell and failures == 0:
                tell(unit, case_id)
            unit.rest(case_id, now + min(LONGEST_PAUSE, timedelta(seconds=2 ** min(failures, 10))))

    def _tell_that_it_is_stuck(self, unit: Unit, case_id: str) -> None:
        case = unit.load(case_id)
        if case:
            self.report(unit, case, ReportStuck())

    # what delivery found out

    def report(self, unit: Unit, case: Case, command: Command) -> Case:
        """In the transaction of whoever found it out."""
        now = self.clock.now()
        roster = self.roster_in(unit, now, within=True)
        return self._save(unit, stepped(case, command, None, unit, roster, now), roster)

    # what all need

    def _save(self, unit: Unit, outcome: Outcome, roster: Roster) -> Case:
        if not outcome.entries:
            return outcome.case
        rules = unit.rules(outcome.case.version)
        owed = owed_by(outcome, rules, roster, self._platforms)
        unit.save(outcome, timers(outcome.case, rules), owed)
        for about in outcome.lists:
            unit.notices_changed(about, self.clock.now(), NoticeTopic.HANDOFF_GIVE, NoticeTopic.HANDOFF_TAKE)
        return self._report_unhoused(unit, outcome, roster)

    def _report_unhoused(self, unit: Unit, outcome: Outcome, roster: Roster) -> Case:
        """A place that was to be told, though nothing can be posted in it, is no place that was told."""
        case = outcome.case
        for message in outcome.messages:
            if message.place and tells(message) and not any(destinations(message, roster, self._platforms)):
                case = self.report(unit, case, ReportMissingPlace(message.place))
        return case

    def rooms(self, place: Place) -> tuple[tuple[Platform, str], ...]:
        """Where something for it can be posted from here; each of its addresses is one."""
        return tuple((platform, room) for platform, room in rooms_of(place) if platform in self._platforms)

    def policy_in(self, unit: Unit) -> Policy:
        """The one in force; its roster knows neither loads nor who is there."""
        policy = unit.active()
        if policy is None:
            raise NoPolicy
        return policy

    def roster_in(self, unit: Unit, now: datetime, *, within: bool = False) -> Roster:
        """Everybody as of this transaction. `within`: nobody asks it when the transaction is over."""
        mail, webhooks = Platform.MAIL in self._platforms, Platform.WEBHOOK in self._platforms
        everybody = remembered(self.policy_in(unit).roster, unit, now, within=within)
        return replace(everybody, mail=mail, webhooks=webhooks)

    def _roster_for(self, unit: Unit, now: datetime, customers: Iterable[str | None], case_id: str = "") -> Roster:
        """Knowing too how often these customers' cases were escalated lately, for the fact `repeats` (S7, R10)."""
        since_at = now - REPEATS_COUNT_FOR
        repeats = {customer: unit.opened_for(customer, since_at, case_id) for customer in customers if customer}
        return replace(self.roster_in(unit, now, within=True), repeats=repeats)

    def roster(self) -> Roster:
        """Everybody as of now."""
        with self.store.writing() as unit:
            return self.roster_in(unit, self.clock.now())

    def rules(self, version: str | None = None) -> Rules:
        """Those of a version, or those in force."""
        with self.store.writing() as unit:
            return unit.rules(version) if version else self.policy_in(unit).rules

    def case(self, seen_by: Viewer, case_id: str) -> Case | None:
        """None alike for a case that does not exist and one that the viewer may not read."""
        with self.store.writing() as unit:
            case = unit.load(case_id)
        return case if case and may_read(seen_by, case) else None
