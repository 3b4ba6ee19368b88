"""Cases follow the sun: when duty changes, those of who goes off are offered to who comes on; and an owner who goes on
leave or is no longer there is asked to pass theirs on (S19, R24).

Every case is a transaction of its own, claimed in it, so it is offered once however often this stops in between and
whichever process goes on. One that fails holds up no other, and is tried again in every round. That a change was seen
to is remembered last, together with the lists that tell of it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise

from bot.cases.case import Case
from bot.cases.handoff import Off, key_of
from bot.cases.off_duty import off_because
from bot.cases.reports import OfferHandoff, ReportOwnerBack, ReportOwnerOff
from bot.changing import replace
from bot.claims import known_until
from bot.engine import Engine
from bot.messages.notice import NoticeTopic
from bot.people.identity import Membership
from bot.people.roster import Roster, Schedule
from bot.people.schedules import changes, next_change, on_call, planned
from bot.ports import InThread, Unit

FARTHEST_BACK = timedelta(days=60)  # a stop that was longer has its last change there
AHEAD = timedelta(days=1)
AN_INSTANT = timedelta(microseconds=1)
Owned = Sequence[tuple[str, str]]


@dataclass
class _Change:
    """Duty changed: `off` is whom the plan has no more, `to` who came on. `lists` are who gives, who takes, and the
    places of those who take, where any of it is for other eyes."""

    schedule: Schedule
    at: datetime
    on_duty: tuple[str, ...]
    to: tuple[str, ...]
    givers: set[str] = field(default_factory=set)
    takers: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        return key_of(self.schedule.id, self.at)


class HandoffChore:
    """A chore (`bot.upkeep.chores`). Of changes that it slept through, the last of a schedule counts for all: who came
    and went in between can take nothing over any more."""

    name = "handoffs"

    def __init__(self, engine: Engine, in_thread: InThread) -> None:
        self._engine, self._in_thread = engine, in_thread
        self._on_duty: dict[str, tuple[str, ...]] = {}
        self._asked: set[tuple[str, str, str]] = set()
        self._next_at: datetime | None = None
        self._faults: list[Exception] = []

    async def do(self, now: datetime) -> None:
        await self._in_thread(partial(self._do, now))

    def next_at(self, now: datetime) -> datetime | None:
        return self._next_at if self._next_at and self._next_at > now else None

    def _do(self, now: datetime) -> None:
        self._faults = []
        roster, owned = self._look(now)
        for schedule in roster.schedules.values():
            if change := self._changed(schedule, roster, now):
                self._hand_over(change, owned, now)
        self._ask_the_absent(roster, owned, now)
        self._next_at = _next_at(roster, owned, now)
        if self._faults:
            raise ExceptionGroup("cases that could not be passed on", self._faults)

    def _tried(self, step: Callable[[], None]) -> bool:
        """Whether it is done. Told of at the end of the round, when all others have had their turn."""
        try:
            step()
        except Exception as fault:
            self._faults.append(fault)
            return False
        return True

    def _look(self, now: datetime) -> tuple[Roster, Owned]:
        with self._engine.store.writing() as unit:
            return self._engine.roster_in(unit, now), unit.owned_cases()

    # duty changes

    def _changed(self, schedule: Schedule, roster: Roster, now: datetime) -> _Change | None:
        """Whether others are on duty than when it was last looked. What is set late, or taken back, counts too."""
        people = on_call(schedule, planned(roster), now)
        seen = self._on_duty.get(schedule.id)
        if people == seen:
            return None
        with self._engine.store.writing() as unit:
            looked = known_until(unit, _looked(schedule), now)
            if looked is None:
                unit.look_until(_looked(schedule), now, now)
                looked = now
            at = self._last_change(unit, schedule, max(min(looked, now - AHEAD), now - FARTHEST_BACK), now)
        if seen is None and (at is None or at <= looked):
            self._on_duty[schedule.id] = people
            return None
        return _Change(schedule, at or now, people, _coming(schedule, roster, seen or (), now))

    def _last_change(self, unit: Unit, schedule: Schedule, since_at: datetime, now: datetime) -> datetime | None:
        """By the plan as it was in that time."""
        known = planned(self._engine.roster_in(unit, since_at))
        plan = replace(known, overrides=unit.past_overrides(schedule.id, since_at, now + AN_INSTANT))
        instants = changes(schedule, plan, since_at, now + AN_INSTANT)[:-1]
        for earlier, later in reversed(list(pairwise(instants))):
            if on_call(schedule, plan, earlier) != on_call(schedule, plan, later):
                return later
        return None

    def _hand_over(self, change: _Change, owned: Owned, now: datetime) -> None:
        done = [self._tried(partial(self._offer, change, case_id, now)) for _, case_id in owned]
        self._tell(change, now, whole=all(done))
        if all(done):
            self._on_duty[change.schedule.id] = change.on_duty
        self._engine.on_saved()

    def _offer(self, change: _Change, case_id: str, now: datetime) -> None:
        with self._engine.store.writing() as unit:
            case = unit.load(case_id)
            if case is None or case.owner is None or case.duty_of != change.schedule.id:
                return
            back = f"handoff back|{case_id}"
            if case.owner in change.on_duty:
                if case.handoff:
                    unit.look_until(back, now, now)
                self._engine.report(unit, case, ReportOwnerBack())
            elif unit.once(f"handoff|{change.key}|{case_id}|{unit.looked_until(back) or ''}", now):
                case = self._engine.report(unit, case, OfferHandoff(change.schedule.id, change.to, change.at))
        _note(change, case)

    def _tell(self, change: _Change, now: datetime, *, whole: bool) -> None:
        with self._engine.store.writing() as unit:
            for person in sorted(change.givers):
                unit.notify(NoticeTopic.HANDOFF_GIVE, change.key, now, person=person)
            for person in sorted(change.takers):
                unit.notify(NoticeTopic.HANDOFF_TAKE, change.key, now, person=person)
            roster = self._engine.roster_in(unit, now)
            for place, platform in self._rooms(change.told, roster):
                unit.notify(NoticeTopic.HANDOFF_TAKE, change.key, now, place=place, platform=platform)
            if whole:
                unit.look_until(_looked(change.schedule), change.at, now)

    def _rooms(self, people: set[str], roster: Roster) -> Iterator[tuple[str, str]]:
        """Where the teams of those who come on are told of what comes to them."""
        teams = (roster.team_of(person) for person in sorted(people))
        for place in dict.fromkeys(team.place for team in teams if team and team.place):
            if place in roster.places:
                rooms = self._engine.rooms(roster.places[place])
                yield from dict.fromkeys((place, platform.value) for platform, _ in rooms)

    # owners who are not there

    def _ask_the_absent(self, roster: Roster, owned: Owned, now: datetime) -> None:
        """Once for each absence of an owner."""
        handled = set()
        for person, case_id in owned:
            if since := _absent_since(person, roster, now) or self._deactivated(person, roster):
                handled.add((person, case_id, since))
        if back := self._asked - handled:
            self._are_back(back, now)
        for one in sorted(handled - self._asked):
            if not self._tried(partial(self._ask, *one, roster, now)):
                handled.remove(one)
        self._asked = handled

    def _are_back(self, absences: Iterable[tuple[str, str, str]], now: datetime) -> None:
        """So that the same again is another absence: an account may be closed, opened and closed."""
        with self._engine.store.writing() as unit:
            for person, case_id, _ in absences:
                unit.look_until(_back(person, case_id), now, now)

    def _deactivated(self, person: str, roster: Roster) -> str | None:
        """Every platform says that they have left."""
        if person not in roster.away:
            return None
        with self._engine.store.writing() as unit:
            profile = None if unit.identities_of(person) else unit.profile_of(person)
        return Off.GONE.value if profile and profile.membership is Membership.GONE else None

    def _ask(self, person: str, case_id: str, since: str, roster: Roster, now: datetime) -> None:
        with self._engine.store.writing() as unit:
            case = unit.load(case_id)
            back = unit.looked_until(_back(person, case_id)) or ""
            key = f"owner off|{case_id}|{person}|{case.owner_since if case else ''}|{since}|{back}"
            if case and case.owner == person and unit.once(key, now):
                self._engine.report(unit, case, ReportOwnerOff(off_because(person, roster, now) or Off.GONE))
        self._engine.on_saved()


def _looked(schedule: Schedule) -> str:
    return f"handoffs|{schedule.id}"


def _back(person: str, case_id: str) -> str:
    return f"owner back|{case_id}|{person}"


def _coming(schedule: Schedule, roster: Roster, before: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """Who was not on duty before; where others only left, all who are. However much they carry."""
    people = on_call(schedule, replace(roster, loads={}), now)
    return tuple(person for person in people if person not in before) or people


def _note(change: _Change, case: Case) -> None:
    """Who is to be told of it: of a private case no room."""
    if case.handoff and case.handoff.list == change.key:
        change.givers.add(case.handoff.giver)
        change.takers.update(case.handoff.to)
        change.told.update(() if case.private else case.handoff.to)


def _absent_since(person: str, roster: Roster, now: datetime) -> str | None:
    """What tells this absence from another; None for somebody who is there."""
    match off_because(person, roster, now):
        case None:
            return None
        case Off.LEAVE:
            said = (one.starts_at for one in roster.absences if one.person == person and one.covers(now))
            leave = (one.starts_at for one in roster.leave_of(person) if one.starts_at <= now < one.ends_at)
            return min((*said, *leave)).isoformat()
        case why:
            return why.value


def _next_at(roster: Roster, owned: Owned, now: datetime) -> datetime | None:
    owners = {person for person, _ in owned}
    away = (one.starts_at for one in roster.absences if one.person in owners)
    leave = (one.starts_at for person in owners for one in roster.leave_of(person))
    duty = next_change(planned(roster), now, AHEAD)
    return min((at for at in (duty, *away, *leave) if at and at > now), default=None)
